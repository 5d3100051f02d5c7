/// The memory a column is read into, all values missing at first; readers of different pieces write different rows.
final class ColumnBuffer: @unchecked Sendable {
  private enum Block {
    case category(UnsafeMutablePointer<Int32>)
    case flag(UnsafeMutablePointer<UInt8>)
    case date(UnsafeMutablePointer<Int32>)
    case integer(UnsafeMutablePointer<Int64>)
    case decimal(UnsafeMutablePointer<Double>)
  }

  private let block: Block
  private let count: Int

  init(_ type: ColumnType, count: Int) {
    func filled<T>(_ value: T) -> UnsafeMutablePointer<T> {
      let block = UnsafeMutablePointer<T>.allocate(capacity: max(1, count))
      block.initialize(repeating: value, count: count)
      return block
    }
    self.count = count
    block =
      switch type {
      case .category: .category(filled(Column.missingCode))
      case .flag: .flag(filled(Column.missingFlag))
      case .date: .date(filled(Column.missingDate))
      case .integer: .integer(filled(Column.missingInteger))
      case .decimal: .decimal(filled(.nan))
      }
  }

  deinit {
    switch block {
    case .category(let values), .date(let values): values.deallocate()
    case .flag(let values): values.deallocate()
    case .integer(let values): values.deallocate()
    case .decimal(let values): values.deallocate()
    }
  }

  /// A reader that writes here.
  func reader(_ text: FileBytes, _ markers: MissingMarkers) -> FieldReader {
    switch block {
    case .category(let codes): CategoryReader(text, markers, codes)
    case .flag(let values): FlagReader(text, markers, values)
    case .date(let values): DateReader(text, markers, values)
    case .integer(let values): IntegerReader(text, markers, values)
    case .decimal(let values): DecimalReader(text, markers, values)
    }
  }

  /// The column, once all rows are read; of a category see ``category(_:_:)``.
  func column() -> Column? {
    switch block {
    case .category: nil
    case .flag(let values): Column(.flag(Array(UnsafeBufferPointer(start: values, count: count))))
    case .date(let values): Column(.date(Array(UnsafeBufferPointer(start: values, count: count))))
    case .integer(let values): Column(.integer(Array(UnsafeBufferPointer(start: values, count: count))))
    case .decimal(let values): Column(.decimal(Array(UnsafeBufferPointer(start: values, count: count))))
    }
  }

  /// The category, once all rows are read: codes that each piece numbered for itself become those of one table, which
  /// begins as the first piece's.
  func category(
    _ readers: [(rows: Range<Int>, reader: FieldReader)], _ work: Work
  ) throws -> RawCategory? {
    guard case .category(let codes) = block else { return nil }
    let pieces = readers.compactMap { piece in
      (piece.reader as? CategoryReader).map { (rows: piece.rows, reader: $0) }
    }
    guard let first = pieces.first else { return nil }
    var whole = first.reader.takeTable()
    do {
      for piece in pieces.dropFirst() {
        let table = piece.reader.table
        var numbers = [Int32](repeating: Column.missingCode, count: table.count)
        for index in 0..<table.count {
          if index & (Work.stride - 1) == 0 { try work.check() }
          if let bytes = table.bytes(index) { numbers[index] = whole.code(bytes) }
        }
        try numbers.withUnsafeBufferPointer { numbers in
          for row in piece.rows {
            if row & (Work.stride - 1) == 0 { try work.check() }
            if codes[row] >= 0 { codes[row] = numbers[Int(codes[row])] }
          }
        }
      }
    } catch {
      whole.destroy()
      throw error
    }
    return RawCategory(
      codes: Array(UnsafeBufferPointer(start: codes, count: count)),
      levels: RawLevels(whole, in: first.reader.text))
  }
}
