import CReadline
import Glibc
import Synchronization

/// GNU readline through its callback interface, so that Ctrl-C and a new window size are seen while it waits.
///
/// There is one terminal, so there is one reader; it belongs to the thread that runs the prompt.
enum LineReader {
  /// What the wait for a line gave.
  enum Input {
    /// A line, or several that were pasted.
    case line(String)
    /// Several lines were pasted, more than the window holds: with what stood on the line before.
    case pasted(String)
    /// Ctrl-C: the line is to be forgotten.
    case cleared
    /// Ctrl-D on an empty line, or the terminal is gone.
    case end
    /// The program is asked to end.
    case killed
  }

  // C callbacks capture nothing; what they find is left here.
  private static let result = Mutex<Input?>(nil)
  private static let completer = Mutex<(@Sendable (String, Int) -> Completions)?>(nil)

  /// Sets readline up. `complete` is given the line and the cursor's UTF-8 offset when Tab is pressed.
  static func prepare(complete: @escaping @Sendable (String, Int) -> Completions) {
    completer.withLock { $0 = complete }
    iapt_prepare(isatty(STDOUT_FILENO) == 1 ? 0 : 1)
    // No completion of its own, so that no file name of this machine is offered where none belongs.
    rl_initialize()
    rl_variable_bind("enable-bracketed-paste", Terminal.isDumb ? "off" : "on")
    rl_bind_key(9) { _, _ in
      LineReader.completeAtPoint()
      return 0
    }
    rl_bind_keyseq("\u{1B}[200~") { count, key in
      let status = rl_bracketed_paste_begin(count, key)
      LineReader.takeTallPaste()
      return status
    }
    using_history()
    stifle_history(Int32(HistoryFile.limit))
  }

  /// Adds an entry to what the arrow keys and Ctrl-R find.
  static func remember(_ entry: String) { add_history(entry) }

  /// Waits for a line; `text` stands there already, to be changed.
  static func read(_ prompt: String, editing text: String = "") -> Input {
    result.withLock { $0 = nil }
    // What came while work was running: a Ctrl-C has done its part, a new size of the window counts.
    let missed = Interrupt.wakes()
    if missed.contains(.ended) { return .killed }
    if missed.contains(.resized) { rl_reset_screen_size() }
    Interrupt.reset()
    rl_callback_handler_install(prompt, LineReader.take)
    if isTooTall(text) {
      result.withLock { $0 = .pasted(text) }
    } else if !text.isEmpty {
      rl_insert_text(text)
      rl_redisplay()
    }
    while true {
      if let input = result.withLock({ $0 }) {
        if case .pasted = input { return stop(input) }
        return input
      }
      var waiting = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: Interrupt.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&waiting, 2, -1) >= 0 || errno == EINTR else { return stop(.end) }
      if waiting[1].revents != 0, let input = react(to: Interrupt.wakes()) { return stop(input) }
      if waiting[0].revents != 0 { rl_callback_read_char() }
    }
  }

  /// The callback: a line is finished. The terminal goes back to its own ways before anything runs.
  private static let take: @convention(c) (UnsafeMutablePointer<CChar>?) -> Void = { line in
    rl_callback_handler_remove()
    let input: Input
    if let line {
      input = .line(String(cString: line))
      free(line)
    } else {
      input = .end
    }
    LineReader.result.withLock { $0 = input }
  }

  /// What ends the wait, if anything does.
  private static func react(to wakes: [Interrupt.Wake]) -> Input? {
    if wakes.contains(.ended) { return .killed }
    if wakes.contains(.interrupt) { return .cleared }
    if wakes.contains(.continued) {
      rl_prep_terminal(1)
      rl_forced_update_display()
    }
    if wakes.contains(.resized) { rl_resize_terminal() }
    return nil
  }

  private static func stop(_ input: Input) -> Input {
    // In this order also out of a search with Ctrl-R.
    rl_free_line_state()
    rl_callback_sigcleanup()
    if case .cleared = input {
      // Behind the line, wherever the cursor was, and before the terminal goes back to its own ways, which takes
      // the cursor to the first column.
      iapt_set_point(iapt_end())
      rl_redisplay()
      iapt_write("^C\n")
    }
    rl_callback_handler_remove()
    iapt_flush()
    return input
  }

  /// Readline draws a line of several rows well only where the window holds all of it; of more it shows scraps.
  private static func isTooTall(_ text: String) -> Bool {
    guard let columns = Terminal.columns(STDOUT_FILENO), let rows = Terminal.rows(STDOUT_FILENO) else {
      return false
    }
    let needed = text.split(separator: "\n", omittingEmptySubsequences: false)
      .reduce(0) { $0 + 1 + (DisplayWidth.of(String($1)) + 10) / columns }
    return needed >= rows - 1 && text.contains("\n")
  }

  private static func takeTallPaste() {
    let text = String(cString: iapt_line())
    guard isTooTall(text) else { return }
    rl_delete_text(0, iapt_end())
    iapt_set_point(0)
    result.withLock { $0 = .pasted(text) }
  }

  private static func completeAtPoint() {
    guard let complete = completer.withLock({ $0 }) else { return }
    let line = String(cString: iapt_line())
    let point = min(Int(iapt_point()), line.utf8.count)
    let found = complete(line, point)
    // A word that began on an earlier line of the cell is out of reach.
    guard found.start >= 0 else { return }
    let start = min(found.start, point)
    let bytes = Array(line.utf8)
    let typed = String(decoding: bytes[start..<point], as: UTF8.self)
    guard let insertion = found.insertion(over: typed, before: bytes.count > point ? bytes[point] : nil)
    else {
      if found.candidates.isEmpty {
        rl_ding()
      } else {
        list(found)
      }
      return
    }
    rl_begin_undo_group()
    rl_delete_text(Int32(start), Int32(point))
    iapt_set_point(Int32(start))
    rl_insert_text(insertion)
    rl_end_undo_group()
  }

  /// Shows the candidates below the line, and the line again below them.
  private static func list(_ found: Completions) {
    let point = iapt_point()
    iapt_set_point(iapt_end())
    rl_redisplay()
    iapt_set_point(point)
    rl_crlf()
    iapt_flush()
    let isFile = isatty(STDOUT_FILENO) != 1
    let text = found.listing(columns: Terminal.columns(isFile ? STDERR_FILENO : STDOUT_FILENO) ?? 80)
    iapt_write(text)
    iapt_flush()
    iapt_redraw()
  }
}
