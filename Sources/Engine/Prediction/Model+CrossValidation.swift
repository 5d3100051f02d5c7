/// How a model predicts rows that it was not fitted to: every fold by a fit to all others.
public struct CrossValidation: Sendable, Hashable {
  /// One fold.
  public struct Fold: Sendable, Hashable {
    /// Rows in it.
    public var rows: Int
    /// Events among them.
    public var events: Int
    /// Area under the ROC curve in this fold alone; `nil` with fewer than two rows of a class.
    public var area: RocArea?
  }

  /// Folds with rows, in their order.
  public var folds: [Fold]
  /// The predictions of all folds together.
  public var performance: Performance
}

extension Model {
  /// Fits the model to all folds but one, predicts that one, for each.
  ///
  /// - Parameters:
  ///   - data: what the model was fitted to; rows held out stay out.
  ///   - folds: the fold of each row, from 0.
  /// - Returns: figures over the predictions of all folds; a row whose level no other fold has cannot be predicted.
  ///
  /// O(rows + folds × fit).
  /// - Throws: ``ValidationError`` where a fold cannot be left out, ``Cancelled``.
  public func crossValidated(
    _ data: ModelData, folds: [Int32], groups: Int = 10, costs: ErrorCosts? = nil,
    _ work: Work = .unattended
  ) throws -> CrossValidation {
    let basis = try answerable()
    var data = data
    data.clusters =
      data.clusters.map { clusters in zip(clusters, folds).map { $0 < 0 ? -1 : $1 } } ?? folds
    let prepared = try FitPreparation(formula, data, work)
    guard let counts = prepared.clusters, counts.count > 1, prepared.training.count == basis.patterns.count
    else { throw ValidationError.tooFewFolds(prepared.clusters?.count ?? 0) }
    let inner = work.unreported
    let refitter = try Refitter(basis, options, inner)
    let patterns = basis.patterns
    let left = try Parallel.map(counts.count) { fold -> (scoring: Scoring, unpredictable: Int) in
      try work.step("fitting folds", done: fold, of: counts.count)
      var (successes, failures) = (patterns.successes, patterns.failures)
      let entries = counts.starts[fold]..<counts.starts[fold + 1]
      for entry in entries {
        successes[Int(counts.patterns[entry])] -= counts.successes[entry]
        failures[Int(counts.patterns[entry])] -= counts.failures[entry]
      }
      let fit: Refitter.Fit
      do {
        fit = try refitter.fit(successes: successes, failures: failures, inner)
      } catch let error as FitError {
        throw ValidationError.fold(fold + 1, of: counts.count, error.reason)
      }
      let known = entries.filter { fit.predictors[Int(counts.patterns[$0])] != nil }
      let scoring = Scoring(
        predictors: known.compactMap { fit.predictors[Int(counts.patterns[$0])] },
        successes: known.map { counts.successes[$0] }, failures: known.map { counts.failures[$0] })
      let all = entries.reduce(0) { $0 + counts.successes[$1] + counts.failures[$1] }
      return (scoring, Int(all - known.reduce(0) { $0 + counts.successes[$1] + counts.failures[$1] }))
    }
    let pooled = Scoring(
      predictors: left.flatMap(\.scoring.predictors), successes: left.flatMap(\.scoring.successes),
      failures: left.flatMap(\.scoring.failures))
    return CrossValidation(
      folds: try left.map { part in
        let events = part.scoring.successes.reduce(0, +)
        return CrossValidation.Fold(
          rows: Int(events + part.scoring.failures.reduce(0, +)) + part.unpredictable, events: Int(events),
          area: try part.scoring.rocArea(work))
      },
      performance: try Performance(
        pooled, unpredictable: left.reduce(0) { $0 + $1.unpredictable }, groups: groups, costs, work))
  }
}
