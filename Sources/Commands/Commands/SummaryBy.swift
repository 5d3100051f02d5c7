import Engine

/// `summary OUTCOME by COLUMN`: how often the outcome happened within each level of a column.
struct SummaryBy: Action {
  var outcome: Name
  /// The level that is the event, and where it stands; `nil` for an outcome of yes and no.
  var event: (level: String, span: Span)?
  var column: Name
  var data: Name?

  func check(_ scope: inout Scope) throws {
    try scope.require([outcome, column], in: try scope.data(data))
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    var view = try run.workspace.view(of: data, run.work)
    let pooled = run.workspace.selections[data]?.by ?? []
    if let selection = run.workspace.selections[data], !pooled.isEmpty {
      view.restriction = selection.restriction
    }
    let schema = view.frame.schema
    let name = try schema.spelling(of: outcome.text)
    let formula = Formula(
      outcome: event.map { .level(column: name, event: $0.level) } ?? .column(name), terms: [])
    let weights = try view.modelData(for: formula, heldOut: nil, run.work).weights
    let by = try schema.spelling(of: column.text)
    let levels: [OutcomeLevel]
    do {
      levels = try view.selected(run.work).outcome(formula.outcome, by: by, weights: weights, run.work)
    } catch let error as FitError {
      throw try placed(error, view, run)
    } catch let error as RecipeError {
      throw Placed(error, column.span)
    }
    // The name of a level that few rows have may be a postcode or a surname, unless the recipe made it.
    let declared = try schema.entry(by).levels ?? []
    let policy = run.workspace.policy
    let shown = levels.filter { level in
      level.level.map { declared.contains($0) || !policy.isFew(level.denominator) } ?? true
    }
    let title = event.map { "\(name)=\($0.level)" } ?? name
    var table = TableOutput(
      name: "outcome_by", title: "\(title) by \(by), \(view.label)",
      headers: [
        Header(by, key: "level", isText: true), Header("rows"), Header("events"), Header("rate"),
        Header("[95% CI]", key: "interval", isText: true),
      ],
      rows: shown.map {
        [
          $0.level.map(Cell.label) ?? .label("(missing)"), .count($0.denominator), .count($0.events),
          .proportion($0.events, of: $0.denominator), .shareInterval($0.events, of: $0.denominator),
        ]
      }, notes: ["rows: those the outcome is counted among; interval: 95% Wilson score"])
    if !pooled.isEmpty {
      table.notes.append("the segments by \(pooled.joined(separator: ", ")) are taken together")
    }
    if shown.count < levels.count {
      table.rows.append([.label("(levels that few rows have)")] + Array(repeating: .suppressed, count: 4))
    }
    table.declareGroups(
      rows: levels.reduce(0) { $0 + $1.denominator }, events: levels.reduce(0) { $0 + $1.events })
    table.bars = "rate"
    run.table(table)
  }

  private func placed(_ error: FitError, _ view: View, _ run: Run) throws -> any Error {
    guard case .unknownLevel(let name, let level) = error.reason, let event else {
      return Placed(error, outcome.span)
    }
    let levels = try run.workspace.showableLevels(of: try view.column(name, run.work), run.work)
    return NameError(.level, level, candidates: levels, span: event.span, place: name)
  }
}

extension Parser {
  /// What stands behind `summary`: nothing, a topic, or an outcome by a column.
  mutating func summary() throws -> any Action {
    guard !isAtEnd else { return Summary(topic: nil) }
    offer(.name(.subject, .label))
    offer(.name(.outcome, .name))
    if case .string = current.kind {
      let span = current.span
      let topic = Name(text: try label(), span: span)
      return Summary(topic: topic, family: try family(of: topic.text))
    }
    let name = try column(.subject)
    var event: (String, Span)?
    let written = Expression(.column(name.text), name.span)
    offer(.joint("=", written, .columns))
    if try take("=") {
      let start = current.span.start
      let level = try code(.level(of: name.text))
      event = (level, Span(start, previousEnd))
    } else if isAtEnd {
      return Summary(topic: name)
    } else if case let family = try family(of: name.text), !family.isEmpty {
      return Summary(topic: name, family: family)
    } else {
      offer(.joint("by", written, .columns))
      if isAtCursor { throw expected(["by"]) }
    }
    try expect(word: "by")
    let by = try column(.column)
    let data = try take(word: "in") ? try self.name(.data) : nil
    return SummaryBy(outcome: name, event: event, column: by, data: data)
  }

  /// `family=TERM,TERM`, if it is there; a term that is no name in quotes.
  private mutating func family(of model: String) throws -> [Name] {
    offer(.name(.family(of: model), .setting))
    guard current.kind == .word, current.text.lowercased() == "family" else { return [] }
    try take()
    try expect("=")
    let names = try list { parser -> Name in
      let span = parser.current.span
      if case .string = parser.current.kind { return Name(text: try parser.label(), span: span) }
      return try parser.name(.modelTerm(of: model))
    }
    guard isAtEnd else { throw expected(["the end of the line"]) }
    return names
  }
}
