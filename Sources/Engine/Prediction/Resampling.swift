import Foundation

/// One bootstrap: what every replicate needs, and what comes of it.
struct Resampling: Sendable {
  /// How a replicate ended.
  enum Outcome: Sendable {
    case fitted(Replicate)
    case oneClass, notConverged
  }

  /// How much better a fit to rows drawn does on these than on the rows they were drawn from; and the fit.
  struct Replicate: Sendable {
    let area: Double
    let brier: Double
    let line: (intercept: Double, slope: Double)?
    let curve: Curve?
    /// By estimated column of the model; `nil` where it is not finite.
    let coefficients: [Double?]
    let isSeparated: Bool
    let isIncomplete: Bool
  }

  /// The figures of some predictions over some rows.
  struct Figures: Sendable {
    let area: Double
    let brier: Double
    /// Calibration intercept and slope; `nil` where they are not finite.
    let line: (intercept: Double, slope: Double)?
    /// `nil` where predictions do not vary.
    let curve: Curve?
  }

  /// A calibration curve at the places it is asked for.
  struct Curve: Sendable {
    let atMeans: [Double]
    let atPlaces: [Double]
  }

  let refitter: Refitter
  let draws: RowDraws
  let patterns: CovariatePatterns
  /// Design columns that the model itself estimates.
  let estimated: [Int]
  /// Predictions at which the calibration curve is taken.
  let means: [Double]
  /// Linear predictors at which the calibration curve is corrected, rising; between them the optimism is a line.
  let places: [Double]
  /// Whether the model's own predictions can be calibrated.
  let isCalibrated: Bool
  let work: Work

  /// All of some distinct values that rise, but of very many only these: a curve of four knots turns slowly.
  static func places(_ values: [Double], limit: Int = 400) -> [Double] {
    if values.count <= limit { return values }
    return (0..<limit).map { values[$0 * (values.count - 1) / (limit - 1)] }
  }

  /// Draws, fits and measures. The number from 0 decides what is drawn.
  func outcome(_ replicate: Int) throws -> Outcome {
    let (successes, failures) = try draws.sample(replicate, work)
    let fit: Refitter.Fit
    do {
      fit = try refitter.fit(successes: successes, failures: failures, work)
    } catch let error as FitError {
      if case .oneClass = error.reason { return .oneClass }
      return .notConverged
    } catch is InferenceError {
      return .notConverged
    }
    // Rows drawn are always determined, rows of a level that was not drawn never.
    let known = fit.predictors.indices.filter { fit.predictors[$0] != nil }
    let predictors = known.compactMap { fit.predictors[$0] }
    let figures: (drawn: Figures, original: Figures)
    do {
      figures = (
        try self.figures(
          Scoring(
            predictors: predictors, successes: known.map { successes[$0] },
            failures: known.map { failures[$0] }), isFitted: true),
        try self.figures(
          Scoring(
            predictors: predictors, successes: known.map { patterns.successes[$0] },
            failures: known.map { patterns.failures[$0] }), isFitted: false)
      )
    } catch InferenceError.oneClass {
      return .oneClass
    }
    let (drawn, original) = figures
    return .fitted(
      Replicate(
        area: drawn.area - original.area, brier: drawn.brier - original.brier,
        line: drawn.line.flatMap { drawn in
          original.line.map { (drawn.intercept - $0.intercept, drawn.slope - $0.slope) }
        },
        curve: drawn.curve.flatMap { drawn in
          original.curve.map { original in
            Curve(
              atMeans: zip(drawn.atMeans, original.atMeans).map { $0 - $1 },
              atPlaces: zip(drawn.atPlaces, original.atPlaces).map { $0 - $1 })
          }
        }, coefficients: estimated.map { fit.coefficients[$0] }, isSeparated: fit.isSeparated,
        isIncomplete: known.count < fit.predictors.count))
  }

  /// The figures, on the rows that were fitted or on others. Throws ``InferenceError/oneClass``.
  func figures(_ scoring: Scoring, isFitted: Bool) throws -> Figures {
    guard let area = try scoring.auc(work), let brier = try scoring.brier(work) else {
      throw InferenceError.oneClass
    }
    guard isCalibrated else { return Figures(area: area, brier: brier, line: nil, curve: nil) }
    func defined<Value>(_ figure: () throws -> Value) throws -> Value? {
      do { return try figure() } catch is InferenceError { return nil }
    }
    let merged = try scoring.merged(work)
    let finite = merged.filter { $0.predictor.isFinite }
    let line: (intercept: Double, slope: Double)?
    if isFitted, refitter.isCalibrated {
      // Where they are 0 and 1 by construction they are not computed, so that rounding leaves no optimism.
      line = (0, 1)
    } else if finite.count < merged.count {
      // A prediction of 0 or 1 that fails has infinite log odds, which no finite line carries back.
      line = nil
    } else {
      line = try defined {
        let found = try Scoring.calibrationLine(merged, work)
        return (found.intercept, found.slope)
      }
    }
    let curve = try defined {
      let smoother = try CalibrationSmoother(finite, work)
      return Curve(
        atMeans: smoother.observed(at: means), atPlaces: places.map { smoother.observed($0) })
    }
    return Figures(area: area, brier: brier, line: line, curve: curve)
  }
}

extension BootstrapValidation {
  /// The figures of the replicates kept, in their order; `own` are the model's, over its distinct predictors.
  mutating func fill(
    _ kept: [Resampling.Replicate], _ resampling: Resampling, _ own: Resampling.Figures,
    _ merged: [(predictor: Double, events: Int64, others: Int64)]
  ) throws {
    func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }
    separated = kept.count(where: \.isSeparated)
    incomplete = kept.count(where: \.isIncomplete)
    area = Figure(apparent: own.area, optimism: mean(kept.map(\.area)))
    brier = Figure(apparent: own.brier, optimism: mean(kept.map(\.brier)))
    let lines = kept.compactMap(\.line)
    withLine = lines.count
    if let line = own.line, !lines.isEmpty {
      intercept = Figure(apparent: line.intercept, optimism: mean(lines.map(\.intercept)))
      slope = Figure(apparent: line.slope, optimism: mean(lines.map(\.slope)))
    }
    let curves = kept.compactMap(\.curve)
    withCurve = curves.count
    if let curve = own.curve, let distances = apparent.curve, !curves.isEmpty {
      self.curve = curve.atMeans.indices.map { group in
        Figure(apparent: curve.atMeans[group], optimism: mean(curves.map { $0.atMeans[group] }))
      }
      let optimism = resampling.places.indices.map { place in mean(curves.map { $0.atPlaces[place] }) }
      let smoother = try CalibrationSmoother(merged, resampling.work)
      var place = 0
      let corrected = try CalibrationDistances(merged, resampling.work) { eta in
        // The predictors rise, and so do the places.
        while place + 2 < resampling.places.count, resampling.places[place + 1] < eta { place += 1 }
        let lost = interpolated(eta, resampling.places, optimism, from: place)
        return min(1, max(0, smoother.observed(eta) - lost))
      }
      ici = Distance(apparent: distances.ici, corrected: corrected.ici)
      e50 = Distance(apparent: distances.e50, corrected: corrected.e50)
      e90 = Distance(apparent: distances.e90, corrected: corrected.e90)
      emax = Distance(apparent: distances.emax, corrected: corrected.emax)
    }
    intervals = resampling.estimated.indices.map { place in
      let finite = kept.compactMap { $0.coefficients[place] }.sorted()
      // Where many are infinite those left say too little of the ends.
      guard finite.count * 10 >= kept.count * 9 else {
        return Interval(low: nil, high: nil, replicates: finite.count)
      }
      let ordered = OrderedValues(finite, counts: [Int64](repeating: 1, count: finite.count))
      return Interval(
        low: exp(ordered.quantile(1, of: 40)), high: exp(ordered.quantile(39, of: 40)),
        replicates: finite.count)
    }
  }

  /// The line between two neighbours of some places, at x.
  private func interpolated(_ x: Double, _ places: [Double], _ values: [Double], from place: Int) -> Double {
    guard place + 1 < places.count, places[place + 1] > places[place] else { return values[place] }
    let share = (x - places[place]) / (places[place + 1] - places[place])
    return values[place] + share * (values[place + 1] - values[place])
  }
}
