/// What each of some variables holds, over all rows and within groups: the first table of a paper.
public struct BaselineTable: Sendable, Hashable {
  /// A level of a category, or yes or no.
  public struct Level: Sendable, Hashable {
    /// The level.
    public var level: String
    /// Rows that have it, by group.
    public var rows: [Int]
  }

  /// What a variable holds.
  public enum Content: Sendable, Hashable {
    /// A category, a flag, or a number that is 0 or 1: its levels, in their order, those without rows left out.
    case levels([Level])
    /// A number: a summary by group; `nil` for a group without values.
    case number([NumberSummary?])
    /// A date, a category with more than ``Segment/mostLevels`` levels, or a number that is infinite somewhere.
    case other
  }

  /// One variable.
  public struct Variable: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// What it holds.
    public var content: Content
    /// Rows without a value, by group.
    public var missing: [Int]
    /// The standardised difference between the groups, of more than two the largest between any two; `nil` where it is
    /// not defined.
    public var difference: Double?
  }

  /// The groups' levels: all rows first, under `nil`.
  public var groups: [String?]
  /// Rows by group.
  public var rows: [Int]
  /// Rows that belong to no group: they are left out everywhere.
  public var ungrouped: Int
  /// The variables, in the order asked.
  public var variables: [Variable]

  /// Describes columns within groups; each row counts as often as its weight says. O(rows × columns), and memory for
  /// each distinct number of a column.
  ///
  /// - Parameters:
  ///   - groups: the groups' levels in their order, and each row's; −1 for none.
  public init(
    _ columns: [(name: String, column: Column)], by groups: (levels: [String], codes: [Int32]),
    weights: [Int64]? = nil, _ work: Work = .unattended
  ) throws {
    var counts = [Int](repeating: 0, count: groups.levels.count)
    var ungrouped = 0
    try forEachRow(groups.codes.count, work) { row in
      let weight = weights.map { Int($0[row]) } ?? 1
      if groups.codes[row] < 0 { ungrouped += weight } else { counts[Int(groups.codes[row])] += weight }
    }
    let present = counts.indices.filter { counts[$0] > 0 }
    let totals = [counts.reduce(0, +)] + present.map { counts[$0] }
    var place = [Int](repeating: -1, count: counts.count)
    for (index, group) in present.enumerated() { place[group] = index + 1 }
    self.groups = [nil] + present.map { groups.levels[$0] }
    rows = totals
    self.ungrouped = ungrouped
    let places = try mapped(groups.codes, work) { [place] in $0 < 0 ? -1 : Int32(place[Int($0)]) }
    variables = try columns.enumerated().map { index, column in
      try work.step("describing columns", done: index, of: columns.count)
      return try Variable(
        column.name, column.column, places, groups: present.count + 1, weights, work)
    }
  }
}

extension BaselineTable.Variable {
  fileprivate init(
    _ name: String, _ column: Column, _ places: [Int32], groups: Int, _ weights: [Int64]?, _ work: Work
  ) throws {
    let others = Self(
      name: name, content: .other, missing: try Self.missing(column, places, groups: groups, weights, work),
      difference: nil)
    guard let variable = try FitVariable(name: name, column: column, work) else {
      self = others
      return
    }
    let isLevelled = variable.type == .category || column.isBinary
    if isLevelled, variable.cardinality > Segment.mostLevels {
      self = others
      return
    }
    // By group, how often each distinct value stands there; all rows first.
    var tallies = [[Int]](repeating: [Int](repeating: 0, count: variable.cardinality), count: groups)
    try forEachRow(places.count, work) { row in
      let (code, place) = (Int(variable.codes[row]), Int(places[row]))
      guard code >= 0, place >= 0 else { return }
      tallies[place][code] += weights.map { Int($0[row]) } ?? 1
    }
    tallies[0] = tallies[0].indices.map { code in tallies.dropFirst().reduce(0) { $0 + $1[code] } }
    self = others
    if isLevelled {
      let codes = tallies[0].indices.filter { tallies[0][$0] > 0 }
      content = .levels(
        codes.map { code in .init(level: variable.label(code), rows: tallies.map { $0[code] }) })
      let shares = tallies.dropFirst().map { tally in codes.map { tally[$0] } }
      difference = Self.largest(shares) { StandardisedDifference.levels($0, $1) }
    } else {
      let summaries = tallies.map { NumberSummary(values: variable.values, counts: $0) }
      content = .number(summaries)
      difference = Self.largest(Array(summaries.dropFirst())) { first, second in
        guard let first, let second else { return nil }
        return StandardisedDifference.numbers(first, second)
      }
    }
  }

  private static func missing(
    _ column: Column, _ places: [Int32], groups: Int, _ weights: [Int64]?, _ work: Work
  ) throws -> [Int] {
    var result = [Int](repeating: 0, count: groups)
    try forEachRow(places.count, work) { row in
      guard places[row] >= 0, column.isMissing(row) else { return }
      let weight = weights.map { Int($0[row]) } ?? 1
      result[0] += weight
      result[Int(places[row])] += weight
    }
    return result
  }

  /// The largest difference of any two; `nil` for fewer than two, or when any is not defined.
  private static func largest<Group>(
    _ groups: [Group], _ difference: (Group, Group) -> Double?
  ) -> Double? {
    var largest: Double?
    for second in groups.indices {
      for first in 0..<second {
        guard let found = difference(groups[first], groups[second]) else { return nil }
        largest = max(largest ?? 0, found)
      }
    }
    return largest
  }
}
