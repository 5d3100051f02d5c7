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

  /// The column, once all rows are read.
  func column(_ readers: [(rows: Range<Int>, reader: FieldReader)], _ work: Work) throws -> Column {
    switch block {
    case .category(let codes): try category(codes, readers, work)
    case .flag(let values): Column(.flag(Array(UnsafeBufferPointer(start: values, count: count))))
    case .date(let values): Column(.date(Array(UnsafeBufferPointer(start: values, count: count))))
    case .integer(let values): Column(.integer(Array(UnsafeBufferPointer(start: values, count: count))))
    case .decimal(let values): Column(.decimal(Array(UnsafeBufferPointer(start: values, count: count))))
    }
  }

  /// Gives the levels their natural order, and the codes, numbered by each piece for itself, their places in it.
  private func category(
    _ codes: UnsafeMutablePointer<Int32>, _ readers: [(rows: Range<Int>, reader: FieldReader)], _ work: Work
  ) throws -> Column {
    let pieces = readers.compactMap { piece in
      (piece.reader as? CategoryReader).map { (rows: piece.rows, table: $0.table, text: $0.text) }
    }
    guard let text = pieces.first?.text else { return Column(.category(codes: [], levels: [])) }
    var whole = LevelTable(text, room: pieces.map(\.table.count).max() ?? 0)
    defer { whole.destroy() }
    let numbers: [[Int32]] = try pieces.map { piece in
      try (0..<piece.table.count).map { index in
        if index & (Work.stride - 1) == 0 { try work.check() }
        return piece.table.bytes(index).map { whole.code($0) } ?? Column.missingCode
      }
    }
    let labels = (0..<whole.count).compactMap { whole.bytes($0) }
    let order = try LevelOrder.sorted(labels, pieces: pieces.count, work)
    var places = [Int32](repeating: 0, count: order.count)
    for (place, index) in order.enumerated() { places[index] = Int32(truncatingIfNeeded: place) }
    for (piece, numbers) in zip(pieces, numbers) {
      try work.check()
      let final = numbers.map { $0 < 0 ? $0 : places[Int($0)] }
      final.withUnsafeBufferPointer { final in
        for row in piece.rows where codes[row] >= 0 { codes[row] = final[Int(codes[row])] }
      }
    }
    // Made in the order of the text, which memory likes better, then put in their own.
    try work.check()
    let texts = labels.map { String(decoding: $0, as: UTF8.self) }
    let levels = order.map { texts[$0] }
    return Column(.category(codes: Array(UnsafeBufferPointer(start: codes, count: count)), levels: levels))
  }
}
