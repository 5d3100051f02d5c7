import Commands
import Glibc

/// Waits before every cell for a key: `iapt run --step`.
struct Stepper {
  /// What to do with the cell.
  enum Answer {
    case run, skip, leave, interrupt
  }

  /// Whether there is someone to ask.
  static var isPossible: Bool { isatty(STDIN_FILENO) == 1 && isatty(STDERR_FILENO) == 1 }

  private let report: Report
  private var lines = LineInput()

  /// Makes a stepper.
  init(_ report: Report) { self.report = report }

  /// Shows a cell and asks.
  mutating func ask(_ cell: RunnableScript.Cell, number: Int) -> Answer {
    let echo = Prompt.echo(cell.text, title: cell.title, number: number)
    // What is read before it runs need not be written twice.
    var question = echo + "Enter runs it, s skips it, q leaves: "
    while true {
      report.error(question)
      guard let line = lines.next() else {
        StandardError.write("\n")
        return Interrupt.isRequested ? .interrupt : .leave
      }
      switch String(decoding: line, as: UTF8.self).lowercased().filter({ !$0.isWhitespace }) {
      case "": return .run
      case "s": return .skip
      case "q": return .leave
      default: question = "Enter, s or q: "
      }
    }
  }
}
