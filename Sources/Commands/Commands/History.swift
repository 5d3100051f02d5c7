import Engine

/// `history`: the statements of this session.
struct History: Action {
  func check(_ scope: inout Scope) {}

  func run(_ run: inout Run) {
    run.text(run.context.history.isEmpty ? "nothing yet" : run.context.history.joined(separator: "\n"))
  }
}

extension Command {
  static let history = Command(
    "history", "list the statements of this session",
    usage: ["history"], arguments: [], examples: [.init("history", "oldest first")]
  ) { _ in History() }
}
