import Foundation

/// A fitted random intercept: how much the log odds differ between clusters beyond what the terms explain.
///
/// Each cluster's log odds are shifted by its own draw from a normal distribution of mean 0 and standard deviation
/// ``sigma``. Intervals are Wald's on log sigma, their ends carried over.
public struct RandomIntercept: Sendable, Hashable {
  /// A figure with its 95% interval; no interval at the boundary, where sigma is 0.
  public struct Figure: Sendable, Hashable {
    /// The figure.
    public var value: Double
    /// Ends of its interval.
    public var interval: Interval?
  }

  /// The ends of an interval.
  public struct Interval: Sendable, Hashable {
    /// The lower end.
    public var low: Double
    /// The upper end.
    public var high: Double
  }

  /// Fewer quadrature points than this can be far off where clusters have few rows.
  public static let fewestPoints = 7

  /// Standard deviation of the intercepts on the scale of log odds; 0 when the likelihood is greatest there.
  public var sigma: Double
  /// Standard error of log sigma; `nil` at the boundary.
  public var logSigmaError: Double?
  /// Clusters with rows.
  public var clusters: Int
  /// Quadrature points.
  public var points: Int
  /// How much the log-likelihood changes with about twice the points, at the same estimates.
  public var quadratureError: Double
  /// Bernoulli log-likelihood of the same terms without the random intercept.
  public var plainLogLikelihood: Double
  /// Twice what the random intercept adds to the log-likelihood, against an even mixture of χ² with 0 and 1 degrees of
  /// freedom, since sigma cannot be below 0 (Self & Liang 1987).
  public var test: Model.LikelihoodRatio

  /// Whether the likelihood is greatest without differences between clusters.
  public var isAtBoundary: Bool { sigma == 0 }

  /// Ends of sigma's 95% interval.
  public var sigmaInterval: Interval? {
    logSigmaError.map { error in
      let reach = exp(Distributions.normal95 * error)
      return Interval(low: sigma / reach, high: sigma * reach)
    }
  }

  /// sigma with its interval.
  public var deviation: Figure { figure { $0 } }

  /// sigma².
  public var variance: Figure { figure { $0 * $0 } }

  /// Share of the variance of the latent outcome that lies between clusters: σ² / (σ² + π²/3), the logistic
  /// distribution's variance being π²/3.
  public var icc: Figure { figure { $0 * $0 / ($0 * $0 + 3.289_868_133_696_453) } }

  /// Median odds ratio: of two clusters drawn at random, the median of the odds ratio between two alike people, one from
  /// each, the higher over the lower: exp(√(2σ²) Φ⁻¹(0.75)). Larsen & Merlo 2005; Merlo 2006.
  public var medianOddsRatio: Figure {
    figure { exp($0 * 2.0.squareRoot() * 0.674_489_750_196_081_7) }
  }

  /// A rising function of sigma.
  private func figure(_ function: (Double) -> Double) -> Figure {
    Figure(
      value: function(sigma),
      interval: sigmaInterval.map { Interval(low: function($0.low), high: function($0.high)) })
  }

  /// The test of sigma against 0 from the two log-likelihoods.
  static func test(_ logLikelihood: Double, against plain: Double) -> Model.LikelihoodRatio {
    let statistic = max(0, 2 * (logLikelihood - plain))
    let logP =
      statistic > 0
      ? Distributions.logUpperChiSquared(statistic, df: 1) - 0.693_147_180_559_945_3 : 0
    return Model.LikelihoodRatio(statistic: statistic, df: 1, logP: logP)
  }
}

/// Why a random intercept cannot be fitted.
public enum MixedError: Error, Sendable, Hashable {
  /// Fewer than two clusters have rows.
  case tooFewClusters(Int)
  /// Every cluster has one row: nothing can be alike within it.
  case singleRows
  /// The outcome is so alike within clusters that sigma grows without bound.
  case unbounded
  /// The iteration limit came first.
  case notConverged(iterations: Int)
}
