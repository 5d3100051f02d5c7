import Engine

extension Parser {
  /// An expression; `else` binds loosest, then `or`, `and`, `not`, comparisons, `+ -`, `* /`.
  mutating func expression() throws -> Expression { try nested { try $0.elseExpression() } }

  private mutating func elseExpression() throws -> Expression {
    var left = try orExpression()
    while try take(word: "else", after: left) {
      try countOperator()
      let right = try with(.init(like: left)) { try $0.orExpression() }
      left = Expression(.otherwise(left, right), left.span.union(right.span))
    }
    return left
  }

  private mutating func orExpression() throws -> Expression {
    var left = try andExpression()
    while try take(word: "or", after: left) {
      try countOperator()
      let right = try with { try $0.andExpression() }
      left = Expression(.or(left, right), left.span.union(right.span))
    }
    return left
  }

  private mutating func andExpression() throws -> Expression {
    var left = try notExpression()
    while try take(word: "and", after: left) {
      try countOperator()
      let right = try with { try $0.notExpression() }
      left = Expression(.and(left, right), left.span.union(right.span))
    }
    return left
  }

  private mutating func notExpression() throws -> Expression {
    let start = current.span
    guard !isAtCursor, try take(word: "not") else { return try predicate() }
    let operand = try with { try $0.nested { try $0.notExpression() } }
    return Expression(.not(operand), start.union(operand.span))
  }

  private mutating func predicate() throws -> Expression {
    let left = try sum()
    if try take(word: "is", after: left) {
      let negated = try take(word: "not")
      let end = current.span
      try expect(word: "missing")
      return Expression(.isMissing(left, negated: negated), left.span.union(end))
    }
    let negated = try take(word: "not", after: left)
    // Without a bracket or a list behind it, "in" belongs to the statement: in TABLE. Within brackets it cannot.
    let saved = self
    if try take(word: "in", after: left) {
      if negated || at("(") || current.kind == .parameter || !openBrackets.isEmpty {
        return try membership(left, negated: negated)
      }
      offer(.symbol("("))
      self = saved
      return left
    }
    if try take(word: "between", after: left) {
      let low = try with(.init(like: left)) { try $0.sum() }
      try expect(word: "and")
      let high = try with(.init(like: left)) { try $0.sum() }
      return Expression(.between(left, low, high, negated: negated), left.span.union(high.span))
    }
    if negated { throw expected(["in", "between"]) }
    guard current.kind == .symbol else { return left }
    let symbol = current.text == "==" ? "=" : current.text
    guard let comparison = Expression.Comparison(rawValue: symbol) else { return left }
    try take()
    let right = try with(.init(like: left)) { try $0.sum() }
    return Expression(.compare(comparison, left, right), left.span.union(right.span))
  }

  private mutating func membership(_ left: Expression, negated: Bool) throws -> Expression {
    if current.kind == .parameter {
      let token = try take()
      return Expression(
        .isIn(left, .argument(token.text), negated: negated), left.span.union(token.span))
    }
    let codes = try codeList(of: left)
    return Expression(.isIn(left, .literals(codes), negated: negated), left.span).endingAt(previousEnd)
  }

  /// `(A, 01, -1, "two words")`, of what stands before it if anything does.
  mutating func codeList(of left: Expression? = nil) throws -> [String] {
    try expect("(")
    let codes = try list { try $0.code(of: left) }
    try expect(")")
    return codes
  }

  /// A code of what stands before it, as text.
  private mutating func code(of left: Expression?) throws -> String {
    if let left { offer(.code(of: left)) }
    return try code()
  }

  /// A code or value as text.
  mutating func code(_ kind: Command.Kind = .none) throws -> String {
    offer(.name(kind, .code))
    if at("-") {
      try take()
      guard current.kind == .number else { throw expected(["a code"]) }
      return "-" + (try take().text)
    }
    switch current.kind {
    case .string(let parts): return try plainText(parts)
    case .word, .number, .date, .quotedName: return try take().text
    default: throw expected(["a code"])
    }
  }

  private mutating func plainText(_ parts: [Token.StringPart]) throws -> String {
    var result = ""
    for part in parts {
      guard case .text(let text) = part else { throw expected(["a plain text"]) }
      result += text
    }
    try take()
    return result
  }

  /// A label in quotes.
  mutating func label() throws -> String {
    guard case .string(let parts) = current.kind else { throw expected(["a label in quotes"]) }
    return try plainText(parts)
  }

  /// Sums and below: what stands where an `and` belongs to somebody else.
  mutating func boundExpression() throws -> Expression { try nested { try $0.sum() } }

  private mutating func sum() throws -> Expression {
    var left = try product()
    while at("+") || at("-") {
      try countOperator()
      let operation: Expression.Arithmetic = try take().text == "+" ? .add : .subtract
      let right = try with(.init(types: ColumnType.ordered)) { try $0.product() }
      left = Expression(.arithmetic(operation, left, right), left.span.union(right.span))
    }
    return left
  }

  private mutating func product() throws -> Expression {
    var left = try unary()
    while at("*") || at("/") {
      try countOperator()
      let operation: Expression.Arithmetic = try take().text == "*" ? .multiply : .divide
      let right = try with(.init(types: ColumnType.numbers)) { try $0.unary() }
      left = Expression(.arithmetic(operation, left, right), left.span.union(right.span))
    }
    return left
  }

  private mutating func unary() throws -> Expression {
    let start = current.span
    guard try take("-") else { return try primary() }
    let operand = try with(.init(types: ColumnType.numbers)) { try $0.nested { try $0.unary() } }
    switch operand.node {
    case .integer(let value): return Expression(.integer(-value), start.union(operand.span))
    case .decimal(let value): return Expression(.decimal(-value), start.union(operand.span))
    default: return Expression(.negate(operand), start.union(operand.span))
    }
  }

  private mutating func primary() throws -> Expression {
    offer(.operand(operand, dialect))
    let token = current
    switch token.kind {
    case .string(let parts): return Expression(.text(try plainText(parts)), token.span)
    case .parameter:
      try take()
      return Expression(.argument(token.text), token.span)
    case .date:
      try take()
      guard let day = Day(token.text) else {
        throw SyntaxError(reason: .noSuchDay, span: token.span)
      }
      return Expression(.date(day), token.span)
    case .number: return try number()
    case .symbol where token.text == "(":
      try take()
      let inner = try with { try $0.expression() }
      try expect(")")
      return inner
    case .word: return try wordExpression()
    case .quotedName:
      let name = try column()
      return Expression(.column(name.text), name.span)
    default: throw expected(["an expression"])
    }
  }

  /// A number; digits with a leading zero are a code, which is text.
  private mutating func number() throws -> Expression {
    let token = try take()
    if let value = Int64(token.text) {
      let isCode = token.text.utf8.count > 1 && token.text.utf8.first == UInt8(ascii: "0")
      return Expression(isCode ? .text(token.text) : .integer(value), token.span)
    }
    guard let value = Double(token.text), value.isFinite else {
      throw SyntaxError(reason: .badNumber, span: token.span)
    }
    return Expression(.decimal(value), token.span)
  }

  private mutating func wordExpression() throws -> Expression {
    let token = current
    switch token.text.lowercased() {
    case "yes", "true":
      try take()
      return Expression(.flag(true), token.span)
    case "no", "false":
      try take()
      return Expression(.flag(false), token.span)
    default: break
    }
    let saved = self
    try take()
    if token.text.lowercased() == "recode", isAtCursor || current.kind == .word || current.kind == .quotedName
    {
      return try recode(from: token.span)
    }
    if at("("), current.span.start == token.span.end {
      try take()
      switch token.text.lowercased() {
      case "bands": return try bands(from: token.span)
      case "case": return try cases(from: token.span)
      default:
        let arguments = try arguments(of: token.text.lowercased())
        try expect(")")
        return Expression(.call(token.text.lowercased(), arguments), token.span).endingAt(previousEnd)
      }
    }
    self = saved
    let name = try column()
    return Expression(.column(name.text), name.span)
  }

  /// The arguments of a function.
  private mutating func arguments(of function: String) throws -> [Expression] {
    var result: [Expression] = []
    repeat {
      let operand = Expected.Operand(of: function, dialect, after: result)
      result.append(try with(operand) { try $0.expression() })
    } while try take(",")
    return result
  }

  private mutating func recode(from start: Span) throws -> Expression {
    let name = try column()
    let operand = Expression(.column(name.text), name.span)
    try expect("(")
    var arms: [Expression.RecodeArm] = []
    var otherwise: String?
    repeat {
      if try take(word: "else") {
        try expect("->")
        otherwise = try label()
        break
      }
      let codes = try list { try $0.code(of: operand) }
      try expect("->")
      arms.append(Expression.RecodeArm(codes: codes, label: try label()))
    } while try take(";")
    try expect(")")
    return Expression(.recode(operand, arms: arms, otherwise: otherwise), start).endingAt(previousEnd)
  }

  private mutating func bands(from start: Span) throws -> Expression {
    let operand = try with(.init(types: ColumnType.numbers)) { try $0.expression() }
    var arms: [Expression.BandArm] = []
    var otherwise: String?
    while try take(",") {
      if try take(word: "else") {
        try expect("->")
        otherwise = try label()
        break
      }
      let low = at("..") ? nil : try bound()
      try expect("..")
      let high = at("->") ? nil : try bound()
      try expect("->")
      arms.append(Expression.BandArm(low: low, high: high, label: try label()))
    }
    try expect(")")
    guard !arms.isEmpty else { throw expected(["a band such as 18..25 -> \"18-25\""]) }
    return Expression(.bands(operand, arms: arms, otherwise: otherwise), start).endingAt(previousEnd)
  }

  private mutating func bound() throws -> Double {
    let sign: Double = try take("-") ? -1 : 1
    guard current.kind == .number, let value = Double(current.text), value.isFinite else {
      throw expected(["a number"])
    }
    try take()
    return sign * value
  }

  private mutating func cases(from start: Span) throws -> Expression {
    var arms: [Expression.CaseArm] = []
    var otherwise: Expression?
    repeat {
      if try take(word: "else") {
        try expect("->")
        otherwise = try with { try $0.expression() }
        break
      }
      let condition = try with { try $0.expression() }
      try expect("->")
      arms.append(Expression.CaseArm(condition: condition, value: try with { try $0.expression() }))
    } while try take(";")
    try expect(")")
    return Expression(.cases(arms, otherwise: otherwise), start).endingAt(previousEnd)
  }
}

extension Expression {
  fileprivate func endingAt(_ end: Int) -> Expression { Expression(node, Span(span.start, end)) }
}
