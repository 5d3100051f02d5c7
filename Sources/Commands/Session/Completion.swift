import Engine

extension Interpreter {
  /// One candidate for what stands at the cursor.
  public struct Completion: Sendable, Hashable {
    /// The whole word, ready to insert.
    public var text: String
    /// What it is, in a few words.
    public var summary: String
    /// What belongs behind it when it is the one meant, whether or not it stands there already: a blank, or the quote of
    /// the text that the cursor is in; empty where the word goes on, as a folder's name does.
    public var ending: String

    /// Makes a candidate.
    public init(text: String, summary: String, ending: String = " ") {
      self.text = text
      self.summary = summary
      self.ending = ending
    }
  }

  /// What fits at the cursor (a UTF-8 offset): where the word to replace starts, and the candidates.
  ///
  /// The parser itself reads the text up to the cursor and notes what it would have taken there. Statements before
  /// it in the same text count as done. No row is read but of small files, and nothing is kept of those.
  public static func complete(
    _ text: String, cursor: Int, in workspace: Workspace
  ) -> (start: Int, candidates: [Completion]) {
    let bytes = Array(text.utf8)
    let cursor = max(0, min(cursor, bytes.count))
    let before = String(decoding: bytes[..<cursor], as: UTF8.self)
    let nothing = (start: cursor, candidates: [Completion]())
    // Behind a closing quote, bracket or percent sign a blank is missing before anything can follow.
    guard before.utf8.count == cursor else { return nothing }
    let (expectations, earlier) = expectations(at: before)
    guard let token = expectations.cursor, token.isOpen(after: bytes[..<token.span.start].last) else {
      return nothing
    }
    var scope = Scope(workspace)
    for statement in earlier { try? check(statement, in: &scope) }
    let rest = Tail(bytes[cursor...], behind: token, open: expectations.open)
    let completer = Completer(workspace, scope, expectations, token, rest)
    return (completer.start, completer.candidates())
  }

  /// What the parser looks for at the end of a text, and the statements before that one.
  static func expectations(at text: String) -> (Expectations, [Statement]) {
    let expectations = Expectations()
    var statements: [Statement] = []
    guard var parser = try? Parser(text, noting: expectations) else { return (expectations, []) }
    while true {
      do {
        try parser.skipNewlines()
        statements.append(try parser.statement())
      } catch {
        // A line with a mistake in it does not silence the next.
        guard !parser.isAtCursor, (try? parser.leaveLine()) == true else { return (expectations, statements) }
      }
    }
  }
}

extension Token {
  /// Whether something can begin here: not right behind a closing quote, bracket or the like.
  fileprivate func isOpen(after byte: UInt8?) -> Bool {
    guard kind == .cursor(.plain), text.isEmpty, let byte else { return true }
    return byte <= 32 || "(,=~+-*/:<>.;!".utf8.contains(byte)
  }
}

/// What stands behind the cursor in its statement: the words outside brackets, each with what follows it.
struct Tail {
  private(set) var words: [(word: String, next: Token?)] = []
  /// The backtick that closes what is being written stands right behind the cursor.
  var isClosed = false

  init(_ bytes: ArraySlice<UInt8>, behind cursor: Token, open: [Span]) {
    var rest = bytes
    // The end of the word the cursor is in belongs to it.
    switch cursor.kind {
    case .cursor(.string):
      let line = rest.prefix { $0 != UInt8(ascii: "\n") }
      if let quote = line.firstIndex(of: UInt8(ascii: "\"")) {
        rest = rest[(quote + 1)...]
      }
    case .cursor(.backtick):
      isClosed = rest.first == UInt8(ascii: "`")
      if let tick = rest.firstIndex(of: UInt8(ascii: "`")) { rest = rest[(tick + 1)...] }
    default: rest = rest.drop { Lexer.isNameStart($0) || Lexer.isDigit($0) }
    }
    var lexer = Lexer(String(decoding: rest.prefix(10_000), as: UTF8.self))
    lexer.open = open
    while let token = try? lexer.next(), token.kind != .end, token.kind != .newline {
      if let last = words.indices.last, words[last].next == nil { words[last].next = token }
      if token.kind == .word, lexer.open.isEmpty { words.append((token.text.lowercased(), nil)) }
    }
  }

  /// Whether a clause of this name is still to come.
  func has(_ word: String) -> Bool { words.contains { $0.word == word } }

  /// The name or text right behind a word.
  func name(after word: String) -> Token? {
    words.first { $0.word == word }?.next.flatMap { token in
      switch token.kind {
      case .word, .quotedName, .string: token
      default: nil
      }
    }
  }
}
