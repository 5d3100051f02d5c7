import Commands
import Engine
import Foundation
import GRDB

/// A session as the store has it, without its cells.
struct SessionRow: Codable, Sendable, FetchableRecord, MutablePersistableRecord {
  static let databaseTableName = "session"

  /// Its number, never given twice.
  var id: Int64?
  var begun = Date()
  /// When its last cell began or ended.
  var used = Date()
  /// When it was left by `quit` or Ctrl-D; `nil` while it is open and when it broke off.
  var ended: Date?
  /// The process that has or had it open.
  var process = getpid()
  /// Versions and machine.
  var program: String
  var swift = Machine.swift
  var system = Machine.system
  var processor = Machine.processor
  /// The folder that paths in statements begin from.
  var folder = FileManager.default.currentDirectoryPath
  /// Values given outside for parameters.
  var parameters: [String: String]
  /// What is loaded: files' names, or `demo`.
  var data: [String] = []
  /// The state's digest after the last cell that ended.
  var digest: String?

  mutating func didInsert(_ inserted: InsertionSuccess) { id = inserted.rowID }
}

/// A cell as the store has it.
struct CellRow: Codable, Sendable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "cell"

  var session: Int64
  var number: Int
  var source: String
  /// False for a cell that began with a blank: its text, statements and outputs are not kept.
  var isKept: Bool
  var status: String
  var begun: Date
  var seconds: Double
  var statements: [String]
  /// Outputs through the gate, one JSON object a line.
  var outputs: String
  var isUndone: Bool
  /// Whether it emptied the session.
  var empties: Bool

  /// What is kept of a cell.
  init(_ cell: CellRecord, session: Int64) {
    self.session = session
    number = cell.number
    isKept = CellRow.keeps(cell.source)
    source = isKept ? cell.source : ""
    status = cell.status.rawValue
    begun = cell.begun
    seconds = cell.seconds
    statements = isKept ? cell.statements.map(\.text) : []
    outputs = isKept ? cell.outputs.compactMap(CellRow.line).joined(separator: "\n") : ""
    isUndone = cell.isUndone
    empties = cell.empties
  }

  /// Whether a text may be kept: as with the history, a leading blank keeps it out.
  static func keeps(_ source: String) -> Bool { source.first?.isWhitespace != true }

  /// The cell as a session has it, without its statements: those run again.
  var record: CellRecord {
    var cell = CellRecord(
      number: number, source: isKept ? source : "# not kept: it began with a blank", begun: begun)
    cell.seconds = seconds
    cell.status = CellRecord.Status(rawValue: status) ?? .failed
    cell.outputs = outputs.split(separator: "\n").map(CellRow.output)
    cell.isUndone = isUndone
    cell.empties = empties
    return cell
  }

  private static func line(_ gated: Gated) -> String? {
    var gated = gated
    if case .table(let table) = gated.output, table.isOfPeople == true {
      gated = Gate(gated.policy).pass(.notice("rows of people were shown here; they are not kept"))
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? encoder.encode(gated)).map { String(decoding: $0, as: UTF8.self) }
  }

  /// An output that another version kept in another form is replaced by a line that says so.
  private static func output(_ line: Substring) -> Gated {
    let decoder = JSONDecoder()
    decoder.nonConformingFloatDecodingStrategy = .convertFromString(
      positiveInfinity: "inf", negativeInfinity: "-inf", nan: "nan")
    return (try? decoder.decode(Gated.self, from: Data(line.utf8)))
      ?? Gate(.nhsSDE).pass(.notice("an output is not shown: another version of iapt kept it"))
  }
}

/// A data file as it was when a session loaded it.
struct FileRow: Codable, Sendable, Hashable, FetchableRecord, PersistableRecord {
  static let databaseTableName = "file"

  var session: Int64
  /// Absolute.
  var path: String
  /// The cell that loaded it last.
  var cell: Int
  var size: Int
  /// Nanoseconds since 1970.
  var modified: Int
  /// In hexadecimal digits; `nil` until it is found.
  var sha256: String?

  /// The file without its sum.
  var facts: FileFacts { FileFacts(path: path, size: size, modified: modified) }
}
