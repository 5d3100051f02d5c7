import Engine

/// Cuts text into tokens on the parser's demand: what a value after `=` may hold differs from the rest.
struct Lexer {
  let bytes: [UInt8]
  var position: Int
  /// Brackets still open, innermost last. Inside them line ends are blanks.
  var open: [Span] = []
  /// The text ends where somebody is still writing: its last word is the cursor's.
  let isUnfinished: Bool

  init(_ text: String, isUnfinished: Bool = false) {
    bytes = Array(text.utf8)
    position = 0
    self.isUnfinished = isUnfinished
  }

  /// True when the text was read up to the cursor.
  private var isAtCursor: Bool { isUnfinished && position == bytes.count }

  private func byte(_ offset: Int = 0) -> UInt8? {
    position + offset < bytes.count ? bytes[position + offset] : nil
  }

  private func text(_ start: Int, _ end: Int) -> String {
    String(decoding: bytes[start..<end], as: UTF8.self)
  }

  private func token(_ kind: Token.Kind, from start: Int) -> Token {
    Token(kind: kind, text: text(start, position), span: Span(start, position))
  }

  /// Passes over blanks and comments, and inside brackets over line ends.
  private mutating func skipBlanks() throws {
    while let next = byte() {
      switch next {
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r"): position += 1
      case UInt8(ascii: "#"):
        while let comment = byte(), comment != UInt8(ascii: "\n") {
          _ = comment
          position += 1
        }
        // Whoever writes a comment writes what they like.
        if isAtCursor { throw SyntaxError(reason: .strayCharacter, span: Span(position, position)) }
      case UInt8(ascii: "\n") where !open.isEmpty: position += 1
      case UInt8(ascii: "\\"):
        var end = position + 1
        while end < bytes.count, bytes[end] == 32 || bytes[end] == 13 { end += 1 }
        guard end < bytes.count else {
          throw SyntaxError(
            reason: .danglingBackslash, span: Span(position, position + 1), isIncomplete: true)
        }
        guard bytes[end] == UInt8(ascii: "\n") else { return }
        position = end + 1
      default: return
      }
    }
  }

  /// The next token.
  mutating func next() throws -> Token {
    try skipBlanks()
    let start = position
    guard let first = byte() else { return token(isUnfinished ? .cursor(.plain) : .end, from: start) }
    switch first {
    case UInt8(ascii: "\n"):
      position += 1
      return token(.newline, from: start)
    case UInt8(ascii: "\""): return try string()
    case UInt8(ascii: "`"): return try quotedName()
    case UInt8(ascii: "$"):
      position += 1
      scanName()
      guard position > start + 1 || isAtCursor else { throw stray(start) }
      let kind = isAtCursor ? Token.Kind.cursor(.parameter) : .parameter
      return Token(kind: kind, text: text(start + 1, position), span: Span(start, position))
    case _ where Self.isDigit(first):
      let token = try number()
      return isAtCursor ? self.token(.cursor(.plain), from: start) : token
    case _ where Self.isNameStart(first):
      scanName()
      if let name = segmentName(from: start) { return name }
      return token(isAtCursor ? .cursor(.plain) : .word, from: start)
    default: return try symbol()
    }
  }

  /// Goes to the next line end, whatever stands before it, with no bracket open.
  mutating func skipLine() {
    while let next = byte(), next != UInt8(ascii: "\n") { position += 1 }
    open = []
  }

  /// The value after `=` or `with`: a string, a parameter, or a run of characters up to a blank, comma or bracket.
  mutating func value() throws -> Token {
    try skipBlanks()
    let start = position
    guard let first = byte(), first != UInt8(ascii: "\n") else { return try next() }
    if first == UInt8(ascii: "\"") || first == UInt8(ascii: "$") || first == UInt8(ascii: "`") {
      return try next()
    }
    while let next = byte(), !Self.endsValue(next) { position += 1 }
    if position == start { return try next() }
    return token(isAtCursor ? .cursor(.plain) : .raw, from: start)
  }

  private static func endsValue(_ byte: UInt8) -> Bool {
    byte <= 32 || byte == UInt8(ascii: ",") || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "<")
      || byte == UInt8(ascii: ">") || byte == UInt8(ascii: ")") || byte == UInt8(ascii: "(")
  }

  static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  static func isNameStart(_ byte: UInt8) -> Bool {
    byte | 32 >= UInt8(ascii: "a") && byte | 32 <= UInt8(ascii: "z") || byte == UInt8(ascii: "_")
      || byte >= 0x80
  }

  private mutating func scanName() {
    while let next = byte(), Self.isNameStart(next) || Self.isDigit(next) { position += 1 }
  }

  /// `m[Female, 18-25]`, the name of a model in one segment, when brackets follow a word at once.
  private mutating func segmentName(from start: Int) -> Token? {
    guard byte() == UInt8(ascii: "[") else { return nil }
    var end = position
    while end < bytes.count, bytes[end] != UInt8(ascii: "]"), bytes[end] != UInt8(ascii: "\n") { end += 1 }
    guard end < bytes.count, bytes[end] == UInt8(ascii: "]") else { return nil }
    position = end + 1
    return Token(kind: .quotedName, text: text(start, position), span: Span(start, position))
  }

  private func stray(_ start: Int) -> SyntaxError {
    SyntaxError(reason: .strayCharacter, span: Span(start, start + 1), openBracket: open.last)
  }

  private mutating func string() throws -> Token {
    let start = position
    var parts: [Token.StringPart] = []
    var piece: [UInt8] = []
    position += 1
    while true {
      guard let next = byte(), next != UInt8(ascii: "\n") else {
        if isAtCursor {
          if !piece.isEmpty { parts.append(.text(String(decoding: piece, as: UTF8.self))) }
          return Token(
            kind: .cursor(.string(parts)), text: text(start + 1, position), span: Span(start, position))
        }
        throw SyntaxError(reason: .unclosedString, span: Span(start, position))
      }
      if next == UInt8(ascii: "\"") { break }
      if next == UInt8(ascii: "\\"), let escaped = byte(1), [34, 36, 92].contains(escaped) {
        piece.append(escaped)
        position += 2
      } else if next == UInt8(ascii: "$"), let name = byte(1), Self.isNameStart(name) {
        if !piece.isEmpty { parts.append(.text(String(decoding: piece, as: UTF8.self))) }
        piece = []
        let dollar = position
        position += 1
        scanName()
        parts.append(.parameter(text(dollar + 1, position), Span(dollar, position)))
      } else if next == UInt8(ascii: "$"), isUnfinished, position + 1 == bytes.count {
        // A parameter whose name is still to come.
        if !piece.isEmpty { parts.append(.text(String(decoding: piece, as: UTF8.self))) }
        piece = []
        position += 1
        parts.append(.parameter("", Span(position - 1, position)))
      } else {
        piece.append(next)
        position += 1
      }
    }
    position += 1
    if !piece.isEmpty || parts.isEmpty { parts.append(.text(String(decoding: piece, as: UTF8.self))) }
    return Token(
      kind: .string(parts), text: text(start + 1, position - 1), span: Span(start, position))
  }

  private mutating func quotedName() throws -> Token {
    let start = position
    position += 1
    while let next = byte(), next != UInt8(ascii: "`"), next != UInt8(ascii: "\n") { position += 1 }
    guard byte() == UInt8(ascii: "`") else {
      if isAtCursor {
        return Token(
          kind: .cursor(.backtick), text: text(start + 1, position), span: Span(start, position))
      }
      throw SyntaxError(reason: .unclosedName, span: Span(start, position))
    }
    position += 1
    return Token(kind: .quotedName, text: text(start + 1, position - 1), span: Span(start, position))
  }

  /// A date, a number, or a code that starts with digits (`5QH`), which is a word.
  private mutating func number() throws -> Token {
    let start = position
    func digits() -> Int {
      var end = position
      while end < bytes.count, Self.isDigit(bytes[end]) { end += 1 }
      return end - position
    }
    if digits() == 4, byte(4) == UInt8(ascii: "-"), start + 10 <= bytes.count,
      [5, 6, 8, 9].allSatisfy({ Self.isDigit(bytes[start + $0]) }), byte(7) == UInt8(ascii: "-")
    {
      position += 10
      guard Day(bytes[start..<position]) != nil else {
        throw SyntaxError(reason: .noSuchDay, span: Span(start, position))
      }
      return token(.date, from: start)
    }
    position += digits()
    if byte() == UInt8(ascii: "."), let after = byte(1), Self.isDigit(after) {
      position += 1
      position += digits()
    }
    if let e = byte(), e | 32 == UInt8(ascii: "e") {
      let sign = byte(1) == UInt8(ascii: "-") || byte(1) == UInt8(ascii: "+") ? 2 : 1
      if let digit = byte(sign), Self.isDigit(digit) {
        position += sign
        position += digits()
      }
    }
    if let next = byte(), Self.isNameStart(next) {
      scanName()
      return token(.word, from: start)
    }
    return token(.number, from: start)
  }

  private static let symbols = [
    "->", "..", "<=", ">=", "!=", "==", "~", "+", "-", "*", "/", ":", "=", "<", ">", "(", ")", ",", ";", ".",
    "%", "?", "^",
  ]

  private mutating func symbol() throws -> Token {
    let start = position
    for symbol in Self.symbols where bytes[start...].starts(with: symbol.utf8) {
      position += symbol.utf8.count
      if symbol == "(" { open.append(Span(start, position)) }
      if symbol == ")" {
        guard open.popLast() != nil else {
          throw SyntaxError(reason: .unmatchedBracket, span: Span(start, position))
        }
      }
      return token(.symbol, from: start)
    }
    throw stray(start)
  }
}
