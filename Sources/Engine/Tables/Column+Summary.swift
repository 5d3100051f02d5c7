/// Figures that describe a column without showing a single value.
extension Column {
  /// Number of different values, missing ones left out. O(rows).
  public func distinctCount(_ work: Work = .unattended) throws -> Int {
    switch storage {
    case .category(let codes, let levels):
      var seen = [Bool](repeating: false, count: levels.count)
      try forEachRow(codes.count, work) { row in
        if codes[row] >= 0 { seen[Int(codes[row])] = true }
      }
      return seen.count(where: { $0 })
    case .flag(let values): return [0, 1].count(where: values.contains)
    case .date(let values): return try Self.counts(values, but: Column.missingDate, work).count
    case .integer(let values): return try Self.counts(values, but: Column.missingInteger, work).count
    case .decimal(let values): return try Self.counts(values, but: .nan, work).count
    }
  }

  /// Mean and standard deviation (divisor n − 1) of the values that are there; `nil` unless numeric with at least
  /// two values. Sums run in ascending order over deviations from the least, so that the rows' order does not matter.
  /// O(rows).
  public func numericSummary(_ work: Work = .unattended) throws -> (
    mean: Double, deviation: Double, count: Int
  )? {
    guard case .decimal(let all) = try asDecimal(work).storage else { return nil }
    let known = all.filter { !$0.isNaN }
    guard known.count > 1 else { return nil }
    let order = try KeyOrder.order(known.map { KeyOrder.rising($0.bitPattern) }, work)
    let values = try mapped(order, work) { known[Int($0)] }
    let first = values[0]
    let n = Double(values.count)
    let mean = first + values.reduce(0) { $0 + ($1 - first) } / n
    let squares = values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    return (mean, (squares / (n - 1)).squareRoot(), values.count)
  }

  /// The numbers that are there, in ascending order without repeats, and how often each is. O(rows).
  public func numberCounts(_ work: Work = .unattended) throws -> (values: [Double], counts: [Int]) {
    guard case .decimal(let all) = try asDecimal(work).storage else { return ([], []) }
    let counts = try Self.counts(all, but: .nan, work).sorted { $0.key < $1.key }
    return (counts.map(\.key), counts.map(\.value))
  }

  /// Each different value as text with its number of rows, in the column's order; missing ones left out.
  ///
  /// A category's levels come in their own order, those without rows left out; other types ascending.
  public func levelCounts(_ work: Work = .unattended) throws -> [(level: String, rows: Int)] {
    switch storage {
    case .category(let codes, let levels):
      var counts = [Int](repeating: 0, count: levels.count)
      try forEachRow(codes.count, work) { row in
        if codes[row] >= 0 { counts[Int(codes[row])] += 1 }
      }
      return zip(levels, counts).filter { $0.1 > 0 }.map { (level: $0.0, rows: $0.1) }
    case .flag(let values):
      let yes = values.count(where: { $0 == 1 })
      let no = values.count(where: { $0 == 0 })
      return [("no", no), ("yes", yes)].filter { $0.1 > 0 }.map { (level: $0.0, rows: $0.1) }
    case .date(let values):
      return try Self.sorted(Self.counts(values, but: Column.missingDate, work)) {
        Day(number: $0).description
      }
    case .integer(let values):
      return try Self.sorted(Self.counts(values, but: Column.missingInteger, work)) { String($0) }
    case .decimal(let values): return try Self.sorted(Self.counts(values, but: .nan, work)) { $0.description }
    }
  }

  /// How often each value stands there; `missing`, and what equals nothing, is left out.
  private static func counts<Value: Hashable>(
    _ values: [Value], but missing: Value, _ work: Work
  ) throws -> [Value: Int] {
    var counts: [Value: Int] = [:]
    try forEachRow(values.count, work) { row in
      let value = values[row]
      if value != missing, value == value { counts[value, default: 0] += 1 }
    }
    return counts
  }

  private static func sorted<Value: Hashable & Comparable>(
    _ counts: [Value: Int], _ text: (Value) -> String
  ) -> [(level: String, rows: Int)] {
    counts.sorted { $0.key < $1.key }.map { (level: text($0.key), rows: $0.value) }
  }
}
