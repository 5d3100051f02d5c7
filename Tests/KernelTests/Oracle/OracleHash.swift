/// XXH64 as its specification states it (xxHash `doc/xxhash_spec.md`), for the order of samples and splits.
enum OracleHash {
  private static let p1: UInt64 = 0x9E37_79B1_85EB_CA87
  private static let p2: UInt64 = 0xC2B2_AE3D_27D4_EB4F
  private static let p3: UInt64 = 0x1656_67B1_9E37_79F9
  private static let p4: UInt64 = 0x85EB_CA77_C2B2_AE63
  private static let p5: UInt64 = 0x27D4_EB2F_1656_67C5

  /// The rank of a row: the key's hash (seed 42), chained with the user's seed as eight little-endian bytes.
  static func order(key: String, seed: Int64) -> Int64 {
    let first = xxh64(Array(key.utf8), seed: 42)
    let bytes = (0..<8).map { UInt8(truncatingIfNeeded: UInt64(bitPattern: seed) >> (8 * UInt64($0))) }
    return Int64(bitPattern: xxh64(bytes, seed: first))
  }

  static func xxh64(_ bytes: [UInt8], seed: UInt64) -> UInt64 {
    var at = 0
    var hash: UInt64
    if bytes.count >= 32 {
      var lanes = [seed &+ p1 &+ p2, seed &+ p2, seed, seed &- p1]
      while at + 32 <= bytes.count {
        for lane in 0..<4 {
          lanes[lane] = round(lanes[lane], word(bytes, at, 8))
          at += 8
        }
      }
      hash = turn(lanes[0], 1) &+ turn(lanes[1], 7) &+ turn(lanes[2], 12) &+ turn(lanes[3], 18)
      for lane in lanes { hash = (hash ^ round(0, lane)) &* p1 &+ p4 }
    } else {
      hash = seed &+ p5
    }
    hash = hash &+ UInt64(bytes.count)
    while at + 8 <= bytes.count {
      hash = turn(hash ^ round(0, word(bytes, at, 8)), 27) &* p1 &+ p4
      at += 8
    }
    if at + 4 <= bytes.count {
      hash = turn(hash ^ (word(bytes, at, 4) &* p1), 23) &* p2 &+ p3
      at += 4
    }
    while at < bytes.count {
      hash = turn(hash ^ (UInt64(bytes[at]) &* p5), 11) &* p1
      at += 1
    }
    hash = (hash ^ (hash >> 33)) &* p2
    hash = (hash ^ (hash >> 29)) &* p3
    return hash ^ (hash >> 32)
  }

  private static func word(_ bytes: [UInt8], _ at: Int, _ count: Int) -> UInt64 {
    var value: UInt64 = 0
    for place in 0..<count { value |= UInt64(bytes[at + place]) << (8 * UInt64(place)) }
    return value
  }

  private static func round(_ lane: UInt64, _ input: UInt64) -> UInt64 {
    turn(lane &+ input &* p2, 31) &* p1
  }

  private static func turn(_ value: UInt64, _ by: UInt64) -> UInt64 {
    (value << by) | (value >> (64 - by))
  }
}
