import Commands
import Engine
import Glibc

/// How results are written.
public enum Format: String, Sendable, CaseIterable {
  /// For readers.
  case text
  /// One object an output, as `docs/json.md` says.
  case json
}

/// Exit statuses of the program.
public enum ExitStatus {
  /// All cells ran.
  public static let success: Int32 = 0
  /// A command or an expectation failed, or results could not be written.
  public static let failure: Int32 = 1
  /// Wrong usage, or text that does not parse or resolve.
  public static let usage: Int32 = 2
  /// The program itself failed.
  public static let crashed: Int32 = 70
  /// Interrupted.
  public static let interrupted: Int32 = 130
  /// Ended from outside.
  public static let killed: Int32 = 143
}

/// Where headless runs write: results on standard output, everything else on standard error.
public final class Report {
  private let out = StandardOutput()
  private let format: Format
  private let isQuiet: Bool
  private let text: TextRenderer
  private let json = JSONRenderer()
  private let errors: DiagnosticRenderer
  private let progress: ProgressLine?
  private var spacing = Spacing()

  /// Makes a report.
  public init(_ format: Format, isQuiet: Bool) {
    self.format = format
    self.isQuiet = isQuiet
    text = TextRenderer(style: Terminal.style(STDOUT_FILENO), width: Terminal.columns(STDOUT_FILENO))
    errors = DiagnosticRenderer(
      style: Terminal.style(STDERR_FILENO), width: Terminal.columns(STDERR_FILENO))
    progress = isQuiet ? nil : Terminal.columns(STDERR_FILENO).map(ProgressLine.init(columns:))
  }

  /// Whether nobody reads the results any more.
  public var isBroken: Bool { out.failure != 0 }

  /// What long work is given.
  public func work() -> Work {
    progress?.begin()
    guard let progress else { return Work(isCancelled: { Interrupt.isRequested }) }
    return Work(isCancelled: { Interrupt.isRequested }, report: { progress.report($0) })
  }

  /// Writes an output of a cell.
  public func output(_ gated: Gated, cell: Int) {
    progress?.erase()
    switch (format, gated.output) {
    case (.json, _): out.write(json.render(gated, cell: cell))
    case (.text, .notice): if !isQuiet { error(text.render(gated)) }
    case (.text, _): out.write(spacing.gap(before: gated) + text.render(gated))
    }
  }

  /// Writes what a notebook shows beside results: text cells and the statements of code cells. Nothing in JSON.
  public func echo(_ lines: String) {
    guard format == .text, !isQuiet else { return }
    spacing = Spacing()
    out.write(lines)
  }

  /// Writes text that is the result itself.
  func echoAlways(_ text: String) { out.write(text) }

  /// Writes an error: for readers on standard error, in JSON on standard output too.
  public func failure(_ diagnostic: Diagnostic, cell: Int, in source: SourceText) {
    progress?.erase()
    if format == .json { out.write(json.render(diagnostic, cell: cell, source: source)) }
    error(errors.headless(diagnostic, in: source))
  }

  /// Writes to standard error, after everything written before.
  public func error(_ text: String) {
    progress?.erase()
    out.flush()
    StandardError.write(text)
  }

  /// A cell is over: what it wrote is written out.
  public func endCell() {
    progress?.erase()
    out.flush()
  }

  /// The run is over: the status to exit with. A reader who left before the end is no message; a full disk is one.
  public func close(_ status: Int32) -> Int32 {
    endCell()
    guard out.failure != 0 else { return status }
    if out.failure != EPIPE {
      StandardError.write("error: cannot write the results: \(String(cString: strerror(out.failure)))\n")
    }
    return max(status, ExitStatus.failure)
  }
}
