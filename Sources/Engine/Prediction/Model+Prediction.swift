extension Model {
  private var fitted: Scoring? {
    guard let basis, basis.predictors.allSatisfy(\.isFinite) else { return nil }
    return Scoring(
      predictors: basis.predictors, successes: basis.patterns.successes, failures: basis.patterns.failures)
  }

  /// The area under the ROC curve on the rows fitted, with DeLong's standard error (optimistic); `nil` with fewer
  /// than two rows of a class, or without a finite maximum.
  public func rocArea(_ work: Work = .unattended) throws(Cancelled) -> RocArea? {
    try fitted?.rocArea(work)
  }

  /// The same on the rows held out.
  public func heldOutRocArea(_ work: Work = .unattended) throws(Cancelled) -> RocArea? {
    try basis?.heldOut?.scoring.rocArea(work)
  }

  /// The test on the rows fitted; `nil` where the groups do not allow it.
  public func hosmerLemeshow(
    groups: Int = 10, _ grouping: HosmerLemeshow.Grouping, _ work: Work = .unattended
  ) throws(Cancelled) -> HosmerLemeshow? {
    try fitted?.hosmerLemeshow(groups, grouping, wasFitted: true, work)
  }

  /// The Brier score of the rows fitted in its parts over groups of like predictions, those of ``hosmerLemeshow(groups:_:_:)``.
  public func brierParts(
    groups: Int, _ grouping: HosmerLemeshow.Grouping, _ work: Work = .unattended
  ) throws(Cancelled) -> BrierParts? {
    try fitted?.brierParts(groups: groups, grouping, work)
  }

  /// The Brier score of the rows fitted in its parts over distinct predictions: of nearly as many predictions as rows
  /// its reliability is the score itself.
  public func brierParts(_ work: Work = .unattended) throws(Cancelled) -> BrierParts? {
    try fitted?.brierParts(work)
  }

  /// Calibration on the rows held out; `nil` when none are. Throws ``InferenceError`` where it is not defined.
  public func calibration(groups: Int = 10, _ work: Work = .unattended) throws -> Calibration? {
    try basis?.heldOut.map { try $0.scoring.calibration(groups: groups, work) }
  }
}
