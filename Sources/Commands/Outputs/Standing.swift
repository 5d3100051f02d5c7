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

  init(_ model: Model, _ work: Work = .unattended) throws(Cancelled) {
    rows = model.n
    least = model.standing
    cells = try model.leastCells(work)
  }

  /// The fewest behind a term's figures.
  func least(_ term: String) -> Int { min(least, cells[term] ?? .max) }

  /// The fewest behind anything that all terms enter, such as a prediction.
  var leastOfAll: Int { cells.values.reduce(least) { min($0, $1) } }

  /// An odds ratio of a term.
  func ratio(_ value: Double, _ term: String) -> Cell { .ratio(value, rows: rows, least: least(term)) }
}

extension Model {
  /// The fewest of events, other rows and residual degrees of freedom (covariate patterns less rank).
  var standing: Int { min(n, events, n - events, patterns - rank) }
}
