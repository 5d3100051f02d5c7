import Commands
import Engine

/// Plays a tutorial as a strict learner would: what its author promised must hold at every step.
enum TutorialCheck {
  /// What does not hold, each with its line; empty for a sound tutorial. Works in the current directory.
  static func faults(in tutorial: Tutorial, folder: TutorialFolder?) -> [TutorialError] {
    var found: [TutorialError] = []
    var played = TutorialRun(tutorial, folder: folder)
    for index in tutorial.steps.indices {
      let step = tutorial.steps[index]
      func fault(_ message: String, _ line: Int? = nil) {
        found.append(
          TutorialError(
            file: tutorial.name + ".md", line: line ?? step.line, message: "\(step.id): \(message)"))
      }
      /// The step begun anew, and what came of typing something.
      func typed(_ text: String) -> (run: TutorialRun, session: Session, reply: TutorialRun.Reply) {
        folder?.clear(for: tutorial)
        var run = played
        var session = Session()
        _ = run.begin(at: index, &session, .unattended)
        let ending = session.run(text, Interpreter.parse(text), .unattended) { _ in }
        let reply = run.entered(text, ending, &session, .unattended)
        return (run, session, reply)
      }
      folder?.clear(for: tutorial)
      var session = Session()
      let first = played.begin(at: index, &session, .unattended)
      for text in [first.text] + step.hints.map({ TutorialText.filled($0, in: session.workspace) })
      where text.contains(TutorialText.unknown) {
        fault("a figure of its text cannot be worked out")
      }
      if played.isPassed(session) { fault("its test holds before the answer") }
      if let needs = step.needs, !needs.holds(in: session.workspace) {
        fault("what it needs does not hold when it begins")
      }
      for answer in [step.answer] + step.also {
        let (run, session, reply) = typed(answer)
        if run.index != index + 1 {
          let why = session.cells.last?.status == .failed ? " (it fails)" : ""
          fault("it does not accept: \(answer)\(why)")
        }
        if reply.text.contains(TutorialText.unknown) {
          fault("a figure of what is said after it cannot be worked out")
        }
      }
      let plain = Set(([step.answer] + step.also).map(Interpreter.normalised))
      if plain.count < 1 + step.also.count { fault("two of its answers are the same") }
      for wrong in step.wrong {
        let (run, session, reply) = typed(wrong.example)
        if run.index != index { fault("it accepts the wrong answer: \(wrong.example)", wrong.line) }
        let said = TutorialText.filled(wrong.reply, in: session.workspace)
        if !reply.text.contains(said) {
          fault("the wrong answer does not get its reply: \(wrong.example)", wrong.line)
        }
      }
    }
    return found
  }
}
