import Engine
import Foundation
import Testing

@testable import Commands

/// Outcomes by a column, rows of a table, and the settings that change printing only.
@Suite struct DisplayTests {
  private func bench(_ more: String = "") throws -> Bench {
    var bench = Bench()
    try bench.run("set disclosure none\nload birthwt from \"\(fixtures)/birthwt.csv\"\n\(more)")
    bench.outputs = []
    return bench
  }

  /// Counts of Hosmer and Lemeshow's birth weight data: 59 low of 189; by smoke 29 of 115 and 30 of 74.
  @Test func anOutcomeByALevel() throws {
    var bench = try bench()
    try bench.run("summary low by smoke in birthwt\nsummary low=1 by smoke")
    #expect(bench.tables[0].rows == bench.tables[1].rows && bench.tables[0].bars == "rate")
    let rows = bench.tables[0].rows
    #expect(rows.map { $0[0] } == [.label("0"), .label("1")])
    #expect(rows.map { $0[1] } == [.roundedCount(115), .roundedCount(74)])
    #expect(rows.map { $0[2] } == [.roundedCount(29), .roundedCount(30)])
    #expect(rows.map { $0[3] } == [.share(29.0 / 115), .share(30.0 / 74)])
    let interval = try #require(Proportion.wilson(30, of: 74))
    #expect(rows[1][4] == .interval(interval.low, interval.high))
  }

  @Test func weightsCountAsOften() throws {
    var bench = Bench()
    try withFolder { folder in
      try "y,g,n\n1,a,30\n0,a,70\n1,,5\n0,b,40\n,b,9\n".write(
        toFile: "\(folder)/w.csv", atomically: true, encoding: .utf8)
      try bench.run("set disclosure none\nload w from \"\(folder)/w.csv\" weight=n\nsummary y by g")
    }
    let rows = bench.tables[1].rows
    #expect(rows.map { $0[0] } == [.label("a"), .label("b"), .label("(missing)")])
    #expect(rows.map { $0[1] } == [.roundedCount(100), .roundedCount(40), .roundedCount(5)])
    #expect(rows.map { $0[2] } == [.roundedCount(30), .roundedCount(0), .roundedCount(5)])
  }

  /// Under the policy an interval is that of the counts shown, and levels that few rows have are not named.
  @Test func theGateDecidesWhatIsShown() throws {
    var bench = Bench()
    try withFolder { folder in
      let rows =
        (0..<101).map { "\($0 < 52 ? 1 : 0),common" } + (0..<60).map { "\($0 < 3 ? 1 : 0),seldom" }
        + ["1,Smith", "0,Jones"]
      try ("y,g\n" + rows.joined(separator: "\n") + "\n").write(
        toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      try bench.run("load t from \"\(folder)/t.csv\"\nsummary y by g")
    }
    let table = try #require(bench.tables.last)
    #expect(!"\(table)".contains("Smith") && !"\(table)".contains("Jones"))
    let interval = try #require(Proportion.wilson(50, of: 100))
    #expect(
      table.rows.map { Array($0.prefix(1) + $0.suffix(3)) } == [
        [.label("common"), .roundedCount(50), .share(0.5), .interval(interval.low, interval.high)],
        [.label("seldom"), .suppressed, .suppressed, .suppressed],
        [.label("(levels that few rows have)"), .suppressed, .suppressed, .suppressed],
      ])
  }

  @Test func aCohortsOutcomeHasItsOwnDenominator() throws {
    var bench = Bench()
    try bench.run("load demo rows=20000 seed=7\nclean with talking-therapies\nsegment gender=Female")
    bench.outputs = []
    try bench.run("summary recovery by deprivation\nsummary segment")
    func total(_ column: Int) -> Int {
      bench.tables[0].rows.reduce(0) {
        if case .roundedCount(let count) = $1[column] { $0 + count } else { $0 }
      }
    }
    let segment = try #require(bench.tables[1].rows.first { $0[0] == .label("recovery") })
    #expect(segment[1] == .roundedCount(total(2)))
    #expect(segment[2] == .share(Double(total(2)) / Double(total(1))))
  }

  @Test func wrongOutcomesAndColumnsAreNamed() throws {
    var bench = try bench()
    #expect(bench.failure("summary race by smoke")?.message.contains("race") == true)
    #expect(bench.failure("summary low by bwtt")?.suggestion?.contains("by bwt") == true)
    #expect(bench.failure("summary low by")?.stage == .parse)
    #expect(bench.failure("summary low=7 by smoke")?.message.contains("7") == true)
    #expect(bench.failure("summary low over smoke")?.stage == .parse)
  }

  @Test func rowsOfSyntheticDataOnly() throws {
    var bench = try bench()
    try bench.run("show birthwt first 2")
    #expect(bench.tables.last?.rows.count == 2)
    bench.outputs = []
    try bench.run("set disclosure nhs-sde")
    bench.outputs = []
    let refusal = bench.failure("show birthwt first 3")
    #expect(refusal?.message == "rows are shown of synthetic data only, and birthwt may hold people")
    #expect(bench.outputs.isEmpty)
    try bench.run("load demo rows=200 seed=7\nclean with nhs-2022")
    // The cohort may be of the other table's people.
    #expect(bench.failure("show rows of cohort")?.message.contains("cohort may hold people") == true)
    bench.outputs = []
    try bench.run("show patients first 3\nshow rows of patients")
    #expect(bench.tables.map(\.rows.count) == [3, 10])
    #expect(bench.tables[0].headers.first { $0.title == "Person_ID" }?.type == "category")
    #expect(bench.tables[0].rows.allSatisfy { $0.count == bench.tables[0].headers.count })
    #expect(bench.failure("show patients first 0")?.message.contains("first") == true)
    #expect(bench.failure("show nowhere") != nil)
  }

  @Test func aCohortOfDemoDataHasRows() throws {
    var bench = Bench()
    try bench.run(
      "load demo rows=20000 seed=7\nclean with nhs-2022\nsegment gender=Female\nshow cohort first 4")
    let table = try #require(bench.tables.last)
    #expect(table.rows.count == 4 && table.headers.contains { $0.title == "recovery" })
    let gender = try #require(table.headers.firstIndex { $0.title == "gender" })
    #expect(table.rows.allSatisfy { $0[gender] == .label("Female") })
  }

  @Test func displaySettingsChangePrintingOnly() throws {
    var bench = try bench()
    try bench.run("set width 60\nset digits 8\nset pager off\nset timing on")
    let display = bench.workspace.settings.display
    #expect(display.width == 60 && display.digits == 8 && !display.pager && display.timing)
    try bench.run("set width auto\nset digits auto\nset pager on\nset timing off")
    #expect(bench.workspace.settings.display == Settings.Display())
    for wrong in [
      "set width 19", "set width 1001", "set width wide", "set digits 2", "set digits 13", "set pager maybe",
      "set timing on, off", "set width 40, 50", "set seed 1, 2",
    ] {
      #expect(bench.failure(wrong) != nil, "\(wrong)")
    }
  }
}
