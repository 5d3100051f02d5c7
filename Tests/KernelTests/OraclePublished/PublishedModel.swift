/// A logistic fit with an intercept over the oracle's rows, its categories coded against a reference level.
///
/// A level whose rows all have the event, or none of them, has no finite coefficient. Its rows tell nothing about
/// the others, so they are set aside, and the level is said to be separated; n and events count all rows.
struct PublishedModel {
  struct Term: Hashable {
    var name: String
    /// Of a category; nil for numbers, flags and the intercept.
    var level: String?
  }

  struct Figure {
    var estimate, error: Double?
  }

  static let tolerance = 1e-9

  var n = 0
  var events = 0
  var logLikelihood = 0.0
  var figures: [Term: Figure] = [:]
  var separated: Set<Term> = []
  var converged = false

  init() {}

  /// - Parameter references: by category, the level that others are compared with.
  init(
    _ rows: [OraclePublished.Row], outcome: String, predictors: [OraclePublished.Column],
    references: [OraclePublished.Column: String]
  ) {
    var used: [(event: Bool, values: [OraclePublished.Value])] = []
    for row in rows {
      guard let mark = row.outcomes[outcome], mark.isAmong, let event = mark.value else { continue }
      let values = predictors.compactMap { row.values[$0] }
      if values.allSatisfy(\.isKnown) { used.append((event, values)) }
    }
    n = used.count
    events = used.count { $0.event }

    var isSettled = false
    while !isSettled {
      isSettled = true
      for (place, predictor) in predictors.enumerated() {
        for (level, counts) in Self.levels(used, place)
        where counts.events == 0 || counts.events == counts.rows {
          separated.insert(Term(name: predictor.rawValue, level: level))
          used.removeAll { $0.values[place] == .label(level) }
          isSettled = false
        }
      }
    }

    var terms = [Term(name: "(Intercept)")]
    var columns: [(OraclePublished.Value) -> Double] = []
    var places: [Int] = []
    for (place, predictor) in predictors.enumerated() {
      let levels = Self.levels(used, place).keys.sorted()
      let reference = references[predictor].flatMap { levels.contains($0) ? $0 : nil } ?? levels.first
      if levels.isEmpty {
        terms.append(Term(name: predictor.rawValue))
        columns.append(\.asNumber)
        places.append(place)
      }
      for level in levels where level != reference {
        terms.append(Term(name: predictor.rawValue, level: level))
        columns.append { $0 == .label(level) ? 1 : 0 }
        places.append(place)
      }
    }
    var x: [Double] = []
    x.reserveCapacity(used.count * terms.count)
    for row in used {
      x.append(1)
      for (column, place) in zip(columns, places) { x.append(column(row.values[place])) }
    }
    let names = terms.indices.map { "\($0)" }
    let fit = OracleLogistic(names: names, x: x, y: used.map(\.event))
    for (name, term) in zip(names, terms) {
      figures[term] = Figure(estimate: fit.coefficients[name], error: fit.standardErrors[name])
    }
    logLikelihood = fit.logLikelihood
    converged = fit.converged
    for (place, predictor) in predictors.enumerated() {
      let levels = Self.levels(used, place).keys.map { Term(name: predictor.rawValue, level: $0) }
      leaveReference(Term(name: predictor.rawValue, level: references[predictor]), others: levels)
    }
  }

  /// Against a separated level every other one of its category is without bound, and the intercept with them.
  private mutating func leaveReference(_ reference: Term, others: [Term]) {
    guard separated.remove(reference) != nil else { return }
    for term in others + [Term(name: "(Intercept)")] {
      figures[term] = nil
      separated.insert(term)
    }
  }

  private static func levels(
    _ rows: [(event: Bool, values: [OraclePublished.Value])], _ place: Int
  ) -> [String: (rows: Int, events: Int)] {
    var counts: [String: (rows: Int, events: Int)] = [:]
    for row in rows {
      guard case .label(let level?) = row.values[place] else { continue }
      counts[level, default: (0, 0)].rows += 1
      if row.event { counts[level, default: (0, 0)].events += 1 }
    }
    return counts
  }

  /// What differs, in words for a failing test; else empty.
  func differences(from right: PublishedModel) -> [String] {
    var found: [String] = []
    if n != right.n { found.append("n \(n), oracle \(right.n)") }
    if events != right.events { found.append("events \(events), oracle \(right.events)") }
    if !Self.agree(logLikelihood, right.logLikelihood) {
      found.append("loglik \(logLikelihood), oracle \(right.logLikelihood)")
    }
    if separated != right.separated { found.append("separated \(separated), oracle \(right.separated)") }
    let terms = Set(figures.keys).union(right.figures.keys)
    for term in terms.sorted(by: { ($0.name, $0.level ?? "") < ($1.name, $1.level ?? "") }) {
      let (mine, theirs) = (figures[term], right.figures[term])
      if Self.agree(mine?.estimate, theirs?.estimate), Self.agree(mine?.error, theirs?.error) { continue }
      found.append("\(term.name) \(term.level ?? ""): \(Self.show(mine)), oracle \(Self.show(theirs))")
    }
    return found
  }

  static func agree(_ left: Double?, _ right: Double?) -> Bool {
    guard let left, let right else { return left == nil && right == nil }
    return abs(left - right) <= tolerance * max(abs(left), abs(right), 1e-6)
  }

  private static func show(_ figure: Figure?) -> String {
    guard let figure, let estimate = figure.estimate, let error = figure.error else { return "none" }
    return "\(estimate) (\(error))"
  }
}

extension OraclePublished.Value {
  var isKnown: Bool {
    switch self {
    case .label(let text): text != nil
    case .flag(let value): value != nil
    case .number(let number): number != nil
    }
  }

  var asNumber: Double {
    switch self {
    case .number(let number?): Double(number)
    case .flag(let value?): value ? 1 : 0
    default: 0
    }
  }
}
