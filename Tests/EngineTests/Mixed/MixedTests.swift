import Foundation
import Testing

@testable import Engine

@Suite struct MixedTests {
  private func toenail(points: Int?) throws -> Model {
    var data = try ModelFixtures.read("toenail")
    guard case .integer(let values) = data.columns["patientID"]?.storage else { throw MixedError.singleRows }
    data.clusters = values.map { Int32($0) }
    let formula = try #require(CertifiedModelsTests.formulas.first { $0.name == "toenail" }).formula
    var options = FitOptions()
    options.random = .init(by: "patientID", points: points)
    return try Model.fit(formula, to: data, options: options)
  }
  @Test func temp() throws {
    for points in [7, 15, 25, 50, 100, nil] {
      let start = Date()
      let m = try toenail(points: points)
      print("pts", points ?? 0, m.coefficients.compactMap(\.estimate), m.coefficients.compactMap(\.standardError), m.random!, m.logLikelihood, m.iterations, m.halvings, m.lastStep, Date().timeIntervalSince(start))
    }
  }
}
