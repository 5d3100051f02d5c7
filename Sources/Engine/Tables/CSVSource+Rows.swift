import Glibc

extension CSVSource {
  /// The whole text, unpacked when need be; kept.
  func text(_ work: Work) throws -> Inflated {
    if !raw.isCompressed { return Inflated(bytes: raw, isDamaged: false, isWhole: true) }
    if let kept = state.withLock({ $0.text }) { return kept }
    let made = try tuning.inflater.inflate(raw, path: label, work)
    return state.withLock {
      if let kept = $0.text { return kept }
      $0.text = made
      return made
    }
  }

  /// Where the rows are; found by one pass over the text, and kept.
  func rows(_ work: Work) throws -> RowIndex {
    if let kept = state.withLock({ $0.rows }) { return kept }
    try raw.checkUnchanged()
    let text = try text(work)
    let isSimple = !text.isDamaged && CSVSource.isSimple(text.bytes, from: header.end)
    let made = try isSimple ? simpleRows(text.bytes, work) : generalRows(text, work)
    return state.withLock {
      if let kept = $0.rows { return kept }
      $0.rows = made
      return made
    }
  }

  /// True when no quote and no lone CR stands in the text, so that records are lines.
  private static func isSimple(_ text: FileBytes, from: Int) -> Bool {
    guard memchr(text.base + from, 34, text.count - from) == nil else { return false }
    var at = from
    while let found = memchr(text.base + at, 13, text.count - at) {
      at = UnsafeRawPointer(found) - UnsafeRawPointer(text.base) + 1
      guard at < text.count, text.base[at] == 10 else { return false }
    }
    return true
  }

  /// Rows of a text without quotes, in pieces side by side.
  private func simpleRows(_ text: FileBytes, _ work: Work) throws -> RowIndex {
    let size = text.count - header.end
    let pieces = tuning.pieces(of: size, atLeast: tuning.pieceBytes)
    // A piece begins after the line end that follows its share's first byte.
    let bounds: [Int] = (0...pieces).map { piece in
      if piece == 0 { return header.end }
      if piece == pieces { return text.count }
      let share = header.end + size / pieces * piece
      guard let found = memchr(text.base + share, 10, text.count - share) else { return text.count }
      return UnsafeRawPointer(found) - UnsafeRawPointer(text.base) + 1
    }
    let found = try Parallel.map(pieces) { piece in
      try self.lines(text, from: bounds[piece], to: max(bounds[piece], bounds[piece + 1]), work)
    }
    var index = RowIndex(lines: header.nextLine - 1)
    index.reserve(found.reduce(0) { $0 + $1.starts.count })
    for piece in found {
      index.append(piece)
      try limitRows(index)
    }
    return index
  }

  private func lines(_ text: FileBytes, from: Int, to: Int, _ work: Work) throws -> RowIndex {
    var index = RowIndex()
    let base = text.base
    let expected = columnNames.count
    var at = from
    var lines = 0
    while at < to {
      if lines & (Work.stride - 1) == 0 { try work.step("reading \(label)", done: at, of: text.count) }
      lines += 1
      let found = memchr(base + at, 10, to - at)
      let next = found.map { UnsafeRawPointer($0) - UnsafeRawPointer(base) + 1 } ?? to
      var end = found == nil ? to : next - 1
      if end > at, base[end - 1] == 13 { end -= 1 }
      if end == at, expected > 1 {
        index.skipLine()
      } else {
        var commas = 0
        for offset in at..<end { commas &+= base[offset] == 44 ? 1 : 0 }
        index.append(start: at, height: 1)
        index.noteCount(commas + 1, expected: expected)
      }
      at = next
    }
    return index
  }

  /// Rows of any text, field by field.
  private func generalRows(_ text: Inflated, _ work: Work) throws -> RowIndex {
    var index = RowIndex(lines: header.nextLine - 1)
    var cursor = CSVCursor(text.bytes, at: header.end)
    let expected = columnNames.count
    var odd: [(kind: Problem.Kind, column: Int)] = []
    var records = 0
    while !cursor.isAtEnd {
      if records & (Work.stride - 1) == 0 {
        try work.step("reading \(label)", done: cursor.position, of: text.bytes.count)
      }
      records += 1
      let start = cursor.position
      if cursor.isAtLineEnd, expected > 1 {
        cursor.skipLineEnd()
        index.skipLine()
        continue
      }
      var count = 0
      var hasQuote = false
      while cursor.hasField {
        let field = cursor.next()
        switch field.shape {
        case .unclosed: odd.append((.unclosedQuote, count))
        case .strayQuote, .trailing: odd.append((.strayQuote, count))
        case .plain, .escaped, .absent: break
        }
        hasQuote = hasQuote || text.bytes.base[field.start - 1] == 34
        count += 1
      }
      // What a cut-off archive ends with is no row: how it went on is not known.
      if text.isDamaged, cursor.isAtEnd { break }
      let height = 1 + (hasQuote ? RowIndex.lineEnds(text.bytes, start, cursor.position) : 0)
      cursor.skipLineEnd()
      index.append(start: start, height: height)
      index.noteCount(count, expected: expected)
      for fault in odd { index.note(fault.kind, column: fault.column) }
      odd.removeAll(keepingCapacity: true)
      try limitRows(index)
    }
    if text.isDamaged { index.noteDamage() }
    return index
  }

  private func limitRows(_ index: RowIndex) throws {
    guard index.starts.count <= Int(Int32.max) else {
      throw TableError.tooManyRows(path: label, limit: Int(Int32.max))
    }
  }

  /// What the rows themselves have wrong, as problems.
  func problems(of rows: RowIndex) -> [Problem] {
    var faults: [RowIndex.Fault: Tally] = [:]
    for (fault, tally) in rows.faults {
      // Fields beyond the header's have no column to be listed under, and are listed together.
      let column = fault.column.flatMap { columnNames.indices.contains($0) ? $0 : nil }
      faults[RowIndex.Fault(kind: fault.kind, column: column), default: Tally()].merge(tally)
    }
    return faults.map { fault, tally in
      let column = fault.column.map { columnNames[$0] }
      let expected =
        switch fault.kind {
        case .tooFewFields, .tooManyFields: "\(columnNames.count) field\(columnNames.count == 1 ? "" : "s")"
        case .unclosedQuote: "a closing quote"
        case .strayQuote: "a field or a quoted field"
        default: "a whole archive"
        }
      return Problem(
        file: label, line: fault.kind == .damagedArchive ? rows.lines + 1 : rows.line(of: tally.first),
        column: column, expected: expected, kind: fault.kind, count: tally.count)
    }
  }
}
