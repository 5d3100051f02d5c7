import Engine
import Foundation
import Testing

@testable import Commands

@Suite struct ValidateTests {
  private static let cohort = """
    load demo rows=3000 seed=7
    clean with nhs-2022
    fit recovery ~ deprivation + unemployed as m

    """
  private static let weight = """
    load birthwt from "\(fixtures)/birthwt.csv"
    fit low ~ age + smoke as m

    """

  private func tables(_ text: String) throws -> [TableOutput] {
    var bench = Bench()
    try bench.run(text)
    return bench.tables
  }

  /// Held-out rows where there are any, else 200 samples; the folds that are asked for.
  @Test func theUsualMethodIsTheRowsHeldOut() throws {
    let held = try tables(Self.cohort + "fit recovery ~ deprivation as h holdout 30%\nvalidate h")
    let title = try #require(held.first { $0.name == "validation" }).title
    #expect(title.hasPrefix("h: on rows held out: 30% by patient"))
    let drawn = try tables(Self.weight + "validate m")
    #expect(drawn.first { $0.name == "optimism" }?.title == "m: 200 bootstrap samples of rows, seed 42")
    let folds = try tables(Self.cohort + "validate m folds=4 seed=9")
    #expect(folds.first { $0.name == "validation" }?.title.contains("4 folds by patient") == true)
    #expect(folds.first { $0.name == "folds" }?.rows.count == 4)
  }

  /// The rows of the folds are those of the fit; a table without patients says that rows are dealt.
  @Test func foldsHoldEveryRow() throws {
    var bench = Bench()
    try bench.run(Self.weight + "set disclosure none\nvalidate m folds=7")
    #expect(bench.notices.last == "folds by row: nothing says which rows of birthwt are one patient's")
    let folds = try #require(bench.tables.first { $0.name == "folds" })
    let rows = folds.rows.map { if case .roundedCount(let count) = $0[1] { count } else { -1 } }
    #expect(rows == [27, 27, 27, 27, 27, 27, 27])
    let model = try #require(bench.workspace.models["m"])
    #expect(rows.reduce(0, +) == model.model.n)
  }

  /// Whole clusters are drawn of a model with clusters, and its folds still work.
  @Test func clusteredModelsDrawClusters() throws {
    let found = try tables(
      Self.cohort
        + """
        fit recovery ~ deprivation as c cluster by provider
        validate c bootstrap=20
        validate c folds=3
        """)
    #expect(found.first { $0.name == "optimism" }?.title.contains("samples of whole clusters") == true)
    #expect(found.contains { $0.name == "folds" })
  }

  /// The same file in another order gives the same tables.
  @Test func orderOfTheFileChangesNothing() throws {
    try withFolder { folder in
      let text = try String(contentsOfFile: "\(fixtures)/birthwt.csv", encoding: .utf8)
      let lines = text.split(whereSeparator: \.isNewline)
      var results: [[TableOutput]] = []
      for (name, rows) in [("a", Array(lines.dropFirst())), ("b", lines.dropFirst().reversed())] {
        let file = ([lines[0]] + rows).joined(separator: "\n") + "\n"
        try file.write(toFile: "\(folder)/\(name).csv", atomically: true, encoding: .utf8)
        results.append(
          try tables(
            """
            load t from "\(folder)/\(name).csv"
            set disclosure none
            fit low ~ age + factor(race) as m
            fit low ~ age + smoke as n
            compare m n
            validate m bootstrap=20 cost=3:2
            """
          ).filter { !["loaded", "setting"].contains($0.name) })
      }
      #expect(results[0] == results[1])
    }
  }

  /// Nothing that stands on fewer than ten people is shown.
  @Test func smallGroupsAreHidden() throws {
    let found = try tables(Self.weight + "validate m bootstrap=20 groups=15 cost=9:1")
    for table in found where ["calibration", "thresholds", "sweep"].contains(table.name) {
      for row in table.rows {
        for cell in row {
          if case .roundedCount(let count) = cell { #expect(count >= 10 && count % 5 == 0) }
          if case .count = cell { Issue.record("a raw count in \(table.name)") }
        }
      }
    }
    let sweep = try #require(found.first { $0.name == "sweep" })
    let hidden = sweep.rows.filter { row in row[1...4].contains(.suppressed) }
    #expect(!hidden.isEmpty)
  }

  @Test(arguments: [
    ("validate nobody", "there is no model \"nobody\""),
    ("validate m folds=1", "folds must be a whole number from 2 to 1000"),
    ("validate m bootstrap=5", "bootstrap must be a whole number from 20 to 10000"),
    ("validate m bootstrap=50 folds=5", "the method must be bootstrap= or folds=, not both"),
    ("validate m cost=5", "cost must be two numbers above 0"),
    ("validate m cost=5:0", "cost must be two numbers above 0"),
    ("validate m cost=a:b:c", "cost must be two numbers above 0"),
    ("validate m groups=1", "groups must be a whole number from 2 to 100"),
    ("validate m folds=5 by ward", "nothing says which rows of birthwt are one ward's"),
    ("validate m every", "\"every\" means nothing in validate"),
  ])
  func mistakesAreNamed(_ text: String, _ message: String) throws {
    var bench = Bench()
    try bench.run(Self.weight)
    let found = bench.failure(text)
    #expect(
      found?.message.contains(message) == true,
      "\(found?.message ?? "none")")
    #expect(found?.span != nil)
  }

  @Test func randomInterceptsAreRefusedAsSuch() throws {
    var bench = Bench()
    try bench.run(Self.cohort + "fit recovery ~ deprivation as ra random by provider")
    for text in ["validate ra", "validate ra bootstrap=20", "validate ra folds=2"] {
      #expect(
        bench.failure(text)?.message == "this is not defined here for a model with a random intercept",
        "\(text)")
    }
  }

  @Test func weightedTablesHaveNoFolds() throws {
    try withFolder { folder in
      try "y,x,n\n1,1,30\n0,1,40\n1,2,50\n0,2,20\n".write(
        toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(folder)/t.csv\" weight=n\nfit y ~ x in t as m\nvalidate m bootstrap=20")
      #expect(
        bench.failure("validate m folds=2")?.message
          == "folds= is of single rows, and each row of t stands for several")
    }
  }

  @Test func separatedModelsHaveNoBootstrap() throws {
    try withFolder { folder in
      let rows = (0..<40).map { "\($0 < 20 ? 1 : 0),\($0 < 20 ? 1 : 2),\($0 % 3)\n" }.joined()
      try ("y,x,z\n" + rows).write(toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(folder)/t.csv\"\nfit y ~ x + z in t as m allow separation")
      #expect(bench.failure("validate m")?.message.contains("no finite maximum") == true)
    }
  }
}
