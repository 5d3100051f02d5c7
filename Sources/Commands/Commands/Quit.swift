import Engine

/// `quit`: leaves.
struct Quit: Action {
  func check(_ scope: inout Scope) {}
  func run(_ run: inout Run) { run.quits = true }
}

extension Command {
  static let quit = Command(
    "quit", "leave", role: .session,
    usage: ["quit"], details: ["In a script it ends the script. At the prompt Ctrl-D leaves too."],
    arguments: [],
    examples: [.init("quit", "done")]
  ) { _ in Quit() }
}
