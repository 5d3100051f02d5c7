import Foundation
import Testing

@testable import Kernel

/// The real program on a pseudo-terminal.
@Suite(.serialized) struct ReplTests {
  private let home: String
  private var history: String { home + "/.local/state/iapt/history" }

  init() throws { home = try Paths.temporary() }

  private func start(_ environment: [String: String] = [:], columns: Int = 80) throws -> PseudoTerminal {
    try PseudoTerminal(home: home, columns: columns, environment: environment)
  }

  private func leave(_ terminal: PseudoTerminal) throws {
    terminal.send("quit\r")
    #expect(try terminal.end() == 0)
  }

  @Test func aLineRuns() throws {
    let terminal = try start()
    let banner = try terminal.wait(for: "In [1]: ")
    #expect(banner.contains("help") && banner.contains("quit") && banner.split(separator: "\n").count <= 3)
    terminal.send("help\r")
    #expect(try terminal.wait(for: "In [2]: ").contains("load"))
    terminal.send("\r")
    try terminal.wait(for: "In [2]: ")
    terminal.send("# only a comment\r")
    try terminal.wait(for: "In [2]: ")
    try leave(terminal)
  }

  @Test func tabCompletesAVerb() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.send("hel\t")
    try terminal.wait(for: "help ")
    terminal.send("\r")
    try terminal.wait(for: "In [2]: ")
    // Several fit: they are listed, and the line stands again below.
    terminal.send("s\t")
    try terminal.wait(for: "segment")
    try terminal.wait(for: "In [2]: s")
    terminal.send("eg\t")
    try terminal.wait(for: "egment ")
    terminal.send("\u{3}")
    try terminal.wait(for: "In [2]: ")
    // Nothing fits: nothing happens.
    terminal.send("zzz\t\r")
    try terminal.wait(for: "error: ")
    try leave(terminal)
  }

  @Test func controlCClearsALine() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.send("garbage")
    try terminal.wait(for: "garbage")
    terminal.send("\u{3}")
    try terminal.wait(for: "^C\nIn [1]: ")
    terminal.send("help\r")
    #expect(try terminal.wait(for: "In [2]: ").contains("load"))
    // Out of a search too.
    terminal.send("\u{12}he")
    try terminal.wait(for: "i-search")
    terminal.send("\u{3}")
    try terminal.wait(for: "In [2]: ")
    terminal.send("param a = 1\r")
    try terminal.wait(for: "In [3]: ")
    try leave(terminal)
  }

  /// On Ctrl-C the kernel would throw away what was drawn and not yet shown, and keys that the wait has announced.
  @Test func controlCLosesNothingDrawn() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.send("expect (1\r+ 2")
    try terminal.wait(for: "+ 2")
    #expect(terminal.keepsWhatIsDrawn)
    terminal.send("\u{1B}[A\u{3}")
    try terminal.wait(for: "^C\nIn [1]: ")
    #expect(terminal.screen.text.hasSuffix("In [1]: expect (1\n   ...: + 2^C\nIn [1]:\n"))
    try leave(terminal)
  }

  @Test func openBracketsContinue() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.send("expect (1\r")
    try terminal.wait(for: "\n   ...: ")
    terminal.send("> 0)\r")
    try terminal.wait(for: "In [2]: ")
    #expect(!terminal.text.contains("error"))
    terminal.send("expect (1\r")
    try terminal.wait(for: "\n   ...: ")
    terminal.send("\u{3}")
    try terminal.wait(for: "In [2]: ")
    terminal.send("expect (1\r")
    try terminal.wait(for: "\n   ...: ")
    terminal.send("\u{4}")
    try terminal.wait(for: "In [2]: ")
    try leave(terminal)
  }

  @Test func aPasteOfSeveralLinesIsOneCell() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.send("\u{1B}[200~param a = 1\nparam b\t= 2\u{1B}[201~")
    try terminal.wait(for: "= 2")
    terminal.send("\r")
    try terminal.wait(for: "In [2]: ")
    try leave(terminal)
    #expect(try String(contentsOfFile: history, encoding: .utf8).hasPrefix("param a = 1\\nparam b"))
  }

  @Test func aPasteTallerThanTheWindowScrollsByAndWaits() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    let lines = (1...30).map { "param p\($0) = \($0)" }
    let paste = "\u{1B}[200~" + lines.joined(separator: "\n") + "\n\u{1B}[201~"
    terminal.send("# before\n")
    try terminal.wait(for: "In [1]: ")
    terminal.send(paste)
    try terminal.wait(for: "\n   ...: param p15 = 15\n")
    try terminal.wait(for: "\n   ...: param p30 = 30\n   ...: ")
    terminal.send("\u{3}")
    try terminal.wait(for: "In [1]: ")
    terminal.send("expect $p30 = 30\r")
    try terminal.wait(for: "error: ")
    try terminal.wait(for: "In [2]: ")
    terminal.send(paste)
    try terminal.wait(for: "\n   ...: param p30 = 30\n   ...: ")
    terminal.send("\r")
    try terminal.wait(for: "In [3]: ")
    terminal.send("expect $p30 = 30\r")
    #expect(try !terminal.wait(for: "In [4]: ").contains("error"))
    try leave(terminal)
    #expect(
      try String(contentsOfFile: history, encoding: .utf8).contains("param p29 = 29\\nparam p30 = 30\n"))
  }

  @Test func anErrorPointsAtTheWord() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.send("lod x\r")
    #expect(try terminal.wait(for: "error: ") == "lod x\n        ^~~\n")
    try terminal.wait(for: "In [2]: ")
    // Pasted lines are shown again, for the word does not stand right above.
    terminal.send("\u{1B}[200~lod x\nparam b = 2\u{1B}[201~\r")
    try terminal.wait(for: "\n    lod x\n    ^~~\nerror: ")
    try leave(terminal)
  }

  @Test func historySurvives() throws {
    let first = try start()
    try first.wait(for: "In [1]: ")
    first.send("param a = \\\r")
    try first.wait(for: "...: ")
    first.send("1\r")
    try first.wait(for: "In [2]: ")
    for (index, line) in ["help", "help", " param secret = 1"].enumerated() {
      first.send(line + "\r")
      try first.wait(for: "In [\(index + 3)]: ")
    }
    // What the cell with the blank did is not kept.
    first.send("quit\r")
    try first.wait(for: "leave? ")
    try first.wait(for: "(y/N) ")
    first.send("y\r")
    #expect(try first.end() == 0)
    #expect(try String(contentsOfFile: history, encoding: .utf8) == "param a = \\\\\\n1\nhelp\nquit\n")
    var status = stat()
    #expect(stat(history, &status) == 0 && status.st_mode & 0o777 == 0o600)
    #expect(stat((history as NSString).deletingLastPathComponent, &status) == 0)
    #expect(status.st_mode & 0o777 == 0o700)

    let second = try start()
    try second.wait(for: "In [1]: ")
    second.send("\u{1B}[A\u{1B}[A")
    try second.wait(for: "help")
    second.send("\u{1B}[A")
    try second.wait(for: "param a = \\")
    second.send("\r")
    try second.wait(for: "In [2]: ")
    try leave(second)
  }

  @Test func aHistoryThatCannotBeKeptIsSaidOnce() throws {
    let terminal = try start(["IAPT_HISTORY": "/proc/no/such/history"])
    try terminal.wait(for: "In [1]: ")
    terminal.send("help\r")
    try terminal.wait(for: "not kept")
    try terminal.wait(for: "In [2]: ")
    terminal.send("param a = 1\r")
    #expect(try !terminal.wait(for: "In [3]: ").contains("not kept"))
    try leave(terminal)
  }

  @Test func controlDLeaves() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.send("\u{4}")
    #expect(try terminal.end() == 0)
  }

  @Test func aSignalFromOutsideLeavesTheTerminalAsItWas() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    #expect(!terminal.echoes)
    terminal.kill(SIGTERM)
    #expect(try terminal.end() == 143)
    #expect(terminal.echoes)
  }

  @Test func aResumedSessionDoesNotRunTheInitFileAgain() throws {
    try Data("param a = 7\n".utf8).write(to: URL(fileURLWithPath: home + "/init.iapt"))
    let environment = ["IAPT_INIT": "init.iapt"]
    let first = try start(environment)
    try first.wait(for: "In [2]: ")
    first.send("param a = 8\r")
    try first.wait(for: "In [3]: ")
    try leave(first)
    let second = try PseudoTerminal(["resume"], home: home, environment: environment)
    try second.wait(for: "replayed")
    try second.wait(for: "]: ")
    second.send("expect $a = 8\r")
    #expect(try !second.wait(for: "]: ").contains("error"))
    try leave(second)
  }

  @Test(arguments: ["reset", "undo", "redo", "edit", "tutorial"])
  func theInitFileAsksNothingOfTheSession(_ verb: String) throws {
    try Data("param a = 7\n\(verb)\n".utf8).write(to: URL(fileURLWithPath: home + "/init.iapt"))
    let terminal = try start(["IAPT_INIT": "init.iapt"])
    #expect(try terminal.wait(for: "]: ").contains("error: \(verb) works at the prompt only"))
    try leave(terminal)
  }

  @Test func controlZStopsAndTheLineIsThereAgain() throws {
    let shell = try PseudoTerminal(
      ["--norc", "--noprofile", "-i"], home: home, environment: ["PS1": "sh> "], program: "/bin/bash")
    try shell.wait(for: "sh> ")
    shell.send("\(Paths.binary)\r")
    try shell.wait(for: "In [1]: ")
    shell.send("param a = 1")
    try shell.wait(for: "param a = 1")
    shell.send("\u{1A}")
    try shell.wait(for: "Stopped")
    try shell.wait(for: "sh> ")
    shell.send("fg\r")
    try shell.wait(for: "In [1]: param a = 1")
    shell.send("2\r")
    try shell.wait(for: "In [2]: ")
    shell.send("expect $a = 12\r")
    #expect(try !shell.wait(for: "In [3]: ").contains("error"))
    shell.send("\u{1A}")
    try shell.wait(for: "Stopped")
    shell.send("kill %1; fg\r")
    try shell.wait(for: "sh> ")
    try shell.wait(for: "sh> ")
    shell.send("exit\r")
    _ = try shell.end()
  }

  @Test func aQuitSignalLeavesTheTerminalAsItWas() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.kill(SIGQUIT)
    #expect(try terminal.end() == 143)
    #expect(terminal.echoes)
  }

  @Test func twoProgramsShareAHistory() throws {
    let (first, second) = (try start(), try start())
    try first.wait(for: "In [1]: ")
    try second.wait(for: "In [1]: ")
    for number in 1...5 {
      first.send("param a = \(number)\r")
      second.send("param b = \(number)\r")
      try first.wait(for: "In [\(number + 1)]: ")
      try second.wait(for: "In [\(number + 1)]: ")
    }
    try leave(first)
    try leave(second)
    let entries = try HistoryFile(path: history).load()
    #expect(entries.filter { $0.hasPrefix("param a") } == (1...5).map { "param a = \($0)" })
    #expect(entries.filter { $0.hasPrefix("param b") } == (1...5).map { "param b = \($0)" })
  }

  @Test func controlDAsksWhenWorkWouldBeLost() throws {
    // A session that is kept is not lost.
    let terminal = try start(["IAPT_SESSIONS": "/dev/null"])
    try terminal.wait(for: "In [1]: ")
    terminal.send("load demo rows=3000 seed=7\r")
    try terminal.wait(for: "In [2]: ", seconds: 30)
    terminal.send("clean with nhs-2022\r")
    try terminal.wait(for: "In [3]: ", seconds: 30)
    for answer in ["\r", "n\r", "maybe\r", "\u{3}"] {
      terminal.send("\u{4}")
      try terminal.wait(for: "leave? a cohort would be lost (y/N) ")
      terminal.send(answer)
      try terminal.wait(for: "\nIn [3]: ")
    }
    terminal.send("\u{4}")
    try terminal.wait(for: "leave? a cohort would be lost (y/N) ")
    terminal.send("\u{4}")
    #expect(try terminal.end() == 0)
  }

  @Test func controlCStopsWork() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    terminal.send("load demo rows=10000000 seed=7\r")
    // Its progress is drawn: it is at work.
    try terminal.wait(for: "/s", seconds: 20)
    let pressed = Date()
    terminal.send("\u{3}")
    try terminal.wait(for: "interrupted; the session is as it was before this cell")
    // Unoptimised and beside other tests; the work itself would take minutes.
    #expect(Date().timeIntervalSince(pressed) < 4)
    try terminal.wait(for: "In [2]: ")
    terminal.send("help\r")
    #expect(try terminal.wait(for: "In [3]: ").contains("load"))
    try leave(terminal)
  }

  @Test func aResizedWindowAndUTF8() throws {
    let terminal = try start(["LC_ALL": "C"])
    try terminal.wait(for: "In [1]: ")
    terminal.resize(columns: 40)
    terminal.send("param a = \"日é\"")
    try terminal.wait(for: "日é")
    terminal.send("\u{7F}\u{7F}x\"\r")
    try terminal.wait(for: "In [2]: ")
    try leave(terminal)
    #expect(try String(contentsOfFile: history, encoding: .utf8).hasPrefix("param a = \"日x\"\n"))
  }

  @Test func noColourWhereItIsNotWanted() throws {
    for environment in [["NO_COLOR": "1"], ["TERM": "dumb"]] {
      let terminal = try start(environment)
      try terminal.wait(for: "In [1]: ")
      terminal.send("lod\r")
      try terminal.wait(for: "error: ")
      try leave(terminal)
      let raw = String(decoding: terminal.raw, as: UTF8.self)
      #expect(!raw.contains("\u{1B}[3") && !raw.contains("\u{1B}[1;3"))
      if environment["TERM"] != nil { #expect(!raw.contains("\u{1B}")) }
    }
    let coloured = try start()
    try coloured.wait(for: "In [1]: ")
    try leave(coloured)
    #expect(String(decoding: coloured.raw, as: UTF8.self).contains("\u{1B}[32m"))
  }
}
