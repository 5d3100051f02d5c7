import Foundation

/// A predicted probability with its interval.
public struct Prediction: Sendable, Hashable {
  /// Linear predictor: the log odds.
  public var logOdds: Double
  /// Its standard error by the delta method: √(x′Vx).
  public var standardError: Double
  /// 1 / (1 + exp(−log odds)).
  public var probability: Double
  /// Ends of the 95% interval, made on the log-odds scale and mapped to probabilities.
  public var low: Double
  /// Upper end.
  public var high: Double
}

/// Why a probability cannot be predicted for some values.
public enum PredictionError: Error, Sendable, Hashable {
  /// Terms of the model that got no value.
  case missing([String])
  /// The model has no such term.
  case unknownTerm(String, terms: [String])
  /// The term has no such level in the model.
  case unknownLevel(term: String, level: String, levels: [String])
  /// The term takes a number, or yes or no.
  case notANumber(term: String)
  /// The model has terms without finite estimates.
  case notFinite
}

extension Model {
  /// The columns a prediction needs values for, in the formula's order.
  public var predictors: [String] {
    var names: [String] = []
    for name in formula.terms.flatMap(\.columns) where !names.contains(name) { names.append(name) }
    return names
  }

  /// The probability of the event for given values of the predictors, as text: numbers, yes or no, levels.
  ///
  /// Aliased columns count nothing, as in the fit. O(rank²).
  /// - Throws: ``PredictionError``.
  public func predict(_ values: [String: String]) throws(PredictionError) -> Prediction {
    if ending == .separated { throw .notFinite }
    let missing = predictors.filter { values[$0] == nil }
    if !missing.isEmpty { throw .missing(missing) }
    if let unknown = values.keys.sorted().first(where: { !predictors.contains($0) }) {
      throw .unknownTerm(unknown, terms: predictors)
    }
    var design: [Double] = []
    var logOdds = 0.0
    for coefficient in coefficients where coefficient.role == .estimated {
      let x = try designValue(of: coefficient, values)
      design.append(x)
      logOdds += x * (coefficient.estimate ?? 0)
    }
    var variance = 0.0
    for (i, a) in design.enumerated() {
      for (j, b) in design.enumerated() { variance += a * b * covariance[i * rank + j] }
    }
    let error = max(0, variance).squareRoot()
    func probability(_ eta: Double) -> Double { 1 / (1 + exp(-eta)) }
    return Prediction(
      logOdds: logOdds, standardError: error, probability: probability(logOdds),
      low: probability(logOdds - Distributions.normal95 * error),
      high: probability(logOdds + Distributions.normal95 * error))
  }

  private func designValue(
    of coefficient: Coefficient, _ values: [String: String]
  ) throws(PredictionError) -> Double {
    guard let term = formula.terms.first(where: { $0.description == coefficient.term }) else { return 1 }
    let parts = term.flattened
    var result = 1.0
    for (index, part) in parts.enumerated() {
      let name = part.columns[0]
      let given = values[name] ?? ""
      if let level = index < coefficient.levels.count ? coefficient.levels[index] : nil {
        // Any other text would silently stand for the reference level.
        let levels = self.levels[name] ?? []
        guard levels.contains(given) else {
          throw .unknownLevel(term: name, level: given, levels: levels)
        }
        result *= given == level ? 1 : 0
      } else {
        guard let number = Self.number(given) else { throw .notANumber(term: name) }
        result *= number
      }
    }
    let column = zip(parts, 0...).map { part, index -> String in
      let level = index < coefficient.levels.count ? coefficient.levels[index] : nil
      return level.map { "\(part.columns[0]) \($0)" } ?? part.columns[0]
    }.joined(separator: ":")
    guard let range = scaling.first(where: { $0.column == column }) else { return result }
    let width = range.maximum - range.minimum
    return width > 0 ? (result - range.minimum) / width : 0
  }

  /// A number as text; yes and no are 1 and 0.
  static func number(_ text: String) -> Double? {
    switch text.lowercased() {
    case "yes", "true": return 1
    case "no", "false": return 0
    default: return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
  }
}
