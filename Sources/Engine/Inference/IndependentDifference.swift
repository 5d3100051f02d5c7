import Foundation

/// The difference of two log odds ratios from independent groups of rows.
public struct IndependentDifference: Sendable, Hashable {
  /// The second less the first.
  public var value: Double
  /// √(se₁² + se₂²).
  public var standardError: Double
  /// value / standardError.
  public var z: Double { value / standardError }
  /// Natural logarithm of z's two-sided normal p-value.
  public var logP: Double { Distributions.logTwoSidedNormalP(z) }
  /// The second odds ratio over the first, and the ends of its 95% interval.
  public var ratio: Double { exp(value) }
  /// Lower end.
  public var low: Double { exp(value - Distributions.normal95 * standardError) }
  /// Upper end.
  public var high: Double { exp(value + Distributions.normal95 * standardError) }

  /// From two estimates with their standard errors. Altman & Bland (2003).
  public init(_ first: Double, _ firstError: Double, _ second: Double, _ secondError: Double) {
    value = second - first
    standardError = (firstError * firstError + secondError * secondError).squareRoot()
  }
}
