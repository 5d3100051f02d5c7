import Foundation
import Testing

@testable import Engine

@Suite struct ConditioningTests {
  /// Of two columns of length 1 with the cosine r the singular values are the roots of 1 + r and 1 - r.
  @Test func ofTwoColumnsInClosedForm() throws {
    let data = try ModelFixtures.read("birthwt")
    let model = try Model.fit(Formula(outcome: .column("low"), terms: [.variable("lwt")]), to: data)
    guard case .integer(let values) = data.columns["lwt"]?.storage else {
      Issue.record("no lwt")
      return
    }
    let sum = values.reduce(0) { $0 + Double($1) }
    let squares = values.reduce(0) { $0 + Double($1) * Double($1) }
    let r = sum / (Double(values.count) * squares).squareRoot()
    let indices = try model.conditionIndices()
    #expect(indices.count == 2 && indices[0].index == 1)
    #expect(abs(indices[1].index - ((1 + r) / (1 - r)).squareRoot()) < 1e-10 * indices[1].index)
    // Each column's variance is shared as 1/(1 + r) to 1/(1 - r).
    for share in indices[1].shares { #expect(abs(share.share - (1 + r) / 2) < 1e-10, "\(share.column)") }
  }

  @Test(arguments: CertifiedModelsTests.formulas.indices)
  func sharesSumToOne(_ index: Int) throws {
    let (name, formula) = CertifiedModelsTests.formulas[index]
    let model = try Model.fit(formula, to: try ModelFixtures.read(name))
    let indices = try model.conditionIndices()
    #expect(indices.count == model.rank && indices.map(\.index) == indices.map(\.index).sorted())
    for column in indices[0].shares.indices {
      let total = indices.reduce(0) { $0 + $1.shares[column].share }
      #expect(abs(total - 1) < 1e-10)
    }
    // The squares of the singular values sum to the number of columns.
    let inverse = indices.reduce(0) { $0 + 1 / ($1.index * $1.index) }
    #expect(Double(model.rank) / inverse >= 1 - 1e-12)
  }

  @Test func collinearityDoesNotFollowRobustErrors() throws {
    let (name, formula) = CertifiedModelsTests.formulas[1]
    let data = try ModelFixtures.read(name)
    var options = FitOptions()
    let plain = try Model.fit(formula, to: data).collinearity()
    options.errors = .robust(.hc3)
    let robust = try Model.fit(formula, to: data, options: options).collinearity()
    #expect(zip(plain, robust).allSatisfy { abs($0.gvif - $1.gvif) < 1e-10 * $0.gvif })
  }
}
