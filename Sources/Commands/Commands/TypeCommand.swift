import Engine

/// `type`: says how columns are read.
struct Declare: Action {
  var columns: [Name]
  var type: ColumnType
  var table: Name?

  func check(_ scope: inout Scope) throws {
    for table in try declared(scope) { scope.forget(table.name, replacing: table) }
  }

  func run(_ run: inout Run) throws {
    for table in try declared(run.workspace) {
      run.replace(table)
      run.notice("\(table.name): \(columns.map(\.text).joined(separator: ", ")) read as \(type.rawValue)")
    }
  }

  /// The tables that have one of the columns, with it declared.
  private func declared(_ names: some DataNames) throws -> [Table] {
    var tables = Array(names.tables.values)
    if let table { tables = [names.tables[try names.tableName(table)]].compactMap { $0 } }
    guard !tables.isEmpty else { throw CommandError(.nothingLoaded) }
    var changed: [String: Table] = [:]
    for column in columns {
      var found = false
      for table in tables {
        var copy = changed[table.name] ?? table
        guard let index = try? copy.index(of: column.text) else { continue }
        copy.declaredTypes[copy.columnNames[index]] = type
        changed[table.name] = copy
        found = true
      }
      guard found else {
        throw NameError(
          .column, column.text, candidates: tables.flatMap(\.columnNames), span: column.span,
          place: tables.count == 1 ? tables[0].name : "any table")
      }
    }
    return tables.compactMap { changed[$0.name] }
  }
}

extension Command {
  static let type = Command(
    "type", "say how columns are read", role: .changes,
    usage: ["type COLUMN {, COLUMN} category|flag|date|integer|decimal [in TABLE]"],
    details: [
      """
      Without it a column's type comes from the recipe, else from reading all of its values. Values that do not fit \
      the type become missing and are listed by problems. Without in, every table that has the column is meant.
      """
    ],
    arguments: [
      .init(.positional, .tableColumn, "the columns"), .init(.positional, .type, "the type"),
      .init(.clause("in"), .table, "one table only"),
    ],
    examples: [
      .init(
        "type race, smoke category in birthwt", "numbers that are codes",
        after: "load birthwt from \"$fixtures/birthwt.csv\"")
    ]
  ) { parser in
    let columns = try parser.columns(.tableColumn)
    let types = ColumnType.allCases.map(\.rawValue)
    parser.offer(.name(.type, .name))
    guard parser.current.kind == .word, let type = ColumnType(rawValue: parser.current.text.lowercased())
    else {
      throw parser.expected(types)
    }
    try parser.take()
    let table = try parser.take(word: "in") ? try parser.name(.table) : nil
    return Declare(columns: columns, type: type, table: table)
  }
}
