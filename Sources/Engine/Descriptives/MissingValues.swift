/// Where values are missing: by variable, together, and against an outcome.
public struct MissingValues: Sendable, Hashable {
  /// One variable.
  public struct Variable: Sendable, Hashable {
    /// Its name.
    public var name: String
    /// Rows without a value.
    public var missing: Int
    /// The outcome among rows without and with a value, each with its events; 0 of 0 where no outcome was asked.
    public var missingOutcome = Counts()
    /// With a value.
    public var knownOutcome = Counts()
  }

  /// Rows whose outcome is known, and the events among them.
  public struct Counts: Sendable, Hashable {
    /// Rows.
    public var rows = 0
    /// Of those, rows with the event.
    public var events = 0

    /// Share of events; `nil` without rows.
    public var rate: Double? { rows == 0 ? nil : Double(events) / Double(rows) }
  }

  /// Variables that are missing together.
  public struct Pattern: Sendable, Hashable {
    /// Places of the variables that are missing, ascending; none for complete rows.
    public var missing: [Int]
    /// Rows that lack these and no others.
    public var rows: Int
  }

  /// Rows in all, each as often as it counts.
  public var rows: Int
  /// The variables, in the order asked.
  public var variables: [Variable]
  /// Every pattern that rows have, the most common first, of equal ones the one that lacks earlier variables.
  public var patterns: [Pattern]

  /// Counts missing values, and with `events` (0, 1, or 2 for unknown, by row) the outcome beside them. O(rows × columns).
  public init(
    _ columns: [(name: String, column: Column)], rowCount: Int, events: [UInt8]? = nil,
    weights: [Int64]? = nil, _ work: Work = .unattended
  ) throws {
    func weight(_ row: Int) -> Int { weights.map { Int($0[row]) } ?? 1 }
    var total = 0
    try forEachRow(rowCount, work) { total += weight($0) }
    rows = total
    // Each row's pattern as a number, variable by variable; a new number for each pattern met.
    var pattern = [Int32](repeating: 0, count: rowCount)
    var sets: [[Int]] = [[]]
    variables = []
    for (index, entry) in columns.enumerated() {
      try work.step("counting missing values", done: index, of: columns.count)
      var variable = Variable(name: entry.name, missing: 0)
      var withMissing: [Int32: Int32] = [:]
      try forEachRow(rowCount, work) { row in
        let isMissing = entry.column.isMissing(row)
        let weight = weight(row)
        if isMissing {
          variable.missing += weight
          let old = pattern[row]
          let new = withMissing[old] ?? Int32(truncatingIfNeeded: sets.count)
          if withMissing[old] == nil {
            withMissing[old] = new
            sets.append(sets[Int(old)] + [index])
          }
          pattern[row] = new
        }
        guard let event = events?[row], event != Column.missingFlag else { return }
        let path = isMissing ? \Variable.missingOutcome : \Variable.knownOutcome
        variable[keyPath: path].rows += weight
        if event == 1 { variable[keyPath: path].events += weight }
      }
      variables.append(variable)
    }
    var counts = [Int](repeating: 0, count: sets.count)
    try forEachRow(rowCount, work) { counts[Int(pattern[$0])] += weight($0) }
    patterns = counts.indices.filter { counts[$0] > 0 }.map { Pattern(missing: sets[$0], rows: counts[$0]) }
      .sorted { a, b in
        a.rows != b.rows ? a.rows > b.rows : a.missing.lexicographicallyPrecedes(b.missing)
      }
  }
}

extension Formula.Outcome {
  /// The outcome of each row: 0, 1, or 2 where it is unknown.
  ///
  /// Throws ``FitError`` when it is not yes or no; of counts of events and others too.
  public func events(in data: ModelData, _ work: Work = .unattended) throws -> [UInt8] {
    if case .events(let successes, _) = self { throw FitError(.notBinary(column: successes)) }
    return try FitRows(Formula(outcome: self, terms: []), data, work).event
  }
}
