import Foundation

/// Which sessions are open, in this program or another: a lock on one byte of a file for each.
///
/// The system gives a lock back when its holder ends, however it ends.
final class SessionLocks: Sendable {
  private let descriptor: Int32

  // Locks of the open file and not of the process (fcntl(2)): Swift's C library module does not have them.
  private static let look: Int32 = 36
  private static let take: Int32 = 37
  private static let wait: Int32 = 38

  /// Opens the file of locks beside the store at `path`.
  init(beside path: String) throws(StoreFailure) {
    descriptor = open(path + "-lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw StoreFailure(path, code: errno) }
  }

  deinit { close(descriptor) }

  /// Takes the lock of a session; false when another holds it.
  func take(_ session: Int64) -> Bool {
    var range = SessionLocks.range(session, Int16(F_WRLCK))
    return fcntl(descriptor, SessionLocks.take, &range) == 0
  }

  /// Does what only one program may do at a time, as making the store is.
  func alone<Value>(_ body: () throws -> Value) rethrows -> Value {
    // No session has the number 0.
    var range = SessionLocks.range(0, Int16(F_WRLCK))
    while fcntl(descriptor, SessionLocks.wait, &range) != 0, errno == EINTR {}
    defer { release(0) }
    return try body()
  }

  /// Gives the lock of a session back.
  func release(_ session: Int64) {
    var range = SessionLocks.range(session, Int16(F_UNLCK))
    _ = fcntl(descriptor, SessionLocks.take, &range)
  }

  /// Whether another holds the lock of a session.
  func isTaken(_ session: Int64) -> Bool {
    var range = SessionLocks.range(session, Int16(F_WRLCK))
    return fcntl(descriptor, SessionLocks.look, &range) == 0 && range.l_type != Int16(F_UNLCK)
  }

  private static func range(_ session: Int64, _ type: Int16) -> flock {
    var range = flock()
    range.l_type = type
    range.l_whence = Int16(SEEK_SET)
    range.l_start = off_t(session)
    range.l_len = 1
    return range
  }
}
