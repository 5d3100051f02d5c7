import Engine

/// What `decompose` found, as tables.
struct GapReport {
  var outcome: String
  var column: String
  var view: View
  var result: GapDecomposition

  /// The fewest events or others of a group: with the rates hidden, the gap must not tell them.
  var leastCount: Int { result.sides.map { min($0.events, $0.rows - $0.events) }.min() ?? 0 }

  private var names: (first: String, second: String) {
    (result.sides.first?.level ?? "", result.sides.last?.level ?? "")
  }

  /// The two groups.
  func groupTable(_ notes: [String]) -> TableOutput {
    var table = TableOutput(
      name: "gap_groups", title: "\(outcome) by \(column), \(view.label)",
      headers: [
        Header(column, key: "level", isText: true), Header("rows"), Header("events"), Header("rate"),
        Header("[95% CI]", key: "interval", isText: true), Header("unmatched"),
      ],
      rows: zip(result.sides, result.unmatched).map { side, unmatched in
        [
          .label(side.level), .count(side.rows), .count(side.events), .proportion(side.events, of: side.rows),
          .shareInterval(side.events, of: side.rows), .count(unmatched),
        ]
      },
      notes: [
        "rows: those with every value; unmatched: in cells of the terms' values that the other group does not have"
      ] + notes)
    table.declareColumns(total: 1, of: [2])
    return table
  }

  /// The gap and its parts.
  var partTable: TableOutput {
    let gap = result.gap.value
    func row(_ method: String, _ part: String, _ measured: Measured) -> [Cell] {
      let points = measured.times(100)
      let share = gap == 0 ? nil : measured.value / gap
      return [.label(method), .label(part)]
        + [points.value, points.standardError, points.low, points.high].map { .figure($0, rows: leastCount) }
        + [share.map { .shareFigure($0, rows: leastCount) } ?? .unavailable("there is no gap")]
    }
    var rows = [
      row("gap", "", result.gap), row("Kitagawa", "composition", result.composition),
      row("Kitagawa", "rates", result.rates), row("logistic", "explained", result.explained),
    ]
    for part in result.parts ?? [] { rows.append(row("logistic", "explained by \(part.term)", part.part)) }
    rows.append(row("logistic", "unexplained", result.unexplained))
    var table = TableOutput(
      name: "gap", title: "Gap of \(outcome): \(names.first) less \(names.second)",
      headers: [
        Header("method", isText: true), Header("part", isText: true), Header("points"), Header("se"),
        Header("95% from", key: "low"), Header("to", key: "high"), Header("of gap"),
      ], rows: rows,
      notes: ["points: percentage points; coefficients: \(referenceWords)"])
    table.names = 2
    let exact = [
      sentence, "points: percentage points; \(result.cells) cells; coefficients: \(referenceWords)",
    ]
    if result.gap.low <= 0, result.gap.high >= 0 {
      table.notes.append("the interval of the gap holds 0: shares of it mean little")
    }
    if result.parts == nil { table.notes.append("the terms' parts cancel out and are not told apart") }
    table.exactNotes = exact + table.notes.dropFirst()
    return table
  }

  private var referenceWords: String {
    switch result.reference {
    case .pooled: "both groups together, with an indicator of the group (pooled)"
    case .level(let level): "those of \(level)"
    }
  }

  private var sentence: String {
    let gap = result.gap.times(100).value
    let explained = result.explained.times(100).value
    return "\(names.first) have \(outcome) \(gap >= 0 ? "more" : "less") often than \(names.second), by "
      + "\(Words.decimal(abs(gap), 1)) percentage points; if only the terms differed, it would be "
      + "\(gap * explained >= 0 ? "" : "the other way round, by ")\(Words.decimal(abs(explained), 1))"
  }

  /// What missing values cost.
  var lossTable: TableOutput {
    TableOutput(
      name: "losses", title: "Rows dropped for missing values",
      headers: [Header("term", isText: true), Header("rows")],
      rows: result.losses.map { [.label($0.term), .count($0.rows)] },
      notes: ["a row missing in two terms counts in both"])
  }
}
