import Engine

extension FittedSegments {
  /// Models of every segment, a line for each of their terms, and those that could not be fitted with the reason.
  func table() throws -> TableOutput {
    let rows = try models.flatMap { fitted -> [[Cell]] in
      let model = fitted.model
      let standing = try Standing(model)
      func figure(_ value: Double?, _ line: Model.Coefficient) -> Cell {
        guard let value, value.isFinite else { return .unavailable("not estimated in this segment") }
        return standing.ratio(value, line)
      }
      return model.coefficients.filter { $0.role != .reference && $0.term != "(Intercept)" }.map { line in
        [
          .label(fitted.view.restriction), .count(model.n), .count(model.events), .label(line.label),
          figure(line.oddsRatio, line), figure(line.oddsRatioLow, line),
          figure(line.oddsRatioHigh, line),
        ]
      }
    }
    let formula = models.first.map { ": \($0.formula)" } ?? ""
    let by = sweep.map { ", by \($0.by.joined(separator: ", "))" } ?? ""
    let notes =
      (sweep?.notes ?? []) + grouped(\.modelNotes)
      + ["95%: \(intervalWords); each model is kept: summary NAME[LEVEL]"]
    var table = TableOutput(
      name: "segments", title: name + formula + by,
      headers: [
        Header("segment", isText: true), Header("n"), Header("events"), Header("term", isText: true),
        Header("OR", key: "or"), Header("95% from", key: "or_low"), Header("to", key: "or_high"),
      ],
      rows: rows
        + (sweep?.refusals ?? []).map {
          [.label($0.segment), .blank, .blank, .label("(not fitted)"), .blank, .blank, .blank]
        },
      notes: notes + reservations(isExact: false))
    table.exactNotes = notes + reservations(isExact: true)
    table.declareColumns(total: 1, of: [2])
    return table
  }
}
