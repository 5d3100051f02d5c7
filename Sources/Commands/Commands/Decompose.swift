import Engine

/// `decompose`: the gap between two groups, split into what their make-up accounts for and the rest.
struct Decompose: Action {
  /// The groups' column, and the two levels if they are named.
  struct Groups: Sendable {
    var column: Name
    var levels: [(level: String, span: Span)] = []
  }

  var outcome: WrittenOutcome
  var groups: Groups
  /// The outcome with the terms, as a fit reads them.
  var fit: Fit
  var data: Name?
  /// The group whose coefficients count; `nil` for the pooled ones.
  var reference: (level: String, span: Span)?

  func check(_ scope: inout Scope) throws {
    let data = try scope.data(data)
    let schema = try scope.schema(of: data)
    let formula = try fit.formula(scope, data)
    let column = try schema.find(groups.column.text, span: groups.column.span)
    let by = schema.label(of: column)
    guard !formula.columns.contains(by) else {
      throw CommandError(
        .badValue("the groups' column", "another than the outcome and the terms"), groups.column.span)
    }
    if let levels = schema.entries[column].levels {
      for named in groups.levels + [reference].compactMap(\.self) where !levels.contains(named.level) {
        throw NameError(.level, named.level, candidates: levels, span: named.span, place: by)
      }
    }
    if groups.levels.count == 2, let reference,
      !groups.levels.contains(where: { $0.level == reference.level })
    {
      throw NameError(
        .level, reference.level, candidates: groups.levels.map(\.level), span: reference.span, place: by)
    }
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    let (view, notes) = try run.workspace.pooledView(of: data, run.work)
    let formula = try fit.formula(Scope(run.workspace), data)
    let by = try view.frame.schema.spelling(of: groups.column.text)
    let result: GapDecomposition
    do {
      let needed = Formula(outcome: formula.outcome, terms: formula.terms + [.variable(by)])
      result = try GapDecomposition(
        formula, by: by, levels: groups.levels.isEmpty ? nil : groups.levels.map(\.level),
        reference: reference.map { .level($0.level) } ?? .pooled,
        data: try view.modelData(for: needed, heldOut: nil, run.work), run.work)
    } catch let error as FitError {
      throw try placed(error, formula, by, view, run)
    } catch let error as GapError {
      throw Placed(error, reference?.span ?? groups.column.span)
    }
    let report = GapReport(outcome: outcome.title, column: by, view: view, result: result)
    guard !run.workspace.policy.isFew(report.leastCount) else {
      throw CommandError(.tooFewRows(run.workspace.policy.enough), groups.column.span)
    }
    run.table(report.groupTable(notes))
    run.table(report.partTable)
    if result.dropped > 0 { run.table(report.lossTable) }
  }

  private func placed(
    _ error: FitError, _ formula: Formula, _ by: String, _ view: View, _ run: Run
  ) throws -> any Error {
    if case .unknownLevel(by, let level) = error.reason {
      let named = (groups.levels + [reference].compactMap(\.self)).first { $0.level == level }
      let levels = try run.workspace.showableLevels(of: try view.column(by, run.work), run.work)
      return NameError(
        .level, level, candidates: levels, span: named?.span ?? groups.column.span, place: by)
    }
    if case .oneClass(_, let n) = error.reason, run.workspace.policy.isFew(n) {
      return CommandError(.tooFewRows(run.workspace.policy.enough), outcome.name.span)
    }
    return try fit.placed(error, formula, view, run)
  }
}

extension Command {
  static let decompose = Command(
    "decompose", "split the gap between two groups into make-up and the rest", role: .shows,
    usage: [
      "decompose OUTCOME by COLUMN[=LEVEL, LEVEL] ~ TERM {+ TERM}", "    [reference LEVEL|pooled] [in TABLE]",
      "OUTCOME: NAME | NAME=\"LEVEL\"; TERM: as in fit",
    ],
    details: [
      """
      The gap is the rate of the first group less that of the second; the column has two levels, or two are named. \
      Kitagawa's decomposition compares the cells that the terms' values make: composition is the part of their \
      different shares, rates that of different rates within them. It assumes no model, and says little where many \
      rows are in cells that the other group does not have: those count as composition.
      """,
      """
      The logistic decomposition (Fairlie 2005) asks what the gap would be if only the make-up differed, all having \
      the same coefficients: explained. Those are of both groups together, with an indicator of the group, unless \
      reference names one. The terms' parts have Yun's weights (2004): Fairlie matches people of the two groups at \
      random, which gives other figures each time; Yun's need no draw and sum to the whole whatever the order. The \
      unexplained part is not split by term: such parts change with the terms' reference levels.
      """,
      "Explained means accounted for by the terms, not caused by them.",
    ],
    arguments: [
      .init(.positional, .outcome, "the outcome"),
      .init(
        .clause("by"), .dimension, "the column of the groups, with =LEVEL, LEVEL if it has more than two"),
      .init(.positional, .term, "behind ~, what may account for the gap"),
      .init(.clause("reference"), .name, "whose coefficients: a level, or pooled (both, the usual)"),
      .init(.clause("in"), .data, "the table"),
    ],
    examples: [
      .init(
        "decompose recovery by gender=Female, Male ~ deprivation + employment",
        "the gap between women and men",
        after: "load demo rows=20000 seed=7\nclean with talking-therapies"),
      .init(
        "decompose low=1 by smoke ~ factor(race) + ht in birthwt", "any table",
        after: "load birthwt from \"$fixtures/birthwt.csv\""),
    ]
  ) { parser in try parser.decompose() }
}

extension Parser {
  fileprivate mutating func decompose() throws -> Decompose {
    let outcome = try outcome()
    try expect(word: "by")
    var groups = Decompose.Groups(column: try column(.dimension))
    if try take("=") {
      let start = current.span
      groups.levels = [try groupLevel(of: groups.column)]
      try expect(",")
      groups.levels.append(try groupLevel(of: groups.column))
      if groups.levels[0].level == groups.levels[1].level {
        throw SyntaxError(reason: .repeated(groups.levels[0].level), span: start)
      }
    }
    expectations?.taken = [outcome.name, groups.column]
    try expect("~")
    var fit = Fit(
      outcome: outcome.event.map { .level(column: outcome.name.text, event: $0.level) }
        ?? .column(outcome.name.text),
      outcomeNames: [outcome.name], terms: try terms())
    fit.levelSpan = outcome.event?.span
    var result = Decompose(outcome: outcome, groups: groups, fit: fit)
    try clauses(["reference", "in"], of: "decompose", or: ["+", "-"]) { clause, parser in
      if clause == "in" {
        result.data = try parser.name(.data)
      } else if try !parser.take(word: "pooled") {
        result.reference = try parser.groupLevel(of: groups.column)
      }
    }
    return result
  }

  private mutating func groupLevel(of column: Name) throws -> (level: String, span: Span) {
    let start = current.span.start
    let level = try code(.level(of: column.text))
    return (level, Span(start, previousEnd))
  }
}
