import Commands
import Foundation
import GRDB

/// A session as it was kept.
struct StoredSession: Sendable {
  var row: SessionRow
  var cells: [CellRow]
  var files: [FileRow]
  /// Whether a program has it open now.
  var isOpen: Bool

  var id: Int64 { row.id ?? 0 }
  /// The cell that was running when it broke off.
  var brokenCell: Int? {
    cells.last.flatMap { $0.status == CellRecord.Status.running.rawValue ? $0.number : nil }
  }
  /// Nobody left it: its program was ended or died.
  var brokeOff: Bool { !isOpen && row.ended == nil }
}

extension SessionStore {
  /// All sessions, the one used last first, without their cells' outputs.
  func sessions() throws(StoreFailure) -> [StoredSession] {
    try read { database in
      try SessionRow.order(sql: "used DESC, id DESC").fetchAll(database)
        .map { try stored($0, database, outputs: false) }
    }
  }

  /// The session of this number, or the one used last among those that no program has open.
  func session(_ id: Int64?, outputs: Bool) throws(StoreFailure) -> StoredSession? {
    try read { database in
      let rows = try SessionRow.order(sql: "used DESC, id DESC").fetchCursor(database)
      while let row = try rows.next() {
        if id.map({ $0 == row.id }) ?? !locks.isTaken(row.id ?? 0) {
          return try stored(row, database, outputs: outputs)
        }
      }
      return nil
    }
  }

  private func stored(_ row: SessionRow, _ database: Database, outputs: Bool) throws -> StoredSession {
    let id = row.id ?? 0
    let columns = "session, number, source, isKept, status, begun, seconds, statements, isUndone, empties"
    return StoredSession(
      row: row,
      cells: try CellRow.fetchAll(
        database,
        sql: "SELECT \(columns), \(outputs ? "outputs" : "'' AS outputs") FROM cell "
          + "WHERE session = ? ORDER BY number", arguments: [id]),
      files: try FileRow.fetchAll(
        database, sql: "SELECT * FROM file WHERE session = ? ORDER BY cell, path", arguments: [id]),
      isOpen: locks.isTaken(id))
  }

  /// Begins a session; it is locked from its first moment.
  func insert(_ row: inout SessionRow) throws(StoreFailure) {
    let new = row
    row = try write { database in
      var row = new
      try row.insert(database)
      guard locks.take(row.id ?? 0) else { throw StoreFailure(path, "its locks cannot be used") }
      return row
    }
  }

  /// Deletes sessions with all that belongs to them.
  func delete(_ ids: [Int64]) throws(StoreFailure) {
    try write { database in
      for id in ids { try database.execute(sql: "DELETE FROM session WHERE id = ?", arguments: [id]) }
    }
  }

  /// Empties the log, which still has pages as they were before something was deleted.
  func emptyLog() throws(StoreFailure) {
    do {
      _ = try queue.writeWithoutTransaction { try $0.checkpoint(.truncate) }
    } catch { throw StoreFailure(path, error) }
  }
}
