/// What a model says: an outcome, and the terms that predict it.
public struct Formula: Sendable, Hashable {
  /// What is predicted.
  public enum Outcome: Sendable, Hashable {
    /// A flag, or a number that is 0 or 1.
    case column(String)
    /// A column's level counts as the event, every other as none.
    case level(column: String, event: String)
    /// Two columns of counts: aggregated data.
    case events(successes: String, failures: String)
  }

  /// One predictor.
  public indirect enum Term: Sendable, Hashable {
    /// A column: numbers and flags enter as they are, categories as one indicator per level but the first.
    case variable(String)
    /// A column taken as a category, whatever its type, with the reference level said or the first. With `missing`
    /// rows without a value have a level of that name, the last, instead of being dropped.
    case factor(String, reference: String? = nil, missing: String? = nil)
    /// The natural logarithm of a number.
    case log(String)
    /// A whole power of a number, from 2 to 5.
    case power(String, Int)
    /// A restricted cubic spline of a number: knots − 1 columns, the first being the number itself.
    case spline(String, knots: [Double])
    /// A number, its logarithm or power with the coefficient 1.
    case offset(Term)
    /// Products of the parts' design columns, in the order written; flat, at least two parts.
    case interaction([Term])
  }

  /// What is predicted.
  public var outcome: Outcome
  /// The predictors in the order written, without repeats.
  public var terms: [Term]
  /// Whether the model has an intercept.
  public var intercept: Bool

  /// Makes a formula.
  public init(outcome: Outcome, terms: [Term], intercept: Bool = true) {
    self.outcome = outcome
    self.terms = terms
    self.intercept = intercept
  }

  /// Exponents that ``Term/power(_:_:)`` takes.
  public static let exponents = 2...5
  /// How many knots a spline takes.
  public static let knotCounts = 3...7
}

extension Formula.Term {
  /// The columns it reads, in order.
  public var columns: [String] {
    switch self {
    case .variable(let name), .factor(let name, _, _), .log(let name), .power(let name, _),
      .spline(let name, _):
      [name]
    case .offset(let term): term.columns
    case .interaction(let parts): parts.flatMap(\.columns)
    }
  }

  /// The parts of an interaction, or the term itself.
  public var flattened: [Formula.Term] {
    if case .interaction(let parts) = self { parts.flatMap(\.flattened) } else { [self] }
  }

  /// Whether its coefficient is fixed.
  public var isOffset: Bool { if case .offset = self { true } else { false } }

  /// Whether the column must be a number: of a category there is no logarithm.
  public var needsNumber: Bool {
    switch self {
    case .log, .power, .spline, .offset: true
    case .variable, .factor, .interaction: false
    }
  }

  /// Whether the column must be positive.
  var needsPositive: Bool {
    switch self {
    case .log: true
    case .offset(let term): term.needsPositive
    default: false
    }
  }
}

extension Formula {
  /// Every column it reads, outcome first, without repeats.
  public var columns: [String] {
    var seen: [String] =
      switch outcome {
      case .column(let name), .level(let name, _): [name]
      case .events(let successes, let failures): [successes, failures]
      }
    for name in terms.flatMap(\.columns) where !seen.contains(name) { seen.append(name) }
    return seen
  }

  /// The level that stands for missing values of a column, where one was asked for.
  public func missingLevel(of column: String) -> String? {
    for case .factor(column, _, let missing?) in terms.flatMap(\.flattened) { return missing }
    return nil
  }

  /// A column that stands both with and without a level for its missing values, or with two of them.
  public var mixedMissing: String? {
    let parts = terms.flatMap(\.flattened)
    for case .factor(let column, _, let missing?) in parts {
      for part in parts where part.columns.contains(column) {
        if case .factor(_, _, missing) = part { continue }
        return column
      }
    }
    return nil
  }
}
