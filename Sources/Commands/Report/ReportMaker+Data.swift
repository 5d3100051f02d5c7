import Engine

extension ReportMaker {
  /// What was asked: outcomes with their definitions, and the formulas that were fitted.
  mutating func question() {
    heading("Question")
    words(
      """
      How often the outcome happened, in whom, and what goes together with it. The models below say what is \
      associated with what among the people observed; they do not by themselves say what causes what.
      """)
    var rows: [(String, Cell)] = []
    let definitions = workspace.cohort?.recipe.definitions ?? []
    for outcome in workspace.cohort?.outcomes ?? [] {
      let text = definitions.first { $0.name == outcome.name }?.text ?? "see the recipe"
      rows.append(("outcome \(outcome.name)", .label(text)))
    }
    rows += workspace.models.values.map { ("model \($0.name)", .label($0.formula.description)) }
    facts("report_question", "Outcomes and models", rows)
  }

  /// Tables, recipe, period, and how the cohort came to be.
  mutating func data() throws {
    heading("Data and period")
    if !workspace.tables.isEmpty { add(try workspace.tablesTable(run.work)) }
    var rows: [(String, Cell)] = [
      (
        "kind",
        .label(workspace.hasSeenPeople ? "data of people" : "synthetic data, made by this program: no one's")
      )
    ]
    if let cohort = workspace.cohort {
      rows.append(("recipe", .label(cohort.recipe.name)))
      rows += cohort.arguments.map { name, value in
        switch value {
        case .date(let day): (name, .date(day))
        case .number(let number): (name, .number(number))
        case .text(let text): (name, .label(text))
        case .list(let items): (name, .label(Words.listed(items, limit: 40)))
        }
      }
      rows.append(("rows of the cohort", .count(cohort.frame.rowCount)))
    }
    rows += workspace.selections.sorted { $0.key.description < $1.key.description }
      .filter { !$0.value.description.isEmpty }
      .map { ("rows chosen of \($0.key.description)", .label($0.value.description)) }
    facts("report_data", "What was analysed", rows)
    guard let cohort = workspace.cohort else { return }
    heading("Flow of the rows", level: 2)
    add(.figure(.flow(cohort)))
    add(cohort.attritionTable)
    for notice in cohort.notices(workspace.policy) { add(.notice(notice)) }
  }

  /// The first table of a paper, missing values, outcomes by group.
  mutating func people() throws {
    heading("People and outcomes")
    if let cohort = workspace.cohort {
      add(cohort.outcomeTable)
      add(try cohort.waitTable(run.work))
    }
    if let outcome, outcome.event == nil {
      heading("Table 1: who they are", level: 2)
      try add(DescribeBy(columns: [], by: outcome.name, data: subject))
    }
    heading("Missing values", level: 2)
    try add(DescribeMissing(columns: [], outcome: nil, data: subject))
    guard let cohort = workspace.cohort else { return }
    heading("Outcomes by group", level: 2)
    if let outcome, let column = gradient(cohort) {
      var inner = run
      add(.figure(try inner.deciles(outcome, Name(text: column, span: Span(0, 0)), nil)))
    }
    add(try cohort.dimensionTable(run.work))
  }

  /// The table that models are of where there is no cohort.
  private var subject: Name? {
    if isOfCohort { return nil }
    guard case .table(let name)? = workspace.models.values.first?.view.data else { return nil }
    return Name(text: name, span: Span(0, 0))
  }

  /// The column by which outcomes are drawn: deprivation where there is one, else the first dimension.
  private func gradient(_ cohort: Cohort) -> String? {
    let names = cohort.predictors + cohort.dimensions
    return names.first { $0.lowercased() == "deprivation" } ?? cohort.dimensions.first
  }
}
