import Engine

/// `describe`: what columns a table has, or what one column holds.
struct Describe: Action {
  var data: Name?
  var column: Name?

  func check(_ scope: inout Scope) throws {
    let data = try scope.data(data)
    if let column { try scope.require([column], in: data) }
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    let view = try run.workspace.view(of: data, run.work)
    if let column {
      try describe(column, of: view, &run)
    } else {
      try overview(of: view, &run)
    }
    if case .table(let name) = data, let table = run.workspace.tables[name] {
      run.noticeProblems(of: [table])
    }
  }

  private func overview(of view: View, _ run: inout Run) throws {
    var rows: [[Cell]] = []
    for name in view.frame.columnNames {
      let column = try view.column(name, run.work)
      rows.append([
        .label(name), .label(column.type.rawValue), .count(column.missingCount),
        try column.distinctCell(run.workspace.policy, run.work),
      ])
    }
    run.table(
      TableOutput(
        name: "columns", title: "Columns of \(view.label)",
        headers: [
          Header("column", isText: true), Header("type", isText: true), Header("missing"), Header("distinct"),
        ], rows: rows))
  }

  private func describe(_ column: Name, of view: View, _ run: inout Run) throws {
    let values = try view.column(column.text, run.work, span: column.span)
    let total = values.count
    let threshold = run.workspace.policy.enough
    let title = "\(column.text): \(values.type.rawValue), \(view.label)"
    func measures(_ more: [(name: String, cell: Cell)], notes: [String] = []) throws {
      let rows: [[Cell]] = [
        [.label("rows"), .count(total)], [.label("missing"), .count(values.missingCount)],
        [.label("distinct values"), try values.distinctCell(run.workspace.policy, run.work)],
      ]
      run.table(
        TableOutput(
          name: "column", title: title, headers: [Header("measure", isText: true), Header("value")],
          rows: rows + more.map { [.label($0.name), $0.cell] }, notes: notes))
    }
    if values.type == .integer || values.type == .decimal {
      let summary = try values.numericSummary(run.work)
      let support = run.workspace.policy.isOpen ? nil : try values.numberSupport(run.work)
      func shown(_ value: Double?) -> Cell {
        guard let value, let summary else {
          return .absent("fewer than two values", rows: total - values.missingCount)
        }
        guard value.isFinite else { return .unavailable("too large for a number") }
        return .location(
          value, spread: summary.deviation, least: support?.least ?? summary.count, support?.concentration)
      }
      try measures([("mean", shown(summary?.mean)), ("standard deviation", shown(summary?.deviation))])
      return
    }
    let counts = try values.levelCounts(run.work)
    guard counts.count <= 100 else {
      try measures([], notes: ["values are not listed: there are too many to be categories"])
      return
    }
    // A value that few rows have may be a name or a postcode: it is not shown, a flag's yes and no are.
    let rare = values.type == .flag ? 0 : counts.count(where: { $0.rows < threshold })
    var rows =
      counts
      .filter { rare == 0 || $0.rows >= threshold }
      .map { [Cell.label($0.level), .count($0.rows), .proportion($0.rows, of: total)] }
    if rare > 0 { rows.append([.label("(values that few rows have)"), .suppressed, .suppressed]) }
    rows.append([
      .label("(missing)"), .count(values.missingCount), .proportion(values.missingCount, of: total),
    ])
    var table = TableOutput(
      name: "column", title: title,
      headers: [Header("level", isText: true), Header("rows"), Header("share")], rows: rows)
    table.declare(whole: total, of: rows.indices.map { .init($0, 1) })
    run.table(table)
  }
}

extension Column {
  /// How many different values there are: of an identifier a count of people, otherwise the number of its levels.
  /// Of few rows it would tell how many there are, or that all are alike.
  func distinctCell(_ policy: DisclosurePolicy, _ work: Work) throws -> Cell {
    let distinct = try distinctCount(work)
    let known = count - missingCount
    if !policy.isOpen, policy.isFew(known) { return .suppressed }
    let isIdentifier = distinct > Segment.mostLevels || distinct > 2 && distinct * 2 > known
    return isIdentifier ? .count(distinct) : .integer(distinct)
  }
}

extension Command {
  static let describe = Command(
    "describe", "say what columns hold: of a table, by group, and where values are missing", role: .shows,
    usage: [
      "describe [TABLE|cohort [COLUMN]]", "describe [COLUMN {, COLUMN}] by COLUMN [in TABLE]",
      "describe missing [COLUMN {, COLUMN}] [by OUTCOME] [in TABLE]",
    ],
    details: [
      "Of a category the levels with their counts, of a number its mean and standard deviation. No single value is shown.",
      """
      With by it makes the first table of a paper: counts and shares of levels, mean, SD, median and quartiles of \
      numbers, missing values, over all rows and within each group, and the standardised difference between the groups \
      (of more than two the largest). Without columns it takes the recipe's predictors and dimensions, or every column \
      of the table. There are no p-values: they tell how many rows there are more than how much groups differ, and \
      STROBE advises against them here (item 14).
      """,
      """
      describe missing gives the missing values of each column, the columns that are missing together, and with by an \
      outcome how often it happened where a value is missing and where it is not.
      """,
    ],
    arguments: [
      .init(.positional, .data, "the table, or cohort"), .init(.positional, .column, "one column"),
      .init(.clause("by"), .column, "the groups, or behind missing the outcome"),
      .init(.clause("in"), .data, "the table"),
      .init(.option("missing"), .none, "where values are missing"),
    ],
    examples: [
      .init("describe birthwt", "every column", after: "load birthwt from \"$fixtures/birthwt.csv\""),
      .init("describe birthwt race", "one column", after: "load birthwt from \"$fixtures/birthwt.csv\""),
      .init(
        "describe age, lwt, smoke by low in birthwt", "some columns within groups",
        after: "load birthwt from \"$fixtures/birthwt.csv\""),
      .init(
        "describe by recovery", "the cohort's predictors and dimensions by outcome",
        after: "load demo rows=20000 seed=7\nclean with talking-therapies"),
      .init(
        "describe missing by recovery", "missing values, together and against an outcome",
        after: "load demo rows=20000 seed=7\nclean with talking-therapies"),
    ]
  ) { parser in try parser.describe() }
}

extension Parser {
  fileprivate mutating func describe() throws -> any Action {
    guard !isAtEnd else { return Describe(data: nil, column: nil) }
    if at(word: "by") { return try describeBy([]) }
    if try take(word: "missing") { return try describeMissing() }
    offer(.name(.column, .name))
    let data = try name(.data)
    if isAtEnd { return Describe(data: data, column: nil) }
    // A column begins as a table does.
    let isBy = current.kind == .word && current.text.lowercased() == "by"
    if at(",") || at(".") || isBy {
      expectations?.data = nil
      return try describeBy(try columns(after: data))
    }
    return Describe(data: data, column: try column())
  }

  /// Further columns behind a name already read, which may be the first half of one.
  private mutating func columns(after first: Name) throws -> [Name] {
    var names = [first]
    if at("."), current.span.start == first.span.end {
      try take()
      let second = try name(.columnOf(first.text), Command.Kind.column.noun)
      names = [Name(text: "\(first.text).\(second.text)", span: first.span.union(second.span))]
    }
    while try take(",") { names.append(try column()) }
    return names
  }

  private mutating func describeBy(_ columns: [Name]) throws -> DescribeBy {
    try expect(word: "by")
    let by = try column()
    let data = try take(word: "in") ? try name(.data) : nil
    return DescribeBy(columns: columns, by: by, data: data)
  }

  private mutating func describeMissing() throws -> DescribeMissing {
    var result = DescribeMissing(columns: [])
    if !isAtEnd, !at(word: "by"), !at(word: "in") { result.columns = try columns() }
    try clauses(["by", "in"], of: "describe missing") { clause, parser in
      if clause == "in" {
        result.data = try parser.name(.data)
      } else {
        result.outcome = try parser.outcome()
      }
    }
    return result
  }
}
