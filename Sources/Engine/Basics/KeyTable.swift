/// Whole numbers to dense numbers 0, 1, 2, … in the order of their first mention: open addressing, no tombstones.
///
/// Swift's `Dictionary` costs several times as much per row, which joins of ten million rows feel.
struct KeyTable {
  private var keys: [Int64]
  private var ids: [Int32]
  private var mask: Int
  /// How many different keys there are.
  private(set) var count = 0

  /// Makes a table with room for about `capacity` keys; it grows as needed.
  init(capacity: Int = 64) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    keys = [Int64](repeating: 0, count: size)
    ids = [Int32](repeating: -1, count: size)
    mask = size - 1
  }

  /// The key's number, given now if it is new.
  mutating func insert(_ key: Int64) -> Int32 {
    var slot = KeyTable.mix(key) & mask
    while ids[slot] >= 0 {
      if keys[slot] == key { return ids[slot] }
      slot = (slot + 1) & mask
    }
    let id = Int32(truncatingIfNeeded: count)
    keys[slot] = key
    ids[slot] = id
    count += 1
    if count * 2 > mask { grow() }
    return id
  }

  /// The key's number, −1 when it was never inserted.
  func find(_ key: Int64) -> Int32 {
    var slot = KeyTable.mix(key) & mask
    while ids[slot] >= 0 {
      if keys[slot] == key { return ids[slot] }
      slot = (slot + 1) & mask
    }
    return -1
  }

  /// The keys in the order of their numbers.
  var orderedKeys: [Int64] {
    var result = [Int64](repeating: 0, count: count)
    for slot in ids.indices where ids[slot] >= 0 { result[Int(ids[slot])] = keys[slot] }
    return result
  }

  private mutating func grow() {
    let old = orderedKeys
    self = KeyTable(capacity: mask + 1)
    for key in old { _ = insert(key) }
  }

  private static func mix(_ key: Int64) -> Int {
    var value = UInt64(bitPattern: key) &* 0x9E37_79B9_7F4A_7C15
    value ^= value >> 32
    return Int(truncatingIfNeeded: value >> 1)
  }
}

/// An array of plain values made chunk by chunk, looking for an interrupt between chunks.
@inline(__always)
func filled<T: BitwiseCopyable>(
  _ count: Int, _ work: Work, _ body: (UnsafeMutableBufferPointer<T>, Range<Int>) -> Void
) throws -> [T] {
  try [T](unsafeUninitializedCapacity: count) { buffer, initialized in
    var start = 0
    while start < count {
      try work.check()
      let end = min(start + Work.stride, count)
      body(buffer, start..<end)
      start = end
    }
    initialized = count
  }
}

/// Calls `body` with every row, looking for an interrupt now and then.
@inline(__always)
func forEachRow(_ count: Int, _ work: Work, _ body: (Int) throws -> Void) throws {
  var start = 0
  while start < count {
    try work.check()
    let end = min(start + Work.stride, count)
    for row in start..<end { try body(row) }
    start = end
  }
}
