import Foundation
import Testing

@testable import Kernel

/// The real program: killed, brought back, made to forget.
@Suite(.serialized) struct ResumeTests {
  private let home: String
  private var store: String { home + "/.local/state/iapt/sessions.sqlite" }

  init() throws {
    // As the store writes paths.
    home = URL(fileURLWithPath: try Paths.temporary()).standardizedFileURL.path
  }

  private func start(_ arguments: [String] = [], _ environment: [String: String] = [:]) throws
    -> PseudoTerminal
  {
    try PseudoTerminal(arguments, home: home, columns: 120, environment: environment)
  }

  /// Types a cell and waits for the next prompt; what came between.
  @discardableResult
  private func type(_ text: String, _ number: Int, _ terminal: PseudoTerminal) throws -> String {
    terminal.send(text + "\r")
    return try terminal.wait(for: "In [\(number)]: ", seconds: 60)
  }

  private func digest(_ text: String) throws -> String {
    let line = try #require(text.split(separator: "\n").first { $0.contains("state digest") })
    return String(try #require(line.split(separator: " ").last))
  }

  @Test func aKilledProgramLosesTheCellItWasIn() throws {
    let first = try start()
    try first.wait(for: "In [1]: ")
    try type("load demo rows=3000 seed=7", 2, first)
    try type("clean with nhs-2022", 3, first)
    try type("fit recovery ~ unemployed as base", 4, first)
    let before = try digest(try type("session", 5, first))
    first.send("load demo rows=20000000 seed=1\r")
    // Its progress is drawn: it is at work.
    try first.wait(for: "/s", seconds: 60)
    first.kill(SIGKILL)
    #expect(try first.end() == -SIGKILL)

    let second = try start()
    #expect(try second.wait(for: "In [1]: ").contains("session 1 broke off in cell 5"))
    second.send("\u{4}")
    #expect(try second.end() == 0)

    let third = try start(["resume"])
    let said = try third.wait(for: "In [6]: ", seconds: 60)
    #expect(said.contains("Session 1, ") && said.contains("4 cells replayed in "))
    #expect(
      said.contains(
        "cell 5 was running when the session broke off, and is not replayed: load demo rows=20000000"))
    #expect(!said.contains("warning"))
    #expect(try digest(try type("session", 7, third)) == before)
    #expect(try type("summary base", 8, third).contains("recovery ~ unemployed"))
    // One session, one program.
    let fourth = try start(["resume", "1"])
    try fourth.wait(for: "error: session 1 is open in process ")
    #expect(try fourth.end() == 1)
    let none = try start(["resume", "8"])
    try none.wait(for: "error: there is no session 8; iapt sessions lists them")
    #expect(try none.end() == 2)
    third.send("quit\r")
    try third.wait(for: "session 1 is kept; iapt resume 1 brings it back")
    #expect(try third.end() == 0)
    let fifth = try start()
    #expect(try !fifth.wait(for: "In [1]: ").contains("broke off"))
  }

  @Test func severalProgramsKeepTheirSessionsAtOnce() throws {
    let terminals = try (0..<3).map { _ in try start() }
    for terminal in terminals { try terminal.wait(for: "In [1]: ") }
    // The first cells come together: one of the programs makes the store.
    for number in 1...5 {
      for terminal in terminals { terminal.send("param p\(number) = \(number)\r") }
      for terminal in terminals {
        #expect(try !terminal.wait(for: "In [\(number + 1)]: ", seconds: 30).contains("memory"))
      }
    }
    let sessions = try SessionStore(path: store).sessions()
    #expect(sessions.map(\.id).sorted() == [1, 2, 3])
    #expect(sessions.allSatisfy { $0.isOpen && $0.cells.count == 5 && $0.brokenCell == nil })
    for terminal in terminals {
      terminal.kill(SIGKILL)
      _ = try terminal.end()
    }
    #expect(try SessionStore(path: store).sessions().allSatisfy(\.brokeOff))
  }

  @Test func changedAndLostFilesAreSaid() throws {
    let folder = home + "/work"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    func write(_ text: String) throws {
      try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/x.csv"))
    }
    try write("a,b\n1,2\n3,4\n")
    let first = try start()
    try first.wait(for: "In [1]: ")
    try type("load x from \"\(folder)/x.csv\"", 2, first)
    try type("param a = 1", 3, first)
    first.send("\u{4}")
    // What is kept is not lost: it does not ask.
    #expect(try first.end() == 0)

    try write("a,b\n1,2\n3,4\n5,6\n")
    let second = try start(["resume", "1"])
    let said = try second.wait(for: "In [3]: ", seconds: 30)
    #expect(said.contains("warning: \(folder)/x.csv has changed: 12 bytes then, 16 now"))
    #expect(said.contains("2 cells replayed"))
    second.kill(SIGKILL)
    _ = try second.end()

    try FileManager.default.removeItem(atPath: folder + "/x.csv")
    let third = try start(["resume"])
    let gone = try third.wait(for: "In [3]: ", seconds: 30)
    #expect(gone.contains("x.csv is gone") && gone.contains("0 cells replayed"))
    #expect(gone.contains("cell 1:1:") && gone.contains("cell 1 is not replayed, nor the one after it"))
    third.send("\u{4}")
    #expect(try third.end() == 0)
  }

  @Test func sessionsAreListedAndForgotten() throws {
    func run(_ arguments: [String]) throws -> Run { try Run(arguments, environment: ["HOME": home]) }
    #expect(try run(["sessions"]).output == "no sessions are kept\n")
    #expect(try run(["sessions", "--format", "json"]).output == "")
    #expect(!FileManager.default.fileExists(atPath: store))
    for text in ["param peculiar_marker = 1", "param b = 2"] {
      let terminal = try start()
      try terminal.wait(for: "In [1]: ")
      try type(text, 2, terminal)
      terminal.send("quit\r")
      #expect(try terminal.end() == 0)
    }
    let lines = try run(["sessions"]).output.split(separator: "\n")
    #expect(lines.count == 3 && lines[0].hasPrefix("id  last used"))
    #expect(lines[1].hasPrefix(" 2  20") && lines[1].hasSuffix("param b = 2") && lines[2].contains("marker"))
    let json = try run(["sessions", "--format", "json"]).output.split(separator: "\n")
    #expect(json.count == 2 && json[0].hasPrefix("{\"id\":2,") && json[0].contains("\"state\":\"left\""))

    #expect(try run(["resume"]).status == 2)
    #expect(try run(["forget"]).status == 2)
    #expect(try run(["forget", "--all"]).errors.contains("--yes"))
    #expect(try run(["forget", "7", "--yes"]).status == 2)
    let asked = try start(["forget", "1"])
    try asked.wait(for: "forget session 1? it cannot be brought back (y/N) ")
    asked.send("n\r")
    #expect(try asked.end() == 1)
    let forgotten = try run(["forget", "1", "--yes"])
    #expect(forgotten.status == 0 && forgotten.errors == "session 1 forgotten\n")
    for name in ["", "-wal"] {
      let bytes = FileManager.default.contents(atPath: store + name) ?? Data()
      #expect(bytes.range(of: Data("peculiar_marker".utf8)) == nil)
    }
    #expect(try run(["forget", "--all", "--yes"]).status == 0)
    #expect(try run(["sessions"]).output == "no sessions are kept\n")
  }

  @Test func nothingIsKeptWhereNothingShallBe() throws {
    let terminal = try start([], ["IAPT_SESSIONS": "/dev/null"])
    try terminal.wait(for: "In [1]: ")
    #expect(try !type("load demo rows=300", 2, terminal).contains("memory"))
    terminal.send("quit\r")
    try terminal.wait(for: "leave? what cell 1 did would be lost (y/N) ")
    terminal.send("y\r")
    #expect(try terminal.end() == 0)
    #expect(!FileManager.default.fileExists(atPath: store))
    // Without a prompt nothing is kept either.
    #expect(try Run(["-"], input: "param a = 1\n", environment: ["HOME": home]).status == 0)
    #expect(!FileManager.default.fileExists(atPath: store))
    let elsewhere = try start([], ["IAPT_SESSIONS": home + "/file/x"])
    try Data().write(to: URL(fileURLWithPath: home + "/file"))
    try elsewhere.wait(for: "In [1]: ")
    #expect(try type("param a = 1", 2, elsewhere).contains("this session is in memory only: "))
    #expect(try !type("param a = 2", 3, elsewhere).contains("memory"))
  }
}
