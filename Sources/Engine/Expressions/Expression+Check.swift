extension Expression {
  /// What the expression gives, as far as that can be said before any row is read.
  /// - Throws: `NameError` for names that are not there, ``ExpressionError`` for types that do not fit.
  public func check(
    in schema: Schema, arguments: [String: Recipe.Argument.Kind] = [:]
  ) throws -> Typed {
    try Checker(schema: schema, arguments: arguments).check(self)
  }
}

private struct Checker {
  typealias Typed = Expression.Typed
  let schema: Schema
  let arguments: [String: Recipe.Argument.Kind]

  func check(_ expression: Expression) throws -> Typed {
    let span = expression.span
    switch expression.node {
    case .column(let name): return column(try schema.find(name, span: span))
    case .argument(let name): return try argument(name, span)
    case .text(let text): return literal(.category, levels: [text], .text)
    case .integer(let value): return literal(.integer, .integer(value))
    case .decimal: return Typed(.decimal)
    case .date: return Typed(.date)
    case .flag: return Typed(.flag)
    case .not(let x): return try flags("not", [x])
    case .and(let a, let b): return try flags("and", [a, b])
    case .or(let a, let b): return try flags("or", [a, b])
    case .isMissing(let x, _):
      _ = try check(x)
      return Typed(.flag)
    case .compare(let operation, let a, let b):
      let isOrdered = operation != .equal && operation != .notEqual
      try Typing.comparable(operation.rawValue, ordered: isOrdered, try part(a), try part(b), span)
      return Typed(.flag)
    case .between(let x, let low, let high, _):
      for end in [low, high] {
        try Typing.comparable("between", ordered: true, try part(x), try part(end), span)
      }
      return Typed(.flag)
    case .isIn(let x, let members, _): return try isIn(x, members, span)
    case .arithmetic(let operation, let a, let b):
      return Typed(try Typing.arithmetic(operation, try part(a), try part(b)))
    case .negate(let x):
      let typed = try check(x)
      try Typing.require(typed, Typing.numbers, "-", x.span)
      if case .integer(let value) = typed.literal, value != Int64.min {
        return literal(.integer, .integer(-value))
      }
      return Typed(typed.type)
    case .otherwise(let a, let b): return try Typing.unify("else", [try part(a), try part(b)])
    case .recode(let x, let arms, let otherwise):
      _ = try check(x)
      return Typed(.category, levels: Typing.levels(arms.map(\.label), otherwise: otherwise))
    case .bands(let x, let arms, let otherwise):
      try Typing.require(try check(x), Typing.numbers, "bands", x.span)
      try Typing.checkBands(arms, span)
      return Typed(.category, levels: Typing.levels(arms.map(\.label), otherwise: otherwise))
    case .cases(let arms, let otherwise):
      for arm in arms {
        try Typing.require(try check(arm.condition), [.flag], "case", arm.condition.span)
      }
      let values = arms.map(\.value) + (otherwise.map { [$0] } ?? [])
      return try Typing.unify("case", try values.map(part))
    case .call(let name, let arguments): return try call(name, arguments, span)
    }
  }

  private func part(_ expression: Expression) throws -> Typing.Part {
    (try check(expression), expression.span)
  }

  private func column(_ index: Int) -> Typed {
    Typed(schema.entries[index].type, levels: schema.entries[index].levels)
  }

  private func literal(_ type: ColumnType?, levels: [String]? = nil, _ literal: Expression.Literal) -> Typed {
    var result = Typed(type, levels: levels)
    result.literal = literal
    return result
  }

  private func flags(_ operation: String, _ operands: [Expression]) throws -> Typed {
    for operand in operands { try Typing.require(try check(operand), [.flag], operation, operand.span) }
    return Typed(.flag)
  }

  private func argument(_ name: String, _ span: Span) throws -> Typed {
    switch arguments[name] {
    case .date: return Typed(.date)
    // Whole or not: the value will tell.
    case .number: return Typed(nil)
    case .text: return literal(.category, .text)
    case .list: throw ExpressionError(.listExpected(argument: name, found: true), span)
    case nil: throw NameError(.argument, name, candidates: arguments.keys.sorted(), span: span)
    }
  }

  private func isIn(_ x: Expression, _ members: Expression.Members, _ span: Span) throws -> Typed {
    let typed = try check(x)
    switch members {
    case .argument(let name):
      guard let kind = arguments[name] else {
        throw NameError(.argument, name, candidates: arguments.keys.sorted(), span: span)
      }
      if kind != .list { throw ExpressionError(.listExpected(argument: name, found: false), span) }
    case .literals(let texts):
      if let type = typed.type { _ = try Code.keys(texts, as: type, operation: "in", span) }
    }
    return Typed(.flag)
  }

  private func call(_ name: String, _ operands: [Expression], _ span: Span) throws -> Typed {
    let word = Span(span.start, span.start + name.utf8.count)
    let function = try ExpressionFunction.find(name, span: word)
    try function.checkCount(operands.count, span)
    // Names of columns that need not exist are looked up below. Each operand is checked once: it may be deep.
    let parts = function.takesNames ? [] : try operands.map(part)
    for (index, operand) in parts.enumerated() {
      guard let types = function.types(at: index) else { continue }
      try Typing.require(operand.typed, types, function.name, operand.span)
    }
    switch function.kind {
    case .days, .year: return Typed(.integer)
    case .abs: return Typed(parts[0].typed.type)
    case .min, .max, .coalesce: return try Typing.unify(function.name, parts)
    case .firstOf: return column(try Expression.firstOf(operands, in: schema, span))
    case .anyYes:
      for index in try Expression.existing(operands, in: schema, function.name, span) {
        let type = schema.entries[index].type
        try Typing.require(Typed(type), function.types(at: 0) ?? [], function.name, span)
      }
      return Typed(.flag)
    case .firstKnown:
      let indices = try Expression.existing(operands, in: schema, function.name, span)
      return try Typing.unify(function.name, indices.map { (column($0), span) })
    case .shareBy: return Typed(.decimal)
    }
  }
}
