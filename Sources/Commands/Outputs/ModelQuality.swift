import Engine

/// How a model's predictions agree with what happened, beyond what the fit itself reports.
struct ModelQuality {
  private let area: RocArea?
  private let brier: BrierParts?
  private let lemeshow: HosmerLemeshow?
  private let heldOutArea: RocArea?
  private let calibration: Calibration?

  /// How many groups of like predictions Hosmer-Lemeshow's test and the parts of the Brier score take.
  static let groupCount = 10

  /// How they are cut.
  static let grouping = HosmerLemeshow.Grouping.interpolated

  /// Asks the model. O(patterns).
  init(_ model: Model, _ work: Work) throws {
    area = try model.rocArea(work)
    brier = try model.brierParts(groups: Self.groupCount, Self.grouping, work)
    lemeshow = try model.hosmerLemeshow(groups: Self.groupCount, Self.grouping, work)
    heldOutArea = try model.heldOutRocArea(work)
    do {
      calibration = try model.calibration(work)
    } catch is InferenceError {
      calibration = nil
    }
  }

  /// The section on the rows used, after the figures that the fit gave.
  func section(_ given: [ModelOutput.Fact], _ model: Model) -> ModelOutput.Section {
    var facts: [ModelOutput.Fact] = []
    for fact in given {
      facts.append(.init(fact.key, fact.title.replacing(", rows used", with: ""), fact.cell))
      if fact.key == "auc" {
        facts += Self.interval(of: area, rows: min(model.events, model.n - model.events))
      }
      if fact.key == "brier", let brier {
        // The uncertainty is made of the events alone.
        let rows = min(model.events, model.n - model.events)
        facts += [
          .init("brier_reliability", "Brier reliability", .figure(brier.reliability, rows: rows)),
          .init("brier_resolution", "Brier resolution", .figure(brier.resolution, rows: rows)),
          .init("brier_uncertainty", "Brier uncertainty", .figure(brier.uncertainty, rows: rows)),
          .init("brier_within", "Brier within groups", .figure(brier.within, rows: rows)),
        ]
      }
    }
    let none = Cell.unavailable(model.ending == .separated ? "separated" : "too few unlike predictions")
    facts += [
      .init("hl", "Hosmer-Lemeshow chi-squared", lemeshow.map { .number($0.statistic) } ?? none),
      .init("hl_df", "Hosmer-Lemeshow df", lemeshow.map { .integer($0.df) } ?? none),
      .init("hl_p", "Hosmer-Lemeshow p", lemeshow.map { .pValue(log: $0.logP) } ?? none),
    ]
    return ModelOutput.Section(key: "", title: "Predictions on the rows used", facts: facts)
  }

  /// The interval of the AUC on rows held out.
  func heldOutInterval(_ validation: Model.Validation) -> [ModelOutput.Fact] {
    Self.interval(of: heldOutArea, rows: min(validation.events, validation.n - validation.events))
  }

  /// What is added to the section on rows held out.
  func heldOutFacts(_ validation: Model.Validation) -> [ModelOutput.Fact] {
    let rows = min(validation.events, validation.n - validation.events)
    func figure(_ value: Double?) -> Cell {
      value.map { .figure($0, rows: rows) } ?? .unavailable("the predictions do not allow it")
    }
    return [
      .init("calibration_intercept", "calibration intercept", figure(calibration?.intercept)),
      .init("calibration_intercept_se", "its SE", figure(calibration?.interceptError)),
      .init("calibration_slope", "calibration slope", figure(calibration?.slope)),
      .init("calibration_slope_se", "its SE", figure(calibration?.slopeError)),
    ]
  }

  private static func interval(of area: RocArea?, rows: Int) -> [ModelOutput.Fact] {
    guard let area else { return [] }
    return [
      .init("auc_low", "AUC, 95% from", .figure(area.low, rows: rows)),
      .init("auc_high", "AUC, 95% to", .figure(area.high, rows: rows)),
    ]
  }

  /// How the figures are meant.
  var notes: [String] {
    guard let lemeshow else { return [] }
    let cut = lemeshow.grouping == .interpolated ? "interpolated quantiles" : "quantiles"
    return [
      "Hosmer-Lemeshow, parts of the Brier score: \(lemeshow.groups.count) groups cut at \(cut) of the probability; "
        + "AUC interval: DeLong"
    ]
  }
}
