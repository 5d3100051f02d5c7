import Engine

/// `keep`: drops rows, with a line in the attrition table.
struct Keep: Action {
  var label: String
  var condition: Expression
  var data: Name?

  func check(_ scope: inout Scope) throws {
    let schema = try scope.schema(of: try scope.data(data))
    let typed = try condition.check(in: schema, arguments: scope.parameters.argumentKinds)
    if let type = typed.type, type != .flag {
      throw ExpressionError(.wrongType(operation: "keep", expected: [.flag], found: type), condition.span)
    }
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    let arguments = run.workspace.parameters.asArguments
    let line: AttritionLine
    if data == .cohort, let cohort = run.workspace.cohort {
      let kept = try cohort.keeping(label, condition, arguments: arguments, run.work)
      line = kept.attrition[kept.attrition.count - 1]
      run.workspace.cohort = kept
    } else {
      let frame = try run.workspace.frame(of: data, run.work)
      let flags = try condition.evaluate(in: frame, arguments: arguments, run.work)
      let kept = try frame.keeping(where: flags, run.work, span: condition.span)
      line = AttritionLine(kind: .keep, label: label, before: frame.rowCount, after: kept.rowCount)
      run.workspace.put(kept, for: data)
    }
    run.noteChange(of: data)
    let hadSample = try run.workspace.reselect(data, run.work)
    run.table(
      TableOutput(
        name: "attrition", title: "Rows of \(data.description)",
        headers: Array(Cohort.attritionHeaders.prefix(4)),
        rows: [Array(Cohort.attritionRow(line).prefix(4))],
        notes: hadSample ? ["the earlier sample no longer holds; sample again if one is wanted"] : []))
    if line.after == 0 { throw CommandError(.nothingKept(label)) }
  }
}

extension Command {
  static let keep = Command(
    "keep", "keep the rows where a condition is true, and count those dropped", role: .changes,
    usage: ["keep \"LABEL\" where EXPRESSION [in TABLE|cohort]"],
    details: [
      """
      A row where the condition is unknown is dropped; write else yes behind it to keep such rows. It works on all \
      rows, in and out of the segment; the segment stays as it was said, a sample ends.
      """
    ],
    arguments: [
      .init(.positional, .none, "a label for the attrition table, in quotes"),
      .init(.clause("where"), .expression, "the condition"),
      .init(.clause("in"), .data, "the table, or cohort"),
    ],
    examples: [
      .init(
        "keep \"first visits known\" where ftv is not missing in birthwt", "a line of attrition",
        after: "load birthwt from \"$fixtures/birthwt.csv\"")
    ]
  ) { parser in
    let label = try parser.label()
    try parser.expect(word: "where")
    let condition = try parser.expression()
    return Keep(
      label: label, condition: condition,
      data: try parser.take(word: "in") ? try parser.name(.data) : nil)
  }
}
