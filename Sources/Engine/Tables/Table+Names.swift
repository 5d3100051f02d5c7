extension Table {
  /// The table with columns renamed, all at once (so that two names can be swapped); types and weight go along.
  ///
  /// Throws ``NameError`` for an unknown old name, ``TableError`` when a new name is empty or another column has it,
  /// or a column is renamed twice.
  public func renamed(_ pairs: [(old: String, new: String)]) throws -> Table {
    var result = self
    var touched: Set<Int> = []
    for (old, new) in pairs {
      let index = try index(of: old)
      guard touched.insert(index).inserted else {
        throw TableError.renamedTwice(name: columnNames[index], table: name)
      }
      guard !new.isEmpty else { throw TableError.emptyName(old: columnNames[index], table: name) }
      result.columnNames[index] = new
    }
    var seen: Set<String> = []
    for new in result.columnNames where !seen.insert(new).inserted {
      throw TableError.nameTaken(name: new, table: name)
    }
    result.declaredTypes = [:]
    for (index, old) in columnNames.enumerated() {
      if let type = declaredTypes[old] { result.declaredTypes[result.columnNames[index]] = type }
    }
    if let weight { result.weight = result.columnNames[try index(of: weight)] }
    return result
  }

  /// The columns meant by `names`, as ``column(_:_:span:)`` reads each, in one pass over a file.
  public func columns(_ names: [String], _ work: Work) throws -> [Column] {
    let indices = try names.map { try index(of: $0) }
    return try source.columns(at: indices, as: indices.map { declaredTypes[columnNames[$0]] }, work)
  }

  /// Reads the columns meant by `names` in one pass over a file, to be asked for later; those among `keys` only to
  /// group, join and compare by.
  func prepare(_ names: [String], keys: Set<String>, _ work: Work) throws {
    let indices = try names.map { try index(of: $0) }
    try source.prepare(
      at: indices, as: indices.map { declaredTypes[columnNames[$0]] }, areKeys: names.map(keys.contains), work
    )
  }

  /// Lets go of columns that were read only to group, join and compare by.
  func release(_ names: [String]) throws {
    source.release(keysAt: try names.map { try index(of: $0) })
  }

  /// The column meant by `name` to take the values of some rows from.
  func stored(_ name: String, _ work: Work, span: Span? = nil) throws -> KeyColumn {
    let index = try index(of: name, span: span)
    return try source.stored(at: index, as: declaredTypes[columnNames[index]], work)
  }

  /// The column meant by `name` to group, join and compare by.
  func key(_ name: String, _ work: Work, span: Span? = nil) throws -> KeyColumn {
    let index = try index(of: name, span: span)
    return try source.key(at: index, as: declaredTypes[columnNames[index]], work)
  }

  /// How many each row stands for, from the weight column; `nil` for one each.
  ///
  /// Throws ``TableError/badWeights(table:column:fault:firstRow:rows:)`` when a weight is missing, negative or no
  /// whole number, or when they add up to more than 2⁵³.
  public func weights(_ work: Work) throws -> [Int64]? {
    guard let weight else { return nil }
    let index = try index(of: weight)
    let column = try source.column(at: index, as: .integer, work)
    // Columns in memory keep their type: whole decimals and nothing else are weights, too.
    let values: [Int64] =
      switch column.storage {
      case .integer(let values): values
      case .decimal(let values): values.map { Int64(exactly: $0) ?? Column.missingInteger }
      default: [Int64](repeating: Column.missingInteger, count: column.count)
      }
    var faults: [TableError.WeightFault: Tally] = [:]
    var sum: Int64 = 0
    for (row, value) in values.enumerated() {
      if row & (Work.stride - 1) == 0 { try work.check() }
      if value == Column.missingInteger {
        faults[.missing, default: Tally()].add(row)
      } else if value < 0 {
        faults[.negative, default: Tally()].add(row)
      } else {
        // Below 2⁵³ every sum is exact, as an integer and as a double.
        let (total, overflows) = sum.addingReportingOverflow(value)
        if overflows || total > 1 << 53 { faults[.tooLarge, default: Tally()].add(row) } else { sum = total }
      }
    }
    for fault in [TableError.WeightFault.missing, .negative, .tooLarge] {
      guard let tally = faults[fault] else { continue }
      throw TableError.badWeights(
        table: name, column: columnNames[index], fault: fault, firstRow: tally.first + 1, rows: tally.count)
    }
    return values
  }
}
