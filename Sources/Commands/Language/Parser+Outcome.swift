import Engine

/// An outcome as written where no model is: a column, and the level that is its event.
struct WrittenOutcome: Sendable {
  var name: Name
  /// The level, and where it stands; `nil` for an outcome of yes and no.
  var event: (level: String, span: Span)?
  /// Of `events(SUCCESSES, FAILURES)` the column of those without the event.
  var failures: Name?

  /// The columns it names.
  var names: [Name] { [name] + (failures.map { [$0] } ?? []) }

  /// What it means, spelled as the data spell it.
  func resolved(_ schema: Schema) throws -> Formula.Outcome {
    let column = try schema.spelling(of: name.text)
    if let failures {
      return .events(successes: column, failures: try schema.spelling(of: failures.text))
    }
    return event.map { .level(column: column, event: $0.level) } ?? .column(column)
  }

  /// For titles: `recovery`, `low=1`, `events(ill, well)`.
  var title: String {
    if let failures { return "events(\(name.text), \(failures.text))" }
    return event.map { "\(name.text)=\($0.level)" } ?? name.text
  }

  /// An error of the Engine, pointed at the word it is about.
  func placed(_ error: FitError, _ view: View, _ run: Run) throws -> any Error {
    switch error.reason {
    case .unknownLevel(let column, let level):
      guard let event else { return error }
      let levels = try run.workspace.showableLevels(of: try view.column(column, run.work), run.work)
      return NameError(.level, level, candidates: levels, span: event.span, place: column)
    // Of a few rows it would tell their outcome that all have it.
    case .oneClass(_, let n) where run.workspace.policy.isFew(n):
      return CommandError(.tooFewRows(run.workspace.policy.enough), name.span)
    case .oneClass, .notBinary, .eventLevelNeeded: return Placed(error, name.span)
    case .badCounts(let column), .tooManyCounts(let column):
      let guilty = names.first { $0.text.lowercased() == column.lowercased() }
      return Placed(error, (guilty ?? name).span)
    default: return error
    }
  }
}

extension Parser {
  /// `OUTCOME` or `OUTCOME="LEVEL"`; where counts will do, also `events(SUCCESSES, FAILURES)`.
  mutating func outcome(orCounts: Bool = false) throws -> WrittenOutcome {
    let name = try column(.outcome)
    if orCounts, name.text.lowercased() == "events", try take("(") {
      let successes = try column(.counts)
      try expect(",")
      let failures = try column(.counts)
      try expect(")")
      return WrittenOutcome(name: successes, failures: failures)
    }
    guard try take("=") else { return WrittenOutcome(name: name) }
    let start = current.span.start
    let level = try code(.level(of: name.text))
    return WrittenOutcome(name: name, event: (level, Span(start, previousEnd)))
  }
}

extension Workspace {
  /// The rows chosen of some data, the segments of `segment by` taken together, and what to say of that.
  func pooledView(of data: DataName, _ work: Work) throws -> (view: View, notes: [String]) {
    var view = try view(of: data, work)
    guard let selection = selections[data], !selection.by.isEmpty else { return (view, []) }
    view.restriction = selection.restriction
    return (view, ["the segments by \(selection.by.joined(separator: ", ")) are taken together"])
  }

  /// A count inside a sentence, as the policy lets it be shown.
  func words(for count: Int) -> String {
    policy.shown(count).map(String.init) ?? "fewer than \(policy.threshold)"
  }
}

extension View {
  /// How often each chosen row counts; `nil` for once.
  func weights(beside column: String, _ work: Work) throws -> [Int64]? {
    try modelData(for: Formula(outcome: .column(column), terms: []), heldOut: nil, work).weights
  }
}
