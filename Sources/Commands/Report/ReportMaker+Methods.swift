import Engine

extension ReportMaker {
  /// How it was done, from what was done.
  mutating func methods() {
    heading("Methods")
    words(
      """
      Data were read, cleaned and selected by the rules of the recipe, whose every step stands in the flow above; nothing \
      is dropped, filled in or approximated without a line in it. Intervals of shares are 95% Wilson score intervals. \
      Nothing was chosen by its p-value: the terms of each model are those its author wrote. What each figure means and \
      who defines it so is in the appendix.
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
    guard let cohort = workspace.cohort else { return }
    let names = Set(
      (described + cohort.dimensions + cohort.outcomes.map(\.name) + waits).map { $0.lowercased() })
    let used = cohort.recipe.definitions.filter { names.contains($0.name.lowercased()) }
    guard !used.isEmpty else { return }
    add(
      TableOutput(
        name: "report_variables", title: "Variables, as the recipe defines them",
        headers: Self.meanings("variable"),
        rows: used.map { [.label($0.name), .label($0.text), .label($0.source ?? "")] },
        notes: used.count < cohort.recipe.definitions.count
          ? ["others that the recipe makes: show recipe, and help NAME"] : []))
  }

  /// The waits that are shown.
  private var waits: [String] {
    results.waits == nil ? [] : ["within_six_weeks", "within_eighteen_weeks"]
  }

  private static func meanings(_ what: String) -> [Header] {
    [
      Header(what, isText: true), Header("meaning", key: "text", isText: true),
      Header("source", isText: true),
    ]
  }

  // MARK: Appendix

  /// What is looked up, not read.
  mutating func appendix() throws {
    let first = pieces.count
    heading("Appendix")
    let start = pieces.count
    for result in results.models {
      guard let whole = result.output.tables.first(where: { $0.name == "coefficients" })?.output else {
        continue
      }
      if case .model(let model) = whole.output, !model.terms.isEmpty { addPart(whole, coefficients(model)) }
    }
    if let cohort = workspace.cohort {
      add(try cohort.dimensionTable(run.work))
      add(joins(cohort))
    }
    try missing()
    let found = measures
    if !found.isEmpty {
      add(
        TableOutput(
          name: "report_measures", title: "Figures in this report and who defines them so",
          headers: Self.meanings("figure"),
          rows: found.map { measure in
            let formula = measure.formula.map { ": \($0)" } ?? ""
            return [.label(measure.name), .label(measure.text + formula), .label(measure.source)]
          }, notes: ["of others, such as rows and missing values, the headings say it: help NAME"]))
    }
    if pieces.count == start { removePieces(from: first) }
  }

  /// The whole model, with which risks can be computed elsewhere.
  private mutating func coefficients(_ model: ModelOutput) -> TableOutput {
    places += [("terms", "estimate"), ("terms", "se"), ("terms", "z"), ("terms", "p")]
    var table = TableOutput(
      name: "report_coefficients", title: "Coefficients of \(model.name): \(model.formula)",
      headers: [
        Header("term", isText: true), Header("level", isText: true), Header("estimate"), Header("se"),
        Header("z"),
        Header("p"),
      ],
      rows: model.terms.map { term in
        let names: [Cell] = [
          .label(term.term), .label(term.levels.compactMap(\.self).joined(separator: " : ")),
        ]
        return names
          + (term.role == .reference
            ? [.label("reference"), .blank, .blank, .blank]
            : [term.estimate, term.standardError, term.z, term.p])
      },
      notes: [
        "estimate: the logarithm of the odds ratio, of the intercept of the odds where all else is 0 or the reference"
      ])
    if !table.rows.contains(where: { $0[1] != .label("") }) {
      table.headers.remove(at: 1)
      for row in table.rows.indices { table.rows[row].remove(at: 1) }
    } else {
      table.names = 2
    }
    return table
  }

  /// What the flow does not show: rows of the joins without a match, and with several.
  private func joins(_ cohort: Cohort) -> Gated? {
    let whole = gate.pass(.table(cohort.attritionTable))
    guard var table = whole.table else { return nil }
    table.rows = table.rows.filter { $0.count > 5 && $0[4] != .blank }
    guard !table.rows.isEmpty else { return nil }
    let columns = [0, 1, 4, 5]
    table.title = "Matches of the tables joined"
    table.headers = columns.map { table.headers[$0] }
    table.rows = table.rows.map { row in columns.map { row[$0] } }
    return whole.laidOut(as: table, decisions: true)
  }

  /// Which values are missing, of the columns described; which of them together is what `describe missing` says.
  private mutating func missing() throws {
    let names = described.map { Name(text: $0, span: Span(0, 0)) }
    let outputs = try run.outputs(of: DescribeMissing(columns: names, outcome: nil, data: subject))
    if case .table(let table)? = outputs.first { add(table) }
  }

  /// The definitions of the figures shown that others made, each once, in the order of the definitions.
  private var measures: [Measure] {
    let found = Set(places.compactMap { Measure.meaning(of: $0.key, in: $0.place)?.name })
    return Measure.all.filter {
      found.contains($0.name) && !["this program", "the recipe"].contains(where: $0.source.hasPrefix)
    }
  }
}
