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
