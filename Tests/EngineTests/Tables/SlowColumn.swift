import Engine
import Foundation

/// One column of the slow reader as a type, or as the one that all of its values allow: with patterns and tables, value
/// by value.
struct SlowColumn {
  var type: ColumnType
  /// Canonical texts; `nil` is missing.
  var texts: [String?]
  /// The levels of a category.
  var levels: [String]?
  /// Rows whose value does not fit the type.
  var misfits: [Int] = []
  /// Rows whose field is not UTF-8.
  var invalid: [Int] = []

  init(_ file: SlowCSV, column: Int, as given: ColumnType?) {
    let values = file.rows.map { $0[column] }
    let type = given ?? SlowColumn.allowed(by: values.compactMap { $0 })
    self.type = type
    texts = values.map { $0.flatMap { SlowColumn.canonical($0, type) } }
    for (row, value) in values.enumerated() {
      if value != nil, texts[row] == nil { misfits.append(row) }
      if file.invalid.contains(.init(row: row, column: column)) { invalid.append(row) }
    }
    if type == .category { levels = SlowColumn.levels(texts.compactMap { $0 }) }
  }

  /// In natural order; of several spellings of one text (é as one character, or as e with an accent) the first.
  private static func levels(_ texts: [String]) -> [String] {
    var result: [String] = []
    for text in texts.sorted(by: NaturalOrder.precedes) where !result.contains(text) { result.append(text) }
    return result
  }

  /// The narrowest type that takes all of the values without losing what they say.
  static func allowed(by values: [String]) -> ColumnType {
    if values.isEmpty { return .category }
    if values.allSatisfy({ matches($0, "-?(0|[1-9][0-9]*)") && $0 != "-0" && canonical($0, .integer) != nil })
    {
      return .integer
    }
    if values.allSatisfy({ canonical($0, .date) != nil }) { return .date }
    if values.allSatisfy({ ["true", "false"].contains($0.lowercased()) }) { return .flag }
    let isDecimal = values.allSatisfy { text in
      guard let canonical = canonical(text, .decimal), let value = Double(canonical) else { return false }
      let isLong = abs(value) >= 0x1p53 && !text.contains(".") && !text.lowercased().contains("e")
      return !matches(text, "-?0[0-9].*") && !isLong
    }
    return isDecimal ? .decimal : .category
  }

  /// The value's one text as that type; `nil` when it is no such value.
  static func canonical(_ text: String, _ type: ColumnType) -> String? {
    switch type {
    case .category: return text
    case .flag:
      let answers = ["true": "true", "yes": "true", "y": "true", "1": "true"]
        .merging(["false": "false", "no": "false", "n": "false", "0": "false"]) { first, _ in first }
      return answers[text.lowercased()]
    case .integer:
      guard matches(text, "-?[0-9]+"), let value = Int64(text), value > Int64.min else { return nil }
      return String(value)
    case .decimal:
      guard text.utf8.count <= 4096, matches(text, "-?[0-9]+([.][0-9]+)?([eE][+-]?[0-9]+)?"),
        let value = Double(text), value.isFinite
      else { return nil }
      return value.description
    case .date:
      guard matches(text, "[0-9]{4}-[0-9]{2}-[0-9]{2}([T ](?s:.)*)?") else { return nil }
      let day = String(text.unicodeScalars.prefix(10))
      let parts = day.split(separator: "-").compactMap { Int($0) }
      let isLeap = parts[0] % 4 == 0 && (parts[0] % 100 != 0 || parts[0] % 400 == 0)
      let lengths = [31, isLeap ? 29 : 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
      guard parts[0] > 0, (1...12).contains(parts[1]), (1...lengths[parts[1] - 1]).contains(parts[2]) else {
        return nil
      }
      return day
    }
  }

  /// Whether the pattern is the whole text.
  private static func matches(_ text: String, _ pattern: String) -> Bool {
    guard let regex = try? NSRegularExpression(pattern: "\\A(?:\(pattern))\\z") else { return false }
    return regex.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
  }
}

extension SlowCSV {
  /// What is wrong with the rows, then with the columns in the types asked for; as the fast reader lists it.
  func problems(_ columns: [SlowColumn], label: String) -> [Problem] {
    var found: [(column: Int, problem: Problem)] = []
    func add(_ rows: [Int], _ column: Int?, _ expected: String, _ kind: Problem.Kind) {
      guard let first = rows.min() else { return }
      let name = column.map { names[$0] }
      found.append(
        (
          column ?? -1,
          Problem(
            file: label, line: lines[first], column: name, expected: expected, kind: kind, count: rows.count)
        ))
    }
    let fields = "\(names.count) field\(names.count == 1 ? "" : "s")"
    add(short, nil, fields, .tooFewFields)
    add(long, nil, fields, .tooManyFields)
    // Fields beyond the header's have no column to be listed under.
    func named(_ place: Place) -> Int? { place.column < names.count ? place.column : nil }
    for column in Set((stray + unclosed).map(named)) {
      add(stray.filter { named($0) == column }.map(\.row), column, "a field or a quoted field", .strayQuote)
      add(unclosed.filter { named($0) == column }.map(\.row), column, "a closing quote", .unclosedQuote)
    }
    for (index, column) in columns.enumerated() {
      add(column.misfits, index, column.type.rawValue, .doesNotFit)
      add(column.invalid, index, "UTF-8", .invalidUTF8)
    }
    return found.sorted {
      ($0.problem.line, $0.column, $0.problem.kind.rawValue, $0.problem.count)
        < ($1.problem.line, $1.column, $1.problem.kind.rawValue, $1.problem.count)
    }.map(\.problem)
  }
}
