import Engine

extension Command {
  static let plot = Command(
    "plot", "draw results: intervals, rates, calibration, ROC, flow, missing values", role: .shows,
    usage: [
      "plot flow [to FILE]", "plot missing [COLUMN {, COLUMN}] [in TABLE] [to FILE]",
      "plot deciles [of OUTCOME] by COLUMN [in TABLE] [to FILE]",
      "plot segments [MODEL | of OUTCOME] [to FILE]",
      "plot forest [MODEL] [to FILE]", "plot calibration [MODEL] [to FILE]", "plot roc [MODEL] [to FILE]",
      "    FILE = \"NAME.svg|png|pdf\" [replacing] [allow unsafe]",
    ],
    details: [
      """
      flow: what every step of the recipe left of the rows. missing: the share of missing values by column. deciles: how \
      often an outcome happened within each level of a column, with 95% Wilson intervals; without of the cohort's first \
      outcome. segments: the same within every combination that segment by named, or the odds ratios of a model of each \
      segment. forest: a model's odds ratios with 95% intervals. calibration and roc: as validate, on the rows held \
      out, else on the rows fitted with 200 bootstrap samples. Where no model is named it is the one fitted last.
      """,
      """
      A figure is drawn from what disclosure control lets out, and from nothing else: what is hidden is a gap with a \
      mark, and no distance in it tells more than the table below it.
      """,
      """
      Without to it is drawn in characters, as wide as the window, or 80 columns where no width is known. SVG needs no \
      other program; PNG and PDF need gnuplot (in Debian the package gnuplot-nox).
      """,
    ],
    arguments: [
      .init(.option("flow"), .none, "what every step left of the rows"),
      .init(.option("missing"), .none, "missing values by column"),
      .init(.option("deciles"), .none, "an outcome within the levels of a column"),
      .init(.option("segments"), .none, "an outcome, or a model, in every segment"),
      .init(.option("forest"), .none, "odds ratios with intervals"),
      .init(.option("calibration"), .none, "observed against predicted"),
      .init(.option("roc"), .none, "true against false positives"),
      .init(.clause("of"), .outcome, "the outcome"),
      .init(.clause("by"), .column, "the groups, in their order"),
      .init(.clause("in"), .data, "a table instead of the cohort"),
    ] + DocumentTarget.arguments,
    examples: [
      .init(
        "plot flow", "what became of the rows", after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "plot deciles of recovery by deprivation", "recovery by decile",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "plot forest weight", "odds ratios with intervals",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + smoke + race as weight"),
      .init(
        "plot forest weight to \"$scratch/weight.svg\"", "the same as a file",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + smoke + race as weight"),
      .init(
        "plot segments of recovery", "recovery of every gender",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022\nsegment by gender"),
    ]
  ) { parser in try parser.plot() }
}

extension Parser {
  fileprivate mutating func plot() throws -> any Action {
    for kind in Plot.kinds { offer(.word(kind)) }
    guard current.kind == .word else { throw expected(Plot.kinds) }
    let word = try take()
    let subject: Plot.Subject
    switch word.text.lowercased() {
    case "forest": subject = .forest(try modelIfNamed())
    case "calibration": subject = .calibration(try modelIfNamed())
    case "roc": subject = .roc(try modelIfNamed())
    case "flow": subject = .flow
    case "segments": subject = try segmentsSubject()
    case "deciles": subject = try decilesSubject()
    case "missing": subject = try missingSubject()
    default: throw NameError(.figure, word.text, candidates: Plot.kinds, span: word.span)
    }
    guard !isAtEnd else { return Plot(subject: subject) }
    return Plot(subject: subject, target: try documentTarget())
  }

  private mutating func modelIfNamed() throws -> Name? {
    isAtEnd || at(word: "to") ? nil : try name(.model)
  }

  private mutating func segmentsSubject() throws -> Plot.Subject {
    if try take(word: "of") { return .segments(nil, of: try outcome()) }
    if isAtEnd || at(word: "to") { return .segments(nil, of: nil) }
    return .segments(try name(.model), of: nil)
  }

  private mutating func decilesSubject() throws -> Plot.Subject {
    let outcome = try take(word: "of") ? try outcome() : nil
    try expect(word: "by")
    let column = try column()
    return .deciles(outcome, by: column, in: try take(word: "in") ? try name(.data) : nil)
  }

  private mutating func missingSubject() throws -> Plot.Subject {
    var names: [Name] = []
    if !isAtEnd, !at(word: "in"), !at(word: "to") { names = try columns() }
    return .missing(names, in: try take(word: "in") ? try name(.data) : nil)
  }
}
