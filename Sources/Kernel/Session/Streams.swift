import Engine
import Glibc
import Synchronization

/// Standard output, in large pieces. What is written after the reader has gone is dropped and remembered.
public final class StandardOutput {
  private var buffer: [UInt8] = []
  private let isTerminal = isatty(STDOUT_FILENO) == 1
  /// Why nothing can be written any more: an error number, 0 while all is well.
  public private(set) var failure: Int32 = 0

  /// Makes the stream.
  public init() {}

  /// Takes text; it is written when enough has come together, on a terminal at once.
  public func write(_ text: String) {
    guard failure == 0 else { return }
    buffer += text.utf8
    if isTerminal || buffer.count > 1 << 16 { flush() }
  }

  /// Writes out what was taken.
  public func flush() {
    guard failure == 0, !buffer.isEmpty else { return }
    failure = writeAll(STDOUT_FILENO, buffer)
    buffer.removeAll(keepingCapacity: true)
  }

  /// Writes out the last of it; the status to exit with. A reader who left before the end is no message; a full disk is
  /// one.
  public func close() -> Int32 {
    flush()
    guard failure != 0 else { return ExitStatus.success }
    if failure != EPIPE {
      StandardError.write("error: cannot write the results: \(String(cString: strerror(failure)))\n")
    }
    return ExitStatus.failure
  }
}

/// The streams that every program is given.
public enum StandardStreams {
  /// Opens those that are closed, or files and pipes opened later would take their place. Nothing can be read from
  /// them, and writing results to one stays an error. Called once, before anything is opened.
  public static func open() {
    for (descriptor, mode) in [
      (STDIN_FILENO, O_RDONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_WRONLY),
    ]
    where fcntl(descriptor, F_GETFD) < 0 {
      // The lowest free number is taken, which is this one.
      _ = Glibc.open("/dev/null", mode)
    }
  }
}

/// Standard error: unbuffered; failing to write there is nobody's error.
public enum StandardError {
  /// Whether it is a terminal that can draw.
  public static var isTerminal: Bool { isatty(STDERR_FILENO) == 1 }

  /// Writes text.
  public static func write(_ text: String) { _ = writeAll(STDERR_FILENO, Array(text.utf8)) }
}

/// Writes all bytes, however many calls it takes; an error number, or 0.
func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Int32 { WholeFile.writeAll(descriptor, bytes) }
