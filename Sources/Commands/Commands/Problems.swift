import Engine

/// `problems`: what was found wrong with the data.
struct ProblemsAction: Action {
  var table: Name?

  func check(_ scope: inout Scope) throws {
    if let table { _ = try scope.tableName(table) }
  }

  func run(_ run: inout Run) throws {
    var tables = Array(run.workspace.tables.values)
    if let table {
      let name = try run.workspace.tableName(table)
      tables = tables.filter { $0.name == name }
    }
    guard !tables.isEmpty else { throw CommandError(.nothingLoaded) }
    let problems = tables.flatMap { table in table.source.problems().map { (table.name, $0) } }
    guard !problems.isEmpty else {
      run.notice("no problems found in what has been read so far")
      return
    }
    run.table(
      TableOutput(
        name: "problems", title: "Problems in the data read so far",
        headers: [
          Header("table", isText: true), Header("file", isText: true), Header("line"),
          Header("column", isText: true), Header("expected", isText: true), Header("found", isText: true),
          Header("times"),
        ],
        rows: problems.map { table, problem in
          [
            .label(table), .label(problem.file), .integer(problem.line),
            problem.column.map(Cell.label) ?? .blank, .label(problem.expected),
            .label(problem.kind.rawValue), .count(problem.count),
          ]
        }, notes: ["line: the first line where it occurs; the header is line 1"]))
  }
}

extension Command {
  static let problems = Command(
    "problems", "show what was found wrong with the data", role: .shows,
    usage: ["problems [TABLE]"],
    details: [
      """
      Rows with too few or too many fields, bytes that are not UTF-8, quotes that do not close, headers that repeat, \
      and values that do not fit their declared type. Nothing is repaired: such values are missing. The value itself \
      is never shown.
      """
    ],
    arguments: [.init(.positional, .table, "one table only")],
    examples: [
      .init("problems", "every loaded table", after: "load birthwt from \"$fixtures/birthwt.csv\"")
    ]
  ) { parser in
    ProblemsAction(table: parser.isAtEnd ? nil : try parser.name(.table))
  }
}
