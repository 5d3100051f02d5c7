import Commands
import Engine
import Glibc

/// Runs statements from standard input as they come: no prompts, stopping at the first error.
public struct PipeRunner {
  private let report: Report
  private let name: String

  /// Makes a runner; `name` is what errors call the input.
  public init(_ report: Report, name: String = "<stdin>") {
    self.report = report
    self.name = name
  }

  /// Reads to the end. The exit status: 2 when the first cell does not parse or resolve, so that nothing ran; 1 for
  /// every other error.
  public func run(parameters: [String: String]) -> Int32 {
    var session = Session()
    session.workspace.overrides = parameters
    session.script = name
    report.begin()
    var lines = LineInput()
    var cell = OpenCell()
    var number = 0
    while !Interrupt.isRequested, var line = lines.next() {
      number += 1
      // A byte order mark, which editors and shells of Windows put first.
      if number == 1, line.starts(with: [0xEF, 0xBB, 0xBF]) { line = line.dropFirst(3) }
      guard let text = String(validating: line, as: UTF8.self) else {
        let source = SourceText(name: name, text: "", firstLine: number)
        report.failure(
          Diagnostic(.parse, "line \(number) is not UTF-8 text"), cell: session.nextNumber, in: source)
        return report.close(session.nextNumber > 1 ? ExitStatus.failure : ExitStatus.usage)
      }
      guard cell.add(text, line: number) else { continue }
      let parsed = Interpreter.parse(cell.text)
      if case .incomplete = parsed {
        cell.isTried()
        continue
      }
      if let status = execute(parsed, cell, &session) { return report.close(status) }
      cell = OpenCell()
    }
    if Interrupt.isRequested { return report.close(ExitStatus.interrupted) }
    if !cell.isEmpty, let status = execute(Interpreter.parse(cell.text), cell, &session) {
      return report.close(status)
    }
    return report.close(ExitStatus.success)
  }

  /// Runs a cell; the status when the run ends with it.
  private func execute(
    _ parsed: Interpreter.Parsed, _ cell: OpenCell, _ session: inout Session
  ) -> Int32? {
    // A blank line or a comment is no cell.
    if case .complete(let statements) = parsed, statements.isEmpty { return nil }
    let number = session.nextNumber
    let source = SourceText(name: name, text: cell.text, firstLine: cell.firstLine)
    let ending = session.run(cell.text, parsed, report.work()) {
      report.output($0, $1, cell: number)
    }
    if let text = Tutorials.reading(session.asked) { report.reading(text) }
    report.flush(session)
    switch ending {
    case .finished: return report.isBroken ? ExitStatus.failure : nil
    case .quit: return ExitStatus.success
    case .failed(let diagnostic):
      report.failure(diagnostic, cell: number, in: source)
      return diagnostic.stage == .run || number > 1 ? ExitStatus.failure : ExitStatus.usage
    case .interrupted(let diagnostic):
      report.failure(diagnostic, cell: number, in: source)
      return ExitStatus.interrupted
    }
  }
}

/// Lines that may become a cell, parsed only where that can have changed: once for all lines in the usual case, and
/// never more than a few times for each.
struct OpenCell {
  private(set) var text = ""
  private(set) var firstLine = 0
  private(set) var isEmpty = true
  /// Brackets open behind the last line, as far as can be seen without reading the statement: what a value may hold is
  /// not known here.
  private var depth = 0
  private var tried = 0

  /// Takes a line; whether the text may be complete with it.
  mutating func add(_ line: String, line number: Int) -> Bool {
    let isFirst = isEmpty
    if isFirst { firstLine = number } else { text += "\n" }
    isEmpty = false
    text += line
    count(line.utf8)
    // Whatever was miscounted, twice the text is looked at again.
    return isFirst || text.utf8.count >= 2 * tried
      || depth <= 0 && !line.utf8.lazy.reversed().starts(with: "\\".utf8)
  }

  /// The text was parsed and is incomplete.
  mutating func isTried() { tried = text.utf8.count }

  /// Counts brackets outside quotes and comments.
  private mutating func count(_ line: String.UTF8View) {
    var quote: UInt8?
    var isEscaped = false
    for byte in line {
      defer { isEscaped = !isEscaped && byte == UInt8(ascii: "\\") && quote == UInt8(ascii: "\"") }
      switch byte {
      case quote: if !isEscaped { quote = nil }
      case UInt8(ascii: "\""), UInt8(ascii: "`"): if quote == nil { quote = byte }
      case UInt8(ascii: "#") where quote == nil: return
      case UInt8(ascii: "(") where quote == nil: depth += 1
      case UInt8(ascii: ")") where quote == nil: depth -= 1
      default: break
      }
    }
  }
}

/// Lines of standard input without their ends, as soon as each is there.
struct LineInput {
  private var buffer: [UInt8] = []
  private var start = 0
  private var isOver = false
  /// The last line ended in a carriage return, as old Macs had it, or with a line feed behind it that is to come.
  private var isBehindReturn = false

  /// The next line; `nil` at the end, or when the user interrupts the waiting.
  mutating func next() -> ArraySlice<UInt8>? {
    var scanned = start
    while true {
      if isBehindReturn, start < buffer.count {
        if buffer[start] == UInt8(ascii: "\n") { start += 1 }
        isBehindReturn = false
        scanned = max(scanned, start)
      }
      if let end = buffer[scanned...].firstIndex(where: {
        $0 == UInt8(ascii: "\n") || $0 == UInt8(ascii: "\r")
      }) {
        defer { start = end + 1 }
        isBehindReturn = buffer[end] == UInt8(ascii: "\r")
        return buffer[start..<end]
      }
      if isOver {
        guard start < buffer.count else { return nil }
        defer { start = buffer.count }
        return buffer[start...]
      }
      buffer.removeSubrange(..<start)
      start = 0
      scanned = buffer.count
      // A signal may come just before the read, or reach another thread: the pipe of interrupts wakes this one.
      var waiting = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: Interrupt.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      let ready = poll(&waiting, 2, -1)
      if Interrupt.isRequested { return nil }
      if ready < 0 || waiting[0].revents == 0 { continue }
      var piece = [UInt8](repeating: 0, count: 1 << 16)
      let count = read(STDIN_FILENO, &piece, piece.count)
      if count > 0 {
        buffer += piece.prefix(count)
      } else if count == 0 || errno != EINTR {
        isOver = true
      }
    }
  }
}
