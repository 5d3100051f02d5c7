import Engine

/// The tables of a bootstrap validation.
struct BootstrapTables: Sequence {
  private let tables: [TableOutput]

  init(_ fitted: FittedModel, _ result: BootstrapValidation, _ costs: ErrorCosts?, seed: Int64) {
    let corrected = result.curve.isEmpty ? nil : result.curve.map(\.corrected)
    let rows = "rows fitted (optimistic)"
    tables =
      [
        Self.figures(fitted, result, seed),
        PerformanceTables.calibration(
          result.apparent, "Predicted and observed by group of predicted risk, \(rows)", corrected),
        Self.intervals(fitted, result),
      ] + PerformanceTables.thresholds(result.apparent.thresholds, costs, rows)
  }

  func makeIterator() -> IndexingIterator<[TableOutput]> { tables.makeIterator() }

  private static func figures(
    _ fitted: FittedModel, _ result: BootstrapValidation, _ seed: Int64
  ) -> TableOutput {
    let n = result.apparent.rows
    func line(_ name: String, _ figure: BootstrapValidation.Figure?) -> [Cell] {
      guard let figure else {
        return [.label(name), .unavailable(PerformanceTables.undefined), .blank, .blank]
      }
      return [.label(name)]
        + [figure.apparent, figure.optimism, figure.corrected].map {
          .figure($0, rows: result.apparent.fewest)
        }
    }
    let unit = result.clusters == nil ? "rows" : "whole clusters"
    var notes = [
      "apparent: on the rows fitted; optimism: mean over the samples of the figure on the rows drawn less that on the "
        + "rows fitted; corrected: apparent - optimism"
    ]
    let lost = [
      (result.separated, "separated"), (result.incomplete, "without a level or term"),
      (result.notConverged, "not converged"), (result.notCalibrated, "without calibration"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !lost.isEmpty {
      notes.append(
        "\(result.used) of \(result.replicates) samples count; the others: \(lost.joined(separator: ", "))")
    }
    return TableOutput(
      name: "optimism",
      title: "\(fitted.name): \(result.replicates) bootstrap samples of \(unit), seed \(seed)",
      headers: [
        Header("measure", isText: true), Header("apparent"), Header("optimism"), Header("corrected"),
      ],
      rows: [
        [.label("rows"), .count(n), .blank, .blank],
        [.label("events"), .count(result.apparent.events), .blank, .blank],
        line("AUC", result.area), line("Brier score", result.brier),
        line("calibration intercept", result.intercept), line("calibration slope", result.slope),
        line("ICI", result.ici), line("E50", result.e50), line("E90", result.e90), line("Emax", result.emax),
      ], notes: notes)
  }

  private static func intervals(_ fitted: FittedModel, _ result: BootstrapValidation) -> TableOutput {
    let estimated = fitted.model.coefficients.filter { $0.role == .estimated }
    return TableOutput(
      name: "percentiles", title: "Odds ratios over the bootstrap samples",
      headers: [
        Header("term", isText: true), Header("OR", key: "or"), Header("95% from", key: "low"),
        Header("to", key: "high"),
      ],
      rows: zip(estimated, result.intervals).map { line, interval in
        [.label(line.label)]
          + [line.oddsRatio ?? .infinity, interval.low, interval.high].map {
            $0.isFinite
              ? Cell.figure($0, rows: result.apparent.fewest) : .unavailable("too large for a number")
          }
      },
      notes: [
        "95%: percentile interval over the samples"
          + (result.replicates < 1000 ? "; its ends need some 1000 of them" : "")
      ])
  }
}
