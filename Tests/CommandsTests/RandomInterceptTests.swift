import Engine
import Testing

@testable import Commands

/// `fit … random by …` and what other commands make of it.
@Suite struct RandomInterceptTests {
  private func bench(_ text: String) throws -> Bench {
    var bench = Bench()
    let path = fixtures.replacing("CommandsTests", with: "EngineTests") + "/toenail.csv"
    try bench.run("set disclosure none\nload toenail from \"\(path)\"\n" + text)
    return bench
  }

  private static let fit =
    "fit outcome=\"moderate or severe\" ~ treatment * time random by patientID points=15 as m"

  @Test func whatFitPrints() throws {
    let bench = try bench("\(Self.fit)\nsummary m")
    let table = try #require(bench.tables.first { $0.name == "random" })
    #expect(table.title == "m: random intercept by patientID")
    #expect(table.rows.map { $0[0] } == ["sigma", "variance", "ICC", "median odds ratio"].map { .label($0) })
    guard case .number(let sigma) = table.rows[0][1] else {
      Issue.record("no sigma")
      return
    }
    #expect(abs(sigma - 4.0567485) < 1e-5)
    let brief = try #require(bench.models.first)
    #expect(brief.notes.contains { $0.hasPrefix("conditional on the random intercept") })
    let whole = try #require(bench.models.last)
    #expect(whole.tables.first?.name == "random")
    let facts = whole.sections[0].facts
    #expect(facts.first { $0.key == "points" }?.cell == .integer(15))
    #expect(facts.first { $0.key == "clusters" }?.cell == .roundedCount(294))
    #expect(facts.first { $0.key == "parameters" }?.cell == .integer(5))
  }

  @Test func compareTestsTheRandomIntercept() throws {
    let bench = try bench(
      "\(Self.fit)\nfit outcome=\"moderate or severe\" ~ treatment * time as plain\ncompare plain m")
    let fits = try #require(bench.tables.first { $0.name == "fits" })
    #expect(fits.rows[1].contains(.integer(1)))
    #expect(!fits.notes.contains { $0.contains("fitted again") })
    guard case .number(let statistic) = fits.rows[1][8] else {
      Issue.record("no test")
      return
    }
    #expect(abs(statistic - 565.5937) < 1e-3)
  }

  @Test(arguments: [
    ("points=1", "points must be at least 7"), ("points=6", "points must be at least 7"),
    ("points=101", "points must be a whole number from 1 to 100"),
    ("holdout 20% by row", "random and holdout do not go together"),
    ("firth", "random and firth do not go together"),
    ("cluster by patientID", "random and cluster do not go together"),
  ]) func whatDoesNotGoTogether(_ option: String, _ message: String) throws {
    var bench = try bench("")
    let error = bench.failure("fit outcome=\"moderate or severe\" ~ time random by patientID \(option)")
    #expect(error?.message == message && error?.span != nil)
  }

  @Test func predictSaysWhereTheInterceptStands() throws {
    let bench = try bench("\(Self.fit)\npredict m treatment=terbinafine time=3")
    #expect(bench.tables.last?.notes.last?.contains("at the middle of the random intercepts (0)") == true)
  }

  @Test func clustersOfOneRowAreRefused() throws {
    var bench = Bench()
    try withFolder { folder in
      try ("y,g\n" + (0..<40).map { "\($0 % 3 == 0 ? 1 : 0),\($0)" }.joined(separator: "\n") + "\n").write(
        toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      try bench.run("set disclosure none\nload t from \"\(folder)/t.csv\"")
      let error = bench.failure("derive h = g + 1\nfit y ~ h random by g")
      #expect(error?.message == "every cluster has one row: nothing can be alike within it")
    }
  }
}
