import Engine

extension FigureOutput {
  /// Odds ratios with their intervals, of a model that has passed the gate; the intercept, which is no ratio of odds
  /// between people, is left out.
  ///
  /// Drawn: `or` from `or_low` to `or_high`; a reference level has no ends.
  public static func forest(_ model: ModelOutput, _ interval: String = "") -> FigureOutput {
    let rows = model.terms.filter { $0.term != "(Intercept)" }.map { term -> [Cell] in
      let isReference = term.role == .reference
      let levels = term.levels.compactMap(\.self).joined(separator: " : ")
      return [
        .label(term.term), .label(levels), isReference ? .number(1) : term.oddsRatio, term.low, term.high,
        isReference ? .blank : term.p,
      ]
    }
    var data = TableOutput(
      name: "forest", title: "Odds ratios of \(model.name)",
      headers: [
        Header("term", isText: true), Header("level", isText: true), Header("OR", key: "or"),
        Header("95% from", key: "or_low"), Header("to", key: "or_high"), Header("p"),
      ], rows: rows,
      notes: [model.formula] + (interval.isEmpty ? [] : ["95% \(interval)"]))
    data.names = 2
    return FigureOutput(
      kind: .forest, title: "Odds ratios of \(model.name)", horizontal: "odds ratio, logarithmic scale",
      vertical: "", data: data, basis: basis(of: model))
  }

  /// Rows and events of a model that has passed the gate.
  private static func basis(of model: ModelOutput) -> ModelOutput.Sentence {
    let facts = model.sections.flatMap(\.facts)
    guard let rows = facts.first(where: { $0.key == "n" }),
      let events = facts.first(where: { $0.key == "events" })
    else { return ModelOutput.Sentence([]) }
    return ModelOutput.Sentence([
      .cell(rows.cell), .text(" rows, "), .cell(events.cell), .text(" events"),
    ])
  }

  /// An outcome within the levels of a column, in the column's order.
  ///
  /// Drawn: `rate` in `interval`, by `level`.
  static func deciles(_ table: TableOutput, outcome: String, by column: String, rows: Int?) -> FigureOutput {
    var data = table
    data.name = "deciles"
    data.bars = nil
    let ends = InequalityReport.ends(of: column).map { " (first: \($0.first), last: \($0.last))" } ?? ""
    return FigureOutput(
      kind: .deciles, title: table.title, horizontal: column + ends, vertical: "\(outcome), % of rows",
      data: data, basis: .rows(rows))
  }

  /// An outcome within every combination of levels that `segment by` named.
  ///
  /// Drawn: `rate` in `interval`, by `segment`.
  static func segments(
    _ counts: [(segment: String, events: Int, rows: Int)], outcome: String, by: [String], of label: String
  ) -> FigureOutput {
    let data = TableOutput(
      name: "segment_rates", title: "\(outcome) by \(by.joined(separator: ", ")), \(label)",
      headers: [
        Header("segment", isText: true), Header("rows"), Header("events"), Header("rate"),
        Header("[95% CI]", key: "interval", isText: true),
      ],
      rows: counts.map {
        [
          .label($0.segment), .count($0.rows), .count($0.events), .proportion($0.events, of: $0.rows),
          .shareInterval($0.events, of: $0.rows),
        ]
      }, notes: ["rows: those the outcome is counted among; interval: 95% Wilson score"])
    return FigureOutput(
      kind: .segments, title: data.title, horizontal: "\(outcome), % of rows", vertical: "", data: data,
      basis: .rows(counts.reduce(0) { $0 + $1.rows }))
  }

  /// The odds ratios of a model of every segment, side by side. Drawn as ``forest(_:_:)``.
  static func segments(_ segments: FittedSegments) throws -> FigureOutput {
    var data = try segments.longTable()
    data.names = 2
    return FigureOutput(
      kind: .forest, title: data.title, horizontal: "odds ratio, logarithmic scale", vertical: "", data: data,
      basis: .rows(segments.models.reduce(0) { $0 + $1.model.n }))
  }

  /// Observed shares against predicted risks, by group of predicted risk, of the tables of `validate`.
  ///
  /// Drawn: `observed` in `interval` at `predicted`, and `curve`.
  static func calibration(_ tables: [TableOutput], of model: String) -> FigureOutput? {
    guard let data = tables.first(where: { $0.name == "calibration" }) else { return nil }
    return FigureOutput(
      kind: .calibration, title: "Calibration of \(model)", horizontal: "predicted risk, %",
      vertical: "observed, %", data: data, basis: basis(of: tables))
  }

  /// True against false positives, of the tables of `validate`.
  ///
  /// Drawn: `recall` against 1 - `specificity`.
  static func roc(_ tables: [TableOutput], of model: String) -> FigureOutput? {
    guard var data = tables.first(where: { $0.name == "sweep" }) else { return nil }
    let rows = data.title.split(separator: ", ").last.map { ", \($0)" } ?? ""
    data.name = "roc"
    return FigureOutput(
      kind: .roc, title: "ROC curve of \(model)\(rows)",
      horizontal: "1 - specificity, % of rows without the event",
      vertical: "recall, % of events", data: data, basis: basis(of: tables))
  }

  /// Rows, events and the area under the curve, as the tables of `validate` have them.
  private static func basis(of tables: [TableOutput]) -> ModelOutput.Sentence {
    guard let table = tables.first(where: { ["validation", "optimism"].contains($0.name) }) else {
      return ModelOutput.Sentence([])
    }
    func line(_ name: String) -> [Cell] { table.rows.first { $0.first == .label(name) } ?? [] }
    guard let rows = line("rows").dropFirst().first, let events = line("events").dropFirst().first else {
      return ModelOutput.Sentence([])
    }
    var parts: [ModelOutput.Sentence.Part] = [.cell(rows), .text(" rows, "), .cell(events), .text(" events")]
    let area = line("AUC")
    if area.count == 4 {
      let isCorrected = table.name == "optimism"
      parts += [.text("; AUC "), .cell(area[1])]
      parts +=
        isCorrected
        ? [.text(", corrected for optimism "), .cell(area[3])]
        : area[2] == .blank ? [] : [.text(" ("), .cell(area[2]), .text(" to "), .cell(area[3]), .text(")")]
    }
    return ModelOutput.Sentence(parts)
  }

  /// How the rows of a cohort were lost: what happened to the referrals, not to the tables joined to them.
  ///
  /// Drawn: `step` with `after`, and beside it `dropped`.
  static func flow(_ cohort: Cohort) -> FigureOutput {
    let lines = cohort.attrition.filter { $0.kind != .latest || !$0.label.hasPrefix("in ") }
    let data = TableOutput(
      name: "flow", title: "Attrition, recipe \(cohort.origin)",
      headers: [Header("step", isText: true), Header("after"), Header("dropped")],
      rows: lines.map {
        // A join drops nothing, whatever the data.
        [
          .label($0.label), .count($0.after),
          [.start, .join].contains($0.kind) ? .blank : .count($0.dropped),
        ]
      }, notes: ["what happened to the tables joined: summary flow"])
    return FigureOutput(
      kind: .flow, title: "Rows in and out of the cohort", horizontal: "", vertical: "", data: data,
      basis: ModelOutput.Sentence([.text("recipe \(cohort.origin)")]))
  }

  /// How many values are missing in each column.
  ///
  /// Drawn: `share`, by `column`.
  static func missing(_ table: TableOutput, rows: Int) -> FigureOutput {
    FigureOutput(
      kind: .missing, title: table.title, horizontal: "missing, % of rows", vertical: "", data: table,
      basis: .rows(rows))
  }
}

extension ModelOutput.Sentence {
  /// `12,345 rows`; empty for `nil`.
  fileprivate static func rows(_ count: Int?) -> ModelOutput.Sentence {
    ModelOutput.Sentence(count.map { [.cell(.count($0)), .text(" rows")] } ?? [])
  }
}
