import Engine

/// `plot`: draws results, on the screen or into a file.
struct Plot: Action {
  /// What is drawn.
  enum Subject: Sendable {
    /// Of a model; without a name of the one fitted last.
    case forest(Name?), calibration(Name?), roc(Name?)
    case segments(Name?, of: WrittenOutcome?)
    case deciles(WrittenOutcome?, by: Name, in: Name?)
    case flow
    case missing([Name], in: Name?)
  }

  var subject: Subject
  var target: DocumentTarget?

  /// What can be drawn, in the order of an analysis.
  static let kinds = ["flow", "missing", "deciles", "segments", "forest", "calibration", "roc"]

  func check(_ scope: inout Scope) throws {
    _ = try target?.resolved(scope)
    switch subject {
    case .forest(let name), .calibration(let name), .roc(let name):
      try require(try Self.model(name, among: scope.models.keys), scope)
    case .segments(let model?, _): try require(model, scope)
    case .segments(nil, let outcome):
      let data = try scope.data(nil)
      if let outcome { try scope.require([outcome.name], in: data) }
    case .deciles(let outcome, let column, let table):
      try scope.require([outcome?.name, column].compactMap(\.self), in: try scope.data(table))
    case .flow: if !scope.hasCohort { throw CommandError(.noCohort) }
    case .missing(let columns, let table): try scope.require(columns, in: try scope.data(table))
    }
  }

  /// The model named, else the one fitted last, not one of segments.
  private static func model(_ name: Name?, among names: some Collection<String>) throws -> Name {
    if let name { return name }
    guard let last = names.reversed().first(where: { !$0.contains("[") }) else {
      throw CommandError(.noModel)
    }
    return Name(text: last, span: Span(0, 0))
  }

  private func require(_ model: Name, _ scope: Scope) throws {
    guard scope.mayHaveModel(model.text) else {
      throw NameError(.model, model.text, candidates: Array(scope.models.keys), span: model.span)
    }
  }

  func run(_ run: inout Run) throws {
    let figure = try figure(&run)
    guard let target else { return run.outputs.append(.figure(figure)) }
    let gated = Gate(run.workspace.policy).pass(.figure(figure))
    try run.write([.output(gated)], titled: figure.title, to: target)
  }

  private func figure(_ run: inout Run) throws -> FigureOutput {
    let models = run.workspace.models.keys
    switch subject {
    case .forest(let name): return try run.forest(try Self.model(name, among: models))
    case .calibration(let name): return try run.calibration(try Self.model(name, among: models))
    case .roc(let name): return try run.roc(try Self.model(name, among: models))
    case .segments(let name?, _):
      guard let segments = try FittedSegments(name.text, in: run.workspace) else {
        throw CommandError(.notOfSegments(name.text), name.span)
      }
      return try .segments(segments)
    case .segments(nil, let outcome): return try run.segmentRates(outcome)
    case .deciles(let outcome, let column, let table): return try run.deciles(outcome, column, table)
    case .flow:
      guard let cohort = run.workspace.cohort else { throw CommandError(.noCohort) }
      return .flow(cohort)
    case .missing(let columns, let table): return try run.missing(columns, table)
    }
  }
}

extension Run {
  /// What an action gives by itself, its notices among it.
  func outputs(of action: some Action) throws -> [Output] {
    var inner = Run(workspace: workspace, context: context, text: text)
    try action.run(&inner)
    return inner.outputs
  }

  /// The tables that an action gives, and what it says beside them is said here.
  mutating func tables(of action: some Action) throws -> [TableOutput] {
    try outputs(of: action).compactMap { output in
      switch output {
      case .table(let table): return table
      case .notice:
        outputs.append(output)
        return nil
      default: return nil
      }
    }
  }

  /// The odds ratios of a model, from what the gate lets out of it.
  func forest(_ name: Name) throws -> FigureOutput {
    let fitted = try workspace.shown(try workspace.model(name), context.work)
    guard
      case .model(let model) = Gate(workspace.policy).pass(.model(try fitted.briefOutput(context.work)))
        .output
    else {
      throw CommandError(.noCohort)
    }
    var figure = FigureOutput.forest(model, fitted.intervalWords)
    // What has passed the gate is not made coarser by passing it again.
    figure.data.rows = figure.data.rows.map { row in
      row.map { cell in if case .number(let value) = cell { .given(value) } else { cell } }
    }
    return figure
  }

  mutating func calibration(_ name: Name) throws -> FigureOutput {
    guard let figure = FigureOutput.calibration(try tables(of: Validate(model: name)), of: name.text) else {
      throw CommandError(.nothingToDraw(name.text), name.span)
    }
    return figure
  }

  mutating func roc(_ name: Name) throws -> FigureOutput {
    guard let figure = FigureOutput.roc(try tables(of: Validate(model: name)), of: name.text) else {
      throw CommandError(.nothingToDraw(name.text), name.span)
    }
    return figure
  }

  /// An outcome by a column; without an outcome the first of the cohort's.
  mutating func deciles(_ outcome: WrittenOutcome?, _ column: Name, _ table: Name?) throws -> FigureOutput {
    let outcome = try outcome ?? usualOutcome(column.span)
    let action = SummaryBy(outcome: outcome.name, event: outcome.event, column: column, data: table)
    guard let found = try tables(of: action).first else {
      throw CommandError(.nothingToDraw(outcome.title), column.span)
    }
    let rows = found.rows.reduce(0 as Int?) { sum, row in
      guard let sum, row.count > 1, case .count(let rows) = row[1] else { return nil }
      return sum + rows
    }
    return .deciles(found, outcome: outcome.title, by: found.headers[0].title, rows: rows)
  }

  /// The cohort's first outcome, where no other is named.
  private func usualOutcome(_ span: Span) throws -> WrittenOutcome {
    guard let name = workspace.cohort?.outcomes.first?.name else {
      throw CommandError(.sayOfWhichOutcome, span)
    }
    return WrittenOutcome(name: Name(text: name, span: span))
  }

  /// An outcome in every segment that `segment by` named.
  func segmentRates(_ outcome: WrittenOutcome?) throws -> FigureOutput {
    let data = try workspace.data(nil)
    let span = outcome?.name.span ?? Span(0, 0)
    let by = workspace.selections[data]?.by ?? []
    guard !by.isEmpty else { throw CommandError(.notOfSegments(nil)) }
    let view = try workspace.pooledView(of: data, work).view
    let outcome = try outcome ?? usualOutcome(span)
    let selected = try view.selected(work)
    let formula = Formula(outcome: try outcome.resolved(view.frame.schema), terms: [])
    let events: [UInt8]
    do {
      events = try formula.outcome.events(in: try view.modelData(for: formula, heldOut: nil, work), work)
    } catch let error as FitError {
      throw try outcome.placed(error, view, self)
    }
    let weights = try view.weights(beside: outcome.name.text, work)
    let counts = try selected.combinations(of: by, work).combinations.map { group in
      var (happened, known) = (0, 0)
      for row in group.rows where events[Int(row)] != Column.missingFlag {
        let weight = weights.map { Int($0[Int(row)]) } ?? 1
        known += weight
        if events[Int(row)] == 1 { happened += weight }
      }
      return (segment: group.levels.joined(separator: ", "), events: happened, rows: known)
    }
    return .segments(counts, outcome: outcome.title, by: by, of: view.label)
  }

  mutating func missing(_ columns: [Name], _ table: Name?) throws -> FigureOutput {
    let view = try workspace.pooledView(of: try workspace.data(table), work).view
    guard let found = try tables(of: DescribeMissing(columns: columns, data: table)).first else {
      throw CommandError(.nothingToDraw("missing"))
    }
    return .missing(found, rows: view.rowCount)
  }
}
