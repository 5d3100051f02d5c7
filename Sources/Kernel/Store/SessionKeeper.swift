import Commands
import Engine
import Foundation
import GRDB

/// Keeps the session of a prompt in the store, cell by cell.
///
/// It never stops a session: where the store cannot be used, that is said once, and the session is in memory only.
final class SessionKeeper {
  let path: String?
  private let notice: (String) -> Void
  private let hasher = FileHasher()
  var store: SessionStore?
  var row: SessionRow
  private var hasFailed = false
  /// What the store has of each cell.
  var known: [Int: Known] = [:]
  /// Cells of a resumed session that the replay did not reach: they stand until the session goes another way.
  var unreached: Set<Int> = []
  var files: [String: FileRow] = [:]
  /// The first cell that is not of the init file: what that does comes back by itself.
  var firstTyped = 1

  struct Known: Equatable {
    var status: CellRecord.Status
    var isUndone: Bool
  }

  /// Makes a keeper; nothing is opened yet. `notice` says one line.
  init(
    path: String? = StoreFile.standard(), version: String, parameters: [String: String],
    notice: @escaping (String) -> Void
  ) {
    self.path = path
    self.notice = notice
    row = SessionRow(program: version, parameters: parameters)
  }

  /// The session's number, once it has one in the store.
  var id: Int64? { hasFailed ? nil : row.id }

  /// The line that says that the last session broke off; `nil` when it did not.
  func brokenOff() -> String? {
    guard let path, access(path, F_OK) == 0 else { return nil }
    return attempt { store throws(StoreFailure) -> String? in
      guard let last = try store.session(nil, outputs: false), last.brokeOff else { return nil }
      let place = last.brokenCell.map { " in cell \($0)" } ?? ""
      return "session \(last.id) broke off\(place), \(Clock.text(last.row.used)); iapt resume brings it back"
    } ?? nil
  }

  /// A cell begins.
  func begin(_ number: Int, _ source: String) {
    attempt { store throws(StoreFailure) in
      let isNew = row.id == nil
      row.used = Date()
      if isNew { try store.insert(&row) }
      guard let id = row.id else { return }
      let cell = CellRow(CellRecord(number: number, source: source), session: id)
      try store.write { database in
        try cell.insert(database)
        if !isNew { try row.update(database) }
      }
      known[number] = Known(status: .running, isUndone: false)
    }
  }

  /// A cell has ended: its record, and whatever else it changed in the session.
  func end(_ session: Session) {
    attempt { store throws(StoreFailure) in
      guard let id = row.id, let last = known.keys.max() else { return }
      let goesOn = session.cells.last.map { $0.number == last && !$0.isUndone && $0.changesState } ?? false
      if goesOn {
        // The session has gone another way than the one that could not be brought back whole.
        try drop(unreached, store, id)
        unreached = []
      }
      row.used = Date()
      if unreached.isEmpty {
        row.digest = session.workspace.digest
        row.data = session.workspace.dataNames
      }
      let changed = session.cells.filter {
        known[$0.number] != Known(status: $0.status, isUndone: $0.isUndone)
      }
      // A file that has changed since is a warning until the session goes on with it.
      let files = goesOn ? found(session, in: last, id) : []
      try store.write { database in
        for cell in changed {
          if known[cell.number]?.status == cell.status {
            try database.execute(
              sql: "UPDATE cell SET isUndone = ? WHERE session = ? AND number = ?",
              arguments: [cell.isUndone, id, cell.number])
          } else {
            try CellRow(cell, session: id).upsert(database)
          }
        }
        for file in files { try file.upsert(database) }
        try row.update(database)
      }
      for cell in changed { known[cell.number] = Known(status: cell.status, isUndone: cell.isUndone) }
      for file in files {
        self.files[file.path] = file
        hash(file, store)
      }
    }
  }

  /// The session is left, by the user's will or not. What leaves no trace in the state is not kept.
  ///
  /// - Returns: the line that says how to come back, and what is not kept; `nil` when nothing was done.
  @discardableResult
  func leave(_ session: Session, orderly: Bool) -> String? {
    hasher.stop()
    defer {
      store?.close()
      store = nil
    }
    guard let id, store != nil else { return nil }
    return attempt { store throws(StoreFailure) -> String? in
      let changing = session.cells.filter(\.changesState)
      guard changing.contains(where: { CellRow.keeps($0.source) }) else {
        try store.delete([id])
        return changing.isEmpty ? nil : "nothing of this session is kept: its cells began with a blank"
      }
      if orderly { row.ended = Date() }
      try store.write { try row.update($0) }
      return SessionKeeper.farewell(id, session)
    } ?? nil
  }

  private func drop(_ cells: some Sequence<Int>, _ store: SessionStore, _ id: Int64) throws(StoreFailure) {
    let cells = cells.sorted()
    guard !cells.isEmpty else { return }
    try store.write { database in
      for cell in cells {
        try database.execute(
          sql: "UPDATE cell SET isUndone = 1 WHERE session = ? AND number = ?", arguments: [id, cell])
      }
    }
    for cell in cells { known[cell]?.isUndone = true }
  }

  /// The files of the tables that the store does not have yet as they are.
  private func found(_ session: Session, in cell: Int, _ id: Int64) -> [FileRow] {
    session.workspace.tables.values.compactMap { table in
      guard let facts = (table.source as? CSVSource)?.file else { return nil }
      let path = URL(fileURLWithPath: facts.path).standardizedFileURL.path
      let row = FileRow(session: id, path: path, cell: cell, size: facts.size, modified: facts.modified)
      return files[path]?.facts == row.facts ? nil : row
    }
  }

  func hash(_ file: FileRow, _ store: SessionStore) {
    // Not the store with its locks: they end with the session.
    let queue = store.queue
    hasher.add(file.facts) { sum in
      // Where the session is over meanwhile, the sum is found another time.
      _ = try? queue.write { database in
        try database.execute(
          sql: "UPDATE file SET sha256 = ? WHERE session = ? AND path = ? AND size = ? AND modified = ?",
          arguments: [sum, file.session, file.path, file.size, file.modified])
      }
    }
  }

  /// Works on the store, opening it at the first need; `nil` and one notice when that fails.
  @discardableResult
  func attempt<Value>(_ body: (SessionStore) throws(StoreFailure) -> Value) -> Value? {
    guard let path, !hasFailed else { return nil }
    do throws(StoreFailure) {
      let store: SessionStore
      if let open = self.store { store = open } else { store = try SessionStore(path: path) }
      self.store = store
      return try body(store)
    } catch {
      hasFailed = true
      store = nil
      notice("this session is in memory only: \(error)")
      return nil
    }
  }
}
