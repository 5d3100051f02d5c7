import Foundation
import Testing

@testable import Engine

@Suite struct CalibrationCurveTests {
  private func birthwt(_ change: (Double) -> Double) throws -> Scoring {
    let model = try Model.fit(AreaDifferenceTests.large, to: try ModelFixtures.read("birthwt"))
    let basis = try #require(model.basis)
    return Scoring(
      predictors: basis.predictors.map(change), successes: basis.patterns.successes,
      failures: basis.patterns.failures)
  }

  /// R 4.2: glm on η and Harrell's spline basis with knots at quantile(η, c(.05, .35, .65, .95)), η = 1.6 x'b − 0.3.
  @Test func distancesAgreeWithGLM() throws {
    let curve = try birthwt { 1.6 * $0 - 0.3 }.calibrationCurve(at: [0.2, 0.5, 1], .unattended)
    #expect(
      worst(
        curve.knots,
        [-3.87906169653292920, -1.91983606929723227, -1.22571001215190512, 0.44583767298788196]) < 1e-11)
    #expect(
      worst(
        [curve.ici, curve.e50, curve.e90, curve.emax],
        [0.11894153126761119, 0.11473629738145996, 0.22392775753352165, 0.24230105414254804]) < 1e-9)
    #expect(curve.atGroups.count == 3 && curve.atGroups[0] < curve.atGroups[1] && curve.atGroups[2] == 1)
  }

  /// Predictions that are the true rates of their groups lie on the curve.
  @Test func perfectPredictionsHaveNoDistance() throws {
    let rates: [Int64] = [10, 20, 30, 40, 50, 60, 70]
    let scoring = Scoring(
      predictors: rates.map { log(Double($0) / Double(100 - $0)) }, successes: rates,
      failures: rates.map { 100 - $0 })
    let curve = try scoring.calibrationCurve(at: [0.3], .unattended)
    #expect(curve.emax < 1e-12 && abs(curve.atGroups[0] - 0.3) < 1e-12)
  }

  /// Two predictions leave a straight line, through both rates.
  @Test func fewPredictionsLeaveALine() throws {
    let scoring = Scoring(predictors: [-1, 1], successes: [40, 50], failures: [60, 50])
    let curve = try scoring.calibrationCurve(at: [], .unattended)
    #expect(curve.knots.isEmpty)
    let distances = [abs(0.4 - 1 / (1 + exp(1.0))), abs(0.5 - 1 / (1 + exp(-1.0)))]
    #expect(abs(curve.ici - (distances[0] + distances[1]) / 2) < 1e-12)
    #expect(abs(curve.emax - distances[1]) < 1e-12)
  }

  @Test func undefinedCurvesAreErrors() {
    for scoring in [
      Scoring(predictors: [0.5, 0.5], successes: [3, 2], failures: [4, 1]),
      Scoring(predictors: [0.5, 1], successes: [0, 2], failures: [4, 0]),
      Scoring(predictors: [0.5, .infinity], successes: [2, 2], failures: [4, 0]),
      Scoring(predictors: [0, 1], successes: [0, 0], failures: [4, 2]),
      Scoring(predictors: [], successes: [], failures: []),
    ] {
      #expect(throws: InferenceError.self) { try scoring.calibrationCurve(at: [], .unattended) }
    }
  }
}
