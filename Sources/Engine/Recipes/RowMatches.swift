/// Which of several matches a join keeps: the least or greatest value within a window.
struct MatchChoice: Sendable {
  var which: Recipe.Keeping.Which
  /// For each row of the right side; `Int64.min` where missing.
  var values: [Int64]
  /// For each row of the left side; `nil` without a window, `Int64.min` where unknown.
  var window: (low: [Int64], high: [Int64])?

  /// Whether a right row's value lies in a left row's window.
  @inline(__always)
  fileprivate func takes(_ value: Int64, for row: Int) -> Bool {
    guard let window else { return value > Int64.min }
    let (low, high) = (window.low[row], window.high[row])
    // A missing value is below every window.
    return low != Int64.min && high != Int64.min && value >= low && value <= high
  }
}

/// The pairs of rows that match, left rows in order, for each the right rows in order or the one chosen.
///
/// The left rows are put into a table by their keys, then the right rows are gone through, in pieces side by side: what
/// a join adds to is most often the smaller side, because it was filtered before.
struct RowMatches {
  /// For each pair the left row; empty when ``isIdentity``.
  private(set) var left: [Int32] = []
  /// For each pair the right row; −1 for none.
  private(set) var right: [Int32] = []
  /// Left rows without a match.
  private(set) var unmatched = 0
  /// Left rows with several matches, before one was chosen.
  private(set) var multiple = 0
  /// True when the left rows are all there, once and in order.
  private(set) var isIdentity = true

  /// Finds the pairs of rows whose keys are the same.
  init(
    _ keys: (left: [UInt64], right: [UInt64]), choosing choice: MatchChoice?, _ work: Work, span: Span
  ) throws {
    let table = try LeftTable(keys.left, work)
    let count = keys.right.count
    let pieces = max(1, min(4, Parallel.width, count / Work.stride))
    let found = try Parallel.map(pieces) { piece in
      var found = Found(count: keys.left.count)
      let range = count * piece / pieces..<count * (piece + 1) / pieces
      try found.best.withUnsafeMutableBufferPointer { best in
        try found.counts.withUnsafeMutableBufferPointer { counts in
          try table.probe(keys.right, range, work) { left, right in
            if let choice, !choice.takes(choice.values[right], for: left) { return }
            Found.take(Int32(truncatingIfNeeded: right), times: 1, &best[left], &counts[left], choice)
          }
        }
      }
      return found
    }
    try merge(found, choice, work)
    if choice == nil, multiple > 0 { try listAll(table, keys, work, span) }
  }

  /// Puts together what was found in pieces of the right rows, and counts.
  private mutating func merge(_ found: [Found], _ choice: MatchChoice?, _ work: Work) throws {
    let rows = found.first?.best.count ?? 0
    let merged = Parallel.Block<Int32>(rows)
    let counts = try Parallel.ranges(rows, work) { range in
      var (unmatched, multiple) = (0, 0)
      for row in range {
        var (best, count) = (Int32(-1), UInt8(0))
        for part in found where part.counts[row] > 0 {
          Found.take(part.best[row], times: part.counts[row], &best, &count, choice)
        }
        merged.base[row] = best
        unmatched += count == 0 ? 1 : 0
        multiple += count > 1 ? 1 : 0
      }
      return (unmatched, multiple)
    }
    for (none, several) in counts {
      unmatched += none
      multiple += several
    }
    right = Array(UnsafeBufferPointer(start: merged.base, count: rows))
  }

  /// For each left row the right row that stands for its matches so far, and how many there are: 0, 1 or more.
  private struct Found: Sendable {
    var best: [Int32]
    var counts: [UInt8]

    init(count: Int) {
      best = [Int32](repeating: -1, count: count)
      counts = [UInt8](repeating: 0, count: count)
    }

    /// Takes a right row, or one that stands for several, after all before it.
    @inline(__always)
    static func take(
      _ right: Int32, times: UInt8, _ best: inout Int32, _ count: inout UInt8, _ choice: MatchChoice?
    ) {
      count = min(2, count &+ times)
      if let choice, best >= 0 {
        let (value, held) = (choice.values[Int(right)], choice.values[Int(best)])
        // Of equal values the last row counts.
        if choice.which == .earliest ? value > held : value < held { return }
      }
      best = right
    }
  }

  /// Every pair, where left rows have several.
  private mutating func listAll(
    _ table: LeftTable, _ keys: (left: [UInt64], right: [UInt64]), _ work: Work, _ span: Span
  ) throws {
    isIdentity = false
    let all = keys.right.indices
    // Where each left row's pairs start; a row without a match has one pair, too.
    var starts = [Int](repeating: 0, count: keys.left.count + 1)
    try table.probe(keys.right, all, work) { left, _ in starts[left + 1] += 1 }
    for row in keys.left.indices { starts[row + 1] = starts[row] + max(1, starts[row + 1]) }
    let count = starts[keys.left.count]
    if count > Int(Int32.max) { throw RecipeError(.tooManyRows, span) }
    left = [Int32](repeating: 0, count: count)
    right = [Int32](repeating: -1, count: count)
    try forEachRow(keys.left.count, work) { row in
      for place in starts[row]..<starts[row + 1] { left[place] = Int32(truncatingIfNeeded: row) }
    }
    try table.probe(keys.right, all, work) { row, match in
      right[starts[row]] = Int32(truncatingIfNeeded: match)
      starts[row] += 1
    }
  }
}
