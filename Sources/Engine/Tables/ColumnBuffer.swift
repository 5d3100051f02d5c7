/// What a column is read as.
enum ReadForm: Hashable, Sendable {
  /// Texts by number, to be put in order.
  case category
  /// Texts as ``PackedTexts``.
  case packed
  case flag, date, smallInteger, integer, decimal

  init(_ type: ColumnType) {
    self =
      switch type {
      case .category: .category
      case .flag: .flag
      case .date: .date
      case .integer: .smallInteger
      case .decimal: .decimal
      }
  }
}

extension ReadForm {
  /// Bytes of memory a value takes.
  var bytes: Int {
    switch self {
    case .flag: 1
    case .category, .date, .smallInteger: 4
    case .packed, .integer, .decimal: 8
    }
  }
}

/// The values of a column as they were read.
enum ReadValues: Sendable {
  case bytes([UInt8])
  case words([Int32])
  case longs([Int64])
  case keys([UInt64])
  case doubles([Double])
}

/// The memory a column is read into; readers of different chunks write different rows.
struct ColumnBuffer: @unchecked Sendable {
  private enum Block {
    case category(UnsafeMutablePointer<Int32>)
    case packed(UnsafeMutablePointer<UInt64>)
    case flag(UnsafeMutablePointer<UInt8>)
    case date(UnsafeMutablePointer<Int32>)
    case smallInteger(UnsafeMutablePointer<Int32>)
    case integer(UnsafeMutablePointer<Int64>)
    case decimal(UnsafeMutablePointer<Double>)
  }

  private let block: Block

  /// Makes arrays of `count` values for columns, which `fill` writes by way of their buffers, and gives them with what
  /// `fill` gives. The depth of the calls grows with the columns.
  static func arrays<R>(
    of forms: [ReadForm], count: Int, _ fill: ([ColumnBuffer]) throws -> R
  ) throws -> ([ReadValues], R) {
    var values: [ReadValues] = []
    let result = try nest(forms[...], count, [], &values, fill)
    return (values.reversed(), result)
  }

  private static func nest<R>(
    _ forms: ArraySlice<ReadForm>, _ count: Int, _ buffers: [ColumnBuffer], _ values: inout [ReadValues],
    _ fill: ([ColumnBuffer]) throws -> R
  ) throws -> R {
    guard let form = forms.first else { return try fill(buffers) }
    func array<T: BitwiseCopyable>(_ block: (UnsafeMutablePointer<T>) -> Block) throws -> ([T], R) {
      var result: R?
      let array = try [T](unsafeUninitializedCapacity: max(1, count)) { memory, initialized in
        guard let base = memory.baseAddress else { return }
        let mine = ColumnBuffer(block: block(base))
        result = try nest(forms.dropFirst(), count, buffers + [mine], &values, fill)
        initialized = count
      }
      // There is memory for one value at least.
      guard let result else { throw Cancelled() }
      return (array, result)
    }
    switch form {
    case .category, .date, .smallInteger:
      let (made, result) = try array { (base: UnsafeMutablePointer<Int32>) in
        form == .category ? .category(base) : form == .date ? .date(base) : .smallInteger(base)
      }
      values.append(.words(made))
      return result
    case .packed:
      let (made, result) = try array { .packed($0) }
      values.append(.keys(made))
      return result
    case .flag:
      let (made, result) = try array { .flag($0) }
      values.append(.bytes(made))
      return result
    case .integer:
      let (made, result) = try array { .integer($0) }
      values.append(.longs(made))
      return result
    case .decimal:
      let (made, result) = try array { .decimal($0) }
      values.append(.doubles(made))
      return result
    }
  }

  /// Makes the values of some rows missing.
  func clear(_ rows: Range<Int>) {
    func fill<T>(_ base: UnsafeMutablePointer<T>, _ value: T) {
      (base + rows.lowerBound).initialize(repeating: value, count: rows.count)
    }
    switch block {
    case .category(let values): fill(values, Column.missingCode)
    case .packed(let values): fill(values, PackedTexts.missing)
    case .flag(let values): fill(values, Column.missingFlag)
    case .date(let values): fill(values, Column.missingDate)
    case .smallInteger(let values): fill(values, KeyColumn.missingSmall)
    case .integer(let values): fill(values, Column.missingInteger)
    case .decimal(let values): fill(values, .nan)
    }
  }

  /// A reader that writes here.
  func reader(_ text: FileBytes, _ markers: MissingMarkers) -> FieldReader {
    switch block {
    case .category(let codes): CategoryReader(text, markers, codes)
    case .packed(let keys): PackedReader(text, markers, keys)
    case .flag(let values): FlagReader(text, markers, values)
    case .date(let values): DateReader(text, markers, values)
    case .smallInteger(let values): SmallIntegerReader(text, markers, values)
    case .integer(let values): IntegerReader(text, markers, values)
    case .decimal(let values): DecimalReader(text, markers, values)
    }
  }

  /// What each worker read: its rows and its reader of the column.
  typealias Part = (rows: [Range<Int>], reader: FieldReader)

  /// The texts of a category, once all rows are read: numbers that each worker gave for itself become those of one
  /// table, which begins as the first worker's. `nil` for other columns.
  func levels(_ parts: [Part], _ work: Work) throws -> RawLevels? {
    switch block {
    case .category(let codes):
      let readers = parts.compactMap { part in (part.reader as? CategoryReader).map { (part.rows, $0) } }
      return try merged(readers.map { ($0.0, $0.1.table, $0.1.takeTable) }, readers.first?.1.text, work) {
        row, numbers in
        if codes[row] >= 0 { codes[row] = numbers[Int(codes[row])] }
      }
    case .packed(let keys):
      let readers = parts.compactMap { part in (part.reader as? PackedReader).map { (part.rows, $0) } }
      if readers.allSatisfy({ $0.1.longs.count == 0 }) { return nil }
      return try merged(readers.map { ($0.0, $0.1.longs, $0.1.takeLongs) }, readers.first?.1.text, work) {
        row, numbers in
        let key = keys[row]
        if key != PackedTexts.missing, key & PackedTexts.long != 0 {
          let number = numbers[Int(key & ~PackedTexts.long)]
          keys[row] = PackedTexts.long | UInt64(UInt32(bitPattern: number))
        }
      }
    default: return nil
    }
  }

  private func merged(
    _ parts: [(rows: [Range<Int>], table: LevelTable, take: () -> LevelTable)], _ text: FileBytes?,
    _ work: Work, _ renumber: (Int, UnsafeBufferPointer<Int32>) -> Void
  ) throws -> RawLevels? {
    guard let first = parts.first, let text else { return nil }
    var whole = first.take()
    do {
      for part in parts.dropFirst() {
        var numbers = [Int32](repeating: Column.missingCode, count: part.table.count)
        for index in 0..<part.table.count {
          if index & (Work.stride - 1) == 0 { try work.check() }
          if let bytes = part.table.bytes(index) { numbers[index] = whole.code(bytes) }
        }
        if numbers.indices.allSatisfy({ numbers[$0] == Int32(truncatingIfNeeded: $0) }) { continue }
        try numbers.withUnsafeBufferPointer { numbers in
          for rows in part.rows {
            try work.check()
            for row in rows { renumber(row, numbers) }
          }
        }
      }
    } catch {
      whole.destroy()
      throw error
    }
    return RawLevels(whole, in: text)
  }

  /// Whether some value was larger than the form allows.
  static func isTooSmall(_ parts: [Part]) -> Bool {
    parts.contains { ($0.reader as? SmallIntegerReader)?.isTooSmall ?? false }
  }
}
