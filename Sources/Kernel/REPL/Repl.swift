import Commands
import Engine
import Foundation

/// The prompt on a terminal: reads cells, runs them, shows what came out.
public struct Repl {
  var session = Session(isInteractive: true)
  let screen = Screen()
  let keeper: SessionKeeper
  let version: String
  let initFile: InitFile?
  /// The tutorial under way, if one is.
  var tutorial: TutorialAtPrompt?
  var progress = TutorialProgress()
  /// What to begin with.
  private let opening: Request?

  /// Makes a prompt; `version` is shown in its first line. With `runsInit` the user's init file runs first; `opening`
  /// is a tutorial to begin at once.
  public init(
    version: String, parameters: [String: String] = [:], runsInit: Bool = true, opening: Request? = nil
  ) {
    self.version = version
    self.opening = opening
    initFile = runsInit ? .standard() : nil
    let screen = screen
    keeper = SessionKeeper(version: version, parameters: parameters) { screen.note($0 + "\n") }
    session.workspace.overrides = parameters
  }

  /// Reads and runs until the user leaves. The exit status.
  public mutating func run() -> Int32 { run(resuming: nil) }

  mutating func run(resuming stored: StoredSession?) -> Int32 {
    Terminal.useUTF8()
    Interrupt.install(exitsOnSecond: false)
    Interrupt.installTerminalSignals()
    session.confirm = { Repl.confirm($0) }
    var reader = CellReader(screen)
    screen.say("iapt \(version)\nType help for the commands, Tab to complete, quit or Ctrl-D to leave.\n\n")
    if let stored {
      replay(stored)
    } else if let line = keeper.brokenOff() {
      screen.tell(line + "\n\n")
    }
    reader.loadHistory()
    // What the init file did before is among the cells of a session that is resumed.
    let isOver = stored == nil && runsInitFile()
    if stored == nil { keeper.firstTyped = session.nextNumber }
    let status = isOver ? ExitStatus.success : converse(&reader)
    if let line = keeper.leave(session, orderly: status == ExitStatus.success) { screen.tell(line + "\n") }
    return status
  }

  /// Reads and runs cells until the user leaves or the program is ended.
  private mutating func converse(_ reader: inout CellReader) -> Int32 {
    if case .tutorial(let name, let step)? = opening { begin(name, from: step) }
    defer { leaveTutorial(saying: "") }
    while true {
      let edited = textToEdit()
      reader.label = tutorial?.run.label
      switch reader.read(number: session.nextNumber, session.workspace, editing: edited) {
      case .nothing: continue
      case .killed:
        screen.say("\n")
        return ExitStatus.killed
      case .end:
        if tutorial != nil {
          tell("quit")
          continue
        }
        if mayLeave() { return ExitStatus.success }
      case .cell(let parsed, let text, let lines):
        if tutorial != nil, let word = TutorialRun.word(text) {
          tell(word)
          continue
        }
        reader.remember(text)
        if case .complete(let statements) = parsed, statements.isEmpty { continue }
        let quits = execute(parsed, text, lines: lines)
        if screen.isBroken { return ExitStatus.success }
        if quits, mayLeave() { return ExitStatus.success }
      }
    }
  }

  /// True when leaving loses nothing, or the user says so; Ctrl-D once more does.
  private func mayLeave() -> Bool {
    guard let loss = keeper.loss(session) else { return true }
    return Repl.confirm("leave? \(loss)", atEnd: true)
  }

  /// Asks on the terminal; anything but yes is no. `atEnd`: what Ctrl-D answers, and a terminal that is gone.
  private static func confirm(_ question: String, atEnd: Bool = false) -> Bool {
    switch LineReader.read(question + Answer.choices) {
    case .line(let answer): return Answer.isYes(answer)
    case .killed:
      // The prompt that comes next must hear of it too.
      raise(SIGTERM)
      return false
    case .cleared: return false
    case .end: return atEnd
    }
  }

  /// What `edit` brought back: from the user's editor when it has several lines and there is one.
  private mutating func textToEdit() -> String {
    guard let cell = session.edited else { return "" }
    session.edited = nil
    guard cell.source.contains("\n"), let command = Editor.command else { return cell.source }
    do throws(Editor.Failure) {
      return try Editor.edit(cell.source, with: command)
    } catch {
      screen.note("\(command[0]) did not edit the cell: \(error.why)\n")
      return cell.source
    }
  }

  /// Runs a cell; true when the user asked to leave.
  private mutating func execute(_ parsed: Interpreter.Parsed, _ text: String, lines: Int) -> Bool {
    let number = session.nextNumber
    let screen = screen
    Interrupt.reset()
    // What is done in a tutorial is no part of the user's session.
    let isOwn = tutorial == nil
    if isOwn { keeper.begin(number, text) }
    let ending = session.run(text, parsed, screen.beginCell(statements: parsed.count)) {
      screen.output($0, $1)
    }
    show(ending, text, lines, number)
    if isOwn { keeper.end(session) }
    return follow(ending, text)
  }

  /// Shows how a cell ended.
  private func show(_ ending: Session.Ending, _ text: String, _ lines: Int, _ number: Int) {
    switch ending {
    case .finished: break
    case .quit: return screen.endCell(nil, session.workspace.settings.display)
    case .failed(let diagnostic):
      let echoed = screen.hasShown ? nil : echoedColumns(diagnostic, text, lines, number)
      screen.error(diagnostic, in: text, echoed: echoed)
    case .interrupted(let diagnostic):
      screen.release()
      // Over what the terminal itself has shown of the key, behind whatever stood there.
      screen.show("\r^C\n")
      screen.error(diagnostic, in: text, echoed: nil)
    }
    screen.endCell(session.cells.last, session.workspace.settings.display)
    screen.say("\n")
  }

  /// What a cell means to a tutorial; true when the user asked to leave the program.
  private mutating func follow(_ ending: Session.Ending, _ text: String) -> Bool {
    if case .quit = ending {
      guard tutorial != nil else { return true }
      leaveTutorial(saying: Repl.left)
    } else if case .finished = ending, case .tutorial(let name, let step)? = session.asked {
      begin(name, from: step)
    } else {
      watch(text, ending)
    }
    return false
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
    // A cell brought back on a plain terminal stands there in one row, a wrapped line on several.
    guard position.line == lines.count, lines.count == typed, let last = lines.last, !last.contains("\t"),
      prompt + DisplayWidth.of(String(last)) < columns
    else { return nil }
    return prompt
  }
}

extension Interpreter.Parsed {
  /// How many statements there are to run.
  var count: Int { if case .complete(let statements) = self { statements.count } else { 0 } }
}
