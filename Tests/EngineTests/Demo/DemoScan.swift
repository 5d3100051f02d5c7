@testable import Engine

/// A plain reading of a generated file, without quotes: row by row, only the columns asked for.
struct DemoScan {
  private let bytes: UnsafeBufferPointer<UInt8>
  private var fields: [Range<Int>]

  /// Calls `body` for every row with the named columns as fields 0, 1, …; a column that is not there is an error.
  static func each(_ file: [UInt8], _ names: [String], _ body: (DemoScan) -> Void) throws {
    let header = file.prefix { $0 != 10 }.split(separator: 44, omittingEmptySubsequences: false)
      .map { String(decoding: $0, as: UTF8.self) }
    var places = [Int](repeating: -1, count: header.count)
    for (field, name) in names.enumerated() {
      guard let column = header.firstIndex(of: name) else { throw Missing(column: name) }
      places[column] = field
    }
    file.withUnsafeBufferPointer { bytes in
      var row = DemoScan(bytes: bytes, fields: Array(repeating: 0..<0, count: names.count))
      var at = (bytes.firstIndex(of: 10) ?? bytes.count - 1) + 1
      while at < bytes.count {
        var column = 0
        var start = at
        while true {
          let byte = bytes[at]
          if byte == 44 || byte == 10 {
            if places[column] >= 0 { row.fields[places[column]] = start..<at }
            start = at + 1
            column += 1
          }
          at += 1
          if byte == 10 { break }
        }
        body(row)
      }
    }
  }

  struct Missing: Error { let column: String }

  func text(_ field: Int) -> String {
    String(decoding: UnsafeBufferPointer(rebasing: bytes[fields[field]]), as: UTF8.self)
  }

  func isTrue(_ field: Int) -> Bool { flag(field) == true }

  /// The flags are `true`, `false`, empty or `NULL`: their lengths differ.
  func flag(_ field: Int) -> Bool? {
    guard let first = bytes[fields[field]].first else { return nil }
    return first == UInt8(ascii: "t") ? true : first == UInt8(ascii: "f") ? false : nil
  }

  /// A whole number; −1 when the field is empty.
  func number(_ field: Int) -> Int {
    guard !fields[field].isEmpty else { return -1 }
    var value = 0
    for place in fields[field] { value = value * 10 + Int(bytes[place]) - 48 }
    return value
  }

  /// A day; the number counts from any fixed day.
  func day(_ field: Int) -> Int? {
    fields[field].isEmpty ? nil : Day(text(field)).map { Int($0.number) }
  }
}
