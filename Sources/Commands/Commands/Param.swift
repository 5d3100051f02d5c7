import Engine

/// `param`: a named value that can be given from outside.
struct Param: Action {
  var name: Name
  var fallback: Value
  var choices: [Value]

  func check(_ scope: inout Scope) throws {
    scope.parameters[name.text] = try parameter(scope.overrides, scope)
  }

  func run(_ run: inout Run) throws {
    run.workspace.parameters[name.text] = try parameter(run.workspace.overrides, run.workspace)
  }

  private func parameter(_ overrides: [String: String], _ parameters: some ParameterSource) throws
    -> Parameter
  {
    let value = try overrides[name.text] ?? fallback.resolved(parameters)
    let choices = try choices.map { try $0.resolved(parameters) }
    if choices.isEmpty { return Parameter(value: value, choices: []) }
    guard case .found(let index) = Names.find(value, in: choices) else {
      let isGiven = overrides[name.text] != nil
      throw CommandError(
        .notAChoice(value, parameter: name.text, choices: choices, isGiven: isGiven),
        isGiven ? name.span : fallback.span)
    }
    return Parameter(value: choices[index], choices: choices)
  }
}

extension Command {
  static let param = Command(
    "param", "name a value that can be given from outside", role: .changes,
    usage: ["param NAME = VALUE [choose VALUE {, VALUE}]"],
    details: [
      """
      $NAME stands for the value in later statements and inside quoted text; it is put in as it is and never parsed \
      again. iapt run script.iapt --param NAME=VALUE gives another value; with choose it must be one of those.
      """
    ],
    arguments: [
      .init(.positional, .name, "the name"), .init(.clause("choose"), .none, "the values allowed"),
    ],
    examples: [.init("param gender = All choose All, Male, Female", "a drop-down")]
  ) { parser in
    let name = try parser.name(.parameter, "a parameter's name")
    let value = try parser.valueAfterEquals(.choice(of: name.text))
    var choices: [Value] = []
    if try parser.take(word: "choose") {
      choices = try parser.list { try $0.value(.choice(of: name.text), "a choice") }
    }
    return Param(name: name, fallback: value, choices: choices)
  }
}
