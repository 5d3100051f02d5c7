/// What differs between the program's models and the oracle's, in words for a failing test; else empty.
enum OracleComparison {
  /// Relative agreement asked of every figure.
  static let tolerance = 1e-9

  static func differences(_ models: [ModelJSON], rows: [Oracle2022.Row]) -> [String] {
    let (base, treated) = Oracle2022.models(rows)
    return [("base", base), ("treated", treated)].flatMap { name, fit in
      guard let model = models.last(where: { $0.name == name }) else { return ["no model \(name)"] }
      return differences(model, fit).map { "\(name): \($0)" }
    }
  }

  static func differences(_ model: ModelJSON, _ fit: Oracle2022.Fit) -> [String] {
    var found: [String] = []
    func check(_ what: String, _ left: Double?, _ right: Double?) {
      if !agree(left, right) { found.append("\(what) \(show(left)), oracle \(show(right))") }
    }
    func check(_ what: String, _ left: Int, _ right: Int) {
      if left != right { found.append("\(what) \(left), oracle \(right)") }
    }
    check("n", model.n, fit.model.n)
    check("events", model.events, fit.model.events)
    check("loglik", model.loglik, fit.model.logLikelihood)
    let terms = model.terms.filter { $0.reference != true }
    if terms.map(\.term) != fit.model.names { found.append("terms \(terms.map(\.term))") }
    let aliased = terms.filter { $0.aliased == true }.map(\.term)
    if aliased != fit.model.aliased { found.append("aliased \(aliased), oracle \(fit.model.aliased)") }
    for term in terms {
      check("estimate of \(term.term)", term.estimate, fit.model.coefficients[term.term])
      check("se of \(term.term)", term.se, fit.model.standardErrors[term.term])
    }
    guard let ours = model.validation, let theirs = fit.validation else {
      if (model.validation == nil) != (fit.validation == nil) { found.append("validation on one side only") }
      return found
    }
    check("held-out n", ours.n, theirs.n)
    check("held-out events", ours.events, theirs.events)
    check("tp", ours.tp, theirs.confusion.truePositives)
    check("fp", ours.fp, theirs.confusion.falsePositives)
    check("fn", ours.fn, theirs.confusion.falseNegatives)
    check("tn", ours.tn, theirs.confusion.trueNegatives)
    check("accuracy", ours.accuracy, theirs.confusion.accuracy)
    check("precision", ours.precision, theirs.confusion.precision)
    check("recall", ours.recall, theirs.confusion.recall)
    check("f1", ours.f1, theirs.confusion.f1)
    check("auc", ours.auc, theirs.auc)
    check("brier", ours.brier, theirs.brier)
    return found
  }

  /// Rows a segment's models stand on: training and held out.
  static func rows(_ models: [ModelJSON]) -> Int? {
    models.last { $0.name == "base" }.map { $0.n + ($0.validation?.n ?? 0) }
  }

  /// Twenty segments of one cohort: all of it, then single levels and pairs of levels, largest first, whose
  /// two models the oracle can estimate. Single levels precede pairs, so that every label is looked at.
  static func segments(of rows: [Oracle2022.Row], count: Int = 20, least: Int = 60) -> [[String: String]] {
    var singles: [[String: String]] = []
    var pairs: [[String: String]] = []
    let dimensions = Oracle2022.dimensions
    for (place, dimension) in dimensions.enumerated() {
      for level in dimension.levels {
        singles.append([dimension.name: level])
        for other in dimensions[(place + 1)...] {
          pairs += other.levels.map { [dimension.name: level, other.name: $0] }
        }
      }
    }
    var chosen: [[String: String]] = [[:]]
    for group in [singles, pairs] {
      let sized = group.map { (segment: $0, rows: select($0, of: rows)) }.filter { $0.rows.count >= least }
      let order = sized.indices.sorted {
        sized[$0].rows.count != sized[$1].rows.count ? sized[$0].rows.count > sized[$1].rows.count : $0 < $1
      }
      for place in order where chosen.count < count {
        let (base, treated) = Oracle2022.models(sized[place].rows)
        guard base.model.converged, treated.model.converged else { continue }
        chosen.append(sized[place].segment)
      }
    }
    return chosen
  }

  static func select(_ segment: [String: String], of rows: [Oracle2022.Row]) -> [Oracle2022.Row] {
    Oracle2022.segment(
      rows, symptom: segment["symptom"] ?? "All", gender: segment["gender"] ?? "All",
      ethnicity: segment["ethnicity"] ?? "All", age: segment["age"] ?? "All")
  }

  private static func agree(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return abs(left - right) <= tolerance * max(abs(left), abs(right), 1e-6)
  }

  private static func show(_ value: Double?) -> String { value.map { "\($0)" } ?? "none" }
}
