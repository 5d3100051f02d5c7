extension Expression {
  /// What is known of an expression's values before any is computed.
  public struct Typed: Sendable, Hashable {
    /// Its type; `nil` where only the data can tell.
    public var type: ColumnType?
    /// Its levels, where a recode, bands or case declares them.
    public var levels: [String]?
    /// Whether it was written as a value.
    var literal = Literal.none

    /// Makes it from its parts.
    public init(_ type: ColumnType?, levels: [String]? = nil) {
      self.type = type
      self.levels = levels
    }
  }

  /// Values as written: a whole number also stands for the code of that text.
  enum Literal: Sendable, Hashable {
    case none, text
    case integer(Int64)
  }
}

/// Which types operations take and give: the same rules before the data is read and after.
enum Typing {
  typealias Typed = Expression.Typed
  typealias Part = (typed: Typed, span: Span)

  static let numbers = ColumnType.numbers
  static let ordered = ColumnType.ordered

  /// Throws when the type is known and not among those allowed.
  static func require(
    _ typed: Typed, _ allowed: [ColumnType], _ operation: String, _ span: Span
  ) throws(ExpressionError) {
    if let type = typed.type, !allowed.contains(type) {
      throw ExpressionError(.wrongType(operation: operation, expected: allowed, found: type), span)
    }
  }

  /// Throws when two sides cannot be compared.
  static func comparable(
    _ operation: String, ordered: Bool, _ left: Part, _ right: Part, _ span: Span
  ) throws(ExpressionError) {
    if ordered {
      try require(left.typed, Typing.ordered, operation, left.span)
      try require(right.typed, Typing.ordered, operation, right.span)
    }
    guard let a = left.typed.type, let b = right.typed.type, a != b else { return }
    if numbers.contains(a), numbers.contains(b) { return }
    for (x, y) in [(left, right), (right, left)] where x.typed.type == .category {
      if case .integer = y.typed.literal { return }
      if case .text = x.typed.literal, let found = y.typed.type {
        throw ExpressionError(.wrongType(operation: operation, expected: [.category], found: found), y.span)
      }
    }
    throw ExpressionError(.differentTypes(operation: operation, a, b), span)
  }

  /// The type that values of all parts fit: whole numbers beside decimals become decimal, levels are merged in order.
  static func unify(_ operation: String, _ parts: [Part]) throws(ExpressionError) -> Typed {
    guard var result = parts.first?.typed else { return Typed(nil) }
    result.literal = .none
    var isKnown = result.type != nil
    for (typed, span) in parts.dropFirst() {
      guard let type = typed.type else {
        isKnown = false
        continue
      }
      guard let so = result.type else {
        result = Typed(type, levels: nil)
        continue
      }
      if so == type {
        if let mine = result.levels, let others = typed.levels {
          result.levels = mine + others.filter { !mine.contains($0) }
        } else {
          result.levels = nil
        }
      } else if numbers.contains(so), numbers.contains(type) {
        result.type = .decimal
      } else {
        throw ExpressionError(.differentTypes(operation: operation, so, type), span)
      }
    }
    if !isKnown {
      result.levels = nil
      // A whole number beside an unknown may still become decimal.
      if result.type == .integer { result.type = nil }
    }
    return result
  }

  /// The type arithmetic gives; `nil` where only the data can tell.
  static func arithmetic(
    _ operation: Expression.Arithmetic, _ left: Part, _ right: Part
  ) throws(ExpressionError) -> ColumnType? {
    let name = operation.rawValue
    let takesDates = operation == .add || operation == .subtract
    let allowed = takesDates ? ordered : numbers
    try require(left.typed, allowed, name, left.span)
    try require(right.typed, allowed, name, right.span)
    guard let a = left.typed.type, let b = right.typed.type else {
      if operation == .divide { return .decimal }
      return nil
    }
    switch (a, b) {
    case (.date, .date):
      if operation == .subtract { return .integer }
      throw ExpressionError(.wrongType(operation: name, expected: [.integer], found: .date), right.span)
    case (.date, let other):
      try require(Typed(other), [.integer], name, right.span)
      return .date
    case (let other, .date):
      if operation == .subtract {
        throw ExpressionError(.wrongType(operation: name, expected: numbers, found: .date), right.span)
      }
      try require(Typed(other), [.integer], name, left.span)
      return .date
    default:
      return operation == .divide || a == .decimal || b == .decimal ? .decimal : .integer
    }
  }

  /// Throws when a band runs backwards or holds a value of an earlier one.
  static func checkBands(_ arms: [Expression.BandArm], _ span: Span) throws(ExpressionError) {
    for (index, arm) in arms.enumerated() {
      let (low, high) = (arm.low ?? -.infinity, arm.high ?? .infinity)
      let overlaps = arms[..<index].contains {
        max($0.low ?? -.infinity, low) <= min($0.high ?? .infinity, high)
      }
      if overlaps || !(low <= high) { throw ExpressionError(.badBand(label: arm.label), span) }
    }
  }

  /// Labels in the order of their first mention.
  static func levels(_ labels: [String], otherwise: String?) -> [String] {
    var result: [String] = []
    for label in labels + (otherwise.map { [$0] } ?? []) where !result.contains(label) {
      result.append(label)
    }
    return result
  }
}
