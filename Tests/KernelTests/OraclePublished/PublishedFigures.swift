/// What the program prints of a cohort and the oracle counts of its own: the ground they are compared on.
struct PublishedFigures: Equatable {
  struct Outcome: Equatable {
    var among, events, unknown: Int
  }

  /// A column of numbers, or one of too many levels to be listed, which has no mean.
  struct Measure: Equatable {
    var rows, missing, distinct: Int
    var mean, deviation: Double?
  }

  /// More levels than this are not listed.
  static let mostLevels = 100

  var rows = 0
  var outcomes: [String: Outcome] = [:]
  /// By column and level, `(missing)` among them; levels without rows are left out.
  var levels: [String: [String: Int]] = [:]
  var measures: [String: Measure] = [:]

  init() {}

  /// The figures of a cohort of the oracle.
  init(_ rows: [OraclePublished.Row], of recipe: OraclePublished.Recipe) {
    self.rows = rows.count
    for name in recipe.outcomes {
      let inside = rows.compactMap { $0.outcomes[name] }.filter(\.isAmong)
      outcomes[name] = Outcome(
        among: inside.count, events: inside.count { $0.value == true },
        unknown: inside.count { $0.value == nil || $0.isFilled })
      var counts: [String: Int] = [:]
      for row in rows {
        let outcome = row.outcomes[name]
        let value = outcome?.isAmong == true ? outcome?.value : nil
        counts[Self.text(value), default: 0] += 1
      }
      levels[name] = counts
    }
    for column in OraclePublished.Column.allCases where !recipe.outcomes.contains(column.rawValue) {
      count(column, rows)
    }
  }

  private mutating func count(_ column: OraclePublished.Column, _ rows: [OraclePublished.Row]) {
    var counts: [String: Int] = [:]
    var numbers: [Int] = []
    var isNumber = false
    for row in rows {
      switch row.values[column] {
      case .label(let text)?: counts[text ?? "(missing)", default: 0] += 1
      case .flag(let value)?: counts[Self.text(value), default: 0] += 1
      case .number(let number)?:
        isNumber = true
        if let number { numbers.append(number) }
      case nil: break
      }
    }
    if isNumber {
      measures[column.rawValue] = Self.measure(numbers, of: rows.count)
      return
    }
    let missing = counts["(missing)"] ?? 0
    let distinct = counts.count - (missing > 0 ? 1 : 0)
    if distinct > Self.mostLevels {
      measures[column.rawValue] = Measure(rows: rows.count, missing: missing, distinct: distinct)
    } else {
      levels[column.rawValue] = counts
    }
  }

  private static func text(_ value: Bool?) -> String { value.map { $0 ? "yes" : "no" } ?? "(missing)" }

  /// From exact integer sums; the deviation divides by n - 1.
  private static func measure(_ numbers: [Int], of rows: Int) -> Measure {
    let n = numbers.count
    let sum = numbers.reduce(0, +)
    let squares = numbers.reduce(0) { $0 + $1 * $1 }
    return Measure(
      rows: rows, missing: rows - n, distinct: Set(numbers).count,
      mean: n > 1 ? Double(sum) / Double(n) : nil,
      deviation: n > 1 ? (Double(n * squares - sum * sum) / (Double(n) * Double(n - 1))).squareRoot() : nil)
  }

  /// What differs, in words for a failing test; else empty.
  func differences(from right: PublishedFigures) -> [String] {
    var found: [String] = []
    if rows != right.rows { found.append("rows \(rows), oracle \(right.rows)") }
    for name in Set(outcomes.keys).union(right.outcomes.keys).sorted()
    where outcomes[name] != right.outcomes[name] {
      found.append("outcome \(name) \(show(outcomes[name])), oracle \(show(right.outcomes[name]))")
    }
    for name in Set(levels.keys).union(right.levels.keys).sorted() {
      guard let mine = levels[name], let theirs = right.levels[name] else {
        found.append("levels of \(name) \(show(levels[name])), oracle \(show(right.levels[name]))")
        continue
      }
      for level in Set(mine.keys).union(theirs.keys).sorted() where mine[level] ?? 0 != theirs[level] ?? 0 {
        found.append("\(name) = \(level): \(mine[level] ?? 0), oracle \(theirs[level] ?? 0)")
      }
    }
    for name in Set(measures.keys).union(right.measures.keys).sorted() {
      if let mine = measures[name], let theirs = right.measures[name], Self.agree(mine, theirs) { continue }
      found.append("\(name) \(show(measures[name])), oracle \(show(right.measures[name]))")
    }
    return found
  }

  private static func agree(_ left: Measure, _ right: Measure) -> Bool {
    left.rows == right.rows && left.missing == right.missing && left.distinct == right.distinct
      && PublishedModel.agree(left.mean, right.mean) && PublishedModel.agree(left.deviation, right.deviation)
  }

  private func show<T>(_ value: T?) -> String { value.map { "\($0)" } ?? "none" }
}
