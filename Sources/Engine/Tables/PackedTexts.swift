/// Texts of a column as one number a row: what rows are grouped and joined by.
///
/// A text of up to 9 ASCII bytes is its own number, 7 bits a byte, in every file; a longer one has a number in `longs`.
struct PackedTexts: Sendable {
  /// The mark of a missing text.
  static let missing = UInt64.max
  /// What is added to the number of a long text.
  static let long: UInt64 = 1 << 63

  /// A number for each row.
  var keys: [UInt64]
  /// The texts that do not fit; `nil` when all do.
  var longs: RawLevels?

  /// The number of a text of which 16 bytes can be read; `nil` when it does not fit.
  @inline(__always)
  static func pack(_ base: UnsafePointer<UInt8>, _ count: Int) -> UInt64? {
    guard count <= 9 else { return nil }
    let raw = UnsafeRawPointer(base)
    let ones: UInt64 = 0x0101_0101_0101_0101
    let high: UInt64 = 0x8080_8080_8080_8080
    let inside = count >= 8 ? ~0 : (1 as UInt64) << UInt64(truncatingIfNeeded: count &* 8) &- 1
    let word = UInt64(littleEndian: raw.loadUnaligned(as: UInt64.self)) & inside
    // No byte above 127, and none that is 0, which could not be told from no byte.
    let filled = word | ~inside
    guard word & high == 0, (filled &- ones) & ~filled & high == 0 else { return nil }
    var bits = word & 0x007F_007F_007F_007F | (word & 0x7F00_7F00_7F00_7F00) >> 1
    bits = bits & 0x0000_3FFF_0000_3FFF | (bits & 0x3FFF_0000_3FFF_0000) >> 2
    bits = bits & 0x0000_0000_0FFF_FFFF | (bits & 0x0FFF_FFFF_0000_0000) >> 4
    if count == 9 {
      let last = base[8]
      guard last &- 1 < 127 else { return nil }
      bits |= UInt64(last) << 56
    }
    return bits
  }

  /// The same of any bytes.
  static func pack(_ bytes: UnsafeBufferPointer<UInt8>) -> UInt64? {
    guard bytes.count <= 9 else { return nil }
    var key: UInt64 = 0
    for (index, byte) in bytes.enumerated() {
      guard byte &- 1 < 127 else { return nil }
      key |= UInt64(byte) << UInt64(7 * index)
    }
    return key
  }

  /// Calls `body` with the bytes of a row's text, which must not be missing.
  func withBytes<R>(_ key: UInt64, _ body: (UnsafeBufferPointer<UInt8>) -> R) -> R {
    if key & PackedTexts.long != 0, let bytes = longs?.bytes(Int(key & ~PackedTexts.long)) {
      return body(bytes)
    }
    return withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 9) { block in
      var rest = key
      var count = 0
      while rest != 0, count < 9 {
        block[count] = UInt8(truncatingIfNeeded: rest & 127)
        rest >>= 7
        count += 1
      }
      return body(UnsafeBufferPointer(rebasing: block[..<count]))
    }
  }

  /// Whether one text comes before another in natural order.
  func precedes(_ left: UInt64, _ right: UInt64) -> Bool {
    withBytes(left) { left in withBytes(right) { NaturalOrder.precedes(left, $0) } }
  }

  /// The same texts as numbers of a table.
  func category(_ work: Work) throws -> RawCategory {
    let text = FileBytes([])
    var numbers = try KeyTable(work)
    let codes: [Int32] = try filled(keys.count, work) { out, range in
      for row in range {
        let key = keys[row]
        out[row] = key == PackedTexts.missing ? -1 : numbers.insert(Int64(bitPattern: key))
      }
    }
    var table = LevelTable(text, room: numbers.count)
    for key in numbers.orderedKeys { withBytes(UInt64(bitPattern: key)) { _ = table.code($0) } }
    return RawCategory(codes: codes, levels: RawLevels(table, in: text))
  }
}

/// Takes the bits of a mask out of numbers and puts them side by side (Warren, "Hacker's Delight", 7-4).
struct BitPicker: Sendable {
  /// How many bits there are.
  let count: Int
  private let mask: UInt64
  private let moves: (UInt64, UInt64, UInt64, UInt64, UInt64, UInt64)

  init(_ mask: UInt64) {
    self.mask = mask
    count = mask.nonzeroBitCount
    var left = mask
    var zeros = ~mask << 1
    var moves = [UInt64](repeating: 0, count: 6)
    for step in 0..<6 {
      var parity = zeros
      for shift in 0..<6 { parity ^= parity << UInt64(1 << shift) }
      moves[step] = parity & left
      left = left ^ moves[step] | moves[step] >> UInt64(1 << step)
      zeros &= ~parity
    }
    self.moves = (moves[0], moves[1], moves[2], moves[3], moves[4], moves[5])
  }

  @inline(__always)
  func pick(_ number: UInt64) -> UInt64 {
    var bits = number & mask
    var moved = bits & moves.0
    bits = bits ^ moved | moved >> 1
    moved = bits & moves.1
    bits = bits ^ moved | moved >> 2
    moved = bits & moves.2
    bits = bits ^ moved | moved >> 4
    moved = bits & moves.3
    bits = bits ^ moved | moved >> 8
    moved = bits & moves.4
    bits = bits ^ moved | moved >> 16
    moved = bits & moves.5
    return bits ^ moved | moved >> 32
  }
}
