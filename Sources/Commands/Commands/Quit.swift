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
      At the prompt Ctrl-D leaves too. What you did is kept, and iapt resume brings it back; both ask only about what \
      is not kept: what cells did that began with a blank, or all of it where sessions are not kept, unless save \
      session has written it. In a script quit ends the script.
      """
    ],
    arguments: [],
    examples: [.init("quit", "done")]
  ) { _ in Quit() }
}
