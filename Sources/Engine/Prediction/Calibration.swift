import Foundation

/// How predicted probabilities agree with what happened.
public struct Calibration: Sendable, Hashable {
  /// Mean outcome over mean prediction, on the log-odds scale: the intercept of a logistic regression of the outcome with
  /// the linear predictor as an offset. 0 is calibration in the large.
  public var intercept: Double
  /// Its standard error.
  public var interceptError: Double
  /// The coefficient of the linear predictor in a logistic regression of the outcome. 1 is neither over- nor
  /// underfitted; below 1 predictions are too extreme.
  public var slope: Double
  /// Its standard error.
  public var slopeError: Double
  /// Rows by groups of prediction.
  public var groups: [Group]

  /// Ends of the 95% Wald interval of the intercept.
  public var interceptEnds: (low: Double, high: Double) { Self.ends(intercept, interceptError) }
  /// Ends of the 95% Wald interval of the slope.
  public var slopeEnds: (low: Double, high: Double) { Self.ends(slope, slopeError) }

  private static func ends(_ value: Double, _ error: Double) -> (low: Double, high: Double) {
    (value - Distributions.normal95 * error, value + Distributions.normal95 * error)
  }

  /// Rows whose predictions are alike.
  public struct Group: Sendable, Hashable {
    /// Least prediction in it.
    public var low: Double
    /// Greatest prediction in it.
    public var high: Double
    /// Rows.
    public var rows: Int
    /// Events among them.
    public var events: Int
    /// Mean prediction.
    public var expected: Double
  }
}

/// The test of Hosmer & Lemeshow (1980).
public struct HosmerLemeshow: Sendable, Hashable {
  /// How rows are grouped by their prediction; the statistic changes with it.
  public enum Grouping: String, Sendable, Hashable, CaseIterable {
    /// Cut at sample quantiles interpolated between order statistics (Hyndman & Fan's type 7), as R's
    /// `ResourceSelection::hoslem.test`.
    case interpolated = "quantiles, interpolated"
    /// Cut at quantiles that are order statistics or midway between two (type 2), as Stata's `estat gof, group()`.
    case averaged = "quantiles, averaged"
  }

  /// How rows are grouped.
  public var grouping: Grouping
  /// Σ (events − expected)² / (expected (1 − expected / rows)) over the groups.
  public var statistic: Double
  /// Groups less two for rows that were fitted, groups for rows that were not.
  public var df: Int
  /// Natural logarithm of the upper χ² tail.
  public var logP: Double
  /// The groups, by rising prediction.
  public var groups: [Calibration.Group]
}

/// The Brier score in parts: score = reliability − resolution + uncertainty + within groups. Murphy (1973); what is left
/// within groups of unlike predictions: Stephenson, Coelho & Jolliffe (2008), doi:10.1175/2007WAF2006116.1.
public struct BrierParts: Sendable, Hashable {
  /// Mean squared error of the probabilities.
  public var score: Double
  /// Mean squared distance of a group's mean prediction from the rate among its rows: 0 is best.
  public var reliability: Double
  /// Mean squared distance of those rates from the rate of all rows: high is good.
  public var resolution: Double
  /// rate × (1 − rate) of all rows.
  public var uncertainty: Double
  /// What predictions that differ within a group add; 0 where each group is one prediction.
  public var within = 0.0
}

extension Scoring {
  /// The parts over groups of predictions as those of ``groups(_:_:_:)``; `nil` without rows. O(patterns).
  func brierParts(
    groups wanted: Int, _ grouping: HosmerLemeshow.Grouping, _ work: Work
  ) throws(Cancelled) -> BrierParts? {
    guard var parts = try brierParts(work) else { return nil }
    let groups = try groups(wanted, grouping, work)
    let total = Double(groups.reduce(0) { $0 + $1.rows })
    let rate = Double(groups.reduce(0) { $0 + $1.events }) / total
    // Shorter distances are rounding.
    func square(_ distance: Double) -> Double { abs(distance) < 1e-12 ? 0 : distance * distance }
    (parts.reliability, parts.resolution) = (0, 0)
    for group in groups {
      let own = Double(group.events) / Double(group.rows)
      parts.reliability += Double(group.rows) * square(group.expected - own) / total
      parts.resolution += Double(group.rows) * square(own - rate) / total
    }
    let within = parts.score - (parts.reliability - parts.resolution + parts.uncertainty)
    parts.within = abs(within) < 1e-14 ? 0 : within
    return parts
  }

  /// Murphy's parts over distinct predictions; `nil` without rows. O(patterns).
  func brierParts(_ work: Work) throws(Cancelled) -> BrierParts? {
    let merged = try merged(work)
    let total = Double(merged.reduce(0) { $0 + $1.events + $1.others })
    guard total > 0 else { return nil }
    let rate = Double(merged.reduce(0) { $0 + $1.events }) / total
    var parts = BrierParts(score: 0, reliability: 0, resolution: 0, uncertainty: rate * (1 - rate))
    for group in merged {
      let (p, q) = Logistic.probabilities(group.predictor)
      let (events, others) = (Double(group.events), Double(group.others))
      let rows = events + others
      let own = events / rows
      parts.score += (events * q * q + others * p * p) / total
      parts.reliability += rows * (p - own) * (p - own) / total
      parts.resolution += rows * (own - rate) * (own - rate) / total
    }
    return parts
  }

  /// Rows cut at quantiles of their predictions; equal predictions are never parted, so there may be fewer groups.
  func groups(
    _ wanted: Int, _ grouping: HosmerLemeshow.Grouping, _ work: Work
  ) throws(Cancelled) -> [Calibration.Group] {
    let merged = try merged(work)
    guard !merged.isEmpty, wanted > 0 else { return [] }
    let probabilities = merged.map { Logistic.probabilities($0.predictor).p }
    let ordered = OrderedValues(probabilities, counts: merged.map { $0.events + $0.others })
    let cuts = (1..<max(1, wanted)).map { index -> Double in
      let share = Int64(index)
      switch grouping {
      case .interpolated: return ordered.quantile(share, of: Int64(wanted))
      case .averaged:
        let (whole, rest) = (ordered.total * share).quotientAndRemainder(dividingBy: Int64(wanted))
        return rest == 0 && whole > 0
          ? (ordered.value(whole - 1) + ordered.value(whole)) / 2 : ordered.value(whole)
      }
    }
    var result: [Calibration.Group] = []
    var current = -1
    for (group, p) in zip(merged, probabilities) {
      let number = cuts.count { p > $0 }
      let rows = group.events + group.others
      if number != current {
        result.append(Calibration.Group(low: p, high: p, rows: 0, events: 0, expected: 0))
        current = number
      }
      let last = result.count - 1
      result[last].high = p
      result[last].rows += Int(rows)
      result[last].events += Int(group.events)
      result[last].expected += Double(rows) * p
    }
    for index in result.indices { result[index].expected /= Double(result[index].rows) }
    return result
  }

  /// The test over groups of predictions; `nil` with fewer than three groups or a group without variance.
  func hosmerLemeshow(
    _ wanted: Int, _ grouping: HosmerLemeshow.Grouping, wasFitted: Bool, _ work: Work
  ) throws(Cancelled) -> HosmerLemeshow? {
    let groups = try groups(wanted, grouping, work)
    let df = groups.count - (wasFitted ? 2 : 0)
    guard df > 0 else { return nil }
    var statistic = 0.0
    for group in groups {
      let expected = group.expected * Double(group.rows)
      let variance = expected * (1 - group.expected)
      guard variance > 0 else { return nil }
      statistic += (Double(group.events) - expected) * (Double(group.events) - expected) / variance
    }
    return HosmerLemeshow(
      grouping: grouping, statistic: statistic, df: df,
      logP: Distributions.logUpperChiSquared(statistic, df: df), groups: groups)
  }

  /// Intercept, slope and groups of predictions made without these rows.
  ///
  /// In the rows a model was fitted to they are 0 and 1 by construction. Throws ``InferenceError`` when the predictions
  /// do not vary, or separate the outcomes, or only one class is there.
  func calibration(groups wanted: Int, _ work: Work) throws -> Calibration {
    var result = try Scoring.calibrationLine(try merged(work).filter { $0.predictor.isFinite }, work)
    result.groups = try groups(wanted, .interpolated, work)
    return result
  }

  /// The same without groups, of distinct finite predictors, rising.
  static func calibrationLine(
    _ merged: [(predictor: Double, events: Int64, others: Int64)], _ work: Work
  ) throws -> Calibration {
    let successes = merged.map { Double($0.events) }
    let failures = merged.map { Double($0.others) }
    guard successes.contains(where: { $0 > 0 }), failures.contains(where: { $0 > 0 }) else {
      throw InferenceError.oneClass
    }
    let (intercept, interceptError) = try Scoring.shift(merged.map(\.predictor), successes, failures)
    let ones = [Double](repeating: 1, count: merged.count)
    let matrix = DesignMatrix(rows: merged.count, [ones, merged.map(\.predictor)])
    let design = try StandardDesign(
      matrix, counts: zip(successes, failures).map { $0 + $1 }, intercept: true, work)
    guard design.kept.count == 2 else { throw InferenceError.noMaximum }
    var fit = try Logistic(design, successes: successes, failures: failures, offset: nil, work)
    try fit.fit(FitOptions(), stopsEarly: false, work)
    guard fit.isConverged,
      try fit.excludesSeparation
        || Separation.find(design, successes: successes, failures: failures, work) == nil,
      let inverse = LinearAlgebra.inverse(upper: try fit.informationFactor(work))
    else { throw InferenceError.noMaximum }
    let covariance = SolvedDesign.product(design.original(rows: inverse))
    return Calibration(
      intercept: intercept, interceptError: interceptError, slope: design.original(fit.coefficients)[1],
      slopeError: covariance[3].squareRoot(), groups: [])
  }

  /// The a at which Σ p(η + a) equals the events, by Newton's method held between bounds, and its standard error.
  private static func shift(
    _ predictors: [Double], _ successes: [Double], _ failures: [Double]
  ) throws(InferenceError) -> (Double, Double) {
    var (low, high) = (-800.0, 800.0)
    var a = 0.0
    for _ in 0..<200 {
      var (score, information) = (0.0, 0.0)
      for index in predictors.indices {
        let (p, q) = Logistic.probabilities(predictors[index] + a)
        score += successes[index] * q - failures[index] * p
        information += (successes[index] + failures[index]) * p * q
      }
      if score > 0 { low = a } else { high = a }
      let step = score / information
      if abs(step) < 1e-14 * max(1, abs(a)) { return (a + step, 1 / information.squareRoot()) }
      a = step.isFinite && a + step > low && a + step < high ? a + step : (low + high) / 2
    }
    throw .notConverged
  }
}
