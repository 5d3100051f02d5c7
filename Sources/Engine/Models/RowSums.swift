/// Loops over the rows of a design, by chunks of rows side by side.
///
/// Chunks have a fixed number of rows, and their sums are added in their order: the bytes of a result do not depend on how
/// many processors there are.
enum RowSums {
  /// Rows of a chunk.
  static let chunk = 16_384
  /// Rows summed before they are added to the chunk's sum: less rounding than one long sum.
  static let block = 256

  /// What `body` makes of each chunk, in their order.
  static func map<T>(
    _ rows: Int, chunk: Int = RowSums.chunk, _ work: Work, _ body: (Range<Int>) -> T
  ) throws(Cancelled) -> [T] {
    try tasks(max(1, (rows + chunk - 1) / chunk), rows: rows, work) { piece in
      body(piece * chunk..<min(rows, (piece + 1) * chunk))
    }
  }

  /// What `body` makes of each number below a count, side by side where there are many rows.
  static func tasks<T>(
    _ count: Int, rows: Int, _ work: Work, _ body: (Int) throws(Cancelled) -> T
  ) throws(Cancelled) -> [T] {
    if rows <= chunk {
      try work.check()
      return try (0..<count).map(body)
    }
    do {
      return try withoutActuallyEscaping(body) { body in
        // Tasks read what is shared and write what is theirs.
        nonisolated(unsafe) let body = body
        return try Parallel.map(count) { piece in
          try work.check()
          return try body(piece)
        }
      }
    } catch {
      throw Cancelled()
    }
  }

  /// An array made chunk by chunk.
  static func filled<T: BitwiseCopyable>(
    _ count: Int, _ work: Work, _ body: (UnsafeMutableBufferPointer<T>, Range<Int>) -> Void
  ) throws(Cancelled) -> [T] {
    var isStopped = false
    let result = [T](unsafeUninitializedCapacity: count) { buffer, size in
      // Each chunk writes its own rows.
      nonisolated(unsafe) let target = buffer
      do {
        _ = try map(count, work) { body(target, $0) }
      } catch {
        isStopped = true
      }
      size = isStopped ? 0 : count
    }
    if isStopped { throw Cancelled() }
    return result
  }

  /// The sum of a number of each row.
  static func sum(_ rows: Int, _ work: Work, _ value: (Int) -> Double) throws(Cancelled) -> Double {
    let parts = try map(rows, work) { rows in
      var total = 0.0
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
        var part = 0.0
        for row in start..<min(start + block, rows.upperBound) { part += value(row) }
        total += part
      }
      return total
    }
    return parts.reduce(0, +)
  }
}
