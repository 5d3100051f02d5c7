import Commands
import Engine
import Foundation

/// What the prompt shows: results, notices, errors and progress, each where it belongs.
final class Screen {
  private let out = StandardOutput()
  private let progress = Terminal.columns(STDERR_FILENO).map { ProgressLine(columns: $0) }
  private var spacing = Spacing()
  /// Whether the cell has shown anything yet.
  private(set) var hasShown = false

  /// Whether the outputs of the cell's statements are held back, to be shown together.
  private var collects = false
  private var held: [Gated] = []
  private var display: Settings.Display?

  /// Whether nobody reads the results any more.
  var isBroken: Bool { out.failure != 0 }

  /// A cell begins: what its long work is given. The outputs of several statements are held back to the cell's end
  /// where they may need the pager.
  func beginCell(statements: Int = 1) -> Work {
    spacing = Spacing()
    collects = statements > 1
    hasShown = false
    progress?.begin()
    guard let progress else { return Work(isCancelled: { Interrupt.isRequested }) }
    return Work(isCancelled: { Interrupt.isRequested }, report: { progress.report($0) })
  }

  /// Shows the outputs of a statement, now or with those of the cell's other statements.
  func output(_ outputs: [Gated], _ display: Settings.Display) {
    progress?.erase()
    guard !outputs.isEmpty else { return }
    hasShown = true
    // What a cell sets for the display holds from there on.
    if display != self.display { release() }
    self.display = display
    held += outputs
    if !collects || !display.pager || Terminal.rows(STDOUT_FILENO) == nil || Pager.standard() == nil {
      release()
    }
  }

  /// Shows what is held back: results that are taller than the window through the pager.
  func release() {
    let outputs = held
    held = []
    guard !outputs.isEmpty, let display else { return }
    let before = spacing
    let style = Terminal.style(STDOUT_FILENO)
    if display.pager, let rows = Terminal.rows(STDOUT_FILENO), let pager = Pager.standard() {
      let isTall = height(of: results(outputs, display, style)) > rows - 2
      spacing = before
      if isTall {
        let text = results(outputs, display, pager.showsColour ? style : Style())
        let first = outputs.prefix(while: \.isNotice)
        for notice in first { show(renderer(display, style).render(notice)) }
        out.flush()
        if pager.show(text) {
          for notice in outputs.dropFirst(first.count).filter(\.isNotice) {
            show(renderer(display, style).render(notice))
          }
          return
        }
        spacing = before
      }
    }
    for gated in outputs {
      if gated.isNotice {
        show(renderer(display, style).render(gated))
      } else {
        out.write(spacing.gap(before: gated) + renderer(display, style).render(gated))
      }
    }
  }

  private func renderer(_ display: Settings.Display, _ style: Style) -> TextRenderer {
    TextRenderer(
      style: style, width: display.width ?? Terminal.columns(STDOUT_FILENO), digits: display.digits)
  }

  private func results(_ outputs: [Gated], _ display: Settings.Display, _ style: Style) -> String {
    outputs.filter { !$0.isNotice }
      .map { spacing.gap(before: $0) + renderer(display, style).render($0) }.joined()
  }

  /// Rows of the window that a text takes.
  private func height(of text: String) -> Int {
    let columns = max(1, Terminal.columns(STDOUT_FILENO) ?? 80)
    return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().reduce(0) {
      $0 + max(1, (DisplayWidth.of(String($1)) + columns - 1) / columns)
    }
  }

  /// The cell is over: how long it took is said where that is over a second, or is asked for, and then also
  /// where the time went.
  func endCell(_ cell: CellRecord?, _ display: Settings.Display) {
    progress?.erase()
    release()
    out.flush()
    guard let cell, display.timing || cell.seconds >= 1, isatty(STDOUT_FILENO) == 1 else { return }
    let parts = display.timing ? Elapsed.lines(cell.stages, of: cell.seconds) : []
    let style = Terminal.style(STDOUT_FILENO)
    say(([Elapsed.text(cell.seconds)] + parts).map { style.dim($0) + "\n" }.joined())
  }

  /// Shows an error of the cell `text`; `echoed`: how far to the right its last line stands on the screen.
  func error(_ diagnostic: Diagnostic, in text: String, echoed: Int?) {
    progress?.erase()
    release()
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

  /// Prose of the conversation, fitted to the window.
  func tell(_ text: String) { say(DisplayWidth.wrappedLines(text, to: Terminal.columns(STDOUT_FILENO))) }

  /// A warning or another line beside the results, fitted to the window.
  func note(_ text: String) { show(DisplayWidth.wrappedLines(text, to: Terminal.columns(STDERR_FILENO))) }

  /// Writes to standard error, after everything written before.
  func show(_ text: String) {
    progress?.erase()
    out.flush()
    StandardError.write(text)
  }
}

extension Gated {
  fileprivate var isNotice: Bool { if case .notice = output { true } else { false } }
}
