import Testing

@testable import Engine

/// A generated file, split the simplest way: the generator writes no quotes.
struct DemoFile {
  var header: [String]
  var rows: [[String]]

  init(_ file: DemoData.File, rows: Int, seed: UInt64) throws {
    let bytes = try DemoData(rows: rows, seed: seed).bytes(of: file, .unattended)
    try #require(!bytes.contains(UInt8(ascii: "\"")) && bytes.last == UInt8(ascii: "\n"))
    let lines = bytes.dropLast().split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let split = lines.map { line in
      line.split(separator: UInt8(ascii: ","), omittingEmptySubsequences: false)
        .map { String(decoding: $0, as: UTF8.self) }
    }
    header = split[0]
    self.rows = Array(split.dropFirst())
  }

  /// The values of a column.
  func column(_ name: String) throws -> [String] {
    let index = try #require(header.firstIndex(of: name), "no column \(name)")
    return rows.map { $0[index] }
  }

  /// The values of several columns, row by row.
  func columns(_ names: String...) throws -> [[String]] {
    let indices = try names.map { try #require(header.firstIndex(of: $0), "no column \($0)") }
    return rows.map { row in indices.map { row[$0] } }
  }
}

/// The three files of 20,000 rows, made once for all tests that look into them.
struct DemoSample {
  let referrals: DemoFile
  let patients: DemoFile
  let employment: DemoFile

  static let result = Result { try DemoSample() }

  private init() throws {
    referrals = try DemoFile(.referrals, rows: 20_000, seed: 7)
    patients = try DemoFile(.patients, rows: 20_000, seed: 7)
    employment = try DemoFile(.employment, rows: 20_000, seed: 7)
  }
}
