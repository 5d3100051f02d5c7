import Testing

@testable import Commands

/// Every example in every command's declaration runs; so do the code blocks made of them in docs/commands.md. Those of
/// commands that concern the session run in one, in the Kernel's tests.
@Suite struct ExamplesTests {
  @Test(
    arguments: Command.all.filter { $0.role != .session }
      .flatMap { command in command.examples.map { (command.name, $0) } }.map(Case.init))
  func exampleRuns(_ example: Case) throws {
    try withFolder { scratch in
      var bench = Bench()
      try bench.run("param fixtures = \"\(fixtures)\"\nparam scratch = \"\(scratch)\"")
      try bench.run(example.setup)
      try bench.run(example.text)
    }
  }

  struct Case: Sendable, CustomTestStringConvertible {
    var command: String
    var setup: String
    var text: String
    var testDescription: String { text }

    init(_ pair: (String, Command.Example)) {
      command = pair.0
      setup = pair.1.setup
      text = pair.1.text
    }
  }

  @Test func everyCommandIsDeclaredWhole() {
    for command in Command.all {
      #expect(
        !command.summary.isEmpty && !command.usage.isEmpty && !command.examples.isEmpty, "\(command.name)")
      #expect(command.usage.contains { $0.hasPrefix(command.name) }, "\(command.name)")
      #expect(command.examples.contains { $0.text.hasPrefix(command.name) }, "\(command.name)")
    }
    #expect(Set(Command.all.map(\.name)).count == Command.all.count)
  }

  @Test func everyWordOfUsageParses() throws {
    // Options a usage line promises are accepted by the parser, checked by statements that name each.
    for text in [
      "fit a ~ b in t as m holdout 20% by row without intercept scaled allow separation seed=3",
      "fit a ~ b seed=3 allow separation scaled without intercept holdout 12.5% by patient as m in t",
      "sample 10 by a, b seed=3 in t", "sample at most 10 per a, b in t seed=3", "sample all in t",
      "segment a=1 b=\"<18\" in t", "segment by a, b in t", "segment all", "segment a=$x, b=All",
      "clean with r from 2021-01-01 to 2021-12-31 providers (A, 01)", "type a, t.b date in t",
      "load a from \"x\" weight=n", "load from \"d\"", "load demo rows=1 seed=2",
      "save recipe r to \"f\"", "show recipe r", "describe t c", "problems t", "summary \"m[a, b]\"",
      "save recipe r to \"f\" replacing", "save session \"f\"", "save session to \"f\" replacing",
      "history 10 fit \"x\" all times", "show 3", "undo 2", "redo 2", "reset", "edit 3",
      "run \"f\" a=1, b=$x",
    ] {
      guard case .complete(let statements) = Interpreter.parse(text) else {
        Issue.record("does not parse: \(text)")
        continue
      }
      #expect(statements.count == 1)
    }
  }
}
