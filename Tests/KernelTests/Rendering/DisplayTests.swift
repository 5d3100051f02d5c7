import Commands
import Engine
import Testing

@testable import Kernel

/// What is drawn and how it is laid out.
@Suite struct DisplayTests {
  private static func preview(_ columns: Int) -> TableOutput {
    TableOutput(
      name: "rows", title: "t",
      headers: [Header("id", isText: true, type: "category")]
        + (1...columns).map { Header("c\($0)", type: "integer") },
      rows: [[.label("a")] + (1...columns).map { .integer($0) }], total: 100_000)
  }

  @Test func aPreviewNamesTheColumnsThatDoNotFit() {
    let gated = Samples.gated(.table(Self.preview(4)), .none)
    #expect(
      TextRenderer(width: 30).render(gated) == """
        t
        id             c1       c2
        category  integer  integer
        a               1        2
        … 2 more columns: c3, c4
        100,000 rows (1 shown)
        disclosure: none

        """)
    // Without a window nothing is left out.
    #expect(TextRenderer().render(gated).contains("c4") && !TextRenderer().render(gated).contains("…"))
    #expect(TextRenderer(width: 60).render(gated).contains("integer  integer  integer  integer\na"))
  }

  @Test func longTextsAreShortenedInTheMiddle() {
    #expect(DisplayWidth.shortened("abcdefghij", to: 6) == "abc…ij")
    #expect(DisplayWidth.shortened("日本語日本語", to: 6) == "日…語")
    #expect(DisplayWidth.shortened("abc", to: 3) == "abc" && DisplayWidth.shortened("abc", to: 1) == "…")
    let table = TableOutput(
      name: "w", title: "", headers: [Header("name", isText: true), Header("n")],
      rows: [[.label(String(repeating: "x", count: 200) + "end"), .integer(7)]])
    let gated = Samples.gated(.table(table), .none)
    let lines = TextRenderer(width: 30).render(gated).split(separator: "\n")
    #expect(lines[1].hasPrefix("xxxxxxx…") && lines[1].hasSuffix("end  7") && lines[1].count == 18)
    #expect(TextRenderer().render(gated).contains(String(repeating: "x", count: 200) + "end  7"))
  }

  @Test func longNamesGoOnInLinesOfTheirOwn() {
    let table = TableOutput(
      name: "w", title: "", headers: [Header("step", isText: true), Header("before"), Header("after")],
      rows: [
        [.label("patients referred once or more in the year"), .integer(1200), .integer(30)],
        [.label("short"), .integer(30), .integer(7)],
      ])
    let gated = Samples.gated(.table(table), .none)
    #expect(
      TextRenderer(width: 36).render(gated) == """
        step                   before  after
        patients referred        1200     30
          once or more in the
          year
        short                      30      7
        disclosure: none

        """)
    // Where not even that helps, further columns repeat the name whole.
    let narrow = TextRenderer(width: 22).render(gated)
    #expect(
      !narrow.contains("…") && narrow.split(separator: "\n").filter { $0.contains("patients") }.count == 2)
  }

  /// However long terms and levels are, a window of any usual width has the plot.
  @Test(arguments: [60, 80, 120]) func theIntervalsAreAlwaysDrawn(width: Int) {
    var model = Samples.model
    for index in model.terms.indices where model.terms[index].levels.count == 1 {
      model.terms[index].term = "provider of the person's first appointment:commissioner"
      model.terms[index].levels = ["Nottinghamshire Healthcare NHS Foundation Trust"]
    }
    for isBrief in [true, false] {
      model.isBrief = isBrief
      let text = TextRenderer(width: width).render(Samples.gated(.model(model), .none))
      #expect(text.contains("plot:") && text.contains("-o-"), "\(text)")
    }
  }

  @Test func stackedFiguresStandBelowEachOther() {
    let text = TextRenderer(width: 30).render(Samples.gated(.model(Samples.model), .none))
    let lines = text.split(separator: "\n").filter {
      $0.hasPrefix("  N ") || $0.hasPrefix("  log-likelihood ")
    }
    #expect(lines.count == 2 && lines[0].count == lines[1].count, "\(text)")
  }

  @Test func proseIsBrokenAtWords() {
    let help = "  --name   " + Array(repeating: "word", count: 12).joined(separator: " ")
    #expect(
      DisplayWidth.wrapped(help, to: 32, hangs: true) == [
        "  --name   word word word word", "           word word word word", "           word word word word",
      ])
    #expect(DisplayWidth.wrappedLines("a b\n\nc d e\n", to: 3) == "a b\n\nc d\ne\n")
    let source = SourceText(name: "/home/someone/.config/iapt/init.iapt", text: "lod x")
    let diagnostic = Diagnostic(.resolve, "there is no command lod here", span: Span(0, 3))
    let text = DiagnosticRenderer(width: 50).headless(diagnostic, in: source)
    #expect(text.split(separator: "\n").allSatisfy { $0.count <= 50 } && text.contains("error:"))
    #expect(
      DiagnosticRenderer().headless(diagnostic, in: source).contains(
        "1:1: error: there is no command lod here\n"))
  }

  /// Nothing traps and nothing is lost, however small the window.
  @Test(arguments: [1, 2, 5, 20, 60, 80, 120]) func everyWindowHoldsEveryOutput(width: Int) {
    var brief = Samples.model
    brief.isBrief = true
    var bars = Samples.table
    bars.bars = bars.headers.first { $0.title == "Share" }?.key
    for output in [Output.model(Samples.model), .model(brief), .table(bars), .table(Self.preview(30))] {
      for policy in DisclosurePolicy.all {
        let text = TextRenderer(width: width).render(Samples.gated(output, policy))
        #expect(text.hasSuffix("\n"))
        if width >= 60 {
          #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= width }, "\(text)")
        }
      }
    }
  }

  @Test func intervalsAreDrawnOnALogarithmicAxis() throws {
    let intervals: [IntervalPlot.Interval] = [
      .init(low: 0.25, value: 0.5, high: 1), .init(low: 1, value: 2, high: 4),
      .init(low: 0.5, value: 1, high: 2),
    ]
    let plot = try #require(IntervalPlot(intervals, columns: 41))
    #expect(
      plot.axis == "0.25" + String(repeating: " ", count: 16) + "1" + String(repeating: " ", count: 19) + "4")
    #expect(plot.line(intervals[0]) == "----------o---------|")
    #expect(plot.line(intervals[1]) == String(repeating: " ", count: 20) + "|---------o----------")
    #expect(plot.line(intervals[2]) == String(repeating: " ", count: 10) + "----------o----------")
    // An interval far wider than the estimates is cut off, and that is seen.
    let wide = IntervalPlot.Interval(low: 1e-6, value: 1.5, high: 1e6)
    let cut = try #require(IntervalPlot(intervals + [wide], columns: 41))
    #expect(cut.line(wide).hasPrefix("<--") && cut.line(wide).hasSuffix("-->") && cut.line(wide).count == 41)
    #expect(IntervalPlot([], columns: 41) == nil && IntervalPlot(intervals, columns: 11) == nil)
    #expect(IntervalPlot([.init(low: 1, value: 1, high: 1)], columns: 41) == nil)
  }

  @Test func theBriefFormHasWhatMustBeSeenAtOnce() {
    var model = Samples.model
    model.isBrief = true
    let text = TextRenderer().render(Samples.gated(.model(model), .none))
    #expect(
      text == """
        treated: recovery ~ deprivation + race
          data: cohort, gender=Female
          rows used 12,346, events 7; converged

        term         level     OR  [95% CI]                p
        (Intercept)         0.776  [0.759,  0.795]  5.8e-102
        race         1      (reference)
                     2      3.437  [1.290, 1234.5]  0.0136
        copy                (aliased: equals 2 × deprivation)
        rare:race    2      (grows without bound)

        Reference levels have no figures.
        more: summary treated
        disclosure: none

        """)
    // A plot needs a width.
    #expect(!text.contains("plot:"))
    #expect(TextRenderer(width: 100).render(Samples.gated(.model(model), .none)).contains("plot:"))
  }

  @Test func anIntervalIsDrawnOnlyOfFiguresThatPassed() {
    var model = Samples.model
    model.sections[0].facts[0].cell = .count(5)
    for isBrief in [true, false] {
      model.isBrief = isBrief
      let text = TextRenderer(width: 120).render(Samples.gated(.model(model)))
      #expect(text.contains("withheld") && !text.contains("plot:") && !text.contains("3.437"))
    }
  }

  @Test func barsStandForSharesShown() {
    var table = TableOutput(
      name: "b", title: "", headers: [Header("level", isText: true), Header("rate")],
      rows: [
        [.label("a"), .proportion(50, of: 100)], [.label("b"), .proportion(20, of: 80)],
        [.label("c"), .proportion(3, of: 80)],
      ])
    table.bars = "rate"
    let gated = Samples.gated(.table(table))
    #expect(
      TextRenderer(width: 34).render(gated).hasPrefix(
        "level   rate\na      50.0%  ####################\nb      25.0%  ##########\nc          *\n"))
    #expect(
      !TextRenderer().render(gated).contains("#") && !TextRenderer(width: 20).render(gated).contains("#"))
    let page = HTMLRenderer.fragment(gated)
    #expect(Page(page).faults == [])
    #expect(page.contains("M0 0h160v10") && page.contains("M0 0h80v10"))
    // Of what is hidden there is no bar either.
    #expect(page.components(separatedBy: "<svg").count == 3 && page.contains("suppressed</td><td></td></tr>"))
    table.bars = nil
    #expect(!HTMLRenderer.fragment(Samples.gated(.table(table))).contains("<svg"))
  }

  @Test func intervalsAreWrittenOneWay() {
    let table = TableOutput(
      name: "b", title: "", headers: [Header("level", isText: true), Header("95% CI")],
      rows: [[.label("a"), .shareInterval(50, of: 100)]])
    let gated = Samples.gated(.table(table))
    #expect(TextRenderer().render(gated).contains("[40.4%, 59.6%]"))
    #expect(MarkdownRenderer().render(gated).contains("| 40.4% to 59.6% |"))
    #expect(HTMLRenderer.fragment(gated).contains(">40.4% to 59.6%</td>"))
  }

  @Test func digits() {
    #expect(NumberFormat.number(-0.2530123456, digits: 8) == "-0.25301235")
    #expect(
      NumberFormat.number(8123.456, digits: 3) == "8123" && NumberFormat.number(1e-9, digits: 3) == "1e-09")
    #expect(NumberFormat.ratio(1.0512345, digits: 6) == "1.05123")
    #expect(NumberFormat.decimals(for: [0.05123456, 1.5], digits: 6) == 7)
    let gated = Samples.gated(.model(Samples.model), .none)
    let text = TextRenderer(digits: 3).render(gated)
    #expect(text.contains("0.776") && text.contains("-8123") && text.contains("12,346"))
    let json = JSONRenderer().render(gated, cell: 1)
    #expect(json.contains("-8123.456789"))
  }

  @Test func seconds() {
    #expect(
      [0.0342, 0.9996, 1.26, 59.94, 59.96, 125, 3600].map(Elapsed.text) == [
        "0.034 s", "1.0 s", "1.3 s", "59.9 s", "1 min 00 s", "2 min 05 s", "60 min 00 s",
      ])
  }

  @Test func thePagersWordsAreSplitAsAShellSplitsThem() {
    #expect(Pager.split("less -R") == ["less", "-R"])
    #expect(Pager.split("  '/my tools/less'  \"-P x\" a\\ b \"\" ") == ["/my tools/less", "-P x", "a b", ""])
    #expect(Pager.split("") == [] && Pager.split("   ") == [])
  }
}
