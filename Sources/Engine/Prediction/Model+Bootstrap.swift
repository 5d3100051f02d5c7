import Synchronization

/// What a model's figures lose when it meets rows it was not fitted to, estimated by the bootstrap.
///
/// In every replicate the model is fitted to rows drawn with replacement; how much better its figures are there than on
/// the rows themselves is the optimism. Harrell, Lee & Mark (1996); Efron & Gong (1983).
public struct BootstrapValidation: Sendable, Hashable {
  /// One figure.
  public struct Figure: Sendable, Hashable {
    /// On the rows fitted.
    public var apparent: Double
    /// Mean over replicates of the figure on the rows drawn less that on the rows themselves.
    public var optimism: Double
    /// apparent − optimism.
    public var corrected: Double { apparent - optimism }
  }

  /// A distance of the predictions from a calibration curve. It is not corrected by subtraction, which could make it
  /// negative: corrected is the distance from the curve corrected for optimism, as in Harrell's `rms::calibrate`.
  public struct Distance: Sendable, Hashable {
    /// From the curve on the rows fitted.
    public var apparent: Double
    /// From the curve less its mean optimism.
    public var corrected: Double
  }

  /// The 95% percentile interval of an odds ratio: its 2.5th and 97.5th percentile over the replicates.
  public struct Interval: Sendable, Hashable {
    /// Lower and upper end; `nil` where the odds ratio is finite in fewer than nine of ten replicates.
    public var low: Double?
    /// Upper end.
    public var high: Double?
    /// Replicates in which it is finite.
    public var replicates: Int
  }

  /// Replicates asked for.
  public var replicates: Int
  /// Replicates that count.
  public var used = 0
  /// Among those: the rows drawn separate the outcome, so that some rows are predicted 0 or 1.
  public var separated = 0
  /// Among those: a level or a term was not drawn, so that its rows are not predicted, and not tested on.
  public var incomplete = 0
  /// Replicates whose rows drawn, or tested on, are of one class.
  public var oneClass = 0
  /// Replicates whose fit did not converge.
  public var notConverged = 0
  /// Replicates in which the calibration intercept and slope are finite: those they are the mean over.
  public var withLine = 0
  /// Replicates that have a calibration curve.
  public var withCurve = 0
  /// Clusters drawn in each, where whole clusters are drawn.
  public var clusters: Int?
  /// On the rows fitted, optimistic.
  public var apparent: Performance
  /// Area under the ROC curve.
  public var area: Figure?
  /// Brier score; its optimism is negative.
  public var brier: Figure?
  /// Calibration intercept; `nil` where predictions do not vary, as all that follow.
  public var intercept: Figure?
  /// Calibration slope.
  public var slope: Figure?
  /// Mean distance from the calibration curve.
  public var ici: Distance?
  /// Median distance.
  public var e50: Distance?
  /// 90th percentile of the distance.
  public var e90: Distance?
  /// Greatest distance.
  public var emax: Distance?
  /// The calibration curve at the mean prediction of each group.
  public var curve: [Figure] = []
  /// By estimated coefficient, in the table's order.
  public var intervals: [Interval] = []
}

/// Why a validation has no answer.
public enum ValidationError: Error, Sendable, Hashable {
  /// Too few replicates are left.
  case tooFewReplicates(used: Int, of: Int, oneClass: Int)
  /// The model cannot be fitted without one of the folds.
  case fold(Int, of: Int, FitError.Reason)
  /// Fewer than two folds have rows.
  case tooFewFolds(Int)
}

extension Model {
  /// Bootstrap samples of the rows fitted, as many as asked for, or of whole clusters where the fit has them.
  ///
  /// The same figures whatever the threads and the order of the rows. O(replicates × fit).
  /// - Throws: ``InferenceError`` for a model without a finite maximum or with a random intercept,
  ///   ``ValidationError``, ``Cancelled``.
  public func bootstrapped(
    _ replicates: Int, seed: Int64, groups: Int = 10, costs: ErrorCosts? = nil, _ work: Work = .unattended
  ) throws -> BootstrapValidation {
    let basis = try answerable()
    guard basis.predictors.allSatisfy(\.isFinite), ending != .separated else {
      throw InferenceError.noMaximum
    }
    let scoring = Scoring(
      predictors: basis.predictors, successes: basis.patterns.successes, failures: basis.patterns.failures)
    let apparent = try Performance(scoring, unpredictable: 0, groups: groups, costs, work.unreported)
    var options = options
    options.allowsSeparation = true
    let refitter = try Refitter(basis, options, work.unreported)
    let isCalibrated = apparent.calibration != nil && apparent.curve != nil
    let merged = isCalibrated ? try scoring.merged(work) : []
    let resampling = Resampling(
      refitter: refitter, draws: RowDraws(basis, seed: seed), patterns: basis.patterns,
      estimated: basis.estimated, means: apparent.groups.map(\.expected),
      places: Resampling.places(merged.map(\.predictor)), isCalibrated: isCalibrated,
      work: work.unreported)
    let done = Mutex(0)
    let outcomes = try Parallel.map(replicates) { replicate in
      let outcome = try resampling.outcome(replicate)
      let count = done.withLock { count in
        count += 1
        return count
      }
      try work.step("bootstrap samples", done: count, of: replicates)
      return outcome
    }
    var result = BootstrapValidation(
      replicates: replicates, clusters: basis.clusters?.count, apparent: apparent)
    var kept: [Resampling.Replicate] = []
    for outcome in outcomes {
      switch outcome {
      case .fitted(let replicate): kept.append(replicate)
      case .oneClass: result.oneClass += 1
      case .notConverged: result.notConverged += 1
      }
    }
    result.used = kept.count
    guard kept.count >= 2 else {
      throw ValidationError.tooFewReplicates(used: kept.count, of: replicates, oneClass: result.oneClass)
    }
    try result.fill(kept, resampling, try resampling.figures(scoring, isFitted: true), merged)
    return result
  }
}
