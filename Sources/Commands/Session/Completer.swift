import Engine

/// Turns what the parser expects at the cursor into candidates, with the names a session knows.
///
/// A class, since it remembers what it has looked at for the length of one completion.
final class Completer {
  let workspace: Workspace
  let scope: Scope
  let expectations: Expectations
  let cursor: Token
  let tail: Tail
  /// The columns of tables that are at hand, by table.
  var glimpses: [String: [String: Column]] = [:]
  private var found: [Candidate] = []

  init(
    _ workspace: Workspace, _ scope: Scope, _ expectations: Expectations, _ cursor: Token, _ tail: Tail
  ) {
    self.workspace = workspace
    self.scope = scope
    self.expectations = expectations
    self.cursor = cursor
    self.tail = tail
  }

  /// A candidate before it is spelled.
  struct Candidate {
    /// What it is called.
    var name: String
    var summary: String
    var writing: Writing
    /// How a column of several tables is called without its table.
    var short: String?
  }

  /// How a candidate is written.
  enum Writing {
    /// As it is: a word or symbol of the grammar.
    case word
    /// Its parts as names, in backticks where they need them, joined by dots.
    case name([String], then: String = "")
    case value, code, text
    case parameter
    case file(isFolder: Bool)
  }

  func add(_ name: String, _ summary: String, _ writing: Writing = .word, short: String? = nil) {
    found.append(Candidate(name: name, summary: summary, writing: writing, short: short))
  }

  /// Names of one kind.
  func add(_ names: some Sequence<String>, _ summary: String, _ then: String = "") {
    for name in names { add(name, summary, .name([name], then: then)) }
  }

  /// Where the word to replace starts.
  var start: Int {
    guard case .cursor(.string(let parts)) = cursor.kind else { return cursor.span.start }
    if case .parameter(_, let span)? = parts.last, span.end == cursor.span.end { return span.start }
    guard isFileExpected else { return cursor.span.start + 1 }
    let slash = cursor.text.utf8.lastIndex(of: UInt8(ascii: "/"))
    let skipped = slash.map { cursor.text.utf8.distance(from: cursor.text.utf8.startIndex, to: $0) + 1 } ?? 0
    return cursor.span.start + 1 + skipped
  }

  /// What has been written of the word so far.
  var typed: String {
    guard case .cursor(.string(let parts)) = cursor.kind else { return cursor.text }
    if case .parameter(let name, let span)? = parts.last, span.end == cursor.span.end { return name }
    let text = (try? written(parts)) ?? ""
    return isFileExpected
      ? String(text.split(separator: "/", omittingEmptySubsequences: false).last ?? "") : text
  }

  /// True where a parameter is being written: `$` and perhaps part of its name.
  var isParameter: Bool {
    switch cursor.kind {
    case .cursor(.parameter): true
    case .cursor(.string(let parts)):
      if case .parameter(_, let span)? = parts.last { span.end == cursor.span.end } else { false }
    default: false
    }
  }

  /// A text with the values of its parameters.
  func written(_ parts: [Token.StringPart]) throws -> String {
    try parts.map {
      switch $0 {
      case .text(let text): text
      case .parameter(let name, let span): try scope.text(of: name, span)
      }
    }.joined()
  }

  /// The candidates that begin with what is typed, those that do so letter by letter first.
  func candidates() -> [Interpreter.Completion] {
    for expected in expectations.found { add(expected) }
    let typed = typed
    let lower = typed.lowercased()
    var exact: [Interpreter.Completion] = []
    var folded: [Interpreter.Completion] = []
    var places: [String: Int] = [:]
    for candidate in found {
      let names = [candidate.name, candidate.short].compactMap(\.self)
      // Of files those that fit have been picked from the folder.
      let isFile = if case .file = candidate.writing { true } else { false }
      guard isFile || names.contains(where: { $0.lowercased().hasPrefix(lower) }),
        let completion = spelled(candidate)
      else { continue }
      // A word that can mean two things says both.
      if let place = places[completion.text] {
        let isExact = place >= 0
        let index = isExact ? place : -place - 1
        let known = isExact ? exact[index].summary : folded[index].summary
        guard !known.contains(completion.summary) else { continue }
        let both = known.isEmpty ? completion.summary : "\(known); \(completion.summary)"
        if isExact { exact[index].summary = both } else { folded[index].summary = both }
      } else if names.contains(where: { $0.hasPrefix(typed) }) {
        places[completion.text] = exact.count
        exact.append(completion)
      } else {
        places[completion.text] = -folded.count - 1
        folded.append(completion)
      }
    }
    return exact + folded
  }

  private func add(_ expected: Expected) {
    let command = expectations.command
    switch expected {
    case .verb: for command in Command.all { add(command.name, command.summary) }
    case .word(let word):
      if let summary = command?.summary(of: word) {
        // A clause that stands further on cannot stand here, too.
        if !tail.has(word) { add(word, summary) }
      } else {
        add(word, Documentation.meaning(of: word))
      }
    case .setting(let name):
      if !tail.has(name) { add("\(name)=", command?.summary(of: name) ?? "") }
    case .symbol(let symbol): if cursor.text.isEmpty { add(symbol, "") }
    case .joint(let word, let left, let dialect):
      if fits(word, after: left, dialect) {
        add(word, command?.summary(of: word) ?? Documentation.meaning(of: word))
      }
    case .name(let kind, let form, let used): add(kind, form, besides: used)
    case .operand(let operand, .columns): addOperand(operand)
    case .operand(let operand, .claims): addClaim(operand)
    case .code(let left): for level in levels(of: left) { add(level, "level", .code) }
    }
  }
}
