/// Rows counted by distinct combination of predictors. A fit on these is the fit on the rows, at a fraction of
/// the cost: the likelihood depends on the rows only through these counts.
///
/// Patterns are sorted by the variables' codes, first variable first, so their order does not depend on the rows'.
struct CovariatePatterns: Sendable {
  /// Where each variable's code stands in the words.
  var layout: PatternLayout
  /// The packed codes: by word, by pattern.
  var words: [[UInt64]]
  /// Events by pattern.
  var successes: [Int64]
  /// Non-events by pattern.
  var failures: [Int64]

  /// Number of variables.
  var variables: Int { layout.fields.count }
  /// Number of patterns.
  var count: Int { successes.count }
  /// Events in all.
  var events: Int64 { successes.reduce(0, +) }
  /// Rows in all, each as often as it counts.
  var total: Int64 { events + failures.reduce(0, +) }

  /// The code of a variable in a pattern.
  @inline(__always)
  func code(_ pattern: Int, _ variable: Int) -> Int {
    let field = layout.fields[variable]
    return Int(truncatingIfNeeded: (words[field.word][pattern] >> field.shift) & field.mask)
  }

  /// Counts the rows of one use. O(rows × words).
  init(_ keys: PatternKeys, of rows: FitRows, use: FitRows.Use, _ work: Work) throws(Cancelled) {
    layout = keys.layout
    if let bits = layout.directBits(rows: rows.count) {
      let counts = try DirectCounts(keys.words[0], bits, rows, use.rawValue, work)
      (words, successes, failures) = ([counts.keys], counts.successes, counts.failures)
      return
    }
    let runs = try PatternRuns(keys.words, rows.chosen(use), work)
    words = try keys.words.map { word throws(Cancelled) in try runs.first(of: word, work) }
    if let counts = rows.counts {
      successes = try runs.sums(work) { counts.successes[$0] }
      failures = try runs.sums(work) { counts.failures[$0] }
    } else {
      let events = try runs.sums(work) { [event = rows.event] row in Int64(event[row]) }
      successes = events
      failures = try RowSums.filled(events.count, work) { buffer, patterns in
        for pattern in patterns { buffer[pattern] = Int64(runs.size(pattern)) - events[pattern] }
      }
    }
  }
}

extension CovariatePatterns {
  /// The patterns with one variable set to a code in all.
  func setting(_ variable: Int, to code: Int) -> CovariatePatterns {
    var result = self
    if UInt64(code) > layout.fields[variable].mask {
      result.lay(out: layout.widened(variable, to: code))
    }
    let field = result.layout.fields[variable]
    let bits = UInt64(code) << field.shift
    let others = ~(field.mask << field.shift)
    for pattern in 0..<count {
      result.words[field.word][pattern] = result.words[field.word][pattern] & others | bits
    }
    return result
  }

  /// Packs the codes otherwise; those of variables without bits become 0.
  private mutating func lay(out other: PatternLayout) {
    var next = [[UInt64]](repeating: [UInt64](repeating: 0, count: count), count: other.words)
    for (from, to) in zip(layout.fields, other.fields) where to.mask > 0 {
      for pattern in 0..<count {
        next[to.word][pattern] |= ((words[from.word][pattern] >> from.shift) & from.mask) << to.shift
      }
    }
    (layout, words) = (other, next)
  }

  /// Some of the patterns, counted anew.
  func counted(_ chosen: [Int], successes: [Int64], failures: [Int64]) -> CovariatePatterns {
    var result = self
    result.words = words.map { word in chosen.map { word[$0] } }
    result.successes = chosen.map { successes[$0] }
    result.failures = chosen.map { failures[$0] }
    return result
  }

  /// The patterns counted anew by some of their variables, the others' codes being 0, and the new number of each.
  /// O(patterns × variables).
  func counted(by used: [Int], _ work: Work) throws(Cancelled) -> (
    patterns: CovariatePatterns, numbers: [Int32]
  ) {
    var result = self
    result.lay(out: layout.keeping(used))
    let runs = try PatternRuns(result.words, nil, work)
    result.words = try result.words.map { word throws(Cancelled) in try runs.first(of: word, work) }
    result.successes = try runs.sums(work) { successes[$0] }
    result.failures = try runs.sums(work) { failures[$0] }
    return (result, runs.numbers(of: count))
  }

  /// Some of the patterns, in their order.
  func keeping(_ kept: [Int]) -> CovariatePatterns {
    counted(kept, successes: successes, failures: failures)
  }

  /// Whether any pattern has the code.
  func contains(_ variable: Int, _ code: Int) -> Bool {
    (0..<count).contains { self.code($0, variable) == code }
  }
}

extension CovariatePatterns {
  /// The patterns of each code of the first variable, which they then lack.
  func cut(into count: Int) -> [CovariatePatterns] {
    var starts = [Int](repeating: 0, count: count + 1)
    for pattern in 0..<self.count { starts[code(pattern, 0) + 1] += 1 }
    for code in 0..<count { starts[code + 1] += starts[code] }
    return (0..<count).map { code in
      let range = starts[code]..<starts[code + 1]
      var result = self
      result.layout = layout.droppingFirst
      result.words = words.map { Array($0[range]) }
      result.successes = Array(successes[range])
      result.failures = Array(failures[range])
      return result
    }
  }
}

/// How often the rows have a code.
struct CodeTally: Sendable {
  /// Patterns with it.
  var patterns = 0
  /// Events among its rows.
  var events: Int64 = 0
  /// Non-events among them.
  var others: Int64 = 0
}

extension CovariatePatterns {
  /// By variable and code how often rows have it. O(patterns × variables), neighbouring variables counted together.
  func tallies(_ variables: [FitVariable], _ work: Work) throws(Cancelled) -> [[CodeTally]] {
    var result = variables.map { [CodeTally](repeating: CodeTally(), count: $0.cardinality) }
    for window in layout.windows {
      let mask = (UInt64(1) << window.bits) - 1
      let (size, word) = (Int(mask) + 1, words[window.word])
      let parts = try RowSums.map(count, chunk: max(RowSums.chunk, 16 * size), work) { rows in
        var sums = [CodeTally](repeating: CodeTally(), count: size)
        for row in rows {
          let code = Int(truncatingIfNeeded: (word[row] >> window.shift) & mask)
          sums[code].patterns += 1
          sums[code].events += successes[row]
          sums[code].others += failures[row]
        }
        return sums
      }
      for code in 0..<size {
        var sum = CodeTally()
        for part in parts {
          sum.patterns += part[code].patterns
          sum.events += part[code].events
          sum.others += part[code].others
        }
        guard sum.patterns > 0 else { continue }
        for variable in window.variables {
          let field = layout.fields[variable]
          let own = Int(((UInt64(code) << window.shift) >> field.shift) & field.mask)
          result[variable][own].patterns += sum.patterns
          result[variable][own].events += sum.events
          result[variable][own].others += sum.others
        }
      }
    }
    return result
  }
}
