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

  /// Ends of the 95% percentile interval of an odds ratio: the 2.5th and 97.5th percentile over the replicates.
  public struct Interval: Sendable, Hashable {
    /// Lower end.
    public var low: Double
    /// Upper end.
    public var high: Double
  }

  /// Replicates asked for.
  public var replicates: Int
  /// Replicates that count.
  public var used = 0
  /// Replicates without a maximum: the rows drawn separate the outcome, or are of one class.
  public var separated = 0
  /// Replicates in which a level or a term was not drawn, so that not every coefficient is estimated.
  public var incomplete = 0
  /// Replicates whose fit did not converge.
  public var notConverged = 0
  /// Replicates whose predictions cannot be calibrated.
  public var notCalibrated = 0
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
  public var ici: Figure?
  /// Median distance.
  public var e50: Figure?
  /// 90th percentile of the distance.
  public var e90: Figure?
  /// Greatest distance.
  public var emax: Figure?
  /// The calibration curve at the mean prediction of each group.
  public var curve: [Figure] = []
  /// By estimated coefficient, in the table's order.
  public var intervals: [Interval] = []
}

/// Why a validation has no answer.
public enum ValidationError: Error, Sendable, Hashable {
  /// Too few replicates are left.
  case tooFewReplicates(used: Int, of: Int, separated: Int, incomplete: Int)
  /// The model cannot be fitted without one of the folds.
  case fold(Int, of: Int, FitError.Reason)
  /// Fewer than two folds have rows.
  case tooFewFolds(Int)
}

extension Model {
  /// Bootstrap samples of the rows fitted, as many as asked for, or of whole clusters where the fit has them.
  ///
  /// The same figures whatever the threads and the order of the rows. O(replicates × fit).
  /// - Throws: ``InferenceError`` for a model without a finite maximum, ``ValidationError``, ``Cancelled``.
  public func bootstrapped(
    _ replicates: Int, seed: Int64, groups: Int = 10, costs: ErrorCosts? = nil, _ work: Work = .unattended
  ) throws -> BootstrapValidation {
    guard let basis, basis.predictors.allSatisfy(\.isFinite), ending != .separated else {
      throw InferenceError.noMaximum
    }
    let scoring = Scoring(
      predictors: basis.predictors, successes: basis.patterns.successes, failures: basis.patterns.failures)
    let apparent = try Performance(scoring, unpredictable: 0, groups: groups, costs, work)
    var options = options
    options.allowsSeparation = false
    let refitter = try Refitter(basis, options, work)
    let resampling = Resampling(
      refitter: refitter, draws: RowDraws(basis, seed: seed), patterns: basis.patterns,
      estimated: basis.estimated, means: apparent.groups.map(\.expected),
      isCalibrated: apparent.calibration != nil && apparent.curve != nil, replicates: replicates, work: work)
    let outcomes = try Parallel.map(replicates) { try resampling.outcome($0) }
    var result = BootstrapValidation(
      replicates: replicates, clusters: basis.clusters?.count, apparent: apparent)
    var kept: [Resampling.Replicate] = []
    for outcome in outcomes {
      switch outcome {
      case .fitted(let replicate): kept.append(replicate)
      case .separated: result.separated += 1
      case .incomplete: result.incomplete += 1
      case .notConverged: result.notConverged += 1
      case .notCalibrated: result.notCalibrated += 1
      }
    }
    result.used = kept.count
    guard kept.count >= 2 else {
      throw ValidationError.tooFewReplicates(
        used: kept.count, of: replicates, separated: result.separated, incomplete: result.incomplete)
    }
    result.fill(kept, try resampling.figures(scoring, isFitted: true))
    return result
  }
}
