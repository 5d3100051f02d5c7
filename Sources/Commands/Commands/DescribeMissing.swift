import Engine

/// `describe missing`: where values are missing, which together, and what that has to do with an outcome.
struct DescribeMissing: Action {
  /// The columns; empty for the usual ones.
  var columns: [Name]
  var outcome: WrittenOutcome?
  var data: Name?

  /// Patterns that have lines of their own.
  private static let mostPatterns = 20

  func check(_ scope: inout Scope) throws {
    try scope.require(columns + [outcome?.name].compactMap(\.self), in: try scope.data(data))
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    let (view, notes) = try run.workspace.pooledView(of: data, run.work)
    let outcomeName = try outcome.map { try view.frame.schema.spelling(of: $0.name.text) }
    let names = try run.workspace.describable(columns, besides: outcomeName, of: view)
    var events: [UInt8]?
    if let outcome {
      let formula = Formula(outcome: try outcome.resolved(view.frame.schema), terms: [])
      do {
        events = try formula.outcome.events(
          in: try view.modelData(for: formula, heldOut: nil, run.work), run.work)
      } catch let error as FitError {
        throw try outcome.placed(error, view, run)
      }
    }
    let found = try MissingValues(
      try names.map { ($0, try view.column($0, run.work)) }, rowCount: view.rowCount, events: events,
      weights: try view.frame.columnNames.first.flatMap { try view.weights(beside: $0, run.work) }, run.work)
    run.table(variableTable(found, view, notes))
    run.table(patternTable(found, run.workspace.policy))
    if let outcome { run.table(outcomeTable(found, outcome.title)) }
  }

  private func variableTable(_ found: MissingValues, _ view: View, _ notes: [String]) -> TableOutput {
    TableOutput(
      name: "missing", title: "Missing values, \(view.label)",
      headers: [Header("column", isText: true), Header("missing"), Header("share")],
      rows: found.variables.map {
        [
          .label($0.name), .count($0.missing),
          found.rows == 0 ? .unavailable("no rows") : .proportion($0.missing, of: found.rows),
        ]
      }, notes: ["levels such as Not known, which recipes make, are values, not missing ones"] + notes)
  }

  /// The commonest patterns; further ones, and those that few rows have, are taken together.
  private func patternTable(_ found: MissingValues, _ policy: DisclosurePolicy) -> TableOutput {
    let shown = found.patterns.prefix(Self.mostPatterns).filter { !policy.isFew($0.rows) }
    let others = found.patterns.dropFirst(shown.count)
    var rows: [[Cell]] = shown.map { pattern in
      let names = pattern.missing.map { found.variables[$0].name }
      return [
        .label(names.isEmpty ? "(none: complete)" : names.joined(separator: ", ")), .integer(names.count),
        .count(pattern.rows), .proportion(pattern.rows, of: found.rows),
      ]
    }
    if !others.isEmpty {
      let sum = others.reduce(0) { $0 + $1.rows }
      rows.append([
        .label("(rarer patterns)"), .blank, .count(sum), .proportion(sum, of: found.rows),
      ])
    }
    var table = TableOutput(
      name: "missing_patterns", title: "Missing together",
      headers: [
        Header("missing", key: "pattern", isText: true), Header("columns"), Header("rows"), Header("share"),
      ], rows: rows, notes: ["each row is in one line; the commonest first"])
    table.declare(whole: found.rows, of: rows.indices.map { .init($0, 2) })
    return table
  }

  private func outcomeTable(_ found: MissingValues, _ title: String) -> TableOutput {
    let rows = found.variables.filter { $0.missing > 0 }.map { variable -> [Cell] in
      let (gone, known) = (variable.missingOutcome, variable.knownOutcome)
      let least = [gone, known].map { min($0.events, $0.rows - $0.events) }.min() ?? 0
      var difference: [Cell] = Array(repeating: .absent("no rows on one side", rows: least), count: 3)
      if let a = gone.rate, let b = known.rate,
        let ends = Proportion.difference(gone.events, of: gone.rows, known.events, of: known.rows)
      {
        difference = [a - b, ends.low, ends.high].map { .figure(100 * $0, rows: least) }
      }
      return [
        .label(variable.name), .count(gone.rows), rate(gone), .count(known.rows), rate(known),
      ] + difference
    }
    return TableOutput(
      name: "missing_outcome", title: "\(title) where values are missing and where they are not",
      headers: [
        Header("column", isText: true), Header("missing", key: "missing_rows"),
        Header("rate", key: "missing_rate"),
        Header("known", key: "known_rows"), Header("rate", key: "known_rate"), Header("points"),
        Header("95% from", key: "low"), Header("to", key: "high"),
      ], rows: rows,
      notes: [
        "rows whose outcome is known; points: rate where missing less rate where known, percentage points, "
          + "interval by Newcombe's method"
      ])
  }

  private func rate(_ counts: MissingValues.Counts) -> Cell {
    counts.rows == 0 ? .absent("no rows on one side", rows: 0) : .proportion(counts.events, of: counts.rows)
  }
}
