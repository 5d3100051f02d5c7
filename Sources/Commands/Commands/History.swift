import Engine

/// `history`: the statements of this session.
struct History: Action {
  func check(_ scope: inout Scope) {}

  func run(_ run: inout Run) {
    let statements = run.context.cells.flatMap(\.statements).map(\.text)
    run.text(statements.isEmpty ? "nothing yet" : statements.joined(separator: "\n"))
  }
}

extension Command {
  static let history = Command(
    "history", "list the statements of this session", role: .session,
    usage: ["history"], arguments: [], examples: [.init("history", "oldest first")]
  ) { _ in History() }
}
