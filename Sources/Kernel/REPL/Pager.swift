import Foundation

/// A program that shows text taller than the window page by page.
///
/// It is `IAPT_PAGER`, else `PAGER`, else `less`; empty or `cat` means none. The words are split as a shell splits plain
/// words; no shell is started. `less` is asked to keep colours, to leave what it showed on the screen, and to end by
/// itself where the text fits, unless `LESS` says otherwise.
struct Pager {
  /// The program and its arguments.
  let words: [String]

  /// The one the environment asks for; `nil` for none, or where the terminal cannot move its cursor.
  static func standard() -> Pager? {
    guard !Terminal.isDumb, isatty(STDIN_FILENO) == 1, isatty(STDOUT_FILENO) == 1 else { return nil }
    let wanted = Terminal.variable("IAPT_PAGER") ?? Terminal.variable("PAGER") ?? "less"
    let words = Pager.split(wanted)
    guard let first = words.first, first != "cat" else { return nil }
    return Pager(words: words)
  }

  /// Whether it shows colours; of other programs it is not known.
  var showsColour: Bool { words.first?.split(separator: "/").last == "less" }

  /// Shows the text and waits until the user has seen enough; false when the program cannot be started.
  ///
  /// A user who leaves before the end is no error, and Ctrl-C is the pager's. The terminal is left as it was found.
  func show(_ text: String) -> Bool {
    var modes = termios()
    let hasModes = tcgetattr(STDIN_FILENO, &modes) == 0
    var ends: [Int32] = [-1, -1]
    guard pipe(&ends) == 0 else { return false }
    for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    let (reading, writing) = (ends[0], ends[1])
    var isFed = false
    let (code, _) = Foreground.run(
      { attributes, child in
        let code = start(&child, &attributes, reading: reading)
        close(reading)
        return code
      },
      feed: {
        _ = writeAll(writing, Array(text.utf8))
        close(writing)
        isFed = true
      })
    if !isFed { close(writing) }
    guard code == 0 else { return false }
    if hasModes { _ = tcsetattr(STDIN_FILENO, TCSADRAIN, &modes) }
    return true
  }

  /// Starts the program with a descriptor as its standard input; an error number, or 0.
  private func start(
    _ child: inout pid_t, _ attributes: inout posix_spawnattr_t, reading input: Int32
  ) -> Int32 {
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_adddup2(&actions, input, STDIN_FILENO)
    var variables = ProcessInfo.processInfo.environment
    if variables["LESS"] == nil { variables["LESS"] = "FRX" }
    // No shell and no log file from within it: results leave by commands that say so.
    variables["LESSSECURE"] = "1"
    let argv = words.map { strdup($0) } + [nil]
    let envp = variables.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    return posix_spawnp(&child, words[0], &actions, &attributes, argv, envp)
  }

  /// The words of a command: blanks part them, quotes and backslashes keep blanks.
  static func split(_ text: String) -> [String] {
    var words: [String] = []
    var word: String?
    var quote: Character?
    var isEscaped = false
    for character in text {
      if isEscaped {
        word = (word ?? "") + String(character)
        isEscaped = false
      } else if character == "\\", quote != "'" {
        isEscaped = true
        word = word ?? ""
      } else if character == quote {
        quote = nil
      } else if quote == nil, character == "'" || character == "\"" {
        quote = character
        word = word ?? ""
      } else if quote == nil, character.isWhitespace {
        if let whole = word { words.append(whole) }
        word = nil
      } else {
        word = (word ?? "") + String(character)
      }
    }
    return words + [word].compactMap { $0 }
  }
}
