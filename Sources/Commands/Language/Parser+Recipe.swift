import Engine

extension Parser {
  /// A whole recipe file: `recipe "name"`, then one statement a line.
  mutating func recipe() throws -> Recipe {
    let source = text(of: Span(0, sourceLength))
    try skipNewlines()
    try expect(word: "recipe")
    var recipe = Recipe(name: try label(), summary: "", arguments: [], steps: [], source: source)
    if try take(word: "about") { recipe.summary = try label() }
    try endStatement()
    try skipNewlines()
    while current.kind != .end {
      let start = current.span
      if try take(word: "argument") {
        recipe.arguments.append(try argument(from: start))
      } else {
        let rules = try recipeRules()
        recipe.steps += rules.map { Recipe.Step($0, Span(start.start, previousEnd)) }
      }
      try endStatement()
      try skipNewlines()
    }
    return recipe
  }

  /// Fails unless the statement ends here.
  mutating func endStatement() throws {
    guard isAtEnd else { throw expected(["the end of the line"]) }
  }

  private mutating func argument(from start: Span) throws -> Recipe.Argument {
    let name = try name("an argument's name")
    var kind: Recipe.Argument.Kind?
    if current.kind == .word, let given = Recipe.Argument.Kind(rawValue: current.text) {
      kind = given
      try take()
    }
    var fallback: Recipe.Value?
    if try take("=") {
      fallback = try literal()
    }
    let found = kind ?? fallback?.kind ?? .text
    return Recipe.Argument(
      name: name.text, kind: found, fallback: fallback, span: Span(start.start, previousEnd))
  }

  /// A date, a number, a list in parentheses, or text.
  mutating func literal() throws -> Recipe.Value {
    if at("(") { return .list(try codeList()) }
    let token = current
    if token.kind == .date, let day = Day(token.text) {
      try take()
      return .date(day)
    }
    if token.kind == .number, let number = Double(token.text), number.isFinite {
      try take()
      return .number(number)
    }
    return .text(try code())
  }

  private static let rules = [
    "type", "latest", "join", "keep", "derive", "outcome", "predictor", "dimensions", "cluster", "stratify",
    "key", "argument",
  ]

  /// One statement of a recipe; `derive` and its like give one rule.
  private mutating func recipeRules() throws -> [Recipe.Rule] {
    guard current.kind == .word, Self.rules.contains(current.text.lowercased()) else {
      guard current.kind == .word else { throw expected(["a recipe statement"]) }
      throw NameError(.clause, current.text, candidates: Self.rules, span: current.span, place: "a recipe")
    }
    switch try take().text.lowercased() {
    case "type": return [try typeRule()]
    case "latest": return [try latestRule()]
    case "join": return [.join(try joinRule())]
    case "keep": return [try keepRule()]
    case "derive":
      let name = try name("a name")
      try expect("=")
      return [.derive(name: name.text, try expression())]
    case "outcome": return [try outcomeRule()]
    case "predictor": return [.predictor(try columnNames())]
    case "dimensions": return [.dimensions(try columnNames())]
    case "cluster": return [try clusterRule()]
    case "stratify": return [.stratify(try columnNames())]
    default: return [.key(try columnNames())]
    }
  }

  mutating func columnNames() throws -> [String] { try list { try $0.column().text } }

  /// `A, B category`.
  mutating func typeRule() throws -> Recipe.Rule {
    let columns = try columnNames()
    let types = ColumnType.allCases.map(\.rawValue)
    guard current.kind == .word else { throw expected(types) }
    guard let type = ColumnType(rawValue: current.text.lowercased()) else { throw expected(types) }
    try take()
    return .type(columns: columns, type)
  }

  private mutating func latestRule() throws -> Recipe.Rule {
    let table = try name("a table")
    try expect(word: "per")
    let per = try columnNames()
    try expect(word: "by")
    return .latest(table: table.text, per: per, by: try columnNames())
  }

  private mutating func joinRule() throws -> Recipe.Join {
    let table = try name("a table")
    try expect(word: "to")
    let to = try name("a table")
    try expect(word: "on")
    let on = try columnNames()
    guard try take(word: "keeping") else {
      return Recipe.Join(table: table.text, to: to.text, on: on, keeping: nil)
    }
    guard current.kind == .word, let which = Recipe.Keeping.Which(rawValue: current.text.lowercased()) else {
      throw expected(["earliest", "latest"])
    }
    try take()
    let column = try column()
    var window: (Expression, Expression)?
    if try take(word: "between") {
      let low = try boundExpression()
      try expect(word: "and")
      window = (low, try boundExpression())
    }
    return Recipe.Join(
      table: table.text, to: to.text, on: on,
      keeping: Recipe.Keeping(which: which, column: column.text, window: window))
  }

  /// `"label" where condition`.
  mutating func keepRule() throws -> Recipe.Rule {
    let label = try label()
    try expect(word: "where")
    return .keep(label: label, condition: try expression())
  }

  private mutating func outcomeRule() throws -> Recipe.Rule {
    let name = try name("a name")
    try expect("=")
    let event = try expression()
    let among = try take(word: "among") ? try expression() : nil
    return .outcome(name: name.text, event, among: among)
  }

  private mutating func clusterRule() throws -> Recipe.Rule {
    let first = try column()
    if try take("=") { return .cluster(name: first.text, columns: try columnNames()) }
    var columns = [first.text]
    while try take(",") { columns.append(try column().text) }
    let last = first.text.split(separator: ".").last.map(String.init) ?? first.text
    return .cluster(name: last, columns: columns)
  }
}

extension Recipe.Value {
  /// What kind of argument it fits.
  var kind: Recipe.Argument.Kind {
    switch self {
    case .date: .date
    case .number: .number
    case .text: .text
    case .list: .list
    }
  }
}
