import Foundation
import Testing

@testable import Engine

@Suite struct ProfileTests {
  /// The ends really are where the likelihood, maximised over the rest, has fallen by half of 3.841: by a slow search
  /// over offsets with the ordinary fit.
  @Test func endsLieOnTheProfile() throws {
    let x: [Int64] = [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0, 3, 5, 9]
    let y: [Int64] = [0, 0, 1, 0, 0, 1, 0, 1, 1, 1, 0, 1, 0, 1]
    let data = ModelData(columns: ["x": Column(.integer(x)), "y": Column(.integer(y))], rowCount: x.count)
    let model = try Model.fit(Formula(outcome: .column("y"), terms: [.variable("x")]), to: data)
    let profiled = try model.withProfileIntervals()
    let line = try #require(profiled.estimated.last)
    for end in [line.oddsRatioLow, line.oddsRatioHigh] {
      let slope = log(try #require(end))
      let fall = 2 * (model.logLikelihood - bestWithSlope(slope, x, y))
      #expect(abs(fall - 3.841458820694124) < 1e-8, "\(fall)")
    }
    let test = try #require(try model.termTests().first)
    #expect(abs((line.z ?? 0) * (line.z ?? 0) - test.likelihoodRatio.statistic) < 1e-9)
  }

  /// The greatest log-likelihood over the intercept, by bisection on its score.
  private func bestWithSlope(_ slope: Double, _ x: [Int64], _ y: [Int64]) -> Double {
    var (low, high) = (-50.0, 50.0)
    func p(_ a: Double, _ index: Int) -> Double { 1 / (1 + exp(-(a + slope * Double(x[index])))) }
    for _ in 0..<200 {
      let middle = (low + high) / 2
      let score = x.indices.reduce(0.0) { $0 + Double(y[$1]) - p(middle, $1) }
      if score > 0 { low = middle } else { high = middle }
    }
    return x.indices.reduce(0.0) { $0 + log(y[$1] == 1 ? p(low, $1) : 1 - p(low, $1)) }
  }
}
