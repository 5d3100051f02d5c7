import Commands
import Engine
import Foundation
import Synchronization

/// Reads cells from the keyboard: lines until they are complete, pastes, history, completion.
struct CellReader {
  /// What the wait for a cell gave.
  enum Entry {
    /// A parsed cell with its text, typed in so many lines.
    case cell(Interpreter.Parsed, String, lines: Int)
    case nothing
    case end
    case killed
  }

  private let screen: Screen
  private var history: HistoryFile?
  private var lastEntry: String?
  /// What the prompt shows in place of the cell's number: the step of a tutorial.
  var label: String?

  // What Tab looks at: readline's callbacks capture nothing.
  private static let visible = Mutex((workspace: Workspace(), pending: "", isTutorial: false))

  /// Sets the line editor up.
  init(_ screen: Screen) {
    self.screen = screen
    LineReader.prepare { line, cursor in CellReader.complete(line, cursor) }
  }

  /// Reads lines until they are the cell of this number; `edited` stands there already, to be changed.
  func read(number: Int, _ workspace: Workspace, editing edited: String = "") -> Entry {
    CellReader.visible.withLock {
      $0.workspace = workspace
      $0.isTutorial = label != nil
    }
    var text = ""
    var lines = 0
    while true {
      CellReader.visible.withLock { $0.pending = text }
      let prompt = lines == 0 ? Prompt.first(number, label) : Prompt.next(number, label)
      switch LineReader.read(coloured(prompt), editing: lines == 0 ? edited : "") {
      case .killed: return .killed
      case .cleared:
        return .nothing
      case .end:
        // Within a cell it takes back the cell, not the session.
        guard lines > 0 else { return .end }
        screen.say("\n")
        return .nothing
      case .pasted(let pasted):
        // It scrolls by as a cell that is still open: Enter runs it, Ctrl-C forgets it.
        var pasted = pasted
        while pasted.hasSuffix("\n") { pasted.removeLast() }
        let shown = pasted.split(separator: "\n", omittingEmptySubsequences: false)
          .map { DisplayWidth.escapedKeepingLines(String($0)) }
        // Readline has left the cursor in the first column.
        screen.say("\r" + prompt + shown.joined(separator: "\n" + Prompt.next(number, label)) + "\n")
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
    let (workspace, pending, isTutorial) = visible.withLock { $0 }
    let before = pending.isEmpty ? "" : pending + "\n"
    let shift = before.utf8.count
    let found = Interpreter.complete(before + line, cursor: shift + cursor, in: workspace)
    let words = isTutorial && pending.isEmpty ? TutorialRun.completions(of: line.utf8.prefix(cursor)) : []
    return Completions(start: found.start - shift, candidates: words + found.candidates)
  }
}

// MARK: History

extension CellReader {
  /// Brings back what was typed in earlier sessions.
  mutating func loadHistory() {
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
  mutating func remember(_ text: String, _ parsed: Interpreter.Parsed) {
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
    screen.show("what you type is not kept: \(file.path): \(why)\n")
  }
}
