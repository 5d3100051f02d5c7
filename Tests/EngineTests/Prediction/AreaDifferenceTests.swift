import Foundation
import Testing

@testable import Engine

@Suite struct AreaDifferenceTests {
  static let large = Formula(
    outcome: .column("low"),
    terms: [.variable("age"), .variable("lwt"), .factor("race", reference: nil), .variable("smoke")])
  static let small = Formula(outcome: .column("low"), terms: [.variable("age"), .variable("lwt")])

  /// R 4.2 with pROC 1.18.0: roc.test(method = "delong", paired = TRUE).
  @Test func pairedAreasAgreeWithPROC() throws {
    let data = try ModelFixtures.read("birthwt")
    let (large, small) = (
      try Model.fit(AreaDifferenceTests.large, to: data), try Model.fit(AreaDifferenceTests.small, to: data)
    )
    let result = try #require(
      try Model.areaDifference((large, small), (data, data), heldOut: false))
    #expect(worst(result.areas, [0.68370273794002612, 0.62633637548891785]) < 1e-14)
    #expect(worst([result.z], [1.6070522517161416]) < 1e-13)
    #expect(worst([result.logP.map(exp)], [0.10804290636356528]) < 1e-13)
    #expect(worst([result.low, result.high], [-0.012597762366970744, 0.127330487269187276]) < 1e-12)
    #expect(worst([result.standardError], [0.035696637984140078]) < 1e-13)
    #expect(result.rows == 189 && result.events == 59)
    // Each model's own area is the same as by itself, and a model does not differ from itself.
    #expect(result.areas[0] == large.auc && result.areas[1] == small.auc)
    let same = try #require(try Model.areaDifference((large, large), (data, data), heldOut: false))
    #expect(same.difference == 0)
    #expect(same.standardError == 0 && same.z == nil)
  }

  /// Every pair of an event and a non-event looked at, over random predictions with ties, some missing.
  @Test(arguments: 0..<20)
  func pairedAreasAgainstAllPairs(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(seed) + 31)
    let count = 60
    let levels = 3 + random.below(30)
    let predictors = (0..<2).map { _ in
      (0..<levels).map { _ in random.below(12) == 0 ? nil : Double(random.below(9)) - 4 }
    }
    let rows = (0..<2).map { _ in (0..<count).map { _ in Int32(random.below(levels)) } }
    let weights = (0..<count).map { _ in Int64(1 + random.below(3)) }
    let event = (0..<count).map { _ in random.below(3) == 0 }
    let found = try PairedScoring(
      rows[0], rows[1], predictors: (predictors[0], predictors[1]),
      outcomes: { event[$0] ? (weights[$0], 0) : (0, weights[$0]) }, .unattended
    ).difference()
    var scores: [(a: Double, b: Double, event: Bool)] = []
    for row in 0..<count {
      guard let a = predictors[0][Int(rows[0][row])], let b = predictors[1][Int(rows[1][row])] else {
        continue
      }
      for _ in 0..<weights[row] { scores.append((a, b, event[row])) }
    }
    let (events, others) = (scores.filter(\.event), scores.filter { !$0.event })
    guard events.count > 1, others.count > 1 else {
      #expect(found == nil)
      return
    }
    func kernel(_ x: Double, _ y: Double) -> Double { x > y ? 1 : x == y ? 0.5 : 0 }
    func difference(
      _ event: (a: Double, b: Double, event: Bool), _ other: (a: Double, b: Double, event: Bool)
    ) -> Double { kernel(event.a, other.a) - kernel(event.b, other.b) }
    let ofEvents = events.map { event in
      others.reduce(0) { $0 + difference(event, $1) } / Double(others.count)
    }
    let ofOthers = others.map { other in
      events.reduce(0) { $0 + difference($1, other) } / Double(events.count)
    }
    func variance(_ values: [Double]) -> Double {
      let mean = values.reduce(0, +) / Double(values.count)
      return values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1)
    }
    let result = try #require(found)
    let mean = ofEvents.reduce(0, +) / Double(events.count)
    let error = (variance(ofEvents) / Double(events.count) + variance(ofOthers) / Double(others.count))
      .squareRoot()
    #expect(abs(result.difference - mean) < 1e-13)
    #expect(abs(result.standardError - error) < 1e-13)
    #expect(result.rows == scores.count && result.events == events.count)
  }

  /// The same bytes in any order of rows; held-out rows by their own patterns.
  @Test(arguments: 0..<4)
  func orderOfRowsChangesNothing(_ seed: Int) throws {
    var data = PatternPropertyTests.random(seed, rows: 400)
    var random = SplitMix64(state: UInt64(seed) + 5)
    data.heldOut = (0..<400).map { _ in random.below(3) == 0 }
    let formulas = (
      Formula(outcome: .column("y"), terms: [.variable("level"), .variable("group")]),
      Formula(outcome: .column("y"), terms: [.variable("group")])
    )
    func compared(_ data: ModelData, heldOut: Bool) throws -> AreaDifference? {
      try Model.areaDifference(
        (try Model.fit(formulas.0, to: data), try Model.fit(formulas.1, to: data)), (data, data),
        heldOut: heldOut)
    }
    let shuffled = try PatternPropertyTests.gather(data, random.permutation(400))
    for heldOut in [false, true] {
      let first = try #require(try compared(data, heldOut: heldOut))
      #expect(try compared(shuffled, heldOut: heldOut) == first)
    }
    let model = try Model.fit(formulas.0, to: data)
    let alone = try #require(try model.heldOutRocArea())
    // Rows of both models have every value of the first, so its area is its own.
    #expect(try compared(data, heldOut: true)?.areas[0] == alone.area)
  }

  /// Frequency weights of many billions overflow nothing.
  @Test func hugeWeightsAreCounted() throws {
    let weight = Int64(1) << 50
    let scoring = Scoring(
      predictors: [0, 1, 2], successes: [weight, weight, weight], failures: [weight, weight, 0])
    let area = try #require(try scoring.rocArea(.unattended))
    let few = Scoring(predictors: [0, 1, 2], successes: [1000, 1000, 1000], failures: [1000, 1000, 0])
    #expect(abs(area.area - (try #require(try few.rocArea(.unattended))).area) < 1e-14)
    #expect(area.standardError > 0 && area.standardError < 1e-7)
  }
}
