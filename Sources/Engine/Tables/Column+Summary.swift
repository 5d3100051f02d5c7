/// Figures that describe a column without showing a single value.
extension Column {
  /// Number of different values, missing ones left out. O(rows).
  public var distinctCount: Int {
    switch storage {
    case .category(let codes, let levels):
      var seen = [Bool](repeating: false, count: levels.count)
      for code in codes where code >= 0 { seen[Int(code)] = true }
      return seen.count(where: { $0 })
    case .flag(let values): return Set(values).subtracting([Column.missingFlag]).count
    case .date(let values): return Set(values).subtracting([Column.missingDate]).count
    case .integer(let values): return Set(values).subtracting([Column.missingInteger]).count
    case .decimal(let values): return Set(values.lazy.filter { !$0.isNaN }).count
    }
  }

  /// Mean and standard deviation (divisor n − 1) of the values that are there; `nil` unless numeric with at least
  /// two values. Sums run in ascending order over deviations from the least, so that the rows' order does not matter.
  /// O(rows log rows).
  public var numericSummary: (mean: Double, deviation: Double)? {
    var values: [Double]
    switch storage {
    case .integer(let all): values = all.filter { $0 != Column.missingInteger }.map(Double.init)
    case .decimal(let all): values = all.filter { !$0.isNaN }
    default: return nil
    }
    guard values.count > 1 else { return nil }
    values.sort()
    let first = values[0]
    let n = Double(values.count)
    let mean = first + values.reduce(0) { $0 + ($1 - first) } / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / (n - 1)).squareRoot())
  }

  /// Each different value as text with its number of rows, in the column's order; missing ones left out.
  ///
  /// A category's levels come in their own order, those without rows left out; other types ascending.
  public func levelCounts() -> [(level: String, rows: Int)] {
    switch storage {
    case .category(let codes, let levels):
      var counts = [Int](repeating: 0, count: levels.count)
      for code in codes where code >= 0 { counts[Int(code)] += 1 }
      return zip(levels, counts).filter { $0.1 > 0 }.map { (level: $0.0, rows: $0.1) }
    case .flag(let values):
      let yes = values.count(where: { $0 == 1 })
      let no = values.count(where: { $0 == 0 })
      return [("no", no), ("yes", yes)].filter { $0.1 > 0 }.map { (level: $0.0, rows: $0.1) }
    case .date(let values):
      return Self.counts(values.lazy.filter { $0 != Column.missingDate }) { Day(number: $0).description }
    case .integer(let values):
      return Self.counts(values.lazy.filter { $0 != Column.missingInteger }) { String($0) }
    case .decimal(let values): return Self.counts(values.lazy.filter { !$0.isNaN }) { $0.description }
    }
  }

  private static func counts<Value: Hashable & Comparable>(
    _ values: some Sequence<Value>, _ text: (Value) -> String
  ) -> [(level: String, rows: Int)] {
    var counts: [Value: Int] = [:]
    for value in values { counts[value, default: 0] += 1 }
    return counts.sorted { $0.key < $1.key }.map { (level: text($0.key), rows: $0.value) }
  }
}
