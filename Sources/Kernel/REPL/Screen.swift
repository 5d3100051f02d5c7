import Commands
import Engine
import Foundation

/// What the prompt shows: results, notices, errors and progress, each where it belongs.
final class Screen {
  private let out = StandardOutput()
  private let progress = Terminal.columns(STDERR_FILENO).map(ProgressLine.init(columns:))
  private var spacing = Spacing()
  /// Whether the cell has shown anything yet.
  private(set) var hasShown = false

  /// Whether nobody reads the results any more.
  var isBroken: Bool { out.failure != 0 }

  /// A cell begins: what its long work is given.
  func beginCell() -> Work {
    spacing = Spacing()
    hasShown = false
    progress?.begin()
    guard let progress else { return Work(isCancelled: { Interrupt.isRequested }) }
    return Work(isCancelled: { Interrupt.isRequested }, report: { progress.report($0) })
  }

  /// Shows an output of the cell.
  func output(_ gated: Gated, _ display: Settings.Display) {
    progress?.erase()
    hasShown = true
    let renderer = TextRenderer(
      style: Terminal.style(STDOUT_FILENO), width: display.width ?? Terminal.columns(STDOUT_FILENO))
    if case .notice = gated.output {
      show(renderer.render(gated))
    } else {
      out.write(spacing.gap(before: gated) + renderer.render(gated))
    }
  }

  /// The cell is over.
  func endCell() {
    progress?.erase()
    out.flush()
  }

  /// Shows an error of the cell `text`; `echoed`: how far to the right its last line stands on the screen.
  func error(_ diagnostic: Diagnostic, in text: String, echoed: Int?) {
    progress?.erase()
    let renderer = DiagnosticRenderer(
      style: Terminal.style(STDERR_FILENO), width: Terminal.columns(STDERR_FILENO))
    let source = SourceText(name: "", text: text)
    show(renderer.interactive(diagnostic, in: source, echoed: echoed))
  }

  /// What belongs to the conversation and not to the results goes where the prompt is.
  func say(_ text: String) {
    if isatty(STDOUT_FILENO) == 1 {
      out.write(text)
      out.flush()
    } else {
      StandardError.write(text)
    }
  }

  /// Writes to standard error, after everything written before.
  func show(_ text: String) {
    progress?.erase()
    out.flush()
    StandardError.write(text)
  }
}
