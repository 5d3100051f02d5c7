import Foundation
import Testing

@testable import Engine

@Suite struct CalibrationTests {
  /// Spector & Mazzeo: p 0.637 with R's quantiles, 0.489 with Stata's; the statistics by hand from the published
  /// coefficients.
  @Test func hosmerLemeshowHangsOnItsGroups() throws {
    let model = try Model.fit(
      CertifiedModelsTests.formulas[0].formula, to: try ModelFixtures.read("spector"))
    for (grouping, statistic, p) in [
      (HosmerLemeshow.Grouping.interpolated, 6.094823670755043, 0.6366109714790116),
      (.averaged, 7.452553322094405, 0.4886825231115047),
    ] {
      let test = try #require(try model.hosmerLemeshow(grouping))
      #expect(test.df == 8 && test.groups.count == 10)
      #expect(abs(test.statistic - statistic) < 1e-9, "\(test.statistic)")
      #expect(abs(exp(test.logP) - p) < 1e-9)
      #expect(test.groups.reduce(0) { $0 + $1.rows } == 32)
    }
  }

  @Test func theBrierScoreIsTheSumOfItsParts() throws {
    let model = try Model.fit(
      CertifiedModelsTests.formulas[1].formula, to: try ModelFixtures.read("birthwt"))
    let parts = try #require(try model.brierParts())
    #expect(abs(parts.score - parts.reliability + parts.resolution - parts.uncertainty) < 1e-12)
    #expect(abs(parts.score - 0.17906022883929369149) < 1e-13)
  }

  /// Against sums over rows; groups of one prediction each have Murphy's parts and nothing left over.
  @Test func theBrierScoreInGroups() throws {
    let model = try Model.fit(
      CertifiedModelsTests.formulas[1].formula, to: try ModelFixtures.read("birthwt"))
    let parts = try #require(try model.brierParts(groups: 10, .interpolated))
    let groups = try #require(try model.hosmerLemeshow(.interpolated)).groups
    let total = groups.reduce(0.0) { $0 + Double($1.rows) }
    let rate = groups.reduce(0.0) { $0 + Double($1.events) } / total
    func mean(_ value: (Calibration.Group) -> Double) -> Double {
      groups.reduce(0.0) { $0 + Double($1.rows) * value($1) } / total
    }
    func own(_ group: Calibration.Group) -> Double { Double(group.events) / Double(group.rows) }
    #expect(abs(parts.reliability - mean { ($0.expected - own($0)) * ($0.expected - own($0)) }) < 1e-14)
    #expect(abs(parts.resolution - mean { (own($0) - rate) * (own($0) - rate) }) < 1e-14)
    #expect(
      abs(parts.score - parts.reliability + parts.resolution - parts.uncertainty - parts.within) < 1e-14)
    #expect(parts.within != 0)
    let few = Scoring(predictors: [-1, 0, 2], successes: [30, 50, 80], failures: [70, 50, 20])
    let distinct = try #require(try few.brierParts(.unattended))
    let grouped = try #require(try few.brierParts(groups: 10, .interpolated, .unattended))
    #expect(grouped.within == 0 && abs(grouped.reliability - distinct.reliability) < 1e-14)
    #expect(abs(grouped.resolution - distinct.resolution) < 1e-14)
  }

  /// On the rows fitted the intercept is 0 and the slope 1; predictions shifted by a and stretched by b give −a and 1/b.
  @Test(arguments: [(0.0, 1.0), (0.7, 1.0), (0.0, 2.0), (-1.2, 0.5)])
  func shiftedAndStretched(_ shift: Double, _ stretch: Double) throws {
    let model = try Model.fit(
      CertifiedModelsTests.formulas[1].formula, to: try ModelFixtures.read("birthwt"))
    let basis = try #require(model.basis)
    func scoring(_ change: (Double) -> Double) -> Scoring {
      Scoring(
        predictors: basis.predictors.map(change), successes: basis.patterns.successes,
        failures: basis.patterns.failures)
    }
    let shifted = try scoring { $0 + shift }.calibration(groups: 10, .unattended)
    #expect(abs(shifted.intercept + shift) < 1e-10 && abs(shifted.slope - 1) < 1e-9)
    let stretched = try scoring { $0 * stretch }.calibration(groups: 10, .unattended)
    #expect(abs(stretched.slope - 1 / stretch) < 1e-9)
    #expect(shifted.groups.reduce(0) { $0 + $1.rows } == 189)
  }

  @Test func predictionsThatDoNotVaryHaveNoSlope() {
    let scoring = Scoring(predictors: [0.5, 0.5], successes: [3, 2], failures: [4, 1])
    #expect(throws: InferenceError.self) { try scoring.calibration(groups: 10, .unattended) }
    let single = Scoring(predictors: [0.5, 1], successes: [3, 2], failures: [0, 0])
    #expect(throws: InferenceError.oneClass) { try single.calibration(groups: 10, .unattended) }
  }
}
