import Foundation
import Testing

@testable import Engine

@Suite struct ThresholdsTests {
  /// R 4.2 with pROC 1.18.0: coords(roc, "best", best.method = "youden").
  @Test func youdenAgreesWithPROC() throws {
    let model = try Model.fit(AreaDifferenceTests.large, to: try ModelFixtures.read("birthwt"))
    let basis = try #require(model.basis)
    let best = try #require(
      try Scoring(
        predictors: basis.predictors, successes: basis.patterns.successes, failures: basis.patterns.failures
      ).thresholds(nil, .unattended).youden)
    #expect(abs(best.threshold - 0.32191752835849996) < 1e-11)
    #expect(best.truePositives == 45 && best.falsePositives == 54)
    #expect(best.falseNegatives == 14 && best.trueNegatives == 76)
  }

  /// Every threshold tried by sorting rows one by one.
  @Test(arguments: 0..<20)
  func choicesAgainstEveryThreshold(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(seed) + 3)
    let count = 2 + random.below(40)
    let scoring = Scoring(
      predictors: (0..<count).map { _ in Double(random.below(50)) / 10 - 2 },
      successes: (0..<count).map { _ in Int64(random.below(4)) },
      failures: (0..<count).map { _ in Int64(random.below(5)) })
    let costs = ErrorCosts(falseNegative: Double(1 + random.below(5)), falsePositive: 2)
    let found = try scoring.thresholds(costs, .unattended)
    let used = (0..<count).filter { scoring.successes[$0] + scoring.failures[$0] > 0 }
    let probabilities = Set(used.map { Logistic.probabilities(scoring.predictors[$0]).p }).sorted()
    #expect(found.distinct == max(0, probabilities.count - 1))
    let all = zip(probabilities, probabilities.dropFirst()).map {
      scoring.classification(($0 + $1) / 2)
    }
    func cost(_ point: Model.Classification) -> Double {
      costs.falseNegative * Double(point.falseNegatives) + costs.falsePositive * Double(point.falsePositives)
    }
    #expect(found.cheapest?.threshold == all.min { cost($0) < cost($1) }?.threshold)
    if let best = found.youden, let index = best.youdenIndex {
      let greatest = all.compactMap(\.youdenIndex).max() ?? -2
      #expect(abs(index - greatest) < 1e-12)
      #expect(!all.contains { $0.threshold < best.threshold && ($0.youdenIndex ?? -2) > greatest - 1e-12 })
    } else {
      #expect(all.isEmpty || all.allSatisfy { $0.youdenIndex == nil })
    }
    #expect(found.sweep.count <= 19)
    #expect(found.sweep.allSatisfy { all.contains($0) })
    #expect(found.distinct > 19 || found.sweep == all)
    #expect(found.calibrated == scoring.classification(2 / (2 + costs.falseNegative)))
  }

  /// Of many thresholds those at each twentieth of the rows are kept.
  @Test func manyThresholdsAreThinned() throws {
    let scoring = Scoring(
      predictors: (0..<1000).map { Double($0) / 250 - 2 }, successes: (0..<1000).map { Int64($0 % 2) },
      failures: (0..<1000).map { Int64(1 - $0 % 2) })
    let found = try scoring.thresholds(nil, .unattended)
    #expect(found.distinct == 999)
    #expect(
      found.sweep.map { $0.truePositives + $0.falsePositives } == (1...19).map { 1000 - 50 * $0 })
  }
}
