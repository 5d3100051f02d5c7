/// Sorting 64-bit keys in linear time.
enum KeyOrder {
  /// A key that rises as the number does: the sign bit flipped, and all bits of a negative.
  static func rising(_ bits: UInt64) -> UInt64 { bits >> 63 == 0 ? bits | 1 << 63 : ~bits }

  /// Positions of the keys by rising key: a radix sort, byte by byte from the lowest, without the bytes that are
  /// the same in all. O(n).
  static func order(_ keys: [UInt64], _ work: Work) throws(Cancelled) -> [Int32] {
    var order = (0..<Int32(truncatingIfNeeded: keys.count)).map { $0 }
    var differing: UInt64 = 0
    for key in keys { differing |= key ^ keys[0] }
    var next = order
    for shift in stride(from: 0, to: 64, by: 8) where (differing >> UInt64(shift)) & 255 != 0 {
      try work.check()
      var starts = [Int](repeating: 0, count: 257)
      for key in keys { starts[Int((key >> UInt64(shift)) & 255) + 1] += 1 }
      for digit in 1...256 { starts[digit] += starts[digit - 1] }
      for (place, index) in order.enumerated() {
        if place % Work.stride == 0 { try work.check() }
        let digit = Int((keys[Int(index)] >> UInt64(shift)) & 255)
        next[starts[digit]] = index
        starts[digit] += 1
      }
      swap(&order, &next)
    }
    return order
  }
}
