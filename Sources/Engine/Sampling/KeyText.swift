/// The keys of rows as UTF-8 text, parts joined by U+001F, a missing part empty: made into a buffer, one at a time.
struct KeyText {
  /// One key column.
  private enum Part {
    /// Codes into texts that stand in one array, each ending where the next starts.
    case texts(codes: [Int32], bytes: [UInt8], starts: [Int])
    /// Whole numbers, written as digits when asked.
    case numbers([Int64])
  }

  private var parts: [Part] = []
  /// Equal for rows with equal keys, from 0.
  let ids: Codes

  /// The keys of a frame's rows; of no columns the rows' numbers from 1.
  init(_ names: [String], _ frame: Frame, _ work: Work) throws {
    var ids = Codes(values: (0..<frame.rowCount).map { Int32(truncatingIfNeeded: $0) }, count: frame.rowCount)
    try work.check()
    if names.isEmpty { parts = [.numbers((0..<frame.rowCount).map { Int64($0) + 1 })] }
    for column in try names.map({ try frame.column($0, work) }) {
      var codes = try Codes(column, work)
      // A missing part is a value of its own, after all others.
      let last = Int32(truncatingIfNeeded: codes.count)
      codes = Codes(values: try mapped(codes.values, work) { $0 < 0 ? last : $0 }, count: codes.count + 1)
      ids = parts.isEmpty ? codes : try ids.combined(with: codes, work)
      parts.append(try KeyText.part(column, work))
    }
    self.ids = ids
  }

  private static func part(_ column: Column, _ work: Work) throws -> Part {
    if case .integer(let values) = column.storage { return .numbers(values) }
    guard case .category(let codes, let levels) = try column.categorised(work).storage else {
      return .numbers([])
    }
    var bytes: [UInt8] = []
    var starts = [0]
    starts.reserveCapacity(levels.count + 1)
    for (index, level) in levels.enumerated() {
      if index % Work.stride == 0 { try work.check() }
      bytes.append(contentsOf: level.utf8)
      starts.append(bytes.count)
    }
    return .texts(codes: codes, bytes: bytes, starts: starts)
  }

  /// Appends a whole number in decimal.
  private static func append(_ value: Int64, to buffer: inout [UInt8]) {
    if value < 0 { buffer.append(UInt8(ascii: "-")) }
    let start = buffer.count
    var rest = value.magnitude
    repeat {
      buffer.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest % 10))
      rest /= 10
    } while rest > 0
    buffer[start...].reverse()
  }

  /// Puts the key of a row in place of what the buffer holds.
  func write(_ row: Int, to buffer: inout [UInt8]) {
    buffer.removeAll(keepingCapacity: true)
    for (index, part) in parts.enumerated() {
      if index > 0 { buffer.append(0x1F) }
      switch part {
      case .texts(let codes, let bytes, let starts):
        let code = Int(codes[row])
        if code >= 0 { buffer.append(contentsOf: bytes[starts[code]..<starts[code + 1]]) }
      case .numbers(let values):
        if values[row] != Column.missingInteger { KeyText.append(values[row], to: &buffer) }
      }
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
    return try filled(ids.values.count, work, stage: "ranking rows") { out, range in
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
