import Engine

extension Completer {
  /// The candidate as it is to be inserted; `nil` where what is begun at the cursor cannot become it.
  func spelled(_ candidate: Candidate) -> Interpreter.Completion? {
    guard !candidate.name.utf8.contains(where: { $0 < 32 || $0 == 127 }) else { return nil }
    let text: String?
    var ending = " "
    switch cursor.kind {
    case .cursor(.parameter): text = isA(candidate, .parameter) ? "$\(candidate.name)" : nil
    case .cursor(.backtick):
      text =
        if case .name(let parts, let then) = candidate.writing, parts.count == 1, let name = parts.first,
          !name.contains("`")
        { "`\(name)`\(tail.isClosed ? "" : then)" } else { nil }
    case .cursor(.string):
      if isParameter {
        text = isA(candidate, .parameter) ? "$\(candidate.name)" : nil
        ending = ""
      } else {
        text = Self.inQuotes(candidate)
        ending = "\""
      }
    default: text = plain(candidate)
    }
    switch candidate.writing {
    case .file(isFolder: true): ending = ""
    case .word, .name:
      if let last = text?.last, "(=.,".contains(last) { ending = "" }
    default: break
    }
    return text.map { Interpreter.Completion(text: $0, summary: candidate.summary, ending: ending) }
  }

  private func isA(_ candidate: Candidate, _ writing: Writing) -> Bool {
    if case .parameter = candidate.writing { true } else { false }
  }

  /// Without anything before it.
  private func plain(_ candidate: Candidate) -> String? {
    let name = candidate.name
    switch candidate.writing {
    case .word: return name
    case .name(let parts, let then):
      guard !parts.contains(where: { $0.contains("`") || $0.isEmpty }) else { return nil }
      return parts.map(Self.ticked).joined(separator: ".") + then
    case .value: return Self.isPlainValue(name) ? name : "\"\(Self.escaped(name))\""
    case .code: return Self.isPlainCode(name) ? name : "\"\(Self.escaped(name))\""
    case .text: return "\"\(Self.escaped(name))\""
    // A word already begun without its $ is no parameter.
    case .parameter: return cursor.text.isEmpty ? "$\(name)" : nil
    case .file(let isFolder): return "\"\(Self.escaped(folder + name))" + (isFolder ? "/" : "\"")
    }
  }

  /// Behind an opening quote.
  private static func inQuotes(_ candidate: Candidate) -> String? {
    switch candidate.writing {
    case .value, .code, .text: escaped(candidate.name)
    case .file(let isFolder): escaped(candidate.name) + (isFolder ? "/" : "")
    case .word, .name, .parameter: nil
    }
  }

  /// The name, in backticks unless the lexer takes it for a name and the grammar never for something else.
  static func ticked(_ name: String) -> String {
    let bytes = Array(name.utf8)
    let isName = bytes.first.map(Lexer.isNameStart) ?? false
    let isWord = isName && bytes.allSatisfy { Lexer.isNameStart($0) || Lexer.isDigit($0) }
    return isWord && !reserved.contains(name.lowercased()) ? name : "`\(name)`"
  }

  /// Words that an expression reads as something else than a column.
  private static let reserved: Set<String> = ["yes", "no", "true", "false", "not", "recode"]

  /// What stands between quotes.
  static func escaped(_ text: String) -> String {
    let bytes = Array(text.utf8)
    var result: [UInt8] = []
    for (index, byte) in bytes.enumerated() {
      let next = index + 1 < bytes.count ? bytes[index + 1] : 0
      let isName = byte == UInt8(ascii: "$") && Lexer.isNameStart(next)
      if byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "\\") || isName { result.append(92) }
      result.append(byte)
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// Whether a value reads the same with and without quotes.
  private static func isPlainValue(_ text: String) -> Bool {
    guard let first = text.utf8.first, !"$`#\\".utf8.contains(first) else { return false }
    return text.utf8.allSatisfy { $0 > 32 && !",\"<>()".utf8.contains($0) }
  }

  /// Whether a code is one token by itself.
  private static func isPlainCode(_ text: String) -> Bool {
    !text.isEmpty && text.utf8.allSatisfy { Lexer.isNameStart($0) || Lexer.isDigit($0) }
  }
}
