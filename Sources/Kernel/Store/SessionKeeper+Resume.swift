import Commands
import Engine
import Foundation
import GRDB

extension SessionKeeper {
  /// Takes a session of the store, the last one that is not open where none is named, to go on with it.
  func claim(_ id: Int64?) throws(StoreFailure) -> StoredSession {
    func none(_ what: String) -> StoreFailure { StoreFailure("", what, status: ExitStatus.usage) }
    guard let path else { throw none("no sessions are kept: IAPT_SESSIONS is /dev/null") }
    guard access(path, F_OK) == 0 else { throw none("no sessions are kept") }
    let store = try SessionStore(path: path)
    guard let first = try store.session(id, outputs: false) else {
      throw none("there is no session \(id.map(String.init) ?? "to bring back"); iapt sessions lists them")
    }
    guard store.locks.take(first.id) else {
      throw StoreFailure("", "session \(first.id) is open in process \(first.row.process)")
    }
    // Who had it open before the lock was taken may have written meanwhile.
    guard let found = try store.session(first.id, outputs: true) else {
      throw none("there is no session \(first.id); iapt sessions lists them")
    }
    // Far more than anyone types; the next number must still be one.
    guard found.cells.allSatisfy({ (1...1_000_000_000).contains($0.number) }) else {
      throw StoreFailure(path, "session \(found.id) is damaged and is not brought back")
    }
    self.store = store
    return found
  }

  /// Goes on with a session brought back; `reached`: whether each of its cells was.
  func adopt(_ stored: StoredSession, _ session: Session, unreached: Set<Int>) {
    self.unreached = unreached
    for cell in session.cells { known[cell.number] = Known(status: cell.status, isUndone: cell.isUndone) }
    let version = row.program
    row = stored.row
    row.program = version
    row.swift = Machine.swift
    row.system = Machine.system
    row.processor = Machine.processor
    row.process = getpid()
    row.ended = nil
    for file in stored.files { files[file.path] = file }
    attempt { store throws(StoreFailure) in
      try store.write { try row.update($0) }
      for file in stored.files where file.sha256 == nil { hash(file, store) }
    }
  }
}

extension CellRecord {
  /// Whether a statement of it that stands changes the state.
  var changesState: Bool { empties || statements.contains { $0.command.role == .changes } }
}

extension Workspace {
  /// What is loaded, by the files' names, or `demo`, each once.
  var dataNames: [String] {
    var names: [String] = []
    for table in tables.values {
      let name =
        table.source.label.hasPrefix("demo ") ? "demo" : (table.source.label as NSString).lastPathComponent
      if !names.contains(name) { names.append(name) }
    }
    return names
  }
}
