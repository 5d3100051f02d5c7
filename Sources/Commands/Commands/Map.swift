import Engine

/// `map`: renames fields of a table.
struct Map: Action {
  var table: Name
  var pairs: [(old: Name, new: Name)]

  func check(_ scope: inout Scope) throws {
    let table = try renamed(scope)
    scope.forget(table.name, replacing: table)
  }

  func run(_ run: inout Run) throws {
    let table = try renamed(run.workspace)
    run.replace(table)
    run.notice("\(table.name): \(pairs.count) \(pairs.count == 1 ? "column" : "columns") renamed")
  }

  private func renamed(_ names: some DataNames) throws -> Table {
    let name = try names.tableName(table)
    guard let table = names.tables[name] else { throw CommandError(.nothingLoaded) }
    for pair in pairs { _ = try table.index(of: pair.old.text, span: pair.old.span) }
    do {
      return try table.renamed(pairs.map { (old: $0.old.text, new: $0.new.text) })
    } catch let error as TableError { throw Placed(error, pairs[0].new.span) }
  }
}

extension Command {
  static let map = Command(
    "map", "rename fields of a table, for data that use other names", role: .changes,
    usage: ["map TABLE OLD -> NEW {, OLD -> NEW}"],
    details: [
      """
      Recipes use the field names of the national data set. map gives a local extract those names; nothing is copied \
      or read again. All pairs are applied at once, so two names can be exchanged.
      """
    ],
    arguments: [
      .init(.positional, .table, "the table"),
      .init(.positional, .tableColumn, "the name it has; the new one stands behind ->"),
    ],
    examples: [
      .init(
        "map birthwt lwt -> weight_lb, low -> low_weight", "two fields renamed",
        after: "load birthwt from \"$fixtures/birthwt.csv\"")
    ]
  ) { parser in
    let table = try parser.name(.table)
    let pairs = try parser.list { parser in
      let old = try parser.name(.tableColumn)
      try parser.expect("->")
      return (old: old, new: try parser.name(.name, "a new name"))
    }
    return Map(table: table, pairs: pairs)
  }
}
