import Engine
import Foundation

/// `show`: a recipe's text, parameters or settings, or what a cell printed.
struct Show: Action {
  enum Subject: Sendable {
    case recipe(Value)
    case parameters
    case settings
    case cell(Value)
  }

  var subject: Subject

  func check(_ scope: inout Scope) throws {
    switch subject {
    case .recipe(let name): _ = try Recipes.find(name, scope.recipes, scope)
    case .cell(let number): _ = try number.whole("the cell", 0...Int.max, scope)
    case .parameters, .settings: break
    }
  }

  func run(_ run: inout Run) throws {
    let workspace = run.workspace
    switch subject {
    case .cell(let number): try show(number, &run)
    case .recipe(let name): run.text(try Recipes.find(name, workspace.recipes, workspace).source)
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
          ]))
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
      cell.isUndone ? ", taken back since" : cell.status == .finished ? "" : ", \(cell.status.rawValue)"
    run.passed.append(
      Gate(policy).pass(
        .notice("Out [\(wanted)]\(state): \(cell.headline())\(cell.outputs.isEmpty ? ": no output" : "")")))
    run.passed += cell.outputs
  }
}

extension Command {
  static let show = Command(
    "show", "print a recipe, the parameters, the settings, or again what a cell printed", role: .shows,
    usage: ["show recipe NAME", "show parameters", "show settings", "show N"],
    details: [
      """
      show N prints the outputs of cell N again; nothing runs. They are as they passed disclosure control then: where \
      a stricter policy has come into force since, they are not shown.
      """
    ],
    arguments: [
      .init(.clause("recipe"), .recipe, "a recipe's text"),
      .init(.option("parameters"), .none, "their values"),
      .init(.option("settings"), .none, "what set can change"),
      .init(.positional, .number, "a cell's number"),
    ],
    examples: [
      .init("show recipe nhs-2022", "exactly what clean does"), .init("show settings", "what is in force"),
    ]
  ) { parser in
    if try parser.take(word: "recipe") { return Show(subject: .recipe(try parser.value("a recipe"))) }
    if try parser.take(word: "parameters") { return Show(subject: .parameters) }
    if try parser.take(word: "settings") { return Show(subject: .settings) }
    if parser.current.kind == .number { return Show(subject: .cell(try parser.value("a cell's number"))) }
    throw parser.expected(["recipe", "parameters", "settings", "a cell's number"])
  }
}
