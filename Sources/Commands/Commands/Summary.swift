import Engine

/// `summary`: what there is, or one thing in full.
struct Summary: Action {
  var topic: Name?
  /// The terms of a model whose p-values are adjusted together; empty for all.
  var family: [Name] = []

  static let words = ["tables", "flow", "cohort", "segment", "models"]

  func check(_ scope: inout Scope) throws {
    guard let topic else { return }
    if case .found(let index) = Names.find(topic.text, in: Array(scope.models.keys)) {
      _ = try terms(of: scope.models.values[index], topic)
    }
    if scope.mayHaveModel(topic.text) { return }
    if let first = family.first { throw CommandError(.noFamily(topic.text), first.span) }
    switch try subject(topic, models: Array(scope.models.keys), scope) {
    case "flow", "cohort": if !scope.hasCohort { throw CommandError(.noCohort, topic.span) }
    case "segment": _ = try scope.data(nil)
    default: break
    }
  }

  func run(_ run: inout Run) throws {
    let workspace = run.workspace
    guard let topic else {
      if !workspace.tables.isEmpty { run.table(try workspace.tablesTable(run.work)) }
      if let cohort = workspace.cohort {
        run.table(cohort.attritionTable)
        run.table(try workspace.segmentTable(.cohort, run.work))
      }
      if !workspace.models.isEmpty { run.table(workspace.modelsTable) }
      if run.outputs.isEmpty { throw CommandError(.nothingLoaded) }
      return
    }
    switch try subject(topic, models: Array(workspace.models.keys), workspace) {
    case "tables": run.table(try workspace.tablesTable(run.work))
    case "models": run.table(workspace.modelsTable)
    case "segment": run.table(try workspace.segmentTable(try workspace.data(nil), run.work))
    case "flow": if let cohort = workspace.cohort { run.table(cohort.attritionTable) }
    case "cohort":
      guard let cohort = workspace.cohort else { throw CommandError(.noCohort, topic.span) }
      run.table(cohort.outcomeTable)
      if let waits = try cohort.waitTable(workspace.policy, run.work) { run.table(waits) }
      run.table(try cohort.dimensionTable(run.work))
      run.table(try cohort.columnTable(workspace.policy, run.work))
    case let name:
      if let model = try workspace.models[name].map({ try workspace.shown($0, run.work) }) {
        run.outputs.append(
          .model(try model.fullOutput(family: try terms(of: model.formula, topic), run.work)))
      } else if let segments = try FittedSegments(name, in: workspace) {
        if let first = family.first { throw CommandError(.familyOfSegments(name), first.span) }
        for table in try segments.allTables(limit: FittedSegments.limits.full, run.work) { run.table(table) }
      } else {
        try Describe(data: Name(text: name, span: topic.span), column: nil).run(&run)
      }
    }
  }

  /// The terms of the family as the model writes them; `nil` for all.
  private func terms(of formula: Formula, _ model: Name) throws -> [String]? {
    if family.isEmpty { return nil }
    return try family.map { name in
      let wanted = name.text.lowercased()
      let found =
        formula.terms.first { $0.description.lowercased() == wanted }
        ?? formula.terms.first { $0.columns.count == 1 && $0.columns[0].lowercased() == wanted }
      guard let found else {
        throw NameError(
          .term, name.text, candidates: formula.terms.map(\.description), span: name.span,
          place: "model \(model.text)")
      }
      return found.description
    }
  }

  /// A model or table of that name, else one of the words.
  private func subject(_ topic: Name, models: [String], _ names: some DataNames) throws -> String {
    if case .found(let index) = Names.find(topic.text, in: models) { return models[index] }
    // All models of NAME's segments.
    if models.contains(where: { $0.hasPrefix("\(topic.text)[") }) { return topic.text }
    if let table = try? names.tableName(topic) { return table }
    let word = topic.text.lowercased()
    if Self.words.contains(word) { return word }
    throw NameError(
      .model, topic.text, candidates: models + names.tables.keys + Self.words, span: topic.span)
  }
}

extension Cohort {
  /// The recipe's columns with what is missing in each.
  fileprivate func columnTable(_ policy: DisclosurePolicy, _ work: Work) throws -> TableOutput {
    let names = (outcomes.map(\.name) + predictors + dimensions).uniqued()
    return TableOutput(
      name: "columns", title: "Columns of the cohort",
      headers: [
        Header("column", isText: true), Header("role", isText: true), Header("type", isText: true),
        Header("missing"), Header("distinct"),
      ],
      rows: try names.map { name in
        let column = try frame.column(name, work)
        let role =
          outcomes.contains { $0.name == name }
          ? "outcome" : predictors.contains(name) ? "predictor" : "dimension"
        return [
          .label(name), .label(role), .label(column.type.rawValue), .count(column.missingCount),
          try column.distinctCell(policy, work),
        ]
      })
  }
}

extension Command {
  static let summary = Command(
    "summary", "summarise the session, flow, cohort, segment, a table or a model", role: .shows,
    usage: [
      "summary [tables|flow|cohort|segment|models|TABLE]",
      "summary MODEL [family=TERM{,TERM}]",
      "summary OUTCOME [= LEVEL] by COLUMN [in TABLE]",
    ],
    details: [
      """
      Of a model: a sentence or two; rows used and dropped, log-likelihoods, pseudo-R2, AIC and BIC; AUC, Brier score \
      and Hosmer-Lemeshow on the rows used; coefficients with standard errors and odds ratios with 95% intervals; crude \
      beside adjusted odds ratios; Wald, likelihood-ratio and score test of each term, with p adjusted after Holm and \
      Benjamini and Hochberg over all terms or those of family; GVIF and condition indices; and on held-out rows \
      accuracy, precision, recall, F1, AUC, calibration, the confusion matrix and a threshold sweep.
      """,
      """
      The sentence names, of the terms outside interactions whose Wald p is below 0.05, the one with the greatest Wald \
      chi-squared per degree of freedom, at its level farthest from the reference in standard errors. An odds ratio \
      stands there only where it is all that the model says of the variable: of splines, powers and variables in several \
      terms the term is named with its test. It says what goes together, not what causes what.
      """,
      """
      Of an outcome by a column: for every level its rows, events, rate and 95% Wilson interval, over the current \
      segment. Where the width of the window is known, or set by set width, models show a plot of their intervals and \
      outcomes bars; files and pipes do not.
      """,
    ],
    arguments: [
      .init(.positional, .subject, "a model, a table, or one of: tables, flow, cohort, segment, models"),
      .init(.setting("family"), .none, "the terms whose p are adjusted together"),
      .init(.clause("by"), .column, "an outcome within each level of this"),
      .init(.clause("in"), .data, "a table instead of the cohort"),
    ],
    examples: [
      .init(
        "summary weight", "everything about a model",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + lwt as weight"),
      .init(
        "summary weight family=age,smoke", "p adjusted over two terms",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + lwt + smoke as weight"),
      .init(
        "summary recovery by deprivation", "the rate of recovery in each decile",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "summary flow", "how the rows were lost", after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
    ]
  ) { parser in try parser.summary() }
}
