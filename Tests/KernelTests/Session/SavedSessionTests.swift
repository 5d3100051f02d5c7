import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

/// A saved session, replayed by the real runner of scripts, is the session.
@Suite struct SavedSessionTests {
  private let folder: String
  private let births = "load birthwt from \"\(Paths.root)/Tests/CommandsTests/Fixtures/birthwt.csv\""

  init() throws { folder = try Paths.temporary() }

  /// What `session` shows as the digest after a replay of the file by the program.
  private func replayed(_ path: String) throws -> String {
    let script = try String(contentsOfFile: path, encoding: .utf8)
    try Data((script + "\n# %%\nsession\n").utf8).write(to: URL(fileURLWithPath: path + ".run"))
    let run = try Run(["run", "--quiet", path + ".run"])
    #expect(run.status == 0, "\(run.errors)\n\(script)")
    let line = run.output.split(separator: "\n").last { $0.hasPrefix("state digest") }
    return line?.split(separator: " ").last.map(String.init) ?? ""
  }

  @Test func whatStandsIsWrittenCellByCell() throws {
    var desk = Desk()
    let path = folder + "/mine.iapt"
    for text in [
      births, "# a comment\nfit low ~ age \\\n  + lwt as m", "lod", "expect 1 > 2", "set seed 7", "undo",
      "help",
      "set seed 5\nexpect 1 > 2", "summary m\nhistory", "show settings",
    ] { desk.run(text) }
    #expect(desk.run("save session \"\(path)\"") == nil)
    #expect(desk.words == ["5 cells written to \(path); iapt run replays them"])
    #expect(
      try String(contentsOfFile: path, encoding: .utf8) == """
        # A session of iapt \(Version.text). iapt run replays it; session then shows the
        # state digest \(desk.digest)

        # %%
        \(births)

        # %%
        # a comment
        fit low ~ age \\
          + lwt as m

        # %%
        set seed 5

        # %%
        summary m

        # %%
        show settings

        """)
    #expect(try replayed(path) == desk.digest)
    #expect(desk.run("save session \"\(path)\"") == "\"\(path)\" exists already and is left as it is")
    #expect(desk.run("save session \"\(path)\" replacing") == nil)
    #expect(desk.run("save session \"\(folder)\" replacing") == "\"\(folder)\" cannot be written")
    #expect(
      desk.run("save recipe nhs-2022 to \"\(path)\"") == "\"\(path)\" exists already and is left as it is")
  }

  @Test func theCellThatSavesIsSavedAsFarAsItHasCome() throws {
    var desk = Desk()
    let path = folder + "/half.iapt"
    #expect(desk.run("set seed 3\nhelp\nsave session \"\(path)\"\nset seed 4") == nil)
    #expect(try String(contentsOfFile: path, encoding: .utf8).hasSuffix("\n\n# %%\nset seed 3\n"))
    desk.run("undo")
    desk.run("set seed 3")
    #expect(try replayed(path) == desk.digest)
  }

  @Test func nothingIsNoScript() {
    var desk = Desk()
    desk.run("help")
    #expect(desk.run("save session \"\(folder)/no.iapt\"") == "no statement stands that a script could hold")
    #expect(!FileManager.default.fileExists(atPath: folder + "/no.iapt"))
  }

  @Test func valuesFromOutsideAreWritten() throws {
    let inner = folder + "/inner.iapt"
    try Data("param level = 1 choose 1, 2, 3\nparam other = 1\nset seed $level\n".utf8)
      .write(to: URL(fileURLWithPath: inner))
    var desk = Desk()
    desk.session.workspace.overrides = ["seed": "12", "odd": "a \"b\" \\ $c, d", "level": "3", "unused": "x"]
    for text in [
      "param seed = 3 choose 3, 12 # whichever", "set seed $seed", "set seed 1\nparam odd = plain\nlod",
      "param odd = \\\n  plain", "run \"\(inner)\" other=4",
    ] { desk.run(text) }
    let path = folder + "/given.iapt"
    #expect(desk.run("save session \"\(path)\"") == nil)
    let script = try String(contentsOfFile: path, encoding: .utf8)
    #expect(script.contains("param seed = \"12\" choose 3, 12 # whichever\n"))
    #expect(script.contains("param odd = \\\n  \"a \\\"b\\\" \\\\ \\$c, d\"\n"))
    #expect(script.contains("run \"\(inner)\" other=4 level=\"3\"\n") && !script.contains("unused"))
    #expect(try replayed(path) == desk.digest)
    desk.session.workspace.overrides["seed"] = "1\n2"
    #expect(desk.run("save session \"\(path)\" replacing") != nil)
  }

  @Test func namesFromOutsideAreInBackticksWhereNeeded() throws {
    let inner = folder + "/inner.iapt"
    try Data("param `the level` = 1\nset seed 3\n".utf8).write(to: URL(fileURLWithPath: inner))
    var desk = Desk()
    desk.session.workspace.overrides = ["the level": "3"]
    desk.run("set width 80\nrun \"\(inner)\"")
    let path = folder + "/given.iapt"
    #expect(desk.run("save session \"\(path)\"") == nil)
    let script = try String(contentsOfFile: path, encoding: .utf8)
    #expect(script.contains("run \"\(inner)\" `the level`=\"3\""), "\(script)")
    #expect(try Run(["check", path]).status == 0)
  }

  @Test func whatHasTheNameKeepsItsKindAndMode() throws {
    var desk = Desk()
    desk.run("set seed 5")
    let (real, link, lost) = (folder + "/real.iapt", folder + "/link.iapt", folder + "/lost.iapt")
    try Data("old".utf8).write(to: URL(fileURLWithPath: real))
    #expect(chmod(real, 0o600) == 0 && symlink("real.iapt", link) == 0 && symlink("none", lost) == 0)
    for what in ["session", "recipe nhs-2022 to"] {
      #expect(desk.run("save \(what) \"\(link)\" replacing") == nil)
      #expect(desk.run("save \(what) \"\(lost)\"") == "\"\(lost)\" exists already and is left as it is")
      #expect(!FileManager.default.fileExists(atPath: folder + "/none"))
    }
    var facts = stat()
    #expect(lstat(link, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
    #expect(stat(real, &facts) == 0 && facts.st_mode & 0o7777 == 0o600 && facts.st_size > 100)
    // A link that leads nowhere makes the file that it names; a device stays one.
    #expect(desk.run("save session \"\(lost)\" replacing") == nil)
    #expect(FileManager.default.fileExists(atPath: folder + "/none"))
    #expect(lstat(lost, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
    let device = folder + "/device"
    #expect(symlink("/dev/null", device) == 0)
    #expect(desk.run("save session \"\(device)\" replacing") == nil)
    #expect(stat(device, &facts) == 0 && facts.st_mode & S_IFMT == S_IFCHR)
    #expect(lstat(device, &facts) == 0 && facts.st_mode & S_IFMT == S_IFLNK)
  }

  @Test func pastedCellMarksDoNotCutACell() throws {
    var desk = Desk()
    desk.run("# %% [markdown]\nset seed 8\n# COMMAND ----------\nexpect (1\n# %% x\n> 0)\n# MAGIC %md")
    #expect(desk.session.cells[0].status == .finished)
    let path = folder + "/pasted.iapt"
    #expect(desk.run("save session \"\(path)\"") == nil)
    #expect(try String(contentsOfFile: path, encoding: .utf8).contains("## %% [markdown]\nset seed 8\n"))
    #expect(try replayed(path) == desk.digest)
  }

  @Test func savedWorkIsNotAskedAbout() throws {
    var desk = Desk()
    #expect(desk.session.unsavedWork == nil)
    desk.run(births)
    #expect(desk.session.unsavedWork == nil)
    desk.run("derive young = age < 20 in birthwt")
    #expect(desk.session.unsavedWork == "a changed table")
    desk.run("fit low ~ age as m")
    #expect(desk.session.unsavedWork == "a changed table and a model")
    desk.run("save session \"\(folder)/s.iapt\"")
    #expect(desk.session.unsavedWork == nil)
    desk.run("set seed 3")
    #expect(desk.session.unsavedWork != nil)
    desk.run("undo")
    #expect(desk.session.unsavedWork == nil)
  }

  @Test func theDigestTellsDefinitionsApart() {
    func digest(_ cells: String...) -> String {
      var desk = Desk()
      for cell in [births] + cells { #expect(desk.run(cell) == nil, "\(cell)") }
      return desk.digest
    }
    let states = [
      digest(), digest("set width 100".isEmpty ? "" : "set seed 3"), digest("set missing x"),
      digest("derive y = age + 1 in birthwt"), digest("derive y = age + 2 in birthwt"),
      digest("param a = 1"), digest("param a = 1 choose 1, 2"),
      digest("param a = 1", "derive y = age + $a in birthwt", "param a = 2"),
      digest("param a = 2", "derive y = age + $a in birthwt"),
      digest("keep \"a\" where age > 20 in birthwt"), digest("keep \"a\" where age > 19 in birthwt"),
      digest("segment race=1 in birthwt"), digest("segment race=2 in birthwt"),
      digest("segment by race in birthwt"),
      digest("sample 20 in birthwt"), digest("sample 20 seed=3 in birthwt"),
      digest("type race category in birthwt"),
      digest("map birthwt age -> years"), digest("fit low ~ age as m"), digest("fit low ~ age as n"),
      digest("fit low ~ age as m holdout 20% by row"), digest("fit low ~ age as m holdout 20% by row seed=3"),
      digest("derive b = race > 1 in birthwt", "segment b=yes in birthwt", "derive b = age > 20 in birthwt"),
      digest("derive b = race > 1 in birthwt", "derive b = age > 20 in birthwt", "segment b=yes in birthwt"),
    ]
    #expect(Set(states).count == states.count)
    #expect(digest("set seed 3", "set seed 42") == digest())
  }
}
