import Glibc
import Synchronization

/// Whether Ctrl-C was pressed, as a flag that work reads and a pipe that a waiting prompt wakes up from.
public enum Interrupt {
  private static let flag = Atomic<Bool>(false)
  /// Both ends of the pipe, −1 before ``install(exitsOnSecond:)``.
  private static let readEnd = Atomic<Int32>(-1)
  private static let writeEnd = Atomic<Int32>(-1)
  private static let exits = Atomic<Bool>(false)

  /// Signals that wake the prompt, as the bytes written to the pipe.
  enum Wake: UInt8 {
    /// Ctrl-C.
    case interrupt = 1
    /// The window changed its size.
    case resized = 2
    /// The program runs again after Ctrl-Z.
    case continued = 3
    /// The program is asked to end, or its terminal has gone.
    case ended = 4
    /// Ctrl-Z while the prompt waits.
    case suspended = 5
  }

  /// Whether the user asked to stop.
  public static var isRequested: Bool { flag.load(ordering: .relaxed) }

  /// Forgets a request, before new work.
  public static func reset() { flag.store(false, ordering: .relaxed) }

  /// Catches Ctrl-C. Without a prompt a second Ctrl-C ends the program at once, with status 130. Output into a pipe
  /// nobody reads is an error of the write, not the end of the program.
  public static func install(exitsOnSecond: Bool) {
    // Globals are made at their first use, which must not be inside a signal handler.
    flag.store(false, ordering: .relaxed)
    exits.store(exitsOnSecond, ordering: .relaxed)
    var ends: [Int32] = [-1, -1]
    if readEnd.load(ordering: .relaxed) < 0, pipe(&ends) == 0 {
      for end in ends {
        _ = fcntl(end, F_SETFD, FD_CLOEXEC)
        _ = fcntl(end, F_SETFL, O_NONBLOCK)
      }
      readEnd.store(ends[0], ordering: .relaxed)
      writeEnd.store(ends[1], ordering: .relaxed)
    }
    handle(SIGINT) { _ in
      if Interrupt.flag.exchange(true, ordering: .relaxed), Interrupt.exits.load(ordering: .relaxed) {
        _exit(130)
      }
      Interrupt.wake(.interrupt)
    }
    // A parent may have started the program with the signal blocked.
    var signals = sigset_t()
    sigemptyset(&signals)
    sigaddset(&signals, SIGINT)
    pthread_sigmask(SIG_UNBLOCK, &signals, nil)
    signal(SIGPIPE, SIG_IGN)
  }

  /// Wakes the prompt when the window changes or the program is continued or asked to end: work stops, and the
  /// terminal is left as it was found.
  static func installTerminalSignals() {
    handle(SIGWINCH) { _ in Interrupt.wake(.resized) }
    handle(SIGCONT) { _ in Interrupt.wake(.continued) }
    Foreground.prepare()
    for number in [SIGTERM, SIGHUP] {
      handle(number) { number in
        let before = errno
        Foreground.end(number)
        errno = before
        Interrupt.flag.store(true, ordering: .relaxed)
        Interrupt.wake(.ended)
      }
    }
  }

  /// While the prompt waits, Ctrl-Z and Ctrl-\ wake it, so that the terminal goes back to its own ways first. A shell
  /// that has them ignored keeps them so.
  static func holdsTerminalSignals(_ holds: Bool) {
    for (number, wake) in [(SIGTSTP, Wake.suspended), (SIGQUIT, .ended)] {
      var action = sigaction()
      sigaction(number, nil, &action)
      if unsafeBitCast(action.__sigaction_handler.sa_handler, to: Int.self) == 1 { continue }
      if !holds {
        signal(number, SIG_DFL)
      } else if wake == .suspended {
        handle(number) { _ in Interrupt.wake(.suspended) }
      } else {
        handle(number) { _ in Interrupt.wake(.ended) }
      }
    }
  }

  /// The descriptor to wait on beside the keyboard.
  static var descriptor: Int32 { readEnd.load(ordering: .relaxed) }

  /// What woke the prompt since the last call.
  static func wakes() -> [Wake] {
    var bytes = [UInt8](repeating: 0, count: 64)
    let count = read(descriptor, &bytes, bytes.count)
    return count > 0 ? bytes.prefix(count).compactMap(Wake.init) : []
  }

  private static func wake(_ what: Wake) {
    let before = errno
    var byte = what.rawValue
    _ = write(writeEnd.load(ordering: .relaxed), &byte, 1)
    errno = before
  }

  private static func handle(_ number: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    // No SA_RESTART: a read that waits for input must come back.
    action.__sigaction_handler.sa_handler = handler
    sigemptyset(&action.sa_mask)
    sigaction(number, &action, nil)
  }
}
