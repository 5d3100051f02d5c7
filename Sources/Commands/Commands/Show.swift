import Engine
import Foundation

/// `show`: a recipe's text, parameters, settings, rows of synthetic data, or what a cell printed.
struct Show: Action {
  enum Subject: Sendable {
    case recipe(Value)
    case plan(Value?)
    case parameters
    case settings
    case rows(of: Name, first: Value?)
    case cell(Value)
  }

  /// Rows shown unless said otherwise.
  static let usualRows = 10

  var subject: Subject

  func check(_ scope: inout Scope) throws {
    switch subject {
    case .recipe(let name): _ = try Recipes.find(name, scope.recipes, scope)
    case .plan(let name):
      if name == nil, scope.cohort != nil { break }
      _ = try PlanTable.planned(name, scope.recipes, scope.tables.mapValues { Schema($0) }, scope)
    case .rows(let name, let first):
      _ = try scope.data(name)
      _ = try first?.whole("first", 1...Show.mostRows, scope)
    case .cell(let number): _ = try number.whole("the cell", 0...Int.max, scope)
    case .parameters, .settings: break
    }
  }

  func run(_ run: inout Run) throws {
    let workspace = run.workspace
    switch subject {
    case .cell(let number): try show(number, &run)
    case .recipe(let name): run.text(try Recipes.find(name, workspace.recipes, workspace).source)
    case .plan(let name):
      let (recipe, steps) = try PlanTable.steps(name, workspace)
      run.table(PlanTable.table(recipe, steps, workspace))
    case .parameters:
      run.table(
        TableOutput(
          name: "parameters", title: "Parameters",
          headers: [
            Header("parameter", isText: true), Header("value", isText: true), Header("choices", isText: true),
          ],
          rows: workspace.parameters.map {
            [.label($0.key), .label($0.value.value), .label($0.value.choices.joined(separator: ", "))]
          }))
    case .settings:
      run.table(
        TableOutput(
          name: "settings", title: "Settings",
          headers: [Header("setting", isText: true), Header("value", isText: true)],
          rows: [
            [.label("disclosure"), .label("\(workspace.policy.name): \(workspace.policy.summary)")],
            [.label("seed"), .label(String(workspace.settings.seed))],
            [
              .label("missing"),
              .label(workspace.settings.missing.map { "\"\($0)\"" }.joined(separator: " ")),
            ],
            [.label("width"), .label(workspace.settings.display.width.map(String.init) ?? "auto")],
            [.label("digits"), .label(workspace.settings.display.digits.map(String.init) ?? "auto")],
            [.label("pager"), .label(workspace.settings.display.pager ? "on" : "off")],
            [.label("timing"), .label(workspace.settings.display.timing ? "on" : "off")],
          ]))
    case .rows(let name, let first):
      let count = try first?.whole("first", 1...Show.mostRows, workspace) ?? Show.usualRows
      run.table(try preview(name, count, run))
    }
  }

  /// What a cell printed, as it passed the gate then; where a stricter policy has come into force it stays hidden.
  private func show(_ number: Value, _ run: inout Run) throws {
    let wanted = try number.whole("the cell", 0...Int.max, run.workspace)
    let cells = run.context.cells.filter { $0.status != .running }
    guard let cell = cells.first(where: { $0.number == wanted }) else {
      throw CommandError(.session(.noSuchCell(wanted, there: cells.last?.number ?? 0)), number.span)
    }
    let policy = run.workspace.policy
    if let weaker = cell.outputs.first(where: { $0.hasFigures && policy.isStricter(than: $0.policy) }) {
      throw CommandError(.session(.shownUnder(wanted, weaker.policy.name, now: policy.name)), number.span)
    }
    let state =
      (cell.status == .finished ? "" : ", \(cell.status.rawValue)")
      + (cell.isUndone ? ", taken back since" : "")
    run.passed.append(
      Gate(policy).pass(
        .notice("Out [\(wanted)]\(state): \(cell.headline())\(cell.outputs.isEmpty ? ": no output" : "")")))
    run.passed += cell.outputs
  }
}

extension Command {
  static let show = Command(
    "show",
    "print a recipe or its plan, the parameters, the settings, rows of synthetic data, or a cell's results again",
    role: .shows,
    usage: [
      "show recipe NAME", "show plan [RECIPE]", "show parameters", "show settings",
      "show [rows of] TABLE [first N]", "show N",
    ],
    details: [
      """
      show plan lists what clean does, in the order in which it does it, and which columns it reads of which file: of \
      the cohort there is, with the rows after each step and, with set timing on, its time; of a recipe that has not \
      run, what it would do with the tables that are loaded.
      """,
      """
      Rows are shown of synthetic data only, 10 unless said otherwise: rows of people's data are what disclosure \
      control is there to keep in. set disclosure none shows them too, on this screen.
      """,
      """
      show N prints the outputs of cell N again, of one that failed also its error; nothing runs. They are as they passed disclosure control then: where \
      a stricter policy has come into force since, they are not shown.
      """,
    ],
    arguments: [
      .init(.clause("recipe"), .recipe, "a recipe's text"),
      .init(.clause("plan"), .recipe, "what clean does, step by step"),
      .init(.option("parameters"), .none, "their values"),
      .init(.option("settings"), .none, "what set can change"),
      .init(.option("rows of"), .none, "rows of synthetic data"),
      .init(.positional, .synthetic, "a table of synthetic data"),
      .init(.clause("first"), .number, "how many rows"),
      .init(.positional, .number, "a cell's number"),
    ],
    examples: [
      .init("show recipe nhs-2022", "exactly what clean does"), .init("show settings", "what is in force"),
      .init("show plan nhs-2022", "what it would do", after: "load demo rows=200 seed=7"),
      .init("show patients first 3", "rows of demo data", after: "load demo rows=200 seed=7"),
    ]
  ) { parser in
    if try parser.take(word: "recipe") { return Show(subject: .recipe(try parser.value(.recipe))) }
    if try parser.take(word: "plan") {
      return Show(subject: .plan(parser.isAtEnd ? nil : try parser.value(.recipe)))
    }
    if try parser.take(word: "parameters") { return Show(subject: .parameters) }
    if try parser.take(word: "settings") { return Show(subject: .settings) }
    if parser.current.kind == .number { return Show(subject: .cell(try parser.value("a cell's number"))) }
    guard parser.isAtCursor || parser.current.kind == .word || parser.current.kind == .quotedName else {
      throw parser.expected(["recipe", "plan", "parameters", "settings", "a table", "a cell's number"])
    }
    if try parser.take(word: "rows") { try parser.expect(word: "of") }
    let table = try parser.name(.synthetic, "a table")
    let first = try parser.take(word: "first") ? try parser.value(.number, "how many rows") : nil
    return Show(subject: .rows(of: table, first: first))
  }
}
