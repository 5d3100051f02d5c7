import Testing

@testable import Engine

@Suite struct FoldsTests {
  private func frame(_ seed: UInt64, rows: Int) throws -> Frame {
    var random = TreeRandom(seed)
    let strata: [String?] = (0..<rows).map { _ in random.below(9) == 0 ? nil : ["x", "y"][random.below(2)] }
    let patients: [Int64?] = (0..<rows).map { _ in
      random.below(20) == 0 ? nil : Int64(random.below(rows / 3 + 1))
    }
    return try Frame(
      table(
        "t",
        [
          ("key", integers((0..<rows).map { Int64($0) })), ("s", category(strata)),
          ("patient", integers(patients)),
        ]), .unattended)
  }

  /// Sizes differ by one at most, in all and in every stratum, and the order of the rows plays no part.
  @Test func rowsAreDealtEvenly() throws {
    for seed in UInt64(0)..<30 {
      let rows = Int(seed) * 7 + 1
      let frame = try frame(seed, rows: rows)
      let sampler = Sampler(key: ["key"], seed: Int64(seed))
      let count = 2 + Int(seed % 9)
      let dealt = try sampler.folds(count, of: frame, by: .row, strata: ["s"], .unattended)
      #expect(dealt.repeatedKeys == 0)
      let strata = try frame.column("s", .unattended)
      for stratum in ["x", "y", nil, "all"] as [String?] {
        let sizes = (0..<Int32(count)).map { fold in
          (0..<rows).count {
            dealt.ofRow[$0] == fold && (stratum == "all" || strata.text($0) == stratum)
          }
        }
        #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1, "\(sizes)")
      }
      var random = TreeRandom(seed + 100)
      let order = (0..<Int32(rows)).shuffled(using: &random)
      let again = try sampler.folds(
        count, of: try frame.filtered(by: order, .unattended), by: .row, strata: ["s"], .unattended)
      #expect(again.ofRow == order.map { dealt.ofRow[Int($0)] })
    }
  }

  /// A patient is in one fold, whatever the strata of the rows, and the first folds' least hashes are a holdout's.
  @Test func clustersStayTogether() throws {
    for seed in UInt64(1)..<30 {
      let rows = Int(seed) * 9
      let frame = try frame(seed, rows: rows)
      let sampler = Sampler(key: ["key"], seed: 5)
      let dealt = try sampler.folds(3, of: frame, by: .cluster(["patient"]), strata: ["s"], .unattended)
      let patients = try frame.column("patient", .unattended)
      var foldOf: [String: Int32] = [:]
      for row in 0..<rows {
        let patient = patients.text(row) ?? "none"
        #expect(foldOf[patient, default: dealt.ofRow[row]] == dealt.ofRow[row])
        foldOf[patient] = dealt.ofRow[row]
      }
      let sizes = (0..<Int32(3)).map { fold in foldOf.values.count { $0 == fold } }
      #expect((sizes.max() ?? 0) - (sizes.min() ?? 0) <= 1)
      // Unstratified, in the order of the hashes of the patients.
      let plain = try sampler.folds(3, of: frame, by: .cluster(["patient"]), strata: [], .unattended)
      let ranked = foldOf.keys.sorted {
        let (a, b) = ($0 == "none" ? "" : $0, $1 == "none" ? "" : $1)
        return XXH64.rank(Array(a.utf8), seed: 5) < XXH64.rank(Array(b.utf8), seed: 5)
      }
      for (place, patient) in ranked.enumerated() {
        let row = try #require((0..<rows).first { (patients.text($0) ?? "none") == patient })
        #expect(plain.ofRow[row] == Int32(place % 3))
      }
    }
  }

  @Test func oneFoldIsNone() throws {
    let frame = try frame(1, rows: 9)
    #expect(throws: RecipeError.self) {
      try Sampler(key: ["key"]).folds(1, of: frame, by: .row, strata: [], .unattended)
    }
  }
}
