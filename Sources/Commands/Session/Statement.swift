import Engine

/// A statement: parsed, not yet looked up.
public struct Statement: Sendable {
  /// Its text.
  public let text: String
  /// Where it stands in the text it was parsed from.
  public let span: Span
  /// Its command.
  public let command: Command
  let action: any Action
}

extension Interpreter {
  /// Splits a text (a cell, a script, a prompt entry) into statements. O(length).
  public static func parse(_ text: String) -> Parsed {
    var statements: [Statement] = []
    do {
      var parser = try Parser(text)
      try parser.skipNewlines()
      while parser.current.kind != .end {
        statements.append(try parser.statement())
        try parser.skipNewlines()
      }
      return .complete(statements)
    } catch let error as SyntaxError where error.isIncomplete {
      return .incomplete(Words.diagnostic(error, .parse, text: text))
    } catch {
      return .invalid(Words.diagnostic(error, .parse, text: text))
    }
  }
}

extension Parser {
  /// Whether a question mark stands right behind the current word.
  private var asksForHelp: Bool {
    var ahead = self
    guard (try? ahead.take()) != nil else { return false }
    return ahead.at("?") && ahead.current.span.start == current.span.end
  }

  /// One statement with its command.
  mutating func statement() throws -> Statement {
    expectations?.begin()
    offer(.verb)
    let start = current.span
    guard current.kind == .word else { throw expected(["a command"]) }
    let verb = current.text
    // `fit?` and `recovery?` ask for help, as in IPython.
    if asksForHelp {
      try take()
      try take()
      try endStatement()
      return Statement(
        text: text(of: Span(start.start, previousEnd)), span: Span(start.start, previousEnd),
        command: .help, action: Help(subject: .topic(Name(text: verb, span: start))))
    }
    guard let command = Command.named(verb) else {
      throw NameError(.command, verb, candidates: Command.all.map(\.name), span: start)
    }
    expectations?.command = command
    try take()
    let action = try command.parse(&self)
    try endStatement()
    let span = Span(start.start, previousEnd)
    return Statement(text: text(of: span), span: span, command: command, action: action)
  }
}
