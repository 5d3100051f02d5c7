import Engine

/// The slow, obvious reader: one byte after the other, every field an array. Shares nothing with the fast one.
struct SlowCSV {
  /// A field, by its row and column.
  struct Place: Hashable {
    var row: Int
    var column: Int
  }

  var names: [String] = []
  /// Values by row and column; `nil` is missing.
  var rows: [[String?]] = []
  /// The line each row begins on.
  var lines: [Int] = []
  /// Rows with too few and too many fields.
  var short: [Int] = []
  var long: [Int] = []
  /// Fields that a quote stands in where none may, and fields whose quote is never closed.
  var stray: [Place] = []
  var unclosed: [Place] = []
  /// Fields that are not UTF-8.
  var invalid: Set<Place> = []

  private struct Raw {
    var bytes: [UInt8] = []
    /// What was meant cannot be told: the value is missing.
    var isBroken = false
    var hasStrayQuote = false
    var isUnclosed = false
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
          field.hasStrayQuote = true
          state = "plain after quote"
        } else if state == "start" {
          state = "plain"
        }
        if byte == 34 { field.hasStrayQuote = true }
        field.bytes.append(byte)
      }
      at += 1
    }
    if state == "quoted" {
      field.isBroken = true
      field.isUnclosed = true
    }
    if !isBlank { endRecord() }
    while let first = records.first, first.isBlank { records.removeFirst() }
    guard let header = records.first else { return }
    names = SlowCSV.unique(header.fields.map { $0.isBroken ? "" : String(decoding: $0.bytes, as: UTF8.self) })
    for record in records.dropFirst() {
      if record.isBlank, names.count > 1 { continue }
      let row = rows.count
      if record.fields.count < names.count { short.append(row) }
      if record.fields.count > names.count { long.append(row) }
      lines.append(record.line)
      for (column, field) in record.fields.enumerated() {
        if field.hasStrayQuote { stray.append(Place(row: row, column: column)) }
        if field.isUnclosed { unclosed.append(Place(row: row, column: column)) }
      }
      rows.append(
        names.indices.map { column in
          guard column < record.fields.count, !record.fields[column].isBroken else { return nil }
          guard let text = String(validating: record.fields[column].bytes, as: UTF8.self) else {
            invalid.insert(Place(row: row, column: column))
            return nil
          }
          return missing.contains(text) ? nil : text
        })
    }
  }

  /// A repeated name gets the first free of `_2`, `_3`, …, an empty one is called `column_N`.
  private static func unique(_ given: [String]) -> [String] {
    let given = given.map { name in
      var name = name[...]
      while name.first?.isWhitespace == true { name.removeFirst() }
      while name.last?.isWhitespace == true { name.removeLast() }
      return String(name)
    }
    var taken = Set(given)
    var result: [String] = []
    for (index, name) in given.enumerated() {
      if !name.isEmpty, !result.contains(name) {
        result.append(name)
        continue
      }
      let stem = name.isEmpty ? "column_\(index + 1)" : name
      var free = stem
      var number = 2
      while taken.contains(free) {
        free = "\(stem)_\(number)"
        number += 1
      }
      taken.insert(free)
      result.append(free)
    }
    return result
  }
}
