import Foundation
import GRDB

/// Sessions on disk: an SQLite database with a write-ahead log, which several programs may use at once.
///
/// Every write is a transaction of its own that is on the disk when the call returns.
final class SessionStore: Sendable {
  /// The database's file.
  let path: String
  let queue: DatabaseQueue
  let locks: SessionLocks

  /// "iapt" as a number: tells the store from another program's database.
  static let mark: Int32 = 0x6961_7074

  /// Opens the store, and makes it where it is not.
  init(path: String) throws(StoreFailure) {
    try StoreFile.prepare(path)
    self.path = path
    locks = try SessionLocks(beside: path)
    do {
      queue = try locks.alone { try SessionStore.open(path) }
    } catch { throw StoreFailure(path, error) }
  }

  private static func open(_ path: String) throws -> DatabaseQueue {
    let queue = try DatabaseQueue(path: path, configuration: configuration)
    // Nothing is written where all is ready, so that nobody waits for it.
    guard try !queue.read({ try isReady($0, path) }) else { return queue }
    try queue.write { try $0.execute(sql: "PRAGMA application_id = \(mark)") }
    try migrator.migrate(queue)
    return queue
  }

  /// Finishes what is being written and closes the file.
  func close() { try? queue.close() }

  /// Reads, or writes in one transaction.
  func write<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    do { return try queue.write(body) } catch { throw StoreFailure(path, error) }
  }

  /// Reads.
  func read<Value>(_ body: (Database) throws -> Value) throws(StoreFailure) -> Value {
    do { return try queue.read(body) } catch { throw StoreFailure(path, error) }
  }

  private static var configuration: Configuration {
    var configuration = Configuration()
    configuration.busyMode = .timeout(5)
    configuration.prepareDatabase { database in
      // Not set by the library's own mode, which writes at every opening.
      try database.execute(sql: "PRAGMA journal_mode = WAL")
      // The log is on the disk after each transaction: a cell survives a loss of power too.
      try database.execute(sql: "PRAGMA synchronous = FULL")
      // What is deleted or replaced is overwritten.
      try database.execute(sql: "PRAGMA secure_delete = ON")
    }
    return configuration
  }

  /// Whether the database has this version's schema. Those of other programs and of later versions are refused.
  private static func isReady(_ database: Database, _ path: String) throws -> Bool {
    let found = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    if found != mark {
      guard found == 0, try Int.fetchOne(database, sql: "SELECT count(*) FROM sqlite_master") == 0 else {
        throw StoreFailure(path, "it is another program's database")
      }
      return false
    }
    if try migrator.hasBeenSuperseded(database) {
      throw StoreFailure(path, "a later version of iapt made it")
    }
    return try migrator.hasCompletedMigrations(database)
  }

  /// The schema's versions, oldest first. What has been released is never changed.
  private static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    migrator.registerMigration("1") { database in
      try database.create(table: "session") { table in
        // Automatic numbers are not given twice, even after the last session is forgotten.
        table.autoIncrementedPrimaryKey("id")
        for column in ["begun", "used"] { table.column(column, .datetime).notNull() }
        table.column("ended", .datetime)
        table.column("process", .integer).notNull()
        for column in ["program", "swift", "system", "processor", "folder", "parameters", "data"] {
          table.column(column, .text).notNull()
        }
        table.column("digest", .text)
      }
      try database.create(table: "cell") { table in
        table.column("session", .integer).notNull().references("session", onDelete: .cascade)
        table.column("number", .integer).notNull()
        for column in ["source", "status", "statements", "outputs"] { table.column(column, .text).notNull() }
        table.column("begun", .datetime).notNull()
        table.column("seconds", .double).notNull()
        for column in ["isKept", "isUndone", "empties"] { table.column(column, .boolean).notNull() }
        table.primaryKey(["session", "number"])
      }
      try database.create(table: "file") { table in
        table.column("session", .integer).notNull().references("session", onDelete: .cascade)
        table.column("path", .text).notNull()
        for column in ["cell", "size", "modified"] { table.column(column, .integer).notNull() }
        table.column("sha256", .text)
        table.primaryKey(["session", "path"])
      }
    }
    return migrator
  }
}
