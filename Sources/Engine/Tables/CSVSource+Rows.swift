import CBytes
import Glibc
import Synchronization

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
    let made = try indexRows(text(work), work)
    return state.withLock {
      if let kept = $0.rows { return kept }
      $0.rows = made
      return made
    }
  }

  /// Chunks side by side, each as if a row began after the line end it is cut at. Where that is not so, because the
  /// line end stands inside quotes, the chunk is gone through again from where the row before it really ends.
  private func indexRows(_ text: Inflated, _ work: Work) throws -> RowIndex {
    let size = max(1, tuning.chunkBytes)
    let done = Atomic(0)
    let count = (text.bytes.count - header.end + size - 1) / size
    let pieces = try Parallel.map(count, workers: tuning.pieces) { number in
      let chunk = self.chunk(number, of: text.bytes, size)
      text.bytes.prepare(chunk.lowerBound, chunk.upperBound)
      let found = try self.scan(text, chunk, isSure: number == 0, work)
      text.bytes.release(chunk.lowerBound, chunk.upperBound)
      try work.step(
        "reading \(self.label)", done: done.add(chunk.count, ordering: .relaxed).newValue,
        of: text.bytes.count)
      return (chunk: chunk, found: found)
    }
    var index = RowIndex(lines: header.nextLine - 1)
    var at = header.end
    for (chunk, found) in pieces where !chunk.isEmpty && at < chunk.upperBound {
      var right = found
      if at != chunk.lowerBound || found == nil {
        right = try scan(text, at..<chunk.upperBound, isSure: true, work)
      }
      guard let right else { continue }
      index.append(right.rows)
      at = right.end
      guard index.count <= Int(Int32.max) else {
        throw TableError.tooManyRows(path: label, limit: Int(Int32.max))
      }
    }
    if text.isDamaged { index.noteDamage() }
    return index
  }

  /// Where a chunk begins and ends: after the first line feed in its share of the bytes, the first chunk at once, and
  /// where the next begins. Empty where no line ends in its share, which then belongs to a chunk before it.
  ///
  /// Found by who reads it: to look through the whole file for them first would map all of it.
  private func chunk(_ number: Int, of text: FileBytes, _ size: Int) -> Range<Int> {
    func afterFeed(_ share: Range<Int>) -> Int? {
      guard !share.isEmpty, let found = memchr(text.base + share.lowerBound, 10, share.count)
      else { return nil }
      return UnsafeRawPointer(found) - UnsafeRawPointer(text.base) + 1
    }
    let next = min(text.count, header.end + (number + 1) * size - 1)
    var start = header.end
    if number > 0 {
      guard let found = afterFeed(header.end + number * size - 1..<next) else { return next..<next }
      start = found
    }
    return start..<(afterFeed(next..<text.count) ?? text.count)
  }

  /// The rows that begin in a part of the text, and where the last of them ends; `nil` when the part may begin inside
  /// a row (it is not `isSure` to begin with one) and runs far beyond its end.
  private func scan(
    _ text: Inflated, _ part: Range<Int>, isSure: Bool, _ work: Work
  ) throws -> (rows: RowIndex, end: Int)? {
    let (from, to) = (part.lowerBound, part.upperBound)
    if part.isEmpty { return (RowIndex(), to) }
    // What a cut-off archive ends with is no row.
    let isLast = to == text.bytes.count && text.isDamaged
    if !isLast, let rows = lines(text.bytes, from: from, to: to) { return (rows, to) }
    let limit = isSure ? text.bytes.count : min(text.bytes.count, to + 4 * tuning.chunkBytes)
    return try records(text, from: from, to: to, limit: limit, work)
  }

  /// Rows that are lines, or of which every one is as it should be; `nil` where there is another quote or a lone CR.
  private func lines(_ text: FileBytes, from: Int, to: Int) -> RowIndex? {
    var index = RowIndex()
    let base = text.base
    let expected = columnNames.count
    let even = iapt_rows_of(Bytes.form, base + from, to - from, UInt32(truncatingIfNeeded: expected))
    if even.rows >= 0, to - from < 1 << 31 {
      index.append(rows: Int(even.rows))
      index.close(
        from: from, to: to,
        even.isDoubled != 0 ? .doubled : even.isQuoted != 0 ? .quoted : .even)
      return index
    }
    let (one, all) = (UInt64(1), ~UInt64(0))
    var isEven = to - from < 1 << 31
    var start = from
    var commas = 0
    // Rows of the right width that are not in the index yet.
    var pending = 0
    var wasReturn: UInt64 = 0
    var at = from
    while at < to {
      let left = to - at
      let marks: iapt_marks
      if at + 64 <= text.count {
        marks = iapt_marks_of(Bytes.form, base + at)
      } else {
        marks = withUnsafeTemporaryAllocation(of: UInt8.self, capacity: 64) { block in
          for index in 0..<64 { block[index] = index < left ? base[at + index] : 0 }
          return block.baseAddress.map { iapt_marks_of(Bytes.form, $0) } ?? iapt_marks()
        }
      }
      let inside = left >= 64 ? all : one << UInt64(left) - 1
      if marks.quotes & inside != 0 { return nil }
      var feeds = marks.feeds & inside
      if (marks.returns | wasReturn) & inside != 0 {
        if (marks.returns << 1 | wasReturn) & ~feeds & inside != 0 { return nil }
      }
      wasReturn = (marks.returns & inside) >> 63
      var separators = marks.commas & inside
      while feeds != 0 {
        let bit = UInt64(feeds.trailingZeroBitCount)
        let before = one << bit - 1
        commas += (separators & before).nonzeroBitCount
        separators &= ~before
        let end = at + Int(bit)
        if commas + 1 == expected && end > start + 1 {
          pending += 1
        } else {
          index.append(rows: pending)
          pending = 0
          isEven = CSVSource.takeOdd(&index, base, start, end, commas, expected) && isEven
        }
        commas = 0
        start = end + 1
        feeds &= feeds - 1
      }
      commas += separators.nonzeroBitCount
      at += 64
    }
    if wasReturn != 0 || (to > from && base[to - 1] == 13) { return nil }
    index.append(rows: pending)
    if start < to {
      isEven = false
      _ = CSVSource.takeOdd(&index, base, start, to, commas, expected)
    }
    index.close(from: from, to: to, isEven ? .even : .odd)
    return index
  }

  /// Takes a line that may be blank or of another width than the header; true when it is a row as it should be.
  private static func takeOdd(
    _ index: inout RowIndex, _ base: UnsafePointer<UInt8>, _ start: Int, _ end: Int, _ commas: Int,
    _ expected: Int
  ) -> Bool {
    let isBlank = end == start || (end == start + 1 && base[start] == 13)
    if isBlank, expected > 1 {
      index.skipLine()
      return false
    }
    index.append(rows: 1)
    index.noteCount(commas + 1, expected: expected)
    return commas + 1 == expected
  }

  /// Rows of any text, field by field: those that begin before `to`.
  private func records(
    _ text: Inflated, from: Int, to: Int, limit: Int, _ work: Work
  ) throws -> (rows: RowIndex, end: Int)? {
    var index = RowIndex()
    var cursor = CSVCursor(text.bytes, at: from, end: limit)
    let expected = columnNames.count
    var odd: [(kind: Problem.Kind, column: Int)] = []
    var records = 0
    while cursor.position < to {
      if records & (Work.stride - 1) == Work.stride - 1 {
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
      // A CR that ends the part may belong to an LF after it.
      if limit < text.bytes.count, cursor.position >= limit - 1 { return nil }
      // How a cut-off row went on is not known.
      if text.isDamaged, cursor.isAtEnd { break }
      index.append(height: 1 + (hasQuote ? RowIndex.lineEnds(text.bytes, start, cursor.position) : 0))
      cursor.skipLineEnd()
      index.noteCount(count, expected: expected)
      for fault in odd { index.note(fault.kind, column: fault.column) }
      odd.removeAll(keepingCapacity: true)
      guard index.count <= Int(Int32.max) else {
        throw TableError.tooManyRows(path: label, limit: Int(Int32.max))
      }
    }
    index.close(from: from, to: cursor.position, .odd)
    return (index, max(to, cursor.position))
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
