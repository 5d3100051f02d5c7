extension Frame {
  /// One row of each group: the greatest by `order`, column by column, missing values lowest; ties go to the last row.
  ///
  /// Rows with a missing part of the group stay, each on its own. The rows' order stays. O(rows).
  func latest(per group: [String], by order: [String], _ work: Work, span: Span) throws -> Frame {
    if group.isEmpty { return self }
    let keys = try RowKeys.keys(try group.map { try key($0, work, span: span) }, work)
    let orders = try order.map { try RowOrder(key($0, work, span: span), work) }
    let stays = try RowGroups(keys, work).greatest(orders, work)
    let rows = try Parallel.rows(rowCount, work) { stays[$0] }
    return rows.count == rowCount ? self : try filtered(by: rows, work)
  }
}

/// Rows sorted into parts by their keys, so that all rows of a key are in one part and a part fits into near memory.
struct RowGroups {
  /// Rows of a part, on average.
  private static let partRows = 16_384

  private let keys: [UInt64]
  private let rows: [Int32]
  /// Where each part starts; one more for the end.
  private let starts: [Int]
  private let count: Int

  /// Sorts rows by their keys; rows with ``RowKeys/none`` are left out.
  init(_ all: [UInt64], _ work: Work) throws {
    count = all.count
    let bits = (0..<12).first { all.count >> $0 <= RowGroups.partRows } ?? 12
    let parts = 1 << bits
    let shift = UInt64(64 - bits)
    // A shift by 64 would be 64 modulo 64: one part takes all.
    @Sendable func part(_ key: UInt64) -> Int { bits == 0 ? 0 : Int(RowKeys.spread(key) &>> shift) }
    let pieces = max(1, min(Parallel.width, all.count / Work.stride))
    let bounds = (0...pieces).map { all.count * $0 / pieces }
    let counts = try Parallel.map(pieces) { piece in
      var counts = [Int](repeating: 0, count: parts)
      try all.withUnsafeBufferPointer { all in
        for row in bounds[piece]..<bounds[piece + 1] {
          if row & (Work.stride - 1) == 0 { try work.check() }
          if all[row] != RowKeys.none { counts[part(all[row])] += 1 }
        }
      }
      return counts
    }
    // Rows of an earlier piece come first within a part, so that rows stay in order.
    var next = counts
    var starts = [0]
    var sum = 0
    for part in 0..<parts {
      for piece in 0..<pieces {
        next[piece][part] = sum
        sum += counts[piece][part]
      }
      starts.append(sum)
    }
    self.starts = starts
    let places = next
    var rows: [Int32] = []
    keys = try [UInt64](unsafeUninitializedCapacity: sum) { keyMemory, keyCount in
      rows = try [Int32](unsafeUninitializedCapacity: sum) { rowMemory, rowCount in
        if let keyBase = keyMemory.baseAddress, let rowBase = rowMemory.baseAddress {
          let (keyPlace, rowPlace) = (Parallel.Place(keyBase), Parallel.Place(rowBase))
          _ = try Parallel.map(pieces) { piece in
            var next = places[piece]
            try next.withUnsafeMutableBufferPointer { next in
              try all.withUnsafeBufferPointer { all in
                for row in bounds[piece]..<bounds[piece + 1] {
                  if row & (Work.stride - 1) == 0 { try work.check() }
                  let key = all[row]
                  if key == RowKeys.none { continue }
                  let part = part(key)
                  let place = next[part]
                  next[part] = place &+ 1
                  keyPlace.base[place] = key
                  rowPlace.base[place] = Int32(truncatingIfNeeded: row)
                }
              }
            }
          }
        }
        rowCount = sum
      }
      keyCount = sum
    }
    self.rows = rows
  }

  /// For each row whether it is the greatest of its group: the last of those that no other comes after. Rows without a
  /// group are.
  func greatest(_ orders: [RowOrder], _ work: Work) throws -> [Bool] {
    // A row is out when another of its group is greater.
    var stays = [Bool](repeating: true, count: count)
    try stays.withUnsafeMutableBufferPointer { stays in
      guard let base = stays.baseAddress else { return }
      let place = Parallel.Place(base)
      _ = try Parallel.map(starts.count - 1, workers: Parallel.width) { part in
        try work.check()
        let range = starts[part]..<starts[part + 1]
        if range.count > 1 { greatest(range, orders, place.base) }
      }
    }
    return stays
  }

  private func greatest(_ range: Range<Int>, _ orders: [RowOrder], _ stays: UnsafeMutablePointer<Bool>) {
    var size = 64
    while size < range.count * 2 { size *= 2 }
    // For each key the place of the greatest row so far.
    withUnsafeTemporaryAllocation(of: Int32.self, capacity: size) { slots in
      slots.initialize(repeating: -1)
      let mask = size - 1
      keys.withUnsafeBufferPointer { keys in
        rows.withUnsafeBufferPointer { rows in
          for place in range {
            let key = keys[place]
            var slot = Int(truncatingIfNeeded: RowKeys.spread(key)) & mask
            while slots[slot] >= 0, keys[range.lowerBound + Int(slots[slot])] != key {
              slot = (slot + 1) & mask
            }
            let mine = Int32(truncatingIfNeeded: place - range.lowerBound)
            if slots[slot] < 0 {
              slots[slot] = mine
              continue
            }
            let (held, row) = (Int(rows[range.lowerBound + Int(slots[slot])]), Int(rows[place]))
            if RowGroups.isGreater(held, than: row, orders) {
              stays[row] = false
            } else {
              stays[held] = false
              slots[slot] = mine
            }
          }
        }
      }
    }
  }

  private static func isGreater(_ left: Int, than right: Int, _ keys: [RowOrder]) -> Bool {
    for key in keys {
      let order = key.compare(left, right)
      if order != 0 { return order > 0 }
    }
    return false
  }
}
