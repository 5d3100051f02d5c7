import Foundation

/// How much an outcome differs between the two ends of an ordering of everybody: the slope index as a difference, the
/// relative index as a ratio, of the end of the last group against the end of the first.
///
/// Both take the groups' ridits, so that large groups take more of the line than small ones.
public struct SlopeIndex: Sendable, Hashable {
  /// Which line is drawn through the groups.
  public enum Definition: String, Sendable, Hashable, CaseIterable {
    /// A straight line through the groups' rates, by least squares with the groups' sizes as weights.
    case linear
    /// A logistic regression of the outcome on the ridit.
    case logistic
  }

  /// Which line.
  public var definition: Definition
  /// The line at the beginning of the first group.
  public var first: Double
  /// The line at the end of the last group.
  public var last: Double
  /// last − first, as a share.
  public var slope: Measured
  /// last / first, its interval on the log scale; `nil` where the line leaves 0 to 1 at an end.
  public var relative: Measured?
}

extension OutcomeGroups {
  /// The straight line: weighted least squares of the rates on the ridits, weights the groups' sizes.
  ///
  /// Mackenbach and Kunst 1997, doi:10.1016/S0277-9536(96)00073-1; the method of public-health profiles in England
  /// (OHID, formerly PHE). Its ends are sums of the rates with fixed factors; errors come from the rates' binomial errors
  /// r(1 − r)/n, which is what OHID's simulation tends to with the number of draws. `nil` for a single group.
  public var linearIndex: SlopeIndex? {
    guard groups.count > 1 else { return nil }
    let places = places()
    // The mean ridit is exactly one half.
    let spread = places.reduce(0) { $0 + $1.share * ($1.ridit - 0.5) * ($1.ridit - 0.5) }
    guard spread > 0 else { return nil }
    var (mean, slope) = (0.0, 0.0)
    var (meanVariance, slopeVariance, covariance) = (0.0, 0.0, 0.0)
    for (group, place) in zip(groups, places) {
      let factor = place.share * (place.ridit - 0.5) / spread
      mean += place.share * group.rate
      slope += factor * group.rate
      let variance = group.rate * (1 - group.rate) / Double(group.rows)
      meanVariance += place.share * place.share * variance
      slopeVariance += factor * factor * variance
      covariance += place.share * factor * variance
    }
    let (first, last) = (mean - slope / 2, mean + slope / 2)
    var relative: Measured?
    if first > 0, last > 0 {
      // Of log last − log first, by the delta method.
      let byMean = 1 / last - 1 / first
      let bySlope = (1 / last + 1 / first) / 2
      let variance =
        byMean * byMean * meanVariance + 2 * byMean * bySlope * covariance + bySlope * bySlope * slopeVariance
      relative = Measured.ratio(log: log(last / first), standardError: max(0, variance).squareRoot())
    }
    return SlopeIndex(
      definition: .linear, first: first, last: last,
      slope: Measured(slope, standardError: slopeVariance.squareRoot()), relative: relative)
  }

  /// The logistic line: p(1) − p(0) and p(1)/p(0) of a logistic regression on the ridit, errors by the delta method.
  ///
  /// Moreno-Betancur et al. 2015, doi:10.1097/EDE.0000000000000311 (with the logistic in place of the log link, so that
  /// the line cannot leave 0 to 1). `nil` for a single group.
  ///
  /// Throws ``FitError`` (a group has the event always, or never, such that no estimate exists), ``Cancelled``.
  public func logisticIndex(_ work: Work = .unattended) throws -> SlopeIndex? {
    guard groups.count > 1 else { return nil }
    let model = try Model.fit(
      Formula(outcome: .events(successes: "events", failures: "others"), terms: [.variable("ridit")]),
      to: ModelData(
        columns: [
          "events": Column(.integer(groups.map { Int64($0.events) })),
          "others": Column(.integer(groups.map { Int64($0.rows - $0.events) })),
          "ridit": Column(.decimal(places().map(\.ridit))),
        ], rowCount: groups.count), work)
    let estimates = model.coefficients.compactMap(\.estimate)
    guard estimates.count == 2, model.covariance.count == 4 else { return nil }
    let (p0, q0) = Logistic.probabilities(estimates[0])
    let (p1, q1) = Logistic.probabilities(estimates[0] + estimates[1])
    func error(_ byIntercept: Double, _ bySlope: Double) -> Double {
      let v = model.covariance
      let variance =
        byIntercept * byIntercept * v[0] + 2 * byIntercept * bySlope * v[1] + bySlope * bySlope * v[3]
      return max(0, variance).squareRoot()
    }
    return SlopeIndex(
      definition: .logistic, first: p0, last: p1,
      slope: Measured(p1 - p0, standardError: error(p1 * q1 - p0 * q0, p1 * q1)),
      relative: Measured.ratio(log: log(p1 / p0), standardError: error(q1 - q0, q1)))
  }
}

extension Measured {
  /// A ratio from its logarithm and that one's standard error; the standard error is the ratio's, by the delta method.
  static func ratio(log value: Double, standardError: Double) -> Measured {
    let ratio = exp(value)
    return Measured(
      value: ratio, standardError: ratio * standardError,
      low: exp(value - Distributions.normal95 * standardError),
      high: exp(value + Distributions.normal95 * standardError))
  }
}
