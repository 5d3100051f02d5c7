import Engine

/// `describe … by COLUMN`: what columns hold within groups, the first table of a paper.
struct DescribeBy: Action {
  /// The columns; empty for the usual ones.
  var columns: [Name]
  var by: Name
  var data: Name?

  func check(_ scope: inout Scope) throws {
    try scope.require(columns + [by], in: try scope.data(data))
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    let (view, notes) = try run.workspace.pooledView(of: data, run.work)
    let schema = view.frame.schema
    let group = try schema.spelling(of: by.text)
    let names = try run.workspace.describable(columns, besides: group, of: view)
    let groups: (levels: [String], codes: [Int32])
    do {
      groups = try view.selected(run.work).levels(of: group, run.work)
    } catch let error as RecipeError {
      throw Placed(error, by.span)
    }
    let table = try BaselineTable(
      try names.map { ($0, try column($0, of: view, run)) }, by: groups,
      weights: try view.weights(beside: group, run.work), run.work)
    var declared: [String: Set<String>] = [:]
    for name in names + [group] { declared[name] = Set(try schema.entry(name).levels ?? []) }
    let report = BaselineReport(
      table: table, column: group, view: view, policy: run.workspace.policy, declared: declared,
      ungrouped: run.workspace.words(for: table.ungrouped), isChosen: !columns.isEmpty)
    run.table(report.output(notes))
  }

  /// A column's values; whole numbers that a recipe makes segments of, such as fifths, are levels.
  private func column(_ name: String, of view: View, _ run: Run) throws -> Column {
    let column = try view.column(name, run.work)
    guard column.type == .integer, view.data == .cohort,
      run.workspace.cohort?.dimensions.contains(name) ?? false
    else { return column }
    let (levels, codes) = try view.selected(run.work).levels(of: name, run.work)
    return Column(.category(codes: codes, levels: levels))
  }
}

extension Workspace {
  /// The columns asked for, spelled as the data spell them; when none are, a cohort's predictors and dimensions, a
  /// table's columns but its weights.
  func describable(_ columns: [Name], besides group: String?, of view: View) throws -> [String] {
    let schema = view.frame.schema
    if !columns.isEmpty { return try columns.map { try schema.spelling(of: $0.text) }.uniqued() }
    let names: [String] =
      if view.data == .cohort, let cohort {
        try (cohort.predictors + cohort.dimensions).map { try schema.spelling(of: $0) }
      } else {
        view.frame.columnNames
      }
    return names.uniqued().filter { $0 != group && $0 != view.weight }
  }
}

/// A table of groups, as cells.
struct BaselineReport {
  var table: BaselineTable
  var column: String
  var view: View
  var policy: DisclosurePolicy
  /// Levels that a recipe made, by column: their names may be shown however few rows have them.
  var declared: [String: Set<String>]
  var ungrouped: String
  var isChosen: Bool

  func output(_ notes: [String]) -> TableOutput {
    var result = TableOutput(
      name: "baseline", title: "Rows by \(column), \(view.label)", headers: headers, rows: [], notes: [])
    result.names = 2
    result.rows.append(
      [.label("rows"), .blank]
        + cells {
          .proportion(table.rows[$0], of: table.rows[0])
        } _: {
          .count(table.rows[$0])
        }
        + [.blank])
    var leftOut: [String] = []
    let columns = table.groups.indices.map { 2 + 2 * $0 }
    if let all = columns.first {
      result.declare(total: .init(0, all), of: columns.dropFirst().map { .init(0, $0) })
    }
    for variable in table.variables {
      let lines = lines(of: variable)
      let first = result.rows.count
      defer {
        let own = Array(first..<result.rows.count)
        for row in own {
          if let all = columns.first {
            result.declare(total: .init(row, all), of: columns.dropFirst().map { .init(row, $0) })
          }
        }
        result.declareRows(total: 0, of: own, columns: columns)
      }
      if lines.isEmpty { leftOut.append(variable.name) }
      for (index, line) in lines.enumerated() {
        result.rows.append(
          [.label(variable.name), .label(line.label)] + line.cells
            + [index == 0 ? difference(of: variable) : .blank])
      }
    }
    result.notes =
      [
        "%: of levels the share of the rows with a value, of missing ones that of all rows; of means the SD",
        table.groups.count > 3
          ? "SMD: standardised difference, the largest between two of the groups"
          : "SMD: standardised difference of the groups",
      ] + notes
    if table.ungrouped > 0 { result.notes.append("left out: \(ungrouped) rows without \(column)") }
    if !leftOut.isEmpty {
      result.notes.append("not described, dates or too many levels: \(Words.listed(leftOut, limit: 8))")
    }
    return result
  }

  private var headers: [Header] {
    var headers = [Header("variable", isText: true), Header("level", key: "part", isText: true)]
    for (index, group) in table.groups.enumerated() {
      let isShown =
        !policy.isFew(table.rows[index]) || declared[column]?.contains(group ?? "") ?? false
      let title = group.map { isShown ? $0 : "(group \(index), few rows)" } ?? "all"
      let key = title.lowercased().replacing(" ", with: "_")
      headers += [Header(title, key: "\(key)_rows"), Header("%", key: "\(key)_share")]
    }
    return headers + [Header("SMD", key: "smd")]
  }

  /// A pair of cells for each group.
  private func cells(_ second: (Int) -> Cell, _ first: (Int) -> Cell) -> [Cell] {
    table.groups.indices.flatMap { [first($0), second($0)] }
  }

  private func lines(of variable: BaselineTable.Variable) -> [(label: String, cells: [Cell])] {
    var lines: [(label: String, cells: [Cell])]
    switch variable.content {
    case .levels(let levels): lines = self.lines(of: variable.name, levels)
    case .number(let summaries):
      // A quantile is the value of one or two rows: as many as a figure needs must be on either side.
      func figure(_ index: Int, tail: Int? = nil, _ value: (NumberSummary) -> Double?) -> Cell {
        guard let summary = summaries[index] else { return .absent("no values", rows: 0) }
        guard let value = value(summary), value.isFinite else {
          return .absent("one value", rows: summary.known)
        }
        let least = tail.map { min(summary.known / $0, summary.least) } ?? summary.least
        return .location(
          value, spread: summary.deviation ?? 0, least: least, tail == nil ? summary.concentrated : nil)
      }
      lines = [
        (
          "mean, SD",
          cells {
            figure($0, \.deviation)
          } _: {
            figure($0, \.mean)
          }
        ),
        (
          "median",
          cells { _ in
            .blank
          } _: {
            figure($0, tail: 2, \.median)
          }
        ),
        (
          "quartiles",
          cells {
            figure($0, tail: 4, \.upperQuartile)
          } _: {
            figure($0, tail: 4, \.lowerQuartile)
          }
        ),
      ]
    case .other: return isChosen ? [missing(variable)] : []
    }
    if variable.missing[0] > 0 { lines.append(missing(variable)) }
    return lines
  }

  private func missing(_ variable: BaselineTable.Variable) -> (label: String, cells: [Cell]) {
    (
      "(missing)",
      cells {
        .proportion(variable.missing[$0], of: table.rows[$0])
      } _: {
        .count(variable.missing[$0])
      }
    )
  }

  /// Of yes and no the yes alone; a level that few rows have under its name only where a recipe made it.
  private func lines(
    of name: String, _ levels: [BaselineTable.Level]
  ) -> [(label: String, cells: [Cell])] {
    let known = table.groups.indices.map { group in levels.reduce(0) { $0 + $1.rows[group] } }
    var shown = levels
    if levels.count == 2, [["no", "yes"], ["0", "1"]].contains(levels.map(\.level)) {
      shown = [levels[1]]
    } else {
      shown = levels.filter {
        !policy.isFew($0.rows[0]) || declared[name]?.contains($0.level) ?? false
          || ["no", "yes", "0", "1"].contains($0.level)
      }
    }
    var lines = shown.map { level in
      (
        label: level.level,
        cells: cells {
          known[$0] == 0 ? .absent("no values", rows: 0) : .proportion(level.rows[$0], of: known[$0])
        } _: {
          .count(level.rows[$0])
        }
      )
    }
    if shown.count < levels.count, shown.count != 1 || levels.count != 2 {
      lines.append(
        (
          "(levels that few rows have)",
          cells { _ in
            .suppressed
          } _: { _ in
            .suppressed
          }
        ))
    }
    return lines
  }

  /// A difference of shares of two levels would tell a share that is hidden.
  private func difference(of variable: BaselineTable.Variable) -> Cell {
    guard let value = variable.difference else { return .unavailable("no spread, no values, or one group") }
    let groups = table.groups.indices.dropFirst()
    switch variable.content {
    case .levels(let levels):
      let least = groups.flatMap { group in
        let cells = levels.map { $0.rows[group] }
        return levels.count == 2 ? cells : [cells.reduce(0, +)]
      }
      return .figure(value, rows: least.min() ?? 0)
    case .number(let summaries):
      return .figure(value, rows: groups.map { summaries[$0]?.known ?? 0 }.min() ?? 0)
    case .other: return .blank
    }
  }
}
