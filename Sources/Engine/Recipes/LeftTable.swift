/// Left rows of a join by their keys: open addressing for the keys, and for each a chain of its rows.
///
/// The table is in regions by the highest bits of the spread keys, which are filled side by side.
struct LeftTable: Sendable {
  private struct Slot: BitwiseCopyable {
    var key: UInt64
    /// The first row of the chain; −1 when the slot is empty.
    var first: Int32
  }

  /// Rows looked at together.
  private static let batch = 2048

  private let slots: Parallel.Block<Slot>
  /// For each left row the next with the same key.
  private let next: Parallel.Block<Int32>
  /// A bit for some of the keys' bits: most keys that are not there are told by it, in little memory.
  private let filter: Parallel.Block<UInt64>
  private let filterShift: UInt64
  private let regionShift: UInt64
  /// Slots of a region, less one.
  private let mask: Int
  /// Regions, less one.
  private let regionMask: Int

  init(_ left: [UInt64], _ work: Work) throws {
    var bits: UInt64 = 0
    while left.count >= Work.stride, 2 << bits <= Parallel.width { bits += 1 }
    if let table = try LeftTable(left, regionBits: bits, work) {
      self = table
    } else if let table = try LeftTable(left, regionBits: 0, work) {
      // Keys may be such that most are in one region.
      self = table
    } else {
      throw Cancelled()
    }
  }

  /// `nil` when a region is too small for its keys; one region for all is large enough.
  private init?(_ left: [UInt64], regionBits: UInt64, _ work: Work) throws {
    let size = LeftTable.size(left.count)
    let regions = 1 << Int(regionBits)
    let mask = size / regions - 1
    // Eight bits of the filter for a slot. A shift by 64 would be none: one region takes all.
    let filterShift = UInt64(64 - (size * 8).trailingZeroBitCount)
    let regionShift = 64 - max(1, regionBits)
    let regionMask = regions - 1
    let (slots, next, filter) = (
      Parallel.Block<Slot>(size), Parallel.Block<Int32>(left.count), Parallel.Block<UInt64>(size / 8)
    )
    let fits = try Parallel.map(regions) { region in
      let mine = slots.base + region * (mask + 1)
      mine.initialize(repeating: Slot(key: 0, first: -1), count: mask + 1)
      let words = size / 8 / regions
      (filter.base + region * words).initialize(repeating: 0, count: words)
      var free = mask
      try left.withUnsafeBufferPointer { left in
        try forEachRow(left.count, work) { row in
          let key = left[row]
          let spread = RowKeys.spread(key)
          if Int(spread &>> regionShift) & regionMask != region || key == RowKeys.none || free == 0 { return }
          let bit = spread &>> filterShift
          filter.base[Int(bit >> 6)] |= 1 &<< (bit & 63)
          var slot = Int(truncatingIfNeeded: spread) & mask
          while mine[slot].first >= 0, mine[slot].key != key { slot = (slot + 1) & mask }
          if mine[slot].first < 0 { free -= 1 }
          next.base[row] = mine[slot].first
          mine[slot] = Slot(key: key, first: Int32(truncatingIfNeeded: row))
        }
      }
      return free > 0
    }
    if fits.contains(false) { return nil }
    self.slots = slots
    self.next = next
    self.filter = filter
    self.filterShift = filterShift
    self.regionShift = regionShift
    self.mask = mask
    self.regionMask = regionMask
  }

  /// Twice the rows at least.
  private static func size(_ rows: Int) -> Int {
    var size = 64
    while size < rows * 2 { size *= 2 }
    return size
  }

  /// Calls `body` with every pair, the right rows in order.
  @inline(__always)
  func probe(_ right: [UInt64], _ range: Range<Int>, _ work: Work, _ body: (Int, Int) -> Void) throws {
    let (slots, next, filter, mask) = (slots.base, next.base, filter.base, mask)
    let (shift, regionShift, regionMask) = (filterShift, regionShift, regionMask)
    try right.withUnsafeBufferPointer { right in
      try withUnsafeTemporaryAllocation(of: Int32.self, capacity: LeftTable.batch) { likely in
        var start = range.lowerBound
        while start < range.upperBound {
          try work.check()
          let end = min(start + LeftTable.batch, range.upperBound)
          // First which rows may have a match, which takes no branch to guess; then those.
          var count = 0
          for row in start..<end {
            let bit = RowKeys.spread(right[row]) &>> shift
            likely[count] = Int32(truncatingIfNeeded: row)
            count &+= Int(truncatingIfNeeded: filter[Int(truncatingIfNeeded: bit >> 6)] &>> (bit & 63) & 1)
          }
          for place in 0..<count {
            let row = Int(likely[place])
            let key = right[row]
            if key == RowKeys.none { continue }
            let spread = RowKeys.spread(key)
            let mine = slots + (Int(spread &>> regionShift) & regionMask) * (mask + 1)
            var slot = Int(truncatingIfNeeded: spread) & mask
            while mine[slot].first >= 0, mine[slot].key != key { slot = (slot + 1) & mask }
            var left = mine[slot].first
            while left >= 0 {
              body(Int(left), row)
              left = next[Int(left)]
            }
          }
          start = end
        }
      }
    }
  }
}
