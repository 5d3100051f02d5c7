import Foundation
import Testing

@testable import Kernel

/// The real program: streams and exit statuses.
@Suite struct HeadlessTests {
  private func script(_ text: String) throws -> String {
    let path = try Paths.temporary() + "/s.iapt"
    try Data(text.utf8).write(to: URL(fileURLWithPath: path))
    return path
  }

  @Test func aPipeHasNoPrompts() throws {
    let run = try Run([], input: "help\n# a comment\n\nexpect (1\n> 0)\nhelp")
    #expect(run.status == 0)
    #expect(run.errors == "")
    #expect(!run.output.contains("In [") && run.output.contains("load"))
    #expect(try Run(["-"], input: "help\nexpect (1\n> 0)\nhelp").output == run.output)
  }

  @Test func aPipeMayBeginWithAByteOrderMark() throws {
    let run = try Run([], input: "\u{FEFF}param a = 1\r\nexpect $a = 1\r\n")
    #expect(run.status == 0 && run.errors == "")
  }

  @Test func aPipeStopsAtTheFirstError() throws {
    let unknown = try Run([], input: "param a = 1\nlod x\nhelp\n")
    // A cell ran: not as if nothing had.
    #expect(unknown.status == 1)
    #expect(unknown.output == "")
    #expect(try Run([], input: "# a comment\n\nlod x\nhelp\n").status == 2)
    let broken = try Run([], input: "help\nexpect 1)\n")
    #expect(broken.status == 1 && broken.output.contains("load"))
    #expect(unknown.errors.contains("<stdin>:2:1: error: "))
    #expect(unknown.errors.contains("\n    lod x\n    ^~~\n"))
    let failed = try Run([], input: "expect 1 > 2\nhelp\n")
    #expect(failed.status == 1)
    #expect(failed.output == "" && failed.errors.contains("<stdin>:1:"))
  }

  /// Each line parsed anew with all before it would take hours.
  @Test func aLongOpenBracketIsReadInLinearTime() throws {
    let lines = (1...20_000).map { "  , Gender in (\($0))" }.joined(separator: "\n")
    let run = try Run([], input: "expect (1\n\(lines)\n")
    #expect(run.status == 2 && run.errors.contains("<stdin>:2:3: error: "))
    let continued = String(repeating: " \\\n", count: 20_000)
    let other = try Run([], input: "param a = \\\n\(continued)1\nexpect $a = 1\n")
    #expect(other.status == 0 && other.errors == "")
  }

  @Test func aCellOfAPipeEndsWhereItsBracketsClose() throws {
    for text in [
      "expect abs(1\n- 2 # )\n) = 1", "param a = \\\n 1\nexpect $a = 1",
      "param a = \"(\"\nparam b = \"\\\"(\"",
      "expect abs(\n(1 -\n (2)\n)\n) = 1",
    ] {
      // What follows is a cell of its own: an error in it leaves the first one's words alone.
      let run = try Run([], input: text + "\nhelp quit\nlod x\n")
      #expect(run.status == 1 && run.output.contains("quit"), "\(text)")
    }
  }

  @Test func anUnfinishedStatementAtTheEndIsAnError() throws {
    let run = try Run([], input: "help\nexpect (1\n")
    #expect(run.status == 1)
    #expect(run.output.contains("load") && run.errors.contains("error: "))
  }

  @Test func quitEndsAPipe() throws {
    let run = try Run([], input: "quit\nlod\n")
    #expect(run.status == 0 && run.errors == "" && run.output == "")
  }

  @Test func notUTF8() throws {
    let path = try Paths.temporary() + "/s.iapt"
    try Data([0x68, 0xFF, 0x0A]).write(to: URL(fileURLWithPath: path))
    let run = try Run(["run", path])
    #expect(run.status == 2 && run.errors.contains("not UTF-8"))
  }

  @Test func aScriptReadsLikeANotebook() throws {
    let path = try script("# %% [markdown]\n# # Title\n# Words.\n# %% First\nhelp\n")
    let run = try Run(["run", path])
    #expect(run.status == 0 && run.errors.hasPrefix("1 cell, ") && run.errors.hasSuffix(" s\n"))
    #expect(run.output.contains("# Title\nWords.\n"))
    #expect(run.output.contains("In [1]: # First\n   ...: help\n"))
    let quiet = try Run(["run", path, "--quiet"])
    #expect(quiet.status == 0)
    #expect(
      !quiet.output.contains("In [") && !quiet.output.contains("Words.") && quiet.output.contains("load"))
  }

  @Test func nothingRunsWhenSomethingDoesNotResolve() throws {
    let path = try script("# %%\nhelp\n# %%\n\nlod x\n")
    for arguments in [["run", path], ["check", path], ["run", path, "--keep-going"]] {
      let run = try Run(arguments)
      #expect(run.status == 2)
      #expect(run.output == "")
      #expect(run.errors.contains("\(path):5:1: error: "))
    }
  }

  @Test func everyCellThatDoesNotParseIsTold() throws {
    let path = try script("# %%\nexpect (1\n# %%\nhelp\n# %%\nexpect 1)\n")
    let run = try Run(["check", path])
    #expect(run.status == 2)
    #expect(run.errors.components(separatedBy: "error: ").count == 3)
  }

  @Test func aFailureEndsTheRunUnlessTold() throws {
    let path = try script("# %%\nexpect 1 > 2\n# %%\nhelp\n")
    let stopped = try Run(["run", path, "--quiet"])
    #expect(stopped.status == 1 && stopped.output == "" && stopped.errors.contains("s.iapt:2:"))
    let all = try Run(["run", path, "--quiet", "--keep-going"])
    #expect(all.status == 1 && all.output.contains("load"))
    #expect(try Run(["check", path]).status == 0)
  }

  @Test func jsonHasObjectsOnly() throws {
    let path = try script("# %% [markdown]\n# Words.\n# %%\nhelp\n# %%\nexpect 1 > 2\n")
    let run = try Run(["run", path, "--format", "json"])
    #expect(run.status == 1)
    let objects = try run.output.split(separator: "\n").map {
      try #require(try JSONSerialization.jsonObject(with: Data($0.utf8)) as? [String: Any])
    }
    #expect(objects.map { $0["kind"] as? String } == ["text", "error"])
    #expect(objects.map { $0["cell"] as? Int } == [1, 2])
    #expect((objects.last?["span"] as? [String: Any])?["line"] as? Int == 6)
    #expect(run.errors.contains("s.iapt:6:"))
  }

  @Test func usageErrors() throws {
    for arguments in [
      ["run"], ["runn"], ["run", "/no/such.iapt"], ["--format", "xml"], ["run", "x", "--param", "novalue"],
      ["--no"],
      ["demo", "--rows", "0", "d"],
    ] {
      let run = try Run(arguments)
      #expect(run.status == 2, "\(arguments)")
      #expect(run.output == "" && !run.errors.isEmpty, "\(arguments)")
      #expect(run.errors.contains("error: ") && !run.errors.contains("Error: "), "\(arguments)")
    }
    for arguments in [
      ["run", "x", "--param", "n"], ["resume"], ["forget", "--all"], ["rum", "a", "--quiet"],
    ] {
      let run = try Run(arguments)
      #expect(run.status == 2 && run.errors.hasPrefix("error: "), "\(arguments)")
      #expect(!run.errors.contains("Usage:") && !run.errors.contains("--help"), "\(arguments)")
    }
    let option = try Run(["run", "x", "--bogus"])
    #expect(option.errors.hasPrefix("error: unknown option '--bogus'\nUsage: iapt run "))
    let help = try Run(["--help"])
    #expect(help.status == 0 && help.errors == "" && help.output.contains("USAGE"))
    #expect(try Run(["--version"]).status == 0)
  }

  @Test func aMisspeltCommandIsNamed() throws {
    let near = try Run(["sesions", "--format", "json"])
    #expect(near.status == 2)
    #expect(near.errors == "error: there is no command 'sesions'\n  did you mean: iapt sessions\n")
    #expect(try Run(["a.iapt"]).errors.contains("to run a script: iapt run a.iapt\n"))
    let far = try Run(["frobnicate"])
    #expect(far.errors.contains("there are: prompt, run, check, ") && !far.errors.contains("docs"))
    #expect(try Run(["help", "run"]).status == 0)
  }

  @Test func aMisspeltParameterIsAnError() throws {
    let path = try script("# %%\nparam gender = All\n# %%\nhelp\n")
    #expect(try Run(["run", path, "--param", "gender=Female"]).status == 0)
    let run = try Run(["run", path, "--param", "gendr=Female"])
    #expect(run.status == 2 && run.output == "")
    #expect(run.errors.contains("\"gendr\"") && run.errors.contains("there are: gender"))
  }

  @Test func aReaderWhoLeavesIsNoMessage() throws {
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    let place = try Paths.temporary()
    process.arguments = [
      "-c",
      "(while :; do echo help; done) 2>/dev/null | '\(Paths.binary)' 2>'\(place)/err' | head -n 1 >/dev/null",
    ]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 0)
    #expect(try String(contentsOfFile: place + "/err", encoding: .utf8) == "")
  }

  @Test func aFullDiskIsAMessage() throws {
    let path = try script("# %%\nhelp\n")
    let process = Process()
    process.executableURL = URL(fileURLWithPath: "/bin/sh")
    process.arguments = ["-c", "'\(Paths.binary)' run '\(path)' >/dev/full 2>'\(path).err'"]
    try process.run()
    process.waitUntilExit()
    #expect(process.terminationStatus == 1)
    #expect(try String(contentsOfFile: path + ".err", encoding: .utf8).contains("cannot write the results"))
  }

  /// The language's own crash report would print memory.
  @Test func aFaultShowsNoMemory() throws {
    for (signal, words) in [
      (SIGSEGV, "internal error"), (SIGBUS, "a data file changed"), (SIGILL, "internal error"),
    ] {
      let run = try Run([], input: "load demo rows=10000000 seed=7\n", interruptedAfter: 0.5, by: signal)
      #expect(run.status == 70)
      #expect(
        run.errors.hasPrefix("iapt: ") && run.errors.contains(words)
          && run.errors.split(separator: "\n").count == 1)
    }
  }

  @Test func demoDataReplaceOnlyDemoData() throws {
    let folder = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let mine = "PathwayID,Gender\nA,1\n"
    try mine.write(toFile: folder + "/patients.csv", atomically: true, encoding: .utf8)
    let refused = try Run(["demo", "--rows", "10", folder])
    #expect(refused.status == 1 && refused.errors.contains("patients.csv is there already"))
    #expect(try String(contentsOfFile: folder + "/patients.csv", encoding: .utf8) == mine)
    try FileManager.default.removeItem(atPath: folder + "/patients.csv")
    #expect(try Run(["demo", "--rows", "10", folder]).status == 0)
    #expect(try Run(["demo", "--rows", "20", folder]).status == 0)
  }

  @Test func anInterruptEndsWith130() throws {
    let path = try script("# %%\nhelp\n# %%\nload demo rows=10000000 seed=7\n# %%\nhelp\n")
    for (arguments, input) in [(["run", path], ""), ([], "help\nload demo rows=10000000 seed=7\nhelp\n")] {
      let run = try Run(arguments, input: input, interruptedAfter: 0.5)
      #expect(run.status == 130)
      #expect(run.output.components(separatedBy: "load").count > 1)
      #expect(run.errors.contains("interrupted"))
    }
  }
}
