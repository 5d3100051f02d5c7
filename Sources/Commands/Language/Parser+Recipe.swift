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
        let rule = try recipeRule()
        var conditions: [Recipe.Condition] = []
        while let condition = try stepCondition() { conditions.append(condition) }
        recipe.steps.append(Recipe.Step(rule, if: conditions, Span(start.start, previousEnd)))
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
    let isOptional = try take(word: "optional")
    var fallback: Recipe.Value?
    if try take("=") {
      fallback = try literal()
    }
    let found = kind ?? fallback?.kind ?? .text
    return Recipe.Argument(
      name: name.text, kind: found, fallback: fallback, isOptional: isOptional,
      span: Span(start.start, previousEnd))
  }

  /// `if patients, referrals have RecordNumber`, `unless …`, `if given providers`; `nil` where there is none.
  private mutating func stepCondition() throws -> Recipe.Condition? {
    let wanted = at(word: "if")
    guard wanted || at(word: "unless") else { return nil }
    try take()
    if try take(word: "given") {
      return Recipe.Condition(.given(try name("an argument").text), wanted: wanted)
    }
    let tables = try list { try $0.name("a table").text }
    guard at(word: "has") || at(word: "have") else { throw expected(["has", "have"]) }
    try take()
    let columns = try list { try $0.name("a column").text }
    return Recipe.Condition(.have(tables: tables, columns: columns), wanted: wanted)
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
    "key", "argument", "block", "define", "check",
  ]

  /// One statement of a recipe.
  private mutating func recipeRule() throws -> Recipe.Rule {
    guard current.kind == .word, Self.rules.contains(current.text.lowercased()) else {
      guard current.kind == .word else { throw expected(["a recipe statement"]) }
      throw NameError(.clause, current.text, candidates: Self.rules, span: current.span, place: "a recipe")
    }
    switch try take().text.lowercased() {
    case "type": return try typeRule()
    case "latest": return try latestRule()
    case "join": return .join(try joinRule())
    case "keep": return try keepRule()
    case "derive":
      let name = try name("a name")
      try expect("=")
      return .derive(name: name.text, try expression())
    case "outcome": return try outcomeRule()
    case "predictor":
      let names = try columnNames()
      guard try take(word: "after") else { return .predictor(names) }
      try expect(word: "referral")
      return .predictor(names, afterReferral: true)
    case "block":
      let name = try name("a block's name")
      try expect("=")
      return .block(name: name.text, columns: try columnNames())
    case "define": return .define(try definition())
    case "check":
      let label = try label()
      try expect(word: "where")
      return .check(label: label, condition: try expression())
    case "dimensions": return .dimensions(try columnNames())
    case "cluster": return try clusterRule()
    case "stratify": return .stratify(try columnNames())
    default: return .key(try columnNames())
    }
  }

  /// `NAME "text" [source "text"]`.
  private mutating func definition() throws -> Recipe.Definition {
    let name = try name("a name")
    let text = try label()
    let source = try take(word: "source") ? try label() : nil
    return Recipe.Definition(name: name.text, text: text, source: source)
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
    return .latest(table: table.text, per: per, by: try take(word: "by") ? try columnNames() : [])
  }

  private mutating func joinRule() throws -> Recipe.Join {
    let table = try name("a table")
    let alias = try take(word: "as") ? try name("another name for the table").text : nil
    try expect(word: "to")
    let to = try name("a table")
    try expect(word: "on")
    let on = try columnNames()
    guard try take(word: "keeping") else {
      return Recipe.Join(table: table.text, as: alias, to: to.text, on: on, keeping: nil)
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
      table: table.text, as: alias, to: to.text, on: on,
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
