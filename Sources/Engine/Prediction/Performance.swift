/// How predictions stand to what happened, over some rows.
///
/// On the rows a model was fitted to every figure is optimistic; on other rows it is not.
public struct Performance: Sendable, Hashable {
  /// Rows with a prediction.
  public var rows: Int
  /// Events among them.
  public var events: Int
  /// Rows that cannot be predicted, since the rows fitted do not determine it: a level none of them has.
  public var unpredictable: Int
  /// Area under the ROC curve with DeLong's standard error; `nil` with fewer than two rows of a class.
  public var area: RocArea?
  /// Mean squared error of the probabilities; `nil` without rows.
  public var brier: Double?
  /// Intercept, slope and groups; `nil` where the predictions do not vary, or separate the outcome.
  public var calibration: Calibration?
  /// The smooth curve and the distances from it; `nil` for the same reasons.
  public var curve: CalibrationCurve?
  /// Rows by groups of prediction.
  public var groups: [Calibration.Group]
  /// Where to cut.
  public var thresholds: Thresholds
}

extension Performance {
  /// Every figure of some predictions. O(patterns).
  init(
    _ scoring: Scoring, unpredictable: Int, groups wanted: Int, _ costs: ErrorCosts?, _ work: Work
  ) throws {
    let groups = try scoring.groups(wanted, .interpolated, work)
    func defined<Value>(_ figure: () throws -> Value) throws -> Value? {
      do { return try figure() } catch is InferenceError { return nil }
    }
    self.init(
      rows: groups.reduce(0) { $0 + $1.rows }, events: groups.reduce(0) { $0 + $1.events },
      unpredictable: unpredictable, area: try scoring.rocArea(work), brier: try scoring.brier(work),
      calibration: try defined { try scoring.calibration(groups: wanted, work) },
      curve: try defined { try scoring.calibrationCurve(at: groups.map(\.expected), work) },
      groups: groups, thresholds: try scoring.thresholds(costs, work))
  }
}

extension Model {
  /// How predictions do on the rows held out; `nil` where none were.
  public func heldOutPerformance(
    groups: Int = 10, costs: ErrorCosts? = nil, _ work: Work = .unattended
  ) throws -> Performance? {
    guard let heldOut = basis?.heldOut, let validation else { return nil }
    return try Performance(
      heldOut.scoring, unpredictable: validation.unpredictable, groups: groups, costs, work)
  }
}
