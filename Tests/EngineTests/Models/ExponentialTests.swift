import Foundation
import Testing

@testable import Engine

@Suite struct ExponentialTests {
  /// Within 2 units in the last place of the C library's, over the whole range and at its ends.
  @Test func agreesWithTheLibrary() {
    var random = SplitMix64(state: 3)
    var worst = (exp: 0.0, log: 0.0)
    for _ in 0..<100_000 {
      let x = -random.unit() * [0.01, 1, 40, 700][random.below(4)]
      worst.exp = max(worst.exp, abs(quickExp(x) - exp(x)) / exp(x).ulp)
      let y = [random.unit(), random.unit() * 1e-6, exp(x)][random.below(3)]
      worst.log = max(worst.log, abs(quickLog1p(y) - log1p(y)) / log1p(y).ulp)
    }
    #expect(worst.exp <= 2 && worst.log <= 2)
    #expect(quickExp(0) == 1 && quickLog1p(0) == 0)
    #expect(abs(quickLog1p(1) - log(2.0)) <= log(2.0).ulp)
  }

  private func quickExp(_ x: Double) -> Double { Exponential.exp(.init(repeating: x))[0] }

  private func quickLog1p(_ x: Double) -> Double { Exponential.log1p(.init(repeating: x))[0] }

  /// Linear predictors near and far, against the sums written out.
  @Test func likelihoodOfRows() throws {
    var random = SplitMix64(state: 4)
    for (reach, count) in [(1.0, 1000), (30, 1001), (2000, 1002), (800, 3), (1, 1), (1, 0)] {
      let eta = (0..<count).map { _ in (random.unit() - 0.5) * 2 * reach }
      let successes = eta.map { _ in Double(random.below(3)) }
      let failures = eta.map { _ in Double(random.below(3)) }
      let rows = try RowLikelihood(eta, successes: successes, failures: failures, .unattended)
      var sum = 0.0
      for row in eta.indices {
        let (p, q) = Logistic.probabilities(eta[row])
        let (s, f) = (successes[row], failures[row])
        sum += s * (min(eta[row], 0) - log1p(exp(-abs(eta[row]))))
        sum += f * (min(-eta[row], 0) - log1p(exp(-abs(eta[row]))))
        #expect(abs(rows.weights[row] - (s + f) * p * q) <= 1e-14 * (s + f) * p * q)
        #expect(abs(rows.residuals[row] - (s * q - f * p)) <= 1e-14 * (s + f))
      }
      #expect(abs(rows.logLikelihood - sum) <= 1e-12 * abs(sum))
    }
  }
}
