import Engine

/// `reset`: empties the session.
struct Reset: Action {
  func check(_ scope: inout Scope) throws { try scope.requirePrompt("reset") }

  func run(_ run: inout Run) {
    if run.workspace.digest == run.workspace.emptied.digest {
      run.notice("there is nothing to empty")
    } else {
      run.request = .reset
    }
  }
}

extension Command {
  static let reset = Command(
    "reset", "empty the session", role: .session,
    usage: ["reset"],
    details: [
      """
      Tables, cohort, models, parameters and settings go; it asks first. undo brings them back. It is for the prompt \
      and stands alone in its cell.
      """
    ],
    arguments: [],
    examples: [.init("reset", "as it was at the start", after: "set seed 7")]
  ) { _ in Reset() }
}
