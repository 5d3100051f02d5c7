/// What a join made.
struct Joined {
  var frame: Frame
  /// Left rows without a match.
  var unmatched: Int
  /// Left rows with several matches, before one was chosen.
  var multiplyMatched: Int
}

extension Frame {
  /// A left join with the rows of another table: each left row stays, once for each match in the order of the right
  /// side, or once with missing values when nothing matches.
  ///
  /// The key columns are those of the part of table `left`; they hide the right side's. O(left + right + result).
  func joined(
    _ right: Frame, to left: String, on keys: [String], choosing choice: MatchChoice?, _ work: Work,
    span: Span
  ) throws -> Joined {
    guard let leftPart = parts.first(where: { $0.table.name == left }), let rightPart = right.parts.first
    else { return Joined(frame: self, unmatched: rowCount, multiplyMatched: 0) }
    let mine = try keys.map { try leftPart.key($0, work, span: span) }
    let theirs = try keys.map { try rightPart.key($0, work, span: span) }
    let found = try RowMatches(RowKeys.matching(mine, theirs, work), choosing: choice, work, span: span)
    var frame = found.isIdentity ? self : try filtered(by: found.left, work)
    let rows: [Int32]
    if let own = rightPart.rows {
      rows = try mapped(found.right, work) { $0 < 0 ? $0 : own[Int($0)] }
    } else {
      rows = found.right
    }
    let hidden = try keys.map { rightPart.table.columnNames[try rightPart.table.index(of: $0, span: span)] }
    frame.parts.append(Part(table: rightPart.table, rows: rows, hidden: Set(hidden)))
    return Joined(frame: frame, unmatched: found.unmatched, multiplyMatched: found.multiple)
  }
}

/// The keys of both sides of a join as dense numbers of the right side; −1 matches nothing.
struct MatchIndex {
  var left: [Int32]
  var right: [Int32]
  var count: Int

  init(left: [Int32], right: [Int32], count: Int) {
    self.left = left
    self.right = right
    self.count = count
  }

  /// Equal values of two columns get equal numbers: codes of categories once per level, numbers as numbers, values of
  /// other different types by their canonical texts.
  init(left: KeyColumn, right: KeyColumn, _ work: Work) throws {
    if left.type == .category, right.type == .category, let mine = try left.category(work),
      let theirs = try right.category(work)
    {
      try self.init(mine, theirs, work)
    } else {
      try self.init(left: left.column(work), right: right.column(work), work)
    }
  }

  /// Categories: each level of the left side is looked up once among those of the right.
  private init(_ left: RawCategory, _ right: RawCategory, _ work: Work) throws {
    self.right = right.codes
    count = right.levels.count
    if left.levels === right.levels {
      self.left = left.codes
      return
    }
    let translated = try right.levels.translations(of: left.levels, work)
    self.left = try mapped(left.codes, work) { $0 < 0 ? -1 : translated[Int($0)] }
  }

  private init(left: Column, right: Column, _ work: Work) throws {
    var (left, right) = (left, right)
    switch (left.type, right.type) {
    case (.integer, .decimal): left = try left.asDecimal(work)
    case (.decimal, .integer): right = try right.asDecimal(work)
    case (let a, let b) where a != b:
      try self.init(
        left: KeyColumn(left.categorised(work)), right: KeyColumn(right.categorised(work)), work)
      return
    default: break
    }
    var table = try KeyTable(work)
    let (mine, theirs) = (try left.orderKeys(work), try right.orderKeys(work))
    let ofRight: [Int32] = try filled(theirs.count, work) { out, range in
      for row in range { out[row] = theirs[row] == Int64.min ? -1 : table.insert(theirs[row]) }
    }
    let known = table
    let ofLeft: [Int32] = try mapped(mine, work) { $0 == Int64.min ? -1 : known.find($0) }
    self.init(left: ofLeft, right: ofRight, count: table.count)
  }

  /// The index of keys with a further part.
  func combined(with other: MatchIndex, _ work: Work) throws -> MatchIndex {
    let radix = Int64(other.count)
    var table = try KeyTable(capacity: count, work)
    let right: [Int32] = try filled(self.right.count, work) { out, range in
      for row in range {
        let (a, b) = (self.right[row], other.right[row])
        out[row] = a < 0 || b < 0 ? -1 : table.insert(Int64(a) * radix + Int64(b))
      }
    }
    let known = table
    let left = try zipped(self.left, false, other.left, false, self.left.count, work) {
      $0 < 0 || $1 < 0 ? -1 : known.find(Int64($0) * radix + Int64($1))
    }
    return MatchIndex(left: left, right: right, count: table.count)
  }
}
