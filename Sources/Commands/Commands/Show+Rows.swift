import Engine

extension Show {
  /// Rows shown at most.
  static let mostRows = 1000

  /// The first rows of a table of synthetic data, or of a cohort made of nothing else; of people's data only after
  /// `set disclosure none`.
  ///
  /// - Throws: ``CommandError`` for any other data: a row is a person's.
  func preview(_ name: Name, _ count: Int, _ run: Run) throws -> TableOutput {
    let data = try run.workspace.data(name)
    guard run.workspace.isSynthetic(data) || run.workspace.settings.policy?.isOpen == true else {
      throw CommandError(.rowsOfPeople(data.description), name.span)
    }
    let view = try run.workspace.view(of: data, run.work)
    let shown = (0..<min(count, view.rowCount)).map { view.rows?[$0] ?? Int32(truncatingIfNeeded: $0) }
    var table = TableOutput(
      name: "rows", title: view.label, headers: [],
      rows: Array(repeating: [], count: shown.count), total: view.rowCount)
    if !run.workspace.isSynthetic(data) { table.isOfPeople = true }
    var names = view.frame.columnNames
    if data == .cohort, let cohort = run.workspace.cohort {
      names = (cohort.key + cohort.outcomes.map(\.name) + cohort.predictors + cohort.dimensions).uniqued()
      table.notes = ["key, outcomes, predictors and dimensions; describe cohort lists every column"]
    }
    for name in names {
      let column = try view.frame.column(name, run.work).gather(shown, run.work)
      let isText = column.type == .category || column.type == .flag
      table.headers.append(Header(name, key: name, isText: isText, type: column.type.rawValue))
      for row in shown.indices { table.rows[row].append(column.previewCell(row)) }
    }
    return table
  }
}

extension Workspace {
  /// Whether no person stands behind some data.
  func isSynthetic(_ data: DataName) -> Bool {
    switch data {
    case .cohort: !hasSeenPeople
    case .table(let name): tables[name]?.isDemo ?? false
    }
  }
}

extension Column {
  /// A value as it is read.
  func previewCell(_ row: Int) -> Cell {
    if isMissing(row) { return .blank }
    switch storage {
    case .category: return text(row).map(Cell.label) ?? .blank
    case .flag(let values): return .label(values[row] == 1 ? "yes" : "no")
    case .date(let values): return .date(Day(number: values[row]))
    case .integer(let values): return .integer(Int(values[row]))
    case .decimal(let values): return .number(values[row])
    }
  }
}
