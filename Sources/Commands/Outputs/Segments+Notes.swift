import Engine

extension FittedSegments {
  /// What is said of some of the models, once for all of whom it is true, with their segments where it is not all.
  func grouped(_ notes: (FittedModel) -> [String]) -> [String] {
    let all = models.map { (segment: $0.view.restriction, notes: notes($0)) }
    return all.flatMap(\.notes).uniqued().map { note in
      let segments = all.filter { $0.notes.contains(note) }.map(\.segment)
      return segments.count == all.count ? note : "\(segments.joined(separator: ", ")): \(note)"
    }
  }

  /// What the intervals are: the options are those of all segments.
  var intervalWords: String { models.first?.intervalWords ?? "Wald interval" }

  /// What a reader should doubt, and which rows are not in the figures.
  func reservations(isExact: Bool) -> [String] {
    var notes = grouped { [$0.fewClustersNote].compactMap(\.self) }
    let sparse = models.flatMap { fitted in
      fitted.model.sparseLevels.map { (name: isExact ? $0.name : $0.term, segment: fitted.view.restriction) }
    }
    if !sparse.isEmpty {
      let names = sparse.map(\.name).uniqued().map { name in
        "\(name) (\(sparse.filter { $0.name == name }.map(\.segment).uniqued().joined(separator: ", ")))"
      }
      notes.append(
        "sparse, fewer than \(Model.SparseLevel.threshold) events or non-events: "
          + names.joined(separator: ", "))
    }
    let few = models.filter { !$0.model.unmetSampleSize.isEmpty }.map(\.view.restriction)
    if !few.isEmpty {
      notes.append(
        "few rows to predict from (Riley 2020): "
          + (few.count == models.count ? "every segment" : few.joined(separator: ", ")))
    }
    if let holdout = models.first?.holdout { notes.append("not in these rows: held out \(holdout)") }
    return notes
  }

  /// Sigma and ICC of every segment; `nil` without random intercepts.
  var randomTable: TableOutput? {
    let by = models.first?.model.options.random?.by ?? "cluster"
    let rows = models.flatMap { fitted -> [[Cell]] in
      guard let random = fitted.model.random else { return [] }
      let segment = Cell.label(fitted.view.restriction)
      return [
        [segment, .label("sigma")] + fitted.cells(of: random.deviation)
          + fitted.cells(of: random.test),
        [segment, .label("ICC")] + fitted.cells(of: random.icc) + [.blank, .blank],
      ]
    }
    guard !rows.isEmpty else { return nil }
    var table = TableOutput(
      name: "random", title: "\(name): random intercept by \(by) in each segment",
      headers: [Header("segment", isText: true)] + FittedModel.randomHeaders, rows: rows,
      notes: grouped { fitted in fitted.model.random.map { fitted.randomNotes($0) } ?? [] })
    table.names = 2
    return table
  }

  /// The area under the curve of every segment's rows held out; `nil` where none are.
  var heldOutTable: TableOutput? {
    let rows = models.compactMap { fitted -> [Cell]? in
      guard let held = fitted.model.validation else { return nil }
      let area = held.auc.map { Cell.figure($0, rows: min(held.events, held.n - held.events)) }
      return [
        .label(fitted.view.restriction), .count(held.n), .count(held.events),
        area ?? .unavailable("one class only"),
      ]
    }
    guard !rows.isEmpty else { return nil }
    return TableOutput(
      name: "held_out", title: "\(name): rows held out in each segment",
      headers: [Header("segment", isText: true), Header("n"), Header("events"), Header("AUC")], rows: rows)
  }

  /// All of them, in reading order.
  ///
  /// - Parameter limit: design columns up to which the likelihood-ratio tests are made.
  func allTables(limit: Int, _ work: Work) throws -> [TableOutput] {
    [try table(), heldOutTable, randomTable, try heterogeneity(limit: limit, work)].compactMap(\.self)
  }
}
