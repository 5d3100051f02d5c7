import Engine

extension ReportMaker {
  /// Every model, those of the segments of one fit together.
  mutating func models() throws {
    guard !workspace.models.isEmpty else { return }
    heading("Models")
    words(
      """
      Odds ratios are adjusted for the other terms of their model; the crude ones, each term alone on the same rows, \
      stand beside them. A level is compared with the reference level of its term.
      """)
    var done: Set<String> = []
    for fitted in workspace.models.values {
      let shared = fitted.name.firstIndex(of: "[").map { String(fitted.name[..<$0]) }
      if let shared, let segments = try FittedSegments(shared, in: workspace) {
        guard done.insert(shared).inserted else { continue }
        heading("Model \(shared), in every segment", level: 2)
        add(.figure(try .segments(segments)))
        for table in try segments.allTables(limit: FittedSegments.limits.full, run.work) { add(table) }
      } else {
        try model(fitted)
      }
    }
  }

  private mutating func model(_ fitted: FittedModel) throws {
    let name = Name(text: fitted.name, span: Span(0, 0))
    heading("Model \(fitted.name)", level: 2)
    // On a page a model's intervals are drawn below its coefficients.
    if form != .html { add(.figure(try run.forest(name))) }
    try add(Summary(topic: name))
    guard fitted.heldOut != nil else { return }
    heading("Model \(fitted.name) on rows it was not fitted to", level: 2)
    let tables = try run.outputs(of: Validate(model: name)).compactMap { output -> TableOutput? in
      if case .table(let table) = output { table } else { nil }
    }
    add(tables.first { $0.name == "validation" })
    if let figure = FigureOutput.calibration(tables, of: fitted.name) { add(.figure(figure)) }
    if let figure = FigureOutput.roc(tables, of: fitted.name) { add(.figure(figure)) }
  }

  /// How it was done, from what was done.
  mutating func methods() {
    heading("Methods")
    words(
      """
      Data were read, cleaned and selected by the rules of the recipe, whose every step stands in the flow above; nothing \
      is dropped, filled in or approximated without a line in it. Intervals of shares are 95% Wilson score intervals. \
      Nothing was chosen by its p-value: the terms of each model are those its author wrote.
      """)
    if !workspace.models.isEmpty {
      let penalised = workspace.models.values.contains(where: \.isPenalised)
      words(
        """
        Models are logistic regressions, fitted by \(penalised ? "maximum or, where it is said, Firth's penalised" : "maximum") \
        likelihood to the rows that are complete in every variable of the model, by iteratively reweighted least squares \
        with step halving on the distinct combinations of values, which gives what the single rows would. Terms that \
        repeat others are set aside and named; separation is found before fitting and named.
        """)
    }
    if let cohort = workspace.cohort, !cohort.recipe.definitions.isEmpty {
      add(
        TableOutput(
          name: "report_variables", title: "Variables, as the recipe defines them",
          headers: [
            Header("variable", isText: true), Header("meaning", key: "text", isText: true),
            Header("source", isText: true),
          ],
          rows: cohort.recipe.definitions.map {
            [.label($0.name), .label($0.text), .label($0.source ?? "")]
          }))
    }
    let found = measures
    guard !found.isEmpty else { return }
    add(
      TableOutput(
        name: "report_measures", title: "Figures in this report and who defines them so",
        headers: [
          Header("figure", isText: true), Header("meaning", key: "text", isText: true),
          Header("source", isText: true),
        ],
        rows: found.map { measure in
          let formula = measure.formula.map { ": \($0)" } ?? ""
          return [.label(measure.name), .label(measure.text + formula), .label(measure.source)]
        }))
  }

  /// The definitions of all figures that were shown, each once, in the order of the definitions.
  private var measures: [Measure] {
    let found = Set(outputs.flatMap(\.places).compactMap { Measure.meaning(of: $0.key, in: $0.place)?.name })
    return Measure.all.filter { found.contains($0.name) }
  }
}

extension Gated {
  /// Where figures stand in it: their keys, and the tables and sections they are in.
  fileprivate var places: [(place: String, key: String)] {
    func places(of table: TableOutput) -> [(place: String, key: String)] {
      table.headers.filter { !$0.isText }.map { (table.name, $0.key) }
    }
    switch output {
    case .table(let table): return places(of: table)
    case .figure(let figure): return places(of: figure.data)
    case .model(let model):
      let facts = model.sections.flatMap { section in
        section.facts.map { (place: section.key.isEmpty ? "model" : section.key, key: $0.key) }
      }
      let terms = ["estimate", "se", "z", "p", "or", "or_low", "or_high"].map { (place: "terms", key: $0) }
      return facts + terms + model.tables.flatMap(places)
    case .text, .notice: return []
    }
  }
}
