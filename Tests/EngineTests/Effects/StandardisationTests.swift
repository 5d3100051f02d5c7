import Foundation
import Testing

@testable import Engine

/// Risks standardised over the rows, their differences and ratios.
@Suite struct StandardisationTests {
  private func weight() throws -> Model {
    try Model.fit(
      Formula(
        outcome: .column("low"),
        terms: [.variable("age"), .variable("lwt"), .factor("race", reference: nil), .variable("smoke")]),
      to: try ModelFixtures.read("birthwt"))
  }

  /// R 4.2.2: glm on MASS::birthwt to 1e-16, model.matrix with the variable set, delta method by hand.
  @Test(arguments: [
    ("smoke", "1", "0", 0.2097434851192182, 0.0725185277993507, 0.6407204064136546, 0.2185122084692765),
    ("race", "2", "1", 0.243063108600380, 0.105379650664021, 0.749200742013131, 0.282231341964329),
    ("race", "3", "1", 0.1794395918215897, 0.0770641752332525, 0.6006856691810556, 0.2548474975591736),
    ("age", "30", "20", -0.0429388882634106, 0.0644416312550607, -0.1420732278853833, 0.2206057089641802),
  ]) func contrastsAsInR(
    _ name: String, _ value: String, _ reference: String, _ rd: Double, _ se: Double, _ logRatio: Double,
    _ logError: Double
  ) throws {
    let found = try weight().standardisation(of: name, at: [reference, value])
    let contrast = try #require(found.contrasts.first)
    #expect(contrast.value == value && contrast.reference == reference)
    #expect(
      worst(
        [
          contrast.difference.value, contrast.difference.standardError, contrast.logRatio.value,
          contrast.logRatio.standardError,
        ], [rd, se, logRatio, logError]) < 1e-9)
  }

  /// Interactions, weights, numbers that no row has, robust covariance: averages over rows one by one, with numeric
  /// derivatives.
  @Test(arguments: 1...10) func averagesAsOverRows(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(seed))
    let n = 400
    let g = (0..<n).map { _ in Int(random.next() % 3) }
    let x = (0..<n).map { _ in Double(random.next() % 7) }
    let weights = (0..<n).map { _ in Int64(random.next() % 3 + 1) }
    let y = (0..<n).map { row -> Int64 in
      let eta = -0.5 + 0.4 * Double(g[row]) + 0.2 * x[row] - 0.1 * x[row] * Double(g[row])
      return Double(random.next() % 10_000) / 10_000 < 1 / (1 + exp(-eta)) ? 1 : 0
    }
    let data = ModelData(
      columns: [
        "g": ModelFixtures.category(g.map { ["a", "b", "c"][$0] }), "x": Column(.decimal(x)),
        "y": Column(.integer(y)),
      ], rowCount: n, weights: weights)
    let terms: [Formula.Term] = [
      .variable("g"), .variable("x"), .interaction([.variable("g"), .variable("x")]),
    ]
    let plain = try Model.fit(Formula(outcome: .column("y"), terms: terms), to: data)
    let model = plain.replacing(covariance: try plain.covariance(.hc1))
    let beta = model.coefficients.compactMap(\.estimate)
    func risk(_ b: [Double], g set: Int?, x value: Double?) -> Double {
      var sum = 0.0
      for row in 0..<n {
        let (g, x) = (set ?? g[row], value ?? x[row])
        let line = [1, g == 1 ? 1 : 0, g == 2 ? 1 : 0, x, g == 1 ? x : 0, g == 2 ? x : 0]
        sum += Double(weights[row]) * SlowLogit.probability(line, b)
      }
      return sum / Double(weights.reduce(0, +))
    }
    func delta(_ f: ([Double]) -> Double) -> [Double] {
      let gradient = beta.indices.map { i -> Double in
        var (up, down) = (beta, beta)
        up[i] += 1e-5
        down[i] -= 1e-5
        return (f(up) - f(down)) / 2e-5
      }
      var variance = 0.0
      for (i, a) in gradient.enumerated() {
        for (j, b) in gradient.enumerated() { variance += a * b * model.covariance[i * beta.count + j] }
      }
      return [f(beta), variance.squareRoot()]
    }
    func check(_ estimate: EffectEstimate, _ f: ([Double]) -> Double) {
      #expect(worst([estimate.value, estimate.standardError], delta(f)) < 1e-6)
    }
    let levels = try model.standardisation(of: "g")
    check(levels.risks[1].risk) { risk($0, g: 1, x: nil) }
    check(levels.contrasts[1].difference) { risk($0, g: 2, x: nil) - risk($0, g: 0, x: nil) }
    check(levels.contrasts[1].logRatio) { log(risk($0, g: 2, x: nil) / risk($0, g: 0, x: nil)) }
    #expect(
      levels.risks.map { $0.count?.rows }
        == (0..<3).map { level in
          zip(g, weights).reduce(0) { $1.0 == level ? $0 + Int($1.1) : $0 }
        })
    // 2.5 stands in no row; g is set in all of them.
    let set = try model.setting([("g", "c")]).standardisation(of: "x", at: ["1", "2.5"])
    check(set.risks[1].risk) { risk($0, g: 2, x: 2.5) }
    check(set.contrasts[0].logRatio) { log(risk($0, g: 2, x: 2.5) / risk($0, g: 2, x: 1)) }
    #expect(set.risks[1].count == nil && set.risks[0].count != nil)
    // The slope where g is c.
    let slope = try #require(try model.setting([("g", "c")]).marginalEffects(of: ["x"]).first)
    check(EffectEstimate(slope.estimate, standardError: slope.standardError)) { b in
      (0..<n).reduce(0) { sum, row in
        let p = SlowLogit.probability([1, 0, 1, x[row], 0, x[row]], b)
        return sum + Double(weights[row]) * p * (1 - p) * (b[3] + b[5])
      } / Double(weights.reduce(0, +))
    }
  }

  @Test func refusesWhatTheVariableHasNot() throws {
    let model = try weight()
    #expect(throws: PredictionError.unknownLevel(term: "race", level: "4", levels: ["1", "2", "3"])) {
      try model.standardisation(of: "race", at: ["1", "4"])
    }
    #expect(throws: PredictionError.notANumber(term: "age")) {
      try model.standardisation(of: "age", at: ["old"])
    }
    #expect(throws: InferenceError.self) { try model.standardisation(of: "ftv") }
    #expect(throws: PredictionError.self) { try model.setting([("ftv", "1")]) }
  }

  @Test func intervalsOfProbabilitiesStayProbabilities() {
    let near = EffectEstimate(0.999, standardError: 0.01).probabilityInterval
    #expect(near.low > 0 && near.low < 0.999 && near.high > 0.999 && near.high < 1)
    // logit(0.3) ± 1.96 × 0.05/0.21
    let interval = EffectEstimate(0.3, standardError: 0.05).probabilityInterval
    #expect(abs(interval.low - 0.2118256) < 1e-6 && abs(interval.high - 0.4059726) < 1e-6)
  }
}
