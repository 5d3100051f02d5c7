import Testing

@testable import Engine

@Suite struct XXH64Tests {
  /// From the reference implementation (xxHash 0.8, through Python's `xxhash`).
  @Test(
    arguments: [
      ([], 0, 0xef46_db37_51d8_e999), ([], 42, 0x98b1_582b_0977_e704),
      (Array("a".utf8), 0, 0xd24e_c4f1_a98c_6e5b), (Array("a".utf8), 42, 0x88e4_fe59_adf7_b0cc),
      (Array("abc".utf8), 0, 0x44bc_2cf5_ad77_0999),
      (Array("abc".utf8), 2_654_435_761, 0x1318_df30_094a_85fd),
      (Array("abcdefg".utf8), 0, 0x1860_940e_2902_822d),
      (Array("abcdefghijklm".utf8), 42, 0xcc5e_ad07_0798_007c),
      (Array(0..<31), 0, 0xc346_d2b5_9b4d_8ee1), (Array(0..<32), 0, 0xcbf5_9c51_16ff_32b4),
      (Array(0..<32), 42, 0x8809_e1ca_0be2_5072), (Array(0..<33), 0, 0x0c53_5d1a_cafb_8ead),
      ((0..<101).map { UInt8(truncatingIfNeeded: $0 * 7) }, 42, 0x1880_cb2d_5115_4fd8),
    ] as [([UInt8], UInt64, UInt64)])
  func specification(_ bytes: [UInt8], _ seed: UInt64, _ expected: UInt64) {
    #expect(XXH64.hash(bytes, seed: seed) == expected)
  }

  @Test func wholeNumbersAreEightBytes() {
    var random = TreeRandom(1)
    for _ in 0..<200 {
      let (value, seed) = (Int64(bitPattern: random.next()), random.next())
      let bytes = (0..<8).map { UInt8(truncatingIfNeeded: value >> ($0 * 8)) }
      #expect(XXH64.hash(value, seed: seed) == XXH64.hash(bytes, seed: seed))
    }
  }

  /// `SELECT xxhash64('Spark', array(123), 2)` in Spark's documentation: each part is the seed of the next.
  @Test func chainsAsSparkDoes() {
    var hash = XXH64.hash(Array("Spark".utf8), seed: 42)
    for part in [[UInt8(123), 0, 0, 0], [2, 0, 0, 0]] { hash = XXH64.hash(part, seed: hash) }
    #expect(Int64(bitPattern: hash) == 5_602_566_077_635_097_486)
  }

  @Test(
    arguments: [
      ("", 42, -595_582_513_501_449_148), ("P1", 42, 5_644_561_986_856_740_043),
      ("P1", 7, 615_758_915_423_082_005), ("AM601\u{1F}é", -1, -2_123_326_726_223_951_647),
    ] as [(String, Int64, Int64)])
  func ranksOfKeys(_ key: String, _ seed: Int64, _ expected: Int64) {
    #expect(XXH64.rank(Array(key.utf8), seed: seed) == expected)
  }
}
