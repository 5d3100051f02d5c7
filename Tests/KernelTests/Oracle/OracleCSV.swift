import Foundation

/// What can be wrong with an input of the oracle; the oracle repairs nothing.
enum OracleError: Error, Equatable {
  case unreadable(file: String)
  case missingColumn(file: String, column: String)
  case ragged(file: String, line: Int, expected: Int, found: Int)
  case badQuote(file: String)
  case notADate(String)
}

/// A few columns of one CSV file as text, by the oracle's own reader.
/// Missing (`nil`) is exactly: empty, `NULL`, `NA`, `*` or `-`, quoted or not; nothing is trimmed.
struct OracleCSV {
  let rows: Int
  /// Of the columns asked for, those that the header has, as they were asked for.
  let present: Set<String>
  private let columns: [String: [String?]]

  /// - Parameters:
  ///   - required: columns that must be in the header, found without regard to case.
  ///   - optional: columns that are wholly missing when the header lacks them.
  init(path: String, required: [String], optional: [String] = []) throws {
    guard let data = FileManager.default.contents(atPath: path) else {
      throw OracleError.unreadable(file: path)
    }
    var reader = OracleCSVReader(bytes: [UInt8](data), file: path)
    let header = try reader.header().map { $0.lowercased() }
    var slots = [Int](repeating: -1, count: header.count)
    var present: [String] = []
    for name in required + optional {
      if let place = header.firstIndex(of: name.lowercased()) {
        slots[place] = present.count
        present.append(name)
      } else if required.contains(name) {
        throw OracleError.missingColumn(file: path, column: name)
      }
    }
    let read = try reader.records(slots: slots, kept: present.count)
    rows = read.rows
    self.present = Set(present)
    var columns: [String: [String?]] = [:]
    for (place, name) in present.enumerated() { columns[name] = read.columns[place] }
    for name in optional where columns[name] == nil {
      columns[name] = [String?](repeating: nil, count: read.rows)
    }
    self.columns = columns
  }

  /// The column called `name`, as it was asked for.
  subscript(name: String) -> [String?] { columns[name] ?? [] }
}

/// Splits CSV bytes; quoted fields may hold commas, doubled quotes and line ends.
private struct OracleCSVReader {
  let bytes: [UInt8]
  let file: String
  var at = 0
  var line = 1

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { at = 3 }
  }

  mutating func header() throws -> [String] {
    var names: [String] = []
    var ended = at >= bytes.count
    while !ended {
      let (name, last) = try bytes.withUnsafeBufferPointer { try field($0, keep: true) }
      names.append(name ?? "")
      ended = last
    }
    return names
  }

  mutating func records(slots: [Int], kept: Int) throws -> (rows: Int, columns: [[String?]]) {
    var columns = [[String?]](repeating: [], count: kept)
    var rows = 0
    while at < bytes.count {
      line += 1
      if bytes[at] == newline { at += 1; continue }
      var place = 0
      var last = false
      while !last {
        let slot = place < slots.count ? slots[place] : -1
        let found = try bytes.withUnsafeBufferPointer { try field($0, keep: slot >= 0) }
        if slot >= 0 { columns[slot].append(found.text) }
        last = found.last
        place += 1
      }
      guard place == slots.count else {
        throw OracleError.ragged(file: file, line: line, expected: slots.count, found: place)
      }
      rows += 1
    }
    return (rows, columns)
  }

  /// Reads one field and the separator after it; `last` tells whether the record ended.
  private mutating func field(_ bytes: UnsafeBufferPointer<UInt8>, keep: Bool) throws -> (
    text: String?, last: Bool
  ) {
    var text: String?
    if at < bytes.count, bytes[at] == quote {
      var content: [UInt8] = []
      at += 1
      while true {
        guard at < bytes.count else { throw OracleError.badQuote(file: file) }
        if bytes[at] == quote {
          guard at + 1 < bytes.count, bytes[at + 1] == quote else { break }
          at += 1
        }
        content.append(bytes[at])
        at += 1
      }
      at += 1
      if keep { text = present(String(decoding: content, as: UTF8.self)) }
      if at < bytes.count, bytes[at] == carriage { at += 1 }
      guard at >= bytes.count || bytes[at] == comma || bytes[at] == newline else {
        throw OracleError.badQuote(file: file)
      }
    } else {
      var end = at
      while end < bytes.count, bytes[end] != comma, bytes[end] != newline { end += 1 }
      var stop = end
      if end > at, bytes[end - 1] == carriage, end == bytes.count || bytes[end] == newline { stop -= 1 }
      if keep {
        text = present(String(decoding: UnsafeBufferPointer(rebasing: bytes[at..<stop]), as: UTF8.self))
      }
      at = end
    }
    let last = at >= bytes.count || bytes[at] == newline
    at += 1
    return (text, last)
  }

  private func present(_ text: String) -> String? {
    switch text {
    case "", "NULL", "NA", "*", "-": return nil
    default: return text
    }
  }
}

private let comma = UInt8(ascii: ",")
private let quote = UInt8(ascii: "\"")
private let newline = UInt8(ascii: "\n")
private let carriage = UInt8(ascii: "\r")
