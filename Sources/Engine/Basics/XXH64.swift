/// XXH64, the 64-bit hash of the xxHash family, as its specification gives it
/// (github.com/Cyan4973/xxHash, doc/xxhash_spec.md).
///
/// It decides which rows a sample takes: the same on every machine, and the same as Spark's `xxhash64`.
public enum XXH64 {
  private static let prime1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let prime2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let prime3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let prime4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let prime5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The hash of some bytes. O(bytes).
  public static func hash(_ bytes: UnsafeRawBufferPointer, seed: UInt64) -> UInt64 {
    let count = bytes.count
    var position = 0
    var result: UInt64
    if count >= 32 {
      var a = seed &+ prime1 &+ prime2
      var b = seed &+ prime2
      var c = seed
      var d = seed &- prime1
      while position + 32 <= count {
        a = round(a, word(bytes, position))
        b = round(b, word(bytes, position + 8))
        c = round(c, word(bytes, position + 16))
        d = round(d, word(bytes, position + 24))
        position += 32
      }
      result = rotate(a, 1) &+ rotate(b, 7) &+ rotate(c, 12) &+ rotate(d, 18)
      for lane in [a, b, c, d] { result = (result ^ round(0, lane)) &* prime1 &+ prime4 }
    } else {
      result = seed &+ prime5
    }
    result &+= UInt64(count)
    while position + 8 <= count {
      result = rotate(result ^ round(0, word(bytes, position)), 27) &* prime1 &+ prime4
      position += 8
    }
    if position + 4 <= count {
      let half = UInt64(
        UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: position, as: UInt32.self)))
      result = rotate(result ^ (half &* prime1), 23) &* prime2 &+ prime3
      position += 4
    }
    while position < count {
      result = rotate(result ^ (UInt64(bytes[position]) &* prime5), 11) &* prime1
      position += 1
    }
    return avalanche(result)
  }

  /// The hash of some bytes. O(bytes).
  public static func hash(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
    bytes.withUnsafeBytes { hash($0, seed: seed) }
  }

  /// The hash of a whole number as its eight little-endian bytes.
  public static func hash(_ value: Int64, seed: UInt64) -> UInt64 {
    let start = seed &+ prime5 &+ 8
    return avalanche(rotate(start ^ round(0, UInt64(bitPattern: value)), 27) &* prime1 &+ prime4)
  }

  /// What Spark's `xxhash64(cast(key as string), cast(seed as bigint))` gives for a key's UTF-8 bytes: rows are
  /// drawn in the order of this signed number.
  public static func rank(_ key: [UInt8], seed: Int64) -> Int64 {
    Int64(bitPattern: hash(seed, seed: hash(key, seed: 42)))
  }

  private static func rotate(_ value: UInt64, _ bits: UInt64) -> UInt64 {
    value << bits | value >> (64 - bits)
  }

  private static func round(_ accumulator: UInt64, _ word: UInt64) -> UInt64 {
    rotate(accumulator &+ word &* prime2, 31) &* prime1
  }

  private static func word(_ bytes: UnsafeRawBufferPointer, _ offset: Int) -> UInt64 {
    UInt64(littleEndian: bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
  }

  private static func avalanche(_ value: UInt64) -> UInt64 {
    var result = value
    result = (result ^ result >> 33) &* prime2
    result = (result ^ result >> 29) &* prime3
    return result ^ result >> 32
  }
}
