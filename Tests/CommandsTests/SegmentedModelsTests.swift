import Engine
import Foundation
import Testing

@testable import Commands

/// What is said of models and outcomes where the segment leaves something out.
@Suite struct SegmentedModelsTests {
  /// 40 rows of each of a, b and c; all of c's have the same outcome.
  private func bench(_ more: String) throws -> Bench {
    var bench = Bench()
    try withFolder { folder in
      let rows = (0..<120).map { row -> String in
        let g = ["a", "b", "c"][row / 40]
        return "\(g == "c" ? 0 : row * 7 % 10 < 4 ? 1 : 0),\(g),\(row * 13 % 17),\(row % 2 == 0 ? "u" : "v")"
      }
      try ("y,g,x,h\n" + rows.joined(separator: "\n") + "\n").write(
        toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      try bench.run("set disclosure none\nload t from \"\(folder)/t.csv\"")
      bench.outputs = []
      try bench.run(more)
    }
    return bench
  }

  @Test func aSegmentThatCannotBeFittedIsNotForgotten() throws {
    var bench = try bench("segment by g\nfit y ~ x as m")
    let fitted = try #require(bench.tables.last { $0.name == "segments" })
    #expect(fitted.rows.map { $0[0] } == [.label("g=a"), .label("g=b"), .label("g=c")])
    #expect(fitted.rows.last?[3] == .label("(not fitted)"))
    #expect(fitted.notes.first?.hasPrefix("g=c not fitted: ") == true && fitted.title.hasSuffix(", by g"))
    let before = bench.workspace.digest
    try bench.run("summary m")
    #expect(bench.tables.last { $0.name == "segments" } == fitted)
    // A model of that name ends what was said of the segments.
    try bench.run("segment all\nfit y ~ x as m")
    #expect(bench.workspace.sweeps.isEmpty && bench.workspace.digest != before)
  }

  @Test func segmentsWithOneReasonShareALine() {
    let sweep = Sweep(
      by: ["g"],
      refusals: [
        .init(segment: "g=a", why: "few"), .init(segment: "g=b", why: "other"),
        .init(segment: "g=c", why: "few"),
      ])
    #expect(sweep.notes == ["g=a, g=c not fitted: few", "g=b not fitted: other"])
  }

  @Test func anOutcomeIsPooledOverTheSegments() throws {
    let bench = try bench("segment h=u by g\nsummary y by g\nsegment all\nsummary y by g")
    let tables = bench.tables.filter { $0.name == "outcome_by" }
    #expect(tables.map(\.title) == ["y by g, t, h=u", "y by g, t"])
    #expect(tables[0].notes.last == "the segments by g are taken together")
    #expect(!tables[1].notes.contains { $0.contains("taken together") })
  }

  @Test func aTermWithoutAColumnIsNamed() throws {
    let bench = try bench(
      "segment g=a\nfit y ~ g*x as m\nsummary m\nsegment all\nfit y ~ g*x allow separation")
    let expected = [
      "g: no column is left, g has one level here", "g:x: no column is left, g has one level here",
    ]
    for model in bench.models.prefix(2) { #expect(expected.allSatisfy(model.notes.contains)) }
    #expect(bench.models.count == 3 && !bench.models[2].notes.contains { $0.contains("no column") })
    let each = try self.bench("segment by g\nfit y ~ g*x as m")
    #expect(each.tables.last { $0.name == "segments" }?.notes.contains(expected[1]) == true)
  }

  @Test func effectsAreTestedForDifferences() throws {
    var bench = try bench("segment by g\nfit y ~ x + h as m")
    let table = try #require(bench.tables.last)
    #expect(
      table.name == "heterogeneity"
        && table.rows.map { $0[0] } == [.label("x"), .label("h v"), .label("all terms")])
    #expect(table.notes.last == "segments not fitted are in none of the tests")
    // Two segments, one coefficient: Q is the square of the difference's z.
    try bench.run("compare m[a] m[b]")
    let differences = try #require(bench.tables.last)
    guard case .number(let z) = differences.rows[0][3], case .number(let q) = table.rows[0][4] else {
      Issue.record("no figures")
      return
    }
    #expect(differences.name == "differences" && abs(z * z - q) < 1e-10)
    try bench.run("compare m")
    #expect(bench.tables.suffix(2).map(\.name) == ["coefficients", "heterogeneity"])
    #expect(bench.tables.last?.rows == table.rows)
  }

  @Test func aSegmentOfFewEventsIsRefused() throws {
    let bench = try bench("segment by g\nfit y ~ x as m")
    #expect(
      bench.tables.last { $0.name == "segments" }?.notes.first == "g=c not fitted: fewer than 10 events")
  }

  @Test func oneModelIsNotCompared() throws {
    var bench = try bench("fit y ~ x as m")
    #expect(bench.failure("compare m")?.message == "m needs another model to be compared with")
  }

  @Test func manySegmentsStandBelowOneAnother() throws {
    var bench = Bench()
    try withFolder { folder in
      let rows = (0..<240).map { "\($0 * 7 % 10 < 4 ? 1 : 0),\($0 / 60),\($0 * 13 % 17)" }
      try ("y,g,x\n" + rows.joined(separator: "\n") + "\n").write(
        toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      try bench.run(
        "set disclosure none\nload t from \"\(folder)/t.csv\"\nsegment by g\nfit y ~ x as m\ncompare m")
    }
    let table = try #require(bench.tables.last { $0.name == "coefficients" })
    #expect(
      table.headers[1].title == "segment"
        && table.rows.map { $0[1] } == ["0", "1", "2", "3"].map { .label($0) })
  }

  /// What the session can do, the script saved of it can: names of segments' models pass the check before it runs.
  @Test(arguments: [
    "predict m[a] x=3", "validate m[a] bootstrap=20", "compare m[a] m[b]", "expect n(m[a]) = 40",
    "summary m[a]",
    "segment all\nfit y ~ m[a] + h as n",
  ])
  func modelsOfSegmentsPassTheCheck(_ text: String) throws {
    var scope = Scope(try bench("").workspace)
    for statement in try Interpreter.statements(of: "segment by g\nfit y ~ x as m\n" + text) {
      try statement.action.check(&scope)
    }
    _ = try bench("segment by g\nfit y ~ x as m\n" + text)
  }

  @Test(arguments: ["validate m", "predict m x=3", "compare m other", "expect n(m) = 40"])
  func theNameOfAllSegmentsIsNoModel(_ text: String) throws {
    var bench = try bench("fit y ~ x as other\nsegment by g\nfit y ~ x as m")
    #expect(bench.failure(text)?.message == "m is a fit in every segment: name one, such as m[a]")
  }
}
