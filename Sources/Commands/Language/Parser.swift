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
  /// What would be taken at the cursor, when the text is read for completion.
  let expectations: Expectations?
  /// What the operand being read should be.
  var operand = Expected.Operand()
  /// What names mean in the expression being read.
  var dialect = Expected.Dialect.columns

  /// Starts at the beginning of a text. With expectations the text ends at the cursor, and what could stand there is
  /// noted in them.
  init(_ text: String, noting expectations: Expectations? = nil) throws {
    lexer = Lexer(text, isUnfinished: expectations != nil)
    self.expectations = expectations
    before = lexer
    current = Token(kind: .newline, text: "", span: Span(0, 0))
    current = try lexer.next()
  }

  /// The text of a span.
  func text(of span: Span) -> String { String(decoding: lexer.bytes[span.start..<span.end], as: UTF8.self) }

  /// Bytes of the whole text.
  var sourceLength: Int { lexer.bytes.count }

  /// The brackets open before the current token, outermost first.
  var openBrackets: [Span] { before.open }

  /// True at the end of a statement.
  var isAtEnd: Bool { current.kind == .newline || current.kind == .end }

  // MARK: Taking tokens

  /// Takes the current token.
  @discardableResult
  mutating func take() throws -> Token {
    if isAtCursor { throw expected(["an end of the line"]) }
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
    if case .cursor = token.kind {
      current = token
      return token
    }
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

  /// Leaves a line that cannot be read; false when no other follows.
  mutating func leaveLine() throws -> Bool {
    lexer = before
    lexer.skipLine()
    guard lexer.position < lexer.bytes.count else { return false }
    before = lexer
    current = try lexer.next()
    return true
  }

  /// True when the current token is this symbol.
  func at(_ symbol: String) -> Bool { current.kind == .symbol && current.text == symbol }

  /// True when the current token is this word (keywords ignore case).
  func at(word: String) -> Bool {
    offer(.word(word))
    return current.kind == .word && current.text.lowercased() == word
  }

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
    offer(.symbol(symbol))
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
  mutating func name(_ what: String) throws -> Name { try name(.none, what) }

  /// A name of some kind, plain or in backticks.
  ///
  /// - Parameters:
  ///   - kind: what it names: what completion offers.
  ///   - what: how an error calls it, if not by its kind.
  ///   - used: names that stand already and cannot stand again.
  mutating func name(_ kind: Command.Kind, _ what: String? = nil, besides used: [String] = []) throws -> Name
  {
    offer(.name(kind, .name, besides: used))
    guard current.kind == .word || current.kind == .quotedName else { throw expected([what ?? kind.noun]) }
    let token = try take()
    let name = Name(text: token.text, span: token.span)
    if kind == .data || kind == .table { expectations?.data = name }
    return name
  }

  /// A column: `name` or `table.name`, each plain or in backticks.
  mutating func column(_ kind: Command.Kind = .column) throws -> Name {
    var name = try name(kind, kind == .subject ? nil : Command.Kind.column.noun)
    if at("."), current.span.start == name.span.end {
      try take()
      let second = try self.name(.columnOf(name.text), Command.Kind.column.noun)
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

  /// One or more columns, separated by commas.
  mutating func columns(_ kind: Command.Kind = .column) throws -> [Name] {
    var names = [try column(kind)]
    while try take(",") { names.append(try column(kind)) }
    return names
  }

  /// A value after `=` or a clause word: quoted, `$name`, or a run of characters up to a blank or comma.
  mutating func value(_ what: String) throws -> Value { try value(.none, what) }

  /// A value of some kind after `=` or a clause word.
  mutating func value(_ kind: Command.Kind, _ what: String? = nil) throws -> Value {
    let token = try takeRaw()
    let what = what ?? kind.noun
    switch token.kind {
    case .raw, .string, .parameter, .word, .number, .date, .quotedName: return Value(token)
    case .cursor:
      offer(.name(kind, .value))
      throw expected([what])
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
  ///
  /// - Parameters:
  ///   - kind: what its name is.
  ///   - used: names that stand already and cannot stand again.
  ///   - value: what the value of a name is.
  mutating func setting(
    _ kind: Command.Kind = .none, besides used: [String] = [],
    _ value: (String) -> Command.Kind = { _ in .none }
  ) throws -> Setting? {
    offer(.name(kind, .setting, besides: used))
    guard current.kind == .word || current.kind == .quotedName else { return nil }
    let saved = self
    let name = try name("a setting")
    guard at("=") else {
      self = saved
      return nil
    }
    return Setting(name: name, value: try valueAfterEquals(value(name.text), "a value for \(name.text)"))
  }

  /// Moves past `=` so that what follows is cut as a value.
  mutating func valueAfterEquals(_ what: String) throws -> Value { try valueAfterEquals(.none, what) }

  /// Moves past `=` so that what follows is cut as a value of some kind.
  mutating func valueAfterEquals(_ kind: Command.Kind, _ what: String? = nil) throws -> Value {
    offer(.symbol("="))
    guard at("=") else { throw expected(["\"=\""]) }
    before = lexer
    return try value(kind, what)
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
