/// The likelihood-ratio test of two fits over the same rows.
public enum LikelihoodRatioTest {
  /// Twice the difference of log-likelihoods against the χ² distribution with the difference of ranks.
  ///
  /// - Returns: `nil` unless both maximise the likelihood and `smaller` is nested in `larger`: same outcome, intercept and scaling, all of its terms
  ///   among the larger model's, and fewer parameters. That both saw the same rows is for the caller to know.
  public static func compare(_ smaller: Model, _ larger: Model) -> Model.LikelihoodRatio? {
    let isNested =
      smaller.options.method == .maximumLikelihood && larger.options.method == .maximumLikelihood
      && smaller.formula.outcome == larger.formula.outcome
      && smaller.formula.intercept == larger.formula.intercept
      && Set(smaller.formula.terms).isSubset(of: larger.formula.terms)
    let df = larger.rank - smaller.rank
    guard isNested, df > 0 else { return nil }
    let statistic = max(0, 2 * (larger.logLikelihood - smaller.logLikelihood))
    return Model.LikelihoodRatio(
      statistic: statistic, df: df, logP: Distributions.logUpperChiSquared(statistic, df: df))
  }
}
