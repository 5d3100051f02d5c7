import Engine

extension Command {
  static let report = Command(
    "report", "write everything that stands as one document", role: .shows,
    usage: ["report [\"TITLE\"] to \"FILE.html|md\" [replacing] [allow unsafe]"],
    details: [
      """
      The question and what was found in plain sentences, data and period, flow of the rows, Table 1, outcomes, every \
      model with crude and adjusted odds ratios and its figures, methods, limitations, what disclosure control did, how to \
      make it again, where it meets the items of RECORD and TRIPOD+AI, and an appendix with coefficients, outcomes by \
      group, missing values and definitions. It is of what stands now, so that a script may end with it.
      """,
      """
      The page needs nothing else and reads aloud and prints well; figures are drawn in it. Everything in it passes \
      disclosure control as on the screen. There is no time in it: the same data and statements give the same bytes, and \
      when it was written is in the register beside it.
      """,
    ],
    arguments: [
      .init(
        .positional, .none,
        "the title, in quotes; without one the script's first heading, or outcome, recipe and period")
    ]
      + DocumentTarget.arguments,
    examples: [
      .init(
        "report \"Recovery in 2021\" to \"$scratch/report.html\"", "a page of the cohort and its models",
        after: """
          load demo rows=20000 seed=7
          clean with nhs-2022
          fit recovery ~ deprivation + unemployed as base
          """),
      .init(
        "report to \"$scratch/report.md\"", "of a table and its model, in Markdown",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + smoke as base"),
    ]
  ) { parser in
    let title: Value? =
      if case .string = parser.current.kind { try parser.value("a title in quotes") } else { nil }
    return ReportAction(title: title, target: try parser.documentTarget())
  }
}
