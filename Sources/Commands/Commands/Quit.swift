import Engine

/// `quit`: leaves.
struct Quit: Action {
  func check(_ scope: inout Scope) {}
  func run(_ run: inout Run) { run.quits = true }
}

extension Command {
  static let quit = Command(
    "quit", "leave", role: .session,
    usage: ["quit"],
    details: [
      """
      At the prompt Ctrl-D leaves too; both ask once when there is a cohort, a model or a changed table that save \
      session has not written. In a script it ends the script.
      """
    ],
    arguments: [],
    examples: [.init("quit", "done")]
  ) { _ in Quit() }
}
