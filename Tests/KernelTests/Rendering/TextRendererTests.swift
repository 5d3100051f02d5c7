import Commands
import Engine
import Foundation
import Synchronization
import Testing

@testable import Kernel

@Suite struct TextRendererTests {
  @Test func tableOfEveryCell() {
    #expect(
      TextRenderer().render(Samples.gated(.table(Samples.table))) == """
        Every cell
        Level                 N  Share    Mean       p   First day  Line
        White         1,234,565  50.0%    1.50  0.3679  1970-01-01     7
        a\\u{1B}[31mb          *      *  -12.25       –                12
        400 rows (2 shown)
        * suppressed: a count under 10, or a figure that would reveal one
        – one class
        A note.
        disclosure: nhs-sde (counts under 10 suppressed, others rounded to 5)

        """)
  }

  /// Where figures follow below, a row is known by all the text in front of them.
  @Test func termAndLevelStandAgain() {
    let table = TableOutput(
      name: "t", title: "",
      headers: [
        Header("term", isText: true), Header("level", isText: true), Header("first figure"),
        Header("second figure"),
      ],
      rows: [["a", "x"], ["a", "y"]].map { $0.map(Cell.label) + [.integer(1), .integer(2)] })
    let lines = TextRenderer(width: 32).render(Samples.gated(.table(table))).split(separator: "\n")
    #expect(
      lines.prefix(6) == [
        "term  level  first figure", "a     x                 1", "a     y                 1",
        "term  level  second figure", "a     x                  2", "a     y                  2",
      ])
  }

  @Test func model() {
    #expect(
      TextRenderer().render(Samples.gated(.model(Samples.model))) == """
        treated: recovery ~ deprivation + race
          data: cohort, gender=Female
          outcome: converged

          N             12,345    log-likelihood  -8123.46
          events  [suppressed]

        Against the null model
          p  5.1e-435

        term         level  estimate      se        z         p     OR  [95% CI]
        (Intercept)          -0.2530  0.0118  -21.440  5.8e-102  0.776  [0.759,  0.795]
        race         1      (reference)
                     2        1.2346  0.5000    2.469  0.0136    3.437  [1.290, 1234.5]
        copy                (aliased: equals 2 × deprivation)
        rare:race    2      (grows without bound)

        Threshold sweep
        threshold   TP
              0.5  100

        Reference levels have no figures.
        disclosure: nhs-sde (counts under 10 suppressed, others rounded to 5)

        """)
  }

  @Test func wideTablesAreBrokenOnlyWhereThereIsAWindow() {
    let headers = [Header("name", isText: true)] + (1...9).map { Header("column \($0)") }
    let table = TableOutput(
      name: "w", title: "", headers: headers, rows: [[.label("x")] + (1...9).map { .integer($0) }])
    let gated = Samples.gated(.table(table), .none)
    #expect(TextRenderer().render(gated).split(separator: "\n").count == 3)
    let lines = TextRenderer(width: 40).render(gated).split(separator: "\n")
    #expect(lines.allSatisfy { $0.count <= 40 })
    #expect(lines.count { $0.hasPrefix("name") } == 3)
    for column in 1...9 { #expect(lines.contains { $0.contains("column \(column)") }) }
  }

  @Test func proseIsBrokenAtBlanksWhereThereIsAWindow() {
    #expect(DisplayWidth.wrapped("  a bb ccc", to: 6) == ["  a bb", "  ccc"])
    #expect(DisplayWidth.wrapped("aaaaaaaa b", to: 4) == ["aaaaaaaa", "b"])
    #expect(DisplayWidth.wrapped("日本 x", to: 5) == ["日本", "x"])
    #expect(DisplayWidth.wrapped("a b", to: nil) == ["a b"] && DisplayWidth.wrapped("", to: 3) == [""])
    let diagnostic = Diagnostic(.run, "wrong", notes: ["there are: one, two, three"])
    #expect(
      DiagnosticRenderer(width: 16).headless(diagnostic, in: SourceText(name: "", text: ""))
        == "error: wrong\n  there are:\n  one, two,\n  three\n")
    let notice = Samples.gated(.notice("some words that go on"))
    #expect(TextRenderer(width: 10).render(notice) == "some words\nthat go on\n")
    #expect(TextRenderer().render(notice) == "some words that go on\n")
  }

  @Test func rowsWithNothingToAddAreNotRepeated() {
    let table = TableOutput(
      name: "w", title: "", headers: [Header("name", isText: true), Header("figure"), Header("another")],
      rows: [[.label("x"), .integer(1), .blank], [.label("y"), .integer(2), .integer(3)]])
    #expect(
      TextRenderer(width: 14).render(Samples.gated(.table(table), .none))
        == "name  figure\nx          1\ny          2\n\nname  another\ny           3\ndisclosure:\nnone\n")
  }

  @Test func wideCharactersTakeTwoColumns() {
    let table = TableOutput(
      name: "w", title: "", headers: [Header("a", isText: true), Header("n")],
      rows: [[.label("日本"), .integer(1)], [.label("é́x"), .integer(2)]])
    #expect(
      TextRenderer().render(Samples.gated(.table(table), .none))
        == "a     n\n日本  1\né́x    2\ndisclosure: none\n")
  }

  @Test func textKeepsLinesButNoEscapes() {
    let gated = Samples.gated(.text("a\tb\nc\u{1B}]0;x\u{7}"))
    #expect(TextRenderer().render(gated) == "a\tb\nc\\u{1B}]0;x\\u{7}\n")
  }

  @Test func emptyTable() {
    let table = TableOutput(name: "e", title: "None", headers: [Header("a"), Header("b")], rows: [])
    #expect(
      TextRenderer().render(Samples.gated(.table(table), .none))
        == "None\na  b\n(no rows)\ndisclosure: none\n")
  }

  /// Neither a shorter text nor Ctrl-C leaves anything behind.
  @Test(arguments: [24, 80]) func progressLineIsErased(_ columns: Int) throws {
    let screen = Mutex(TerminalScreen(columns: columns, rows: 3))
    let line = ProgressLine(columns: columns) { text in screen.withLock { $0.write(Array(text.utf8)) } }
    let work = Work(isCancelled: { false }, report: line.report)
    line.begin()
    Thread.sleep(forTimeInterval: 0.55)
    try work.step("a stage with a long name", done: 1)
    #expect(screen.withLock { $0.text }.hasPrefix("a stage with a long"))
    Thread.sleep(forTimeInterval: 0.15)
    try work.step("b", done: 1)
    #expect(screen.withLock { $0.text }.hasPrefix("b  1"))
    screen.withLock { $0.write(Array("^C^C".utf8)) }
    line.erase()
    #expect(screen.withLock { $0.text }.isEmpty)
  }

  @Test func progressLine() throws {
    func text(_ stage: String, _ done: Int, _ total: Int?, _ elapsed: Duration) throws -> String {
      let seen = Mutex("")
      try Work(
        isCancelled: { false },
        report: { progress in
          seen.withLock { $0 = ProgressLine.text(progress, elapsed: elapsed) }
        }
      ).step(stage, done: done, of: total)
      return seen.withLock { $0 }
    }
    #expect(
      try text("reading referrals", 1_200_000, 10_000_000, .seconds(2))
        == "reading referrals  1,200,000 of 10,000,000  12%  600 k/s  15 s left")
    #expect(try text("x", 5, nil, .zero) == "x  5")
    #expect(try text("x", 5, 0, .seconds(1)) == "x  5  5/s")
  }
}
