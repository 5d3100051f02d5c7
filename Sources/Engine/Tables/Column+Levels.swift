extension Column {
  /// How many of some rows each level has, in the column's order, levels without rows left out; `nil` when the column
  /// has no levels, or too many to be levels.
  ///
  /// Flags, categories, and whole numbers that lie within a hundred of each other. Missing values count nowhere.
  /// - Parameter rows: rows of the column, −1 for none; `nil` for all. O(rows).
  public func levelCounts(in rows: [Int32]?) -> [(level: String, rows: Int)]? {
    switch storage {
    case .flag(let values):
      let counts = Self.tally(values, rows, 2) { Int($0) }
      return [("no", counts[0]), ("yes", counts[1])].filter { $0.1 > 0 }.map { (level: $0.0, rows: $0.1) }
    case .category(let codes, let levels):
      // Of a long list few may be left in these rows.
      guard levels.count <= 10_000 else { return nil }
      let counts = Self.tally(codes, rows, levels.count) { Int($0) }
      return zip(levels, counts).filter { $0.1 > 0 }.map { (level: $0.0, rows: $0.1) }
    case .integer(let values):
      var least = Int64.max
      var most = Int64.min
      for value in values where value != Column.missingInteger {
        least = min(least, value)
        most = max(most, value)
      }
      let (width, overflow) = most.subtractingReportingOverflow(least)
      guard least <= most, !overflow, width < Int64(Segment.mostLevels) else { return nil }
      let counts = Self.tally(values, rows, Int(width) + 1) {
        $0 == Column.missingInteger ? -1 : Int($0 - least)
      }
      return counts.enumerated().filter { $0.1 > 0 }.map { (level: String(least + Int64($0.0)), rows: $0.1) }
    case .date, .decimal: return nil
    }
  }

  /// True when every value is 0, 1 or missing. It stops at the first other value.
  public var isBinary: Bool {
    switch storage {
    case .flag: true
    case .integer(let values): values.allSatisfy { $0 == 0 || $0 == 1 || $0 == Column.missingInteger }
    case .decimal(let values): values.allSatisfy { $0 == 0 || $0 == 1 || $0.isNaN }
    case .category, .date: false
    }
  }

  /// How often each code from 0 to below `count` stands in the rows; other codes are left out.
  private static func tally<Value>(
    _ values: [Value], _ rows: [Int32]?, _ count: Int, _ code: (Value) -> Int
  ) -> [Int] {
    var counts = [Int](repeating: 0, count: count)
    func add(_ value: Value) {
      let code = code(value)
      if code >= 0, code < count { counts[code] += 1 }
    }
    if let rows {
      for row in rows where row >= 0 && Int(row) < values.count { add(values[Int(row)]) }
    } else {
      values.forEach(add)
    }
    return counts
  }
}
