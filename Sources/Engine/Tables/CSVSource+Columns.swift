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
  /// One pass for all columns that are not kept: O(bytes), 8 bytes a row and column at most.
  public func columns(at indices: [Int], as types: [ColumnType?], _ work: Work) throws -> [Column] {
    let keys = try known(indices, types, work)
    try read(keys.map { ($0, ReadForm($0.type)) }, work)
    for key in keys where key.type == .category { try order(key, work) }
    let kept = state.withLock { state in
      for key in keys { state.asked[key.index] = key.type }
      return keys.map { state.columns[$0] }
    }
    return try kept.compactMap { try $0?.column(work) }
  }

  /// The column to take the values of some rows from.
  public func stored(at index: Int, as type: ColumnType?, _ work: Work) throws -> KeyColumn {
    let keys = try known([index], [type], work)
    try read(keys.map { ($0, ReadForm($0.type)) }, work)
    for key in keys where key.type == .category { try order(key, work) }
    let kept = state.withLock { state in
      for key in keys { state.asked[key.index] = key.type }
      return keys.compactMap { state.columns[$0] }
    }
    return try kept.first ?? KeyColumn(column(at: index, as: type, work))
  }

  /// Reads columns in one pass, but puts no levels in order that nobody has asked for. Of those with a `true` in
  /// `areKeys` nothing but equality and order will be wanted.
  public func prepare(
    at indices: [Int], as types: [ColumnType?], areKeys: [Bool], _ work: Work
  ) throws {
    let keys = try known(indices, types, work)
    let forms = zip(keys, areKeys).map { key, isKey in
      (key, isKey && key.type == .category ? ReadForm.packed : ReadForm(key.type))
    }
    try read(forms, work)
    state.withLock { state in for key in keys { state.asked[key.index] = key.type } }
  }

  /// The column at `index` to group and join by; a category whose levels are not in order yet stays so.
  public func key(at index: Int, as type: ColumnType?, _ work: Work) throws -> KeyColumn {
    guard let key = try known([index], [type], work).first else {
      return KeyColumn(try column(at: index, as: type, work))
    }
    let isText = key.type == .category
    let isThere = state.withLock { $0.columns[key] != nil }
    try read([(key, isText && !isThere ? .packed : ReadForm(key.type))], work)
    let kept = state.withLock { state in
      state.asked[index] = key.type
      return state.columns[key] ?? state.packed[index]
    }
    // Two spellings of one text are one key, as they are one level.
    if let kept, kept.isSpeltOneWay { return kept }
    return KeyColumn(try column(at: index, as: type, work))
  }

  /// Lets go of what was read of columns at `indices` for grouping and joining; problems stay known.
  public func release(keysAt indices: [Int]) {
    state.withLock { state in
      for index in indices {
        state.packed[index] = nil
        if let type = state.asked[index] { state.columns[ColumnKey(index: index, type: type)] = nil }
      }
    }
  }

  /// The columns with their types: those given, else those found before, else those all values allow.
  private func known(_ indices: [Int], _ types: [ColumnType?], _ work: Work) throws -> [ColumnKey] {
    try raw.checkUnchanged()
    let inferred = state.withLock { $0.inferred }
    let unknown = Set(zip(indices, types).filter { $1 == nil && inferred[$0] == nil }.map(\.0)).sorted()
    var found = inferred
    if !unknown.isEmpty {
      found = try infer(unknown, work)
      found = state.withLock {
        $0.inferred.merge(found) { first, _ in first }
        return $0.inferred
      }
    }
    return zip(indices, types).map { ColumnKey(index: $0, type: $1 ?? found[$0] ?? .category) }
  }

  /// Puts the levels of a category that was read in order.
  private func order(_ key: ColumnKey, _ work: Work) throws {
    guard case .raw(let raw)? = state.withLock({ $0.columns[key] })?.storage else { return }
    let column = KeyColumn(
      try raw.ordered(pieces: tuning.pieces(of: raw.levels.count, atLeast: 1), work))
    state.withLock { $0.columns[key] = column }
  }

  /// Columns read in one pass at most.
  private static let most = 256

  /// Reads what is not in memory.
  private func read(_ wanted: [(key: ColumnKey, form: ReadForm)], _ work: Work) throws {
    var lacking = state.withLock { state in
      var seen: Set<ColumnKey> = []
      return wanted.filter { key, form in
        guard seen.insert(key).inserted else { return false }
        return state.columns[key] == nil && (form != .packed || state.packed[key.index] == nil)
      }
    }
    lacking.sort { ($0.key.index, $0.key.type.rawValue) < ($1.key.index, $1.key.type.rawValue) }
    var next = 0
    while next < lacking.count {
      let part = Array(lacking[next..<min(next + CSVSource.most, lacking.count)])
      let wide = try readTogether(part, work)
      // Whole numbers of more than 32 bits are read again as what they are.
      if !wide.isEmpty { _ = try readTogether(wide.map { ($0, .integer) }, work) }
      next += part.count
    }
  }

  /// Reads columns in one pass and keeps them; those whose form was too small are left out and returned.
  private func readTogether(_ wanted: [(key: ColumnKey, form: ReadForm)], _ work: Work) throws -> [ColumnKey]
  {
    let rows = try rows(work)
    let text = try text(work).bytes
    try checkRoom(wanted.map(\.form), rows.count)
    struct Found: Sendable {
      var levels: RawLevels?
      var isTooSmall: Bool
      var problems: [Problem]
    }
    let (values, found) = try ColumnBuffer.arrays(of: wanted.map(\.form), count: rows.count) { buffers in
      let parts = try walk(
        rows, text, wanted.map(\.key.index), work,
        clear: { rows in for buffer in buffers { buffer.clear(rows) } },
        readers: { buffers.map { $0.reader(text, self.markers) } })
      return try Parallel.map(wanted.count, workers: tuning.pieces) { position in
        let own = parts.map { (rows: $0.rows, reader: $0.readers[position]) }
        return Found(
          levels: try buffers[position].levels(own, work), isTooSmall: ColumnBuffer.isTooSmall(own),
          problems: self.problems(of: wanted[position].key, own.map(\.reader), rows))
      }
    }
    state.withLock { state in
      for (position, (key, form)) in wanted.enumerated() where !found[position].isTooSmall {
        let column = CSVSource.column(key.type, values[position], found[position].levels)
        if form == .packed { state.packed[key.index] = column } else { state.columns[key] = column }
        state.problems[key] = found[position].problems
      }
    }
    return wanted.indices.filter { found[$0].isTooSmall }.map { wanted[$0].key }
  }

  /// Throws when columns of so many rows would not fit into memory, rather than have the machine swap.
  private func checkRoom(_ forms: [ReadForm], _ rows: Int) throws(TableError) {
    let needed = forms.reduce(0) { $0 + $1.bytes } * rows
    // What is small needs no look.
    guard needed > CSVSource.smallRead, let free = tuning.freeMemory(), needed > free else { return }
    throw .noRoom(path: label, rows: rows, columns: forms.count, needed: needed, free: free)
  }

  private static let smallRead = 1 << 20

  private static func column(_ type: ColumnType, _ values: ReadValues, _ levels: RawLevels?) -> KeyColumn {
    switch values {
    case .bytes(let flags): KeyColumn(Column(.flag(flags)))
    case .longs(let integers): KeyColumn(Column(.integer(integers)))
    case .doubles(let decimals): KeyColumn(Column(.decimal(decimals)))
    case .keys(let keys): KeyColumn(.packed(PackedTexts(keys: keys, longs: levels)))
    case .words(let words):
      switch type {
      case .date: KeyColumn(Column(.date(words)))
      case .category: KeyColumn(RawCategory(codes: words, levels: levels ?? RawLevels([])))
      default: KeyColumn(.integers(words))
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
    let parts = try walk(rows, text, indices, work, clear: { _ in }) {
      indices.map { _ in TypeSniffer(text, self.markers) }
    }
    var types: [Int: ColumnType] = [:]
    for (position, index) in indices.enumerated() {
      types[index] = TypeSniffer.type(of: parts.compactMap { $0.readers[position] as? TypeSniffer })
    }
    return types
  }

  /// What one worker read.
  struct Part: @unchecked Sendable {
    var rows: [Range<Int>]
    var readers: [FieldReader]
  }

  /// Hands the fields of `columns` (ascending) to readers, chunk by chunk; each worker takes the next chunk when it is
  /// done with one, and has its own readers. Before it reads the rows of a chunk it calls `clear` with them.
  private func walk(
    _ rows: RowIndex, _ text: FileBytes, _ columns: [Int], _ work: Work,
    clear: @Sendable (Range<Int>) -> Void, readers makeReaders: @Sendable () -> [FieldReader]
  ) throws -> [Part] {
    let next = Atomic(0)
    let done = Atomic(0)
    let width = columnNames.count
    return try Parallel.map(min(tuning.pieces, max(1, rows.chunks.count))) { _ in
      let readers = makeReaders()
      let walker = ChunkWalker(text, width: width, columns: columns, readers: readers)
      var own: [Range<Int>] = []
      while true {
        let number = next.add(1, ordering: .relaxed).oldValue
        if number >= rows.chunks.count || readers.allSatisfy(\.isSettled) { break }
        let chunk = rows.chunks[number]
        let range = chunk.firstRow..<chunk.firstRow + chunk.rows
        clear(range)
        text.prepare(chunk.start, chunk.end)
        try walker.walk(chunk, work)
        text.release(chunk.start, chunk.end)
        own.append(range)
        let sum = done.add(chunk.rows, ordering: .relaxed).newValue
        try work.step("reading \(self.label)", done: sum, of: rows.count)
      }
      return Part(rows: own, readers: readers)
    }
  }
}
