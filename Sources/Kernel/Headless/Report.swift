import Commands
import Engine
import Foundation

/// How results are written.
public enum Format: String, Sendable, CaseIterable {
  /// For readers.
  case text
  /// A notebook in Markdown, with tables as GitHub has them.
  case markdown
  /// A notebook as one page that needs nothing else.
  case html
  /// One object an output, as `docs/json.md` says.
  case json

  /// The format that a file's name tells; `nil` for other names.
  public init?(path: String) {
    switch (path as NSString).pathExtension.lowercased() {
    case "html", "htm": self = .html
    case "md", "markdown": self = .markdown
    case "json", "jsonl": self = .json
    case "txt": self = .text
    default: return nil
    }
  }
}

/// Exit statuses of the program.
public enum ExitStatus {
  /// All cells ran.
  public static let success: Int32 = 0
  /// A command or an expectation failed, or results could not be written.
  public static let failure: Int32 = 1
  /// Wrong usage, or text that does not parse or resolve; nothing ran.
  public static let usage: Int32 = 2
  /// The program itself failed.
  public static let crashed: Int32 = 70
  /// Interrupted.
  public static let interrupted: Int32 = 130
  /// Ended from outside.
  public static let killed: Int32 = 143
}

/// Where headless runs write: results on standard output or into a file, everything else on standard error.
public final class Report {
  /// Whether only results are written.
  let isQuiet: Bool
  private let out: any ResultSink
  private let file: OutputFile?
  private var writer: any NotebookWriter
  private let errors: DiagnosticRenderer
  private let progress: ProgressLine?
  private var hasBegun = false

  /// Makes a report; `path` is the file for results, `-` or `nil` standard output, and `inputs` are the scripts, which
  /// it must not replace. Without a format the file's name tells it; text where it tells none.
  public convenience init(_ format: Format?, isQuiet: Bool, to path: String? = nil, inputs: [String] = [])
    throws(OutputFile.Refusal)
  {
    var file: OutputFile?
    if let path, path != "-" { file = try OutputFile(path, inputs: inputs) }
    self.init(format ?? path.flatMap(Format.init(path:)) ?? .text, isQuiet: isQuiet, file: file)
  }

  /// A report on standard output, or into a file.
  init(_ format: Format, isQuiet: Bool, file: OutputFile? = nil) {
    self.file = file
    self.isQuiet = isQuiet
    out = file ?? StandardOutput()
    writer = Report.writer(format, isFile: file != nil)
    errors = DiagnosticRenderer(
      style: Terminal.style(STDERR_FILENO), width: Terminal.columns(STDERR_FILENO))
    progress = isQuiet ? nil : Terminal.columns(STDERR_FILENO).map { ProgressLine(columns: $0) }
  }

  private static func writer(_ format: Format, isFile: Bool) -> any NotebookWriter {
    switch format {
    case .text where isFile: TextWriter(holdsMessages: true)
    case .text:
      TextWriter(
        style: Terminal.style(STDOUT_FILENO), columns: Terminal.columns(STDOUT_FILENO), holdsMessages: false)
    case .markdown: MarkdownWriter()
    case .html: HTMLWriter()
    case .json: JSONLinesWriter()
    }
  }

  /// Whether nobody reads the results any more.
  public var isBroken: Bool { out.failure != 0 }

  /// Whether cells are shown on the terminal as they run.
  var showsCells: Bool { writer is TextWriter && file == nil && !isQuiet && isatty(STDOUT_FILENO) == 1 }

  /// What long work is given.
  public func work() -> Work {
    progress?.begin()
    guard let progress else { return Work(isCancelled: { Interrupt.isRequested }) }
    return Work(isCancelled: { Interrupt.isRequested }, report: { progress.report($0) })
  }

  // MARK: What is written

  /// Cells are about to run: from here on there is something to keep.
  func begin(_ scripts: [ScriptHeading] = []) {
    hasBegun = true
    out.write(writer.opening(scripts))
  }

  /// One of several scripts begins.
  func script(_ heading: ScriptHeading) {
    let text = writer.script(heading)
    if !isQuiet || !(writer is TextWriter) { out.write(text) }
  }

  /// Writes a text cell.
  func words(_ text: String) {
    if !isQuiet { out.write(writer.words(text)) }
  }

  /// Writes the statements of a cell; without a number it is one that is left out.
  func cell(_ text: String, title: String, number: Int?) {
    if !isQuiet { out.write(writer.cell(text, title: title, number: number)) }
  }

  /// Writes the outputs of a statement, laid out as the session is set.
  func output(_ outputs: [Gated], _ display: Settings.Display, cell: Int) {
    for gated in outputs { output(gated, display, cell) }
  }

  private func output(_ gated: Gated, _ display: Settings.Display, _ cell: Int) {
    progress?.erase()
    if case .notice = gated.output {
      guard !isQuiet else { return }
      if !writer.holdsMessages {
        return message(TextRenderer(width: display.width ?? errors.width).render(gated))
      }
    }
    out.write(writer.output(gated, display, cell: cell))
  }

  /// Writes text that is the result itself and no cell's: a tutorial to read. Nothing but text holds it.
  func reading(_ text: String) {
    if writer is TextWriter { out.write(text) }
  }

  /// Writes an error: for readers on standard error, and among the results where they have a place for it.
  func failure(_ diagnostic: Diagnostic, cell: Int, in source: SourceText) {
    progress?.erase()
    // Of a script that is wrong nothing ran, so that there is no notebook; a program that reads JSON is told all the
    // same.
    if writer.holdsMessages, hasBegun || writer is JSONLinesWriter {
      out.write(writer.failure(diagnostic, cell: cell, in: source))
    }
    message(errors.headless(diagnostic, in: source))
  }

  /// Writes to standard error, after everything written before. Of control characters in it, from names of files,
  /// only line ends and tabs reach a terminal.
  func error(_ text: String) { message(DisplayWidth.escapedKeepingLines(text)) }

  /// Writes text that may be coloured.
  private func message(_ text: String) {
    progress?.erase()
    out.flush()
    StandardError.write(text)
  }

  /// A cell whose statements were written is over.
  func endCell() {
    progress?.erase()
    if !isQuiet { out.write(writer.endCell()) }
    out.flush()
  }

  /// A cell of the session is over.
  func endCell(_ session: Session) {
    endCell()
    tellTime(session)
  }

  /// Writes out what a cell of a pipe gave.
  func flush(_ session: Session) {
    progress?.erase()
    out.flush()
    tellTime(session)
  }

  /// With `set timing on` it is said beside the results how long the last cell took, and where.
  private func tellTime(_ session: Session) {
    guard session.workspace.settings.display.timing, let cell = session.cells.last else { return }
    let lines =
      ["[\(cell.number)] \(Elapsed.text(cell.seconds))"] + Elapsed.lines(cell.stages, of: cell.seconds)
    error(lines.joined(separator: "\n") + "\n")
  }

  /// The run is over: the status to exit with. A reader who left before the end is no message; a full disk is one. A
  /// file is written unless the run was interrupted or nothing ran.
  func close(_ status: Int32) -> Int32 {
    progress?.erase()
    if hasBegun { out.write(writer.closing()) }
    out.flush()
    if hasBegun, status != ExitStatus.interrupted { file?.commit() }
    guard out.failure != 0 else { return status }
    if out.failure != EPIPE {
      let place = file.map { " to " + DisplayWidth.escaped($0.path) } ?? ""
      StandardError.write(
        "error: cannot write the results\(place): \(String(cString: strerror(out.failure)))\n")
    }
    return max(status, ExitStatus.failure)
  }
}
