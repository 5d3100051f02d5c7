import Commands
import Engine
import Foundation

/// A tutorial at the prompt, and what waits for its end.
struct TutorialAtPrompt {
  var run: TutorialRun
  /// The user's own session, untouched until the tutorial is left.
  let own: Session
  /// The folder that was the working directory.
  let directory: String
}

extension Repl {
  /// Does what `tutorial` asked for: the list, or a tutorial from where it was left.
  mutating func begin(_ name: String?, from step: String?) {
    guard let name else { return screen.say(Tutorials.list(progress) + "\n") }
    let tutorial: Tutorial
    do throws(TutorialError) {
      tutorial = try Tutorials.find(name)
    } catch { return screen.note("error: \(error)\n\n") }
    let place = progress.place(in: tutorial)
    let resumed = place.step.flatMap { id in tutorial.steps.firstIndex { $0.id == id } }
    var index = resumed ?? 0
    if let step {
      guard let found = tutorial.index(of: step) else {
        let ids = tutorial.steps.map(\.id).joined(separator: ", ")
        return screen.note(
          "error: \(name) has no step \"\(step)\"\n  there are: 1 to \(tutorial.steps.count), or \(ids)\n\n")
      }
      index = found
    }
    if self.tutorial != nil { leaveTutorial(saying: "") }
    let folder = tutorial.files.isEmpty ? nil : TutorialFolder(for: tutorial)
    guard tutorial.files.isEmpty || folder != nil else {
      return screen.note(
        "error: cannot make a folder for the tutorial's files in \(NSTemporaryDirectory())\n\n")
    }
    let directory = FileManager.default.currentDirectoryPath
    folder?.enter()
    self.tutorial = TutorialAtPrompt(
      run: TutorialRun(tutorial, done: place.done, folder: folder), own: session, directory: directory)
    if step == nil, resumed != nil {
      say("You were at step \(index + 1): going on there. To begin again: `tutorial \(name) from 1`.")
    }
    let reply = withRun { $0.begin(at: index, &$1, $2) }
    show(reply)
    keepPlace()
    if reply.isInterrupted { leaveTutorial(saying: "Stopped. Your own session is as it was.") }
  }

  /// A word said to the tutorial.
  mutating func tell(_ word: String) {
    if word == "quit" { return leaveTutorial(saying: Repl.left) }
    let reply = withRun { $0.word(word, &$1, $2) }
    show(reply)
    keepPlace()
    if reply.leaves { leaveTutorial(saying: Repl.over) }
  }

  /// After a cell of a tutorial: whether it did the task.
  mutating func watch(_ source: String, _ ending: Session.Ending) {
    guard tutorial != nil else { return }
    let reply = withRun { $0.entered(source, ending, &$1, $2) }
    show(reply)
    keepPlace()
    if reply.leaves { leaveTutorial(saying: Repl.over) }
  }

  static let left = """
    You have left the tutorial, and your own session is as it was; `tutorial` goes on with it another time. \
    `quit` once more leaves iapt.
    """
  static let over = """
    The tutorial is over, and your own session is as it was. `tutorial` lists what else there is; `quit` leaves iapt.
    """

  /// Puts the user's own session back.
  mutating func leaveTutorial(saying text: String) {
    guard let ended = tutorial else { return }
    tutorial = nil
    session = ended.own
    if let folder = ended.run.folder {
      TutorialFolder.go(to: ended.directory)
      folder.remove()
    }
    if !text.isEmpty { say(text) }
  }

  private mutating func withRun(
    _ body: (inout TutorialRun, inout Session, Work) -> TutorialRun.Reply
  ) -> TutorialRun.Reply {
    guard var current = tutorial else { return TutorialRun.Reply() }
    Interrupt.reset()
    let reply = body(&current.run, &session, screen.beginCell())
    screen.endCell(nil, session.workspace.settings.display)
    tutorial = current
    return reply
  }

  private func show(_ reply: TutorialRun.Reply) {
    say(reply.text)
    guard !reply.outputs.isEmpty || !reply.after.isEmpty else { return }
    let display = session.workspace.settings.display
    _ = screen.beginCell()
    screen.output(reply.outputs, display)
    screen.endCell(nil, display)
    screen.say("\n")
    say(reply.after)
  }

  /// Says a text of the tutorial, laid out for the window.
  private func say(_ markdown: String) {
    guard !markdown.isEmpty else { return }
    let width = min(79, (Terminal.columns(STDOUT_FILENO) ?? 80) - 1)
    screen.say(TutorialText.laidOut(markdown, width: width, Terminal.style(STDOUT_FILENO)) + "\n")
  }

  private mutating func keepPlace() {
    guard let run = tutorial?.run else { return }
    let had = progress.trouble
    progress.keep(run.place, in: run.tutorial)
    if had == nil, let trouble = progress.trouble { screen.note("\(trouble)\n\n") }
  }
}
