import Foundation
import Testing

@testable import Kernel

/// Cells at a real prompt: taken back, shown again, edited, and the questions asked before something goes.
@Suite(.serialized) struct CellReplTests {
  private let home: String

  init() throws { home = try Paths.temporary() }

  private func start(_ environment: [String: String] = [:]) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(home: home, columns: 100, environment: environment)
    try terminal.wait(for: "In [1]: ")
    return terminal
  }

  /// Types a line and waits for the next prompt; what was shown in between.
  @discardableResult
  private func run(_ line: String, _ terminal: PseudoTerminal, then number: Int) throws -> String {
    terminal.send(line + "\r")
    return try terminal.wait(for: "\nIn [\(number)]: ", seconds: 30)
  }

  private func leave(_ terminal: PseudoTerminal) throws {
    terminal.send("quit\r")
    #expect(try terminal.end() == 0)
  }

  @Test func undoRedoAndShow() throws {
    let terminal = try start()
    try run("set seed 5", terminal, then: 2)
    try run("show settings", terminal, then: 3)
    #expect(try run("undo", terminal, then: 4).contains("taken back: [1] set seed 5"))
    #expect(try run("show settings", terminal, then: 5).contains("seed        42"))
    #expect(try run("show 2", terminal, then: 6).contains("Out [2], taken back since: show settings"))
    #expect(try run("undo", terminal, then: 7).contains("error: there is nothing to take back"))
    #expect(try run("redo", terminal, then: 8).contains("brought back: [1] set seed 5"))
    #expect(try run("show settings", terminal, then: 9).contains("seed        5"))
    try leave(terminal)
  }

  @Test func resetAsksFirst() throws {
    let terminal = try start()
    try run("set seed 5", terminal, then: 2)
    for (number, answer) in [(2, "n\r"), (3, "\r"), (4, "maybe\r"), (5, "\u{3}"), (6, "\u{4}")] {
      terminal.send("reset\r")
      try terminal.wait(for: "empty the session? undo brings it back (y/N) ")
      terminal.send(answer)
      try terminal.wait(for: "nothing was changed")
      try terminal.wait(for: "In [\(number + 1)]: ")
    }
    terminal.send("reset\r")
    try terminal.wait(for: "(y/N) ")
    terminal.send("Yes\r")
    try terminal.wait(for: "the session is empty; undo brings it back")
    try terminal.wait(for: "In [8]: ")
    #expect(try run("undo", terminal, then: 9).contains("taken back: [7] reset"))
    #expect(try run("show settings", terminal, then: 10).contains("seed        5"))
    // What is answered is no entry of the history.
    #expect(try run("history", terminal, then: 11).contains("reset"))
    try leave(terminal)
    let kept = try String(contentsOfFile: home + "/.local/state/iapt/history", encoding: .utf8)
    #expect(!kept.contains("maybe") && !kept.contains("Yes"))
  }

  @Test func aSignalInTheQuestionEndsTheProgram() throws {
    let terminal = try start()
    try run("set seed 5", terminal, then: 2)
    terminal.send("reset\r")
    try terminal.wait(for: "(y/N) ")
    terminal.kill(SIGTERM)
    #expect(try terminal.end() == 143)
    #expect(terminal.echoes)
  }

  @Test func editBringsACellBack() throws {
    let terminal = try start()
    try run("set seed 5", terminal, then: 2)
    terminal.send("expect (1\r")
    try terminal.wait(for: "...: ")
    try run("  > 2)", terminal, then: 3)
    terminal.send("edit 1\r")
    try terminal.wait(for: "In [4]: set seed 5")
    terminal.send("6\r")
    try terminal.wait(for: "\nIn [5]: ")
    #expect(try run("show settings", terminal, then: 6).contains("seed        56"))
    // Several lines, changed in the first: over the line end with the arrow keys.
    terminal.send("edit 2\r")
    try terminal.wait(for: "In [7]: expect (1")
    try terminal.wait(for: "> 2)")
    terminal.send("\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D\u{1B}[D" + " + 5")
    try terminal.wait(for: "5")
    terminal.send("\r")
    #expect(try !terminal.wait(for: "\nIn [8]: ").contains("error"))
    #expect(try run("history expect", terminal, then: 9).contains("7  expect (1 + 5\n     > 2)"))
    // Thrown away it is no cell.
    terminal.send("edit\r")
    try terminal.wait(for: "In [10]: expect (1 + 5")
    terminal.send("\u{3}")
    try terminal.wait(for: "^C\nIn [10]: ")
    try leave(terminal)
  }

  @Test func aCellTallerThanTheWindowScrollsBy() throws {
    let terminal = try start()
    let lines = (1...30).map { "param p\($0) = \($0)" }
    terminal.send("\u{1B}[200~" + lines.joined(separator: "\n") + "\u{1B}[201~")
    try terminal.wait(for: "...: param p30 = 30")
    try run("", terminal, then: 2)
    terminal.send("edit\r")
    try terminal.wait(for: "lines above)")
    try terminal.wait(for: "...: param p30 = 30")
    try run("\u{7F}\u{7F}31", terminal, then: 4)
    #expect(terminal.text.contains("In [3]: param p1 = 1\n   ...: param p2 = 2\n"))
    try run("expect $p30 = 31", terminal, then: 5)
    #expect(!terminal.text.contains("error"))
    try leave(terminal)
  }

  @Test func severalLinesGoThroughTheEditor() throws {
    let editor = home + "/my editor"
    let script = """
      stat -c %a "$2" "$(dirname "$2")" > '\(home)/modes'
      echo "$2" > '\(home)/path'
      sed -i 's/> 2/< 2/' "$2"
      """
    try makeProgram(editor, script)
    // Words are split at blanks and no shell sees them: a link without one stands for the program.
    try FileManager.default.createSymbolicLink(atPath: home + "/ed", withDestinationPath: editor)
    let terminal = try start(["VISUAL": "", "EDITOR": home + "/ed --wait"])
    terminal.send("expect (1\r")
    try terminal.wait(for: "...: ")
    try run("  > 2)", terminal, then: 2)
    terminal.send("edit\r")
    try terminal.wait(for: "In [3]: expect (1")
    try terminal.wait(for: "  < 2)")
    terminal.send("\r")
    #expect(try !terminal.wait(for: "\nIn [4]: ").contains("error"))
    #expect(try String(contentsOfFile: home + "/modes", encoding: .utf8) == "600\n700\n")
    let path = try String(contentsOfFile: home + "/path", encoding: .utf8).trimmingCharacters(in: .newlines)
    let folder = (path as NSString).deletingLastPathComponent
    #expect(folder.hasPrefix("/") && !FileManager.default.fileExists(atPath: folder))
    try leave(terminal)
  }

  /// A prompt with an editor of these lines at work on a cell; `$1` is its file.
  private func editing(_ lines: String) throws -> PseudoTerminal {
    let editor = home + "/ed"
    try makeProgram(editor, "echo \"$1\" > '\(home)/path'\n\(lines)")
    let terminal = try start(["VISUAL": "", "EDITOR": editor])
    terminal.send("expect (1\r")
    try terminal.wait(for: "...: ")
    try run("  > 0)", terminal, then: 2)
    terminal.send("edit\r")
    return terminal
  }

  /// Whether the folder that the editor's file was in is gone.
  private func isTidy() throws -> Bool {
    let path = try String(contentsOfFile: home + "/path", encoding: .utf8).trimmingCharacters(in: .newlines)
    return path.hasPrefix("/")
      && !FileManager.default.fileExists(atPath: (path as NSString).deletingLastPathComponent)
  }

  @Test func keysThatEndProgramsAreTheEditors() throws {
    let terminal = try editing("trap 'echo got quit; exit 0' QUIT\necho ready\nwhile :; do sleep 0.1; done")
    try terminal.wait(for: "ready")
    terminal.send("\u{1C}")
    try terminal.wait(for: "got quit")
    try terminal.wait(for: "In [3]: expect (1")
    terminal.send("\r")
    try terminal.wait(for: "In [4]: ")
    #expect(try isTidy())
    try leave(terminal)
  }

  @Test func theEndIsPassedOnToTheEditor() throws {
    for signal in [SIGTERM, SIGHUP] {
      let terminal = try editing("echo ready\nwhile :; do sleep 0.1; done")
      try terminal.wait(for: "ready")
      terminal.kill(signal)
      #expect(try terminal.end() == 143)
      #expect(try isTidy())
    }
  }

  @Test func aZeroByteIsNoText() throws {
    let terminal = try editing("printf 'expect 2 > 1\\000 x' > \"$1\"")
    // The folder's name decides where the line breaks.
    try terminal.wait(for: "did not edit the cell:")
    try terminal.wait(for: "text")
    try terminal.wait(for: "In [3]: expect (1")
    terminal.send("\r")
    try terminal.wait(for: "In [4]: ")
    try leave(terminal)
  }

  @Test func anEditorThatFailsLosesNothing() throws {
    let terminal = try start(["VISUAL": "/no/such/editor", "EDITOR": "false"])
    terminal.send("expect (1\r")
    try terminal.wait(for: "...: ")
    try run("  > 0)", terminal, then: 2)
    terminal.send("edit\r")
    try terminal.wait(for: "/no/such/editor did not edit the cell: No such file or directory")
    try terminal.wait(for: "In [3]: expect (1")
    terminal.send("\r")
    try terminal.wait(for: "In [4]: ")
    try leave(terminal)
  }

  @Test func quitAsksAsControlDDoes() throws {
    // A session that is kept is not lost.
    let terminal = try start(["IAPT_SESSIONS": "/dev/null"])
    try run(
      "load births from \"\(Paths.root)/Tests/CommandsTests/Fixtures/birthwt.csv\"", terminal, then: 2)
    try run("fit low ~ age as m", terminal, then: 3)
    terminal.send("quit\r")
    try terminal.wait(
      for: "leave? a model would be lost (y/N) ")
    terminal.send("quit\r")
    try terminal.wait(for: "\nIn [4]: ")
    try run("summary m", terminal, then: 5)
    terminal.send("\u{4}")
    try terminal.wait(for: "leave? a model would be lost (y/N) ")
    terminal.send("\r")
    try terminal.wait(for: "\nIn [5]: ")
    try run("save session \"\(home)/mine.iapt\"", terminal, then: 6)
    terminal.send("quit\r")
    #expect(try terminal.end() == 0)
    let replayed = try Run(["run", "--quiet", home + "/mine.iapt"])
    #expect(replayed.status == 0 && replayed.output.contains("m: low ~ age"))
  }

  @Test func leavingAsksAboutCellsThatAreNotKept() throws {
    let terminal = try start()
    try run("param a = 1", terminal, then: 2)
    try run(" param b = 2", terminal, then: 3)
    terminal.send("\u{4}")
    try terminal.wait(for: "leave? what cell 2 did would be lost: it began with a blank (y/N) ")
    terminal.send("\r")
    try terminal.wait(for: "\nIn [3]: ")
    terminal.send("quit\r")
    try terminal.wait(for: "(y/N) ")
    terminal.send("y\r")
    try terminal.wait(
      for: "session 1 is kept but for cell 2, which began with a blank; iapt resume 1 goes as far")
    #expect(try terminal.end() == 0)
  }

  @Test func aPastedScriptIsOneCell() throws {
    let terminal = try start()
    let script = "# %% [markdown]\n# # Title\n# Words.\n# %% First\nset seed 5\n\n# %%\nshow settings\n"
    terminal.send("\u{1B}[200~\(script)\u{1B}[201~")
    try terminal.wait(for: "show settings")
    #expect(try run("", terminal, then: 2).contains("seed        5"))
    #expect(try run("undo", terminal, then: 3).contains("taken back: [1] set seed 5 …"))
    try leave(terminal)
  }
}
