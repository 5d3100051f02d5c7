import CReadline
import Glibc
import Synchronization

/// GNU readline through its callback interface, so that Ctrl-C and a new window size are seen while it waits.
///
/// There is one terminal, so there is one reader; it belongs to the thread that runs the prompt.
enum LineReader {
  /// What the wait for a line gave.
  enum Input {
    /// A line; several where the terminal can show them.
    case line(String)
    /// Ctrl-C, or Ctrl-D within a cell: what was typed is to be forgotten.
    case cleared
    /// Ctrl-D on an empty line, or the terminal is gone. The cursor is on a new line.
    case end
    /// The program is asked to end.
    case killed
  }

  /// What readline asks the program.
  struct Questions: Sendable {
    /// What fits at the cursor, a UTF-8 offset in the line.
    var complete: @Sendable (String, Int) -> Completions
    /// Whether Enter is to open another line.
    var isOpen: @Sendable (String) -> Bool
  }

  // C callbacks capture nothing; what they need and find is left here.
  struct State {
    var questions: Questions?
    var result: Input?
    /// The prompt of further lines; `nil` where there are none.
    var continuation: String?
    /// The prompt last drawn, and whether there were several lines behind it.
    var drawn = (prompt: "", isTall: false)
    /// Whether readline's drawing is to be passed over.
    var isQuiet = false
    /// What candidates were last listed for.
    var listed: (line: String, point: Int)?
  }
  static let state = Mutex(State())

  /// Sets readline up.
  static func prepare(_ questions: Questions) {
    state.withLock { $0.questions = questions }
    iapt_prepare(isatty(STDOUT_FILENO) == 1 ? 0 : 1)
    // Before the inputrc is read, which may say otherwise.
    rl_variable_bind("enable-bracketed-paste", "on")
    rl_initialize()
    if showsLines {
      iapt_set_redisplay { LineReader.draw() }
    } else {
      rl_variable_bind("enable-bracketed-paste", "off")
    }
    replaceCommands()
    using_history()
    stifle_history(Int32(HistoryFile.limit))
  }

  /// Adds an entry to what the arrow keys and Ctrl-R find.
  static func remember(_ entry: String) { add_history(entry) }

  /// Waits for a line; `continuation` is the prompt of its further lines, without which it is one line, an answer;
  /// `text` stands there already, to be changed.
  static func read(_ prompt: String, continuation: String? = nil, editing text: String = "") -> Input {
    state.withLock {
      $0.result = nil
      $0.listed = nil
      $0.continuation = continuation
    }
    // What came while work was running: a Ctrl-C has done its part, a new size of the window counts.
    let missed = Interrupt.wakes()
    if missed.contains(.ended) { return .killed }
    if missed.contains(.resized) { rl_reset_screen_size() }
    Interrupt.reset()
    Interrupt.holdsTerminalSignals(true)
    defer { Interrupt.holdsTerminalSignals(false) }
    rl_callback_handler_install(prompt, LineReader.take)
    if !text.isEmpty {
      rl_insert_text(text)
      draw()
    }
    while true {
      if let input = state.withLock({ $0.result }) {
        if case .cleared = input { return stop(input, showing: "^D") }
        return input
      }
      var waiting = [
        pollfd(fd: STDIN_FILENO, events: Int16(POLLIN), revents: 0),
        pollfd(fd: Interrupt.descriptor, events: Int16(POLLIN), revents: 0),
      ]
      guard poll(&waiting, 2, -1) >= 0 || errno == EINTR else { return stop(.end) }
      // Also those that came after the wait was over: a key is read in the window it was typed in.
      if let input = react(to: Interrupt.wakes()) { return stop(input, showing: "^C") }
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
      // Where pastes are marked readline does so by itself.
      if LineReader.variable("enable-bracketed-paste") != "on" { iapt_write("\n") }
      iapt_flush()
    }
    LineReader.state.withLock { $0.result = input }
  }

  /// What ends the wait, if anything does.
  private static func react(to wakes: [Interrupt.Wake]) -> Input? {
    if wakes.isEmpty { return nil }
    if wakes.contains(.ended) { return .killed }
    if wakes.contains(.interrupt) {
      iapt_forget_keys()
      return .cleared
    }
    if wakes.contains(.suspended) {
      return react(to: suspend().filter { $0 != .suspended && $0 != .continued })
    } else if wakes.contains(.continued) {
      // Stopped by a signal that cannot be caught.
      iapt_take_terminal(1)
      rl_forced_update_display()
    }
    if wakes.contains(.resized) { resize() }
    iapt_flush()
    return nil
  }

  /// Ctrl-Z: the shell gets its terminal as it was, and the line stands again when the program is continued. What
  /// else woke the prompt since.
  private static func suspend() -> [Interrupt.Wake] {
    toEnd()
    rl_deprep_terminal()
    iapt_flush()
    Interrupt.holdsTerminalSignals(false)
    raise(SIGTSTP)
    Interrupt.holdsTerminalSignals(true)
    iapt_take_terminal(1)
    rl_reset_screen_size()
    let wakes = Interrupt.wakes()
    // Where no shell minds the program it was not stopped, and the cursor still stands behind the line.
    if !wakes.contains(.continued) { iapt_write("\n") }
    rl_forced_update_display()
    iapt_flush()
    return wakes
  }

  private static func stop(_ input: Input, showing key: String = "") -> Input {
    // In this order also out of a search with Ctrl-R; between the two readline would draw the search's prompt with the
    // line's.
    state.withLock { $0.isQuiet = true }
    rl_free_line_state()
    state.withLock { $0.isQuiet = false }
    rl_callback_sigcleanup()
    if case .cleared = input {
      // Before the terminal goes back to its own ways, which takes the cursor to the first column.
      toEnd()
      iapt_write(key + "\n")
    }
    rl_callback_handler_remove()
    iapt_flush()
    return input
  }

  /// Takes the cursor behind the line, wherever it was.
  static func toEnd() {
    let point = iapt_point()
    iapt_set_point(iapt_end())
    draw()
    iapt_set_point(point)
  }
}
