import Commands
import Crypto
import Engine
import Foundation
import GRDB
import Testing

@testable import Kernel

@Suite struct SessionKeeperTests {
  private let folder: String
  private var path: String { folder + "/sessions.sqlite" }

  init() throws {
    // As the store writes paths.
    folder = URL(fileURLWithPath: try Paths.temporary()).standardizedFileURL.path
  }

  private func stored(_ id: Int64 = 1) throws -> StoredSession {
    try #require(try SessionStore(path: path).session(id, outputs: true))
  }

  @Test func aSessionComesBack() throws {
    let first = Kept(path, parameters: ["a": "5"])
    first.type("param a = 1\nload demo rows=300 seed=7")
    first.type("describe referrals")
    first.type("segment in referrals nope=1")
    first.type("param b = 2\nexpect 1 = 2")
    first.breakOff(in: "load demo rows=20 seed=1")

    let second = Kept(path)
    #expect(second.keeper.brokenOff()?.hasPrefix("session 1 broke off in cell 5, ") == true)
    #expect(second.session.cells.isEmpty)
    let replay = try second.resume()
    #expect(replay.done == 3 && replay.failure == nil)
    #expect(second.session.workspace.digest == first.session.workspace.digest)
    #expect(second.session.cells.map(\.number) == [1, 2, 3, 4, 5] && second.session.nextNumber == 6)
    #expect(second.session.cells.map(\.status) == [.finished, .finished, .failed, .failed, .running])
    #expect(second.session.cells.dropLast().map(\.source) == first.session.cells.map(\.source))
    #expect(second.session.cells.dropLast().map(\.outputs) == first.session.cells.map(\.outputs))
    #expect(
      second.session.cells.dropLast().map { $0.statements.map(\.text) }
        == first.session.cells.map { $0.statements.map(\.text) })
    // It goes on under its number, and nobody else may have it meanwhile.
    second.type("param c = 3")
    #expect(second.keeper.id == 1)
    let third = Kept(path)
    #expect { try third.resume(1) } throws: { "\($0)".contains("open in process \(getpid())") }
    #expect { try third.resume() } throws: { "\($0)".contains("no session") }
    #expect { try third.resume(9) } throws: { "\($0)".contains("no session 9") }
    #expect(third.keeper.brokenOff() == nil)
    #expect(
      second.keeper.leave(second.session, orderly: true) == "session 1 is kept; iapt resume 1 brings it back")
    #expect(Kept(path).keeper.brokenOff() == nil)
    let fourth = Kept(path)
    #expect(try fourth.resume().done == 4)
    #expect(fourth.session.workspace.digest == second.session.workspace.digest)
    #expect(try stored().row.parameters == ["a": "5"])
  }

  @Test func aCellIsThereBeforeItRuns() throws {
    let kept = Kept(path)
    kept.keeper.begin(1, "param a = 1")
    let row = try stored()
    #expect(row.isOpen && row.cells.map(\.status) == ["running"] && row.cells[0].source == "param a = 1")
    #expect(row.row.process == getpid() && row.row.program == "0.0.1" && !row.row.processor.isEmpty)
  }

  @Test func aLeadingBlankKeepsTheTextOut() throws {
    let kept = Kept(path)
    kept.type(" param peculiar_marker = 1")
    kept.type("param b = 2")
    #expect(try !anyFile(in: folder, has: "peculiar_marker"))
    let row = try stored()
    #expect(row.cells.map(\.isKept) == [false, true] && row.cells.map(\.number) == [1, 2])
    kept.vanish()
    let second = Kept(path)
    #expect(try second.resume().done == 1)
    #expect(second.session.cells.map(\.number) == [1, 2] && second.session.cells[0].source.hasPrefix("#"))
    #expect(second.session.workspace.digest != row.row.digest)
  }

  @Test func leavingLosesWhatIsNotKept() throws {
    let file = "\(Paths.root)/Tests/CommandsTests/Fixtures/birthwt.csv"
    let kept = Kept(path)
    #expect(kept.keeper.loss(kept.session) == nil)
    kept.type("load births from \"\(file)\"")
    kept.type("fit low ~ age as m")
    kept.type(" history")
    kept.type(" lod")
    #expect(kept.keeper.loss(kept.session) == nil)
    kept.type(" param b = 2")
    #expect(kept.keeper.loss(kept.session) == "what cell 5 did would be lost: it began with a blank")
    kept.type("undo")
    #expect(kept.keeper.loss(kept.session) == nil)
    kept.type("redo")
    kept.type("\tset seed 7")
    #expect(kept.keeper.loss(kept.session) == "what cells 5 and 8 did would be lost: they began with a blank")
    kept.type("save session \"\(folder)/mine.iapt\"")
    #expect(kept.keeper.loss(kept.session) == nil)
    let line = kept.keeper.leave(kept.session, orderly: true)
    #expect(line?.hasPrefix("session 1 is kept but for cells 5 and 8, which began with a blank;") == true)

    let hidden = Kept(path)
    hidden.type(" load births from \"\(file)\"")
    hidden.type(" fit low ~ age as m")
    #expect(hidden.keeper.loss(hidden.session) == "a model would be lost")
    #expect(hidden.keeper.leave(hidden.session, orderly: true)?.hasPrefix("nothing of this session") == true)
    #expect(try SessionStore(path: path).sessions().map(\.id) == [1])

    let none = Kept(nil)
    none.type("set pager off")
    // Of the init file.
    none.keeper.firstTyped = 2
    #expect(none.keeper.loss(none.session) == nil)
    none.type("param a = 1")
    #expect(none.keeper.loss(none.session) == "what cell 2 did would be lost")
    let broken = Kept("/proc/nowhere/sessions.sqlite")
    broken.type("param a = 1")
    #expect(
      broken.keeper.loss(broken.session) == "what cell 1 did would be lost" && broken.notices.lines.count == 1
    )
  }

  @Test func anErrorComesBackWithItsCell() throws {
    let kept = Kept(path)
    kept.type("param a = 1\nexpect 1 = 2")
    kept.vanish()
    let second = Kept(path)
    _ = try second.resume()
    let last = second.session.cells.last?.outputs.last
    guard case .notice(let text)? = last?.output else {
      Issue.record("no error is shown")
      return
    }
    #expect(text.hasPrefix("error: ") && text.count > 7)
  }

  @Test func undoneCellsAreListedAndNotReplayed() throws {
    let kept = Kept(path)
    kept.type("param a = 1")
    let digest = kept.session.workspace.digest
    kept.type("param b = 2")
    kept.type("undo")
    #expect(try stored().cells.map(\.isUndone) == [false, true, false])
    kept.vanish()
    let second = Kept(path)
    #expect(try second.resume().failure == nil)
    #expect(second.session.cells.map(\.isUndone) == [false, true, false])
    #expect(second.session.cells[1].statements.map(\.text) == ["param b = 2"])
    #expect(second.session.workspace.digest == digest)
    // What came before can be taken back too, and what was taken back stays that.
    second.type("param c = 3")
    second.type("undo 2")
    #expect(try stored().cells.map(\.isUndone).prefix(4) == [true, true, true, true])
    second.type("redo 2")
    #expect(try stored().cells.map(\.isUndone).prefix(4) == [false, true, false, false])
    second.vanish()
    let third = Kept(path)
    #expect(try third.resume().failure == nil)
    #expect(third.session.workspace.digest == second.session.workspace.digest)
  }

  @Test func aResetComesBackAndOneThatWasRefusedDoesNot() throws {
    let kept = Kept(path)
    kept.session.confirm = { _ in false }
    kept.type("param a = 1")
    kept.type("reset")
    let full = kept.session.workspace.digest
    kept.session.confirm = { _ in true }
    kept.type("reset")
    let empty = kept.session.workspace.digest
    #expect(empty != full)
    kept.vanish()
    let second = Kept(path)
    _ = try second.resume()
    #expect(second.session.workspace.digest == empty)
    second.type("undo")
    #expect(second.session.workspace.digest == full)
    second.vanish()
    let third = Kept(path)
    _ = try third.resume()
    #expect(third.session.workspace.digest == full)
  }

  @Test func aSessionThatChangedNothingIsNotKept() throws {
    let kept = Kept(path)
    kept.type("help")
    kept.type("load x from \"nowhere.csv\"")
    #expect(kept.keeper.leave(kept.session, orderly: true) == nil)
    #expect(try SessionStore(path: path).sessions().isEmpty)
    let none = Kept(nil)
    none.type("param a = 1")
    #expect(
      none.keeper.id == nil && none.notices.lines.isEmpty
        && none.keeper.leave(none.session, orderly: true) == nil)
  }

  @Test func whatShowsBehindAFailureDoesNotStand() throws {
    let file = folder + "/x.csv"
    try Data("a,b\n1,2\n".utf8).write(to: URL(fileURLWithPath: file))
    let kept = Kept(path)
    for text in ["set seed 5", "load x from \"\(file)\"", "describe x", "history"] { kept.type(text) }
    kept.vanish()
    try FileManager.default.removeItem(atPath: file)
    let second = Kept(path)
    #expect(try second.resume().unreached == [2, 3])
    #expect(second.session.cells.map(\.isUndone) == [false, true, true, false])
    #expect(!second.session.timeline.standing.contains { $0.number == 3 })
    second.type("history")
    second.vanish()
    #expect(try stored().cells.allSatisfy { !$0.isUndone })
  }

  @Test func aReplayThatFailsCanBeTriedAgain() throws {
    let file = folder + "/x.csv"
    try Data("a,b\n1,2\n".utf8).write(to: URL(fileURLWithPath: file))
    let kept = Kept(path)
    kept.type("param a = 1")
    kept.type("load x from \"\(file)\"")
    kept.type("param b = 2")
    let digest = kept.session.workspace.digest
    kept.vanish()
    try FileManager.default.removeItem(atPath: file)

    let second = Kept(path)
    let replay = try second.resume()
    #expect(replay.done == 1 && replay.failure?.cell == 2 && replay.unreached == [2, 3])
    #expect(replay.failure?.diagnostic.source?.name == "cell 2")
    #expect(second.session.cells.map(\.isUndone) == [false, true, true])
    // Looking around changes nothing of what is kept.
    second.type("history")
    #expect(try stored().row.digest == digest)
    second.vanish()
    try Data("a,b\n1,2\n".utf8).write(to: URL(fileURLWithPath: file))
    let third = Kept(path)
    #expect(try third.resume().done == 4)
    #expect(third.session.workspace.digest == digest)
    third.vanish()
    try FileManager.default.removeItem(atPath: file)

    // Going on does.
    let fourth = Kept(path)
    _ = try fourth.resume()
    fourth.type("param c = 3")
    #expect(try stored().cells.map(\.isUndone) == [false, true, true, false, false])
    fourth.vanish()
    let fifth = Kept(path)
    #expect(try fifth.resume().failure == nil)
    #expect(fifth.session.workspace.digest == fourth.session.workspace.digest)
  }

  @Test func scriptsWriteNothingInAReplay() throws {
    let script = folder + "/s.iapt"
    let copy = folder + "/copy.iapt"
    try Data("param a = 1\nsave recipe nhs-2022 to \"\(copy)\"\nparam b = 2\n".utf8)
      .write(to: URL(fileURLWithPath: script))
    let kept = Kept(path)
    kept.type("run \"\(script)\"")
    kept.type("save recipe nhs-2022 to \"\(folder)/other.iapt\"")
    kept.vanish()
    #expect(FileManager.default.fileExists(atPath: copy))
    // The file is there already: saving it again would fail.
    let second = Kept(path)
    #expect(try second.resume().failure == nil)
    #expect(second.session.workspace.digest == kept.session.workspace.digest)
  }

  @Test func dataFilesAreKnownAgain() throws {
    let file = folder + "/x.csv"
    func write(_ text: String, _ time: TimeInterval) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: file))
      try FileManager.default.setAttributes(
        [.modificationDate: Date(timeIntervalSince1970: time)], ofItemAtPath: file)
    }
    try write("a,b\n1,2\n", 1e9)
    let kept = Kept(path)
    kept.type("load x from \"\(file)\"")
    var row = try #require(try stored().files.first)
    #expect(row.path == file && row.size == 8 && row.modified == 1_000_000_000_000_000_000 && row.cell == 1)
    let end = Date() + 20
    while row.sha256 == nil, Date() < end {
      usleep(10_000)
      row = try #require(try stored().files.first)
    }
    let sum = SHA256.hash(data: Data("a,b\n1,2\n".utf8)).map { String(format: "%02x", $0) }.joined()
    #expect(row.sha256 == sum)

    #expect(try row.change(.unattended) == nil)
    try write("a,b\n1,2\n", 1.1e9)
    #expect(try row.change(.unattended) == nil)
    var unknown = row
    unknown.sha256 = nil
    #expect(try unknown.change(.unattended)?.contains("not known") == true)
    try write("a,b\n1,3\n", 1.1e9)
    #expect(try row.change(.unattended)?.contains("other content") == true)
    try write("a,b\n1,33\n", 1e9)
    #expect(try row.change(.unattended)?.contains("8 bytes then, 9 now") == true)
    try FileManager.default.removeItem(atPath: file)
    #expect(try row.change(.unattended) == "\(file) is gone")
    #expect(throws: Cancelled.self) {
      try write("a,b\n1,3\n", 1.1e9)
      return try row.change(Work(isCancelled: { true }))
    }
  }

  @Test func aChangedFileIsAWarningUntilTheSessionGoesOn() throws {
    let file = folder + "/x.csv"
    try Data("a,b\n1,2\n".utf8).write(to: URL(fileURLWithPath: file))
    let kept = Kept(path)
    kept.type("load x from \"\(file)\"")
    kept.vanish()
    try Data("a,b\n1,2\n3,4\n".utf8).write(to: URL(fileURLWithPath: file))
    for (text, size) in [("history", 8), ("param a = 1", 12)] {
      let other = Kept(path)
      #expect(try other.resume().failure == nil)
      other.type(text)
      #expect(try stored().files.map(\.size) == [size])
      other.vanish()
    }
  }

  @Test func timesAreWritten() {
    #expect(Clock.stamp(Date(timeIntervalSince1970: 1_700_000_000.9)) == "2023-11-14T22:13:20Z")
    for wild in [Double.infinity, -.infinity, 1e300] {
      #expect(!Clock.stamp(Date(timeIntervalSince1970: wild)).isEmpty)
    }
  }
}
