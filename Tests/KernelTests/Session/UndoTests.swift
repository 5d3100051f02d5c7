import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

/// Runs cells in a session as a prompt does, and keeps what came out.
struct Desk {
  var session = Session(isInteractive: true)
  var outputs: [Gated] = []

  /// Runs a cell; the words of its error, if it ends with one.
  @discardableResult
  mutating func run(_ text: String) -> String? {
    var made: [Gated] = []
    let ending = session.run(text, Interpreter.parse(text), .unattended) { made.append($0) }
    outputs = made
    switch ending {
    case .finished, .quit: return nil
    case .failed(let diagnostic), .interrupted(let diagnostic): return diagnostic.message
    }
  }

  var digest: String { session.workspace.digest }

  /// The last cell's texts and notices.
  var words: [String] {
    outputs.compactMap {
      switch $0.output {
      case .text(let text), .notice(let text): text
      case .table, .model, .figure: nil
      }
    }
  }
}

@Suite struct UndoTests {
  private let births = "load birthwt from \"\(Paths.root)/Tests/CommandsTests/Fixtures/birthwt.csv\""

  @Test func undoAndRedoMoveByCells() {
    var desk = Desk()
    let empty = desk.digest
    desk.run("set seed 1\nset seed 2")
    let two = desk.digest
    desk.run("# why\nset seed 3")
    let three = desk.digest
    desk.run("show settings")
    #expect(desk.run("undo") == nil && desk.digest == two)
    #expect(desk.words == ["taken back: [2] set seed 3"])
    #expect(desk.run("undo") == nil && desk.digest == empty)
    #expect(desk.words == ["taken back: [1] set seed 1 …"])
    #expect(desk.run("undo") == "there is nothing to take back")
    #expect(desk.run("redo 2") == nil && desk.digest == three)
    #expect(desk.words == ["brought back: [1] set seed 1 …; [2] set seed 3"])
    #expect(desk.run("redo") == "there is nothing to bring back")
    #expect(desk.run("undo 2") == nil && desk.digest == empty)
    #expect(desk.words == ["taken back: [2] set seed 3; [1] set seed 1 …"])
    desk.run("set seed 4")
    #expect(desk.run("redo") == "there is nothing to bring back")
    #expect(desk.run("undo 2") == "undo reaches 1 cell here" && desk.run("undo 0") != nil)
  }

  @Test func whatChangedNothingIsNoStep() {
    var desk = Desk()
    desk.run("set seed 1")
    for text in ["set seed 1", "recipe", "help", "expect 1 > 2", "lod", "history"] { desk.run(text) }
    #expect(desk.run("undo") == nil && desk.words == ["taken back: [1] set seed 1"])
  }

  @Test func aFailedCellThatChangedSomethingIsAStep() {
    var desk = Desk()
    let empty = desk.digest
    desk.run("set seed 1\nexpect 1 > 2")
    #expect(desk.digest != empty)
    #expect(desk.run("undo") == nil && desk.digest == empty)
    #expect(desk.session.cells[0].isUndone && desk.session.cells[0].status == .failed)
  }

  @Test func cellsThatLookedAreUndoneWithWhatTheyLookedAt() {
    var desk = Desk()
    for text in ["set seed 1", "show settings", "param a = 1", "expect $a = 1", "undo"] { desk.run(text) }
    #expect(desk.session.cells.map(\.isUndone) == [false, false, true, true, false])
    desk.run("show parameters")
    desk.run("redo")
    #expect(desk.session.cells.allSatisfy { !$0.isUndone })
    // Each on the state it found: what was shown between undo and redo stands before the cell brought back.
    let saved = desk.session.timeline.standing.flatMap(\.statements).map(\.text)
      .filter { $0 != "undo" && $0 != "redo" }
    #expect(saved == ["set seed 1", "show settings", "show parameters", "param a = 1", "expect $a = 1"])
  }

  @Test func fiftyCellsCanBeTakenBack() {
    var desk = Desk()
    for seed in 1...60 { desk.run("set seed \(seed)") }
    #expect(desk.run("undo 51") == "undo reaches 50 cells here" && desk.run("undo 50") == nil)
    desk.run("show settings")
    #expect(
      desk.session.workspace.digest
        == {
          var other = Desk(); other.run("set seed 10"); return other.digest
        }())
    #expect(desk.run("redo 50") == nil)
  }

  @Test func theyStandAlone() {
    var desk = Desk()
    desk.run("set seed 1")
    let before = desk.digest
    for text in ["set seed 2\nundo", "undo\nredo", "help\nreset", "edit\nhelp"] {
      #expect(desk.run(text)?.hasSuffix("must be the only statement of its cell") == true, "\(text)")
      #expect(desk.digest == before)
    }
  }

  @Test func scriptsAreRefusedThem() throws {
    let path = try Paths.temporary() + "/s.iapt"
    for verb in ["undo", "redo", "reset", "edit", "edit 1"] {
      try Data("set seed 1\n\(verb)\n".utf8).write(to: URL(fileURLWithPath: path))
      for arguments in [["run", path], ["check", path]] {
        let run = try Run(arguments)
        #expect(run.status == 2 && run.output == "" && run.errors.contains("works at the prompt only"))
        #expect(run.errors.contains("a script says what stands"))
      }
      let piped = try Run([], input: "set seed 1\n\(verb)\n")
      #expect(piped.status == 1 && piped.errors.contains("works at the prompt only"))
      var desk = Desk()
      #expect(desk.run("run \"\(path)\"")?.hasSuffix("works at the prompt only") == true)
    }
  }

  @Test func resetAsksAndCanBeUndone() {
    var desk = Desk()
    desk.session.workspace.overrides = ["a": "2"]
    desk.run("reset")
    #expect(desk.words == ["there is nothing to empty"])
    let empty = desk.digest
    desk.run(births)
    desk.run("fit low ~ age as m")
    let fitted = desk.digest
    desk.session.confirm = { question in
      #expect(question == "empty the session, with a model? undo brings it back")
      return false
    }
    desk.run("reset")
    #expect(desk.digest == fitted && desk.words == ["nothing was changed"])
    desk.session.confirm = { _ in true }
    desk.run("reset")
    #expect(desk.digest == empty && desk.session.workspace.overrides == ["a": "2"])
    desk.run("set seed 9")
    #expect(desk.session.timeline.standing.flatMap(\.statements).map(\.text) == ["reset", "set seed 9"])
    desk.run("undo 2")
    #expect(desk.digest == fitted)
    #expect(desk.session.timeline.standing.flatMap(\.statements).map(\.text).contains("fit low ~ age as m"))
  }

  @Test func showPrintsAgainWithoutRunning() {
    var desk = Desk()
    desk.run(births)
    desk.run("set disclosure none")
    desk.run("describe birthwt")
    let described = desk.outputs
    desk.run("set disclosure nhs-sde")
    #expect(
      desk.run("show 3")
        == "cell 3 was shown under disclosure none, and nhs-sde, which is stricter, is in force")
    desk.run("show 2")
    #expect(desk.words.first == "Out [2]: set disclosure none")
    desk.run("set disclosure none")
    #expect(desk.run("show 3") == nil && Array(desk.outputs.dropFirst()) == described)
    #expect(desk.words == ["Out [3]: describe birthwt"])
    #expect(desk.run("show 99") == "there is no cell 99" && desk.run("show 0") == "there is no cell 0")
    desk.run("undo 3")
    desk.run("set disclosure none")
    desk.run("show 3")
    #expect(desk.words.first == "Out [3], taken back since: describe birthwt")
    // What passed the stricter policy may be shown under the weaker.
    desk.run("set disclosure nhs-sde")
    desk.run("describe birthwt")
    desk.run("set disclosure none")
    #expect(desk.run("show \(desk.session.nextNumber - 2)") == nil)
  }

  @Test func historyHasFilters() {
    var desk = Desk()
    for text in [
      "set seed 1", "param a = 1", "lod", "expect 1 > 2", "help\nset seed 2", "set seed 3", "undo",
    ] {
      desk.run(text)
    }
    desk.run("history")
    #expect(desk.words == ["1  set seed 1\n2  param a = 1\n5  help\n   set seed 2\n7  undo"])
    desk.run("history set")
    #expect(desk.words == ["1  set seed 1\n5  set seed 2"])
    desk.run("history 1 set")
    #expect(desk.words == ["5  set seed 2"])
    desk.run("history \"SEED 2\"")
    #expect(desk.words == ["5  set seed 2"])
    desk.run("history all \"e\"")
    #expect(
      desk.words[0].contains("4  failed  expect 1 > 2\n") && desk.words[0].contains("6  undone  set seed 3\n")
    )
    desk.run("history all 20")
    #expect(desk.words[0].contains(" 3  failed  lod\n") && desk.words[0].contains("\n 5          help\n"))
    desk.run("history times set")
    #expect(
      desk.words[0].split(separator: "\n").allSatisfy {
        $0.contains(#/:\d\d +\d\.\d{3} s  set seed/#)
      })
    #expect(desk.run("history fitt") != nil && desk.run("history all all") != nil)
    desk.run("history fit")
    #expect(desk.words == ["nothing"])
  }

  @Test func theSessionSaysWhatUndoWouldDo() {
    var desk = Desk()
    for text in ["set seed 5", "lod", "set missing x, y", "undo", "session"] { desk.run(text) }
    let rows = desk.outputs.compactMap { if case .table(let table) = $0.output { table.rows } else { nil } }
    let words = rows.joined().map { $0.map { cell in if case .label(let text) = cell { text } else { "" } } }
    #expect(words.contains(["settings", "seed 5"]))
    #expect(words.contains(["cells", "4: 1 failed, 1 undone"]))
    #expect(words.contains(["undo takes back", "[1] set seed 5"]))
    #expect(words.contains(["redo brings back", "[3] set missing x, y"]))
    #expect(words.last == ["state digest", desk.digest])
  }

  @Test func noCellIsCountedTwice() {
    var desk = Desk()
    for text in ["set seed 5", "lod", "set seed 6\nexpect 1 = 2", "undo 2", "fitt", "session"] {
      desk.run(text)
    }
    let rows = desk.outputs.compactMap { if case .table(let table) = $0.output { table.rows } else { nil } }
    let words = rows.joined().map { $0.map { cell in if case .label(let text) = cell { text } else { "" } } }
    #expect(words.contains(["cells", "5: 1 failed, 3 undone"]))
  }

  @Test func showTellsHowACellFailed() {
    var desk = Desk()
    for text in ["set seed 5\nexpect 1 = 2", "lod", "undo"] { desk.run(text) }
    desk.run("show 2")
    #expect(desk.words.first?.hasPrefix("Out [2], failed, taken back since: lod") == true)
    #expect(desk.words.last?.hasPrefix("error: there is no command") == true)
    desk.run("show 1")
    #expect(desk.words.first == "Out [1], failed, taken back since: set seed 5 …")
    #expect(desk.words.count > 1 && desk.words.last?.hasPrefix("error: ") == true)
  }

  @Test func editNamesACell() {
    var desk = Desk()
    #expect(desk.run("edit") == "there is no cell 1")
    desk.run("set seed 1")
    desk.run("undo")
    #expect(desk.run("edit") == nil && desk.session.edited?.source == "set seed 1")
    desk.run("lod")
    desk.run("undo")
    desk.run("history")
    #expect(desk.run("edit") == nil && desk.session.edited?.source == "lod")
    for text in [
      "history bogus", "session 3", "HISTORY bogus", "undo x", "# why\nhistory \\\nbogus", "quit 3",
    ] {
      #expect(desk.run(text) != nil, "\(text)")
      #expect(desk.run("edit") == nil && desk.session.edited?.source == "lod", "\(text)")
    }
    for text in ["history\nfit nothing", "fit nothing ~ x"] {
      #expect(desk.run(text) != nil)
      #expect(desk.run("edit") == nil && desk.session.edited?.source == text)
    }
    #expect(desk.run("edit 77") == "there is no cell 77" && desk.run("edit x") != nil)
  }

  /// Examples of the commands that concern the session, each in one.
  @Test(arguments: Command.all.filter { $0.role == .session }.map(\.name))
  func examplesRun(_ name: String) throws {
    let scratch = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: scratch) }
    for (index, example) in (Command.named(name)?.examples ?? []).enumerated() {
      var desk = Desk()
      desk.run("param scratch = \"\(scratch)/\(index)\"")
      try FileManager.default.createDirectory(
        atPath: "\(scratch)/\(index)", withIntermediateDirectories: true)
      for cell in example.setup.split(separator: "\n") { #expect(desk.run(String(cell)) == nil, "\(cell)") }
      #expect(desk.run(example.text) == nil, "\(example.text)")
    }
  }
}
