extension Expression {
  /// The column names it mentions, as written, in order and without repeats; those offered to `first_of` included.
  public var columns: [String] {
    var result: [String] = []
    visit { expression in
      if case .column(let name) = expression.node, !result.contains(name) { result.append(name) }
      return true
    }
    return result
  }

  /// The names offered to `first_of`, which need not exist.
  var optionalColumns: [String] {
    var result: [String] = []
    visit { expression in
      if case .call(let name, let arguments) = expression.node, name.lowercased() == "first_of" {
        result += arguments.flatMap(\.columns)
      }
      return true
    }
    return result
  }

  /// The indices of the schema's entries it reads: of the columns offered to `first_of` only the one that is taken.
  func entries(in schema: Schema) throws -> [Int] {
    var result: [Int] = []
    try visit { expression in
      var index: Int?
      var goesOn = true
      switch expression.node {
      case .column(let name): index = try schema.find(name, span: expression.span)
      case .call(let name, let arguments) where name.lowercased() == "first_of":
        index = try Expression.firstOf(arguments, in: schema, expression.span)
        goesOn = false
      default: break
      }
      if let index, !result.contains(index) { result.append(index) }
      return goesOn
    }
    return result
  }

  /// The index of the first column that exists.
  static func firstOf(_ arguments: [Expression], in schema: Schema, _ span: Span) throws -> Int {
    var names: [String] = []
    for argument in arguments {
      guard case .column(let name) = argument.node else {
        throw ExpressionError(.columnExpected(function: "first_of"), argument.span)
      }
      names.append(name)
      if let index = try schema.find(ifThere: name, span: argument.span) { return index }
    }
    throw ExpressionError(.noneExists(names), span)
  }

  /// Calls `body` with the expression and all within it, outermost and left first; false skips what is within.
  private func visit(_ body: (Expression) throws -> Bool) rethrows {
    guard try body(self) else { return }
    switch node {
    case .column, .argument, .text, .integer, .decimal, .date, .flag: break
    case .not(let x), .negate(let x), .isMissing(let x, _), .isIn(let x, _, _), .recode(let x, _, _),
      .bands(let x, _, _):
      try x.visit(body)
    case .and(let a, let b), .or(let a, let b), .compare(_, let a, let b), .arithmetic(_, let a, let b),
      .otherwise(let a, let b):
      try a.visit(body)
      try b.visit(body)
    case .between(let x, let low, let high, _):
      for part in [x, low, high] { try part.visit(body) }
    case .cases(let arms, let otherwise):
      for arm in arms {
        try arm.condition.visit(body)
        try arm.value.visit(body)
      }
      try otherwise?.visit(body)
    case .call(_, let arguments):
      for argument in arguments { try argument.visit(body) }
    }
  }
}
