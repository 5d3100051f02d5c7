import Foundation
import Testing

@testable import Engine

@Suite struct DemoDataTests {
  private func bytes(_ rows: Int, _ seed: UInt64, _ file: DemoData.File) throws -> [UInt8] {
    try DemoData(rows: rows, seed: seed).bytes(of: file, .unattended)
  }

  @Test(arguments: DemoData.File.allCases) func seedDecidesTheBytes(_ file: DemoData.File) throws {
    #expect(try bytes(500, 7, file) == bytes(500, 7, file))
    #expect(try bytes(500, 7, file) != bytes(500, 8, file))
  }

  /// The bytes themselves, so that no change of code, compiler or machine moves them unseen (FNV-1a, 64
  /// bits).
  @Test(
    arguments: zip(
      DemoData.File.allCases,
      [9_167_925_530_068_608_407, 14_328_553_709_785_640_043, 7_960_006_576_932_847_006] as [UInt64]))
  func bytesStayTheSame(_ file: DemoData.File, _ expected: UInt64) throws {
    var hash: UInt64 = 0xCBF2_9CE4_8422_2325
    for byte in try bytes(2000, 7, file) { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
    #expect(hash == expected)
  }

  @Test(arguments: [0, 1, 2, 3, 999, 1000]) func rowsAreExact(_ rows: Int) throws {
    #expect(try DemoFile(.referrals, rows: rows, seed: 3).rows.count == rows)
    let patients = try DemoFile(.patients, rows: rows, seed: 3)
    #expect(patients.rows.count <= rows * 2)
    #expect(try DemoFile(.employment, rows: rows, seed: 3).header.last == "SYNTHETIC")
  }

  @Test(arguments: [UInt64(0), .max, 42]) func everyRowHasAllFields(_ seed: UInt64) throws {
    for file in DemoData.File.allCases {
      let made = try DemoFile(file, rows: 1000, seed: seed)
      #expect(made.rows.allSatisfy { $0.count == made.header.count })
      #expect(made.header.last == "SYNTHETIC")
      #expect(try made.column("SYNTHETIC").allSatisfy { $0 == "Y" })
      #expect(Set(made.header).count == made.header.count)
    }
  }

  @Test func moreRowsKeepThePatients() throws {
    // Patients do not depend on how many there are; the last of the shorter file may be cut.
    let few = try Set(DemoFile(.referrals, rows: 300, seed: 5).columns("PathwayID", "Person_ID"))
    let many = try Set(DemoFile(.referrals, rows: 600, seed: 5).columns("PathwayID", "Person_ID"))
    #expect(few.subtracting(many).isEmpty)
  }

  @Test func negativeRowsAreRefused() {
    #expect(throws: DemoError.negativeRows(-1)) { try bytes(-1, 7, .patients) }
    #expect(throws: DemoError.negativeRows(-1)) {
      try DemoData(rows: -1, seed: 7).write(to: "/nowhere/at/all", .unattended)
    }
  }

  @Test func writesTheSameBytesAndNothingElse() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("demo-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    for rows in [4000, 50] {  // the second time over the files of the first
      let data = DemoData(rows: rows, seed: 11)
      try data.write(to: folder.path, .unattended)
      for file in DemoData.File.allCases {
        let written = try Data(contentsOf: folder.appendingPathComponent(file.name))
        #expect(try Array(written) == data.bytes(of: file, .unattended))
      }
    }
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).sorted()
    #expect(names == ["employment.csv", "patients.csv", "referrals.csv"])
  }

  @Test func interruptLeavesNothing() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("demo-\(UUID())")
    defer { try? FileManager.default.removeItem(at: folder) }
    let watch = Interrupt(after: 4)
    let work = Work(isCancelled: { watch.isDue() })
    #expect(throws: Cancelled.self) { try DemoData(rows: 2000, seed: 1).write(to: folder.path, work) }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path).isEmpty)
  }

  @Test func folderThatCannotBe() {
    #expect(throws: DemoError.cannotWrite(path: "/nowhere/at/all", code: ENOENT)) {
      try DemoData(rows: 1, seed: 1).write(to: "/nowhere/at/all", .unattended)
    }
  }
}

/// Asks to stop after some questions.
private final class Interrupt: @unchecked Sendable {
  private let lock = NSLock()
  private var left: Int

  init(after: Int) { left = after }

  func isDue() -> Bool {
    lock.withLock {
      left -= 1
      return left < 0
    }
  }
}
