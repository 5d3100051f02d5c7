import Testing

@testable import Engine

/// Grouping and joining of random tables, beside comparing every row with every other.
@Suite struct JoinPropertyTests {
  private static let names = ["short", "long", "number", "big", "day", "kind"]
  private static let types: [String: ColumnType] = [
    "short": .category, "long": .category, "number": .integer, "big": .integer, "day": .date,
    "kind": .category,
    "order": .integer,
  ]

  /// A table with key columns of every form, few values each, some missing.
  private func table(_ name: String, _ rows: Int, _ random: inout SplitMix64) throws -> (Table, [[String]]) {
    let values: [[String]] = [
      ["A1", "A2", "B10", "", "C"], ["A", "LONGER-THAN-NINE-1", "LONGER-THAN-NINE-2", "", "é"],
      ["0", "-5", "12", "", "77"], ["9007199254740993", "9007199254740994", "-3", "", "0"],
      ["2021-01-01", "2021-02-28", "1850-03-01", "", "2199-12-31"], ["k1", "k2", "", "k3", "k4"],
    ]
    let cells = (0..<rows).map { _ in
      values.map { $0.randomElement(using: &random) ?? "" }
        + [Int.random(in: 0..<4, using: &random) == 0 ? "" : String(Int.random(in: 0..<5, using: &random))]
    }
    let text =
      (Self.names + ["order"]).joined(separator: ",") + "\n"
      + cells.map { $0.joined(separator: ",") + "\n" }.joined()
    var tuning = CSVSource.Tuning()
    tuning.chunkBytes = Int.random(in: 1...400, using: &random)
    var table = Table(name: name, source: try CSVSource.text(text, tuning: tuning))
    table.declaredTypes = Self.types
    return (table, cells)
  }

  @Test func latestIsTheGreatestOfItsGroup() throws {
    for seed in 0..<150 {
      var random = SplitMix64(state: UInt64(seed))
      let (table, cells) = try table("t", Int.random(in: 0..<60, using: &random), &random)
      let group = (0..<Int.random(in: 1...4, using: &random)).map { _ in
        Int.random(in: 0..<6, using: &random)
      }
      // One column is asked for as a value before it is grouped by.
      if seed % 3 == 0 { _ = try table.column("short", .unattended) }
      let names = group.map { Self.names[$0] }
      let frame = try Frame(table, .unattended).latest(
        per: names, by: ["order"], .unattended, span: Span(0, 0))
      let wanted = cells.indices.filter { row in
        let key = group.map { cells[row][$0] }
        if key.contains("") { return true }
        return !cells.indices.contains { other in
          guard other != row, group.map({ cells[other][$0] }) == key else { return false }
          let (mine, theirs) = (Int(cells[row][6]) ?? -1, Int(cells[other][6]) ?? -1)
          return theirs > mine || (theirs == mine && other > row)
        }
      }
      let rows = frame.parts[0].rows?.map(Int.init) ?? Array(cells.indices)
      #expect(rows == wanted, "seed \(seed), \(names)")
    }
  }

  @Test func joinsGiveEveryPair() throws {
    for seed in 0..<150 {
      var random = SplitMix64(state: UInt64(1000 + seed))
      let (left, mine) = try table("l", Int.random(in: 0..<40, using: &random), &random)
      let (right, theirs) = try table("r", Int.random(in: 0..<40, using: &random), &random)
      let on = (0..<Int.random(in: 1...3, using: &random)).map { _ in Int.random(in: 0..<6, using: &random) }
      if seed % 3 == 0 { _ = try left.column("short", .unattended) }
      if seed % 4 == 0 { _ = try right.column("kind", .unattended) }
      let which = [nil, Recipe.Keeping.Which.earliest, .latest].randomElement(using: &random) ?? nil
      let order = theirs.map { Int64($0[6]) ?? Int64.min }
      let window = Bool.random(using: &random)
      let low = mine.map { Int64($0[6]) ?? Int64.min }
      let choice = which.map {
        MatchChoice(
          which: $0, values: order, window: window ? (low, [Int64](repeating: 3, count: mine.count)) : nil)
      }
      let joined = try Frame(left, .unattended).joined(
        Frame(right, .unattended), to: "l", on: on.map { Self.names[$0] }, choosing: choice, .unattended,
        span: Span(0, 0))
      var pairs: [[Int]] = []
      var (unmatched, multiple) = (0, 0)
      for row in mine.indices {
        let key = on.map { mine[row][$0] }
        var matches = theirs.indices.filter { other in
          !key.contains("") && on.map { theirs[other][$0] } == key
        }
        if which != nil {
          matches = matches.filter { order[$0] > Int64.min }
          if window {
            matches = matches.filter { low[row] > Int64.min && order[$0] >= low[row] && order[$0] <= 3 }
          }
        }
        unmatched += matches.isEmpty ? 1 : 0
        multiple += matches.count > 1 ? 1 : 0
        if let which,
          let best = which == .earliest ? matches.map({ order[$0] }).min() : matches.map({ order[$0] }).max()
        {
          matches = matches.filter { order[$0] == best }.suffix(1)
        }
        pairs += matches.isEmpty ? [[row, -1]] : matches.map { [row, $0] }
      }
      let lefts = joined.frame.parts[0].rows?.map(Int.init) ?? Array(mine.indices)
      let rights = joined.frame.parts[1].rows?.map(Int.init) ?? []
      #expect(zip(lefts, rights).map { [$0, $1] } == pairs, "seed \(seed)")
      #expect(joined.unmatched == unmatched && joined.multiplyMatched == multiple, "seed \(seed)")
    }
  }

  /// Enough rows for several parts and workers.
  @Test func manyRowsInParts() throws {
    let count = 200_000
    let keys = (0..<count).map { UInt64($0 % 70_001) }
    let order = KeyColumn(Column(.integer((0..<count).map { Int64($0 * 7919 % 5) })))
    let stays = try RowGroups(keys, .unattended).greatest([RowOrder(order, .unattended)], .unattended)
    #expect(stays.count { $0 } == 70_001)
    for key in stride(from: 0, to: 70_001, by: 977) {
      let rows = stride(from: key, to: count, by: 70_001)
      let best = rows.max { ($0 * 7919 % 5, $0) < ($1 * 7919 % 5, $1) }
      #expect(rows.filter { stays[$0] } == best.map { [$0] } ?? [])
    }
    let left = (0..<1000).map { UInt64($0 * 3) }
    let matches = try RowMatches((left, keys), choosing: nil, .unattended, span: Span(0, 0))
    #expect(matches.unmatched == 0)
    #expect(matches.left.count == left.reduce(0) { sum, key in sum + (key < 59_998 ? 3 : 2) })
    #expect(zip(matches.left, matches.right).allSatisfy { keys[Int($1)] == left[Int($0)] })
  }
}
