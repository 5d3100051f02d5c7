import Foundation
import Testing

@testable import Engine

@Suite struct DescriptivesTests {
  @Test(arguments: 1...60) func aSummaryOfCountsIsThatOfTheValues(_ seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let values = (0..<(1 + random.below(12))).map { Double($0) * 1.5 - 4 }
    let counts = values.map { _ in random.below(5) }
    let all = zip(values, counts).flatMap { Array(repeating: $0, count: $1) }
    guard !all.isEmpty else {
      #expect(NumberSummary(values: values, counts: counts) == nil)
      return
    }
    let found = try #require(NumberSummary(values: values, counts: counts))
    let mean = all.reduce(0, +) / Double(all.count)
    #expect(found.known == all.count && abs(found.mean - mean) < 1e-12)
    if all.count > 1 {
      let variance = all.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(all.count - 1)
      #expect(abs((found.deviation ?? -1) - variance.squareRoot()) < 1e-12)
    } else {
      #expect(found.deviation == nil)
    }
    func quantile(_ p: Double) -> Double {
      let place = Double(all.count - 1) * p
      let (low, high) = (Int(place.rounded(.down)), Int(place.rounded(.up)))
      return all[low] + (place - Double(low)) * (all[high] - all[low])
    }
    #expect(abs(found.lowerQuartile - quantile(0.25)) < 1e-12)
    #expect(abs(found.median - quantile(0.5)) < 1e-12)
    #expect(abs(found.upperQuartile - quantile(0.75)) < 1e-12)
  }

  @Test func largeNumbersKeepTheirDigits() throws {
    let found = try #require(NumberSummary(values: [1e12, 1e12 + 1, 1e12 + 2], counts: [5, 5, 5]))
    #expect(found.mean == 1e12 + 1)
    #expect(abs((found.deviation ?? 0) - (10.0 / 14).squareRoot()) < 1e-12)
  }

  @Test(arguments: 1...30) func ofTwoLevelsTheDifferenceIsAustins(_ seed: UInt64) throws {
    var random = SplitMix64(state: seed)
    let counts = (0..<4).map { _ in 1 + random.below(60) }
    let p1 = Double(counts[0]) / Double(counts[0] + counts[1])
    let p2 = Double(counts[2]) / Double(counts[2] + counts[3])
    let expected = abs(p1 - p2) / ((p1 * (1 - p1) + p2 * (1 - p2)) / 2).squareRoot()
    let found = try #require(StandardisedDifference.levels([counts[0], counts[1]], [counts[2], counts[3]]))
    #expect(abs(found - expected) < 1e-12)
  }

  @Test(arguments: 1...30) func ofMoreLevelsItIsADistanceWhateverTheirOrder(_ seed: UInt64) throws {
    var random = SplitMix64(state: seed &+ 90)
    let one = (0..<4).map { _ in 1 + random.below(40) }
    let other = (0..<4).map { _ in 1 + random.below(40) }
    let (n1, n2) = (Double(one.reduce(0, +)), Double(other.reduce(0, +)))
    let p = one.map { Double($0) / n1 }
    let q = other.map { Double($0) / n2 }
    var spread = [[Double]](repeating: [0, 0, 0], count: 3)
    for i in 0..<3 {
      for j in 0..<3 {
        let own: Double = i == j ? p[i] + q[i] : 0
        spread[i][j] = (own - p[i] * p[j] - q[i] * q[j]) / 2
      }
    }
    let difference: [Double] = (0..<3).map { p[$0] - q[$0] }
    let solved = Slow.solve(spread, difference)
    var square = 0.0
    for index in 0..<3 { square += difference[index] * solved[index] }
    let expected = square.squareRoot()
    let found = try #require(StandardisedDifference.levels(one, other))
    #expect(abs(found - expected) < 1e-10)
    let order = random.permutation(4)
    let again = try #require(StandardisedDifference.levels(order.map { one[$0] }, order.map { other[$0] }))
    #expect(abs(found - again) < 1e-10)
    // A level nobody has changes nothing.
    #expect(StandardisedDifference.levels(one + [0], other + [0]) == found)
  }

  @Test func differencesThatAreNotDefined() throws {
    #expect(StandardisedDifference.levels([5, 0], [0, 5]) == nil)
    #expect(StandardisedDifference.levels([5, 0], [7, 0]) == 0)
    #expect(StandardisedDifference.levels([0, 0], [7, 1]) == nil)
    let constant = try #require(NumberSummary(values: [2], counts: [4]))
    let other = try #require(NumberSummary(values: [3], counts: [4]))
    let single = try #require(NumberSummary(values: [3], counts: [1]))
    #expect(StandardisedDifference.numbers(constant, other) == nil)
    #expect(StandardisedDifference.numbers(constant, constant) == 0)
    #expect(StandardisedDifference.numbers(constant, single) == nil)
  }

  /// Newcombe 1998, table II, method 10.
  @Test func newcombesIntervals() throws {
    let first = try #require(Proportion.difference(56, of: 70, 48, of: 80))
    #expect(abs(first.low - 0.0524) < 5e-5 && abs(first.high - 0.3339) < 5e-5)
    let second = try #require(Proportion.difference(9, of: 10, 3, of: 10))
    #expect(abs(second.low - 0.1705) < 5e-5 && abs(second.high - 0.8090) < 5e-5)
    #expect(Proportion.difference(0, of: 0, 3, of: 10) == nil)
  }

  private struct Rows {
    var group: [Int32]
    var kind: [Int32]
    var score: [Double]
    var weights: [Int64]

    init(_ seed: UInt64) {
      var random = SplitMix64(state: seed)
      func codes(_ levels: Int) -> [Int32] { (0..<300).map { _ in Int32(random.below(levels + 1)) - 1 } }
      group = codes(3)
      kind = codes(4)
      score = (0..<300).map { _ in random.below(9) == 0 ? .nan : Double(random.below(40)) / 4 }
      weights = (0..<300).map { _ in Int64(random.below(4)) }
    }

    func columns(_ rows: [Int]) -> [(name: String, column: Column)] {
      [
        ("kind", Column(.category(codes: rows.map { kind[$0] }, levels: ["a", "b", "c", "d"]))),
        ("score", Column(.decimal(rows.map { score[$0] }))),
        ("high", Column(.flag(rows.map { score[$0].isNaN ? 2 : score[$0] > 5 ? 1 : 0 }))),
      ]
    }

    func table(_ rows: [Int], weights: [Int64]? = nil) throws -> BaselineTable {
      try BaselineTable(
        columns(rows), by: (["x", "y", "z"], rows.map { group[$0] }), weights: weights)
    }
  }

  @Test(arguments: 1...5) func theTableMindsNeitherOrderNorWeights(_ seed: UInt64) throws {
    let rows = Rows(seed)
    var random = SplitMix64(state: seed)
    let all = Array(0..<300)
    #expect(try rows.table(all) == rows.table(random.permutation(300)))
    let expanded = all.flatMap { Array(repeating: $0, count: Int(rows.weights[$0])) }
    #expect(try rows.table(all, weights: rows.weights) == rows.table(expanded))
  }

  @Test func theTableCountsWhatItSays() throws {
    let rows = Rows(11)
    let table = try rows.table(Array(0..<300))
    #expect(table.groups == [nil, "x", "y", "z"])
    #expect(table.ungrouped == rows.group.count { $0 < 0 })
    #expect(table.rows[0] == 300 - table.ungrouped && table.rows.dropFirst().reduce(0, +) == table.rows[0])
    guard case .levels(let kinds) = table.variables[0].content,
      case .number(let scores) = table.variables[1].content
    else {
      Issue.record("kinds of content")
      return
    }
    for level in kinds {
      let code = Int32(["a", "b", "c", "d"].firstIndex(of: level.level) ?? -1)
      for group in 0..<3 {
        #expect(level.rows[group + 1] == (0..<300).count { rows.group[$0] == group && rows.kind[$0] == code })
      }
      #expect(level.rows[0] == level.rows.dropFirst().reduce(0, +))
    }
    #expect(table.variables[0].missing[1] == (0..<300).count { rows.group[$0] == 0 && rows.kind[$0] < 0 })
    #expect(scores[2]?.known == (0..<300).count { rows.group[$0] == 1 && !rows.score[$0].isNaN })
    // Of three groups the largest difference of two.
    let pairs = [(1, 2), (1, 3), (2, 3)].compactMap { first, second -> Double? in
      guard let one = scores[first], let other = scores[second] else { return nil }
      return StandardisedDifference.numbers(one, other)
    }
    #expect(table.variables[1].difference == pairs.max())
  }

  @Test func whatCannotBeDescribedIsSetAside() throws {
    let table = try BaselineTable(
      [
        ("day", Column(.date([1, 2, Column.missingDate]))), ("huge", Column(.decimal([1, .infinity, 2]))),
        ("gone", Column(.integer([Column.missingInteger, Column.missingInteger, Column.missingInteger]))),
      ], by: (["x"], [0, 0, 0]))
    #expect(table.variables[0].content == .other && table.variables[0].missing == [1, 1])
    #expect(table.variables[1].content == .other)
    #expect(table.variables.allSatisfy { $0.difference == nil })
  }

  @Test(arguments: 1...5) func missingValuesByTheRow(_ seed: UInt64) throws {
    let rows = Rows(seed)
    let all = Array(0..<300)
    var random = SplitMix64(state: seed)
    let events = all.map { _ in UInt8(random.below(3)) }
    func found(_ order: [Int], weights: [Int64]? = nil) throws -> MissingValues {
      try MissingValues(
        rows.columns(order), rowCount: order.count, events: order.map { events[$0] }, weights: weights)
    }
    let result = try found(all)
    #expect(try result == found(random.permutation(300)))
    let expanded = all.flatMap { Array(repeating: $0, count: Int(rows.weights[$0])) }
    #expect(try found(all, weights: rows.weights) == found(expanded))
    var patterns: [[Int]: Int] = [:]
    for row in all {
      let isMissing = [rows.kind[row] < 0, rows.score[row].isNaN, rows.score[row].isNaN]
      patterns[isMissing.indices.filter { isMissing[$0] }, default: 0] += 1
    }
    #expect(Dictionary(uniqueKeysWithValues: result.patterns.map { ($0.missing, $0.rows) }) == patterns)
    #expect(result.patterns.map(\.rows) == result.patterns.map(\.rows).sorted(by: >))
    #expect(result.variables[0].missing == rows.kind.count { $0 < 0 })
    #expect(result.variables[0].missingOutcome.rows == all.count { rows.kind[$0] < 0 && events[$0] != 2 })
    #expect(result.variables[0].knownOutcome.events == all.count { rows.kind[$0] >= 0 && events[$0] == 1 })
  }
}
