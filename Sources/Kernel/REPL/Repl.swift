import Commands
import Engine
import Foundation
import Synchronization

/// The prompt on a terminal: reads cells, runs them, shows what came out.
public struct Repl {
  private var session = Session()
  private var history: HistoryFile?
  private var lastEntry: String?
  private let out = StandardOutput()
  private let progress = Terminal.columns(STDERR_FILENO).map(ProgressLine.init(columns:))
  private var errors: DiagnosticRenderer {
    DiagnosticRenderer(style: Terminal.style(STDERR_FILENO), width: Terminal.columns(STDERR_FILENO))
  }
  private let version: String

  // What Tab looks at: readline's callbacks capture nothing.
  private static let visible = Mutex((workspace: Workspace(), pending: ""))

  /// Makes a prompt; `version` is shown in its first line.
  public init(version: String, parameters: [String: String] = [:]) {
    self.version = version
    session.workspace.overrides = parameters
  }

  private enum Entry {
    /// A parsed cell with its text, typed in so many lines.
    case cell(Interpreter.Parsed, String, lines: Int)
    case nothing
    case end
    case killed
  }

  /// Reads and runs until the user leaves. The exit status.
  public mutating func run() -> Int32 {
    Terminal.useUTF8()
    Interrupt.install(exitsOnSecond: false)
    Interrupt.installTerminalSignals()
    LineReader.prepare { line, cursor in Repl.complete(line, cursor) }
    say("iapt \(version)\nType help for the commands, Tab to complete, quit or Ctrl-D to leave.\n\n")
    loadHistory()
    var hasAsked = false
    while true {
      Repl.visible.withLock { $0.workspace = session.workspace }
      switch readCell() {
      case .nothing: continue
      case .killed:
        say("\n")
        return ExitStatus.killed
      case .end:
        say("\n")
        guard let loss = unsaved, !hasAsked else { return ExitStatus.success }
        hasAsked = true
        say("leave? unsaved work would be lost: \(loss); Ctrl-D again leaves\n")
      case .cell(let parsed, let text, let lines):
        hasAsked = false
        if execute(parsed, text, lines: lines) { return ExitStatus.success }
      }
    }
  }

  /// What leaving would lose, in words.
  private var unsaved: String? { session.workspace.unsavedWork }

  // MARK: Reading

  /// Reads lines until they are a cell.
  private mutating func readCell() -> Entry {
    let number = session.cell + 1
    var text = ""
    var lines = 0
    while true {
      Repl.visible.withLock { $0.pending = text }
      let prompt = lines == 0 ? Prompt.first(number) : Prompt.next(number)
      switch LineReader.read(coloured(prompt)) {
      case .killed: return .killed
      case .cleared:
        return .nothing
      case .end:
        // Within a cell it takes back the cell, not the session.
        guard lines > 0 else { return .end }
        say("\n")
        return .nothing
      case .pasted(let pasted):
        // It scrolls by as a cell that is still open: Enter runs it, Ctrl-C forgets it.
        var pasted = pasted
        while pasted.hasSuffix("\n") { pasted.removeLast() }
        let shown = pasted.split(separator: "\n", omittingEmptySubsequences: false)
          .map { DisplayWidth.escapedKeepingLines(String($0)) }
        say(shown.joined(separator: "\n" + Prompt.next(number)) + "\n")
        text += (lines == 0 ? "" : "\n") + pasted
        lines += shown.count
      case .line(let line):
        text += (lines == 0 ? "" : "\n") + line
        lines += 1
        let parsed = Interpreter.parse(text)
        if case .incomplete = parsed { continue }
        // A paste often ends with a line end; it says nothing.
        while text.hasSuffix("\n") { text.removeLast() }
        return text.allSatisfy(\.isWhitespace) ? .nothing : .cell(parsed, text, lines: lines)
      }
    }
  }

  /// Escape sequences in a prompt stand between marks, so that readline does not count them.
  private func coloured(_ prompt: String) -> String {
    guard Terminal.style(STDOUT_FILENO).hasColour else { return prompt }
    return "\u{1}\u{1B}[32m\u{2}\(prompt)\u{1}\u{1B}[0m\u{2}"
  }

  private static func complete(_ line: String, _ cursor: Int) -> Completions {
    let (workspace, pending) = visible.withLock { $0 }
    let before = pending.isEmpty ? "" : pending + "\n"
    let shift = before.utf8.count
    let found = Interpreter.complete(before + line, cursor: shift + cursor, in: workspace)
    return Completions(start: found.start - shift, candidates: found.candidates)
  }

  // MARK: Running

  /// Runs a cell; true when the user asked to leave.
  private mutating func execute(_ parsed: Interpreter.Parsed, _ text: String, lines: Int) -> Bool {
    remember(text, parsed)
    if case .complete(let statements) = parsed, statements.isEmpty { return false }
    let number = session.beginCell()
    let renderer = TextRenderer(
      style: Terminal.style(STDOUT_FILENO), width: Terminal.columns(STDOUT_FILENO))
    var hasShown = false
    var spacing = Spacing()
    let (out, progress) = (out, progress)
    Interrupt.reset()
    progress?.begin()
    let work = Work(isCancelled: { Interrupt.isRequested }, report: { progress?.report($0) })
    let ending = session.execute(parsed, work) { gated in
      progress?.erase()
      hasShown = true
      if case .notice = gated.output {
        out.flush()
        StandardError.write(renderer.render(gated))
      } else {
        out.write(spacing.gap(before: gated) + renderer.render(gated))
      }
    }
    progress?.erase()
    switch ending {
    case .finished: break
    case .quit:
      out.flush()
      return true
    case .failed(let diagnostic):
      let source = SourceText(name: "", text: text)
      let echoed = hasShown ? nil : echoedColumns(diagnostic, text, lines, number)
      show(errors.interactive(diagnostic, in: source, echoed: echoed))
    case .interrupted(let diagnostic):
      show("\n" + errors.interactive(diagnostic, in: SourceText(name: "", text: text)))
    }
    say("\n")
    out.flush()
    return out.failure != 0
  }

  /// What belongs to the conversation and not to the results goes where the prompt is.
  private func say(_ text: String) {
    if isatty(STDOUT_FILENO) == 1 { out.write(text) } else { StandardError.write(text) }
  }

  private func show(_ text: String) {
    out.flush()
    StandardError.write(text)
  }

  /// How far to the right the wrong line stands on the screen, when it is the last thing there.
  private func echoedColumns(
    _ diagnostic: Diagnostic, _ text: String, _ typed: Int, _ number: Int
  ) -> Int? {
    let prompt = Prompt.first(number).utf8.count
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

  // MARK: History

  private mutating func loadHistory() {
    let file = HistoryFile.standard()
    do throws(HistoryFile.Failure) {
      let entries = try file.load()
      entries.forEach(LineReader.remember)
      lastEntry = entries.last
      history = file
    } catch {
      tell(error, file)
    }
  }

  /// Keeps a cell, unless it begins with a blank or repeats the one before.
  private mutating func remember(_ text: String, _ parsed: Interpreter.Parsed) {
    // A long cell is kept statement by statement: readline cannot show an entry taller than the window.
    if text.count(where: { $0 == "\n" }) >= 12, case .complete(let statements) = parsed,
      text.first?.isWhitespace == false
    {
      return statements.forEach { remember($0.text) }
    }
    remember(text)
  }

  private mutating func remember(_ text: String) {
    guard let first = text.first, !first.isWhitespace, text != lastEntry else { return }
    lastEntry = text
    LineReader.remember(text)
    guard let file = history else { return }
    do throws(HistoryFile.Failure) {
      try file.append(text)
    } catch {
      history = nil
      tell(error, file)
    }
  }

  /// Says once that nothing is kept; the session goes on.
  private func tell(_ failure: HistoryFile.Failure, _ file: HistoryFile) {
    let why = String(cString: strerror(failure.code))
    show("what you type is not kept: \(file.path): \(why)\n")
  }
}
