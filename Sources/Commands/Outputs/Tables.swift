import Engine

extension Cohort {
  static let attritionHeaders = [
    Header("step", isText: true), Header("before"), Header("after"), Header("dropped"),
    Header("unmatched"), Header("multiple"),
  ]

  static func attritionRow(_ line: AttritionLine) -> [Cell] {
    [
      .label(line.label), .count(line.before), .count(line.after), .count(line.dropped),
      line.unmatched.map(Cell.count) ?? .blank, line.multiplyMatched.map(Cell.count) ?? .blank,
    ]
  }

  /// What every statement did to the rows.
  var attritionTable: TableOutput {
    TableOutput(
      name: "attrition", title: "Attrition, recipe \(recipe.name)", headers: Self.attritionHeaders,
      rows: attrition.map(Self.attritionRow),
      notes: [
        "unmatched: rows for which the joined table had none; multiple: rows that matched more than one"
      ])
  }

  /// Outcomes with their denominators.
  var outcomeTable: TableOutput {
    TableOutput(
      name: "outcomes", title: "Outcomes of the cohort",
      headers: [
        Header("outcome", isText: true), Header("among"), Header("events"), Header("rate"), Header("unknown"),
      ],
      rows: outcomes.map {
        [
          .label($0.name), .count($0.denominator), .count($0.events),
          .proportion($0.events, of: $0.denominator), .count($0.unknown),
        ]
      })
  }
}

extension Workspace {
  /// The rows chosen of some data, and the outcomes among them.
  func segmentTable(_ data: DataName, _ work: Work) throws -> TableOutput {
    let view = try view(of: data, work)
    let all = view.frame.rowCount
    var rows: [[Cell]] = [
      [.label("rows"), .count(view.rowCount), .proportion(view.rowCount, of: all)]
    ]
    if data == .cohort, let cohort {
      for outcome in cohort.outcomes {
        guard case .flag(let values) = try view.column(outcome.name, work).storage else { continue }
        let known = values.count(where: { $0 != Column.missingFlag })
        let events = values.count(where: { $0 == 1 })
        rows.append([.label(outcome.name), .count(events), .proportion(events, of: known)])
      }
    }
    let selection = selections[data]?.description ?? ""
    return TableOutput(
      name: "segment", title: "Segment of \(data.description): \(selection.isEmpty ? "all" : selection)",
      headers: [Header("measure", isText: true), Header("count"), Header("share")], rows: rows,
      notes: ["rows: share of all rows; outcomes: share of rows where the outcome is known"])
  }

  /// Every table, a line each.
  func tablesTable(_ work: Work) throws -> TableOutput {
    TableOutput(
      name: "tables", title: "Tables",
      headers: [
        Header("table", isText: true), Header("rows"), Header("columns"), Header("weight", isText: true),
        Header("source", isText: true),
      ],
      rows: try tables.values.map { table in
        [
          .label(table.name), .count(try frame(of: .table(table.name), work).rowCount),
          .integer(table.columnNames.count), table.weight.map(Cell.label) ?? .blank,
          .label(table.source.label),
        ]
      })
  }

  /// Every model, a line each.
  var modelsTable: TableOutput {
    TableOutput(
      name: "models", title: "Models",
      headers: [
        Header("model", isText: true), Header("formula", isText: true), Header("data", isText: true),
        Header("n"),
        Header("ended", isText: true),
      ],
      rows: models.values.map {
        [
          .label($0.name), .label($0.formula.description), .label($0.view.label), .count($0.model.n),
          .label($0.model.ending.rawValue),
        ]
      })
  }
}
