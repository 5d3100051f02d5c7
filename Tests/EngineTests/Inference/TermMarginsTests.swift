import Foundation
import Testing

@testable import Engine

/// Average marginal effects through logarithms, powers, splines, offsets and their interactions.
@Suite struct TermMarginsTests {
  /// R 4.2.2, rms 6.5-0: `low ~ log(lwt) * smoke + rcs(age, c(18, 22, 26, 33))`, the contrast from `predict`, the slopes
  /// by Richardson's extrapolation of it, hence to 9 digits.
  @Test func agreesWithR() throws {
    let model = try TermsTests.fit([
      .log("lwt"), .variable("smoke"), TermsTests.age, .interaction([.log("lwt"), .variable("smoke")]),
    ])
    let effects = try model.marginalEffects()
    func effect(_ name: String) -> Double? { effects.first { $0.variable == name }?.estimate }
    #expect(worst([effect("lwt"), effect("age")], [-0.00318685055078, -0.00616239308505]) < 1e-8)
    #expect(worst([effect("smoke")], [0.144721117710309]) < 1e-11)
    // The number also in an offset: its own coefficient and the offset's 1/100 move together.
    let offset = try TermsTests.fit([.variable("lwt"), .variable("age"), .offset(.variable("lwt"))]) {
      // R: glm(low ~ lwt + age + offset(I(lwt/100))), AME of lwt −0.00263976455154 a pound.
      guard case .integer(let weights)? = $0.columns["lwt"]?.storage else { return }
      $0.columns["lwt"] = Column(.decimal(weights.map { Double($0) / 100 }))
    }
    let slope = try #require(try offset.marginalEffects().first { $0.variable == "lwt" })
    #expect(worst([slope.estimate], [-0.263976455154]) < 1e-9)
  }

  /// Slopes and their errors as differences of average predictions, found by moving every row a little.
  @Test(arguments: 1...6) func areDifferencesOfPredictions(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(seed))
    let rows = 300
    let x = (0..<rows).map { _ in 1 + Double(random.below(40)) / 4 }
    let w = (0..<rows).map { _ in Int64(random.below(5)) }
    let g = (0..<rows).map { _ in ["a", "b", "c"][random.below(3)] }
    let y = zip(x, w).map { random.unit() < 1 / (1 + exp(-0.2 * $0 + 0.3 * Double($1))) }
    let spline = Formula.Term.spline("x", knots: [2, 4, 6, 9])
    let choices: [[Formula.Term]] = [
      [.log("x"), .variable("w"), .interaction([.log("x"), .variable("w")])],
      [spline, .variable("g"), .interaction([.variable("g"), spline]), .variable("w")],
      [.variable("x"), .power("x", 2), .interaction([.power("x", 2), .variable("g")]), .variable("g")],
      [.variable("g"), spline, .offset(.log("x"))],
      [.interaction([.log("x"), spline]), .variable("w"), .variable("x")],
      [.interaction([.variable("w"), .power("x", 3)]), .offset(.power("x", 2)), .log("x")],
    ]
    let formula = Formula(outcome: .column("y"), terms: choices[seed - 1])
    func data(_ x: [Double]) -> ModelData {
      ModelData(
        columns: [
          "x": Column(.decimal(x)), "w": Column(.integer(w)), "g": ModelFixtures.category(g),
          "y": Column(.flag(y.map { $0 ? 1 : 0 })),
        ], rowCount: rows)
    }
    for scaled in [false, true] {
      var options = FitOptions()
      options.scaled = scaled
      let model = try Model.fit(formula, to: data(x), options: options)
      let found = try #require(try model.marginalEffects().first { $0.variable == "x" })
      func average(_ step: Double) throws -> Double {
        try (0..<rows).reduce(0) { sum, row in
          sum
            + (try model.predict(
              ["x": "\(x[row] + step)", "w": "\(w[row])", "g": g[row]].filter {
                model.predictors.contains($0.key)
              }
            ).probability) / Double(rows)
        }
      }
      func slope(_ h: Double) throws -> Double { (try average(h) - average(-h)) / (2 * h) }
      let expected = (4 * (try slope(1e-3)) - (try slope(2e-3))) / 3
      #expect(abs(found.estimate - expected) < 1e-7 * max(0.01, abs(expected)), "\(formula)")
      #expect(found.standardError > 0)
      // The fitted rows themselves, asked for by their values.
      #expect(abs(try average(0) - Double(model.events) / Double(rows)) < 1e-9)
    }
  }
}
