/// The first record of a file: its column names, made unique.
struct CSVHeader: Sendable {
  /// The names, trimmed.
  var names: [String] = []
  /// What was wrong with them.
  var problems: [Problem] = []
  /// Offset of the first byte after the header's line.
  var end = 0
  /// The line that begins there.
  var nextLine = 1
  /// The header's line ended before the text did.
  var isFinished = false

  /// Reads the header; `nil` when the text is blank. Blank lines before it are skipped, and so is a byte order mark.
  init?(_ text: FileBytes, label: String) {
    var cursor = CSVCursor(text)
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    if text.count >= 3, mark.indices.allSatisfy({ text.base[$0] == mark[$0] }) { cursor.begin(at: 3) }
    while cursor.isAtLineEnd {
      cursor.skipLineEnd()
      nextLine += 1
    }
    guard !cursor.isAtEnd else { return nil }
    let line = nextLine
    let start = cursor.position
    var raw: [String?] = []
    var faults: [(kind: Problem.Kind, expected: String, column: Int)] = []
    func report(_ kind: Problem.Kind, _ expected: String) { faults.append((kind, expected, raw.count)) }
    while cursor.hasField {
      let field = cursor.next()
      let bytes = UnsafeBufferPointer(start: text.base + field.start, count: field.count)
      // A quote that never closes makes the whole file a header: its text is data, not a name.
      guard field.shape != .unclosed else {
        report(.unclosedQuote, "a closing quote")
        raw.append(nil)
        continue
      }
      var name = String(decoding: bytes, as: UTF8.self)
      if field.shape == .escaped { name = name.replacing("\"\"", with: "\"") }
      name = CSVHeader.trimmed(name)
      if field.shape == .strayQuote || field.shape == .trailing {
        report(.strayQuote, "a name")
      }
      if String(validating: bytes, as: UTF8.self) == nil {
        report(.invalidUTF8, "UTF-8")
      }
      if name.isEmpty { report(.emptyHeader, "a name") }
      raw.append(name.isEmpty ? nil : name)
    }
    isFinished = !cursor.isAtEnd
    let last = cursor.position
    cursor.skipLineEnd()
    end = cursor.position
    nextLine = line + RowIndex.lineEnds(text, start, last) + 1
    names = CSVHeader.unique(raw)
    for (column, name) in raw.enumerated() where name != nil && name != names[column] {
      faults.append((.duplicateHeader, "a name of its own", column))
    }
    problems = faults.map {
      Problem(file: label, line: line, column: names[$0.column], expected: $0.expected, kind: $0.kind)
    }
  }

  /// Each name once: a later column of the same name gets the first free of `_2`, `_3`, …; one without, `column_N`.
  private static func unique(_ raw: [String?]) -> [String] {
    var taken = Set(raw.compactMap(\.self))
    var seen: Set<String> = []
    var next: [String: Int] = [:]
    return raw.enumerated().map { index, given in
      if let given, seen.insert(given).inserted { return given }
      let stem = given ?? "column_\(index + 1)"
      if given == nil, taken.insert(stem).inserted {
        seen.insert(stem)
        return stem
      }
      var number = next[stem] ?? 2
      while !taken.insert("\(stem)_\(number)").inserted { number += 1 }
      next[stem] = number + 1
      return "\(stem)_\(number)"
    }
  }

  private static func trimmed(_ name: String) -> String {
    let isBlank = { (character: Character) in character.isWhitespace }
    guard let first = name.firstIndex(where: { !isBlank($0) }),
      let last = name.lastIndex(where: { !isBlank($0) })
    else { return "" }
    return String(name[first...last])
  }
}
