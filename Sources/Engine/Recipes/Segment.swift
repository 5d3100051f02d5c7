import OrderedCollections

/// Part of the rows: for some dimensions the levels wanted; all other rows are left out.
public struct Segment: Sendable, Hashable {
  /// For each dimension the levels wanted, as text: flags as `yes` and `no`, whole numbers by their digits.
  public var filters: OrderedDictionary<String, [String]>

  /// Makes a segment; without filters it is all rows.
  public init(_ filters: OrderedDictionary<String, [String]> = [:]) { self.filters = filters }

  /// More levels than this are no dimension: their number alone would single people out.
  public static let mostLevels = 100
}

/// Rows that agree in every dimension asked for.
public struct Combination: Sendable, Hashable {
  /// A level for each dimension, in the order asked.
  public var levels: [String]
  /// The rows, in ascending order.
  public var rows: [Int32]
}

extension Frame {
  /// The rows of a segment, in ascending order; rows with a missing value in one of its dimensions are left out.
  /// - Throws: `NameError` for unknown columns and levels, ``RecipeError`` for columns that are no dimension.
  public func rows(in segment: Segment, _ work: Work = .unattended) throws -> [Int32] {
    var inside = [UInt8](repeating: 1, count: rowCount)
    for (name, wanted) in segment.filters {
      let (levels, codes) = try levels(of: name, work)
      var answers = [UInt8](repeating: 0, count: levels.count)
      for level in wanted {
        switch Names.find(level, in: levels) {
        case .found(let index): answers[index] = 1
        case .ambiguous(let indices):
          throw NameError(
            .level, level, candidates: indices.map { levels[$0] }, isAmbiguous: true, place: name)
        case .none: throw NameError(.level, level, candidates: levels, place: name)
        }
      }
      inside = try zipped(inside, false, codes, false, rowCount, work) { [answers] in
        $1 < 0 ? 0 : $0 & answers[Int($1)]
      }
    }
    let rows = try Parallel.rows(rowCount, work) { [inside] in inside[$0] == 1 }
    return rows
  }

  /// Every combination of the dimensions' levels that has rows, the first dimension varying slowest, levels in their
  /// order; and how many rows belong to none because a value is missing.
  /// - Throws: as ``rows(in:_:)``.
  public func combinations(
    of dimensions: [String], _ work: Work
  ) throws -> (combinations: [Combination], missing: Int) {
    var codes = Codes(values: [Int32](repeating: 0, count: rowCount), count: 1)
    var parts: [(levels: [String], codes: [Int32])] = []
    for name in dimensions {
      let part = try levels(of: name, work)
      codes = try codes.combined(
        with: Codes(values: part.codes, count: part.levels.count), inOrder: true, work)
      parts.append(part)
    }
    var rows = [[Int32]](repeating: [], count: codes.count)
    var missing = 0
    try forEachRow(rowCount, work) { row in
      let code = Int(codes.values[row])
      if code < 0 { missing += 1 } else { rows[code].append(Int32(truncatingIfNeeded: row)) }
    }
    let result = rows.compactMap { rows -> Combination? in
      guard let first = rows.first.map(Int.init) else { return nil }
      return Combination(levels: parts.map { $0.levels[Int($0.codes[first])] }, rows: rows)
    }
    return (result, missing)
  }

  /// The levels of a dimension in their order, and each row's; −1 is missing.
  /// - Throws: ``RecipeError`` when the column is no dimension.
  public func levels(
    of name: String, _ work: Work, span: Span? = nil
  ) throws -> (levels: [String], codes: [Int32]) {
    let column = try column(name, work, span: span)
    func refuse(_ levels: Int?) -> RecipeError {
      RecipeError(
        .notADimension(name: name, found: column.type, levels: levels, limit: Segment.mostLevels), span)
    }
    switch column.storage {
    case .category(let codes, let levels):
      if levels.count > Segment.mostLevels { throw refuse(levels.count) }
      return (levels, codes)
    case .flag(let values):
      return (["no", "yes"], try mapped(values, work) { $0 == Column.missingFlag ? -1 : Int32($0) })
    case .integer(let values):
      var table = try KeyTable(work)
      try forEachRow(values.count, work) { row in
        if values[row] != Column.missingInteger, table.count <= Segment.mostLevels {
          _ = table.insert(values[row])
        }
      }
      if table.count > Segment.mostLevels { throw refuse(nil) }
      let distinct = table.orderedKeys.sorted()
      var ranks = try KeyTable(work)
      for value in distinct { _ = ranks.insert(value) }
      return (
        distinct.map { String($0) },
        try mapped(values, work) { [ranks] in $0 == Column.missingInteger ? -1 : ranks.find($0) }
      )
    case .date, .decimal: throw refuse(nil)
    }
  }
}
