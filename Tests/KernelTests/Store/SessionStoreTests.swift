import Commands
import Engine
import Foundation
import GRDB
import Testing

@testable import Kernel

@Suite struct SessionStoreTests {
  private let folder: String
  private var path: String { folder + "/state/sessions.sqlite" }

  init() throws { folder = try Paths.temporary() }

  @Test func onlyTheOwnerMayRead() throws {
    let kept = Kept(path)
    kept.type("param a = 1")
    var facts = stat()
    #expect(stat(folder + "/state", &facts) == 0 && facts.st_mode & 0o777 == 0o700)
    let files = try FileManager.default.contentsOfDirectory(atPath: folder + "/state").sorted()
    #expect(files == ["", "-lock", "-shm", "-wal"].map { "sessions.sqlite" + $0 })
    for file in files {
      #expect(stat(folder + "/state/" + file, &facts) == 0 && facts.st_mode & 0o777 == 0o600, "\(file)")
    }
    // A file that others could read is closed to them.
    kept.keeper.leave(kept.session, orderly: true)
    #expect(chmod(path, 0o644) == 0)
    Kept(path).type("param a = 1")
    #expect(stat(path, &facts) == 0 && facts.st_mode & 0o777 == 0o600)
  }

  @Test func aStoreThatCannotBeUsedIsSaidOnce() throws {
    try FileManager.default.createDirectory(atPath: folder + "/state", withIntermediateDirectories: true)
    let garbage = Data(repeating: 0x41, count: 8192)
    try garbage.write(to: URL(fileURLWithPath: path))
    try Data().write(to: URL(fileURLWithPath: folder + "/file"))
    for (path, word) in [
      (path, "damaged"), (folder + "/file/sessions.sqlite", "Not a directory"),
      (folder + "/state", "directory"),
      ("/proc/no/such/sessions.sqlite", "No such"),
    ] {
      let kept = Kept(path)
      for text in ["param a = 1", "param b = 2"] { kept.type(text) }
      #expect(kept.notices.lines.count == 1 && kept.keeper.id == nil)
      let line = kept.notices.lines.first ?? ""
      #expect(line.hasPrefix("this session is in memory only: ") && line.contains(word), "\(line)")
      #expect(kept.session.cells.count == 2)
      #expect(kept.keeper.leave(kept.session, orderly: true) == nil)
    }
    #expect(FileManager.default.contents(atPath: path) == garbage)
  }

  @Test func damageWithinIsNoticed() throws {
    let kept = Kept(path)
    for index in 0..<40 { kept.type("param p\(index) = \"\(String(repeating: "x", count: 500))\"") }
    kept.keeper.leave(kept.session, orderly: true)
    let file = try #require(FileHandle(forUpdatingAtPath: path))
    try file.seek(toOffset: 8192)
    try file.write(contentsOf: Data(repeating: 0xFF, count: 60_000))
    let other = Kept(path)
    #expect(throws: StoreFailure.self) { try other.resume() }
  }

  @Test func laterVersionsAndOtherProgramsAreLeftAlone() throws {
    let kept = Kept(path)
    kept.type("param a = 1")
    try kept.keeper.store?.queue.write {
      try $0.execute(sql: "INSERT INTO grdb_migrations VALUES ('99')")
    }
    kept.vanish()
    let other = Kept(path)
    #expect(other.keeper.brokenOff() == nil)
    other.type("param a = 1")
    #expect(other.notices.lines.count == 1 && other.notices.lines[0].contains("later version"))

    let foreign = folder + "/foreign.sqlite"
    try DatabaseQueue(path: foreign).write { try $0.execute(sql: "CREATE TABLE theirs (a)") }
    #expect(chmod(foreign, 0o644) == 0)
    let bytes = FileManager.default.contents(atPath: foreign)
    let third = Kept(foreign)
    third.type("param a = 1")
    #expect(third.notices.lines.count == 1 && third.notices.lines[0].contains("another program"))
    var facts = stat()
    #expect(stat(foreign, &facts) == 0 && facts.st_mode & 0o777 == 0o644)
    #expect(FileManager.default.contents(atPath: foreign) == bytes)
    #expect(!FileManager.default.fileExists(atPath: foreign + "-lock"))
  }

  @Test func absurdCellNumbersAreDamage() throws {
    for number in [Int64.max, -1, 0] {
      let path = folder + "/\(number)/sessions.sqlite"
      let kept = Kept(path)
      kept.type("param a = 1")
      try kept.keeper.store?.queue.write {
        try $0.execute(sql: "UPDATE cell SET number = ?", arguments: [number])
      }
      kept.vanish()
      let failure = #expect(throws: StoreFailure.self) { try Kept(path).resume() }
      #expect(failure?.reason == "session 1 is damaged and is not brought back")
    }
  }

  @Test func aFullDiskEndsTheKeepingNotTheSession() throws {
    let kept = Kept(path)
    kept.type("param a = 1")
    try kept.keeper.store?.queue.write { try $0.execute(sql: "PRAGMA max_page_count = 1") }
    let long = String(repeating: "x", count: 100_000)
    kept.type("param b = \"\(long)\"")
    kept.type("param c = 3")
    #expect(kept.notices.lines.count == 1 && kept.notices.lines[0].hasSuffix("the disk is full"))
    #expect(kept.session.cells.map(\.status) == [.finished, .finished, .finished])
    let other = Kept(path)
    #expect(try other.resume().done == 1)
  }

  @Test func networkDrivesAreKnown() throws {
    var facts = stat()
    #expect(stat(folder, &facts) == 0)
    let device = UInt64(facts.st_dev)
    let number = "\((device >> 8) & 0xFFF):\(device & 0xFF | (device >> 12) & ~0xFF)"
    let mounts = folder + "/mounts"
    for (kind, expected) in [("nfs4", true), ("cifs", true), ("fuse.sshfs", true), ("ext4", false)] {
      let text =
        "1 0 0:1 / / rw - proc proc rw\n36 35 \(number) / / rw,noatime master:1 - \(kind) /dev/x rw\n"
      try Data(text.utf8).write(to: URL(fileURLWithPath: mounts))
      #expect(StoreFile.fileSystem(of: folder, mounts: mounts) == kind)
      #expect(StoreFile.isNetwork(kind) == expected)
    }
    #expect(!StoreFile.isNetwork("fuse.gocryptfs") && !StoreFile.isNetwork("btrfs"))
    #expect(StoreFile.fileSystem(of: folder + "/none") == nil)
    #expect(StoreFile.fileSystem(of: "/proc").map { $0 == "proc" } ?? true)
  }

  @Test func forgettingLeavesNothing() throws {
    let secret = "peculiar_marker"
    let first = Kept(path)
    first.type("param \(secret) = \"\(String(repeating: secret, count: 4000))\"")
    first.type("show parameters")
    first.keeper.leave(first.session, orderly: true)
    let second = Kept(path)
    second.type("param ordinary = 1")
    #expect(try anyFile(in: folder + "/state", has: secret))
    let catalogue = SessionCatalogue(path: path)
    var asked = ""
    #expect(
      catalogue.forget([1]) {
        asked = $0; return false
      } == 1 && asked == "session 1")
    #expect(try anyFile(in: folder + "/state", has: secret))
    // Another program has the store open all the while.
    #expect(catalogue.forget([1]) { _ in true } == 0)
    #expect(try !anyFile(in: folder + "/state", has: secret))
    #expect(catalogue.forget([1]) { _ in true } == 2)
    // An open session stays, and numbers are not given twice.
    #expect(catalogue.forget(nil) { _ in true } == 1)
    second.keeper.leave(second.session, orderly: true)
    #expect(catalogue.forget(nil) { _ in true } == 0)
    let third = Kept(path)
    third.type("param a = 1")
    #expect(third.keeper.id == 3)
  }

  @Test func manyWriteAtOnce() async throws {
    let path = path
    let cells = 25
    let ids = await withTaskGroup(of: Int64?.self) { group in
      for _ in 0..<6 {
        group.addTask {
          let kept = Kept(path)
          for index in 0..<cells { kept.type("param p\(index) = \(index)") }
          let isWhole = kept.notices.lines.isEmpty
          return isWhole ? kept.keeper.id : nil
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    #expect(Set(ids.compactMap { $0 }).count == 6)
    let stored = try SessionStore(path: path).sessions()
    #expect(stored.count == 6 && stored.allSatisfy { $0.cells.count == cells })
  }

  @Test func everyOutputComesBackAsItWas() throws {
    let cells: [Cell] = [
      .blank, .label("a\n\"é"), .count(3), .count(1234), .integer(-1), .number(.nan), .number(-.infinity),
      .number(0.1), .figure(2, rows: 3), .proportion(11, of: 90), .ratio(30, of: 60), .pValue(log: -800),
      .date(Day(number: -1)), .unavailable("none"),
    ]
    let table = TableOutput(
      name: "t", title: "T", headers: cells.indices.map { Header("h\($0)") }, rows: [cells], notes: ["n"],
      total: 4)
    for policy in [DisclosurePolicy.none, .nhsSDE] {
      var cell = CellRecord(number: 1, source: "x", begun: Date(timeIntervalSince1970: 1e9))
      cell.outputs = [.table(table), .text("two\nlines"), .notice("n"), .model(Samples.model)].map(
        Gate(policy).pass)
      let back = CellRow(cell, session: 1).record
      #expect(
        back.outputs.map { JSONRenderer().render($0, cell: 1) }
          == cell.outputs.map { JSONRenderer().render($0, cell: 1) })
      #expect(
        back.outputs.map { TextRenderer().render($0) } == cell.outputs.map { TextRenderer().render($0) })
      #expect(!CellRow(cell, session: 1).outputs.contains("\"count\":"))
    }
    var people = table
    people.isOfPeople = true
    var shown = CellRecord(number: 1, source: "x")
    shown.outputs = [Gate(.none).pass(.table(people))]
    guard case .notice? = CellRow(shown, session: 1).record.outputs.first?.output else {
      Issue.record("rows of people are kept")
      return
    }
    var row = CellRow(CellRecord(number: 1, source: "x"), session: 1)
    row.outputs = "{\"unknown\":1}"
    guard case .notice? = row.record.outputs.first?.output else {
      Issue.record("an output of another version")
      return
    }
  }
}
