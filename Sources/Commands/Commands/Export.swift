import Engine

/// `export`: writes results that were shown, a model, the segment or the flow chart to a file; or a cohort's rows.
struct Export: Action {
  enum Subject: Sendable {
    /// What the last cell with results showed.
    case last
    /// What this cell showed.
    case cell(Value)
    case model(Name)
    /// `segment`, `flow`, `tables` or `models`, as `summary` shows them.
    case summary(String)
    /// Rows.
    case cohort
  }

  /// What `summary` shows under these words can be exported under them.
  static let words = ["segment", "flow", "tables", "models"]

  /// Tables that are asked for most, for completion.
  static let tables = [
    "attrition", "by_dimension", "calibration", "coefficients", "collinearity", "confusion", "crude",
    "outcomes",
    "segments", "tests", "thresholds", "waits",
  ]

  var subject: Subject
  /// One of its tables.
  var table: Name?
  var target: DocumentTarget

  func check(_ scope: inout Scope) throws {
    let (_, form) = try target.resolved(scope)
    switch subject {
    case .last: break
    case .cell(let number): _ = try number.whole("the cell", 0...Int.max, scope)
    case .model(let name): try requireModel(name, scope)
    case .summary(let word): try summary(word).check(&scope)
    case .cohort:
      if !scope.hasCohort { throw CommandError(.noCohort) }
      if form != .csv { throw Placed(DocumentFailure.wrongForm(form, instead: [.csv]), target.file.span) }
    }
  }

  func run(_ run: inout Run) throws {
    switch subject {
    case .cohort: return try writeRecords(&run)
    case .last: try write(last(run), &run)
    case .cell(let number): try write(cell(number, run), &run)
    case .model(let name): try write(shown(Summary(topic: name), &run), &run)
    case .summary(let word): try write(shown(summary(word), &run), &run)
    }
  }

  private func summary(_ word: String) -> Summary { Summary(topic: Name(text: word, span: target.file.span)) }

  private func requireModel(_ name: Name, _ scope: Scope) throws {
    if scope.mayHaveModel(name.text) { return }
    if case .found(let index) = Names.find(name.text, in: Array(scope.models.keys)),
      scope.models.keys[index] == name.text
    {
      return
    }
    if let table = try? scope.tableName(name) { throw CommandError(.session(.rowsOfTable(table)), name.span) }
    throw NameError(
      .model, name.text, candidates: Array(scope.models.keys) + Export.words + ["cohort", "table", "to"],
      span: name.span)
  }

  // MARK: Results

  private struct Results {
    var title: String
    var outputs: [Gated]
  }

  /// What a summary shows, through the gate.
  private func shown(_ summary: Summary, _ run: inout Run) throws -> Results {
    var inner = Run(workspace: run.workspace, context: run.context, text: run.text)
    try summary.run(&inner)
    let gate = Gate(run.workspace.policy)
    return Results(title: summary.topic?.text ?? "", outputs: inner.passed + inner.outputs.map(gate.pass))
  }

  private func last(_ run: Run) throws -> Results {
    let found = run.context.cells.last { !$0.isUndone && $0.outputs.contains(where: \.hasFigures) }
    guard let found else { throw CommandError(.session(.nothingToExport)) }
    return try results(of: found, run, nil)
  }

  private func cell(_ number: Value, _ run: Run) throws -> Results {
    let wanted = try number.whole("the cell", 0...Int.max, run.workspace)
    let cells = run.context.cells.filter { $0.status != .running }
    guard let cell = cells.first(where: { $0.number == wanted }) else {
      throw CommandError(.session(.noSuchCell(wanted, there: cells.last?.number ?? 0)), number.span)
    }
    if cell.isUndone { throw CommandError(.session(.takenBack(wanted)), number.span) }
    return try results(of: cell, run, number.span)
  }

  /// What a cell showed, as it passed the gate then; where a stricter policy has come into force it stays.
  private func results(of cell: CellRecord, _ run: Run, _ span: Span?) throws -> Results {
    let policy = run.workspace.policy
    let outputs = cell.outputs.filter(\.hasFigures)
    if outputs.isEmpty { throw CommandError(.session(.nothingToExport), span) }
    if let weaker = outputs.first(where: { policy.isStricter(than: $0.policy) }) {
      throw CommandError(.session(.shownUnder(cell.number, weaker.policy.name, now: policy.name)), span)
    }
    return Results(title: cell.headline(), outputs: outputs)
  }

  private func write(_ results: Results, _ run: inout Run) throws {
    var outputs = results.outputs
    if let table {
      let all = outputs.flatMap(\.tables)
      guard case .found(let index) = Names.find(table.text, in: all.map(\.name)) else {
        throw CommandError(.session(.noSuchTable(table.text, among: all.map(\.name).uniqued())), table.span)
      }
      outputs = [all[index].output]
    }
    var title = results.title
    if outputs.count == 1, let own = outputs[0].title, !own.isEmpty { title = own }
    try run.write(outputs.map(Document.Piece.output), titled: title, to: target)
  }

  // MARK: Rows

  private func writeRecords(_ run: inout Run) throws {
    guard let cohort = run.workspace.cohort else { throw CommandError(.noCohort) }
    let isOpen = run.workspace.settings.policy?.isOpen == true && target.allowsUnsafe
    let title = "Rows of \(try run.workspace.view(of: .cohort, run.work).label)"
    guard run.workspace.isSynthetic(.cohort) || isOpen else {
      var closed = target
      closed.allowsUnsafe = false
      try run.write([], titled: title, to: closed, danger: Run.ofPeople)
      throw CommandError(.session(.recordsOfPeople))
    }
    let view = try run.workspace.view(of: .cohort, run.work)
    let records = try view.records(of: cohort, run.work)
    try run.write([.records(records)], titled: title, to: target)
    run.notice("left out, since it tells who a row is: \(Words.listed(records.leftOut))")
  }
}

extension Gated {
  /// What stands above it.
  fileprivate var title: String? {
    switch output {
    case .table(let table): table.title
    case .model(let model): "\(model.name): \(model.formula)"
    case .figure(let figure): figure.title
    case .text, .notice: nil
    }
  }
}

extension Command {
  static let export = Command(
    "export", "write results to a file, with what a checker of outputs needs beside it", role: .shows,
    usage: [
      "export [N] [table NAME] to \"FILE\" [replacing] [allow unsafe]",
      "export [model] MODEL [table NAME] to \"FILE\" [replacing] [allow unsafe]",
      "export segment|flow|tables|models to \"FILE\" [replacing] [allow unsafe]",
      "export cohort to \"FILE.csv\" [replacing] [allow unsafe]",
    ],
    details: [
      """
      Without more it writes what the last cell with results showed, N what cell N showed, a model what summary shows \
      of it, and table NAME one table of these by its name in JSON, such as attrition; coefficients are a model's. The \
      file's ending says how: .csv for one table, .json, .md, .html, and .tex for booktabs. Numbers in .csv and \
      .json have all their digits, elsewhere as many as on the screen. In .csv * is a suppressed figure, and text that a \
      spreadsheet would calculate has a ' before it.
      """,
      """
      Every file names the disclosure policy its figures passed. Beside it stands FILE.json with title, statement, \
      sources and their SHA-256, what disclosure control did and why, and versions; and the folder's \
      iapt-register.jsonl gets a line, as it does when something was refused. iapt verify FOLDER checks them all.
      """,
      """
      Under disclosure none, of data that are not synthetic, nothing is written unless allow unsafe is said; the file is \
      then marked UNSAFE. export cohort writes rows, without key columns, columns of clusters, dates and categories of \
      very many levels: of synthetic data, or when both set disclosure none and allow unsafe are said.
      """,
    ],
    arguments: [
      .init(.positional, .number, "what a cell showed, by its number"),
      .init(.clause("model"), .model, "what summary shows of a model"),
      .init(.option("segment"), .none, "the rows chosen"),
      .init(.option("flow"), .none, "how rows were lost"),
      .init(.option("tables"), .none, "every table in a line"),
      .init(.option("models"), .none, "every model in a line"),
      .init(.option("cohort"), .none, "the cohort's rows"),
      .init(.clause("table"), .name, "one table of these results"),
    ] + DocumentTarget.arguments,
    examples: [
      .init(
        "export base to \"$scratch/base.csv\"", "a model's coefficients",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + lwt as base"),
      .init(
        "export flow to \"$scratch/flow.md\"", "how rows were lost",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "export model base table tests to \"$scratch/tests.json\"", "one table of a model",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + lwt as base"),
      .init(
        "export cohort to \"$scratch/rows.csv\"", "rows of synthetic data",
        after: "load demo rows=2000 seed=7\nclean with nhs-2022"),
    ]
  ) { parser in
    var subject = Export.Subject.last
    if !parser.at(word: "to"), !parser.at(word: "table") {
      let start = parser.current
      if start.kind == .number {
        subject = .cell(try parser.value(.number, "a cell's number"))
      } else if try parser.take(word: "model") {
        subject = .model(try parser.model())
      } else if try parser.take(word: "cohort") {
        subject = .cohort
      } else if let word = try Export.words.first(where: { try parser.take(word: $0) }) {
        subject = .summary(word)
      } else {
        subject = .model(try parser.model())
      }
    }
    var table: Name?
    if case .cohort = subject {
    } else if try parser.take(word: "table") {
      table = try parser.name(.words(Export.tables), "a table's name")
    }
    return Export(subject: subject, table: table, target: try parser.documentTarget())
  }
}

extension Parser {
  /// A model's name, of one in a segment in quotes.
  fileprivate mutating func model() throws -> Name {
    let span = current.span
    if case .string = current.kind { return Name(text: try label(), span: span) }
    return try name(.model, "what to export, or to")
  }
}
