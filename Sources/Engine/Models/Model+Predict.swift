import Foundation
import OrderedCollections

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
  /// The term is 0 or 1 in the rows fitted.
  case notZeroOrOne(term: String)
  /// The term takes a number above 0.
  case notPositive(term: String)
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
    guard let basis = basis ?? predictionBasis else { throw .notFinite }
    let row = PredictedRow(basis.design, values, levels)
    let estimates = coefficients.compactMap(\.estimate)
    var design: [Double] = []
    var logOdds = 0.0
    for part in basis.design.offsets { logOdds += try row.value(part) }
    let first = basis.design.intercept ? 1 : 0
    for (place, column) in basis.estimated.enumerated() {
      var x = 1.0
      for part in basis.design.columns[column].parts { x *= try row.value(part) }
      if !basis.scaling.isEmpty, column >= first {
        let range = basis.scaling[column - first]
        let width = range.maximum - range.minimum
        x = width > 0 ? (x - range.minimum) / width : 0
      }
      design.append(x)
      logOdds += x * estimates[place]
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
}

/// Given values as the factors of design columns.
private struct PredictedRow {
  private let design: Design
  private let values: [String: String]
  private let levels: OrderedDictionary<String, [String]>

  init(_ design: Design, _ values: [String: String], _ levels: OrderedDictionary<String, [String]>) {
    self.design = design
    self.values = values
    self.levels = levels
  }

  func value(_ part: Design.Part) throws(PredictionError) -> Double {
    switch part {
    case .level(let index, let code):
      let variable = design.variables[index]
      let given = values[variable.name] ?? ""
      // Any other text would silently stand for the reference level.
      let levels = levels[variable.name] ?? []
      guard levels.contains(given) else {
        throw .unknownLevel(term: variable.name, level: given, levels: levels)
      }
      return variable.label(code) == given ? 1 : 0
    case .number(let index, let curve):
      let name = design.variables[index].name
      guard let number = Model.number(values[name] ?? "") else { throw .notANumber(term: name) }
      if curve == .log, number <= 0 { throw .notPositive(term: name) }
      return curve(number)
    }
  }
}

extension Model {
  /// A number as text; yes and no are 1 and 0.
  static func number(_ text: String) -> Double? {
    switch text.lowercased() {
    case "yes", "true": return 1
    case "no", "false": return 0
    default: return Double(text).flatMap { $0.isFinite ? $0 : nil }
    }
  }
}
