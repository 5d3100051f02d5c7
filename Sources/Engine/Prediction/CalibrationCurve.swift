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
    var matrix = Matrix(rows: merged.count, columns: columns)
    for (row, group) in merged.enumerated() {
      let line = CalibrationSmoother.basis(group.predictor, self.knots)
      for column in 0..<columns { matrix[row, column] = line[column] }
    }
    design = try StandardDesign(
      matrix, counts: merged.map { Double($0.events + $0.others) }, intercept: true, work)
    var fit = Logistic(
      design, successes: merged.map { Double($0.events) }, failures: merged.map { Double($0.others) })
    try fit.fit(FitOptions(), stopsEarly: true, work)
    guard design.kept.count > 1, fit.isConverged, fit.excludesSeparation else {
      throw InferenceError.noMaximum
    }
    coefficients = fit.coefficients
  }

  /// 1, η, and the truncated cubes that are linear beyond the outer knots, over (last − first knot)².
  static func basis(_ eta: Double, _ knots: [Double]) -> [Double] {
    var line = [1, eta]
    guard knots.count > 2 else { return line }
    func cube(_ knot: Double) -> Double {
      let above = max(0, eta - knot)
      return above * above * above
    }
    let (last, before) = (knots[knots.count - 1], knots[knots.count - 2])
    let width = (last - knots[0]) * (last - knots[0])
    for knot in knots.dropLast(2) {
      let value =
        cube(knot) - cube(before) * (last - knot) / (last - before) + cube(last) * (before - knot)
        / (last - before)
      line.append(value / width)
    }
    return line
  }

  /// The probability that the curve gives for a linear predictor.
  func observed(_ eta: Double) -> Double {
    let line = CalibrationSmoother.basis(eta, knots)
    let standard = design.standardised(design.kept.map { line[$0] })
    return Logistic.probabilities(zip(standard, coefficients).reduce(0) { $0 + $1.0 * $1.1 }).p
  }
}

extension Scoring {
  /// The curve and the distances from it. O(distinct predictors).
  ///
  /// - Parameter means: the predictions at which to give the curve, between 0 and 1.
  func calibrationCurve(at means: [Double], _ work: Work) throws -> CalibrationCurve {
    let merged = try merged(work)
    let smoother = try CalibrationSmoother(merged, work)
    var sum = 0.0
    var distances: [Double] = []
    for (index, group) in merged.enumerated() {
      if index % Work.stride == 0 { try work.check() }
      let distance = abs(smoother.observed(group.predictor) - Logistic.probabilities(group.predictor).p)
      distances.append(distance)
      sum += Double(group.events + group.others) * distance
    }
    let ordered = try OrderedValues(
      unordered: distances, counts: merged.map { $0.events + $0.others }, work)
    return CalibrationCurve(
      knots: smoother.knots, ici: sum / Double(ordered.total), e50: ordered.quantile(1, of: 2),
      e90: ordered.quantile(9, of: 10), emax: ordered.value(ordered.total - 1),
      // A mean that rounds to 0 or 1 is its own curve.
      atGroups: means.map { $0 > 0 && $0 < 1 ? smoother.observed(log($0 / (1 - $0))) : $0 })
  }
}
