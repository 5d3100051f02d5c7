import Engine

/// Reads tokens of one text. Commands are given it behind their verb and take what belongs to them.
public struct Parser {
  private var lexer: Lexer
  /// The lexer before `current` was cut, to cut it again as a value.
  private var before: Lexer
  /// The token to be read next.
  private(set) var current: Token
  /// Where the last token read ended.
  private(set) var previousEnd = 0
  /// How deep the expression being read is nested, and how many operators it has so far.
  private var depth = 0
  private var operators = 0

  /// Starts at the beginning of a text.
  init(_ text: String) throws {
    lexer = Lexer(text)
    before = lexer
    current = try lexer.next()
  }

  /// The text of a span.
  func text(of span: Span) -> String { String(decoding: lexer.bytes[span.start..<span.end], as: UTF8.self) }

  /// Bytes of the whole text.
  var sourceLength: Int { lexer.bytes.count }

  /// True at the end of a statement.
  var isAtEnd: Bool { current.kind == .newline || current.kind == .end }

  // MARK: Taking tokens

  /// Takes the current token.
  @discardableResult
  mutating func take() throws -> Token {
    let token = current
    previousEnd = token.span.end
    before = lexer
    current = try lexer.next()
    return token
  }

  /// The current token cut again as a value: `18-30`, `nhs-2022`, `All`.
  mutating func takeRaw() throws -> Token {
    lexer = before
    let token = try lexer.value()
    previousEnd = token.span.end
    before = lexer
    current = try lexer.next()
    return token
  }

  /// Takes line ends.
  mutating func skipNewlines() throws {
    while current.kind == .newline { try take() }
  }

  /// Goes to the start of the next line.
  mutating func skipLine() throws {
    while !isAtEnd { try take() }
  }

  /// True when the current token is this symbol.
  func at(_ symbol: String) -> Bool { current.kind == .symbol && current.text == symbol }

  /// True when the current token is this word (keywords ignore case).
  func at(word: String) -> Bool { current.kind == .word && current.text.lowercased() == word }

  /// Takes the symbol if it is there.
  mutating func take(_ symbol: String) throws -> Bool {
    guard at(symbol) else { return false }
    try take()
    return true
  }

  /// Takes the word if it is there.
  mutating func take(word: String) throws -> Bool {
    guard at(word: word) else { return false }
    try take()
    return true
  }

  /// Takes the symbol or fails.
  mutating func expect(_ symbol: String) throws {
    guard try take(symbol) else { throw expected(["\"\(symbol)\""]) }
  }

  /// Takes the word or fails.
  mutating func expect(word: String) throws {
    guard try take(word: word) else { throw expected([word]) }
  }

  /// What to say when something else was expected here.
  func expected(_ things: [String]) -> SyntaxError {
    if current.kind == .end, let bracket = lexer.open.last {
      return SyntaxError(reason: .unclosedBracket(bracket), span: bracket, isIncomplete: true)
    }
    let found =
      switch current.kind {
      case .end, .newline: "the end of the line"
      case .string: "a quoted text"
      default: "\"\(current.text)\""
      }
    return SyntaxError(
      reason: .expected(things, found: found), span: current.span, openBracket: before.open.last)
  }

  // MARK: Limits

  /// What follows walks expressions by recursion: these keep the walk within any thread's stack.
  static let deepest = 100
  static let mostOperators = 250

  /// Reads something one level deeper.
  mutating func nested<Item>(_ item: (inout Parser) throws -> Item) throws -> Item {
    guard depth < Parser.deepest else { throw SyntaxError(reason: .tooDeep, span: current.span) }
    if depth == 0 { operators = 0 }
    depth += 1
    defer { depth -= 1 }
    return try item(&self)
  }

  /// Counts an operator at the current token.
  mutating func countOperator() throws {
    operators += 1
    guard operators <= Parser.mostOperators else {
      throw SyntaxError(reason: .tooLong(Parser.mostOperators), span: current.span)
    }
  }

  // MARK: Names and values

  /// A name, plain or in backticks.
  mutating func name(_ what: String) throws -> Name {
    guard current.kind == .word || current.kind == .quotedName else { throw expected([what]) }
    let token = try take()
    return Name(text: token.text, span: token.span)
  }

  /// A column: `name` or `table.name`, each plain or in backticks.
  mutating func column() throws -> Name {
    var name = try name("a column")
    if at("."), current.span.start == name.span.end {
      try take()
      let second = try self.name("a column")
      name = Name(text: "\(name.text).\(second.text)", span: name.span.union(second.span))
    }
    return name
  }

  /// One or more of something, separated by commas.
  mutating func list<Item>(_ item: (inout Parser) throws -> Item) throws -> [Item] {
    var items = [try item(&self)]
    while try take(",") { items.append(try item(&self)) }
    return items
  }

  /// A value after `=` or a clause word: quoted, `$name`, or a run of characters up to a blank or comma.
  mutating func value(_ what: String) throws -> Value {
    let token = try takeRaw()
    switch token.kind {
    case .raw, .string, .parameter, .word, .number, .date, .quotedName: return Value(token)
    case .newline, .end:
      throw SyntaxError(
        reason: .expected([what], found: "the end of the line"), span: token.span)
    default:
      throw SyntaxError(
        reason: .expected([what], found: "\"\(token.text)\""), span: token.span, openBracket: before.open.last
      )
    }
  }

  /// A setting `name = value` whose name is the current word; `nil` when no `=` follows it.
  mutating func setting() throws -> Setting? {
    guard current.kind == .word || current.kind == .quotedName else { return nil }
    let saved = self
    let name = try name("a setting")
    guard at("=") else {
      self = saved
      return nil
    }
    return Setting(name: name, value: try valueAfterEquals("a value for \(name.text)"))
  }

  /// Moves past `=` so that what follows is cut as a value.
  mutating func valueAfterEquals(_ what: String) throws -> Value {
    guard at("=") else { throw expected(["\"=\""]) }
    before = lexer
    return try value(what)
  }
}

/// A name with its place.
public struct Name: Sendable, Hashable {
  /// The name.
  public var text: String
  /// Where it stands.
  public var span: Span
}

/// A value as written, perhaps with parameters in it; substituted as it is and never parsed again.
public struct Value: Sendable, Hashable {
  /// Its pieces.
  public var parts: [Token.StringPart]
  /// Where it stands.
  public var span: Span
  /// True for quoted text.
  public var isQuoted: Bool

  init(_ token: Token) {
    span = token.span
    switch token.kind {
    case .string(let parts):
      self.parts = parts
      isQuoted = true
    case .parameter:
      parts = [.parameter(token.text, token.span)]
      isQuoted = false
    default:
      parts = [.text(token.text)]
      isQuoted = false
    }
  }

  /// The text, with parameters put in.
  func resolved(_ parameters: some ParameterSource) throws -> String {
    try parts.map {
      switch $0 {
      case .text(let text): text
      case .parameter(let name, let span): try parameters.text(of: name, span)
      }
    }.joined()
  }
}

/// `name=value`.
public struct Setting: Sendable, Hashable {
  /// Its name.
  public var name: Name
  /// Its value.
  public var value: Value
}

/// What knows the values of parameters.
public protocol ParameterSource {
  /// The value of `$name`.
  func text(of name: String, _ span: Span) throws -> String
}
