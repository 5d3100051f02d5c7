import Foundation
import Testing

@testable import Kernel

/// Scripts as notebooks, with the real program: formats, files, several scripts, steps.
@Suite struct NotebookTests {
  private let folder: String

  init() throws { folder = try Paths.temporary() }

  private func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: "\(folder)/\(name)"))
  }

  private func read(_ name: String) throws -> String {
    try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
  }

  private func files() throws -> [String] {
    try FileManager.default.contentsOfDirectory(atPath: folder).sorted()
  }

  private static let notebook = """
    # %% [markdown]
    # # A <b>title</b>
    # Words.
    # %% First
    param a = 1
    load birthwt from "\(Paths.root)/Tests/CommandsTests/Fixtures/birthwt.csv"
    # %% [markdown]
    # #### Deep
    # %% Second
    fit low ~ age in birthwt as m
    # %% Third
    expect 1 > 2

    """

  private static let formats = ["text", "markdown", "html", "json"]

  // MARK: Formats

  @Test func aPageIsWhole() throws {
    try write("n.iapt", Self.notebook)
    let run = try Run(["run", "n.iapt", "--format", "html"], in: folder)
    #expect(run.status == 1 && run.errors.contains("n.iapt:12:8: error: "))
    let page = Page(run.output)
    #expect(page.faults == [])
    #expect(
      run.output.hasPrefix("<!DOCTYPE html>\n<html lang=\"en-GB\">") && run.output.hasSuffix("</html>\n"))
    #expect(page.headings == [1, 2])
    #expect(page.text.contains("A <b>title</b>") && page.text.contains("In [2]: Second"))
    #expect(page.text.contains { $0.contains("error: does not hold: 1 > 2") })
    #expect(page.tags.contains { $0.name == "svg" })
    #expect(page.tags.contains { $0.name == "a" && $0.attributes["class"] == "skip" })
    for forbidden in ["<script", "src=", "url(", "@import", "<link", "<img"] {
      #expect(!run.output.contains(forbidden), "\(forbidden)")
    }
  }

  @Test func markdownIsANotebook() throws {
    try write("n.iapt", Self.notebook)
    let run = try Run(["run", "n.iapt", "--format", "markdown"], in: folder)
    #expect(run.status == 1)
    #expect(
      run.output.hasPrefix("# A <b>title</b>\nWords.\n\n**In [1]:** First\n\n```iapt\nparam a = 1\nload "))
    #expect(run.output.contains("| birthwt |  190 |"))
    #expect(
      run.output.hasSuffix(
        "```text\nn.iapt:12:8: error: does not hold: 1 > 2\n    expect 1 > 2\n           ^~~~~\n```\n"))
  }

  @Test(arguments: formats) func quietLeavesResults(_ format: String) throws {
    try write("n.iapt", Self.notebook)
    let run = try Run(["run", "n.iapt", "--format", format, "--quiet"], in: folder)
    #expect(run.status == 1)
    #expect(
      run.output.contains("birthwt") && !run.output.contains("Words.") && !run.output.contains("param a"))
    #expect(run.errors.hasPrefix("n.iapt:12:8: error: ") && !run.errors.contains("cells"))
    if format == "html" { #expect(Page(run.output).faults == [] && Page(run.output).headings == [1]) }
  }

  @Test func noticesStandWhereThereIsAPlace() throws {
    try write("n.iapt", "set disclosure none\n")
    let said = "disclosure control: figures as they are"
    for format in Self.formats {
      let run = try Run(["run", "n.iapt", "--format", format], in: folder)
      #expect(run.output.contains(said) == (format != "text"), "\(format)")
      #expect(run.errors.contains(said) == (format == "text"), "\(format)")
      let quiet = try Run(["run", "n.iapt", "--format", format, "--quiet"], in: folder)
      #expect(!quiet.output.contains(said) && quiet.errors == "", "\(format)")
    }
  }

  @Test func nothingIsWrittenOfAWrongScript() throws {
    try write("n.iapt", "help\nlod x\n")
    for format in ["text", "markdown", "html"] {
      let run = try Run(["run", "n.iapt", "--format", format], in: folder)
      #expect(run.status == 2 && run.output == "" && run.errors.contains("n.iapt:2:1: error: "))
    }
  }

  @Test func aHostileFileIsHarmless() throws {
    let levels = ["<script>alert(1)</script>", "a|b", "\u{1B}[31mred", "`x`", "[x](https://e.vil)"]
    let rows = (0..<60).map { "\(($0 * 7) % 11 < 5 ? 1 : 0),\"\(levels[$0 % 5])\",1" }
    try write("h.csv", "y,group,\"<b>|`x`\"\n" + rows.joined(separator: "\n") + "\n")
    try write("n.iapt", "load h from \"h.csv\"\nset disclosure none\ndescribe h\nfit y ~ `group` in h\n")
    let page = try Run(["run", "n.iapt", "--format", "html"], in: folder)
    #expect(page.status == 0 && Page(page.output).faults == [], "\(page.errors)")
    let markdown = try Run(["run", "n.iapt", "--format", "markdown"], in: folder)
    #expect(markdown.output.contains("| &lt;b&gt;\\|\\`x\\`") && !markdown.output.contains("<b>"))
    #expect(
      markdown.output.contains("| &lt;script&gt;alert(1)&lt;/script&gt;") && markdown.output.contains("a\\|b")
    )
    #expect(!markdown.output.contains("\u{1B}") && !page.output.contains("\u{1B}"))
  }

  // MARK: Scripts without marks

  @Test func everyStatementStandsWithItsOutputs() throws {
    try write(
      "s.iapt", "# first\nparam a = 1\n\nhelp quit  # why\n# then\nexpect ($a\n  > 0)\nexpect 1 > 2\n# end\n")
    let run = try Run(["run", "s.iapt"], in: folder)
    #expect(run.output.hasPrefix("In [1]: # first\n   ...: param a = 1\n\nIn [2]: help quit  # why\nquit: "))
    #expect(
      run.output.hasSuffix("In [3]: # then\n   ...: expect ($a\n   ...:   > 0)\n\nIn [4]: expect 1 > 2\n"))
    #expect(run.status == 1 && run.errors.hasPrefix("s.iapt:8:8: error: does not hold: 1 > 2\n"))
    #expect(run.errors.contains("\n4 cells, 1 failed, "))
    try write("s.iapt", "param a = 1\r\nhelp quit\r\n\r\nexpect $b > 2\r\n")
    #expect(try Run(["run", "s.iapt"], in: folder).errors.hasPrefix("s.iapt:4:8: error: "))
  }

  @Test func typedPipedAndRunAreTheSame() throws {
    let statements = """
      load demo rows=3000 seed=5
      clean with talking-therapies
      segment gender=Female
      describe cohort
      expect rows(segment) > 0
      summary cohort
      segment all
      fit recovery ~ deprivation as m
      summary m
      """
    try write("s.iapt", statements + "\n")
    let piped = try Run([], input: statements + "\n")
    #expect(piped.status == 0 && piped.output.contains("deprivation"))
    let run = try Run(["run", "s.iapt", "--quiet"], in: folder)
    #expect(run.output == piped.output && run.status == 0)
    for format in ["json", "markdown", "html"] {
      let piped = try Run(["--format", format], input: statements + "\n")
      let run = try Run(["run", "s.iapt", "--quiet", "--format", format], in: folder)
      // A pipe has its notices, and a page its script's name.
      func results(_ text: String) -> [Substring] {
        text.split(separator: "\n").filter { line in
          !["\"kind\":\"notice\"", "note:", "<title>", "<h1>"].contains { line.contains($0) }
        }
      }
      #expect(results(piped.output) == results(run.output), "\(format)")
    }
    // On a terminal tables may have more columns to the right: drawings.
    let terminal = try PseudoTerminal(home: folder, columns: 250, environment: ["NO_COLOR": "1"])
    for (index, line) in statements.split(separator: "\n").enumerated() {
      try terminal.wait(for: "In [\(index + 1)]: ", seconds: 30)
      terminal.send(line + "\r")
    }
    try terminal.wait(for: "In [10]: ", seconds: 30)
    terminal.send("quit\r")
    #expect(try terminal.end() == 0)
    var typed = screen(terminal.raw)[...]
    for line in piped.output.split(separator: "\n") {
      let found = typed.firstIndex { $0.hasPrefix(line) }
      #expect(found != nil, "\(line)")
      if let found { typed = typed[(found + 1)...] }
    }
  }

  // MARK: Pipes

  @Test(arguments: formats) func aPipeHoldsResultsOnly(_ format: String) throws {
    let text = "# %% [markdown]\n# # Words\n# %% Title\nparam a = 1\nhelp quit\nexpect 1 > 2\nhelp load\n"
    let run = try Run(["--format", format], input: text)
    #expect(run.status == 1 && run.errors.hasPrefix("<stdin>:6:8: error: "))
    #expect(run.output.contains("quit") && !run.output.contains("param a"))
    for word in ["In [", "Words", "Title", " failed", "load"] {
      #expect(!run.output.contains(word), "\(word)")
    }
    if format == "html" { #expect(Page(run.output).faults == []) }
    for wrong in ["lod x\nhelp quit\n", "fit (\n", "expect 1 > \nhelp quit\n"] {
      let run = try Run(["--format", format], input: wrong)
      #expect(run.status == 2 && !run.output.contains("quit: "), "\(wrong)")
      if format == "html" { #expect(Page(run.output).faults == []) }
    }
  }

  // MARK: Files

  @Test(arguments: formats) func aFileHoldsWhatAPipeWouldGet(_ format: String) throws {
    try write("n.iapt", Self.notebook)
    let piped = try Run(["run", "n.iapt", "--format", format], in: folder)
    try write("out", "old")
    let run = try Run(["run", "n.iapt", "--format", format, "--output", "out"], in: folder)
    #expect(run.status == 1 && run.output == "" && run.errors.contains("n.iapt:12:8: error: "))
    let file = try read("out")
    #expect(try files() == ["n.iapt", "out"])
    if format == "text" {
      // A file is the whole notebook, with its error.
      #expect(file.hasPrefix(piped.output) && file.contains("n.iapt:12:8: error: does not hold"))
    } else {
      #expect(file == piped.output)
    }
    let dash = try Run(["run", "n.iapt", "--format", format, "--output", "-"], in: folder)
    #expect(dash.output == piped.output)
  }

  @Test func anOldFileStaysWhenNothingRan() throws {
    try write("out", "old")
    try write("n.iapt", "help\nlod x\n")
    #expect(try Run(["run", "n.iapt", "--output", "out"], in: folder).status == 2)
    #expect(try read("out") == "old")
    try write("n.iapt", "help\nload demo rows=10000000 seed=7\nhelp\n")
    let run = try Run(["run", "n.iapt", "--output", "out"], in: folder, interruptedAfter: 1)
    #expect(run.status == 130 && run.errors.contains("interrupted"))
    #expect(try read("out") == "old" && files() == ["n.iapt", "out"])
  }

  @Test func aFileIsRefusedBeforeAnythingRuns() throws {
    try write("n.iapt", "help\n")
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "n.iapt")
    for (path, words) in [
      (".", "is a folder"), ("none/", "is a folder"), ("", "has no name"), ("none/out", "No such file"),
      ("n.iapt", "would replace"), ("link", "would replace"), ("./n.iapt", "would replace"),
    ] {
      let run = try Run(["run", "n.iapt", "--output", path], in: folder)
      #expect(run.status == (path == "none/out" ? 1 : 2) && run.output == "", "\(path)")
      #expect(run.errors.hasPrefix("error: ") && run.errors.contains(words), "\(path) \(run.errors)")
      #expect(!run.errors.contains("Usage:"), "\(path)")
    }
    #expect(try files() == ["link", "n.iapt"] && read("n.iapt") == "help\n")
  }

  @Test func linksModesAndDevicesStay() throws {
    try write("n.iapt", "help\n")
    try write("real", "old")
    chmod(folder + "/real", 0o640)
    try FileManager.default.createSymbolicLink(atPath: folder + "/link", withDestinationPath: "real")
    #expect(try Run(["run", "n.iapt", "--output", "link"], in: folder).status == 0)
    #expect(try read("real").contains("load") && files() == ["link", "n.iapt", "real"])
    #expect((try FileManager.default.destinationOfSymbolicLink(atPath: folder + "/link")) == "real")
    let mode = try FileManager.default.attributesOfItem(atPath: folder + "/real")[.posixPermissions]
    #expect(mode as? Int == 0o640)
    #expect(try Run(["run", "n.iapt", "--output", "/dev/null"], in: folder).status == 0)
    var state = stat()
    #expect(stat("/dev/null", &state) == 0 && state.st_mode & S_IFMT == S_IFCHR)
    let full = try Run(["run", "n.iapt", "--output", "/dev/full"], in: folder)
    #expect(full.status == 1 && full.errors.contains("cannot write the results to /dev/full"))
  }

  @Test func theFilesNameTellsTheFormat() throws {
    try write("n.iapt", "help\n")
    for (name, start) in [
      ("o.html", "<!DOCTYPE html>"), ("o.HTM", "<!DOCTYPE html>"), ("o.md", "**In [1]:**"),
      ("o.markdown", "**In [1]:**"), ("o.json", "{\"cell\":1,"), ("o.jsonl", "{\"cell\":1,"),
      ("o.txt", "In [1]: help"), ("html", "In [1]: help"),
    ] {
      #expect(try Run(["run", "n.iapt", "--output", name], in: folder).status == 0)
      #expect(try read(name).hasPrefix(start), "\(name)")
    }
    #expect(try Run(["--output", folder + "/p.html"], input: "help\n").status == 0)
    #expect(try read("p.html").hasPrefix("<!DOCTYPE html>"))
    // What is said wins.
    #expect(try Run(["run", "n.iapt", "--output", "o.html", "--format", "text"], in: folder).status == 0)
    #expect(try read("o.html").hasPrefix("In [1]: help"))
  }

  // MARK: Forms of scripts

  @Test func everyFormRuns() throws {
    try write("n.iapt", "# %% [markdown]\n# Words.\n# %% First\nhelp quit\n# %% Second\nexpect 1 > 2\n")
    let plain = try Run(["run", "n.iapt"], in: folder)
    for (name, place) in [("n.md", ":8:8: "), ("n.ipynb", " cell 3:1:8: "), ("n.py", ":13:8: ")] {
      #expect(try Run(["convert", "n.iapt", name], in: folder).status == 0)
      let run = try Run(["run", name], in: folder)
      #expect(run.output == plain.output && run.status == 1, "\(name)")
      #expect(run.errors.hasPrefix("\(name)\(place)error: does not hold"), "\(run.errors)")
      #expect(try Run(["check", name], in: folder).status == 0)
    }
    let text = try read("n.iapt")
    for verb in ["run", "check"] {
      let run = try Run([verb, "-"], input: text)
      #expect(run.status == (verb == "run" ? 1 : 0) && run.output == (verb == "run" ? plain.output : ""))
      #expect(run.errors.hasPrefix("<stdin>:6:8: error: ") == (verb == "run"))
    }
  }

  @Test func whatIsNoScriptIsToldSo() throws {
    try write("a.ipynb", "not JSON")
    try write("a.py", "import os\nprint(1)\n")
    for (name, words) in [("a.ipynb", "notebook"), ("a.py", "this is Python")] {
      for verb in ["run", "check"] {
        let run = try Run([verb, name], in: folder)
        #expect(run.status == 2 && run.output == "" && run.errors.contains(words), "\(run.errors)")
        #expect(run.errors.hasPrefix("\(name):") && run.errors.components(separatedBy: "error: ").count == 2)
      }
    }
  }

  @Test func aPipeWritesAFileToo() throws {
    let run = try Run(["--output", folder + "/out", "--format", "html"], input: "help\n")
    #expect(run.status == 0 && run.output == "" && run.errors == "")
    #expect(Page(try read("out")).faults == [])
  }

  // MARK: Several scripts

  @Test func severalScriptsRunApart() throws {
    try write("a.iapt", "param who = x choose x, y\nhelp quit\nexpect 1 > 2\nhelp load\n")
    try write("b.iapt", "# %% [markdown]\n# # Mine\n# %%\nparam other = 2\nhelp clean\n")
    let run = try Run(["run", "a.iapt", "b.iapt"], in: folder)
    #expect(run.status == 1)
    #expect(run.output.hasPrefix("a.iapt\n======\n\nIn [1]: param who"))
    #expect(run.output.contains("\nb.iapt\n======\n\n# Mine\n\nIn [1]: param other = 2\n"))
    #expect(run.output.contains("clean: ") && !run.output.contains("load: "))
    #expect(run.errors.contains("2 scripts, 4 of 5 cells, 1 failed, "))
    let page = Page(try Run(["run", "a.iapt", "b.iapt", "--format", "html"], in: folder).output)
    #expect(page.faults == [] && page.headings == [1, 2, 2, 3])
    let markdown = try Run(["run", "a.iapt", "b.iapt", "--format", "markdown"], in: folder)
    #expect(markdown.output.hasPrefix("# a.iapt\n") && markdown.output.contains("\n\n# b.iapt\n"))
    let json = try Run(["run", "a.iapt", "b.iapt", "--format", "json"], in: folder)
    let lines = json.output.split(separator: "\n")
    #expect(lines.map { $0.hasPrefix("{\"script\":\"a.iapt\",\"cell\":") } == [true, true, false])
    #expect(lines.last?.hasPrefix("{\"script\":\"b.iapt\",\"cell\":1,") == true)
    #expect(try !Run(["run", "b.iapt", "--format", "json"], in: folder).output.contains("script\":"))
  }

  @Test func allScriptsAreCheckedBeforeTheFirstRuns() throws {
    try write("a.iapt", "param who = x choose x, y\nhelp quit\n")
    try write("b.iapt", "help quit\nlod x\n")
    try write("c.iapt", "param who = p choose p, y\nparam mine = 1\n")
    for verb in ["run", "check"] {
      let wrong = try Run([verb, "a.iapt", "b.iapt", "none.iapt"], in: folder)
      #expect(wrong.status == 2 && wrong.output == "")
      #expect(wrong.errors.contains("b.iapt:2:1: error: ") && wrong.errors.contains("no script none.iapt"))
      let choice = try Run([verb, "a.iapt", "c.iapt", "--param", "who=x"], in: folder)
      #expect(choice.status == 2 && choice.output == "" && choice.errors.contains("c.iapt:1:"))
      #expect(
        try Run([verb, "a.iapt", "c.iapt", "--param", "who=y", "--param", "mine=2"], in: folder).status == 0)
      let none = try Run([verb, "a.iapt", "c.iapt", "--param", "mien=2"], in: folder)
      #expect(none.status == 2 && none.errors.contains("none of the scripts has a parameter named \"mien\""))
      #expect(none.errors.contains("there are: who, mine"))
    }
  }

  // MARK: Steps

  @Test func stepsNeedATerminal() throws {
    try write("n.iapt", "help\n")
    let run = try Run(["run", "n.iapt", "--step"], in: folder)
    #expect(run.status == 2 && run.output == "" && run.errors.contains("--step needs a terminal"))
  }

  @Test func stepsWaitForAKey() throws {
    try write("n.iapt", "param a = 1\nhelp quit\nexpect $a = 1\nhelp load\n")
    let question = "Enter runs it, s skips it, q leaves: "
    let terminal = try PseudoTerminal(["run", folder + "/n.iapt", "--step"], home: folder)
    for (cell, key) in [("param a = 1", ""), ("help quit", "s"), ("expect $a = 1", "what")] {
      try terminal.wait(for: cell)
      try terminal.wait(for: question)
      terminal.send(key + "\r")
    }
    try terminal.wait(for: "Enter, s or q: ")
    terminal.send("\r")
    try terminal.wait(for: question)
    terminal.send("q\r")
    #expect(try terminal.end() == 0)
    #expect(terminal.text.components(separatedBy: "param a = 1").count == 2)
    #expect(!terminal.text.contains("quit: ") && terminal.text.contains("2 of 4 cells, 1 skipped, "))
  }

  @Test func stepsWriteTheNotebookSoFar() throws {
    try write("n.iapt", "help quit\nhelp load\nhelp clean\n")
    let terminal = try PseudoTerminal(
      ["run", folder + "/n.iapt", "--step", "--format", "markdown", "--output", folder + "/out"], home: folder
    )
    try terminal.wait(for: "leaves: ")
    terminal.send("s\r")
    try terminal.wait(for: "leaves: ")
    terminal.send("\r")
    try terminal.wait(for: "leaves: ")
    terminal.send("\u{4}")
    #expect(try terminal.end() == 0)
    let notebook = try read("out")
    #expect(
      notebook.hasPrefix(
        "**In [ ]:**\n\n```iapt\nhelp quit\n```\n\nskipped\n\n**In [1]:**\n\n```iapt\nhelp load\n"))
    #expect(!notebook.contains("help clean"))
    let stopped = try PseudoTerminal(["run", folder + "/n.iapt", "--step"], home: folder)
    try stopped.wait(for: "leaves: ")
    stopped.send("\u{3}")
    #expect(try stopped.end() == 130)
  }
}
