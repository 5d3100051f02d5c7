import Foundation

/// What happens when the program meets a fault it cannot go on from.
///
/// The language's own crash report prints memory, which may hold a patient's data, and source paths. It is replaced by
/// one fixed line. A file that shrinks while it is being read faults too: its pages are gone.
public enum Crash {
  /// Takes over the signals of faults. Called once, before anything else.
  public static func install() {
    for signal in [SIGSEGV, SIGILL, SIGTRAP, SIGABRT, SIGFPE] {
      set(signal) { _ in Crash.end("iapt: internal error; nothing was saved, and no data are shown here\n") }
    }
    set(SIGBUS) { _ in
      Crash.end("iapt: a data file changed while it was being read; start again and load it anew\n")
    }
  }

  /// Only what may be called in a signal handler.
  private static func end(_ message: StaticString) {
    _ = write(2, message.utf8Start, message.utf8CodeUnitCount)
    _exit(ExitStatus.crashed)
  }

  private static func set(_ signal: Int32, _ handler: @escaping @convention(c) (Int32) -> Void) {
    var action = sigaction()
    action.__sigaction_handler.sa_handler = handler
    sigaction(signal, &action, nil)
  }
}
