import Glibc

/// Numbers the distinct values of a column as they come, by their bytes.
///
/// Open addressing; a value of up to 8 bytes is its own key, a longer one is found by its hash and compared in
/// place, so that no value is copied (but for those with doubled quotes, once each).
/// A plain bundle of pointers: whoever makes it calls ``destroy()``.
struct LevelTable {
  /// One distinct value.
  private struct Entry {
    var bytes: UnsafePointer<UInt8>
    var count: Int
    var isOwned: Bool
    var isValid: Bool
  }

  private struct Slot {
    var key: UInt64
    var count: UInt32
    /// The entry's number; its complement when it is not UTF-8; `vacant` for none.
    var code: Int32
  }

  private static let vacant = Int32.min

  private let text: FileBytes
  private var slots: UnsafeMutablePointer<Slot>
  private var mask: Int
  private var entries: UnsafeMutablePointer<Entry>
  private var capacity: Int
  /// Distinct values so far.
  private(set) var count = 0
  /// Whether all of them are ASCII: others may be spelt in several ways.
  private(set) var isASCII = true

  /// Makes a table with room for about `room` values; it grows.
  init(_ text: FileBytes, room: Int = 64) {
    self.text = text
    var size = 128
    while size < room * 2 { size *= 2 }
    mask = size - 1
    slots = LevelTable.vacantSlots(size)
    capacity = max(64, room)
    entries = .allocate(capacity: capacity)
  }

  /// Gives the memory back.
  func destroy() {
    for index in 0..<count where entries[index].isOwned { entries[index].bytes.deallocate() }
    entries.deallocate()
    slots.deallocate()
  }

  /// The bytes of the value numbered `index`; `nil` when they are not UTF-8.
  func bytes(_ index: Int) -> UnsafeBufferPointer<UInt8>? {
    let entry = entries[index]
    return entry.isValid ? UnsafeBufferPointer(start: entry.bytes, count: entry.count) : nil
  }

  /// The number of a value, a new one when it has not been seen; below 0 when it is not UTF-8.
  @inline(__always)
  mutating func code(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    guard let base = bytes.baseAddress else { return emptyCode() }
    let count = bytes.count
    let size = UInt32(truncatingIfNeeded: count)
    let key = count <= 8 ? LevelTable.packed(base, count) : LevelTable.hash(base, count)
    var at = LevelTable.mixed(key, size) & mask
    while true {
      let slot = slots[at]
      if slot.code == LevelTable.vacant { return insert(base, count, key, at) }
      if slot.key == key, slot.count == size,
        count <= 8 || isEntry(slot.code, base, count)
      {
        return slot.code
      }
      at = (at &+ 1) & mask
    }
  }

  /// The number of a value that has been seen and is UTF-8, else −1.
  func find(_ bytes: UnsafeBufferPointer<UInt8>) -> Int32 {
    let base = bytes.baseAddress ?? text.base
    let count = bytes.count
    let size = UInt32(truncatingIfNeeded: count)
    let key = count <= 8 ? LevelTable.packed(base, count) : LevelTable.hash(base, count)
    var at = LevelTable.mixed(key, size) & mask
    while true {
      let slot = slots[at]
      if slot.code == LevelTable.vacant { return -1 }
      if slot.key == key, slot.count == size, count <= 8 || isEntry(slot.code, base, count) {
        return max(-1, slot.code)
      }
      at = (at &+ 1) & mask
    }
  }

  /// A buffer without an address is the empty value.
  @inline(never)
  private mutating func emptyCode() -> Int32 {
    code(UnsafeBufferPointer(start: text.base, count: 0))
  }

  @inline(__always)
  private func isEntry(_ code: Int32, _ base: UnsafePointer<UInt8>, _ count: Int) -> Bool {
    let entry = entries[Int(code < 0 ? ~code : code)]
    return entry.count == count && memcmp(entry.bytes, base, count) == 0
  }

  @inline(never)
  private mutating func insert(_ base: UnsafePointer<UInt8>, _ count: Int, _ key: UInt64, _ at: Int) -> Int32
  {
    if self.count == capacity {
      let grown = UnsafeMutablePointer<Entry>.allocate(capacity: capacity * 2)
      grown.moveInitialize(from: entries, count: capacity)
      entries.deallocate()
      entries = grown
      capacity *= 2
    }
    // Values in the text stay where they are; any other place is borrowed.
    let isInText = base >= text.base && base <= text.base + text.count
    var kept = base
    if !isInText {
      let copy = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, count))
      copy.initialize(from: base, count: count)
      kept = UnsafePointer(copy)
    }
    let bytes = UnsafeBufferPointer(start: base, count: count)
    let isPlain = bytes.allSatisfy { $0 < 0x80 }
    if !isPlain { isASCII = false }
    let isValid = isPlain || isUTF8(bytes)
    (entries + self.count).initialize(
      to: Entry(bytes: kept, count: count, isOwned: !isInText, isValid: isValid))
    let number = Int32(truncatingIfNeeded: self.count)
    let code = isValid ? number : ~number
    slots[at] = Slot(key: key, count: UInt32(truncatingIfNeeded: count), code: code)
    self.count += 1
    if self.count * 2 > mask { grow() }
    return code
  }

  private mutating func grow() {
    let old = slots
    let oldCount = mask + 1
    mask = oldCount * 2 - 1
    slots = LevelTable.vacantSlots(oldCount * 2)
    for index in 0..<oldCount where old[index].code != LevelTable.vacant {
      let slot = old[index]
      var at = LevelTable.mixed(slot.key, slot.count) & mask
      while slots[at].code != LevelTable.vacant { at = (at + 1) & mask }
      slots[at] = slot
    }
    old.deallocate()
  }

  private static func vacantSlots(_ count: Int) -> UnsafeMutablePointer<Slot> {
    let slots = UnsafeMutablePointer<Slot>.allocate(capacity: count)
    slots.initialize(repeating: Slot(key: 0, count: 0, code: vacant), count: count)
    return slots
  }

  /// Up to 8 bytes as a number; unique for a given count.
  @inline(__always)
  private static func packed(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(base)
    if count >= 4 {
      let low = UInt64(raw.loadUnaligned(as: UInt32.self))
      let high = UInt64((raw + count - 4).loadUnaligned(as: UInt32.self))
      return low | high << UInt64(truncatingIfNeeded: 8 &* (count &- 4))
    }
    if count == 0 { return 0 }
    // The first, the middle (or first again) and the last byte.
    return UInt64(base[0]) | UInt64(base[count >> 1]) << 8 | UInt64(base[count &- 1]) << 16
  }

  @inline(__always)
  private static func hash(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64 {
    let raw = UnsafeRawPointer(base)
    var sum: UInt64 = 0x9e37_79b9_7f4a_7c15
    var at = 0
    while at &+ 8 <= count {
      sum = (sum ^ (raw + at).loadUnaligned(as: UInt64.self)) &* 0xff51_afd7_ed55_8ccd
      sum ^= sum >> 32
      at &+= 8
    }
    sum = (sum ^ (raw + count - 8).loadUnaligned(as: UInt64.self)) &* 0xc4ce_b9fe_1a85_ec53
    return sum ^ sum >> 29
  }

  @inline(__always)
  private static func mixed(_ key: UInt64, _ size: UInt32) -> Int {
    let product = (key ^ UInt64(size)).multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
    return Int(truncatingIfNeeded: product.high ^ product.low)
  }
}
