import Testing

@testable import Engine

/// The slow, obvious reader: one byte after the other, every field an array. Shares nothing with the fast one.
struct SlowCSV {
  var names: [String] = []
  /// Values by row and column; `nil` is missing.
  var rows: [[String?]] = []
  /// The line each row begins on.
  var lines: [Int] = []
  /// Rows with too few and too many fields.
  var short: [Int] = []
  var long: [Int] = []

  private struct Raw {
    var bytes: [UInt8] = []
    var isBroken = false
  }

  init(_ input: [UInt8], missing: Set<String> = CSVDialect.usualMissing) {
    var bytes = input
    if bytes.starts(with: [0xef, 0xbb, 0xbf]) { bytes.removeFirst(3) }
    var records: [(fields: [Raw], line: Int, isBlank: Bool)] = []
    var fields: [Raw] = []
    var field = Raw()
    var line = 1
    var firstLine = 1
    var state = "start"
    var isBlank = true
    var at = 0
    func endField() {
      fields.append(field)
      field = Raw()
      state = "start"
    }
    func endRecord() {
      endField()
      records.append((fields, firstLine, isBlank))
      fields = []
      isBlank = true
    }
    while at < bytes.count {
      let byte = bytes[at]
      let isLineEnd = byte == 10 || byte == 13
      let isPair = byte == 13 && at + 1 < bytes.count && bytes[at + 1] == 10
      if isLineEnd { line += 1 }
      if state == "quoted" {
        if byte == 34 {
          state = "closed"
        } else if isPair {
          field.bytes += [13, 10]
          at += 1
        } else {
          field.bytes.append(byte)
        }
      } else if isLineEnd {
        if isPair { at += 1 }
        endRecord()
        firstLine = line
      } else if byte == 44 {
        isBlank = false
        endField()
      } else if state == "start", byte == 34 {
        isBlank = false
        state = "quoted"
      } else if state == "closed", byte == 34 {
        field.bytes.append(34)
        state = "quoted"
      } else {
        isBlank = false
        if state == "closed" {
          field.isBroken = true
          state = "plain after quote"
        } else if state == "start" {
          state = "plain"
        }
        field.bytes.append(byte)
      }
      at += 1
    }
    if state == "quoted" { field.isBroken = true }
    if !isBlank { endRecord() }
    while let first = records.first, first.isBlank { records.removeFirst() }
    guard let header = records.first else { return }
    names = header.fields.map { String(decoding: $0.bytes, as: UTF8.self) }
    for record in records.dropFirst() {
      if record.isBlank, names.count > 1 { continue }
      let row = rows.count
      if record.fields.count < names.count { short.append(row) }
      if record.fields.count > names.count { long.append(row) }
      lines.append(record.line)
      rows.append(
        names.indices.map { column in
          guard column < record.fields.count, !record.fields[column].isBroken else { return nil }
          guard let text = String(validating: record.fields[column].bytes, as: UTF8.self) else { return nil }
          return missing.contains(text) ? nil : text
        })
    }
  }
}

extension CSVSource {
  /// A source over text.
  static func text(_ text: String, tuning: Tuning = .init()) throws -> CSVSource {
    try CSVSource(raw: FileBytes(Array(text.utf8)), label: "t.csv", dialect: .init(), tuning: tuning)
  }

  /// Every cell as category text, by row.
  func cells() throws -> [[String?]] {
    let all = try columns(
      at: Array(columnNames.indices), as: columnNames.map { _ in .category }, .unattended)
    return try (0..<rowCount(.unattended)).map { row in all.map { $0.text(row) } }
  }

  /// One column as text.
  func values(_ name: String, _ type: ColumnType? = nil) throws -> [String?] {
    let index = try #require(columnNames.firstIndex(of: name))
    let column = try column(at: index, as: type, .unattended)
    return (0..<column.count).map { column.text($0) }
  }

  /// Problems in short: `line column kind count`.
  var found: [String] {
    problems().map { "\($0.line) \($0.column ?? "-") \($0.kind.rawValue) \($0.count)" }
  }
}
