import Engine

extension Compare {
  /// The difference of each model's area under the ROC curve from that of the one before, over the same rows.
  static func areas(_ models: [FittedModel], _ work: Work) throws -> TableOutput? {
    let held = models[0].heldOut != nil && models.allSatisfy { $0.heldOut == models[0].heldOut }
    var rows: [[Cell]] = []
    var hasNested = false
    var hasDifference = false
    for (before, fitted) in zip(models, models.dropFirst()) {
      func data(_ model: FittedModel) throws -> ModelData {
        try model.view.modelData(for: model.formula, heldOut: model.heldOut, clusters: model.clusters, work)
      }
      guard
        let result = try Model.areaDifference(
          (fitted.model, before.model), (try data(fitted), try data(before)), heldOut: held, work)
      else { continue }
      let terms = (fitted.formula.terms, before.formula.terms)
      hasNested =
        hasNested || terms.0.allSatisfy(terms.1.contains) || terms.1.allSatisfy(terms.0.contains)
      hasDifference = hasDifference || result.z != nil
      let fewest = min(
        result.events, result.rows - result.events, fitted.model.standing, before.model.standing)
      let alike = Cell.unavailable("both rank every row alike")
      rows.append(
        [.label(fitted.name), .label(before.name)]
          + [result.difference, result.low, result.high].map { .figure($0, rows: fewest) } + [
            result.z.map { .figure($0, rows: fewest) } ?? alike,
            result.logP.map { .pValue(log: $0, least: fewest) } ?? alike,
          ])
    }
    // Models that rank every row alike, such as one with other standard errors, have nothing to compare.
    guard hasDifference else { return nil }
    var notes = ["DeLong's test for two areas of the same rows; p two-sided"]
    if !held {
      notes.append("on the rows fitted, where every area is optimistic and that of the larger model more so")
      if hasNested { notes.append("of nested models the likelihood-ratio test is the one to read") }
    }
    return TableOutput(
      name: "areas", title: "AUC compared, \(held ? "rows held out" : "rows fitted")",
      headers: [
        Header("model", isText: true), Header("against", isText: true), Header("difference"),
        Header("95% from", key: "low"), Header("to", key: "high"), Header("z"), Header("p"),
      ], rows: rows, notes: notes)
  }
}
