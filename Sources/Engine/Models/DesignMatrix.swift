/// A design over patterns, kept as codes: all columns made of the same few variables take their value from the joint code
/// of these, so that sums over rows become sums by code, and products of columns weighted tables of two codes. What has
/// too many codes for that is kept row by row.
struct DesignMatrix: Sendable {
  /// A few variables' joint code by row.
  struct Group: Sendable {
    let codes: [UInt16]
    /// Whether a row has the code, by code.
    let isPresent: [Bool]
  }

  /// The values of one column: by code of a group, 0 for codes that no row has; by row without a group.
  struct Column: Sendable {
    var group: Int?
    var values: [Double]
  }

  /// Number of rows.
  let rows: Int
  private(set) var groups: [Group]
  private(set) var entries: [Column]

  /// Number of columns.
  var columns: Int { entries.count }

  init(rows: Int, groups: [Group], entries: [Column]) {
    self.rows = rows
    self.groups = groups
    self.entries = entries
  }

  /// Columns given row by row.
  init(rows: Int, _ columns: [[Double]]) {
    self.init(rows: rows, groups: [], entries: columns.map { Column(group: nil, values: $0) })
  }

  /// The element in a row and column.
  subscript(row: Int, column: Int) -> Double {
    @inline(__always) get {
      if let group = entries[column].group {
        entries[column].values[Int(groups[group].codes[row])]
      } else {
        entries[column].values[row]
      }
    }
  }

  /// Every value that some row has, column by column, put through a function.
  func mapping(_ body: (_ column: Int, _ value: Double) -> Double) -> DesignMatrix {
    var result = self
    for column in entries.indices {
      if let group = entries[column].group {
        for code in entries[column].values.indices where groups[group].isPresent[code] {
          result.entries[column].values[code] = body(column, entries[column].values[code])
        }
      } else {
        for row in 0..<rows { result.entries[column].values[row] = body(column, entries[column].values[row]) }
      }
    }
    return result
  }

  /// Calls `body` with every value of a column that some row has.
  func forEachValue(_ column: Int, _ body: (Double) -> Void) {
    guard let group = entries[column].group else { return entries[column].values.forEach(body) }
    for (value, isPresent) in zip(entries[column].values, groups[group].isPresent) where isPresent {
      body(value)
    }
  }

  /// The chosen columns, in the order given.
  func select(columns chosen: [Int]) -> DesignMatrix {
    var result = self
    result.entries = chosen.map { entries[$0] }
    let used = groups.indices.filter { group in result.entries.contains { $0.group == group } }
    if used.count < groups.count {
      result.groups = used.map { groups[$0] }
      for index in result.entries.indices {
        result.entries[index].group = result.entries[index].group.flatMap { used.firstIndex(of: $0) }
      }
    }
    return result
  }

  /// The chosen rows, in the order given.
  func select(rows chosen: [Int]) -> DesignMatrix {
    let groups = groups.map { group in
      Group(codes: chosen.map { group.codes[$0] }, size: group.isPresent.count)
    }
    let entries = entries.map { entry in
      guard let group = entry.group else {
        return Column(group: nil, values: chosen.map { entry.values[$0] })
      }
      var result = entry
      for code in result.values.indices where !groups[group].isPresent[code] { result.values[code] = 0 }
      return result
    }
    return DesignMatrix(rows: chosen.count, groups: groups, entries: entries)
  }

  /// Some rows one after the other, as they stand in a matrix. O(rows × columns).
  func block(_ rows: Range<Int>) -> Matrix {
    var result = Matrix(rows: rows.count, columns: columns)
    let k = columns
    result.values.withUnsafeMutableBufferPointer { out in
      for (column, entry) in entries.enumerated() {
        entry.values.withUnsafeBufferPointer { values in
          if let group = entry.group {
            groups[group].codes.withUnsafeBufferPointer { codes in
              for row in rows { out[(row - rows.lowerBound) * k + column] = values[Int(codes[row])] }
            }
          } else {
            for row in rows { out[(row - rows.lowerBound) * k + column] = values[row] }
          }
        }
      }
    }
    return result
  }
}

extension DesignMatrix.Group {
  init(codes: [UInt16], size: Int) {
    var isPresent = [Bool](repeating: false, count: size)
    isPresent.withUnsafeMutableBufferPointer { isPresent in
      codes.withUnsafeBufferPointer { codes in for code in codes { isPresent[Int(code)] = true } }
    }
    self.init(codes: codes, isPresent: isPresent)
  }
}

extension Design {
  /// The design over the patterns. O(patterns × variables).
  func matrix(_ patterns: CovariatePatterns, _ work: Work) throws(Cancelled) -> DesignMatrix {
    let parts = columns.map { column in Set(column.parts.map(\.variable)).sorted() }
    let grouping = CodeGroups(parts, variables.map(\.cardinality), rows: patterns.count)
    var groups: [DesignMatrix.Group] = []
    for own in grouping.groups {
      groups.append(
        .init(codes: try patterns.joint(own, grouping.cardinalities, work), size: grouping.size(own)))
    }
    var entries: [DesignMatrix.Column] = []
    for (index, column) in columns.enumerated() {
      try work.check()
      guard let group = grouping.group(of: parts[index]) else {
        entries.append(
          .init(
            group: nil,
            values: try RowSums.filled(patterns.count, work) { buffer, rows in
              for row in rows {
                buffer[row] = column.parts.reduce(1) { $0 * value($1, patterns.code(row, $1.variable)) }
              }
            }))
        continue
      }
      let own = grouping.groups[group]
      let values = groups[group].isPresent.indices.map { joint -> Double in
        guard groups[group].isPresent[joint] else { return 0 }
        return column.parts.reduce(1) {
          $0 * value($1, grouping.code(of: $1.variable, in: own, joint))
        }
      }
      entries.append(.init(group: group, values: values))
    }
    return DesignMatrix(rows: patterns.count, groups: groups, entries: entries)
  }
}

extension Design.Part {
  /// The variable it is made of.
  var variable: Int {
    switch self {
    case .number(let variable, _), .level(let variable, _): variable
    }
  }
}

/// Which variables are coded together.
struct CodeGroups {
  private(set) var groups: [[Int]] = []
  let cardinalities: [Int]

  /// Few codes a group for few rows, so that a table of two groups is smaller than the rows.
  ///
  /// - Parameter columns: the variables that each column is made of.
  init(_ columns: [[Int]], _ cardinalities: [Int], rows: Int) {
    self.cardinalities = cardinalities
    let most = max(16, min(4096, rows / 4))
    let usual = max(8, min(512, Int(Double(rows).squareRoot() / 2)))
    // Variables that stand in one column together have to be in one group.
    var joined: [[Int]] = []
    for variables in columns where !variables.isEmpty {
      let touched = joined.filter { !Set($0).isDisjoint(with: variables) }
      let merged = Set(touched.joined()).union(variables).sorted()
      guard size(merged) <= most else { continue }
      let place = joined.firstIndex { !Set($0).isDisjoint(with: variables) } ?? joined.count
      joined.removeAll { !Set($0).isDisjoint(with: variables) }
      joined.insert(merged, at: min(place, joined.count))
    }
    for own in joined {
      if let last = groups.last, size(last + own) <= usual {
        groups[groups.count - 1] += own
      } else {
        groups.append(own)
      }
    }
  }

  /// Joint codes of some variables; more than any limit where they would overflow.
  func size(_ variables: [Int]) -> Int {
    variables.reduce(1) { size, variable in
      let (product, overflow) = size.multipliedReportingOverflow(by: cardinalities[variable])
      return overflow ? Int.max : product
    }
  }

  /// The group that has all these variables; any for none.
  func group(of variables: [Int]) -> Int? {
    groups.firstIndex { Set($0).isSuperset(of: variables) }
  }

  /// The code of one variable in a joint code of its group.
  func code(of variable: Int, in group: [Int], _ joint: Int) -> Int {
    var rest = joint
    for other in group.reversed() {
      if other == variable { return rest % cardinalities[other] }
      rest /= cardinalities[other]
    }
    return 0
  }
}

extension CovariatePatterns {
  /// The joint code of some variables by pattern, the last variable fastest.
  func joint(_ variables: [Int], _ cardinalities: [Int], _ work: Work) throws(Cancelled) -> [UInt16] {
    try RowSums.filled(count, work) { buffer, rows in
      for row in rows { buffer[row] = 0 }
      for variable in variables {
        let field = layout.fields[variable]
        let radix = UInt16(truncatingIfNeeded: cardinalities[variable])
        words[field.word].withUnsafeBufferPointer { word in
          for row in rows {
            buffer[row] =
              buffer[row] &* radix &+ UInt16(truncatingIfNeeded: (word[row] >> field.shift) & field.mask)
          }
        }
      }
    }
  }
}
