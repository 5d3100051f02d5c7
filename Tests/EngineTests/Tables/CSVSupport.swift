import Testing

@testable import Engine

extension CSVSource {
  /// A source over text.
  static func text(_ text: String, tuning: Tuning = .init()) throws -> CSVSource {
    try CSVSource(raw: FileBytes(Array(text.utf8)), label: "t.csv", dialect: .init(), tuning: tuning)
  }

  /// Every cell as category text, by row.
  func cells() throws -> [[String?]] {
    let all = try columns(
      at: Array(columnNames.indices), as: columnNames.map { _ in .category }, .unattended)
    return try (0..<rowCount(.unattended)).map { row in all.map { $0.text(row) } }
  }

  /// One column as text.
  func values(_ name: String, _ type: ColumnType? = nil) throws -> [String?] {
    let index = try #require(columnNames.firstIndex(of: name))
    let column = try column(at: index, as: type, .unattended)
    return (0..<column.count).map { column.text($0) }
  }

  /// Problems in short: `line column kind count`.
  var found: [String] {
    problems().map { "\($0.line) \($0.column ?? "-") \($0.kind.rawValue) \($0.count)" }
  }
}

extension CSVSource {
  /// A source over bytes that is read in pieces of random number and size.
  static func cut(_ bytes: [UInt8], _ dialect: CSVDialect, _ random: inout SplitMix64) throws -> CSVSource {
    var tuning = Tuning()
    tuning.pieces = [1, 2, 3, 16][random.below(4)]
    tuning.chunkBytes = [1, 7, 40, 1000][random.below(4)]
    return try CSVSource(raw: FileBytes(bytes), label: "t.csv", dialect: dialect, tuning: tuning)
  }
}

/// Archives made the obvious way: the bytes as they are, in stored blocks (RFC 1951, 1952).
enum Gzip {
  /// One or several members, each of blocks of random size.
  static func stored(_ bytes: [UInt8], _ random: inout SplitMix64) -> [UInt8] {
    if bytes.count > 4, random.below(3) == 0 {
      let middle = random.below(bytes.count)
      return stored(Array(bytes[..<middle]), &random) + stored(Array(bytes[middle...]), &random)
    }
    var result: [UInt8] = [0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255]
    var at = 0
    repeat {
      let size = min(bytes.count - at, 1 + random.below(200))
      result.append(at + size == bytes.count ? 1 : 0)
      for number in [UInt16(size), ~UInt16(size)] { result += [UInt8(number & 255), UInt8(number >> 8)] }
      result += bytes[at..<at + size]
      at += size
    } while at < bytes.count
    for number in [crc(bytes), UInt32(bytes.count)] {
      for shift in [0, 8, 16, 24] { result.append(UInt8(truncatingIfNeeded: number >> UInt32(shift))) }
    }
    return result
  }

  /// The checksum, bit by bit.
  private static func crc(_ bytes: [UInt8]) -> UInt32 {
    var sum = UInt32.max
    for byte in bytes {
      sum ^= UInt32(byte)
      for _ in 0..<8 { sum = sum >> 1 ^ (sum & 1 == 1 ? 0xEDB8_8320 : 0) }
    }
    return ~sum
  }
}
