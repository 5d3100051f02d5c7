import Foundation
import Synchronization

/// The columns of a CSV file (RFC 4180, UTF-8), read when they are asked for, and kept.
///
/// Opening reads the header only. The first need for rows makes one pass that finds them; each request for columns
/// makes one pass for all of them that are not kept yet (a second one, before it, for columns without a given type
/// whose values are not text at once).
///
/// * Fields may be quoted, with doubled quotes, commas and line ends inside. Lines end with LF, CRLF or a lone CR;
///   the last need not end. A byte order mark is skipped. Blanks around a field belong to it; header names are trimmed.
/// * A blank line is no row; in a file of one column it is a row whose value is missing.
/// * A field that is one of the dialect's missing markers, quoted or not, is missing.
/// * A field after whose closing quote something stands, or whose quote never closes, is missing and listed; a quote
///   inside an unquoted field is kept and listed.
/// * A repeated header gets `_2`, `_3`, … and an empty one `column_N`; both are listed.
///
/// Safe to use from several threads: two that ask for the same column at once may both read it, with equal results.
public final class CSVSource: ColumnSource, Sendable {
  /// The column names in file order, unique.
  public let columnNames: [String]
  /// The file's path as given.
  public let label: String
  /// How the file is written.
  public let dialect: CSVDialect

  let raw: FileBytes
  let header: CSVHeader
  let markers: MissingMarkers
  let tuning: Tuning
  let state = Mutex(State())

  /// True when a column is called `SYNTHETIC`: the mark of made-up data.
  public var isSynthetic: Bool { columnNames.contains("SYNTHETIC") }

  /// Opens a file, plain or gzip (told by its first bytes, not by its name), and reads its header.
  public convenience init(path: String, dialect: CSVDialect = .init()) throws(TableError) {
    try self.init(raw: FileBytes(path: path), label: path, dialect: dialect)
  }

  /// Reads bytes in memory, plain or gzip, as a file of that name.
  public convenience init(bytes: [UInt8], label: String, dialect: CSVDialect = .init()) throws(TableError) {
    try self.init(raw: FileBytes(bytes), label: label, dialect: dialect)
  }

  init(raw: FileBytes, label: String, dialect: CSVDialect, tuning: Tuning = .init()) throws(TableError) {
    self.raw = raw
    self.label = label
    self.dialect = dialect
    self.tuning = tuning
    markers = MissingMarkers(dialect)
    let header =
      raw.isCompressed
      ? try CSVSource.packedHeader(raw, label, tuning.inflater) : CSVHeader(raw, label: label)
    guard let header else { throw .noHeader(path: label) }
    self.header = header
    columnNames = header.names
  }

  /// The header of a compressed file: as much of it is unpacked as the first line takes.
  private static func packedHeader(
    _ raw: FileBytes, _ label: String, _ inflater: Inflater
  ) throws(TableError) -> CSVHeader? {
    var wanted = 1 << 16
    while true {
      let text: Inflated
      do {
        text = try inflater.inflate(raw, path: label, wanted: wanted, .unattended)
      } catch let error as TableError {
        throw error
      } catch {
        throw .damagedArchive(path: label)
      }
      let header = CSVHeader(text.bytes, label: label)
      if let header, header.isFinished { return header }
      if text.isDamaged { throw .damagedArchive(path: label) }
      if text.isWhole { return header }
      wanted *= 8
    }
  }

  /// Number of rows. The first call reads the file: O(bytes).
  public func rowCount(_ work: Work) throws -> Int { try rows(work).count }

  /// The column at `index` in file order, as `type`, or as the type all of its values allow when `nil`.
  ///
  /// What values a type allows is told at ``CSVSource/columns(at:as:_:)``.
  public func column(at index: Int, as type: ColumnType?, _ work: Work) throws -> Column {
    try columns(at: [index], as: [type], work)[0]
  }

  /// What was found wrong so far, by line, then column in file order; one for each column, kind and expectation.
  ///
  /// Of a column that was read as several types, the problems of the type asked for last are listed.
  public func problems() -> [Problem] {
    let state = state.withLock { $0 }
    var found = header.problems
    if let rows = state.rows { found += problems(of: rows) }
    for (column, type) in state.asked {
      found += state.problems[ColumnKey(index: column, type: type)] ?? []
    }
    let order = Dictionary(columnNames.enumerated().map { ($1, $0) }, uniquingKeysWith: { first, _ in first })
    func key(_ problem: Problem) -> (Int, Int, String, String) {
      let column = problem.column.map { order[$0] ?? Int.max } ?? -1
      return (problem.line, column, problem.kind.rawValue, problem.expected)
    }
    return found.sorted { key($0) < key($1) }
  }
}

extension CSVSource {
  /// What a kept column was read as.
  struct ColumnKey: Hashable {
    var index: Int
    var type: ColumnType
  }

  /// What has been read so far. Only whole results enter, so that interrupted work leaves nothing half done.
  struct State: Sendable {
    var text: Inflated?
    var rows: RowIndex?
    var columns: [ColumnKey: KeyColumn] = [:]
    /// Texts that were read only to group and join by.
    var packed: [Int: KeyColumn] = [:]
    /// What was wrong with the values of columns.
    var problems: [ColumnKey: [Problem]] = [:]
    /// The type found for a column without a given one.
    var inferred: [Int: ColumnType] = [:]
    /// The type asked for last.
    var asked: [Int: ColumnType] = [:]
  }

  /// How the work is cut up; results do not depend on it.
  struct Tuning: Sendable {
    /// Pieces of work at most, side by side.
    var pieces = max(1, min(16, ProcessInfo.processInfo.activeProcessorCount))
    /// Bytes a chunk has at least.
    var chunkBytes = 1 << 21
    /// Bytes of memory that are free; `nil` where that is not known.
    var freeMemory: @Sendable () -> Int? = FreeMemory.now
    /// Bounds for compressed files.
    var inflater = Inflater()

    /// How many pieces `size` units make.
    func pieces(of size: Int, atLeast least: Int) -> Int { max(1, min(pieces, size / max(1, least))) }
  }
}
