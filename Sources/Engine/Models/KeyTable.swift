/// Distinct 64-bit keys, numbered as they first come: open addressing with linear probing.
struct KeyTable {
  /// The keys in the order of their numbers.
  private(set) var keys: [UInt64] = []
  private var slots = [Int32](repeating: -1, count: 1024)

  /// The number of the key, a new one if it is new. Amortised O(1).
  @inline(__always)
  mutating func index(of key: UInt64) -> Int {
    let mask = slots.count - 1
    var slot = KeyTable.hash(key) & mask
    while true {
      let index = slots[slot]
      if index < 0 { break }
      if keys[Int(index)] == key { return Int(index) }
      slot = (slot + 1) & mask
    }
    slots[slot] = Int32(truncatingIfNeeded: keys.count)
    keys.append(key)
    if keys.count * 2 > slots.count { grow() }
    return keys.count - 1
  }

  /// Fibonacci hashing; the fold brings the high bits of a double down.
  @inline(__always)
  private static func hash(_ key: UInt64) -> Int {
    let product = (key ^ (key >> 32)) &* 0x9E37_79B9_7F4A_7C15
    return Int(truncatingIfNeeded: product >> 20)
  }

  private mutating func grow() {
    let mask = slots.count * 4 - 1
    slots = [Int32](repeating: -1, count: mask + 1)
    for (index, key) in keys.enumerated() {
      var slot = KeyTable.hash(key) & mask
      while slots[slot] >= 0 { slot = (slot + 1) & mask }
      slots[slot] = Int32(truncatingIfNeeded: index)
    }
  }

  /// A key that rises as the number does: the sign bit flipped, and all bits of a negative.
  static func rising(_ bits: UInt64) -> UInt64 { bits >> 63 == 0 ? bits | 1 << 63 : ~bits }

  /// Positions of the keys by rising key: a radix sort, byte by byte from the lowest, without the bytes that are
  /// the same in all. O(n).
  static func order(_ keys: [UInt64]) -> [Int32] {
    var order = (0..<Int32(truncatingIfNeeded: keys.count)).map { $0 }
    var differing: UInt64 = 0
    for key in keys { differing |= key ^ keys[0] }
    var next = order
    for shift in stride(from: 0, to: 64, by: 8) where (differing >> UInt64(shift)) & 255 != 0 {
      var starts = [Int](repeating: 0, count: 257)
      for key in keys { starts[Int((key >> UInt64(shift)) & 255) + 1] += 1 }
      for digit in 1...256 { starts[digit] += starts[digit - 1] }
      for index in order {
        let digit = Int((keys[Int(index)] >> UInt64(shift)) & 255)
        next[starts[digit]] = index
        starts[digit] += 1
      }
      swap(&order, &next)
    }
    return order
  }
}
