import Engine

/// Counts of a table of which one is the sum of the others: what the gate needs to know so that no total gives away
/// what a cell hides.
public struct CellSum: Sendable, Hashable, Codable {
  /// A cell, by its row and column.
  public struct Place: Sendable, Hashable, Codable {
    /// From 0.
    public var row: Int
    /// From 0.
    public var column: Int

    /// Makes it.
    public init(_ row: Int, _ column: Int) {
      self.row = row
      self.column = column
    }
  }

  /// The sum as it is.
  public var whole: Int
  /// Where it stands, if it does. It is taken to be known where it does not: other outputs show it.
  public var total: Place?
  /// What it is the sum of; what is lacking to it is a count like any other.
  public var parts: [Place]
  /// What is lacking must not be known to be few either.
  public var isStrict = false
}

extension TableOutput {
  /// The count in a cell, if it is one.
  func count(at place: CellSum.Place) -> Int? {
    guard rows.indices.contains(place.row), rows[place.row].indices.contains(place.column),
      case .count(let count) = rows[place.row][place.column]
    else { return nil }
    return count
  }

  /// Declares a sum that stands in the table.
  mutating func declare(total: CellSum.Place, of parts: [CellSum.Place], isStrict: Bool = false) {
    guard let whole = count(at: total) else { return }
    declare(whole: whole, total: total, of: parts, isStrict: isStrict)
  }

  /// Declares the sum of some cells, which other outputs show.
  mutating func declare(
    whole: Int, total: CellSum.Place? = nil, of parts: [CellSum.Place], isStrict: Bool = false
  ) {
    let parts = parts.filter { count(at: $0) != nil }
    guard !parts.isEmpty, parts.reduce(0, { $0 + (count(at: $1) ?? 0) }) <= whole else { return }
    sums = (sums ?? []) + [CellSum(whole: whole, total: total, parts: parts, isStrict: isStrict)]
  }

  /// Declares in every row one column as the sum of others.
  mutating func declareColumns(total: Int, of parts: [Int]) {
    for row in rows.indices { declare(total: .init(row, total), of: parts.map { .init(row, $0) }) }
  }

  /// Declares in some columns one row, or a number known from elsewhere, as the sum of others.
  mutating func declareRows(total: Int, of parts: [Int], columns: [Int]) {
    for column in columns { declare(total: .init(total, column), of: parts.map { .init($0, column) }) }
  }

  /// Declares a flow of rows: of every step before = after + dropped, and after a step as many as before the next.
  mutating func declareAttrition() {
    for row in rows.indices {
      declare(total: .init(row, 1), of: [.init(row, 2), .init(row, 3)])
      if row > 0, count(at: .init(row - 1, 2)) == count(at: .init(row, 1)) {
        declare(total: .init(row - 1, 2), of: [.init(row, 1)])
      }
    }
  }

  /// Declares a table of groups, its columns 1 and 2 being rows and events, whose sums other outputs show.
  mutating func declareGroups(rows whole: Int, events: Int) {
    declare(whole: whole, of: rows.indices.map { .init($0, 1) })
    declare(whole: events, of: rows.indices.map { .init($0, 2) })
    declareColumns(total: 1, of: [2])
  }

  /// Declares that in some columns the differences between a row and the next are counts.
  mutating func declareSteps(_ columns: [Int]) {
    for column in columns {
      for row in rows.indices.dropFirst() {
        guard let above = count(at: .init(row - 1, column)), let below = count(at: .init(row, column)) else {
          continue
        }
        let (more, less) = above >= below ? (row - 1, row) : (row, row - 1)
        declare(total: .init(more, column), of: [.init(less, column)])
      }
    }
  }
}

/// Finds which counts must be hidden besides those that are few.
struct SumProtection {
  /// A sum over numbered counts.
  struct Relation {
    var whole: Int
    var total: Int?
    var parts: [Int]
    var isStrict: Bool
  }

  /// A hidden count keeps at least so many possible values.
  static let leastPossible = 3

  private let policy: DisclosurePolicy
  private let counts: [Int]
  /// Counts that are not shown since they are few.
  private let isFew: [Bool]
  /// Counts that are not shown.
  private(set) var isHidden: [Bool]

  /// Hides what the relations would give away. O(relations × parts × counts hidden).
  init(_ policy: DisclosurePolicy, _ counts: [Int], _ relations: [Relation]) {
    self.policy = policy
    self.counts = counts
    isFew = counts.map { policy.shown($0) == nil }
    isHidden = isFew
    guard policy.threshold > 0, policy.totals != .open else { return }
    var isChanged = true
    while isChanged {
      isChanged = false
      for relation in relations
      where policy.totals == .secondary || relation.total == nil || relation.isStrict {
        while isOpen(relation), let next = next(of: relation) {
          isHidden[next] = true
          isChanged = true
        }
      }
    }
  }

  private func rest(_ relation: Relation) -> Int {
    max(0, relation.whole - relation.parts.reduce(0) { $0 + counts[$1] })
  }

  /// The values a count may have for who sees what is shown.
  private func range(_ index: Int) -> ClosedRange<Int> {
    if isFew[index] { return (policy.showsZero ? 1 : 0)...max(1, policy.threshold - 1) }
    return isHidden[index] ? 0...Int.max / 4 : policy.values(shownAs: counts[index])
  }

  /// Whether a hidden count, or a few that lack, can be found too closely.
  private func isOpen(_ relation: Relation) -> Bool {
    let rest = rest(relation)
    let lacks = rest > 0
    let whole = relation.total.map(range) ?? policy.values(shownAs: relation.whole)
    if relation.isStrict, lacks, policy.shown(rest) == nil,
      relation.parts.allSatisfy({ !isHidden[$0] })
    {
      return true
    }
    let ranges = relation.parts.map(range)
    let low = ranges.reduce(0) { $0 + $1.lowerBound }
    let high = ranges.reduce(0) { min(Int.max / 4, $0 + $1.upperBound) } + (lacks ? Int.max / 8 : 0)
    for (place, part) in relation.parts.enumerated() where isFew[part] {
      let least = max(ranges[place].lowerBound, whole.lowerBound - (high - ranges[place].upperBound))
      let most = min(ranges[place].upperBound, whole.upperBound - (low - ranges[place].lowerBound))
      if most - least + 1 < Self.leastPossible { return true }
    }
    guard lacks, policy.shown(rest) == nil else { return false }
    let least = max(0, whole.lowerBound - high + Int.max / 8)
    let most = whole.upperBound - low
    return most < policy.threshold && most - least + 1 < Self.leastPossible
  }

  /// The smallest count that is shown yet: a part, or the total when no part is left.
  private func next(of relation: Relation) -> Int? {
    relation.parts.filter { !isHidden[$0] }.min { (counts[$0], $0) < (counts[$1], $1) }
      ?? relation.total.flatMap { isHidden[$0] ? nil : $0 }
  }
}

extension DisclosurePolicy {
  /// The counts that are shown as this one is.
  func values(shownAs count: Int) -> ClosedRange<Int> {
    guard let shown = shown(count), rounding > 1 else { return count...count }
    if count == 0, showsZero || method == .midpoint { return 0...0 }
    switch method {
    case .nearest:
      let low = max(threshold, showsZero ? 1 : 0, shown - rounding / 2)
      return min(low, count)...max(count, shown + (rounding - 1) / 2)
    case .midpoint:
      let low = (count - 1) / rounding * rounding + 1
      return low...(low + rounding - 1)
    }
  }
}
