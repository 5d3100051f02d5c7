/// A column as it is kept, which may be smaller than a ``Column``: to group, join and compare rows by, and to take
/// values of some rows from. Of categories the values need neither order nor text.
public struct KeyColumn: Sendable {
  enum Storage: Sendable {
    case column(Column)
    /// A category whose levels are not in order.
    case raw(RawCategory)
    /// Texts of which only equality is wanted.
    case packed(PackedTexts)
    /// Whole numbers; ``missingSmall`` is missing.
    case integers([Int32])
  }

  /// The mark of a missing whole number of 32 bits.
  static let missingSmall = Int32.min

  let storage: Storage

  init(_ storage: Storage) { self.storage = storage }

  init(_ raw: RawCategory) { storage = .raw(raw) }

  /// A column that is in memory.
  public init(_ column: Column) { storage = .column(column) }

  /// What it holds.
  public var type: ColumnType {
    switch storage {
    case .raw, .packed: .category
    case .integers: .integer
    case .column(let column): column.type
    }
  }

  /// Number of rows.
  var count: Int {
    switch storage {
    case .raw(let raw): raw.codes.count
    case .packed(let texts): texts.keys.count
    case .integers(let values): values.count
    case .column(let column): column.count
    }
  }

  /// The values of the given rows, in that order; row −1 gives a missing value. O(rows).
  func gather(_ rows: [Int32], _ work: Work) throws -> KeyColumn {
    func pick<T: BitwiseCopyable & Sendable>(_ values: [T], _ missing: T) throws -> [T] {
      try mapped(rows, work) { $0 < 0 ? missing : values[Int($0)] }
    }
    switch storage {
    case .column(let column): return KeyColumn(try column.gather(rows, work))
    case .raw(let raw):
      return KeyColumn(RawCategory(codes: try pick(raw.codes, Column.missingCode), levels: raw.levels))
    case .packed(let texts):
      return KeyColumn(
        .packed(PackedTexts(keys: try pick(texts.keys, PackedTexts.missing), longs: texts.longs)))
    case .integers(let values): return KeyColumn(.integers(try pick(values, KeyColumn.missingSmall)))
    }
  }

  /// Equal numbers for equal values; their order says nothing.
  func codes(_ work: Work) throws -> Codes {
    switch storage {
    case .raw(let raw): return Codes(values: raw.codes, count: raw.levels.count)
    case .packed(let texts):
      let category = try texts.category(work)
      return Codes(values: category.codes, count: category.levels.count)
    case .integers, .column: return try Codes(column(work), work)
    }
  }

  /// The column with its values in order.
  func column(_ work: Work) throws -> Column {
    switch storage {
    case .column(let column): return column
    case .raw(let raw): return try raw.ordered(pieces: 1, work)
    case .packed(let texts): return try texts.category(work).ordered(pieces: 1, work)
    case .integers(let values):
      return Column(
        .integer(
          try mapped(values, work) { $0 == KeyColumn.missingSmall ? Column.missingInteger : Int64($0) }))
    }
  }

  /// The codes and levels of a category; `nil` for other types.
  func category(_ work: Work) throws -> RawCategory? {
    switch storage {
    case .raw(let raw): return raw
    case .packed(let texts): return try texts.category(work)
    case .integers: return nil
    case .column(let column):
      guard case .category(let codes, let levels) = column.storage else { return nil }
      return RawCategory(codes: codes, levels: RawLevels(levels))
    }
  }

  /// True for texts of which only equality is wanted.
  var isPacked: Bool { if case .packed = storage { true } else { false } }

  /// Whether different bytes are different texts in it.
  var isSpeltOneWay: Bool {
    switch storage {
    case .raw(let raw): raw.levels.isASCII
    case .packed(let texts): texts.longs?.isASCII ?? true
    case .integers, .column: true
    }
  }

  /// A category as ``PackedTexts``, if its levels are not too many and all fit; else as it is.
  func packed(_ work: Work) throws -> KeyColumn {
    let codes: [Int32]
    let keys: [UInt64?]
    switch storage {
    case .raw(let raw) where raw.levels.count <= Work.stride:
      codes = raw.codes
      // Those that are not UTF-8 stand in no row.
      keys = (0..<raw.levels.count).map { raw.levels.bytes($0).map(PackedTexts.pack) ?? 0 }
    case .column(let column):
      guard case .category(let own, let levels) = column.storage, levels.count <= Work.stride else {
        return self
      }
      codes = own
      keys = levels.map { level in
        var level = level
        return level.withUTF8 { PackedTexts.pack($0) }
      }
    default: return self
    }
    let known = keys.compactMap(\.self)
    guard known.count == keys.count else { return self }
    return KeyColumn(
      .packed(
        PackedTexts(
          keys: try mapped(codes, work) { $0 < 0 ? PackedTexts.missing : known[Int($0)] }, longs: nil)))
  }

  /// For each row of texts whose order is not known whether its value is missing; `nil` for other columns.
  func missing(_ work: Work) throws -> [Bool]? {
    switch storage {
    case .raw(let raw): try mapped(raw.codes, work) { $0 < 0 }
    case .packed(let texts): try mapped(texts.keys, work) { $0 == PackedTexts.missing }
    case .integers, .column: nil
    }
  }
}

/// Rows by the values of one column, missing values first.
struct RowOrder: Sendable {
  private enum Values {
    case keys([Int64])
    case small([Int32])
    case levels([Int32], RawLevels)
    case texts(PackedTexts)
  }

  private let values: Values

  init(_ column: KeyColumn, _ work: Work) throws {
    values =
      switch column.storage {
      case .column(let column):
        if case .date(let days) = column.storage { .small(days) } else { .keys(try column.orderKeys(work)) }
      case .integers(let values): .small(values)
      case .raw(let raw): .levels(raw.codes, raw.levels)
      case .packed(let texts): .texts(texts)
      }
  }

  /// Below 0 when the value of the first row comes first, 0 when both have the same.
  func compare(_ left: Int, _ right: Int) -> Int {
    switch values {
    case .keys(let keys): return keys[left] == keys[right] ? 0 : keys[left] < keys[right] ? -1 : 1
    // The mark of a missing date or number is the least there is.
    case .small(let values): return values[left] == values[right] ? 0 : values[left] < values[right] ? -1 : 1
    case .levels(let codes, let levels):
      let (a, b) = (codes[left], codes[right])
      if a == b { return 0 }
      if a < 0 || b < 0 { return a < 0 ? -1 : 1 }
      return levels.precedes(a, b) ? -1 : 1
    case .texts(let texts):
      let (a, b) = (texts.keys[left], texts.keys[right])
      if a == b { return 0 }
      if a == PackedTexts.missing || b == PackedTexts.missing { return a == PackedTexts.missing ? -1 : 1 }
      return texts.precedes(a, b) ? -1 : 1
    }
  }
}
