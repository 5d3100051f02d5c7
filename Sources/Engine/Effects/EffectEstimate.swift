import Foundation

/// A figure with its standard error, normal on its own scale.
public struct EffectEstimate: Sendable, Hashable {
  /// The estimate.
  public var value: Double
  /// Its standard error.
  public var standardError: Double

  /// Makes the estimate.
  public init(_ value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
  }

  /// value / standardError; `nil` where that is no number.
  public var z: Double? { standardError > 0 ? value / standardError : nil }
  /// Natural logarithm of the two-sided normal p-value of z.
  public var logP: Double? { z.map(Distributions.logTwoSidedNormalP) }
  /// Ends of the 95% interval on the estimate's own scale.
  public var low: Double { value - Distributions.normal95 * standardError }
  /// Upper end.
  public var high: Double { value + Distributions.normal95 * standardError }

  /// The same of a multiple.
  func times(_ factor: Double) -> EffectEstimate {
    EffectEstimate(value * factor, standardError: standardError * abs(factor))
  }

  /// Ends of the 95% interval of a probability strictly between 0 and 1: made on the scale of its log odds (delta
  /// method) and mapped back, so that it stays between 0 and 1.
  public var probabilityInterval: (low: Double, high: Double) {
    guard value > 0, value < 1 else { return (value, value) }
    let logOdds = log(value / (1 - value))
    let width = Distributions.normal95 * standardError / (value * (1 - value))
    return (1 / (1 + exp(-(logOdds - width))), 1 / (1 + exp(-(logOdds + width))))
  }
}
