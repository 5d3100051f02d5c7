import Foundation

/// How strongly something unmeasured would have to be tied both to the exposure and to the outcome, as risk ratios and
/// beyond what is adjusted for, to explain an odds ratio away (VanderWeele & Ding 2017, doi:10.7326/M16-2607).
public struct EValue: Sendable, Hashable {
  /// Outcomes in a greater share of rows than this are common: an odds ratio is then far from the ratio of risks.
  public static let commonAbove = 0.15

  /// Whether the outcome is common.
  public var isCommon: Bool
  /// The risk ratio that stands for the odds ratio: its square root where the outcome is common, else itself.
  public var riskRatio: Double
  /// E-value of the estimate.
  public var estimate: Double
  /// E-value of the end of the 95% interval that is nearer 1; 1 where the interval holds 1.
  public var limit: Double

  /// E-values of an odds ratio, given by its logarithm.
  ///
  /// - Parameter share: of rows with the event.
  public init(logOdds: EffectEstimate, share: Double) {
    isCommon = share > EValue.commonAbove
    let factor = isCommon ? 0.5 : 1
    riskRatio = exp(factor * logOdds.value)
    estimate = EValue.of(riskRatio)
    let nearer = logOdds.value >= 0 ? logOdds.low : logOdds.high
    limit = (nearer > 0) == (logOdds.value > 0) ? EValue.of(exp(factor * nearer)) : 1
  }

  /// RR + √(RR (RR − 1)) for a risk ratio or its inverse, whichever is over 1.
  static func of(_ riskRatio: Double) -> Double {
    let ratio = max(riskRatio, 1 / riskRatio)
    return ratio + (ratio * (ratio - 1)).squareRoot()
  }
}
