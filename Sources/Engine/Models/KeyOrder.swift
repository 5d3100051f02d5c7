import Foundation

/// Sorting 64-bit keys in linear time.
enum KeyOrder {
  /// A key that rises as the number does: the sign bit flipped, and all bits of a negative.
  static func rising(_ bits: UInt64) -> UInt64 { bits >> 63 == 0 ? bits | 1 << 63 : ~bits }

  /// The bits of the number that has the key.
  static func bits(rising key: UInt64) -> UInt64 { key >> 63 == 1 ? key & ~(1 << 63) : ~key }

  /// A key and where it stood.
  struct Place {
    var key: UInt64
    var position: Int32
  }

  /// Positions of the keys by rising key; equal keys stay in their order. O(n).
  static func order(_ keys: [UInt64], _ work: Work) throws(Cancelled) -> [Int32] {
    try sorted(keys, work).map(\.position)
  }

  /// The keys by rising key, equal ones in their order: a radix sort from the lowest digit, without the digits that are
  /// the same in all; pieces of many keys side by side. O(n).
  static func sorted(_ keys: [UInt64], _ work: Work) throws(Cancelled) -> [Place] {
    var differing: UInt64 = 0
    for key in keys { differing |= key ^ keys[0] }
    let isLarge = keys.count >= 1 << 15
    let width = isLarge ? 11 : 8
    let digits = UInt64(1) << UInt64(width) - 1
    let shifts = stride(from: 0, to: 64, by: width).filter { (differing >> UInt64($0)) & digits != 0 }
    var current = try RowSums.filled(keys.count, work) { (places: UnsafeMutableBufferPointer<Place>, rows) in
      for index in rows {
        places[index] = Place(key: keys[index], position: Int32(truncatingIfNeeded: index))
      }
    }
    guard !shifts.isEmpty else { return current }
    var next = [Place](unsafeUninitializedCapacity: keys.count) { $1 = keys.count }
    // How many pieces there are does not change the order.
    let pieces = isLarge ? ProcessInfo.processInfo.activeProcessorCount : 1
    for shift in shifts {
      try pass(from: current, to: &next, shift: UInt64(shift), digits, pieces, work)
      swap(&current, &next)
    }
    return current
  }

  /// Sorts by one digit.
  private static func pass(
    from source: [Place], to target: inout [Place], shift: UInt64, _ digits: UInt64, _ pieces: Int,
    _ work: Work
  ) throws(Cancelled) {
    let total = source.count
    let size = (total + pieces - 1) / pieces
    @Sendable func rows(_ piece: Int) -> Range<Int> {
      min(piece * size, total)..<min((piece + 1) * size, total)
    }
    var starts = try side(pieces, work) { piece, check throws(Cancelled) in
      var counts = [Int](repeating: 0, count: Int(digits) + 1)
      try source.withUnsafeBufferPointer { source throws(Cancelled) in
        try counts.withUnsafeMutableBufferPointer { counts throws(Cancelled) in
          for index in rows(piece) {
            if index & 0xFFFF == 0 { try check.check() }
            counts[Int(truncatingIfNeeded: (source[index].key >> shift) & digits)] += 1
          }
        }
      }
      return counts
    }
    var end = 0
    for digit in 0...Int(digits) {
      for piece in 0..<pieces {
        end += starts[piece][digit]
        starts[piece][digit] = end - starts[piece][digit]
      }
    }
    try target.withUnsafeMutableBufferPointer { target throws(Cancelled) in
      // Each piece writes places that are its own.
      nonisolated(unsafe) let target = target
      _ = try side(pieces, work) { [starts] piece, check throws(Cancelled) in
        var places = starts[piece]
        try source.withUnsafeBufferPointer { source throws(Cancelled) in
          try places.withUnsafeMutableBufferPointer { places throws(Cancelled) in
            for index in rows(piece) {
              if index & 0xFFFF == 0 { try check.check() }
              let digit = Int(truncatingIfNeeded: (source[index].key >> shift) & digits)
              target[places[digit]] = source[index]
              places[digit] += 1
            }
          }
        }
      }
    }
  }

  private static func side<T>(
    _ pieces: Int, _ work: Work, _ body: @Sendable (Int, Work) throws(Cancelled) -> T
  ) throws(Cancelled) -> [T] {
    do {
      return try Parallel.map(pieces) { try body($0, work) }
    } catch {
      throw Cancelled()
    }
  }
}
