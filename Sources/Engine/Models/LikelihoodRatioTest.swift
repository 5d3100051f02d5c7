/// The likelihood-ratio test of two fits over the same rows.
public enum LikelihoodRatioTest {
  /// Twice the difference of log-likelihoods against the χ² distribution with the difference of ranks.
  ///
  /// - Returns: `nil` unless both maximise the likelihood and `smaller` is nested in `larger`: same outcome, intercept and
  ///   offsets, every one of its terms covered by the larger model's (``Formula/covers(_:)``), and fewer parameters. A
  ///   random intercept is tested against none with the same terms, by an even mixture of χ² with 0 and 1 degrees of
  ///   freedom. That both saw the same rows is for the caller to know.
  public static func compare(_ smaller: Model, _ larger: Model) -> Model.LikelihoodRatio? {
    let isNested =
      smaller.options.method == .maximumLikelihood && larger.options.method == .maximumLikelihood
      && smaller.formula.outcome == larger.formula.outcome
      && smaller.formula.intercept == larger.formula.intercept
      && Set(smaller.formula.terms.filter(\.isOffset)) == Set(larger.formula.terms.filter(\.isOffset))
      && smaller.formula.terms.allSatisfy(larger.formula.covers)
    let df = larger.parameters - smaller.parameters
    guard isNested, df > 0 else { return nil }
    if smaller.options.random?.by != larger.options.random?.by {
      // The random intercept alone is tested, and only against none.
      guard smaller.options.random == nil, smaller.formula.terms == larger.formula.terms else { return nil }
      return RandomIntercept.test(larger.logLikelihood, against: smaller.logLikelihood)
    }
    let statistic = max(0, 2 * (larger.logLikelihood - smaller.logLikelihood))
    return Model.LikelihoodRatio(
      statistic: statistic, df: df, logP: Distributions.logUpperChiSquared(statistic, df: df))
  }
}

extension Formula {
  /// Whether a term's design columns are combinations of this formula's: the term stands here, or a spline of its number
  /// does, or, with an intercept, its column as a factor.
  func covers(_ term: Term) -> Bool {
    if terms.contains(term) { return true }
    let parts = term.flattened
    if intercept, parts.count == 1, let column = parts[0].columns.first, !parts[0].isOffset {
      for case .factor(column, _, _) in terms { return true }
    }
    return terms.contains { other in
      // An interaction of the same parts in another order, or with splines in place of their numbers.
      var rest = other.flattened
      guard rest.count == parts.count else { return false }
      return parts.allSatisfy { part in
        guard let index = rest.firstIndex(where: { $0 == part }) ?? rest.firstIndex(where: { $0.spans(part) })
        else { return false }
        rest.remove(at: index)
        return true
      }
    }
  }
}

extension Formula.Term {
  /// Whether one of a spline's columns is the other term.
  fileprivate func spans(_ other: Formula.Term) -> Bool {
    if case .spline(let name, _) = self { other == .variable(name) } else { false }
  }
}
