import Commands
import Engine

extension TutorialRun {
  /// What can be said to a tutorial while it runs, each with what it does.
  static let words: [(name: String, summary: String)] = [
    ("next", "go on when the step is done"), ("hint", "a hint; again for the next one"),
    ("answer", "show what does it"), ("skip", "show it, do it, and go on"),
    ("back", "the step before, from its own beginning"), ("list", "the steps, and which are done"),
    ("quit", "leave the tutorial; your own session comes back"),
  ]

  /// The word a line is, when it is one and nothing else.
  static func word(_ line: String) -> String? {
    let parts = line.split(whereSeparator: \.isWhitespace)
    guard parts.count == 1, let word = parts.first?.lowercased() else { return nil }
    return words.contains { $0.name == word } ? word : nil
  }

  /// The words that begin as a line does; `quit` is a command of the language too.
  static func completions(of line: some Collection<UInt8>) -> [Interpreter.Completion] {
    let typed = String(decoding: line, as: UTF8.self).lowercased()
    return words.filter { $0.name.hasPrefix(typed) && $0.name != "quit" }
      .map { Interpreter.Completion(text: $0.name, summary: $0.summary) }
  }

  /// Does what a word says.
  mutating func word(_ word: String, _ session: inout Session, _ work: Work) -> Reply {
    guard let step else { return Reply(leaves: true) }
    switch word {
    case "next":
      if isPassed(session) { return pass(&session, work, "") }
      if done.contains(step.id) { return advance(&session, work) }
      return .said("This step is not done yet. `hint` helps; `skip` does it for you and goes on.")
    case "hint":
      let number = min(hintsGiven, step.hints.count - 1)
      hintsGiven = number + 1
      let last = hintsGiven == step.hints.count ? " That was the last; `answer` shows the answer." : ""
      let hint = TutorialText.filled(step.hints[number], in: session.workspace)
      return .said("Hint \(hintsGiven) of \(step.hints.count): \(hint)\(last)")
    case "answer": return .said("This does it:", code(step.answer), "Type it, or `skip` does it for you.")
    case "skip": return skip(step, &session, work)
    case "back":
      guard index > 0 else { return .said("This is the first step.", text(session)) }
      return begin(at: index - 1, &session, work)
    case "list": return .said(list)
    default: return Reply(leaves: true)
    }
  }

  /// Shows the answer, runs it and goes on; where it does not work as things are, from the step's own beginning.
  private mutating func skip(_ step: Tutorial.Step, _ session: inout Session, _ work: Work) -> Reply {
    var reply = Reply.said("The answer:", code(step.answer))
    for isRestored in [false, true] where reply.outputs.isEmpty || !isPassed(session) {
      if isRestored { _ = prepare(&session, work) }
      var copy = session
      var outputs: [Gated] = []
      let ending = copy.run(step.answer, Interpreter.parse(step.answer), work) { outputs.append($0) }
      if case .interrupted = ending { return .said("Stopped; you are still at this step.") }
      let after = self
      if after.isPassed(copy) {
        session = copy
        reply.outputs = outputs
        break
      }
    }
    let next = pass(&session, work, "")
    reply.after = next.text
    reply.leaves = next.leaves
    return reply
  }

  private func code(_ statements: String) -> String {
    statements.split(separator: "\n").map { "    \($0)" }.joined(separator: "\n")
  }

  /// The steps with a mark for those done, and where one is.
  private var list: String {
    let lines = tutorial.steps.enumerated().map { number, step in
      let mark = number == index ? ">" : done.contains(step.id) ? "x" : " "
      return "    \(mark) \(String(number + 1).count == 1 ? " " : "")\(number + 1)  \(step.title)"
    }
    return """
      \(tutorial.title): x is done, > is where you are.

      \(lines.joined(separator: "\n"))

      `tutorial \(tutorial.name) from 3` goes to step 3; `quit` leaves the tutorial.
      """
  }
}
