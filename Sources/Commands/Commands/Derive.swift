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
    let typed = try expression.check(in: schema, arguments: scope.parameters.argumentKinds)
    schema = schema.deriving(name.text, type: typed.type, levels: typed.levels)
    switch data {
    case .cohort: scope.cohort?.columns = schema
    case .table(let table): scope.derived[table] = schema
    }
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    let arguments = run.workspace.parameters.asArguments
    if data == .cohort, let cohort = run.workspace.cohort {
      run.workspace.cohort = try cohort.deriving(name.text, expression, arguments: arguments, run.work)
    } else {
      let frame = try run.workspace.frame(of: data, run.work)
      let column = try expression.evaluate(in: frame, arguments: arguments, run.work)
      run.workspace.put(frame.deriving(name.text, column), for: data)
    }
    let type = try run.workspace.frame(of: data, run.work).column(name.text, run.work).type
    run.notice("\(name.text): \(type.rawValue), derived in \(data.description)")
  }
}

extension Workspace {
  /// Puts a changed frame of a table back.
  mutating func put(_ frame: Frame, for data: DataName) {
    if case .table(let name) = data { frames[name] = frame }
  }
}

extension Scope {
  /// Fails when a name already belongs to a model.
  func requireFree(_ name: Name) throws {
    if models[name.text] != nil { throw CommandError(.nameTaken(name.text, by: "a model"), name.span) }
  }
}

extension Command {
  static let derive = Command(
    "derive", "add a column made from others",
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
    let name = try parser.name("a new name")
    try parser.expect("=")
    let expression = try parser.expression()
    return Derive(
      name: name, expression: expression,
      data: try parser.take(word: "in") ? try parser.name("a table") : nil)
  }
}
