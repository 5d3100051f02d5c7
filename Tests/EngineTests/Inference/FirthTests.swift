import Foundation
import Testing

@testable import Engine

/// Firth's fit. Figures of `endometrial` (Heinze & Schemper 2002) are those of R's logistf.
@Suite struct FirthTests {
  private static let formula = Formula(
    outcome: .column("HG"), terms: ["NV", "PI", "EH"].map { .variable($0) })

  private func firth(_ formula: Formula, _ data: ModelData) throws -> Model {
    var options = FitOptions()
    options.method = .firth
    return try Model.fit(formula, to: data, options: options)
  }

  @Test func endometrial() throws {
    let model = try firth(FirthTests.formula, try ModelFixtures.read("endometrial"))
    let lines = model.estimated
    #expect(lines.map(\.term) == ["(Intercept)", "NV", "PI", "EH"])
    let estimates = [3.7745597136, 2.9292733532, -0.0347517599, -2.6041639253]
    let errors = [1.4886916633, 1.5507637295, 0.0395781473, 0.7760176426]
    for (line, expected) in zip(lines, zip(estimates, errors)) {
      #expect(abs((line.estimate ?? 0) - expected.0) < 1e-9, "\(line)")
      #expect(abs((line.standardError ?? 0) - expected.1) < 1e-9, "\(line)")
    }
    #expect(abs(model.logLikelihood + 24.03726780) < 1e-8)
    let nv = lines[1]
    #expect(abs(log(nv.oddsRatioLow ?? 0) - 0.6097244363) < 1e-9)
    #expect(abs(log(nv.oddsRatioHigh ?? 0) - 7.8546317139) < 1e-9)
    #expect(abs((nv.z ?? 0) * (nv.z ?? 0) - 6.798457249) < 1e-8)
    #expect(abs(exp(nv.logP ?? 0) - 0.009123667547) < 1e-11)
  }

  @Test func completeSeparationHasAFit() throws {
    let formula = Formula(
      outcome: .column("setosa"), terms: ["Sepal.Length", "Sepal.Width"].map { .variable($0) })
    let model = try firth(formula, try ModelFixtures.read("iris_setosa"))
    #expect(model.ending == .converged)
    #expect(model.estimated.allSatisfy { ($0.standardError ?? .infinity).isFinite })
  }

  /// Without regressors the estimate is log((s + ½)/(f + ½)).
  @Test func theNullModelAddsHalfARowToEachClass() throws {
    let data = ModelData(columns: ["y": Column(.integer([1, 1, 1, 0, 0, 0, 0, 0, 0, 0]))], rowCount: 10)
    let model = try firth(Formula(outcome: .column("y"), terms: []), data)
    #expect(abs((model.estimated[0].estimate ?? 0) - log(3.5 / 7.5)) < 1e-12)
  }

  /// In a saturated two-by-two table Firth adds a half to every cell.
  @Test func aSaturatedTableAddsHalfToEveryCell() throws {
    let x: [Int64] = [0, 0, 0, 0, 0, 1, 1, 1, 1]
    let y: [Int64] = [1, 0, 0, 0, 0, 1, 1, 1, 1]
    let data = ModelData(columns: ["x": Column(.integer(x)), "y": Column(.integer(y))], rowCount: 9)
    let model = try firth(Formula(outcome: .column("y"), terms: [.variable("x")]), data)
    let expected = log(4.5 / 0.5) - log(1.5 / 4.5)
    #expect(abs((model.estimated[1].estimate ?? 0) - expected) < 1e-9)
  }

  /// Of a group of one row the information is half the curvature: steps that land as far on the other side.
  @Test func aGroupOfOneRowHasAnEstimate() throws {
    let x = [Int64](repeating: 0, count: 30) + [1]
    let y = (0..<30).map { Int64($0 % 3 == 0 ? 1 : 0) } + [1]
    let data = ModelData(columns: ["x": Column(.integer(x)), "y": Column(.integer(y))], rowCount: 31)
    let model = try firth(Formula(outcome: .column("y"), terms: [.variable("x")]), data)
    let expected = log(1.5 / 0.5) - log(10.5 / 20.5)
    #expect(abs((model.estimated[1].estimate ?? 0) - expected) < 1e-9)
    #expect(try #require(model.estimated[1].oddsRatioLow) < exp(expected))
  }
}
