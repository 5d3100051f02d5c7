import Engine

/// `derive`: adds a column.
struct Derive: Action {
  var name: Name
  var expression: Expression
  var data: Name?

  func check(_ scope: inout Scope) throws {
    let data = try scope.data(data)
    var schema = try scope.schema(of: data)
    try scope.requireFree(name)
    try scope.requireNew(name, in: data)
    let typed = try expression.check(in: schema, arguments: scope.parameters.argumentKinds)
    schema = schema.deriving(name.text, type: typed.type, levels: typed.levels)
    switch data {
    case .cohort: scope.cohort?.columns = schema
    case .table(let table): scope.derived[table] = schema
    }
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    let column = try derive(data, in: &run.workspace, run.work)
    run.noteChange(of: data)
    run.notice("\(name.text): \(column.type.rawValue), derived in \(data.description)")
  }
}

extension Derive {
  /// Adds the column to the data and gives it back.
  private func derive(_ data: DataName, in workspace: inout Workspace, _ work: Work) throws -> Column {
    let arguments = workspace.parameters.asArguments
    if data == .cohort, let cohort = workspace.cohort {
      let derived = try cohort.deriving(name.text, expression, arguments: arguments, work)
      workspace.cohort = derived
      return try derived.frame.column(name.text, work)
    }
    let frame = try workspace.frame(of: data, work)
    let changed = try frame.deriving(name.text, expression, arguments: arguments, work)
    workspace.put(changed, for: data)
    return try changed.column(name.text, work)
  }
}

extension Workspace {
  /// Puts a changed frame of a table back.
  mutating func put(_ frame: Frame, for data: DataName) {
    if case .table(let name) = data { frames[name] = frame }
  }
}

extension Scope {
  /// Fails when a name is a table's column or the recipe's: what a model says must mean what it always meant.
  /// A column derived in the session may be derived anew.
  func requireNew(_ name: Name, in data: DataName) throws {
    let schema = try schema(of: data)
    guard case .found(let index) = Names.find(name.text, in: schema.entries.map(\.name)) else { return }
    if schema.entries[index].table != nil {
      throw CommandError(
        .nameTaken(name.text, by: "a column of \(schema.entries[index].table ?? "")"), name.span)
    }
    if data == .cohort, cohortNames.contains(name.text.lowercased()) {
      throw CommandError(.nameTaken(name.text, by: "a column of the recipe"), name.span)
    }
  }

  /// Fails when a name already belongs to a model.
  func requireFree(_ name: Name) throws {
    if models[name.text] != nil { throw CommandError(.nameTaken(name.text, by: "a model"), name.span) }
  }
}

extension Command {
  static let derive = Command(
    "derive", "add a column made from others", role: .changes,
    usage: ["derive NAME = EXPRESSION [in TABLE|cohort]"],
    details: [
      """
      Expressions know missing values: a comparison with one is unknown, and else says what unknown becomes. The \
      functions and forms are in docs/language.md and under help expressions.
      """
    ],
    arguments: [
      .init(.positional, .name, "the new name"), .init(.positional, .expression, "what it is"),
      .init(.clause("in"), .data, "the table, or cohort"),
    ],
    examples: [
      .init(
        "derive young = age < 20 in birthwt", "a flag", after: "load birthwt from \"$fixtures/birthwt.csv\"")
    ]
  ) { parser in
    let name = try parser.name(.name, "a new name")
    try parser.expect("=")
    let expression = try parser.expression()
    return Derive(
      name: name, expression: expression,
      data: try parser.take(word: "in") ? try parser.name(.data) : nil)
  }
}
