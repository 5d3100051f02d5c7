import Engine

/// The tables of a bootstrap validation.
struct BootstrapTables: Sequence {
  private let tables: [TableOutput]

  init(
    _ fitted: FittedModel, _ result: BootstrapValidation, _ costs: ErrorCosts?, seed: Int64, _ work: Work
  ) throws {
    let corrected = result.curve.isEmpty ? nil : result.curve.map { Swift.min(1, Swift.max(0, $0.corrected)) }
    let rows = "rows fitted (optimistic)"
    tables =
      [
        Self.figures(fitted, result, seed),
        PerformanceTables.calibration(
          result.apparent, "Predicted and observed by group of predicted risk, \(rows)", corrected),
        try Self.intervals(fitted, result, work),
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
    func distance(_ name: String, _ distance: BootstrapValidation.Distance?) -> [Cell] {
      guard let distance else {
        return [.label(name), .unavailable(PerformanceTables.undefined), .blank, .blank]
      }
      return [
        .label(name), .figure(distance.apparent, rows: result.apparent.fewest), .blank,
        .figure(distance.corrected, rows: result.apparent.fewest),
      ]
    }
    let unit = result.clusters == nil ? "rows" : "whole clusters"
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
        distance("ICI", result.ici), distance("E50", result.e50), distance("E90", result.e90),
        distance("Emax", result.emax),
      ], notes: notes(result))
  }

  /// What the figures are, and which samples they are not of.
  private static func notes(_ result: BootstrapValidation) -> [String] {
    var notes = [
      "apparent: on the rows fitted; optimism: mean over the samples of the figure on the rows drawn less that on the "
        + "rows fitted; corrected: apparent - optimism"
    ]
    if result.ici != nil {
      notes.append(
        "ICI, E50, E90, Emax corrected: distance from the calibration curve corrected for optimism")
    }
    let lost = [
      (result.oneClass, "with one outcome only"), (result.notConverged, "not converged"),
    ].filter { $0.0 > 0 }.map { "\($0.0) \($0.1)" }
    if !lost.isEmpty {
      notes.append(
        "\(result.used) of \(result.replicates) samples count; the others: \(lost.joined(separator: ", "))")
    }
    if result.separated > 0 {
      notes.append(
        "\(result.separated) of \(result.used) samples are separated: they predict 0 or 1 for some rows")
    }
    if result.incomplete > 0 {
      notes.append(
        "\(result.incomplete) of \(result.used) samples lack a level or term: its rows are not in their tests"
      )
    }
    if result.intercept != nil, result.withLine < result.used {
      notes.append(
        "calibration intercept and slope: over the \(result.withLine) of \(result.used) samples where they are finite"
      )
    }
    if result.ici != nil, result.withCurve < result.used {
      notes.append("calibration curve: over the \(result.withCurve) of \(result.used) samples that have one")
    }
    return notes
  }

  private static func intervals(
    _ fitted: FittedModel, _ result: BootstrapValidation, _ work: Work
  ) throws -> TableOutput {
    let standing = try Standing(fitted.model, work)
    let estimated = fitted.model.coefficients.filter { $0.role == .estimated }
    return TableOutput(
      name: "percentiles", title: "Odds ratios over the bootstrap samples",
      headers: [
        Header("term", isText: true), Header("OR", key: "or"), Header("95% from", key: "low"),
        Header("to", key: "high"), Header("samples"),
      ],
      rows: zip(estimated, result.intervals).map { line, interval in
        func figure(_ value: Double) -> Cell {
          value.isFinite
            ? .ratio(
              value, rows: result.apparent.rows,
              least: Swift.min(result.apparent.fewest, standing.least(line)))
            : .unavailable("too large for a number")
        }
        let why = "finite in too few samples"
        return [
          .label(line.label), figure(line.oddsRatio ?? .infinity),
          interval.low.map(figure) ?? .unavailable(why), interval.high.map(figure) ?? .unavailable(why),
          .integer(interval.replicates),
        ]
      },
      notes: [
        "95%: percentile interval over the samples in which the odds ratio is finite"
          + (result.replicates < 1000 ? "; its ends need some 1000 of them" : "")
      ])
  }
}
