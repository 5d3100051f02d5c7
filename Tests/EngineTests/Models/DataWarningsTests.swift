import Foundation
import Testing

@testable import Engine

/// Warnings about data that cannot carry their model.
@Suite struct DataWarningsTests {
  /// The worked example of `pmsampsize` (Ensor, Martin & Riley), type "b": R² 0.288, 24 parameters, prevalence 0.174.
  @Test func rileysExample() {
    let size = SampleSize(parameters: 24, coxSnell: 0.288, prevalence: 0.174)
    #expect(size.needs.map(\.rows) == [623, 662, 221])
    #expect(size.needs.map(\.criterion) == SampleSize.Criterion.allCases)
  }

  @Test func noRowsSufficeWhereNothingIsExplained() {
    let size = SampleSize(parameters: 3, coxSnell: -0.001, prevalence: 0.5)
    #expect(size.needs.map(\.rows) == [nil, nil, 385])
    #expect(SampleSize(parameters: 3, coxSnell: 0.95, prevalence: 0.5).needs[0].rows == nil)
  }

  /// 189 mothers with a model of four parameters: R² of Cox & Snell from the certified likelihoods.
  @Test func aModelKnowsWhatItLacks() throws {
    let model = try TermsTests.fit(["age", "lwt", "smoke", "ht"].map { .variable($0) })
    let test = try #require(model.likelihoodRatio)
    let shrinkage = 1 - 4 / test.statistic
    let apparent = 1 - exp(-test.statistic / 189)
    let rate = 59.0 / 189
    let need = 4 / (-0.1 * log(1 - shrinkage * apparent / 0.9))
    #expect(model.sampleSize?.needs[0].rows == Int(need.rounded(.up)))
    #expect(model.sampleSize?.needs[2].rows == Int((1536.64 * rate * (1 - rate)).rounded(.up)))
    #expect(model.unmetSampleSize.map(\.criterion).contains(.shrinkage))
    #expect(try TermsTests.fit([]).sampleSize == nil)
    #expect(try TermsTests.fit([.variable("age")], intercept: false).sampleSize == nil)
    // The same people many times over are enough.
    let many = try TermsTests.fit(["age", "lwt", "smoke", "ht"].map { .variable($0) }) { data in
      data.weights = [Int64](repeating: 50, count: data.rowCount)
    }
    #expect(many.unmetSampleSize.isEmpty && many.sparseLevels.isEmpty)
  }

  /// Counted by hand: 12 mothers with hypertension, 7 of them with the event; race 2 has 11 events in 26, smokers of race 2
  /// 6 in 10, of race 3 5 in 12.
  @Test func sparseLevels() throws {
    let model = try TermsTests.fit([
      .variable("smoke"), .factor("race"), .interaction([.variable("smoke"), .factor("race")]),
      .variable("ht"), .variable("age"), .power("age", 2),
    ])
    #expect(model.sparseLevels.map(\.name) == ["smoke:race 2", "smoke:race 3", "ht 1"])
    #expect(model.sparseLevels.map(\.term) == ["smoke:factor(race)", "smoke:factor(race)", "ht"])
  }

  @Test(arguments: 1...5) func sparseLevelsAreThoseCounted(_ seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let rows = 150
    let g = (0..<rows).map { _ in ["a", "b", "c", "d", "e"][min(random.below(5), random.below(5))] }
    let f = (0..<rows).map { _ in UInt8(random.below(4) == 0 ? 1 : 0) }
    let y = (0..<rows).map { _ in UInt8(random.below(3) == 0 ? 1 : 0) }
    let data = ModelData(
      columns: ["g": ModelFixtures.category(g), "f": Column(.flag(f)), "y": Column(.flag(y))], rowCount: rows)
    var options = FitOptions()
    options.allowsSeparation = true
    let model = try Model.fit(
      Formula(
        outcome: .column("y"),
        terms: [.variable("g"), .variable("f"), .interaction([.variable("f"), .variable("g")])]),
      to: data, options: options)
    func isFew(_ keep: (Int) -> Bool) -> Bool {
      let chosen = (0..<rows).filter(keep)
      let events = chosen.count { y[$0] == 1 }
      return !chosen.isEmpty && min(events, chosen.count - events) < 10
    }
    let levels = Set(g).sorted()
    var expected = levels.filter { level in isFew { g[$0] == level } }.map { "g \($0)" }
    expected += [("no", 0), ("yes", 1)].filter { flag in isFew { f[$0] == flag.1 } }.map { "f \($0.0)" }
    expected += levels.dropFirst().filter { level in isFew { g[$0] == level && f[$0] == 1 } }
      .map { "f:g \($0)" }
    #expect(model.sparseLevels.map(\.name) == expected)
  }
}
