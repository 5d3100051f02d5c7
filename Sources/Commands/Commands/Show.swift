import Engine
import Foundation

/// `show`: a recipe's text, parameters or settings.
struct Show: Action {
  enum Subject: Sendable {
    case recipe(Value)
    case parameters
    case settings
  }

  var subject: Subject

  func check(_ scope: inout Scope) throws {
    if case .recipe(let name) = subject { _ = try Recipes.find(name, scope.recipes, scope) }
  }

  func run(_ run: inout Run) throws {
    let workspace = run.workspace
    switch subject {
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
}

extension Command {
  static let show = Command(
    "show", "print a recipe, the parameters or the settings", role: .shows,
    usage: ["show recipe NAME", "show parameters", "show settings"],
    arguments: [
      .init(.clause("recipe"), .recipe, "a recipe's text"),
      .init(.option("parameters"), .none, "their values"),
      .init(.option("settings"), .none, "what set can change"),
    ],
    examples: [
      .init("show recipe nhs-2022", "exactly what clean does"), .init("show settings", "what is in force"),
    ]
  ) { parser in
    if try parser.take(word: "recipe") { return Show(subject: .recipe(try parser.value(.recipe))) }
    if try parser.take(word: "parameters") { return Show(subject: .parameters) }
    if try parser.take(word: "settings") { return Show(subject: .settings) }
    throw parser.expected(["recipe", "parameters", "settings"])
  }
}
