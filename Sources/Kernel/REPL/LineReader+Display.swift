import CReadline
import Glibc

// Readline draws a line with line ends in it, but without prompts, and of one taller than the window only scraps. So it
// is given another text to draw than the one it edits.
extension LineReader {
  /// Whether the terminal can show a cell of several lines: the cursor can go up.
  static var showsLines: Bool {
    rl_get_termcap("up") != nil && variable("horizontal-scroll-mode") != "on"
  }

  /// A variable of readline.
  static func variable(_ name: String) -> String? { rl_variable_value(name).map { String(cString: $0) } }

  /// The line being edited.
  static var line: String { String(cString: iapt_line()) }

  /// Draws the line: readline calls this whenever it has changed.
  static func draw() {
    let bytes = Array(line.utf8)
    guard showsLines else { return rl_redisplay() }
    if state.withLock({ $0.isQuiet }) { return }
    let isTall = bytes.contains(UInt8(ascii: "\n"))
    let prompt = prompt.visible
    // The optimiser releases the old prompt too early when it is handed out of a `defer`.
    let isOver = state.withLock { state in
      let isOver = state.drawn.isTall && state.drawn.prompt != prompt
      state.drawn = (prompt, isTall)
      return isOver
    }
    // Of a search's prompt readline leaves scraps behind when lines follow it.
    if isOver {
      rl_clear_visible_line()
      rl_on_new_line()
    }
    guard isTall else { return rl_redisplay() }
    let layout = layout(of: bytes)
    var text = layout.text.map { CChar(bitPattern: $0) } + [0]
    iapt_draw(&text, Int32(layout.point), Int32(layout.mark))
  }

  static func layout(of bytes: [UInt8]) -> LineLayout {
    var rows: Int32 = 0
    var columns: Int32 = 0
    rl_get_screen_size(&rows, &columns)
    let frame = LineLayout.Frame(
      columns: Int(columns), rows: Int(rows), promptWidth: DisplayWidth.of(prompt.visible),
      continuation: state.withLock { $0.continuation ?? "" })
    return LineLayout(bytes, point: Int(iapt_point()), mark: Int(iapt_mark()), in: frame)
  }

  /// The prompt on the screen: as it is written, and without what takes no room.
  static var prompt: (written: String, visible: String) {
    var visible = ""
    var written = ""
    var isMarked = false
    for scalar in String(cString: iapt_prompt()).unicodeScalars {
      switch scalar {
      case "\u{1}": isMarked = true
      case "\u{2}": isMarked = false
      default:
        written.unicodeScalars.append(scalar)
        if !isMarked { visible.unicodeScalars.append(scalar) }
      }
    }
    return (written, visible)
  }

  /// Draws everything anew in a window of another size.
  ///
  /// Most terminals move text into other rows when they get narrower or wider, xterm and screen do not; the cursor must
  /// find the first of the line's rows either way.
  static func resize() {
    guard showsLines else {
      rl_resize_terminal()
      return
    }
    var rows: Int32 = 0
    var columns: Int32 = 0
    let layout = layout(of: Array(line.utf8))
    rl_get_screen_size(&rows, &columns)
    rl_reset_screen_size()
    if Terminal.rewraps { rl_get_screen_size(&rows, &columns) }
    let row = layout.cursorRow(promptWidth: DisplayWidth.of(prompt.visible), columns: Int(columns))
    iapt_write("\r" + (row > 0 ? "\u{1B}[\(row)A" : "") + "\u{1B}[J")
    rl_forced_update_display()
  }

  /// Leaves a finished cell on the screen whole, when only a part of it was shown.
  static func showWhole() {
    let bytes = Array(line.utf8)
    guard showsLines, layout(of: bytes).isCut else { return draw() }
    let continuation = state.withLock { $0.continuation ?? "" }
    let lines = line.split(separator: "\n", omittingEmptySubsequences: false).map {
      DisplayWidth.escapedKeepingLines(String($0))
    }
    rl_clear_visible_line()
    iapt_write(prompt.written + lines.joined(separator: "\n" + continuation) + "\n")
    rl_on_new_line()
  }
}
