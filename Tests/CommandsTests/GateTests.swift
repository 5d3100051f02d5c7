import Engine
import Testing

@testable import Commands

@Suite struct GateTests {
  @Test func countsAreRoundedOrHidden() {
    let gate = Gate(.nhsSDE)
    let cells: [Cell] = [0, 9, 10, 12, 13, 62].map(Cell.count)
    let table = TableOutput(name: "t", title: "T", headers: [Header("n")], rows: cells.map { [$0] }, total: 7)
    guard case .table(let shown) = gate.pass(.table(table)).output else { return }
    #expect(
      shown.rows.map { $0[0] }
        == [
          .suppressed, .suppressed, .roundedCount(10), .roundedCount(10), .roundedCount(15),
          .roundedCount(60),
        ])
    #expect(shown.total == nil)
    #expect(
      gate.pass(.table(table)).decisions
        == [Decision(.suppressed, .threshold, count: 2), Decision(.rounded, .rounding, count: 3)])
    guard case .table(let plain) = Gate(.none).pass(.table(table)).output else { return }
    #expect(plain.rows.map { $0[0] } == [0, 9, 10, 12, 13, 62].map(Cell.roundedCount))
  }

  @Test func sharesFollowTheirCounts() {
    func shown(_ part: Int, _ whole: Int, _ policy: DisclosurePolicy) -> Cell? {
      let table = TableOutput(
        name: "t", title: "T", headers: [Header("share")], rows: [[.proportion(part, of: whole)]])
      guard case .table(let result) = Gate(policy).pass(.table(table)).output else { return nil }
      return result.rows[0][0]
    }
    #expect(shown(9, 100, .nhsSDE) == .suppressed)
    #expect(shown(95, 100, .nhsSDE) == .suppressed)
    #expect(shown(52, 101, .nhsSDE) == .share(0.5))
    #expect(shown(100, 100, .nhsSDE) == .share(1))
    #expect(shown(1, 3, .none) == .share(1.0 / 3))
    #expect(shown(0, 0, .none) == .unavailable("no rows"))
  }

  @Test func aModelOnFewRowsIsWithheld() throws {
    func output(rows: Int) -> ModelOutput {
      ModelOutput(
        name: "m", formula: "y ~ x", data: "t", outcome: "converged",
        sections: [
          .init(
            key: "", title: "",
            facts: [.init("n", "rows used", .count(rows)), .init("aic", "AIC", .number(5))])
        ],
        terms: [
          .init(
            term: "x", levels: [], role: .estimated, estimate: .number(1), standardError: .number(1),
            z: .number(1),
            p: .pValue(log: -1), oddsRatio: .number(2), low: .number(1), high: .number(3))
        ], tables: [], notes: [], isBrief: false)
    }
    guard case .model(let few) = Gate(.nhsSDE).pass(.model(output(rows: 9))).output,
      case .model(let enough) = Gate(.nhsSDE).pass(.model(output(rows: 10))).output
    else { return }
    #expect(few.terms.isEmpty && few.sections[0].facts.allSatisfy { $0.cell == .suppressed })
    #expect(enough.terms.count == 1 && enough.sections[0].facts[1].cell.figureShown == 5)
    let table = TableOutput(
      name: "t", title: "T", headers: [Header("or")], rows: [[.figure(2, rows: 9)], [.figure(2, rows: 10)]])
    guard case .table(let shown) = Gate(.nhsSDE).pass(.table(table)).output else { return }
    #expect(shown.rows == [[.suppressed], [.rounded(2, decimals: 1)]])
  }

  @Test func realTablesAreGuardedAndDemoDataAreNot() throws {
    var bench = Bench()
    #expect(bench.workspace.policy == .none)
    try bench.run("load demo rows=200 seed=1")
    #expect(bench.workspace.policy == .none)
    try bench.run("load birthwt from \"\(fixtures)/birthwt.csv\"")
    #expect(bench.workspace.policy == .nhsSDE)
    #expect(bench.outputs.last?.policy == .nhsSDE)
    try bench.run("set disclosure none")
    #expect(bench.workspace.policy == .none)
  }

  @Test func demoDataLoadedLaterDoNotUncoverPeople() throws {
    var bench = Bench()
    try bench.run(
      """
      load birthwt from "\(fixtures)/birthwt.csv"
      fit low ~ age as old
      load demo rows=200 seed=1
      load birthwt from "\(fixtures)/england.csv" weight=n
      """)
    #expect(bench.workspace.policy == .nhsSDE)
    try withFolder { folder in
      try "SYNTHETIC,x\n1,1\n".write(toFile: "\(folder)/s.csv", atomically: true, encoding: .utf8)
      try bench.run("load birthwt from \"\(folder)/s.csv\"\nsummary old")
    }
    // Every table is synthetic now; the model is not.
    let areDemo = bench.workspace.tables.values.allSatisfy(\.isDemo)
    #expect(areDemo)
    #expect(bench.outputs.last?.policy == .nhsSDE)
  }

  @Test func everyCountOfEveryOutputPassesTheGate() throws {
    var bench = Bench()
    try bench.run(
      """
      load birthwt from "\(fixtures)/birthwt.csv"
      describe birthwt
      describe birthwt race
      fit low ~ age + smoke as a holdout 20% by row
      fit low ~ age + smoke + ui as b holdout 20% by row
      summary a
      compare a b
      summary
      segment smoke=1
      """)
    for output in bench.outputs {
      var cells: [Cell] = []
      switch output.output {
      case .table(let table): cells = table.rows.flatMap(\.self)
      case .model(let model):
        cells = model.sections.flatMap(\.facts).map(\.cell) + model.tables.flatMap(\.rows).flatMap(\.self)
      default: break
      }
      for cell in cells {
        switch cell {
        case .count, .proportion: Issue.record("a raw count came through")
        case .roundedCount(let count): #expect(count >= 10 && count % 5 == 0)
        default: break
        }
      }
    }
  }
}
