/// The keys of rows as UTF-8 text, parts joined by U+001F, a missing part empty: made into a buffer, one at a time.
struct KeyText {
  /// One key column as codes into texts that stand in one array.
  private struct Part {
    var codes: [Int32]
    var bytes: [UInt8] = []
    var starts: [Int] = [0]
  }

  private var parts: [Part] = []
  /// Equal for rows with equal keys, from 0.
  let ids: Codes

  /// The keys of a frame's rows; of no columns the rows' numbers from 1.
  init(_ names: [String], _ frame: Frame, _ work: Work) throws {
    var ids = Codes(values: [Int32](repeating: 0, count: frame.rowCount), count: 1)
    var columns = try names.map { try frame.column($0, work) }
    if columns.isEmpty {
      columns = [Column(.integer((0..<frame.rowCount).map { Int64($0) + 1 }))]
    }
    for column in columns {
      guard case .category(let codes, let levels) = try column.categorised(work).storage else { continue }
      var part = Part(codes: codes)
      part.starts.reserveCapacity(levels.count + 1)
      for level in levels {
        part.bytes.append(contentsOf: level.utf8)
        part.starts.append(part.bytes.count)
      }
      // A missing part is a value of its own, after all others.
      let last = Int32(truncatingIfNeeded: levels.count)
      let all = Codes(values: try mapped(codes, work) { $0 < 0 ? last : $0 }, count: levels.count + 1)
      ids = parts.isEmpty ? all : try ids.combined(with: all, work)
      parts.append(part)
    }
    self.ids = ids
  }

  /// Puts the key of a row in place of what the buffer holds.
  func write(_ row: Int, to buffer: inout [UInt8]) {
    buffer.removeAll(keepingCapacity: true)
    for (index, part) in parts.enumerated() {
      if index > 0 { buffer.append(0x1F) }
      let code = Int(part.codes[row])
      if code >= 0 { buffer.append(contentsOf: part.bytes[part.starts[code]..<part.starts[code + 1]]) }
    }
  }

  /// The key of a row.
  func bytes(_ row: Int) -> [UInt8] {
    var result: [UInt8] = []
    write(row, to: &result)
    return result
  }

  /// Each row's rank by hash: rows are drawn from the least on.
  func ranks(seed: Int64, _ work: Work) throws -> [Int64] {
    var buffer: [UInt8] = []
    return try filled(ids.values.count, work) { out, range in
      for row in range {
        write(row, to: &buffer)
        out[row] = XXH64.rank(buffer, seed: seed)
      }
    }
  }

  /// How many rows have the key of an earlier row.
  func repeated(_ work: Work) throws -> Int {
    var seen = [Bool](repeating: false, count: ids.count)
    var result = 0
    try forEachRow(ids.values.count, work) { row in
      let id = Int(ids.values[row])
      if seen[id] { result += 1 }
      seen[id] = true
    }
    return result
  }
}
