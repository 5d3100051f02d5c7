import Foundation
import Testing

@testable import Engine

/// The reader against the slow one, on random files with every oddity, cut into pieces at random, as every type.
@Suite struct DifferentialCSVTests {
  private let markers: [Set<String>] = [
    CSVDialect.usualMissing, [], [""], ["", "NA", "-99", "not known"], [String(repeating: "x", count: 70)],
  ]

  /// What a random file was made with, and its bytes.
  private struct File {
    var bytes: [UInt8]
    var dialect: CSVDialect
  }

  private func value(_ kind: Int, _ random: inout SplitMix64) -> String {
    let kinds: [[String]] = [
      ["0", "1", "-5", "01", "12", "9223372036854775807", "-9223372036854775808", "-0", "3.0", "--1"],
      [
        "1.5", "-0.25", "2", "1e3", "1e-320", "1e999", "0.1", "123456789.123456789", "9007199254740993", ".5",
      ],
      [
        "2021-01-31", "2020-02-29", "2021-02-29", "1999-12-31T10:00", "2021-01-31 9", "0000-01-01",
        "2021-1-1",
      ],
      ["true", "FALSE", "yes", "No", "y", "N", "1", "0", "t"],
      [
        "a", "b7", "P0010", "P9", "é", "e\u{301}", "\u{E9}", "x y", " pad ", "\0", "long value here and more",
      ],
    ]
    // Mostly values of the column's kind, so that types can be told from them.
    let strangers = random.below(12) == 0
    return kinds[strangers ? random.below(5) : kind].randomElement(using: &random) ?? ""
  }

  private func file(_ random: inout SplitMix64) -> File {
    let columns = 1 + random.below(6)
    let kinds = (0..<columns).map { _ in random.below(5) }
    let isTidy = (0..<columns).map { _ in random.below(2) == 0 }
    let isPlain = random.below(4) == 0
    let ends = [["\n"], ["\r\n"], ["\r"], ["\n", "\r\n", "\r"]][isPlain ? random.below(2) : random.below(4)]
    let missing = markers[random.below(markers.count)]
    let odd = [
      "\"a,b\"", "\"x\ny\"", "\"r\r\ns\rt\"", "\"d\"\"d\"", "\"\"", "\"NA\"", "5\"", "\"t\"u", "\"\"\"\"",
      "\"1\"", "\"2021-01-31\"", "\"\"\"", "NA", "-99", "not known", String(repeating: "x", count: 70),
      String(repeating: "long ", count: 40), "\"" + String(repeating: "a\n", count: 30) + "\"",
    ]
    var header = (0..<columns).map { "c\($0)" }
    if random.below(6) == 0 {
      header[random.below(columns)] = ["", "c0", " c0 ", "\"c0\"", "c0_2"][random.below(5)]
    }
    var text = random.below(10) == 0 ? ends[0] : ""
    // One column without a name is a blank line, which is no header.
    if columns == 1, header[0].isEmpty { header[0] = "c0" }
    text += header.joined(separator: ",") + (ends.randomElement(using: &random) ?? "\n")
    for _ in 0..<random.below(60) {
      let count = random.below(9) == 0 ? 1 + random.below(8) : columns
      if random.below(12) > 0 {
        text += (0..<count).map { column in
          if !isPlain, random.below(8) == 0 { return odd.randomElement(using: &random) ?? "" }
          if random.below(8) == 0 { return missing.sorted().first ?? "" }
          guard column < columns else { return "more" }
          if isTidy[column] { return ["7", "2.5", "2021-05-05", "true", "A"][kinds[column]] }
          return value(kinds[column], &random)
        }.joined(separator: ",")
      }
      text += ends.randomElement(using: &random) ?? "\n"
    }
    if random.below(3) == 0 { text += "last" }
    if !isPlain, random.below(10) == 0 { text += ",\"never closed" }
    var bytes = Array(text.utf8)
    if random.below(4) == 0 { bytes = [0xef, 0xbb, 0xbf] + bytes }
    let from = 40
    if !isPlain, random.below(3) == 0 {
      for _ in 0..<(1 + random.below(6)) where bytes.count > from {
        let at = from + random.below(bytes.count - from)
        bytes[at] = [0, 0xff, 0xc3, 34, 44, 13, 10, UInt8(random.below(256))][random.below(8)]
      }
    }
    return File(bytes: bytes, dialect: CSVDialect(missing: missing))
  }

  /// The columns, as a type or as what they allow, and all problems, are those of the slow reader.
  private func compare(
    _ slow: SlowCSV, _ fast: CSVSource, _ type: ColumnType?, seed: UInt64
  ) throws {
    let indices = Array(slow.names.indices)
    let found = try fast.columns(at: indices, as: indices.map { _ in type }, .unattended)
    let expected = indices.map { SlowColumn(slow, column: $0, as: type) }
    for (column, slow) in zip(found, expected) {
      try #require(column.type == slow.type, "seed \(seed)")
      try #require((0..<column.count).map { column.text($0) } == slow.texts, "seed \(seed) \(slow.type)")
      try #require(column.levels == slow.levels, "seed \(seed)")
    }
    let header: [Problem.Kind] = [.duplicateHeader, .emptyHeader]
    let problems = fast.problems().filter { !header.contains($0.kind) }
    try #require(problems == slow.problems(expected, label: "t.csv"), "seed \(seed)")
  }

  @Test func columnsAndProblemsAreThoseOfTheSlowReader() throws {
    var problems = 0
    for seed in UInt64(0)..<500 {
      var random = SplitMix64(state: seed)
      let file = file(&random)
      let slow = SlowCSV(file.bytes, missing: file.dialect.missing)
      let raw = random.below(4) == 0 ? Gzip.stored(file.bytes, &random) : file.bytes
      let fast = try CSVSource.cut(raw, file.dialect, &random)
      try #require(fast.columnNames == slow.names, "seed \(seed)")
      for type in ([nil] + ColumnType.allCases.map(Optional.some)).shuffled(using: &random) {
        try compare(slow, fast, type, seed: seed)
      }
      problems += fast.problems().count
    }
    #expect(problems > 500)
  }

  /// Each column read by itself, in any order and as any type, is what it is when all are read at once.
  @Test func whatWasReadBeforeDoesNotMatter() throws {
    for seed in UInt64(2000)..<2100 {
      var random = SplitMix64(state: seed)
      let file = file(&random)
      let slow = SlowCSV(file.bytes, missing: file.dialect.missing)
      let fast = try CSVSource.cut(file.bytes, file.dialect, &random)
      for _ in 0..<6 {
        let column = random.below(slow.names.count)
        let type = ([nil] + ColumnType.allCases.map(Optional.some))[random.below(6)]
        if random.below(3) == 0 {
          try fast.prepare(at: [column], as: [type], areKeys: [random.below(2) == 0], .unattended)
        }
        let expected = SlowColumn(slow, column: column, as: type)
        if random.below(3) == 0 {
          let key = try fast.key(at: column, as: type, .unattended).column(.unattended)
          #expect((0..<key.count).map { key.text($0) } == expected.texts, "seed \(seed)")
        }
        let found = try fast.column(at: column, as: type, .unattended)
        #expect(found.type == expected.type && found.levels == expected.levels, "seed \(seed)")
        #expect((0..<found.count).map { found.text($0) } == expected.texts, "seed \(seed)")
      }
    }
  }

  @Test func tenThousandColumns() throws {
    var random = SplitMix64(state: 5)
    let names = (0..<10_000).map { "c\($0)" }
    var text = names.joined(separator: ",") + "\n"
    for row in 0..<7 {
      text += names.indices.map { $0 % 97 == row ? "\"q,\($0)\"" : "\($0 &* 31 &+ row)" }.joined(
        separator: ",")
      text += row == 3 ? ",more\n" : "\r\n"
    }
    text += "short\n"
    let slow = SlowCSV(Array(text.utf8))
    let fast = try CSVSource.cut(Array(text.utf8), CSVDialect(), &random)
    #expect(fast.columnNames == names)
    #expect(try fast.cells() == slow.rows)
    #expect(try fast.values("c9999") == slow.rows.map { $0[9999] })
    #expect(fast.found == ["5 - too many fields 1", "9 - too few fields 1"])
  }

  /// Fields larger than any piece, block or window, quoted and not, with the ends of lines inside.
  @Test(arguments: [1, 2, 7]) func hugeFields(_ pieces: Int) throws {
    let huge = String(repeating: "0123456789 abcdef,\"\"\r\n", count: 60_000)
    let plain = String(repeating: "y", count: 3_000_000)
    let text = "a,b,c\n1,\"\(huge)\",x\n2,\(plain),\"\"\n3,\"\(huge)\"\n\"4\",NA,é\n"
    var tuning = CSVSource.Tuning()
    tuning.pieces = pieces
    tuning.chunkBytes = 1 << 16
    let bytes = Array(text.utf8)
    let fast = try CSVSource(raw: FileBytes(bytes), label: "t.csv", dialect: .init(), tuning: tuning)
    let slow = SlowCSV(bytes)
    #expect(try fast.cells() == slow.rows)
    #expect(slow.rows[0][1]?.utf8.count == 60_000 * 21)
    #expect(fast.found == ["60004 - too few fields 1"])
    #expect(try fast.values("a", .integer) == ["1", "2", "3", "4"])
  }

  /// A date is a date whatever its time says, but not when the field is no text at all.
  @Test func datesFollowedByBytesThatAreNoText() throws {
    let bytes = Array("d,w\n2021-01-31 ".utf8) + [0xff] + Array(",1\n2021-02-01T,2\n".utf8)
    let source = try CSVSource(bytes: bytes, label: "t.csv")
    #expect(try source.values("d", .date) == [nil, "2021-02-01"])
    #expect(source.found == ["2 d not UTF-8 1"])
  }

  /// Quotes in fields that no column has are counted together, in one line.
  @Test func strayQuotesBeyondTheHeader() throws {
    let source = try CSVSource.text("a\n1,x\",y\",z\"\n2,x\",y\n3\n")
    _ = try source.cells()
    #expect(source.found == ["2 - stray quote 4", "2 - too many fields 2"])
  }
}
