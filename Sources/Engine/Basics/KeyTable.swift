/// Whole numbers to dense numbers 0, 1, 2, … in the order of their first mention: open addressing, no tombstones.
///
/// Swift's `Dictionary` costs several times as much per row, which joins of ten million rows feel.
///
/// A large table takes longer to grow than an interrupt may wait. Growing stops when the work is stopped, and the table
/// goes on as it was, only fuller: whoever fills it looks for the interrupt within `Work.stride` insertions.
struct KeyTable {
  /// Meaningless where `ids` says that a slot is empty.
  private var keys: [Int64]
  private var ids: [Int32]
  private var mask: Int
  private let work: Work
  /// How many different keys there are.
  private(set) var count = 0

  /// Makes a table with room for about `capacity` keys; it grows as needed.
  init(capacity: Int = 64, _ work: Work) throws(Cancelled) {
    var size = 64
    while size < capacity * 2 { size *= 2 }
    guard let table = KeyTable(size: size, work) else { throw Cancelled() }
    self = table
  }

  /// A table of so many slots; `nil` when the work is stopped.
  private init?(size: Int, _ work: Work) {
    var isStopped = false
    keys = [Int64](unsafeUninitializedCapacity: size) { _, count in count = size }
    ids = [Int32](unsafeUninitializedCapacity: size) { ids, count in
      for start in stride(from: 0, to: size, by: Work.stride) {
        isStopped = isStopped || size > KeyTable.large && work.isStopped
        if isStopped { break }
        for slot in start..<min(start + Work.stride, size) { ids[slot] = -1 }
      }
      count = size
    }
    mask = size - 1
    self.work = work
    if isStopped { return nil }
  }

  /// From this size on a table may be left as it is: half of it is room for more insertions than there are between
  /// two looks at the interrupt.
  private static let large = Work.stride * 8

  /// The key's number, given now if it is new.
  @inline(__always)
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
    guard var next = KeyTable(size: (mask + 1) * 2, work) else { return }
    for (slot, id) in ids.enumerated() {
      if slot % Work.stride == 0, mask >= KeyTable.large, work.isStopped { return }
      if id >= 0 { next.place(keys[slot], id) }
    }
    next.count = count
    self = next
  }

  /// Puts in a key that is not there.
  @inline(__always)
  private mutating func place(_ key: Int64, _ id: Int32) {
    var slot = KeyTable.mix(key) & mask
    while ids[slot] >= 0 { slot = (slot + 1) & mask }
    keys[slot] = key
    ids[slot] = id
  }

  /// Fibonacci hashing; the fold brings the high bits of a double down.
  @inline(__always)
  private static func mix(_ key: Int64) -> Int {
    let bits = UInt64(bitPattern: key)
    return Int(truncatingIfNeeded: ((bits ^ (bits >> 32)) &* 0x9E37_79B9_7F4A_7C15) >> 20)
  }
}

/// An array of plain values made chunk by chunk, looking for an interrupt between chunks; a `stage` is also reported.
@inline(__always)
func filled<T: BitwiseCopyable>(
  _ count: Int, _ work: Work, stage: String? = nil,
  _ body: (UnsafeMutableBufferPointer<T>, Range<Int>) -> Void
) throws -> [T] {
  try [T](unsafeUninitializedCapacity: count) { buffer, initialized in
    var start = 0
    while start < count {
      if let stage { try work.step(stage, done: start, of: count) } else { try work.check() }
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
