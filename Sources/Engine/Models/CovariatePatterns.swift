/// Rows counted by distinct combination of predictors. A fit on these is the fit on the rows, at a fraction of
/// the cost: the likelihood depends on the rows only through these counts.
///
/// Patterns are sorted by the variables' codes, first variable first, so their order does not depend on the rows'.
struct CovariatePatterns {
  /// Codes by pattern and variable, row-major.
  private(set) var codes: [Int32]
  /// Number of variables.
  let variables: Int
  /// Events by pattern.
  private(set) var successes: [Int64]
  /// Non-events by pattern.
  private(set) var failures: [Int64]

  /// Number of patterns.
  var count: Int { successes.count }
  /// Events in all.
  var events: Int64 { successes.reduce(0, +) }
  /// Rows in all, each as often as it counts.
  var total: Int64 { events + failures.reduce(0, +) }

  /// The code of a variable in a pattern.
  func code(_ pattern: Int, _ variable: Int) -> Int { Int(codes[pattern * variables + variable]) }

  /// Counts the rows of one use. O(rows), and O(p log p) for p patterns.
  init(_ keys: PatternKeys, _ variables: [FitVariable], of rows: FitRows, use: FitRows.Use, _ work: Work)
    throws(Cancelled)
  {
    let groups = try PatternGroups(keys, rows, use.rawValue, work)
    let order = groups.canonicalOrder
    self.variables = variables.count
    successes = order.map { groups.successes[$0] }
    failures = order.map { groups.failures[$0] }
    codes = []
    codes.reserveCapacity(order.count * variables.count)
    for group in order {
      let row = groups.firstRow[group]
      for variable in variables { codes.append(variable.codes[row]) }
    }
  }
}

/// One 64-bit key per row from the codes of all variables: mixed radix, first variable highest.
///
/// When the radices' product would not fit, the keys so far are replaced by their ranks, of which there are no
/// more than rows; hence any number of variables fits, and the order of keys stays that of the codes.
struct PatternKeys {
  /// The key by row; meaningless for rows that are not used.
  private(set) var keys: [UInt64]
  /// Keys are below this.
  private(set) var bound: UInt64 = 1

  /// Packs the variables' codes. O(rows × variables).
  init(_ variables: [FitVariable], _ rows: FitRows, _ work: Work) throws(Cancelled) {
    keys = [UInt64](repeating: 0, count: rows.count)
    for variable in variables {
      let radix = UInt64(variable.cardinality)
      if bound.multipliedReportingOverflow(by: radix).overflow { try densify(rows, work) }
      bound *= radix
      for start in stride(from: 0, to: rows.count, by: Work.stride) {
        try work.check()
        for row in start..<min(start + Work.stride, rows.count) {
          keys[row] = keys[row] &* radix &+ UInt64(truncatingIfNeeded: variable.codes[row])
        }
      }
    }
  }

  private mutating func densify(_ rows: FitRows, _ work: Work) throws(Cancelled) {
    var table = KeyTable()
    for row in 0..<rows.count {
      if row % Work.stride == 0 { try work.check() }
      keys[row] = rows.use[row] == 0 ? 0 : UInt64(table.insert(Int64(bitPattern: keys[row])))
    }
    let distinct = table.orderedKeys.map { UInt64(bitPattern: $0) }
    var rank = [UInt64](repeating: 0, count: max(1, distinct.count))
    for (position, index) in distinct.indices.sorted(by: { distinct[$0] < distinct[$1] }).enumerated() {
      rank[index] = UInt64(position)
    }
    for row in 0..<rows.count where rows.use[row] != 0 { keys[row] = rank[Int(keys[row])] }
    bound = UInt64(rank.count)
  }
}

/// Rows gathered by key, in no particular order.
private struct PatternGroups {
  var keys: [UInt64] = []
  var firstRow: [Int] = []
  var successes: [Int64] = []
  var failures: [Int64] = []

  /// Groups by rising key.
  var canonicalOrder: [Int] { keys.indices.sorted { keys[$0] < keys[$1] } }

  init(_ source: PatternKeys, _ rows: FitRows, _ use: UInt8, _ work: Work) throws(Cancelled) {
    // Few possible keys are addressed directly; a table of two million still sits well beside the rows.
    let isDirect = source.bound <= max(1 << 12, min(1 << 21, UInt64(rows.count)))
    var direct = [Int32](repeating: -1, count: isDirect ? Int(source.bound) : 0)
    var table = KeyTable()
    for start in stride(from: 0, to: rows.count, by: Work.stride) {
      try work.step("counting patterns", done: start, of: rows.count)
      for row in start..<min(start + Work.stride, rows.count) where rows.use[row] == use {
        let key = source.keys[row]
        var group: Int
        if isDirect {
          group = Int(direct[Int(key)])
          if group < 0 {
            group = keys.count
            direct[Int(key)] = Int32(truncatingIfNeeded: group)
          }
        } else {
          group = Int(table.insert(Int64(bitPattern: key)))
        }
        if group == keys.count {
          keys.append(key)
          firstRow.append(row)
          successes.append(0)
          failures.append(0)
        }
        if let counts = rows.counts {
          successes[group] += counts.successes[row]
          failures[group] += counts.failures[row]
        } else {
          let event = Int64(rows.event[row])
          successes[group] += event
          failures[group] += 1 - event
        }
      }
    }
  }
}
