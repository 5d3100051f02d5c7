import Engine

/// What the parser would have taken at the cursor: it notes here what it looks for when it gets there.
///
/// A reference, so that notes outlive the parser's going back.
final class Expectations {
  /// What could stand at the cursor, in the order it was looked for.
  private(set) var found: [Expected] = []
  /// The word begun at the cursor, as it was cut when something was looked for.
  private(set) var cursor: Token?
  /// The brackets open at the cursor.
  private(set) var open: [Span] = []
  /// The command being read.
  var command: Command?
  /// The table named so far in its statement.
  var data: Name?
  /// The file named so far in its statement.
  var file: Value?
  /// Columns that stand already where they cannot stand again.
  var taken: [Name] = []

  /// Forgets the statement before.
  func begin() {
    command = nil
    data = nil
    file = nil
    taken = []
  }

  fileprivate func note(_ expected: Expected, _ token: Token, open: [Span]) {
    // A word can be cut in two ways; the way it was cut last is that of who looked last.
    if cursor?.span.start != token.span.start { found = [] }
    cursor = token
    self.open = open
    found.append(expected)
  }
}

/// Something that could stand at the cursor.
enum Expected {
  /// A command's verb.
  case verb
  /// A word of the grammar.
  case word(String)
  /// A word that joins or changes the expression before it.
  case joint(String, Expression, Dialect)
  /// A symbol without which nothing can follow.
  case symbol(String)
  /// A name and `=`, of the command's settings.
  case setting(String)
  /// A name or value of some kind.
  case name(Command.Kind, Form, besides: [String] = [])
  /// An operand of an expression.
  case operand(Operand, Dialect)
  /// A code of what stands before the brackets.
  case code(of: Expression)

  /// How a name or value is written.
  enum Form {
    /// Plain or in backticks.
    case name
    /// As a name, with `=` behind it.
    case setting
    /// Characters up to a blank or comma, or in quotes.
    case value
    /// A word or number, or in quotes.
    case code
    /// In quotes.
    case label
  }

  /// What is known of an operand before it is read.
  struct Operand {
    /// The types it may have; `nil` for any.
    var types: [ColumnType]?
    /// What it is compared with.
    var like: Expression?
    /// Only a column's name will do.
    var isName = false
    /// The function takes no more.
    var isClosed = false
    /// Of a claim: what the argument names; `nil` for a number.
    var kind: Command.Kind?
  }

  /// What names mean in an expression.
  enum Dialect {
    /// Columns: `derive`, `keep`, recipes.
    case columns
    /// Models and tables: `expect`.
    case claims
  }
}

extension Parser {
  /// True at the place where the text is being written.
  var isAtCursor: Bool {
    if case .cursor = current.kind { true } else { false }
  }

  /// Notes what could stand here, when here is the cursor.
  func offer(_ expected: @autoclosure () -> Expected) {
    guard let expectations, isAtCursor else { return }
    expectations.note(expected(), current, open: openBrackets)
  }

  /// What the command being read declares behind a clause word or setting; known when completing only.
  func kind(of word: String) -> Command.Kind { expectations?.command?.kind(of: word) ?? .none }

  /// Takes a word that joins or changes the expression before it, if it is there.
  mutating func take(word: String, after left: Expression) throws -> Bool {
    offer(.joint(word, left, dialect))
    return isAtCursor ? false : try take(word: word)
  }

  /// Reads something with what is known of its first operand.
  mutating func with<Item>(
    _ operand: Expected.Operand = Expected.Operand(), _ read: (inout Parser) throws -> Item
  ) rethrows -> Item {
    let outer = self.operand
    self.operand = operand
    defer { self.operand = outer }
    return try read(&self)
  }

  /// Clauses and settings (`seed=`) in any order, each at most once.
  ///
  /// - Parameters:
  ///   - names: their first words; of settings with the `=`.
  ///   - place: what an error calls what they belong to.
  ///   - others: what else an error says could stand here.
  ///   - excluded: what is not offered behind a clause, since it does not go with it.
  ///   - read: reads what follows a clause's word, or of a setting what begins with its `=`.
  mutating func clauses(
    _ names: [String], of place: String, or others: [String] = [],
    excluding excluded: (String) -> Set<String> = { _ in [] },
    _ read: (String, inout Parser) throws -> Void
  ) throws {
    var seen: Set<String> = []
    var ruledOut: Set<String> = []
    let words = names.map { $0.hasSuffix("=") ? String($0.dropLast()) : $0 }
    while !isAtEnd {
      for (name, word) in zip(names, words) where !seen.contains(word) && !ruledOut.contains(word) {
        offer(name == word ? .word(word) : .setting(word))
      }
      guard current.kind == .word else { throw expected(others + names) }
      let clause = current.text.lowercased()
      guard words.contains(clause) else {
        throw NameError(.clause, current.text, candidates: words, span: current.span, place: place)
      }
      guard seen.insert(clause).inserted else {
        throw SyntaxError(reason: .repeated(current.text), span: current.span)
      }
      ruledOut.formUnion(excluded(clause))
      try take()
      try read(clause, &self)
    }
  }
}

extension Command.Kind {
  /// What an error calls it.
  var noun: String {
    switch self {
    case .table, .data, .synthetic: "a table"
    case .column, .outcome, .counts, .quantity, .tableColumn, .columnOf, .term, .exposure: "a column"
    case .model: "a model"
    case .subject: "a model or table"
    case .recipe: "a recipe"
    case .file, .dataFile, .recipeFile: "a file in quotes"
    case .folder: "a folder in quotes"
    case .script: "a script in quotes"
    case .date: "a date"
    case .number: "a number"
    case .name: "a name"
    case .expression: "an expression"
    case .dimension: "a dimension"
    case .type: "a type"
    case .policy: "a policy"
    case .topic, .command: "a command"
    case .parameter, .scriptParameter: "a parameter"
    case .level, .modelLevel: "a level"
    case .modelTerm, .predictor, .family: "a term"
    case .rows: "what to count"
    case .cluster: "row or patient"
    case .block: "a block, a model or a column"
    case .group: "provider, patient or a column"
    case .argument: "with, from, to or another argument of the recipe"
    case .argumentValue(_, let name): "a value for \(name)"
    case .choice, .scriptValue, .none: "a value"
    case .words(let words): words.joined(separator: " or ")
    }
  }
}
