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
    var all = found.first ?? Found(count: keys.left.count)
    for later in found.dropFirst() {
      try forEachRow(keys.left.count, work) { row in
        if later.counts[row] == 0 { return }
        Found.take(later.best[row], times: later.counts[row], &all.best[row], &all.counts[row], choice)
      }
    }
    for count in all.counts {
      unmatched += count == 0 ? 1 : 0
      multiple += count > 1 ? 1 : 0
    }
    if choice == nil, multiple > 0 { try listAll(table, keys, work, span) } else { right = all.best }
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

/// Left rows by their keys: open addressing for the keys, and for each a chain of its rows.
private struct LeftTable: Sendable {
  private struct Slot {
    var key: UInt64
    /// The first row of the chain; −1 when the slot is empty.
    var first: Int32
  }

  private let slots: [Slot]
  /// For each left row the next with the same key.
  private let next: [Int32]
  private let mask: Int
  /// A bit for some of the keys' bits: most keys that are not there are told by it, in little memory.
  private let filter: [UInt64]
  private let filterShift: UInt64

  init(_ left: [UInt64], _ work: Work) throws {
    var size = 64
    while size < left.count * 2 { size *= 2 }
    let mask = size - 1
    var slots = [Slot](repeating: Slot(key: 0, first: -1), count: size)
    var next = [Int32](repeating: -1, count: left.count)
    // Eight bits for a slot.
    let filterShift = UInt64(64 - (size * 8).trailingZeroBitCount)
    var filter = [UInt64](repeating: 0, count: size / 8)
    try forEachRow(left.count, work) { row in
      let key = left[row]
      if key == RowKeys.none { return }
      let spread = RowKeys.spread(key)
      let bit = spread &>> filterShift
      filter[Int(bit >> 6)] |= 1 &<< (bit & 63)
      var slot = Int(truncatingIfNeeded: spread) & mask
      while slots[slot].first >= 0, slots[slot].key != key { slot = (slot + 1) & mask }
      next[row] = slots[slot].first
      slots[slot] = Slot(key: key, first: Int32(truncatingIfNeeded: row))
    }
    self.mask = mask
    self.slots = slots
    self.next = next
    self.filter = filter
    self.filterShift = filterShift
  }

  /// Calls `body` with every pair, the right rows in order.
  @inline(__always)
  func probe(_ right: [UInt64], _ range: Range<Int>, _ work: Work, _ body: (Int, Int) -> Void) throws {
    let (mask, shift) = (mask, filterShift)
    try slots.withUnsafeBufferPointer { slots in
      try filter.withUnsafeBufferPointer { filter in
        try right.withUnsafeBufferPointer { right in
          try forEachRow(range.count, work) { place in
            let row = range.lowerBound &+ place
            let key = right[row]
            let spread = RowKeys.spread(key)
            let bit = spread &>> shift
            if filter[Int(truncatingIfNeeded: bit >> 6)] &>> (bit & 63) & 1 == 0 || key == RowKeys.none {
              return
            }
            var slot = Int(truncatingIfNeeded: spread) & mask
            while slots[slot].first >= 0 {
              if slots[slot].key == key {
                var left = slots[slot].first
                while left >= 0 {
                  body(Int(left), row)
                  left = next[Int(left)]
                }
                return
              }
              slot = (slot + 1) & mask
            }
          }
        }
      }
    }
  }
}
