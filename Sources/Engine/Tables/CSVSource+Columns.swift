import OrderedCollections
import Synchronization

extension CSVSource {
  /// The columns at `indices` in file order, each as its type or, when `nil`, as the type all of its values allow.
  ///
  /// Values that do not fit a given type are missing and listed in ``problems()``. What a type takes:
  /// * `category`: any text; levels in natural order.
  /// * `flag`: `true`, `false`, `yes`, `no`, `y`, `n` in any case, `1`, `0`.
  /// * `date`: `YYYY-MM-DD`, alone or followed by a time, which is left out.
  /// * `integer`: digits, with `-` before; not `3.0`. Leading zeros are accepted when the type is given.
  /// * `decimal`: digits, with `-` before, a fraction and an exponent after; correctly rounded. Leading zeros likewise.
  ///
  /// Without a type: `integer`, `date`, `flag` (`true` and `false` only) or `decimal` when every value there is allows
  /// it, else `category`. Whole numbers from 2⁵³ on are never taken for decimals, nor numbers with leading zeros (`01`)
  /// for numbers: either would lose what they say. No values at all: a category without levels.
  ///
  /// One pass for all columns that are not kept: O(bytes), 16 bytes a row and column at most.
  public func columns(at indices: [Int], as types: [ColumnType?], _ work: Work) throws -> [Column] {
    try raw.checkUnchanged()
    var wanted: [ColumnKey?] = zip(indices, types).map { index, type in
      (type ?? state.withLock { $0.inferred[index] }).map { ColumnKey(index: index, type: $0) }
    }
    let unknown = Set(zip(indices, wanted).filter { $1 == nil }.map(\.0)).sorted()
    if !unknown.isEmpty {
      let found = try infer(unknown, work)
      state.withLock { $0.inferred.merge(found) { first, _ in first } }
      for (position, index) in indices.enumerated() where wanted[position] == nil {
        wanted[position] = ColumnKey(index: index, type: found[index] ?? .category)
      }
    }
    let keys = wanted.compactMap(\.self)
    try read(keys, work)
    for key in keys {
      guard let raw = state.withLock({ $0.columns[key] == nil ? $0.raws[key.index] : nil }) else { continue }
      let column = ReadColumn(
        column: try raw.category.ordered(
          pieces: tuning.pieces(of: raw.category.levels.count, atLeast: 1), work),
        problems: raw.problems)
      state.withLock {
        if $0.columns[key] == nil { $0.columns[key] = column }
        // Whoever wants to group by it again takes the column.
        $0.raws[key.index] = nil
      }
    }
    let kept = state.withLock { state in
      for key in keys { state.asked[key.index] = key.type }
      return state.columns
    }
    return keys.compactMap { kept[$0]?.column }
  }

  /// Reads columns in one pass, but puts no levels in order that nobody has asked for.
  public func prepare(at indices: [Int], as types: [ColumnType?], _ work: Work) throws {
    try raw.checkUnchanged()
    let keys = zip(indices, types).compactMap { index, type in type.map { ColumnKey(index: index, type: $0) }
    }
    try read(keys, work)
    state.withLock { state in for key in keys { state.asked[key.index] = key.type } }
    let others = zip(indices, types).filter { $1 == nil }
    if !others.isEmpty { _ = try columns(at: others.map(\.0), as: others.map(\.1), work) }
  }

  /// The column at `index` to group and join by; a category whose levels are not in order yet stays so.
  public func key(at index: Int, as type: ColumnType?, _ work: Work) throws -> KeyColumn {
    let type = type ?? state.withLock { $0.inferred[index] }
    guard type == .category else { return KeyColumn(try column(at: index, as: type, work)) }
    try raw.checkUnchanged()
    let key = ColumnKey(index: index, type: .category)
    try read([key], work)
    let (column, raw) = state.withLock { state in
      state.asked[index] = .category
      return (state.columns[key], state.raws[index])
    }
    if let column { return KeyColumn(column.column) }
    // Two spellings of one text are one key, as they are one level.
    if let raw, raw.category.levels.isASCII { return KeyColumn(raw.category) }
    return KeyColumn(try self.column(at: index, as: type, work))
  }

  /// Reads what is not in memory in either form.
  private func read(_ keys: [ColumnKey], _ work: Work) throws {
    let lacking = state.withLock { state in
      OrderedSet(keys).filter {
        state.columns[$0] == nil && ($0.type != .category || state.raws[$0.index] == nil)
      }
    }
    if lacking.isEmpty { return }
    let rows = try rows(work)
    let text = try text(work).bytes
    let buffers = lacking.map { ColumnBuffer($0.type, count: rows.starts.count) }
    let order = lacking.indices.sorted { lacking[$0].index < lacking[$1].index }
    let pieces = try walk(rows, text, order.map { lacking[$0].index }, work) {
      order.map { buffers[$0].reader(text, self.markers) }
    }
    // Side by side: merging the pieces' numbers is the larger half of reading identifiers.
    let results = try Parallel.map(order.count) { position -> (ReadColumn?, RawRead?) in
      let key = lacking[order[position]]
      let buffer = buffers[order[position]]
      let readers = pieces.map { (rows: $0.rows, reader: $0.readers[position]) }
      let problems = self.problems(of: key, readers.map(\.reader), rows)
      if let column = buffer.column() { return (ReadColumn(column: column, problems: problems), nil) }
      return (nil, try buffer.category(readers, work).map { RawRead(category: $0, problems: problems) })
    }
    state.withLock { state in
      for (position, index) in order.enumerated() {
        let key = lacking[index]
        if let column = results[position].0, state.columns[key] == nil { state.columns[key] = column }
        if let raw = results[position].1, state.columns[key] == nil { state.raws[key.index] = raw }
      }
    }
  }

  /// What was wrong with the values of a column.
  private func problems(of key: ColumnKey, _ readers: [FieldReader], _ rows: RowIndex) -> [Problem] {
    var misfits = Tally()
    var invalid = Tally()
    for reader in readers {
      misfits.merge(reader.misfits)
      invalid.merge(reader.invalid)
    }
    var problems: [Problem] = []
    for (tally, kind, expected) in [
      (misfits, Problem.Kind.doesNotFit, key.type.rawValue), (invalid, .invalidUTF8, "UTF-8"),
    ] where tally.count > 0 {
      problems.append(
        Problem(
          file: label, line: rows.line(of: tally.first), column: columnNames[key.index], expected: expected,
          kind: kind, count: tally.count))
    }
    return problems
  }

  /// The type that all values of each column allow.
  private func infer(_ indices: [Int], _ work: Work) throws -> [Int: ColumnType] {
    let rows = try rows(work)
    let text = try text(work).bytes
    let pieces = try walk(rows, text, indices, work) {
      indices.map { _ in TypeSniffer(text, self.markers) }
    }
    var types: [Int: ColumnType] = [:]
    for (position, index) in indices.enumerated() {
      let sniffers = pieces.compactMap { $0.readers[position] as? TypeSniffer }
      types[index] = TypeSniffer.type(of: sniffers)
    }
    return types
  }

  /// What one piece of the rows gave.
  struct Piece: @unchecked Sendable {
    var rows: Range<Int>
    var readers: [FieldReader]
  }

  /// Hands the fields of `columns` (ascending) to readers, in pieces side by side; each piece has its own readers.
  private func walk(
    _ rows: RowIndex, _ text: FileBytes, _ columns: [Int], _ work: Work,
    _ makeReaders: @Sendable () -> [FieldReader]
  ) throws -> [Piece] {
    let count = rows.starts.count
    let pieces = tuning.pieces(of: count, atLeast: tuning.pieceRows)
    let done = Atomic(0)
    return try Parallel.map(pieces) { piece in
      let range = count / pieces * piece..<(piece == pieces - 1 ? count : count / pieces * (piece + 1))
      let readers = makeReaders()
      try self.walk(range, rows.starts, text, columns, readers) { finished in
        let sum = done.add(finished, ordering: .relaxed).newValue
        try work.step("reading \(self.label)", done: sum, of: count)
      }
      return Piece(rows: range, readers: readers)
    }
  }

  /// Rows whose fields are located before the readers get them: each reader then runs a loop of its own.
  private static let block = 2048

  private func walk(
    _ range: Range<Int>, _ starts: [Int], _ text: FileBytes, _ columns: [Int], _ readers: [FieldReader],
    _ step: (Int) throws -> Void
  ) throws {
    var cursor = CSVCursor(text)
    let size = min(CSVSource.block, max(1, range.count))
    let fields = UnsafeMutableBufferPointer<CSVField>.allocate(capacity: size * columns.count)
    defer { fields.deallocate() }
    var first = range.lowerBound
    var sinceStep = 0
    try step(0)
    while first < range.upperBound {
      let count = min(size, range.upperBound - first)
      for row in 0..<count {
        cursor.begin(at: starts[first + row])
        var next = 0
        for (position, column) in columns.enumerated() {
          while next < column, cursor.hasField {
            _ = cursor.next()
            next += 1
          }
          let field = cursor.hasField ? cursor.next() : .absent
          next += 1
          fields.initializeElement(at: position * size + row, to: field)
        }
      }
      for (position, reader) in readers.enumerated() {
        reader.read(
          UnsafeBufferPointer(rebasing: fields[position * size..<position * size + count]), from: first)
      }
      first += count
      sinceStep += count
      if sinceStep >= Work.stride {
        try step(sinceStep)
        sinceStep = 0
        if readers.allSatisfy(\.isSettled) { return }
      }
    }
  }
}
