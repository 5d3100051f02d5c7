import Commands
import Engine
import Foundation

/// The prompt on a terminal: reads cells, runs them, shows what came out.
public struct Repl {
  var session = Session()
  let screen = Screen()
  private let version: String
  /// The tutorial under way, if one is.
  var tutorial: TutorialAtPrompt?
  var progress = TutorialProgress()
  /// What to begin with.
  private let opening: Request?

  /// Makes a prompt; `version` is shown in its first line. `tutorial` is begun at once, at a step if one is named.
  public init(version: String, parameters: [String: String] = [:], opening: Request? = nil) {
    self.version = version
    self.opening = opening
    session.workspace.overrides = parameters
  }

  /// Reads and runs until the user leaves. The exit status.
  public mutating func run() -> Int32 {
    Terminal.useUTF8()
    Interrupt.install(exitsOnSecond: false)
    Interrupt.installTerminalSignals()
    var reader = CellReader(screen)
    screen.say("iapt \(version)\nType help for the commands, Tab to complete, quit or Ctrl-D to leave.\n\n")
    reader.loadHistory()
    if case .tutorial(let name, let step)? = opening { begin(name, from: step) }
    defer { leaveTutorial(saying: "") }
    var hasAsked = false
    while true {
      reader.label = tutorial?.run.label
      switch reader.read(number: session.nextNumber, session.workspace) {
      case .nothing: continue
      case .killed:
        screen.say("\n")
        return ExitStatus.killed
      case .end:
        screen.say("\n")
        if tutorial != nil {
          tell("quit")
          continue
        }
        guard let loss = session.workspace.unsavedWork, !hasAsked else { return ExitStatus.success }
        hasAsked = true
        screen.say("leave? unsaved work would be lost: \(loss); Ctrl-D again leaves\n")
      case .cell(let parsed, let text, let lines):
        hasAsked = false
        if tutorial != nil, let word = TutorialRun.word(text) {
          tell(word)
          continue
        }
        reader.remember(text, parsed)
        if case .complete(let statements) = parsed, statements.isEmpty { continue }
        if execute(parsed, text, lines: lines) { return ExitStatus.success }
      }
    }
  }

  /// Runs a cell; true when the user asked to leave.
  private mutating func execute(_ parsed: Interpreter.Parsed, _ text: String, lines: Int) -> Bool {
    let number = session.nextNumber
    let screen = screen
    let display = session.workspace.settings.display
    Interrupt.reset()
    let ending = session.run(text, parsed, screen.beginCell()) { screen.output($0, display) }
    switch ending {
    case .finished: break
    case .quit:
      screen.endCell()
      guard tutorial != nil else { return true }
      leaveTutorial(saying: Repl.left)
      return false
    case .failed(let diagnostic):
      let echoed = screen.hasShown ? nil : echoedColumns(diagnostic, text, lines, number)
      screen.error(diagnostic, in: text, echoed: echoed)
    case .interrupted(let diagnostic):
      screen.show("\n")
      screen.error(diagnostic, in: text, echoed: nil)
    }
    screen.endCell()
    screen.say("\n")
    if case .finished = ending, case .tutorial(let name, let step)? = session.asked {
      begin(name, from: step)
    } else {
      watch(text, ending)
    }
    return screen.isBroken
  }

  /// How far to the right the wrong line stands on the screen, when it is the last thing there.
  private func echoedColumns(
    _ diagnostic: Diagnostic, _ text: String, _ typed: Int, _ number: Int
  ) -> Int? {
    let prompt = Prompt.first(number, tutorial?.run.label).utf8.count
    guard diagnostic.source == nil, let span = diagnostic.span, let columns = Terminal.columns(STDERR_FILENO),
      Terminal.columns(STDOUT_FILENO) != nil
    else { return nil }
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    let position = Position(of: span.start, in: SourceText(name: "", text: text))
    // A pasted cell stands there without continuation prompts, a wrapped line on several rows.
    guard position.line == lines.count, lines.count == typed, let last = lines.last, !last.contains("\t"),
      prompt + DisplayWidth.of(String(last)) < columns
    else { return nil }
    return prompt
  }
}
