import Commands
import Engine

/// One table as CSV: RFC 4180 in UTF-8, lines ending in LF, a head of the keys that JSON has, and in the last column the
/// policy.
///
/// Numbers have the digits that give the same Double again, shares are fractions. `*` is a suppressed figure; what does
/// not exist is empty, with the reason in a column of its own. Text that a spreadsheet would calculate has a `'` before
/// it, and control characters are made visible.
enum CSVDocument {
  static func bytes(_ document: Document, _ work: Work) throws -> [UInt8] {
    let policy = document.danger == nil ? document.policy.name : "UNSAFE \(document.policy.name)"
    if document.pieces.count == 1, case .records(let records) = document.pieces[0] {
      return try bytes(records, policy, work)
    }
    let table = try only(document)
    var columns: [String] = []
    for row in table {
      // In the order of the row in which they first stand, each behind its neighbour there.
      var last = -1
      for (key, _) in row {
        if let place = columns.firstIndex(of: key) {
          last = place
        } else {
          columns.insert(key, at: last + 1)
          last += 1
        }
      }
    }
    var bytes: [UInt8] = []
    line(columns.map(text) + ["policy"], to: &bytes)
    for row in table.dropFirst() {
      let values = Dictionary(row, uniquingKeysWith: { first, _ in first })
      line(columns.map { field(values[$0] ?? .null) } + [text(policy)], to: &bytes)
    }
    return bytes
  }

  private typealias Row = [(key: String, value: JSONValue)]

  /// The rows of the only table, the first of them its heads without values.
  private static func only(_ document: Document) throws -> [Row] {
    var outputs: [Gated] = []
    for piece in document.pieces {
      if case .output(let gated) = piece { outputs.append(gated) }
    }
    guard let gated = outputs.first else { throw DocumentFailure.noTable(.csv) }
    guard outputs.count == 1 else {
      var names: [String] = []
      for table in outputs.flatMap(\.tables) where !names.contains(table.name) { names.append(table.name) }
      throw DocumentFailure.severalTables(.csv, names)
    }
    switch gated.output {
    case .table(let table): return rows(of: table)
    case .figure(let figure): return rows(of: figure.data)
    case .model(let model): return rows(of: model)
    case .text, .notice: throw DocumentFailure.noTable(.csv)
    }
  }

  private static func rows(of table: TableOutput) -> [Row] {
    let renderer = JSONRenderer()
    let isInterval = table.headers.indices.map { column in
      table.rows.contains { row in
        if column < row.count, case .interval = row[column] { true } else { false }
      }
    }
    let head = zip(table.headers, isInterval).flatMap { header, isInterval -> Row in
      let keys = isInterval ? [header.key + "_low", header.key + "_high"] : [header.key]
      return keys.map { ($0, .null) }
    }
    return [head]
      + table.rows.map { row in
        zip(zip(table.headers, isInterval), row).flatMap { column, cell -> Row in
          let (header, isInterval) = column
          if case .suppressed = cell {
            let keys = isInterval ? [header.key + "_low", header.key + "_high"] : [header.key]
            return keys.map { ($0, suppressed) }
          }
          return renderer.members(header.key, cell).map { ($0.0, $0.1) }
        }
      }
  }

  /// The coefficients: the terms as JSON has them, with a word on each in place of the reasons of every figure.
  private static func rows(of model: ModelOutput) -> [Row] {
    let renderer = JSONRenderer()
    let head = ["term", "level", "status", "estimate", "se", "z", "p", "log_p", "or", "or_low", "or_high"]
    return [head.map { ($0, .null) }]
      + model.terms.map { term in
        var values: [String: JSONValue] = [:]
        for (key, value) in renderer.members(of: term) { values[key] = value }
        for key in head where values[key + "_reason"] == .text("suppressed") { values[key] = suppressed }
        // Of an interaction the levels in one field.
        values["level"] = .text(term.levels.compactMap(\.self).joined(separator: " : "))
        values["status"] = .text(term.role.word)
        return head.map { ($0, values[$0] ?? .null) }
      }
  }

  private static let suppressed = JSONValue.text("*")

  // MARK: Rows of people

  private static func bytes(_ records: Records, _ policy: String, _ work: Work) throws -> [UInt8] {
    var bytes: [UInt8] = []
    line(records.names.map(text) + ["policy"], to: &bytes)
    let mark = text(policy)
    let renderer = JSONRenderer()
    for row in 0..<records.count {
      if row & 0xFFFF == 0 { try work.step("writing rows", done: row, of: records.count) }
      let fields = records.names.indices.map { column in
        field(renderer.members("", records.cell(row, column)).first?.1 ?? .null)
      }
      line(fields + [mark], to: &bytes)
    }
    return bytes
  }

  // MARK: Fields

  private static func line(_ fields: [String], to bytes: inout [UInt8]) {
    for (index, field) in fields.enumerated() {
      if index > 0 { bytes.append(UInt8(ascii: ",")) }
      bytes += field.utf8
    }
    bytes.append(UInt8(ascii: "\n"))
  }

  private static func field(_ value: JSONValue) -> String {
    switch value {
    case .null: ""
    case .bool(let value): value ? "true" : "false"
    case .integer(let value): String(value)
    case .number(let value): value.isFinite ? value.description : ""
    case .text(let value): text(value)
    case .array(let values): text(values.map(field).joined(separator: " "))
    case .object: ""
    }
  }

  /// Text as a field: harmless in a spreadsheet and on a terminal, quoted where it must be.
  static func text(_ value: String) -> String {
    let shown = Harmless.cell(value)
    guard
      shown.utf8.contains(where: { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "\"") })
        || shown.first == " " || shown.last == " "
    else { return shown }
    return "\"" + shown.replacing("\"", with: "\"\"") + "\""
  }
}

extension ModelOutput.Term.Role {
  /// What the line is.
  fileprivate var word: String {
    switch self {
    case .estimated: "estimated"
    case .reference: "reference"
    case .separated: "separated"
    case .aliased(let equals): "aliased: " + equals
    }
  }
}

/// Text from data on its way to a spreadsheet.
enum Harmless {
  /// The text with control characters made visible, and with a `'` before what would be calculated. A number stays one.
  ///
  /// Source: OWASP, CSV injection: `=`, `+`, `-`, `@`, tab and carriage return, and their full-width forms, begin a
  /// formula.
  static func cell(_ text: String) -> String {
    let shown = DisplayWidth.escaped(text)
    // What blanks hide is found too: some programs drop them.
    guard let first = shown.unicodeScalars.first(where: { !$0.properties.isWhitespace && !isInvisible($0) })
    else {
      return shown
    }
    switch first {
    case "=", "+", "-", "@", "\u{FF1D}", "\u{FF0B}", "\u{FF0D}", "\u{FF20}", "\u{2212}": break
    default: return shown
    }
    return isNumber(shown) ? shown : "'" + shown
  }

  /// Digits with a sign and a point perhaps: nothing that a spreadsheet could call.
  private static func isNumber(_ text: String) -> Bool {
    var rest = text.utf8[...]
    if let sign = rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") { rest.removeFirst() }
    let digits = rest.split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
    return digits.allSatisfy { part in
      !part.isEmpty && part.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
    }
  }

  private static func isInvisible(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isDefaultIgnorableCodePoint || scalar == "\u{FEFF}"
  }
}
