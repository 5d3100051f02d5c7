import Foundation

/// The program on a pseudo-terminal: keys in, what the screen was sent out.
final class PseudoTerminal {
  private let master: Int32
  private let process: pid_t
  private var isOver = false
  private let rewraps: Bool
  /// Everything written to the terminal, escape sequences included.
  private(set) var raw: [UInt8] = []
  /// What it shows.
  private(set) var screen: TerminalScreen
  /// Where ``wait(for:)`` looks from: after what was last found.
  private var mark = 0

  struct Failure: Error, CustomStringConvertible {
    var description: String
  }

  /// Starts the program, or another one, in its home; `environment` is added to a small one.
  init(
    _ arguments: [String] = [], home: String, columns: Int = 80, rows: Int = 24,
    environment: [String: String] = [:], program: String = Paths.binary
  ) throws {
    screen = TerminalScreen(columns: columns, rows: rows)
    rewraps = environment["XTERM_VERSION"] == nil
    // What posix_openpt, unlockpt and ptsname do on Linux; Swift's C library module does not have them.
    let terminal = open("/dev/ptmx", O_RDWR | O_NOCTTY | O_CLOEXEC)
    var locked: Int32 = 0
    var number: UInt32 = 0
    guard terminal >= 0, ioctl(terminal, 0x4004_5431, &locked) == 0,
      ioctl(terminal, 0x8004_5430, &number) == 0
    else { throw Failure(description: "no pseudo-terminal") }
    let name = "/dev/pts/\(number)"
    master = terminal
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(terminal, UInt(TIOCSWINSZ), &size)

    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    // 0x80: a session of its own, so that the slave opened below becomes its terminal.
    posix_spawnattr_setflags(
      &attributes, Int16(0x80) | Int16(POSIX_SPAWN_SETSIGMASK) | Int16(POSIX_SPAWN_SETSIGDEF))
    var actions = posix_spawn_file_actions_t()
    posix_spawn_file_actions_init(&actions)
    defer { posix_spawn_file_actions_destroy(&actions) }
    posix_spawn_file_actions_addopen(&actions, 0, name, O_RDWR, 0)
    posix_spawn_file_actions_adddup2(&actions, 0, 1)
    posix_spawn_file_actions_adddup2(&actions, 0, 2)

    var variables = [
      "PATH": "/usr/bin:/bin", "HOME": home, "TERM": "xterm", "INPUTRC": "/dev/null",
      "IAPT_PAGER": "",
    ]
    variables.merge(environment) { $1 }
    var argv = (["/usr/bin/env", "-C", home, program] + arguments).map { strdup($0) } + [nil]
    var envp = variables.sorted { $0.key < $1.key }.map { strdup("\($0.key)=\($0.value)") } + [nil]
    defer { (argv + envp).forEach { free($0) } }
    var child: pid_t = 0
    let code = posix_spawn(&child, "/usr/bin/env", &actions, &attributes, &argv, &envp)
    guard code == 0 else { throw Failure(description: "cannot start \(program): \(code)") }
    process = child
  }

  deinit {
    if !isOver {
      kill(SIGKILL)
      waitpid(process, nil, 0)
    }
    close(master)
  }

  /// Types.
  func send(_ keys: String) {
    let bytes = Array(keys.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { write(master, $0.baseAddress, $0.count) }
      if count <= 0 { return }
      done += count
    }
  }

  /// Sends a signal.
  func kill(_ signal: Int32) { Foundation.kill(process, signal) }

  /// Whether the terminal shows what is typed by itself, as it does outside a prompt.
  var echoes: Bool {
    var state = termios()
    return tcgetattr(master, &state) == 0 && state.c_lflag & tcflag_t(ECHO) != 0
  }

  /// Whether Ctrl-C leaves alone what is on its way to the screen.
  var keepsWhatIsDrawn: Bool {
    var state = termios()
    return tcgetattr(master, &state) == 0 && state.c_lflag & tcflag_t(NOFLSH) != 0
  }

  /// Changes the size of the window.
  func resize(columns: Int, rows: Int = 24) {
    _ = read(until: Date())
    screen.resize(columns: columns, rows: rows, rewraps: rewraps)
    var size = winsize(ws_row: UInt16(rows), ws_col: UInt16(columns), ws_xpixel: 0, ws_ypixel: 0)
    _ = ioctl(master, UInt(TIOCSWINSZ), &size)
  }

  /// Waits until the screen was sent the text after what was last waited for; the text in between.
  @discardableResult
  func wait(for text: String, seconds: Double = 10) throws -> String {
    let end = Date() + seconds
    let wanted = Array(text.utf8)
    while true {
      let seen = PseudoTerminal.plain(raw)
      if let found = PseudoTerminal.find(wanted, in: seen, from: mark) {
        let between = String(decoding: seen[mark..<found], as: UTF8.self)
        mark = found + wanted.count
        return between
      }
      guard Date() < end, read(until: end) else {
        let rest = String(decoding: seen.dropFirst(mark), as: UTF8.self)
        throw Failure(description: "no \(text.debugDescription) in \(rest.debugDescription)")
      }
    }
  }

  /// The screen without lines that say how long a cell took: slow machines have more of them.
  private var timeless: String {
    let lines = screen.text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
    let isTime = lines.map { $0.hasSuffix(" s") && Double($0.dropLast(2)) != nil }
    let kept = zip(lines, isTime).filter { !$1 }.map { $0.0 + "\n" }.joined()
    let row = screen.row - isTime.prefix(screen.row).count { $0 }
    return "\(kept)cursor \(row + 1),\(screen.column + 1)\n"
  }

  /// Waits until the screen is as expected; when what comes is `taken` for right, until nothing more does for a while.
  /// The screen, with a line that says where the cursor is.
  func settled(as expected: String?, taken: Bool, seconds: Double = 10) -> String {
    let end = Date() + seconds
    var quiet = Date() + 0.6
    while true {
      let shown = timeless
      if shown == expected || Date() > (taken ? quiet : end) { return shown }
      let before = raw.count
      _ = read(until: Date() + 0.02)
      if raw.count > before { quiet = Date() + 0.6 }
    }
  }

  /// Waits until the program ends; its exit status, or the negative signal.
  func end(seconds: Double = 10) throws -> Int32 {
    let end = Date() + seconds
    var status: Int32 = 0
    while waitpid(process, &status, WNOHANG) == 0 {
      guard Date() < end else { throw Failure(description: "still running") }
      _ = read(until: Date() + 0.02)
    }
    isOver = true
    while read(until: Date() + 0.05) {}
    return status & 0x7F == 0 ? (status >> 8) & 0xFF : -(status & 0x7F)
  }

  /// Everything sent to the screen, without escape sequences.
  var text: String { String(decoding: PseudoTerminal.plain(raw), as: UTF8.self) }

  /// False when there is no more to come.
  private func read(until end: Date) -> Bool {
    var waiting = pollfd(fd: master, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, Int32(max(1, min(100, end.timeIntervalSinceNow * 1000)))) > 0 else {
      return Date() < end
    }
    var piece = [UInt8](repeating: 0, count: 4096)
    let count = Foundation.read(master, &piece, piece.count)
    guard count > 0 else { return false }
    raw += piece.prefix(count)
    screen.write(piece.prefix(count))
    return true
  }

  /// Without escape sequences and carriage returns.
  private static func plain(_ bytes: [UInt8]) -> [UInt8] {
    var result: [UInt8] = []
    var index = 0
    while index < bytes.count {
      if bytes[index] == 0x1B {
        index += 1
        if index < bytes.count, bytes[index] == UInt8(ascii: "[") {
          index += 1
          while index < bytes.count, !(0x40...0x7E).contains(bytes[index]) { index += 1 }
        }
      } else if bytes[index] != 0x0D {
        result.append(bytes[index])
      }
      index += 1
    }
    return result
  }

  private static func find(_ wanted: [UInt8], in bytes: [UInt8], from start: Int) -> Int? {
    guard !wanted.isEmpty, bytes.count - start >= wanted.count else { return nil }
    return (start...(bytes.count - wanted.count)).first {
      bytes[$0..<($0 + wanted.count)].elementsEqual(wanted)
    }
  }
}
