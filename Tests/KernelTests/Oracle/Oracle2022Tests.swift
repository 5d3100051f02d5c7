import Foundation
import Synchronization
import Testing

/// The program against the oracle: the demo data of three seeds, twenty segments each.
@Suite(.serialized) struct Oracle2022Tests {
  static let rows = 100_000
  static let period = (from: "2021-01-01", to: "2021-12-31")

  @Test(arguments: [1, 2, 3])
  func twentySegments(seed: Int) throws {
    let sample = try Sample.of(seed)
    #expect(sample.segments.count == 20)
    try #require(sample.results.count == sample.segments.count)
    for (segment, models) in zip(sample.segments, sample.results) {
      let rows = OracleComparison.select(segment, of: sample.cohort)
      #expect(OracleComparison.rows(models) == rows.count, "rows of \(segment)")
      #expect(OracleComparison.differences(models, rows: rows) == [], "\(segment)")
    }
  }

  /// The script by itself, through its own parameters.
  @Test
  func theScriptTakesItsParameters() throws {
    try withDemo(seed: 4, rows: 50_000) { folder in
      let cohort = try Oracle2022(directory: folder).cohort(from: Self.period.from, to: Self.period.to)
      for segment in [[:], ["gender": "Female", "symptom": "Anxiety and stress disorders"]] {
        let models = try iaptModels(data: folder, segment: segment)
        let rows = OracleComparison.select(segment, of: cohort)
        #expect(OracleComparison.differences(models, rows: rows) == [], "\(segment)")
      }
    }
  }

  /// A comparison that no wrong rule can fail shows nothing: each mutation must differ in one segment at least.
  @Test
  func everyMutationFailsTheComparison() throws {
    let sample = try Sample.of(1)
    try #require(sample.results.count == sample.segments.count)
    for mutation in Oracle2022.Mutation.allCases {
      let wrong = try sample.oracle.cohort(from: Self.period.from, to: Self.period.to, mutation: mutation)
      let told = Self.isTold(wrong, from: sample.results, sample.segments)
      #expect(told, "\(mutation) goes unnoticed")
    }
  }

  /// The demo data of one seed, what the oracle makes of them and what the program does: worked out once.
  final class Sample: Sendable {
    let oracle: Oracle2022
    let cohort: [Oracle2022.Row]
    let segments: [[String: String]]
    let results: [[ModelJSON]]

    private static let known = Mutex<[Int: Sample]>([:])

    static func of(_ seed: Int) throws -> Sample {
      if let sample = known.withLock({ $0[seed] }) { return sample }
      let sample = try withDemo(seed: seed, rows: Oracle2022Tests.rows, Sample.init)
      known.withLock { $0[seed] = sample }
      return sample
    }

    private init(folder: String) throws {
      oracle = try Oracle2022(directory: folder)
      cohort = try oracle.cohort(from: Oracle2022Tests.period.from, to: Oracle2022Tests.period.to)
      segments = OracleComparison.segments(of: cohort)
      results = try iaptModels(data: folder, segments: segments)
    }
  }

  /// Row counts are asked first: they are cheap and tell most mutations.
  static func isTold(
    _ wrong: [Oracle2022.Row], from results: [[ModelJSON]], _ segments: [[String: String]]
  ) -> Bool {
    let parts = segments.map { OracleComparison.select($0, of: wrong) }
    if zip(parts, results).contains(where: { $0.count != OracleComparison.rows($1) }) { return true }
    return zip(parts, results).contains { !OracleComparison.differences($1, rows: $0).isEmpty }
  }
}

private func withDemo<Result>(seed: Int, rows: Int, _ body: (String) throws -> Result) throws -> Result {
  let folder = FileManager.default.temporaryDirectory.appendingPathComponent("demo-\(UUID().uuidString)")
  defer { try? FileManager.default.removeItem(at: folder) }
  _ = try IaptBinary.run(["demo", "--rows", "\(rows)", "--seed", "\(seed)", folder.path])
  return try body(folder.path)
}
