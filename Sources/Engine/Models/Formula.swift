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
    /// A column taken as a category, whatever its type, with the reference level said or the first.
    case factor(String, reference: String?)
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
}

extension Formula.Term: CustomStringConvertible {
  /// As it is written in a formula: `age`, `factor(race)`, `treatment:time`.
  public var description: String {
    switch self {
    case .variable(let name): name
    case .factor(let name, nil): "factor(\(name))"
    case .factor(let name, let reference?): "factor(\(name), ref=\"\(reference)\")"
    case .interaction(let parts): parts.map(\.description).joined(separator: ":")
    }
  }

  /// The columns it reads, in order.
  public var columns: [String] {
    switch self {
    case .variable(let name), .factor(let name, _): [name]
    case .interaction(let parts): parts.flatMap(\.columns)
    }
  }
}

extension Formula: CustomStringConvertible {
  /// `low ~ age + factor(race)`; without an intercept `low ~ age without intercept`.
  public var description: String {
    let left =
      switch outcome {
      case .column(let name): name
      case .level(let column, let event): "\(column)=\"\(event)\""
      case .events(let successes, let failures): "events(\(successes), \(failures))"
      }
    let right = terms.isEmpty ? "1" : terms.map(\.description).joined(separator: " + ")
    return "\(left) ~ \(right)" + (intercept ? "" : " without intercept")
  }

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
}
