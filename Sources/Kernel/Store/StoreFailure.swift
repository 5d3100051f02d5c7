import Foundation
import GRDB

/// Why the session store cannot be used: the file and a reason in words, never what is in it.
struct StoreFailure: Error, Hashable, CustomStringConvertible {
  /// The store's file; empty where it is not to blame.
  var path: String
  /// The reason.
  var reason: String
  /// The exit status of a command that fails so.
  var status = ExitStatus.failure

  /// What is said of it.
  var description: String { path.isEmpty ? reason : "\(path): \(reason)" }

  init(_ path: String, _ reason: String, status: Int32 = ExitStatus.failure) {
    self.path = path
    self.reason = reason
    self.status = status
  }

  /// The system's reason.
  init(_ path: String, code: Int32) { self.init(path, String(cString: strerror(code))) }

  /// The reason of an error met while working on the store.
  init(_ path: String, _ error: any Error) {
    if let failure = error as? StoreFailure {
      self = failure
      return
    }
    // The database's own messages may quote what was to be written: only its codes are used.
    switch (error as? DatabaseError)?.resultCode {
    case .SQLITE_FULL?: self.init(path, "the disk is full")
    case .SQLITE_CORRUPT?, .SQLITE_NOTADB?:
      self.init(path, "the file is damaged; move it away and a new one is begun")
    case .SQLITE_READONLY?, .SQLITE_CANTOPEN?, .SQLITE_PERM?, .SQLITE_AUTH?:
      self.init(path, "it cannot be written")
    case .SQLITE_BUSY?, .SQLITE_LOCKED?: self.init(path, "another program holds it")
    case .SQLITE_IOERR?: self.init(path, "it cannot be read or written (input/output error)")
    case let code?: self.init(path, "it cannot be used (SQLite \(code.rawValue))")
    case nil: self.init(path, "it cannot be used")
    }
  }
}
