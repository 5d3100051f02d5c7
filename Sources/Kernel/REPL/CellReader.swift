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
    LineReader.prepare(
      .init(
        complete: { line, cursor in CellReader.complete(line, cursor) },
        isOpen: { line in
          if case .incomplete = Interpreter.parse(line) { true } else { false }
        }))
  }

  /// Reads lines until they are the cell of this number; `edited` stands there already, to be changed.
  func read(number: Int, _ workspace: Workspace, editing edited: String = "") -> Entry {
    CellReader.visible.withLock {
      $0.workspace = workspace
      $0.isTutorial = label != nil
    }
    var text = ""
    var lines = 0
    // A terminal that can show several lines gives the whole cell at once.
    while true {
      CellReader.visible.withLock { $0.pending = text }
      let next = Prompt.next(number, label)
      let prompt = lines == 0 ? coloured(Prompt.first(number, label)) : next
      switch LineReader.read(prompt, continuation: next, editing: lines == 0 ? edited : "") {
      case .killed: return .killed
      case .cleared: return .nothing
      case .end:
        // Within a cell it takes back the cell, not the session.
        return lines > 0 ? .nothing : .end
      case .line(let line):
        text += (lines == 0 ? "" : "\n") + line
        lines += LineReader.showsLines ? 1 + line.utf8.count { $0 == UInt8(ascii: "\n") } : 1
        let parsed = Interpreter.parse(text)
        if case .incomplete = parsed { continue }
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

  /// Keeps a cell as one entry, unless it begins with a blank or repeats the one before.
  mutating func remember(_ text: String) {
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
    screen.note("what you type is not kept: \(file.path): \(why)\n")
  }
}
