extension Model {
  /// The same model, fitted to counts as they may be shown: of every covariate pattern the events and the other rows.
  ///
  /// Its figures are made of such a table of the patterns by the outcome, and tell nothing that the table does not.
  /// `nil` where some pattern has fewer than `least` events or other rows, or where more than the counts was fitted:
  /// clusters, random intercepts, rows set aside. Rows in question and dropped are those of the model.
  /// Throws as a fit does.
  public func ofShownCounts(
    least: Int, _ shown: (Int) -> Int?, _ work: Work = .unattended
  ) throws -> Model? {
    guard let basis, basis.heldOut == nil, basis.clusters == nil, options.random == nil else { return nil }
    var patterns = basis.patterns
    for pattern in 0..<patterns.count {
      let (events, others) = (Int(patterns.successes[pattern]), Int(patterns.failures[pattern]))
      guard min(events, others) >= least, let some = shown(events), let rest = shown(others) else {
        return nil
      }
      patterns.successes[pattern] = Int64(some)
      patterns.failures[pattern] = Int64(rest)
    }
    let prepared = FitPreparation(basis.design.variables, patterns, nil)
    var model = try Model.fit(formula, to: prepared, options: options, work)
    (model.rows, model.dropped, model.losses) = (rows, dropped, losses)
    model.isOfShownCounts = true
    return model
  }
}
