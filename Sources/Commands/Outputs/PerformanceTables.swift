import Engine

/// The tables of some predictions over rows the model was not fitted to.
struct PerformanceTables: Sequence {
  private let tables: [TableOutput]

  /// - Parameters:
  ///   - on: which rows, in words.
  ///   - folds: the folds they come from, if any.
  init(
    _ name: String, _ performance: Performance, _ costs: ErrorCosts?, on words: String,
    _ folds: [CrossValidation.Fold]? = nil
  ) {
    let isPooled = folds != nil
    let rows = isPooled ? "rows predicted without them" : "rows held out"
    var tables = [
      Self.figures(performance, "\(name): on \(words)", isPooled: isPooled),
      Self.calibration(performance, "Predicted and observed by group of predicted risk, \(rows)", nil),
    ]
    if let folds { tables.append(Self.folds(folds)) }
    self.tables = tables + Self.thresholds(performance.thresholds, costs, rows)
  }

  func makeIterator() -> IndexingIterator<[TableOutput]> { tables.makeIterator() }

  private static func figures(_ performance: Performance, _ title: String, isPooled: Bool) -> TableOutput {
    let n = performance.rows
    let fewest = performance.fewest
    func line(_ name: String, _ value: Double?, _ ends: (low: Double, high: Double)? = nil) -> [Cell] {
      guard let value else { return [.label(name), .unavailable(undefined), .blank, .blank] }
      return [.label(name), .figure(value, rows: fewest)]
        + (ends.map { [.figure($0.low, rows: fewest), .figure($0.high, rows: fewest)] } ?? [.blank, .blank])
    }
    var lines: [[Cell]] = [
      [.label("rows"), .count(n), .blank, .blank],
      [.label("events"), .count(performance.events), .blank, .blank],
    ]
    if performance.unpredictable > 0 {
      lines.append([.label("rows not predicted"), .count(performance.unpredictable), .blank, .blank])
    }
    let (calibration, curve) = (performance.calibration, performance.curve)
    let area = performance.area
    lines += [
      line("AUC", area?.area, area.map { ($0.low, $0.high) }),
      line("Brier score", performance.brier),
      line("calibration intercept", calibration?.intercept, calibration?.interceptEnds),
      line("calibration slope", calibration?.slope, calibration?.slopeEnds),
      line("ICI", curve?.ici), line("E50", curve?.e50), line("E90", curve?.e90), line("Emax", curve?.emax),
    ]
    var notes = ["95%: of the AUC DeLong, of intercept and slope Wald"]
    if isPooled {
      notes.append(
        "the predictions of all folds are taken together; each comes from a fit without its fold, which the intervals "
          + "take for one and the same")
    }
    if performance.unpredictable > 0 {
      notes.append("not predicted: rows whose level no row fitted has")
    }
    return TableOutput(
      name: "validation", title: title,
      headers: [
        Header("measure", isText: true), Header("value"), Header("95% from", key: "low"),
        Header("to", key: "high"),
      ], rows: lines, notes: notes)
  }

  /// Why a figure of calibration is missing.
  static let undefined = "too few rows of a class, or predictions that do not vary or separate the outcome"

  /// Rows by group of predicted risk; the curve corrected for optimism where that is given.
  static func calibration(
    _ performance: Performance, _ title: String, _ corrected: [Double]?
  ) -> TableOutput {
    let curve = corrected ?? performance.curve?.atGroups ?? []
    var table = TableOutput(
      name: "calibration", title: title,
      headers: [
        Header("group"), Header("rows"), Header("events"), Header("predicted"), Header("observed"),
        Header("95% interval", key: "interval"), Header("curve"),
      ],
      rows: performance.groups.enumerated().map { index, group in
        [
          .integer(index + 1), .count(group.rows), .count(group.events),
          .figure(group.expected, rows: group.rows), .proportion(group.events, of: group.rows),
          .shareInterval(group.events, of: group.rows),
          index < curve.count ? .figure(curve[index], rows: group.rows) : .unavailable(undefined),
        ]
      },
      notes: [
        "groups: cut at quantiles of the predictions; equal predictions stay together",
        "curve: logistic regression on a restricted cubic spline of the log odds, at the mean prediction"
          + (corrected == nil ? "" : ", corrected for optimism"),
      ])
    table.declareGroups(rows: performance.rows, events: performance.events)
    return table
  }

  private static func folds(_ folds: [CrossValidation.Fold]) -> TableOutput {
    var table = TableOutput(
      name: "folds", title: "Folds",
      headers: [
        Header("fold"), Header("rows"), Header("events"), Header("AUC"), Header("95% from", key: "low"),
        Header("to", key: "high"),
      ],
      rows: folds.enumerated().map { index, fold in
        let areas = fold.area.map { [$0.area, $0.low, $0.high] }
        return [.integer(index + 1), .count(fold.rows), .count(fold.events)]
          + (areas?.map { Cell.figure($0, rows: Swift.min(fold.events, fold.rows - fold.events)) }
            ?? [.unavailable("fewer than two rows of a class"), .blank, .blank])
      }, notes: ["each predicted by the model fitted to all others"])
    table.declareGroups(
      rows: folds.reduce(0) { $0 + $1.rows }, events: folds.reduce(0) { $0 + $1.events })
    return table
  }

  /// The thresholds chosen by a rule, and those between the predictions.
  static func thresholds(_ thresholds: Thresholds, _ costs: ErrorCosts?, _ rows: String) -> [TableOutput] {
    var chosen: [(String, Model.Classification)] = []
    if let youden = thresholds.youden { chosen.append(("Youden", youden)) }
    if let costs {
      let words = "cost \(costs.falseNegative.short):\(costs.falsePositive.short)"
      if let cheapest = thresholds.cheapest { chosen.append(("\(words), least", cheapest)) }
      if let calibrated = thresholds.calibrated { chosen.append(("\(words), if calibrated", calibrated)) }
    }
    let headers = [
      Header("threshold"), Header("tp"), Header("fp"), Header("fn"), Header("tn"), Header("recall"),
      Header("specificity"), Header("precision"),
    ]
    var tables: [TableOutput] = []
    if !chosen.isEmpty {
      var notes = ["Youden: greatest recall + specificity - 1; of equal thresholds the lowest"]
      if costs != nil {
        notes.append(
          "cost: of a false negative and a false positive; least: over these rows; if calibrated: the threshold "
            + "that costs least where predictions are right")
      }
      tables.append(
        TableOutput(
          name: "thresholds", title: "Thresholds by rule, \(rows)",
          headers: [Header("rule", isText: true)] + headers,
          rows: chosen.map { [.label($0.0)] + cells($0.1, isGiven: $0.0.hasSuffix("calibrated")) },
          notes: notes))
    }
    if !thresholds.sweep.isEmpty {
      let isThinned = thresholds.sweep.count < thresholds.distinct
      // How many thresholds there are is how many unlike predictions: a count of patterns.
      func notes(_ distinct: String) -> [String] {
        [
          "predicted yes when p > threshold; thresholds are midway between predictions",
          isThinned
            ? "of \(distinct)thresholds those at which 95%, 90%, ... 5% of rows or fewer are predicted yes"
            : "every threshold that sorts the rows differently",
        ]
      }
      var table = TableOutput(
        name: "sweep", title: "Threshold sweep, \(rows)", headers: headers,
        rows: thresholds.sweep.map { cells($0, isGiven: false) }, notes: notes(""))
      table.exactNotes = notes("\(thresholds.distinct) ")
      table.declareSweep(thresholds.sweep, from: 1)
      tables.append(table)
    }
    return tables
  }

  /// A threshold that lies between predictions tells of the fewest rows it sorts.
  private static func cells(_ point: Model.Classification, isGiven: Bool) -> [Cell] {
    let (tp, fp) = (point.truePositives, point.falsePositives)
    let (fn, tn) = (point.falseNegatives, point.trueNegatives)
    func ratio(_ part: Int, _ whole: Int) -> Cell {
      whole > 0 ? .ratio(part, of: whole) : .unavailable("nothing to divide by")
    }
    return [
      isGiven ? .given(point.threshold) : .figure(point.threshold, rows: Swift.min(tp + fp, fn + tn)),
      .count(tp), .count(fp), .count(fn), .count(tn), ratio(tp, tp + fn), ratio(tn, tn + fp),
      ratio(tp, tp + fp),
    ]
  }
}

extension Performance {
  /// Events or non-events, whichever are fewer: what the figures stand on.
  var fewest: Int { min(events, rows - events) }
}

extension Double {
  /// `5` for 5, `2.5` for 2.5.
  fileprivate var short: String { Int(exactly: self).map(String.init) ?? String(self) }
}
