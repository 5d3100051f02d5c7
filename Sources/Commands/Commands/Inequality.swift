import Engine

/// `inequality`: how an outcome differs along an ordered column.
struct Inequality: Action {
  var outcome: WrittenOutcome
  var column: Name
  var isReversed = false
  var data: Name?

  /// A segment with fewer events, or fewer others, has no index: its normal interval would mean nothing.
  private static let fewest = 10

  func check(_ scope: inout Scope) throws {
    let data = try scope.data(data)
    try scope.require(outcome.names + [column], in: data)
    let schema = try scope.schema(of: data)
    let by = try schema.spelling(of: column.text)
    guard try !outcome.names.contains(where: { try by == schema.spelling(of: $0.text) }) else {
      throw CommandError(.badValue("the column behind by", "another than the outcome"), column.span)
    }
  }

  func run(_ run: inout Run) throws {
    let data = try run.workspace.data(data)
    let view = try run.workspace.view(of: data, run.work)
    let schema = view.frame.schema
    let formula = Formula(outcome: try outcome.resolved(schema), terms: [])
    let by = try schema.spelling(of: column.text)
    let dimensions = run.workspace.selections[data]?.by ?? []
    guard !dimensions.isEmpty else {
      let report = try report(formula.outcome, by, view, run)
      let declared = Set(try schema.entry(by).levels ?? [])
      run.table(report.groupTable(run.workspace.policy, declared))
      do {
        run.table(try report.indexTable(run.work))
      } catch let error as FitError {
        throw worded(error)
      }
      return
    }
    var reports: [InequalityReport] = []
    var refused: [String] = []
    let combinations = try view.selected(run.work).combinations(of: dimensions, run.work).combinations
    for combination in combinations {
      try run.work.check()
      var part = view
      part.rows = view.rows.map { rows in combination.rows.map { rows[Int($0)] } } ?? combination.rows
      let label = zip(dimensions, combination.levels).map { "\($0)=\($1)" }.joined(separator: " ")
      part.restriction = label
      let isFew = run.workspace.policy.isFew(combination.rows.count)
      if isFew, try !view.declares(combination.levels, of: dimensions) {
        let words = "(segments that few rows have): left out: fewer than \(run.workspace.policy.enough) rows"
        if !refused.contains(words) { refused.append(words) }
        continue
      }
      do {
        let report = try report(formula.outcome, by, part, run)
        let least = min(report.groups.events, report.groups.rows - report.groups.events)
        guard least >= Self.fewest else {
          refused.append("\(label): left out: fewer than \(Self.fewest) rows with the event, or without")
          continue
        }
        _ = try report.groups.logisticIndex(run.work)
        reports.append(report)
      } catch let error where !(error is Cancelled) {
        refused.append("\(label): left out: \(reason(error))")
      }
    }
    guard !reports.isEmpty else { throw CommandError(.noSegmentFitted(refused)) }
    for (index, table) in try InequalityReport.tables(reports, run.work).enumerated() {
      var table = table
      if index == 0 { table.notes = refused + missingNotes(reports, run.workspace) + table.notes }
      run.table(table)
    }
  }

  /// How many rows of all segments are left out, and why.
  private func missingNotes(_ reports: [InequalityReport], _ workspace: Workspace) -> [String] {
    let outcomes = reports.reduce(0) { $0 + $1.groups.withoutOutcome }
    let columns = reports.reduce(0) { $0 + $1.groups.withoutGroup }
    return [(outcomes, outcome.title), (columns, column.text)].filter { $0.0 > 0 }.map {
      "left out: \(workspace.words(for: $0.0)) rows without \($0.1)"
    }
  }

  private func reason(_ error: any Error) -> String {
    let inner = (error as? Placed)?.error ?? error
    if case .tooFewRows(let threshold)? = (inner as? CommandError)?.reason {
      return "fewer than \(threshold) rows"
    }
    return Words.sentence((inner as? FitError).map(worded) ?? inner).message
  }

  /// The logistic line has no end where the groups part the outcome; its predictor is none that the user named.
  private func worded(_ error: FitError) -> any Error {
    guard case .separated = error.reason else { return error }
    return CommandError(.noLine(along: column.text), column.span)
  }

  private func report(
    _ outcome: Formula.Outcome, _ by: String, _ view: View, _ run: Run
  ) throws -> InequalityReport {
    let formula = Formula(outcome: outcome, terms: [.variable(by)])
    var groups: OutcomeGroups
    do {
      groups = try OutcomeGroups(
        outcome, by: by, in: try view.modelData(for: formula, heldOut: nil, run.work), run.work)
    } catch let error as FitError {
      if case .unusable = error.reason { throw Placed(error, column.span) }
      throw try self.outcome.placed(error, view, run)
    }
    guard !run.workspace.policy.isFew(groups.rows) else {
      throw CommandError(.tooFewRows(run.workspace.policy.enough), self.outcome.name.span)
    }
    guard groups.groups.count > 1 else {
      throw CommandError(.badValue("\(by)", "of two groups or more among the rows"), column.span)
    }
    if isReversed { groups.groups.reverse() }
    return InequalityReport(
      outcome: self.outcome.title, column: by, view: view, groups: groups,
      missing: (
        run.workspace.words(for: groups.withoutOutcome), run.workspace.words(for: groups.withoutGroup)
      ))
  }
}

extension Command {
  static let inequality = Command(
    "inequality", "measure how an outcome differs along an ordered column, such as deprivation", role: .shows,
    usage: [
      "inequality OUTCOME by COLUMN [in TABLE] [reversed]",
      "OUTCOME: NAME | NAME=\"LEVEL\" | events(SUCCESSES, FAILURES)",
    ],
    details: [
      """
      The groups stand in the column's order, the worst off first: of deprivation decile 1, the most deprived, comes \
      first. reversed says that the last comes first. Each group takes its share of a line from 0 to 1 (ridits), and \
      the slope index is how much the outcome differs between its two ends, the relative index how many times.
      """,
      """
      Both are given by two definitions: a straight line through the groups' rates (weights the groups' sizes: Mackenbach \
      and Kunst 1997, the method of OHID's public-health profiles), and a logistic regression on the ridits. The \
      concentration index follows, with Wagstaff's and Erreygers's normalisations for outcomes of yes and no. Above 0 \
      (relative index above 1) the outcome is more frequent at the end of the last group.
      """,
      "Where segment by is in force there is a line for each segment; those that have fewer than 10 rows with the event or without it, or that disclosure control hides, are left out and named.",
    ],
    arguments: [
      .init(.positional, .outcome, "the outcome"),
      .init(.clause("by"), .column, "the ordered column, the worst off first"),
      .init(.clause("in"), .data, "the table"),
      .init(.option("reversed"), .none, "the last group is the worst off"),
    ],
    examples: [
      .init(
        "inequality recovery by deprivation", "recovery along deprivation",
        after: "load demo rows=20000 seed=7\nclean with talking-therapies"),
      .init(
        "inequality low=1 by race in birthwt", "any ordered column",
        after: "load birthwt from \"$fixtures/birthwt.csv\""),
    ]
  ) { parser in
    let outcome = try parser.outcome(orCounts: true)
    try parser.expect(word: "by")
    var result = Inequality(outcome: outcome, column: try parser.column())
    try parser.clauses(["in", "reversed"], of: "inequality") { clause, parser in
      if clause == "in" { result.data = try parser.name(.data) } else { result.isReversed = true }
    }
    return result
  }
}
