import Testing

/// Hash, cap and split against published and hand-made values.
@Suite struct OracleSampleTests {
  @Test func publishedHashes() {
    #expect(OracleHash.xxh64([], seed: 0) == 0xEF46_DB37_51D8_E999)
    #expect(OracleHash.xxh64(Array("abc".utf8), seed: 0) == 0x44BC_2CF5_AD77_0999)
    let long = Array("Nobody inspects the spammish repetition".utf8)
    #expect(OracleHash.xxh64(long, seed: 0) == 0xFBCE_A83C_8A37_8BF1)
  }

  /// Spark's documentation: `SELECT xxhash64('Spark', array(123), 2)` is 5602566077635097486.
  @Test func sparkChainsTheSameWay() {
    let text = OracleHash.xxh64(Array("Spark".utf8), seed: 42)
    let first = OracleHash.xxh64([123, 0, 0, 0], seed: text)
    #expect(OracleHash.xxh64([2, 0, 0, 0], seed: first) == 5_602_566_077_635_097_486)
  }

  /// By the `xxhash` package of Python.
  @Test func orderOfKeys() {
    #expect(OracleHash.order(key: "", seed: 42) == -595_582_513_501_449_148)
    #expect(OracleHash.order(key: "R1\u{1F}P1\u{1F}E1", seed: 42) == -2_024_135_607_473_886_078)
    #expect(OracleHash.order(key: "R1\u{1F}P1\u{1F}E1", seed: -7) == 7_089_234_892_450_424_372)
    let long = "0123456789abcdef0123456789abcdef\u{1F}\u{1F}patient-é"
    #expect(OracleHash.order(key: long, seed: 42) == 5_063_312_852_837_982_875)
  }

  @Test func seats() {
    #expect(Oracle2022.heldOutSeats(of: []) == [])
    #expect(Oracle2022.heldOutSeats(of: [5, 10, 20]) == [1, 2, 4])
    // 12 rows: 2.4 + 0.5 is 2 seats; quotas 8/12, 8/12, 8/12: one each to the two lower deciles.
    #expect(Oracle2022.heldOutSeats(of: [4, 4, 4]) == [1, 1, 0])
    // 13 rows: 3 seats; quotas 9/13, 30/13: the whole seats are 0 and 2, the larger remainder 9 against 4.
    #expect(Oracle2022.heldOutSeats(of: [3, 10]) == [1, 2])
    // 3 rows: 1 seat; quotas 1/3 and 2/3.
    #expect(Oracle2022.heldOutSeats(of: [1, 2]) == [0, 1])
    #expect(Oracle2022.heldOutSeats(of: [2]) == [0])
  }

  @Test func lowestHashesAreDrawn() throws {
    let rows = try OracleFixture.random(seed: 5, referrals: 2000).rows()
    let (training, heldOut) = Oracle2022.split(rows)
    #expect(heldOut.count == (2 * rows.count + 5) / 10)
    #expect(training.count + heldOut.count == rows.count)
    let capped = Oracle2022.sample(rows, cap: 7)
    for decile in Set(rows.map(\.deprivation)) {
      func ranks(_ rows: [Oracle2022.Row]) -> [Int64] {
        rows.filter { $0.deprivation == decile }.map { OracleHash.order(key: $0.key, seed: 42) }.sorted()
      }
      let all = ranks(rows)
      let held = ranks(heldOut)
      #expect(held == Array(all.prefix(held.count)))
      #expect(abs(Double(held.count) - 0.2 * Double(all.count)) < 1.2)
      #expect(ranks(capped) == Array(all.prefix(7)))
    }
    #expect(Oracle2022.sample(rows) == rows)
    let backwards = Oracle2022.split(rows.reversed())
    #expect(Set(backwards.heldOut.map(\.key)) == Set(heldOut.map(\.key)))
    #expect(Oracle2022.split(rows, seed: 7).heldOut != heldOut)
  }
}
