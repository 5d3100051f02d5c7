import Testing

@testable import Engine

@Suite struct SamplerTests {
  /// Rows in random order: a key of two parts (unique unless `repeats`), a patient, two strata.
  private func frame(_ seed: UInt64, rows: Int, repeats: Bool = false) throws -> Frame {
    var random = TreeRandom(seed)
    var key: [Int64?] = (0..<rows).map { Int64(repeats ? $0 / 3 : $0) }
    if rows > 0 { key[random.below(rows)] = nil }
    let levels = ["b", "a", "c"]
    let strata: [String?] = (0..<rows).map { _ in random.below(9) == 0 ? nil : levels[random.below(3)] }
    let patients: [Int64?] = (0..<rows).map { _ in
      random.below(9) == 0 ? nil : Int64(random.below(rows / 2 + 1))
    }
    return try Frame(
      table(
        "t",
        [
          ("key", integers(key)), ("provider", category(key.map { $0.map { "P\($0 % 5)" } })),
          ("s", category(strata, levels: levels)), ("n", integers((0..<rows).map { Int64($0 % 3) })),
          ("patient", integers(patients)),
        ]), .unattended)
  }

  private func shuffled(_ frame: Frame, _ seed: UInt64) throws -> Frame {
    var random = TreeRandom(seed)
    return try frame.filtered(by: (0..<Int32(frame.rowCount)).shuffled(using: &random), .unattended)
  }

  private func keys(_ frame: Frame, _ rows: [Int32]) throws -> [String] {
    let (provider, key) = (
      try frame.column("provider", .unattended), try frame.column("key", .unattended)
    )
    return rows.map { "\(provider.text(Int($0)) ?? "")\u{1F}\(key.text(Int($0)) ?? "")" }
  }

  /// The strata by sorting and the hashes by sorting all rows.
  private func oracle(_ frame: Frame, seed: Int64, quota: (Int, [Int]) -> Int) throws -> Set<String> {
    let all = try keys(frame, Array(0..<Int32(frame.rowCount)))
    let (s, n) = (try frame.column("s", .unattended), try frame.column("n", .unattended))
    let order = ["b", "a", "c", nil]
    var strata: [[Int]: [String]] = [:]
    for row in all.indices {
      let place = order.firstIndex(of: s.text(row)) ?? 9
      strata[[place, Int(n.text(row) ?? "") ?? 9], default: []].append(all[row])
    }
    let sorted = strata.sorted { $0.key.lexicographicallyPrecedes($1.key) }
    let sizes = sorted.map(\.value.count)
    var result: Set<String> = []
    for (index, stratum) in sorted.enumerated() {
      let ranked = stratum.value.sorted {
        XXH64.rank(Array($0.utf8), seed: seed) < XXH64.rank(Array($1.utf8), seed: seed)
      }
      result.formUnion(ranked.prefix(quota(index, sizes)))
    }
    return result
  }

  @Test func drawsTheLeastHashesWhateverTheOrderOfRows() throws {
    for seed in UInt64(0)..<60 {
      let rows = Int(seed) * 3
      let frame = try frame(seed, rows: rows)
      let sampler = Sampler(key: ["provider", "key"], seed: Int64(seed % 4) - 1)
      let size = rows / 3
      let draw = try sampler.sample(size, from: frame, by: ["s", "n"], .unattended)
      #expect(draw.rows.count == size)
      #expect(draw.rows == draw.rows.sorted())
      #expect(draw.repeatedKeys == 0)
      let expected = try oracle(frame, seed: sampler.seed) {
        Quotas.largestRemainder(size, over: $1)[$0]
      }
      #expect(Set(try keys(frame, draw.rows)) == expected, "seed \(seed)")
      let other = try shuffled(frame, seed + 1)
      let again = try sampler.sample(size, from: other, by: ["s", "n"], .unattended)
      #expect(Set(try keys(other, again.rows)) == expected)
      let capped = try sampler.sample(atMost: 4, from: other, per: ["s", "n"], .unattended)
      #expect(
        try Set(keys(other, capped.rows)) == oracle(frame, seed: sampler.seed) { min(4, $1[$0]) })
      let held = try sampler.holdout(0.2, of: other, by: .row, strata: ["s", "n"], .unattended)
      let heldRows = held.isHeldOut.indices.filter { held.isHeldOut[$0] }.map { Int32($0) }
      let wanted = Int((0.2 * Double(rows)).rounded(.toNearestOrAwayFromZero))
      #expect(
        try Set(keys(other, heldRows))
          == oracle(frame, seed: sampler.seed) { Quotas.largestRemainder(wanted, over: $1)[$0] })
    }
  }

  @Test func largeStrataAreDrawnLikeSmallOnes() throws {
    let frame = try frame(5, rows: 20_000)
    let sampler = Sampler(key: ["provider", "key"])
    let draw = try sampler.sample(7001, from: frame, by: ["s"], .unattended)
    let ranks = try KeyText(["provider", "key"], frame, .unattended).ranks(seed: 42, .unattended)
    let isIn = Set(draw.rows)
    let s = try frame.column("s", .unattended)
    for level in ["a", "b", "c", nil] {
      let rows = (0..<20_000).filter { s.text($0) == level }
      let least = rows.filter { !isIn.contains(Int32($0)) }.map { ranks[$0] }.min() ?? Int64.max
      let greatest = rows.filter { isIn.contains(Int32($0)) }.map { ranks[$0] }.max() ?? Int64.min
      #expect(greatest < least)
      let count = rows.count { isIn.contains(Int32($0)) }
      #expect(abs(Double(count) - 7001 * Double(rows.count) / 20_000) < 1)
    }
  }

  @Test func patientsStayTogether() throws {
    for seed in UInt64(0)..<60 {
      let frame = try frame(seed, rows: 3 + Int(seed) * 2)
      let sampler = Sampler(key: ["key"])
      let held = try sampler.holdout(
        0.3, of: frame, by: .cluster(["patient"]), strata: ["s"], .unattended)
      let (patients, s) = (try frame.column("patient", .unattended), try frame.column("s", .unattended))
      var side: [String: Bool] = [:]
      var stratum: [String: Int] = [:]
      for row in 0..<frame.rowCount {
        let patient = patients.text(row) ?? ""
        #expect(side[patient, default: held.isHeldOut[row]] == held.isHeldOut[row])
        side[patient] = held.isHeldOut[row]
        let place = ["b", "a", "c", nil].firstIndex(of: s.text(row)) ?? 9
        stratum[patient] = min(stratum[patient] ?? 9, place)
      }
      let wanted = Int((0.3 * Double(side.count)).rounded(.toNearestOrAwayFromZero))
      #expect(side.values.count(where: { $0 }) == wanted)
      let places = Set(stratum.values).sorted()
      let units = places.map { place in
        stratum.keys.filter { stratum[$0] == place }.sorted {
          XXH64.rank(Array($0.utf8), seed: 42) < XXH64.rank(Array($1.utf8), seed: 42)
        }
      }
      let quotas = Quotas.largestRemainder(wanted, over: units.map(\.count))
      let expected = zip(units, quotas).flatMap { $0.prefix($1) }
      #expect(Set(expected) == Set(side.keys.filter { side[$0] == true }), "seed \(seed)")
      let other = try shuffled(frame, seed)
      let again = try sampler.holdout(0.3, of: other, by: .cluster(["patient"]), strata: ["s"], .unattended)
      let otherPatients = try other.column("patient", .unattended)
      for row in 0..<other.rowCount {
        #expect(again.isHeldOut[row] == side[otherPatients.text(row) ?? ""])
      }
    }
  }

  @Test func repeatedKeysAreCounted() throws {
    for seed in UInt64(0)..<20 {
      let frame = try frame(seed, rows: 30, repeats: true)
      let all = try keys(frame, Array(0..<30))
      let sampler = Sampler(key: ["provider", "key"])
      let draw = try sampler.sample(10, from: frame, by: [], .unattended)
      #expect(draw.repeatedKeys == 30 - Set(all).count)
      let other = try shuffled(frame, seed)
      let again = try sampler.sample(10, from: other, by: [], .unattended)
      #expect(try keys(frame, draw.rows).sorted() == keys(other, again.rows).sorted())
    }
    // Of rows with one key the first are drawn.
    let same = try Frame(table("t", [("k", integers([7, 7, 7, 7]))]), .unattended)
    #expect(try Sampler(key: ["k"]).sample(2, from: same, by: [], .unattended).rows == [0, 1])
  }

  @Test func keysAreCanonicalTexts() throws {
    let columns = [
      integers([0, -1, 1_234_567_890, Int64.max, -Int64.max, nil]),
      category(["", "é", nil, "b", "a\u{1F}", "10"]),
      dates(["2020-02-29", nil, "0001-01-01", nil, "9999-12-31", "1970-01-01"]),
      decimals([1, -0.5, nil, 1e300, 0.1, 3]), flags([true, false, nil, true, nil, false]),
    ]
    let names = columns.indices.map { "c\($0)" }
    let frame = try Frame(table("t", Array(zip(names, columns))), .unattended)
    let key = try KeyText(names, frame, .unattended)
    for row in 0..<6 {
      let expected = columns.map { $0.text(row) ?? "" }.joined(separator: "\u{1F}")
      #expect(key.bytes(row) == Array(expected.utf8))
    }
    #expect(try KeyText([], frame, .unattended).bytes(4) == [UInt8(ascii: "5")])
  }

  @Test func limits() throws {
    let frame = try frame(1, rows: 12)
    let sampler = Sampler(key: ["key"])
    #expect(try sampler.sample(99, from: frame, by: ["s"], .unattended).rows.count == 12)
    #expect(try sampler.sample(Int.max, from: frame, by: ["s"], .unattended).rows.count == 12)
    #expect(try sampler.sample(0, from: frame, by: ["s"], .unattended).rows.isEmpty)
    #expect(try Sampler(key: []).sample(5, from: frame, by: [], .unattended).rows.count == 5)
    for share in [-0.1, 1.1, .nan, .infinity] {
      #expect(throws: RecipeError(.badSize)) {
        try sampler.holdout(share, of: frame, by: .row, strata: [], .unattended)
      }
    }
    #expect(throws: RecipeError(.badSize)) { try sampler.sample(-1, from: frame, by: [], .unattended) }
    #expect(
      try sampler.holdout(1, of: frame, by: .row, strata: [], .unattended).isHeldOut.allSatisfy { $0 })
  }

  @Test func quotas() {
    #expect(Quotas.largestRemainder(10, over: [1, 1, 1]) == [1, 1, 1])
    #expect(Quotas.largestRemainder(2, over: [1, 1, 1]) == [1, 1, 0])
    #expect(Quotas.largestRemainder(5, over: [7, 0, 2, 1]) == [4, 0, 1, 0])
    #expect(Quotas.largestRemainder(3, over: []) == [])
    var random = TreeRandom(3)
    for _ in 0..<500 {
      let sizes = (0..<(1 + random.below(8))).map { _ in random.below(50) }
      let sum = sizes.reduce(0, +)
      let total = random.below(sum + 1)
      let parts = Quotas.largestRemainder(total, over: sizes)
      #expect(parts.reduce(0, +) == total)
      for (part, size) in zip(parts, sizes) where sum > 0 {
        #expect(abs(Double(part) - Double(total) * Double(size) / Double(sum)) < 1)
        #expect(part <= size)
      }
    }
  }
}
