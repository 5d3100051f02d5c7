/// What a column holds.
public enum ColumnType: String, Sendable, Hashable, CaseIterable {
  /// Text codes or labels with a fixed set of levels. Codes such as `01` stay text.
  case category
  /// Yes or no.
  case flag
  /// A calendar date.
  case date
  /// A whole number.
  case integer
  /// A number.
  case decimal

  /// Types that can be reckoned with.
  public static let numbers: [ColumnType] = [.integer, .decimal]
  /// Types whose values come in an order.
  public static let ordered: [ColumnType] = [.integer, .decimal, .date]
}

/// One column of values in memory, immutable; a value may be missing.
public struct Column: Sendable {
  /// The values by type, with the mark that means missing.
  public enum Storage: Sendable {
    /// Indices into `levels`; −1 is missing. A level may have no rows.
    case category(codes: [Int32], levels: [String])
    /// 0 no, 1 yes, 2 missing.
    case flag([UInt8])
    /// Days since 1970-01-01; `Column.missingDate` is missing.
    case date([Int32])
    /// `Column.missingInteger` is missing.
    case integer([Int64])
    /// NaN is missing.
    case decimal([Double])
  }

  /// The values.
  public let storage: Storage

  /// The mark of a missing category.
  public static let missingCode: Int32 = -1
  /// The mark of a missing flag.
  public static let missingFlag: UInt8 = 2
  /// The mark of a missing date.
  public static let missingDate = Int32.min
  /// The mark of a missing integer.
  public static let missingInteger = Int64.min

  /// Makes a column from its values.
  public init(_ storage: Storage) { self.storage = storage }

  /// What it holds.
  public var type: ColumnType {
    switch storage {
    case .category: .category
    case .flag: .flag
    case .date: .date
    case .integer: .integer
    case .decimal: .decimal
    }
  }

  /// Number of rows.
  public var count: Int {
    switch storage {
    case .category(let codes, _): codes.count
    case .flag(let values): values.count
    case .date(let values): values.count
    case .integer(let values): values.count
    case .decimal(let values): values.count
    }
  }

  /// The levels of a category in their order; `nil` for other types.
  public var levels: [String]? {
    if case .category(_, let levels) = storage { levels } else { nil }
  }

  /// True when the value in `row` is missing.
  public func isMissing(_ row: Int) -> Bool {
    switch storage {
    case .category(let codes, _): codes[row] < 0
    case .flag(let values): values[row] == Column.missingFlag
    case .date(let values): values[row] == Column.missingDate
    case .integer(let values): values[row] == Column.missingInteger
    case .decimal(let values): values[row].isNaN
    }
  }

  /// Number of missing values. O(rows).
  public var missingCount: Int {
    switch storage {
    case .category(let codes, _): codes.count(where: { $0 < 0 })
    case .flag(let values): values.count(where: { $0 == Column.missingFlag })
    case .date(let values): values.count(where: { $0 == Column.missingDate })
    case .integer(let values): values.count(where: { $0 == Column.missingInteger })
    case .decimal(let values): values.count(where: { $0.isNaN })
    }
  }

  /// The value in `row` as canonical text, `nil` when missing: what keys are hashed and compared as.
  public func text(_ row: Int) -> String? {
    if isMissing(row) { return nil }
    switch storage {
    case .category(let codes, let levels): return levels[Int(codes[row])]
    case .flag(let values): return values[row] == 1 ? "true" : "false"
    case .date(let values): return Day(number: values[row]).description
    case .integer(let values): return String(values[row])
    case .decimal(let values): return values[row].description
    }
  }

  /// The values of the given rows, in that order; row −1 gives a missing value. O(rows).
  public func gather(_ rows: [Int32], _ work: Work = .unattended) throws -> Column {
    func pick<T: BitwiseCopyable & Sendable>(_ values: [T], _ missing: T) throws -> [T] {
      try mapped(rows, work) { $0 < 0 ? missing : values[Int($0)] }
    }
    switch storage {
    case .category(let codes, let levels):
      return Column(.category(codes: try pick(codes, Column.missingCode), levels: levels))
    case .flag(let values): return Column(.flag(try pick(values, Column.missingFlag)))
    case .date(let values): return Column(.date(try pick(values, Column.missingDate)))
    case .integer(let values): return Column(.integer(try pick(values, Column.missingInteger)))
    case .decimal(let values): return Column(.decimal(try pick(values, .nan)))
    }
  }
}
