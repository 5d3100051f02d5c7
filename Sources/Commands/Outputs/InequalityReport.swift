import Engine

/// What `inequality` found in one view, as tables.
struct InequalityReport {
  var outcome: String
  var column: String
  var view: View
  var groups: OutcomeGroups
  /// Rows without the outcome and without the column, as words that may be shown.
  var missing: (outcome: String, column: String)

  /// What the ends of the line are called, the worst off first.
  private var ends: (first: String, last: String) {
    Self.ends(of: column) ?? ("first of \(column)", "last of \(column)")
  }

  /// What the first and the last of a column's levels mean where its name tells it.
  static func ends(of column: String) -> (first: String, last: String)? {
    column.lowercased().contains("deprivation") ? ("most deprived", "least deprived") : nil
  }

  /// The outcome within each group. The name of a level that few rows have is shown only if a recipe made it.
  func groupTable(_ policy: DisclosurePolicy, _ declared: Set<String>) -> TableOutput {
    let shown = groups.groups.filter { declared.contains($0.level) || !policy.isFew($0.rows) }
    var table = TableOutput(
      name: "inequality_groups", title: "\(outcome) by \(column), \(view.label)",
      headers: [
        Header(column, key: "level", isText: true), Header("rows"), Header("events"), Header("rate"),
        Header("[95% CI]", key: "interval", isText: true),
      ],
      rows: shown.map {
        [
          .label($0.level), .count($0.rows), .count($0.events), .proportion($0.events, of: $0.rows),
          .shareInterval($0.events, of: $0.rows),
        ]
      })
    if shown.count < groups.groups.count {
      table.rows.append([.label("(levels that few rows have)")] + Array(repeating: .suppressed, count: 4))
    }
    table.declareGroups(rows: groups.rows, events: groups.events)
    table.bars = "rate"
    table.notes = ["the \(ends.first) first; interval: 95% Wilson score"] + missingNotes
    return table
  }

  private var missingNotes: [String] {
    var notes: [String] = []
    if groups.withoutOutcome > 0 {
      notes.append("left out: \(missing.outcome) rows without \(outcome), unknown or outside its denominator")
    }
    if groups.withoutGroup > 0 { notes.append("left out: \(missing.column) rows without \(column)") }
    return notes
  }

  /// Every index, a line each.
  func indexTable(_ work: Work) throws -> TableOutput {
    var rows: [[Cell]] = []
    func add(_ name: String, _ measured: Measured?, _ why: String) {
      rows.append([.label(name)] + InequalityReport.cells(measured, leastRows, why))
    }
    let linear = groups.linearIndex
    let logistic = try groups.logisticIndex(work)
    let concentration = groups.concentration
    add("slope index (linear)", linear?.slope.times(100), "one group")
    add("relative index (linear)", linear?.relative, "the line leaves 0 to 1")
    add("slope index (logistic)", logistic?.slope.times(100), "one group")
    add("relative index (logistic)", logistic?.relative, "one group")
    add("concentration index", concentration?.standard, "one group")
    add("concentration index (Wagstaff)", concentration?.wagstaff, "one group")
    add("concentration index (Erreygers)", concentration?.erreygers, "one group")
    let sentences = [sentence(linear, "straight line"), sentence(logistic, "logistic line")].compactMap(
      \.self)
    let meaning =
      "slope indices: percentage points, the end of the \(ends.last) less that of the \(ends.first); "
      + "relative indices: their ratio"
    var table = TableOutput(
      name: "inequality", title: "Inequality of \(outcome) by \(column)",
      headers: [
        Header("measure", isText: true), Header("estimate"), Header("se"), Header("95% from", key: "low"),
        Header("to", key: "high"),
      ], rows: rows, notes: [meaning])
    // Sentences have digits that the table may not have.
    table.exactNotes = sentences + [meaning]
    return table
  }

  /// What the indices stand on. Of few groups they would tell the rate of one that is hidden.
  private var leastRows: Int {
    let least = groups.groups.map { min($0.events, $0.rows - $0.events) }.min() ?? 0
    return groups.groups.count < Self.enoughGroups ? least : min(groups.events, groups.rows - groups.events)
  }

  /// From so many groups on the rounding of the others' counts leaves a hidden rate open.
  private static let enoughGroups = 5

  /// The slope in words, with its direction.
  private func sentence(_ index: SlopeIndex?, _ line: String) -> String? {
    guard let index else { return nil }
    let slope = index.slope.times(100)
    let isMore = slope.value >= 0
    let size = Words.decimal(abs(slope.value), 1)
    let (low, high) = isMore ? (slope.low, slope.high) : (-slope.high, -slope.low)
    let interval = "95% CI \(Words.decimal(low, 1)) to \(Words.decimal(high, 1)), \(line)"
    let doubt = slope.low <= 0 && slope.high >= 0 ? "; the interval holds no difference" : ""
    return
      "the \(ends.last) have \(outcome) \(isMore ? "more" : "less") often than the \(ends.first), by \(size) "
      + "percentage points (\(interval)\(doubt))"
  }

  static func cells(_ measured: Measured?, _ rows: Int, _ why: String) -> [Cell] {
    let error = measured.map { $0.standardError }
    return [measured?.value, error, measured?.low, measured?.high].map { value in
      value.map { $0.isFinite ? .figure($0, rows: rows) : .unavailable(why) } ?? .unavailable(why)
    }
  }

  /// A line for each segment: the straight line, the logistic one, and the concentration indices.
  static func tables(_ reports: [InequalityReport], _ work: Work) throws -> [TableOutput] {
    guard let first = reports.first else { return [] }
    func heads(_ names: [(title: String, key: String)]) -> [Header] {
      [Header("segment", isText: true), Header("rows"), Header("events")]
        + names.flatMap {
          [
            Header($0.title, key: $0.key), Header("95% from", key: "\($0.key)_low"),
            Header("to", key: "\($0.key)_high"),
          ]
        }
    }
    func row(_ report: InequalityReport, _ measured: [Measured?]) -> [Cell] {
      let groups = report.groups
      return [.label(report.view.restriction), .count(groups.rows), .count(groups.events)]
        + measured.flatMap { measured in
          let cells = cells(measured, report.leastRows, "the line leaves 0 to 1")
          return [cells[0], cells[2], cells[3]]
        }
    }
    let title = "\(first.outcome) by \(first.column)"
    let direction = "the end of the \(first.ends.last) against that of the \(first.ends.first)"
    let slopes = heads([("SII", "sii"), ("RII", "rii")])
    return [
      TableOutput(
        name: "inequality_linear", title: "Slope and relative index, straight line: \(title)",
        headers: slopes,
        rows: reports.map { report in
          let index = report.groups.linearIndex
          return row(report, [index?.slope.times(100), index?.relative])
        }, notes: ["SII: percentage points, RII: ratio; \(direction)"]),
      TableOutput(
        name: "inequality_logistic", title: "Slope and relative index, logistic: \(title)", headers: slopes,
        rows: try reports.map { report in
          let index = try report.groups.logisticIndex(work)
          return row(report, [index?.slope.times(100), index?.relative])
        }, notes: ["SII: percentage points, RII: ratio; \(direction)"]),
      TableOutput(
        name: "inequality_concentration", title: "Concentration index: \(title)",
        headers: heads([("C", "c"), ("Wagstaff", "wagstaff"), ("Erreygers", "erreygers")]),
        rows: reports.map { report in
          let index = report.groups.concentration
          return row(report, [index?.standard, index?.wagstaff, index?.erreygers])
        }, notes: ["above 0: concentrated among the \(first.ends.last)"]),
    ]
  }
}
