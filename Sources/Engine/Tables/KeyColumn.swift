/// A column as something to group, join and compare rows by: of categories the values need neither order nor text.
public struct KeyColumn: Sendable {
  enum Storage: Sendable {
    case raw(RawCategory)
    case column(Column)
  }

  let storage: Storage

  init(_ raw: RawCategory) { storage = .raw(raw) }

  /// A column that is in memory.
  public init(_ column: Column) { storage = .column(column) }

  /// What it holds.
  public var type: ColumnType {
    switch storage {
    case .raw: .category
    case .column(let column): column.type
    }
  }

  /// The values of the given rows, in that order; row −1 gives a missing value. O(rows).
  func gather(_ rows: [Int32], _ work: Work) throws -> KeyColumn {
    switch storage {
    case .column(let column): return KeyColumn(try column.gather(rows, work))
    case .raw(let raw):
      let codes = try raw.codes.withUnsafeBufferPointer { codes in
        try mapped(rows, work) { $0 < 0 ? Column.missingCode : codes[Int($0)] }
      }
      return KeyColumn(RawCategory(codes: codes, levels: raw.levels))
    }
  }

  /// Equal numbers for equal values; their order says nothing.
  func codes(_ work: Work) throws -> Codes {
    switch storage {
    case .column(let column): try Codes(column, work)
    case .raw(let raw): Codes(values: raw.codes, count: raw.levels.count)
    }
  }

  /// The column with its values in order.
  func column(_ work: Work) throws -> Column {
    switch storage {
    case .column(let column): column
    case .raw(let raw): try raw.ordered(pieces: 1, work)
    }
  }

  /// The codes and levels of a category; `nil` for other types.
  var category: RawCategory? {
    switch storage {
    case .raw(let raw): raw
    case .column(let column):
      if case .category(let codes, let levels) = column.storage {
        RawCategory(codes: codes, levels: RawLevels(levels))
      } else {
        nil
      }
    }
  }

  /// For each row whether its value is missing.
  func missing(_ work: Work) throws -> [Bool]? {
    guard case .raw(let raw) = storage else { return nil }
    return try mapped(raw.codes, work) { $0 < 0 }
  }
}

/// Rows by the values of one column, missing values first.
struct RowOrder {
  private enum Values {
    case keys([Int64])
    case levels([Int32], RawLevels)
  }

  private let values: Values

  init(_ column: KeyColumn, _ work: Work) throws {
    values =
      switch column.storage {
      case .column(let column): .keys(try column.orderKeys(work))
      case .raw(let raw): .levels(raw.codes, raw.levels)
      }
  }

  /// Below 0 when the value of the first row comes first, 0 when both have the same.
  func compare(_ left: Int, _ right: Int) -> Int {
    switch values {
    case .keys(let keys): return keys[left] == keys[right] ? 0 : keys[left] < keys[right] ? -1 : 1
    case .levels(let codes, let levels):
      let (a, b) = (codes[left], codes[right])
      if a == b { return 0 }
      if a < 0 || b < 0 { return a < 0 ? -1 : 1 }
      return levels.precedes(a, b) ? -1 : 1
    }
  }
}
