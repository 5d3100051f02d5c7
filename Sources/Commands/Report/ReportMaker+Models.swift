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
      if let segments = segments(of: fitted) {
        guard done.insert(segments.name).inserted else { continue }
        heading("Model \(segments.name), in every segment", level: 2)
        add(.figure(try .segments(segments)))
        for table in try segments.allTables(limit: FittedSegments.limits.quick, run.work) { add(table) }
      } else if let result = results.models.first(where: { $0.fitted.name == fitted.name }) {
        try add(result)
      }
    }
  }

  private mutating func add(_ result: ModelResult) throws {
    guard let model = result.output.model else { return }
    heading("Model \(model.name)", level: 2)
    addFirst(result.output, factsTable(model))
    addPart(result.output, oddsRatios(model))
    let drawn = model.terms.count { $0.role == .estimated && $0.term != "(Intercept)" }
    if drawn > 1 { add(.figure(try run.forest(Name(text: model.name, span: Span(0, 0))))) }
    addPart(result.output, tests(model))
    guard let validation = result.validation else { return }
    heading("Model \(model.name) on rows it was not fitted to", level: 2)
    if let table = inWords(validation.table) { addFirst(validation, table) }
    for figure in result.figures { add(.figure(figure)) }
    addPart(result.output, model.tables.first { $0.name == "confusion" })
  }

  /// The part that carries what disclosure control did to the whole.
  private mutating func addFirst(_ whole: Gated, _ table: TableOutput) {
    add(whole.laidOut(as: table, decisions: true))
  }

  mutating func addPart(_ whole: Gated, _ table: TableOutput?) {
    if let table { add(whole.laidOut(as: table)) }
  }

  /// Lines of different measures: each figure by itself, not in a column.
  private func inWords(_ table: TableOutput?) -> TableOutput? {
    guard var table else { return nil }
    for index in table.headers.indices { table.headers[index].isText = true }
    return table
  }

  /// What it stands on and how well it fits.
  private mutating func factsTable(_ model: ModelOutput) -> TableOutput {
    let keys = ["n", "events", "dropped", "lr", "lr_df", "lr_p", "aic", "r2_nagelkerke", "auc", "brier"]
    var rows: [(String, Cell)] = [("formula", .label(model.formula))]
    if !model.data.isEmpty { rows.append(("data", .label(model.data))) }
    if model.outcome != Model.Ending.converged.rawValue { rows.append(("ended", .label(model.outcome))) }
    // Of a model that is withheld there is nothing to say but why.
    let facts = model.terms.isEmpty ? [] : model.sections.filter(\.key.isEmpty).flatMap(\.facts)
    for fact in keys.compactMap({ key in facts.first { $0.key == key } }) {
      rows.append((fact.title, fact.cell))
      places.append(("model", fact.key))
    }
    var table = Self.factsTable("report_model", "Model \(model.name)", rows)
    // What it speaks of is not shown here.
    table.notes = model.notes.filter { !$0.hasPrefix("Hosmer-Lemeshow") }
    return table
  }

  /// Crude and adjusted side by side; the intercept, which is no ratio of odds between people, is in the appendix.
  private mutating func oddsRatios(_ model: ModelOutput) -> TableOutput? {
    let terms = model.terms.filter { $0.term != "(Intercept)" }
    guard !terms.isEmpty else { return nil }
    let crude = model.tables.first { $0.name == "crude" }
    let hasLevels = crude?.headers.contains { $0.key == "level" } ?? false
    func crudeCells(_ term: ModelOutput.Term) -> [Cell] {
      let level = term.levels.first.flatMap { $0 }.map(Cell.label) ?? .blank
      let row = crude?.rows.first { $0.first == .label(term.term) && (!hasLevels || $0[1] == level) }
      let figures = row.map { Array($0.dropFirst(hasLevels ? 2 : 1).prefix(3)) } ?? []
      return figures.count == 3 ? figures : [.blank, .blank, .blank]
    }
    let rows = terms.map { term -> [Cell] in
      let levels = term.levels.compactMap(\.self).joined(separator: " : ")
      let names: [Cell] = [.label(term.term), .label(levels)]
      let crude = crude == nil ? [] : crudeCells(term)
      let adjusted: [Cell] =
        term.role == .reference
        ? [.label("reference"), .blank, .blank, .blank] : [term.oddsRatio, term.low, term.high, term.p]
      return names + crude + adjusted
    }
    places += [("terms", "or"), ("terms", "or_low"), ("terms", "or_high"), ("terms", "p")]
    if crude != nil { places += [("crude", "crude_or"), ("crude", "adjusted_or")] }
    let ends = { (prefix: String) in
      [Header("95% from", key: prefix + "or_low"), Header("to", key: prefix + "or_high")]
    }
    let heads =
      (crude == nil ? [] : [Header("crude OR", key: "crude_or")] + ends("crude_"))
      + [Header(crude == nil ? "OR" : "adjusted OR", key: "or")] + ends("") + [Header("p")]
    var table = TableOutput(
      name: "report_odds_ratios",
      title: "\(crude == nil ? "Odds" : "Crude and adjusted odds") ratios of \(model.name)",
      headers: [Header("term", isText: true), Header("level", isText: true)] + heads, rows: rows)
    if !rows.contains(where: { $0[1] != .label("") }) {
      table.headers.remove(at: 1)
      for row in table.rows.indices { table.rows[row].remove(at: 1) }
    } else {
      table.names = 2
    }
    if crude != nil {
      table.notes = ["crude: the term alone, on the same rows; adjusted: for the other terms; p: adjusted"]
    }
    return table
  }

  /// Tests of the terms with their collinearity; of one term the model's own test says the same.
  private mutating func tests(_ model: ModelOutput) -> TableOutput? {
    guard var table = model.tables.first(where: { $0.name == "tests" }), table.rows.count > 1 else {
      return nil
    }
    let kept = ["term", "df", "lr", "lr_p", "wald", "wald_p", "holm_p"]
    let hasRatio = !table.rows.contains { row in
      if case .unavailable? = row.dropFirst(4).first { true } else { false }
    }
    let columns = table.headers.indices.filter { index in
      let key = table.headers[index].key
      return kept.contains(key) && !(hasRatio ? key.hasPrefix("wald") : key.hasPrefix("lr"))
    }
    let inflation = model.tables.first { $0.name == "collinearity" }
    table.headers = columns.map { table.headers[$0] }
    table.rows = table.rows.map { row in columns.map { $0 < row.count ? row[$0] : .blank } }
    if let inflation, let column = inflation.headers.firstIndex(where: { $0.key == "gvif_adjusted" }) {
      table.headers.append(inflation.headers[column])
      table.rows = table.rows.map { row in
        row + [inflation.rows.first { $0.first == row.first }.map { $0[column] } ?? .blank]
      }
      table.notes.append("GVIF^(1/(2 df)): by what the other terms stretch the standard errors")
      places.append(("collinearity", "gvif_adjusted"))
    }
    return table
  }
}
