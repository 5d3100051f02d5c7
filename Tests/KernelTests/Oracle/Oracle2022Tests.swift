import Foundation
import Testing

/// The program against the oracle: the demo data of three seeds, twenty segments each.
@Suite(.serialized) struct Oracle2022Tests {
  static let rows = 100_000
  static let period = (from: "2021-01-01", to: "2021-12-31")

  @Test(arguments: [1, 2, 3])
  func twentySegments(seed: Int) throws {
    try withDemo(seed: seed) { folder in
      let cohort = try Oracle2022(directory: folder).cohort(from: Self.period.from, to: Self.period.to)
      let segments = OracleComparison.segments(of: cohort)
      #expect(segments.count == 20)
      let results = try iaptModels(data: folder, segments: segments)
      try #require(results.count == segments.count)
      for (segment, models) in zip(segments, results) {
        let rows = OracleComparison.select(segment, of: cohort)
        #expect(OracleComparison.rows(models) == rows.count, "rows of \(segment)")
        #expect(OracleComparison.differences(models, rows: rows) == [], "\(segment)")
      }
    }
  }

  /// The script by itself, through its own parameters.
  @Test
  func theScriptTakesItsParameters() throws {
    try withDemo(seed: 4) { folder in
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
    try withDemo(seed: 1) { folder in
      let oracle = try Oracle2022(directory: folder)
      let cohort = try oracle.cohort(from: Self.period.from, to: Self.period.to)
      let segments = OracleComparison.segments(of: cohort)
      let results = try iaptModels(data: folder, segments: segments)
      try #require(results.count == segments.count)
      for mutation in Oracle2022.Mutation.allCases {
        let wrong = try oracle.cohort(from: Self.period.from, to: Self.period.to, mutation: mutation)
        let told = Self.isTold(wrong, from: results, segments)
        #expect(told, "\(mutation) goes unnoticed")
      }
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

  private func withDemo(seed: Int, _ body: (String) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("demo-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    _ = try IaptBinary.run(["demo", "--rows", "\(Self.rows)", "--seed", "\(seed)", folder.path])
    try body(folder.path)
  }
}
