import Engine

extension ReportMaker {
  /// Tables, recipe, period, and how the cohort came to be.
  mutating func data() throws {
    heading("Data, period and flow")
    var rows: [(String, Cell)] = [
      (
        "kind",
        .label(workspace.hasSeenPeople ? "data of people" : "synthetic data, made by this program: no one's")
      )
    ]
    rows += try workspace.tables.map { ("rows of table \($0.key)", .count(try $0.value.rowCount(run.work))) }
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
    add(.figure(.flow(cohort)))
    for notice in cohort.notices(workspace.policy) { add(.notice(notice)) }
  }

  /// Outcomes, the first table of a paper, and the outcome along deprivation.
  mutating func people() throws {
    heading("People and outcomes")
    add(results.outcomes)
    add(results.waits)
    if let outcome, outcome.event == nil {
      heading("Table 1: who they are", level: 2)
      let names = described.map { Name(text: $0, span: Span(0, 0)) }
      for output in try run.outputs(of: DescribeBy(columns: names, by: outcome.name, data: subject)) {
        if case .table = output { add(output) }
      }
    }
    guard let deciles = results.deciles else { return }
    heading("The outcome by group", level: 2)
    add(deciles)
  }
}
