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

  /// Functions of columns that need not exist.
  private static let tolerant = ["first_of", "first_known", "any_yes"]

  /// The names offered to functions of columns that need not exist.
  var optionalColumns: [String] {
    var result: [String] = []
    visit { expression in
      if case .call(let name, let arguments) = expression.node, Self.tolerant.contains(name.lowercased()) {
        result += arguments.flatMap(\.columns)
      }
      return true
    }
    return result
  }

  /// The indices of the schema's entries it reads: of the columns offered to `first_of` only the one that is taken.
  /// Those it only asks whether they are missing are left out when `asValues` is wanted.
  func entries(in schema: Schema, asValues: Bool = false) throws -> [Int] {
    var result: [Int] = []
    try visit { expression in
      var indices: [Int] = []
      var goesOn = true
      switch expression.node {
      case .isMissing(let inner, _) where asValues:
        if case .column = inner.node { goesOn = false }
      case .column(let name): indices = [try schema.find(name, span: expression.span)]
      case .call(let name, let arguments) where Self.tolerant.contains(name.lowercased()):
        indices = try Expression.existing(arguments, in: schema, name.lowercased(), expression.span)
        if name.lowercased() == "first_of" { indices = Array(indices.prefix(1)) }
        goesOn = false
      default: break
      }
      for index in indices where !result.contains(index) { result.append(index) }
      return goesOn
    }
    return result
  }

  /// The index of the first column that exists.
  static func firstOf(_ arguments: [Expression], in schema: Schema, _ span: Span) throws -> Int {
    try existing(arguments, in: schema, "first_of", span)[0]
  }

  /// The indices of the columns that exist, at least one.
  static func existing(
    _ arguments: [Expression], in schema: Schema, _ function: String, _ span: Span
  ) throws -> [Int] {
    var names: [String] = []
    var found: [Int] = []
    for argument in arguments {
      guard case .column(let name) = argument.node else {
        throw ExpressionError(.columnExpected(function: function), argument.span)
      }
      names.append(name)
      if let index = try schema.find(ifThere: name, span: argument.span) { found.append(index) }
    }
    guard !found.isEmpty else { throw ExpressionError(.noneExists(names), span) }
    return found
  }

  /// What stands before an `else` at the top; `nil` without one.
  var beforeElse: Expression? {
    if case .otherwise(let value, _) = node { value } else { nil }
  }

  /// Calls `body` with the expression and all within it, outermost and left first; false skips what is within.
  func visit(_ body: (Expression) throws -> Bool) rethrows {
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
