/// Where the codes of variables stand in 64-bit words: each in bits of its own, the first variable highest, so that
/// patterns in the order of their words are in the order of their codes.
struct PatternLayout: Sendable {
  /// The bits of one variable.
  struct Field: Sendable {
    var word: Int
    var shift: UInt64
    /// Of the code itself; 0 for a variable with one code.
    var mask: UInt64
    /// Number of bits.
    var width: Int { 64 - mask.leadingZeroBitCount }
  }

  /// By variable.
  let fields: [Field]
  /// Number of words, at least 1.
  let words: Int

  /// For variables with so many codes each.
  init(_ cardinalities: [Int]) {
    self.init(widths: cardinalities.map { $0 <= 1 ? 0 : Int.bitWidth - ($0 - 1).leadingZeroBitCount })
  }

  /// Without the first variable, whose bits stay in the words.
  var droppingFirst: PatternLayout { PatternLayout(fields: Array(fields.dropFirst()), words: words) }

  private init(fields: [Field], words: Int) {
    self.fields = fields
    self.words = words
  }

  private init(widths: [Int]) {
    var fields: [Field] = []
    var word = 0
    var free = 64
    for width in widths {
      if width > free { (word, free) = (word + 1, 64) }
      free -= width
      fields.append(Field(word: word, shift: UInt64(free), mask: width == 0 ? 0 : ~0 >> UInt64(64 - width)))
    }
    // The last variable of each word ends at its lowest bit, so that keys are small.
    var low = [UInt64](repeating: 64, count: word + 1)
    for field in fields where field.mask > 0 { low[field.word] = min(low[field.word], field.shift) }
    for index in fields.indices {
      fields[index].shift = fields[index].mask == 0 ? 0 : fields[index].shift - low[fields[index].word]
    }
    self.fields = fields
    words = word + 1
  }

  /// With room for a greater code of one variable.
  func widened(_ variable: Int, to code: Int) -> PatternLayout {
    var widths = fields.map(\.width)
    widths[variable] = max(widths[variable], Int.bitWidth - code.leadingZeroBitCount)
    return PatternLayout(widths: widths)
  }

  /// With bits for some variables only.
  func keeping(_ used: [Int]) -> PatternLayout {
    PatternLayout(widths: fields.indices.map { used.contains($0) ? fields[$0].width : 0 })
  }

  /// The bits of all variables together when so few keys are possible that they are best counted in a table: two
  /// million still sit well beside the rows.
  func directBits(rows: Int) -> Int? {
    let bits = fields.reduce(0) { $0 + $1.width }
    return words == 1 && bits <= 21 && 1 << bits <= max(1 << 12, rows) ? bits : nil
  }

  /// Neighbouring variables of few codes taken together.
  struct Window: Sendable {
    var word: Int
    var shift: UInt64
    var bits: Int
    var variables: [Int]
  }

  /// All variables in windows of up to 10 bits; a wider one is alone in its own.
  var windows: [Window] {
    var result: [Window] = []
    for (variable, field) in fields.enumerated() {
      if let last = result.last, last.word == field.word, last.bits + field.width <= 10 {
        result[result.count - 1].variables.append(variable)
        result[result.count - 1].bits += field.width
        if field.width > 0 { result[result.count - 1].shift = field.shift }
      } else {
        result.append(
          Window(word: field.word, shift: field.shift, bits: field.width, variables: [variable]))
      }
    }
    return result
  }
}

/// The packed codes of every row.
struct PatternKeys {
  let layout: PatternLayout
  /// By word, by row; meaningless for rows that are not used.
  private(set) var words: [[UInt64]]

  /// Packs the variables' codes. O(rows × variables).
  init(_ variables: [FitVariable], _ rows: FitRows, _ work: Work) throws(Cancelled) {
    layout = PatternLayout(variables.map(\.cardinality))
    words = []
    for word in 0..<layout.words {
      let own = zip(variables, layout.fields).filter { $1.word == word && $1.mask > 0 }
      words.append(
        try RowSums.filled(rows.count, work) { buffer, range in
          for row in range { buffer[row] = 0 }
          for (variable, field) in own {
            variable.codes.withUnsafeBufferPointer { codes in
              for row in range {
                buffer[row] |= (UInt64(truncatingIfNeeded: codes[row]) & field.mask) << field.shift
              }
            }
          }
        })
    }
  }
}

extension FitRows {
  /// The rows of a use; `nil` when that is all.
  func chosen(_ wanted: Use) -> [Int32]? {
    let number = wanted.rawValue
    let all = use.withUnsafeBufferPointer { use in
      var count = 0
      for row in 0..<use.count { count += use[row] == number ? 1 : 0 }
      return count
    }
    if all == count { return nil }
    return [Int32](unsafeUninitializedCapacity: all) { buffer, size in
      for row in 0..<count where use[row] == number {
        buffer[size] = Int32(truncatingIfNeeded: row)
        size += 1
      }
    }
  }
}

/// Rows sorted by their words: those with the same words side by side, patterns rising.
struct PatternRuns {
  /// The rows in order.
  private let rows: [Int32]
  /// Where each pattern begins among them.
  private let starts: [Int32]

  /// Sorts some rows, or all. O(rows × words).
  init(_ words: [[UInt64]], _ chosen: [Int32]?, _ work: Work) throws(Cancelled) {
    var rows = chosen ?? []
    var isSorted = false
    var places: [KeyOrder.Place] = []
    // From the last word to the first, each sort keeping the order of equal keys.
    for word in words.reversed() {
      if isSorted || chosen != nil {
        places = try KeyOrder.sorted(rows.map { word[Int($0)] }, work)
        rows = places.map { [rows] in rows[Int($0.position)] }
      } else {
        places = try KeyOrder.sorted(word, work)
        rows = places.map(\.position)
      }
      isSorted = true
    }
    let later = Array(words.dropFirst())
    let parts = try RowSums.map(rows.count, work) { [rows, places] range in
      var starts: [Int32] = []
      starts.reserveCapacity(range.count)
      places.withUnsafeBufferPointer { places in
        for index in range {
          let isNew =
            index == 0 || places[index].key != places[index - 1].key
            || !later.isEmpty
              && later.contains { $0[Int(rows[index])] != $0[Int(rows[index - 1])] }
          if isNew { starts.append(Int32(truncatingIfNeeded: index)) }
        }
      }
      return starts
    }
    self.rows = rows
    starts = Array(parts.joined())
  }

  private func range(_ pattern: Int) -> Range<Int> {
    Int(starts[pattern])..<(pattern + 1 < starts.count ? Int(starts[pattern + 1]) : rows.count)
  }

  /// Rows of a pattern.
  func size(_ pattern: Int) -> Int { range(pattern).count }

  /// A word of each pattern.
  func first(of word: [UInt64], _ work: Work) throws(Cancelled) -> [UInt64] {
    try RowSums.filled(starts.count, work) { buffer, patterns in
      for pattern in patterns { buffer[pattern] = word[Int(rows[Int(starts[pattern])])] }
    }
  }

  /// A whole number of each row summed by pattern.
  func sums(_ work: Work, _ value: (Int) -> Int64) throws(Cancelled) -> [Int64] {
    try RowSums.filled(starts.count, work) { buffer, patterns in
      for pattern in patterns {
        var sum: Int64 = 0
        for index in range(pattern) { sum += value(Int(rows[index])) }
        buffer[pattern] = sum
      }
    }
  }

  /// The pattern of each of so many rows; −1 of those left out.
  func numbers(of count: Int) -> [Int32] {
    var result = [Int32](repeating: -1, count: count)
    for pattern in starts.indices {
      for index in range(pattern) { result[Int(rows[index])] = Int32(truncatingIfNeeded: pattern) }
    }
    return result
  }
}

/// Rows counted in a table with a place for every key there may be.
struct DirectCounts {
  private(set) var keys: [UInt64] = []
  private(set) var successes: [Int64] = []
  private(set) var failures: [Int64] = []

  init(_ source: [UInt64], _ bits: Int, _ rows: FitRows, _ use: UInt8, _ work: Work) throws(Cancelled) {
    let size = 1 << bits
    // Whole numbers: how the rows are parted does not change their sums.
    let chunk = max(8 * RowSums.chunk, 4 * size, (rows.count + 7) / 8)
    let parts = try RowSums.map(rows.count, chunk: chunk, work) { range in
      var counts = [Int64](repeating: 0, count: 2 * size)
      counts.withUnsafeMutableBufferPointer { counts in
        source.withUnsafeBufferPointer { source in
          rows.use.withUnsafeBufferPointer { used in
            if let weights = rows.counts {
              for row in range where used[row] == use {
                counts[2 * Int(source[row])] += weights.successes[row]
                counts[2 * Int(source[row]) + 1] += weights.failures[row]
              }
            } else {
              rows.event.withUnsafeBufferPointer { events in
                for row in range where used[row] == use {
                  counts[2 * Int(source[row]) + 1 - Int(events[row])] += 1
                }
              }
            }
          }
        }
      }
      return counts
    }
    for key in 0..<size {
      var (events, others): (Int64, Int64) = (0, 0)
      for part in parts {
        events += part[2 * key]
        others += part[2 * key + 1]
      }
      if events + others > 0 {
        keys.append(UInt64(key))
        successes.append(events)
        failures.append(others)
      }
    }
  }
}
