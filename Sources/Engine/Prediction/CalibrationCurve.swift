import Foundation

/// How far predicted probabilities are from a smooth curve of what happened.
///
/// The curve is a logistic regression of the outcome on a restricted cubic spline of the linear predictor, with knots at
/// its 5th, 35th, 65th and 95th percentiles (Harrell 2015, table 2.3); equal knots count once, and fewer than three leave
/// a straight line. Van Calster et al. (2016), doi:10.1016/j.jclinepi.2015.12.005.
public struct CalibrationCurve: Sendable, Hashable {
  /// The knots in use, as log odds.
  public var knots: [Double]
  /// Integrated calibration index: mean over rows of |curve − prediction|. Austin & Steyerberg (2019).
  public var ici: Double
  /// Median of that distance.
  public var e50: Double
  /// Its 90th percentile.
  public var e90: Double
  /// Its greatest value.
  public var emax: Double
  /// The curve at the mean prediction of each group of ``Calibration/groups``.
  public var atGroups: [Double]
}

/// The spline regression itself.
struct CalibrationSmoother {
  let knots: [Double]
  private let design: StandardDesign
  private let coefficients: [Double]

  /// Percentiles at which knots stand, in hundredths.
  static let percentiles: [Int64] = [5, 35, 65, 95]

  /// Fits the curve over distinct predictors, rising. O(distinct).
  ///
  /// Throws ``InferenceError`` where only one class is there, or the predictors separate it, or do not vary.
  init(_ merged: [(predictor: Double, events: Int64, others: Int64)], _ work: Work) throws {
    guard merged.contains(where: { $0.events > 0 }), merged.contains(where: { $0.others > 0 }) else {
      throw InferenceError.oneClass
    }
    guard merged.count > 1, merged.allSatisfy({ $0.predictor.isFinite }) else {
      throw InferenceError.noMaximum
    }
    let ordered = OrderedValues(merged.map(\.predictor), counts: merged.map { $0.events + $0.others })
    var knots: [Double] = []
    for percentile in CalibrationSmoother.percentiles {
      let knot = ordered.quantile(percentile, of: 100)
      if knots.last.map({ knot > $0 }) ?? true { knots.append(knot) }
    }
    self.knots = knots.count < 3 ? [] : knots
    let columns = 2 + max(0, self.knots.count - 2)
    let matrix = DesignMatrix(
      rows: merged.count,
      (0..<columns).map { [knots = self.knots] column in
        merged.map { CalibrationSmoother.term(column, $0.predictor, knots) }
      })
    design = try StandardDesign(
      matrix, counts: merged.map { Double($0.events + $0.others) }, intercept: true, work)
    let (successes, failures) = (merged.map { Double($0.events) }, merged.map { Double($0.others) })
    var fit = try Logistic(design, successes: successes, failures: failures, offset: nil, work)
    try fit.fit(FitOptions(), stopsEarly: false, work)
    guard design.kept.count > 1, fit.isConverged,
      try fit.excludesSeparation
        || Separation.find(design, successes: successes, failures: failures, work) == nil
    else { throw InferenceError.noMaximum }
    coefficients = fit.coefficients
  }

  /// A column of the regression: 1, η, then the truncated cubes that are linear beyond the outer knots, over
  /// (last − first knot)².
  private static func term(_ column: Int, _ eta: Double, _ knots: [Double]) -> Double {
    if column < 2 { return column == 0 ? 1 : eta }
    func cube(_ knot: Double) -> Double {
      let above = max(0, eta - knot)
      return above * above * above
    }
    let (first, knot) = (knots[0], knots[column - 2])
    let (last, before) = (knots[knots.count - 1], knots[knots.count - 2])
    let value =
      cube(knot) - cube(before) * ((last - knot) / (last - before))
      + cube(last) * ((before - knot) / (last - before))
    return value / ((last - first) * (last - first))
  }

  /// The probability that the curve gives for a linear predictor.
  func observed(_ eta: Double) -> Double {
    var sum = 0.0
    for (place, column) in design.kept.enumerated() {
      let value = CalibrationSmoother.term(column, eta, knots)
      sum += (value - design.means[place]) / design.scales[place] * coefficients[place]
    }
    return Logistic.probabilities(sum).p
  }
}

extension Scoring {
  /// The curve and the distances from it. O(distinct predictors).
  ///
  /// - Parameter means: the predictions at which to give the curve, between 0 and 1.
  func calibrationCurve(at means: [Double], _ work: Work) throws -> CalibrationCurve {
    try Scoring.calibrationCurve(try merged(work), at: means, work)
  }

  /// The same of distinct predictors, rising.
  static func calibrationCurve(
    _ merged: [(predictor: Double, events: Int64, others: Int64)], at means: [Double], _ work: Work
  ) throws -> CalibrationCurve {
    let smoother = try CalibrationSmoother(merged, work)
    let distances = try CalibrationDistances(merged, work) { smoother.observed($0) }
    return CalibrationCurve(
      knots: smoother.knots, ici: distances.ici, e50: distances.e50, e90: distances.e90, emax: distances.emax,
      atGroups: smoother.observed(at: means))
  }
}

extension CalibrationSmoother {
  /// The curve at some predictions; one that rounds to 0 or 1 is its own curve.
  func observed(at means: [Double]) -> [Double] {
    means.map { $0 > 0 && $0 < 1 ? observed(log($0 / (1 - $0))) : $0 }
  }
}

/// How far predictions are from a curve of what happened, over rows.
struct CalibrationDistances {
  let ici: Double
  let e50: Double
  let e90: Double
  let emax: Double

  /// Of distinct predictors and the curve at each. O(distinct).
  init(
    _ merged: [(predictor: Double, events: Int64, others: Int64)], _ work: Work,
    _ observed: (Double) -> Double
  ) throws(Cancelled) {
    var sum = 0.0
    var distances: [Double] = []
    for (index, group) in merged.enumerated() {
      if index % Work.stride == 0 { try work.check() }
      let distance = abs(observed(group.predictor) - Logistic.probabilities(group.predictor).p)
      distances.append(distance)
      sum += Double(group.events + group.others) * distance
    }
    let ordered = try OrderedValues(
      unordered: distances, counts: merged.map { $0.events + $0.others }, work)
    ici = sum / Double(ordered.total)
    e50 = ordered.quantile(1, of: 2)
    e90 = ordered.quantile(9, of: 10)
    emax = ordered.value(ordered.total - 1)
  }
}
