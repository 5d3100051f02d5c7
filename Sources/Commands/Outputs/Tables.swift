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

  /// The recipe and what it was given: `nhs-2022, from 2021-01-01 to 2021-12-31, 15 providers`.
  var origin: String {
    let days = arguments.compactMap { name, value -> String? in
      if case .date(let day) = value { "\(name) \(day)" } else { nil }
    }
    let others = arguments.compactMap { name, value -> String? in
      switch value {
      case .date: nil
      case .list(let codes): "\(codes.count) \(name)"
      case .number(let number): "\(name) \(number == number.rounded() ? String(Int(number)) : String(number))"
      case .text(let text): "\(name) \(text)"
      }
    }
    let more = attrition.count - recipeLines
    let later = more > 0 ? ["\(more) more \(more == 1 ? "keep" : "keeps")"] : []
    return ([recipe.name] + (days.isEmpty ? [] : [days.joined(separator: " ")]) + others + later)
      .joined(separator: ", ")
  }

  /// What every statement did to the rows.
  var attritionTable: TableOutput {
    var table = TableOutput(
      name: "attrition", title: "Attrition, recipe \(origin)", headers: Self.attritionHeaders,
      rows: attrition.map(Self.attritionRow),
      notes: [
        "unmatched: rows for which the joined table had none; multiple: rows that matched more than one"
      ])
    table.declareAttrition()
    return table
  }

  /// What the reader must know beside the tables: unknown outcomes, and checks that do not hold in every row.
  ///
  /// Counts in sentences pass the same policy as counts in tables.
  func notices(_ policy: DisclosurePolicy) -> [String] {
    func shown(_ count: Int) -> String {
      policy.shown(count).map(String.init) ?? "fewer than \(policy.threshold)"
    }
    let unknown = recipe.outcomesWithElse
    return outcomes.filter { $0.unknown > 0 && unknown.contains($0.name) }.map {
      "\($0.name): unknown in \(shown($0.unknown)) rows, which count as no"
    }
      + checks.filter { $0.fails > 0 }.map {
        "check: \($0.label): does not hold in \(shown($0.fails)) of \(shown($0.holds + $0.fails)) rows"
      }
  }

  /// Outcomes with their denominators.
  var outcomeTable: TableOutput {
    var table = TableOutput(
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
    table.declareColumns(total: 1, of: [2])
    return table
  }
}

extension Recipe {
  /// The columns it makes, in lower case.
  var columnNames: [String] {
    steps.compactMap {
      switch $0.rule {
      case .derive(let name, _), .outcome(let name, _, _): name.lowercased()
      default: nil
      }
    }
  }

  /// What it defines, in its order.
  var definitions: [Definition] {
    steps.compactMap { if case .define(let definition) = $0.rule { definition } else { nil } }
  }

  /// Outcomes for which an `else no` says what unknown becomes.
  fileprivate var outcomesWithElse: [String] {
    steps.compactMap { step in
      guard case .outcome(let name, let expression, _) = step.rule,
        case .otherwise(_, let value) = expression.node,
        case .flag(false) = value.node
      else { return nil }
      return name
    }
  }
}

extension GroupShares {
  /// The groups with their shares, least complete first, as far as the policy shows them: the others stand behind in
  /// the order of their names, since a place in the list would tell what is hidden.
  func table(_ policy: DisclosurePolicy) -> TableOutput {
    func share(_ group: Group) -> Double {
      guard policy.shown(group.rows - group.yes) != nil, let yes = policy.shown(group.yes),
        let rows = policy.shown(group.rows), rows > 0
      else { return .infinity }
      return Double(yes) / Double(rows)
    }
    let names = NaturalOrder.sorted(groups.map(\.level))
    let places = Dictionary(names.enumerated().map { ($1, $0) }) { first, _ in first }
    let ordered = groups.map { (share: share($0), place: places[$0.level] ?? 0, group: $0) }
      .sorted { ($0.share, $0.place) < ($1.share, $1.place) }.map(\.group)
    return TableOutput(
      name: "shares", title: "Share of rows that satisfy the condition, by \(column)",
      headers: [
        Header(column, key: "group", isText: true), Header("rows"), Header("satisfy"), Header("share"),
      ],
      rows: ordered.map {
        [.label($0.level), .count($0.rows), .count($0.yes), .proportion($0.yes, of: $0.rows)]
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
        let counts = try cohort.frame.outcome(outcome.name, over: view.rows, work)
        rows.append([
          .label(outcome.name), .count(counts.events), .proportion(counts.events, of: counts.denominator),
        ])
      }
    }
    let selection = selections[data]?.description ?? ""
    var table = TableOutput(
      name: "segment", title: "Segment of \(data.description): \(selection.isEmpty ? "all" : selection)",
      headers: [Header("measure", isText: true), Header("count"), Header("share")], rows: rows,
      notes: ["rows: share of all rows; outcomes: share of the rows they are counted among"])
    // What the segment leaves out must not be known to be few.
    table.declare(whole: all, of: [.init(0, 1)], isStrict: true)
    return table
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
