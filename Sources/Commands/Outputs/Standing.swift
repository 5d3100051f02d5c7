import Engine
import OrderedCollections

/// What a model's figures stand on: the gate hides those that stand on too little.
struct Standing {
  /// Rows used.
  var rows: Int
  /// The fewest of events, other rows and residual degrees of freedom.
  var least: Int
  /// By term with levels the fewest events or other rows of a level or combination.
  var cells: OrderedDictionary<String, Int>
  /// The same by line.
  var lines: Model.LevelCells

  init(_ model: Model, _ work: Work = .unattended) throws(Cancelled) {
    rows = model.n
    least = model.standing
    cells = try model.leastCells(work)
    lines = model.levelCells(cells)
  }

  /// The fewest behind what all lines of a term make, such as its test.
  func least(_ term: String) -> Int { min(least, cells[term] ?? .max) }

  /// The fewest behind a line of a term.
  func least(_ line: Model.Coefficient) -> Int { min(least, leastOfLevel(line.term, line.levels) ?? .max) }

  /// The fewest events or other rows behind a line: those of its level, where it stands on that alone, else of its
  /// term; `nil` where it has no levels.
  func leastOfLevel(_ term: String, _ levels: [String?]) -> Int? {
    if term == Model.interceptName { return lines.intercept == .max ? nil : lines.intercept }
    guard let own = lines.levels[term] else { return cells[term] }
    return levels.first.flatMap { $0 }.flatMap { own[$0] } ?? cells[term]
  }

  /// The fewest behind anything that all terms enter, such as a prediction.
  var leastOfAll: Int { cells.values.reduce(least) { min($0, $1) } }

  /// A figure of a line's odds ratio.
  func ratio(_ value: Double, _ line: Model.Coefficient) -> Cell {
    .ratio(value, rows: rows, least: least(line))
  }
}

extension Model {
  /// The fewest of events, other rows and residual degrees of freedom (covariate patterns less rank), which do not
  /// matter where the counts of the patterns are such as may be shown.
  var standing: Int { min(n, events, n - events, isOfShownCounts ? .max : patterns - rank) }
}

extension Workspace {
  /// The model as the policy in force lets it be shown: one that would be withheld for its few residual degrees of
  /// freedom is fitted anew to its counts as a table would show them, where a table would show all of them.
  func shown(_ fitted: FittedModel, _ work: Work) throws -> FittedModel {
    let policy = policy
    guard policy.saturated == .ofShownCounts, !policy.isOpen,
      !policy.carries(fitted.model.patterns - fitted.model.rank)
    else { return fitted }
    do {
      guard let model = try fitted.model.ofShownCounts(least: policy.enough, policy.shown, work) else {
        return fitted
      }
      var result = fitted
      result.model = model
      return result
    } catch let error as Cancelled {
      throw error
    } catch {
      // Of rounded counts there may be no such model, as where two become equal: then it is withheld.
      return fitted
    }
  }
}
