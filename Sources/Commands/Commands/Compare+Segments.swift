import Engine

extension FittedSegments {
  /// Most segments that stand beside one another; more stand below one another, term by term.
  private static let mostColumns = 2

  /// The segments' odds ratios lined up by term.
  func sideBySide() throws -> TableOutput {
    guard models.count <= Self.mostColumns else { return try longTable() }
    let headers =
      [Header("term", isText: true)]
      + models.flatMap { fitted in
        [
          Header("\(fitted.segmentLabel): OR", key: "\(fitted.name)_or"),
          Header("95% from", key: "\(fitted.name)_or_low"), Header("to", key: "\(fitted.name)_or_high"),
        ]
      }
    return table(headers, try wideRows())
  }

  /// The same, a line for each term in each segment.
  func longTable() throws -> TableOutput {
    table(
      [
        Header("term", isText: true), Header("segment", isText: true), Header("n"),
        Header("OR", key: "or"), Header("95% from", key: "or_low"), Header("to", key: "or_high"),
      ], try longRows())
  }

  private func table(_ headers: [Header], _ rows: [[Cell]]) -> TableOutput {
    TableOutput(
      name: "coefficients", title: title, headers: headers, rows: rows,
      notes: (sweep?.notes ?? []) + ["95%: \(intervalWords); levels are against their reference"])
  }

  private var title: String {
    let formula = models.first.map { ": \($0.formula)" } ?? ""
    return name + formula + (sweep.map { ", by \($0.by.joined(separator: ", "))" } ?? "")
  }

  private func wideRows() throws -> [[Cell]] {
    try lines.map { line in
      [.label(line.label)]
        + (try zip(models, estimates(of: line.label, term: line.term)).flatMap { try Self.cells($1, of: $0) })
    }
  }

  /// The term is named once, above its segments.
  private func longRows() throws -> [[Cell]] {
    try lines.flatMap { line in
      try zip(models, estimates(of: line.label, term: line.term)).enumerated().map { index, pair in
        [
          .label(line.label), .label(pair.0.segmentLabel), .count(pair.0.model.n),
        ] + (try Self.cells(pair.1, of: pair.0))
      }
    }
  }

  private static func cells(_ line: Model.Coefficient?, of fitted: FittedModel) throws -> [Cell] {
    let standing = try Standing(fitted.model)
    return [line?.oddsRatio, line?.oddsRatioLow, line?.oddsRatioHigh].map { value in
      guard let value, let line else { return .unavailable("not estimated in this segment") }
      guard value.isFinite else { return .unavailable("too large for a number") }
      return standing.ratio(value, line)
    }
  }
}

extension FittedModel {
  /// The levels in brackets: `Female, 18-25`.
  var segmentLabel: String {
    guard let bracket = name.firstIndex(of: "["), name.hasSuffix("]") else { return name }
    return String(name[name.index(after: bracket)...].dropLast())
  }
}

extension Compare {
  /// How each coefficient differs from the first model's, for models of different rows of the same data; `nil` when
  /// they share rows or were not fitted alike.
  static func differences(_ models: [FittedModel], _ work: Work) throws -> TableOutput? {
    guard models.count > 1, try models.dropFirst().allSatisfy({ try $0.isOfOtherRows(than: models[0], work) })
    else { return nil }
    let first = FittedSegments(models, nil, "")
    var rows: [[Cell]] = []
    for line in first.lines {
      let lines = first.estimates(of: line.label, term: line.term)
      for (fitted, other) in zip(models, lines).dropFirst() {
        let start: [Cell] = [.label(line.label)] + (models.count > 2 ? [.label(fitted.name)] : [])
        guard let base = lines[0], let a = base.estimate, let b = other?.estimate,
          let errorA = base.standardError, let errorB = other?.standardError
        else {
          let why = Cell.unavailable("not estimated in both, or against other reference levels")
          rows.append(start + [why, why, why, why, why, why, why])
          continue
        }
        let n = try min(
          Standing(models[0].model).least(base), Standing(fitted.model).least(other ?? base))
        let difference = IndependentDifference(a, errorA, b, errorB)
        func figure(_ value: Double) -> Cell {
          value.isFinite ? .figure(value, rows: n) : .unavailable("too large for a number")
        }
        rows.append(
          start + [
            figure(difference.value), figure(difference.standardError), figure(difference.z),
            .pValue(log: difference.logP, least: n), figure(difference.ratio), figure(difference.low),
            figure(difference.high),
          ])
      }
    }
    let names = models.dropFirst().map(\.name).joined(separator: ", ")
    return TableOutput(
      name: "differences", title: "\(names) against \(models[0].name): difference of log odds ratios",
      headers: [Header("term", isText: true)]
        + (models.count > 2 ? [Header("model", isText: true)] : []) + [
          Header("difference"), Header("se"), Header("z"), Header("p"), Header("OR ratio", key: "or_ratio"),
          Header("95% from", key: "or_ratio_low"), Header("to", key: "or_ratio_high"),
        ],
      rows: rows,
      notes: [
        "the models have no row in common; people in both would make the test inexact", "p: two-sided normal",
      ])
  }
}

extension FittedModel {
  /// Whether both are of the same data and outcome, in the same units, and of no row in common.
  fileprivate func isOfOtherRows(than other: FittedModel, _ work: Work) throws -> Bool {
    guard let mine = view.rows, let others = other.view.rows, view.data == other.view.data,
      formula.outcome == other.formula.outcome, !model.options.scaled, !other.model.options.scaled,
      view.frame.rowCount == other.view.frame.rowCount
    else { return false }
    var isThere = [Bool](repeating: false, count: view.frame.rowCount)
    for row in mine { isThere[Int(row)] = true }
    return !others.contains { isThere[Int($0)] }
  }
}
