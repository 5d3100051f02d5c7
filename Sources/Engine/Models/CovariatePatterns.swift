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

  /// Counts the rows of one use. O(rows + patterns × variables).
  init(_ keys: PatternKeys, _ variables: [FitVariable], of rows: FitRows, use: FitRows.Use, _ work: Work)
    throws(Cancelled)
  {
    let groups = try PatternGroups(keys, rows, use.rawValue, work)
    let order = try KeyOrder.order(groups.keys, work)
    self.variables = variables.count
    successes = order.map { groups.successes[Int($0)] }
    failures = order.map { groups.failures[Int($0)] }
    codes = [Int32](repeating: 0, count: order.count * variables.count)
    for (index, variable) in variables.enumerated() {
      let source = variable.codes
      for (position, group) in order.enumerated() {
        if position % Work.stride == 0 { try work.check() }
        codes[position * variables.count + index] = source[Int(groups.firstRow[Int(group)])]
      }
    }
  }
}

extension CovariatePatterns {
  /// The patterns with one variable set to a code in all.
  func setting(_ variable: Int, to code: Int) -> CovariatePatterns {
    var result = self
    for pattern in 0..<count {
      result.codes[pattern * variables + variable] = Int32(truncatingIfNeeded: code)
    }
    return result
  }

  /// Some of the patterns, counted anew.
  func counted(_ chosen: [Int], successes: [Int64], failures: [Int64]) -> CovariatePatterns {
    var result = self
    result.codes = chosen.flatMap { codes[$0 * variables..<($0 + 1) * variables] }
    result.successes = chosen.map { successes[$0] }
    result.failures = chosen.map { failures[$0] }
    return result
  }

  /// Whether any pattern has the code.
  func contains(_ variable: Int, _ code: Int) -> Bool {
    (0..<count).contains { self.code($0, variable) == code }
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
      let codes = variable.codes
      for start in stride(from: 0, to: rows.count, by: Work.stride) {
        try work.check()
        let end = min(start + Work.stride, rows.count)
        keys.withUnsafeMutableBufferPointer { keys in
          codes.withUnsafeBufferPointer { codes in
            for row in start..<end {
              keys[row] = keys[row] &* radix &+ UInt64(truncatingIfNeeded: codes[row])
            }
          }
        }
      }
    }
  }

  private mutating func densify(_ rows: FitRows, _ work: Work) throws(Cancelled) {
    var table = try KeyTable(work)
    for row in 0..<rows.count {
      if row % Work.stride == 0 { try work.check() }
      keys[row] = rows.use[row] == 0 ? 0 : UInt64(table.insert(Int64(bitPattern: keys[row])))
    }
    let distinct = table.orderedKeys.map { UInt64(bitPattern: $0) }
    var rank = [UInt64](repeating: 0, count: max(1, distinct.count))
    for (position, index) in try KeyOrder.order(distinct, work).enumerated() {
      rank[Int(index)] = UInt64(position)
    }
    for row in 0..<rows.count where rows.use[row] != 0 { keys[row] = rank[Int(keys[row])] }
    bound = UInt64(rank.count)
  }
}

/// Rows gathered by key, in the order they come.
private struct PatternGroups {
  var keys: [UInt64] = []
  var firstRow: [Int32] = []
  var successes: [Int64] = []
  var failures: [Int64] = []

  init(_ source: PatternKeys, _ rows: FitRows, _ use: UInt8, _ work: Work) throws(Cancelled) {
    var groupOf = [Int32](repeating: -1, count: Work.stride)
    // Few possible keys are addressed directly; a table of two million still sits well beside the rows.
    let isDirect = source.bound <= max(1 << 12, min(1 << 21, UInt64(rows.count)))
    var direct = [Int32](repeating: -1, count: isDirect ? Int(source.bound) : 0)
    var table = try KeyTable(work)
    for start in stride(from: 0, to: rows.count, by: Work.stride) {
      try work.step("counting patterns", done: start, of: rows.count)
      let range = start..<min(start + Work.stride, rows.count)
      rows.use.withUnsafeBufferPointer { used in
        source.keys.withUnsafeBufferPointer { source in
          groupOf.withUnsafeMutableBufferPointer { groupOf in
            direct.withUnsafeMutableBufferPointer { direct in
              for row in range {
                guard used[row] == use else {
                  groupOf[row - start] = -1
                  continue
                }
                let key = source[row]
                var group = isDirect ? direct[Int(key)] : table.insert(Int64(bitPattern: key))
                if group < 0 || Int(group) == keys.count {
                  group = Int32(truncatingIfNeeded: keys.count)
                  if isDirect { direct[Int(key)] = group }
                  keys.append(key)
                  firstRow.append(Int32(truncatingIfNeeded: row))
                }
                groupOf[row - start] = group
              }
            }
          }
        }
      }
      count(range, groupOf, rows)
    }
  }

  private mutating func count(_ range: Range<Int>, _ groupOf: [Int32], _ rows: FitRows) {
    let new = keys.count - successes.count
    successes.append(contentsOf: repeatElement(0, count: new))
    failures.append(contentsOf: repeatElement(0, count: new))
    if let counts = rows.counts {
      let (events, others) = counts
      for row in range where groupOf[row - range.lowerBound] >= 0 {
        let group = Int(groupOf[row - range.lowerBound])
        successes[group] += events[row]
        failures[group] += others[row]
      }
    } else {
      rows.event.withUnsafeBufferPointer { events in
        successes.withUnsafeMutableBufferPointer { successes in
          failures.withUnsafeMutableBufferPointer { failures in
            for row in range where groupOf[row - range.lowerBound] >= 0 {
              let group = Int(groupOf[row - range.lowerBound])
              let event = Int64(events[row])
              successes[group] += event
              failures[group] += 1 - event
            }
          }
        }
      }
    }
  }
}
