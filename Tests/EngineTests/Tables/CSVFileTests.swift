import Foundation
import Testing

@testable import Engine

@Suite struct CSVFileTests {
  /// A folder of its own for each test.
  private func folder() throws -> URL {
    let url = FileManager.default.temporaryDirectory.appending(path: "iapt-tables-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    return url
  }

  /// What the `gzip` program makes of the text.
  private func packed(_ text: String) throws -> [UInt8] {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let file = folder.appending(path: "t.csv")
    try Data(text.utf8).write(to: file)
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gzip", "-9", file.path]
    try process.run()
    process.waitUntilExit()
    return Array(try Data(contentsOf: folder.appending(path: "t.csv.gz")))
  }

  private static let text =
    "a,b\n"
    + (0..<20_000).map { "\($0),\"x \($0 &* 2_654_435_761 % 1_000_003)\"\n" }.joined()

  @Test func filesThatCannotBeRead() throws {
    let folder = try folder()
    defer { try? FileManager.default.removeItem(at: folder) }
    let missing = folder.appending(path: "no.csv").path
    #expect(throws: TableError.fileNotFound(path: missing)) { try CSVSource(path: missing) }
    #expect(throws: TableError.isDirectory(path: folder.path)) { try CSVSource(path: folder.path) }
    #expect(throws: TableError.notAFile(path: "/dev/null")) { try CSVSource(path: "/dev/null") }
    let empty = folder.appending(path: "empty.csv")
    try Data().write(to: empty)
    #expect(throws: TableError.noHeader(path: empty.path)) { try CSVSource(path: empty.path) }
    let file = folder.appending(path: "t.csv")
    try Data("a,b\n1,x\n".utf8).write(to: file)
    let source = try CSVSource(path: file.path)
    #expect(source.label == file.path)
    #expect(try source.cells() == [["1", "x"]])
  }

  @Test func packedFiles() throws {
    let bytes = try packed(CSVFileTests.text)
    let source = try CSVSource(bytes: bytes, label: "t.csv")
    let plain = try CSVSource.text(CSVFileTests.text)
    #expect(try source.cells() == plain.cells())
    #expect(source.problems().isEmpty)
    // Archives may be joined, and padded with zeros.
    let more = try CSVSource(bytes: bytes + packed("7,y\n") + [0, 0, 0], label: "t.csv")
    #expect(try more.rowCount(.unattended) == 20_001)
    #expect(try more.values("b").last == "y")
    #expect(more.problems().isEmpty)
    #expect(throws: TableError.noHeader(path: "t.csv")) { try CSVSource(bytes: packed(""), label: "t.csv") }
  }

  @Test func damagedArchivesGiveTheRowsBeforeTheDamage() throws {
    let bytes = try packed(CSVFileTests.text)
    let plain = try CSVSource.text(CSVFileTests.text).cells()
    for share in [0.3, 0.5, 0.9] {
      let cut = try CSVSource(bytes: Array(bytes.prefix(Int(Double(bytes.count) * share))), label: "t.csv")
      let cells = try cut.cells()
      #expect(cells.count > 1000 && cells.count < 20_000)
      #expect(cells == Array(plain.prefix(cells.count)))
      #expect(cut.found == ["\(cells.count + 2) - damaged archive 1"])
    }
    // Only the checksum is cut off: every row is there.
    let noSum = try CSVSource(bytes: Array(bytes.dropLast(4)), label: "t.csv")
    #expect(try noSum.cells() == plain)
    #expect(noSum.found == ["20002 - damaged archive 1"])
    // Rubbish after the end.
    let rubbish = try CSVSource(bytes: bytes + [1, 2, 3], label: "t.csv")
    #expect(try rubbish.cells() == plain)
    #expect(rubbish.found == ["20002 - damaged archive 1"])
    for end in [2, 5, 15] {
      #expect(throws: TableError.damagedArchive(path: "t.csv")) {
        try CSVSource(bytes: Array(bytes.prefix(end)), label: "t.csv")
      }
    }
    var flipped = bytes
    flipped[bytes.count / 2] ^= 0x55
    let source = try CSVSource(bytes: flipped, label: "t.csv")
    _ = try source.rowCount(.unattended)
    #expect(source.problems().contains { $0.kind == .damagedArchive })
  }

  @Test func archivesThatGrowWithoutMeasure() throws {
    let bytes = try packed("a,b\n" + String(repeating: "0", count: 3_000_000))
    var tuning = CSVSource.Tuning()
    tuning.inflater.harmless = 1 << 20
    tuning.inflater.ratio = 100
    let bound = max(1 << 20, bytes.count * 100)
    let ratio = try CSVSource(raw: FileBytes(bytes), label: "t.csv", dialect: .init(), tuning: tuning)
    #expect(throws: TableError.tooLarge(path: "t.csv", limit: bound)) { try ratio.rowCount(.unattended) }
    tuning.inflater = Inflater()
    tuning.inflater.limit = 2_000_000
    let limit = try CSVSource(raw: FileBytes(bytes), label: "t.csv", dialect: .init(), tuning: tuning)
    #expect(throws: TableError.tooLarge(path: "t.csv", limit: 2_000_000)) { try limit.rowCount(.unattended) }
  }

  @Test(arguments: [
    ("birthwt", 189, 10, "iiiiiiiiii"), ("endometrial", 79, 4, "iidi"), ("esoph", 88, 5, "cccii"),
    ("infert", 248, 8, "ciiiiiii"), ("iris_setosa", 150, 3, "idd"), ("spector", 32, 4, "dddd"),
    ("toenail", 1908, 5, "iccdi"),
  ])
  func fixtures(_ name: String, _ rows: Int, _ columns: Int, _ types: String) throws {
    let path = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "Fixtures/\(name).csv").path
    let source = try CSVSource(path: path)
    #expect(try source.rowCount(.unattended) == rows)
    #expect(source.columnNames.count == columns)
    let found = try source.columns(
      at: Array(0..<columns), as: Array(repeating: nil, count: columns), .unattended)
    #expect(found.map { String($0.type.rawValue.prefix(1)) }.joined() == types)
    #expect(source.problems().isEmpty)
    #expect(try source.cells() == SlowCSV(Array(Data(contentsOf: URL(filePath: path)))).rows)
  }

  /// Columns that would not fit into memory are refused before any memory is taken; fewer of them are read.
  @Test func noRoomForColumns() throws {
    let text = "a,b\n" + String(repeating: "1,2\n", count: 200_000)
    var tuning = CSVSource.Tuning()
    tuning.freeMemory = { 1_200_000 }
    let source = try CSVSource.text(text, tuning: tuning)
    #expect(
      throws: TableError.noRoom(path: "t.csv", rows: 200_000, columns: 2, needed: 1_600_000, free: 1_200_000)
    ) {
      try source.columns(at: [0, 1], as: [.integer, .integer], .unattended)
    }
    #expect(try source.column(at: 1, as: .integer, .unattended).count == 200_000)
    tuning.freeMemory = { nil }
    #expect(
      try CSVSource.text(text, tuning: tuning).columns(at: [0, 1], as: [.integer, .integer], .unattended)
        .count == 2)
    #expect(FreeMemory.now() ?? 1 > 0)
  }
}
