import Foundation

/// One bootstrap: what every replicate needs, and what comes of it.
struct Resampling: Sendable {
  /// How a replicate ended.
  enum Outcome: Sendable {
    case fitted(Replicate)
    case separated, incomplete, notConverged, notCalibrated
  }

  /// The figures of a fit to rows drawn: on these, and on the rows they were drawn from.
  struct Replicate: Sendable {
    let drawn: Figures
    let original: Figures
    let coefficients: [Double]
  }

  /// The figures of some predictions over some rows.
  struct Figures: Sendable {
    let area: Double
    let brier: Double
    let calibration: CalibrationFigures?
  }

  /// Those that need predictions which vary.
  struct CalibrationFigures: Sendable {
    let intercept: Double
    let slope: Double
    let curve: CalibrationCurve
  }

  let refitter: Refitter
  let draws: RowDraws
  let patterns: CovariatePatterns
  /// Design columns that the model itself estimates.
  let estimated: [Int]
  /// Predictions at which the calibration curve is taken.
  let means: [Double]
  /// Whether the model's own predictions can be calibrated.
  let isCalibrated: Bool
  let replicates: Int
  let work: Work

  /// Draws, fits and measures. The number from 0 decides what is drawn.
  func outcome(_ replicate: Int) throws -> Outcome {
    try work.step("drawing and fitting", done: replicate, of: replicates)
    let (successes, failures) = try draws.sample(replicate, work)
    let fit: Refitter.Fit
    do {
      fit = try refitter.fit(successes: successes, failures: failures, work)
    } catch let error as FitError {
      if case .notConverged = error.reason { return .notConverged }
      return .separated
    } catch is InferenceError {
      return .notConverged
    }
    guard fit.columns == estimated else { return .incomplete }
    let predictors = fit.predictors.compactMap(\.self)
    guard predictors.count == patterns.count else { return .incomplete }
    do {
      return .fitted(
        Replicate(
          drawn: try figures(
            Scoring(predictors: predictors, successes: successes, failures: failures), isFitted: true),
          original: try figures(
            Scoring(predictors: predictors, successes: patterns.successes, failures: patterns.failures),
            isFitted: false), coefficients: fit.coefficients))
    } catch is InferenceError {
      return .notCalibrated
    }
  }

  /// The figures, on the rows that were fitted or on others.
  func figures(_ scoring: Scoring, isFitted: Bool) throws -> Figures {
    guard let area = try scoring.auc(work), let brier = scoring.brier else { throw InferenceError.oneClass }
    var calibration: CalibrationFigures?
    if isCalibrated {
      let merged = try scoring.merged(work)
      // Where they are 0 and 1 by construction they are not computed, so that rounding leaves no optimism.
      let line: (intercept: Double, slope: Double)
      if isFitted, refitter.isCalibrated {
        line = (0, 1)
      } else {
        let found = try Scoring.calibrationLine(merged, work)
        line = (found.intercept, found.slope)
      }
      calibration = CalibrationFigures(
        intercept: line.intercept, slope: line.slope,
        curve: try Scoring.calibrationCurve(merged, at: means, work))
    }
    return Figures(area: area, brier: brier, calibration: calibration)
  }
}

extension BootstrapValidation {
  /// The figures of the replicates kept, in their order.
  mutating func fill(_ kept: [Resampling.Replicate], _ own: Resampling.Figures) {
    let count = Double(kept.count)
    func figure(_ read: (Resampling.Figures) -> Double) -> Figure {
      Figure(
        apparent: read(own),
        optimism: kept.reduce(0) { $0 + (read($1.drawn) - read($1.original)) } / count)
    }
    func calibrated(_ read: (Resampling.CalibrationFigures) -> Double) -> Figure? {
      own.calibration.map { _ in figure { $0.calibration.map(read) ?? 0 } }
    }
    area = figure(\.area)
    brier = figure(\.brier)
    intercept = calibrated(\.intercept)
    slope = calibrated(\.slope)
    ici = calibrated(\.curve.ici)
    e50 = calibrated(\.curve.e50)
    e90 = calibrated(\.curve.e90)
    emax = calibrated(\.curve.emax)
    curve = apparent.groups.indices.compactMap { group in calibrated { $0.curve.atGroups[group] } }
    intervals = (kept.first?.coefficients.indices ?? 0..<0).map { place in
      let ordered = OrderedValues(
        kept.map { $0.coefficients[place] }.sorted(), counts: [Int64](repeating: 1, count: kept.count))
      return Interval(low: exp(ordered.quantile(1, of: 40)), high: exp(ordered.quantile(39, of: 40)))
    }
  }
}
