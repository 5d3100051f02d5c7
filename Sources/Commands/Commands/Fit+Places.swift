import Engine

extension Fit {
  /// The error, pointed at the word it is about: the outcome, a level, or the first guilty term.
  func placed(_ error: FitError, _ formula: Formula, _ view: View, _ run: Run) throws -> any Error {
    let error = error.withoutFew(run.workspace.policy)
    let span: Span?
    switch error.reason {
    case .oneClass, .eventLevelNeeded, .notBinary: span = outcomeSpan
    case .badCounts(let column), .tooManyCounts(let column):
      span = outcomeNames.first { $0.text.lowercased() == column.lowercased() }?.span
    case .unusable(let term, _), .outOfRange(let term, _), .notANumber(let term, _),
      .notPositive(let term, _):
      span = place(of: [term], run)
    case .separated(let growing, _): span = place(of: growing.map(\.term), run)
    case .levelTaken(let column, _), .mixedMissing(let column): span = place(of: [column], run)
    case .unknownLevel(let column, let level):
      let levels = try run.workspace.showableLevels(of: try view.column(column, run.work), run.work)
      let span =
        formula.predicts(column)
        ? levelSpan : terms.first { $0.levelSpan != nil && $0.mentions(column) }?.levelSpan
      return NameError(.level, level, candidates: levels, span: span, place: column)
    case .noRows, .notConverged, .tooManyColumns: span = nil
    }
    return span.map { Placed(error, $0) } ?? error
  }

  private var outcomeSpan: Span? {
    guard let first = outcomeNames.first, let last = outcomeNames.last else { return nil }
    return first.span.union(last.span)
  }

  /// Where the first of some terms stands: as written, else a model that brings it, else whatever names its columns.
  private func place(of guilty: [String], _ run: Run) -> Span? {
    for name in guilty {
      let written =
        terms.first { $0.term.description.lowercased() == name.lowercased() }
        ?? terms.first {
          $0.names.contains { written in
            run.workspace.models[written.text]?.formula.terms.contains { $0.description == name } ?? false
          }
        }
        ?? terms.first { $0.isEverything }
        ?? terms.first { $0.mentions(name) }
      if let first = written?.names.first, let last = written?.names.last {
        return first.span.union(last.span)
      }
    }
    return nil
  }
}

extension Fit.WrittenTerm {
  /// Whether a column is among the names written, with or without its table.
  fileprivate func mentions(_ column: String) -> Bool {
    names.contains {
      $0.text.lowercased() == column.lowercased() || $0.text.lowercased().hasSuffix("." + column.lowercased())
    }
  }
}

extension FitError {
  /// The error without a number of rows or a level that the policy hides.
  func withoutFew(_ policy: DisclosurePolicy) -> FitError {
    switch reason {
    case .notPositive(let term, let rows?):
      return FitError(.notPositive(term: term, rows: policy.shown(rows)))
    case .separated(let growing, let complete) where !policy.isOpen:
      // Which level has one outcome only, and which, is what its rows have in common.
      let terms = growing.map(\.term).uniqued()
      return FitError(
        .separated(terms.map { .init(term: $0, column: "", upwards: true) }, complete: complete))
    default: return self
    }
  }
}

extension InferenceError {
  /// The error without a count that the policy hides or rounds.
  func withoutFew(_ policy: DisclosurePolicy) -> InferenceError {
    guard case .fewerClusters(let clusters?, let parameters) = self, policy.shown(clusters) != clusters else {
      return self
    }
    return .fewerClusters(nil, parameters: parameters)
  }
}

extension Formula {
  /// Whether the column's own levels are the outcome.
  fileprivate func predicts(_ column: String) -> Bool {
    if case .level(column, _) = outcome { true } else { false }
  }
}
