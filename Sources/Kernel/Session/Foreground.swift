import Glibc
import Synchronization

/// A program that has the terminal while this one waits for it: the editor, the pager.
enum Foreground {
  /// The program's process while it runs, else 0; read where a signal is handled.
  private static let child = Atomic<pid_t>(0)
  /// The signal that asked this program to end, else 0.
  private static let ending = Atomic<Int32>(0)

  /// Starts a program and waits for its end. Ctrl-C and Ctrl-\ are the program's alone; what asks this one to end is
  /// passed on. `spawn` gets the attributes to start it with, `feed` runs beside it.
  ///
  /// - Returns: the error number of the start, 0 for none, and what the program ended with.
  static func run(
    _ spawn: (inout posix_spawnattr_t, inout pid_t) -> Int32, feed: () -> Void = {}
  ) -> (error: Int32, status: Int32) {
    var before: [(Int32, sigaction)] = []
    for number in [SIGINT, SIGQUIT] {
      var old = sigaction()
      var ignored = sigaction()
      ignored.__sigaction_handler.sa_handler = SIG_IGN
      sigaction(number, &ignored, &old)
      before.append((number, old))
    }
    defer {
      for (number, action) in before {
        var action = action
        sigaction(number, &action, nil)
      }
    }
    var attributes = posix_spawnattr_t()
    posix_spawnattr_init(&attributes)
    defer { posix_spawnattr_destroy(&attributes) }
    // What this program ignores must not be ignored there.
    var defaults = sigset_t()
    sigemptyset(&defaults)
    for number in [SIGPIPE, SIGINT, SIGQUIT, SIGTERM, SIGHUP] { sigaddset(&defaults, number) }
    posix_spawnattr_setsigdefault(&attributes, &defaults)
    posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGDEF))
    var process: pid_t = 0
    let error = spawn(&attributes, &process)
    guard error == 0, process > 0 else { return (error == 0 ? ECHILD : error, 0) }
    child.store(process, ordering: .sequentiallyConsistent)
    // The signal may have come before there was anyone to pass it to.
    let asked = ending.load(ordering: .sequentiallyConsistent)
    if asked != 0 { kill(process, asked) }
    feed()
    // The process keeps its number until its end is fetched: no other is sent the signal.
    var facts = siginfo_t()
    while waitid(P_PID, id_t(process), &facts, WEXITED | WNOWAIT) < 0, errno == EINTR {}
    child.store(0, ordering: .sequentiallyConsistent)
    var status: Int32 = 0
    while waitpid(process, &status, 0) < 0 {
      if errno != EINTR { return (errno, 0) }
    }
    return (0, status)
  }

  /// Makes what is used in a signal handler, which must not happen inside it.
  static func prepare() {
    child.store(0, ordering: .sequentiallyConsistent)
    ending.store(0, ordering: .sequentiallyConsistent)
  }

  /// Passes on what asks this program to end; called by the signal's handler.
  static func end(_ number: Int32) {
    ending.store(number, ordering: .sequentiallyConsistent)
    let process = child.load(ordering: .sequentiallyConsistent)
    if process > 0 { kill(process, number) }
  }
}
