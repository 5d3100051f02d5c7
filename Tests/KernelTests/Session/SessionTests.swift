import Commands
import Engine
import Testing

@testable import Kernel

@Suite struct SessionTests {
  @Test func statementsBeforeAFailureStand() {
    var session = Session()
    var outputs = 0
    let text = "help\nparam a = 1\nexpect 1 > 2\nhelp"
    let ending = session.run(text, Interpreter.parse(text), .unattended) {
      if case .text = $0.output { outputs += 1 }
    }
    guard case .failed(let diagnostic) = ending else {
      Issue.record("it did not fail")
      return
    }
    // Places are those of the cell.
    #expect(diagnostic.span.map { $0.start >= 17 && $0.end <= 29 } == true)
    #expect(outputs == 1)
    // The cell keeps what was shown, and the error after it.
    #expect(session.cells.map(\.status) == [.failed] && session.cells[0].outputs.count == 2)
    #expect(session.cells[0].statements.map(\.text) == ["help", "param a = 1"])
  }

  @Test func anInterruptTakesTheWholeCellBack() {
    var session = Session()
    let before = session.workspace.digest
    let work = Work(isCancelled: { true })
    let text = "param a = 1\nload demo rows=1000000 seed=7"
    let ending = session.run(text, Interpreter.parse(text), work, emit: { _ in })
    guard case .interrupted = ending else {
      Issue.record("it was not interrupted")
      return
    }
    #expect(session.workspace.digest == before && session.cells[0].statements.isEmpty)
  }

  @Test func quitEndsTheCell() {
    var session = Session()
    guard
      case .quit = session.run(
        "quit\nhelp", Interpreter.parse("quit\nhelp"), .unattended, emit: { _ in })
    else {
      Issue.record("it did not quit")
      return
    }
  }

  @Test func cellsAreCountedFromOne() {
    var session = Session()
    #expect(session.nextNumber == 1)
    _ = session.run("nonsense", Interpreter.parse("nonsense"), .unattended, emit: { _ in })
    _ = session.run("help", Interpreter.parse("help"), .unattended, emit: { _ in })
    #expect(session.cells.map(\.number) == [1, 2] && session.nextNumber == 3)
  }

  @Test func promptsAreAligned() {
    for number in [1, 42, 123_456] {
      #expect(Prompt.first(number).count == Prompt.next(number).count)
    }
    #expect(Prompt.echo("a\n\nb", title: "T", number: 3) == "In [3]: # T\n   ...: a\n   ...:\n   ...: b\n")
  }

  @Test func tablesStandApart() {
    var spacing = Spacing()
    let text = Samples.gated(.text("x"))
    let table = Samples.gated(.table(Samples.table))
    #expect([text, text, table, table, text].map { spacing.gap(before: $0) } == ["", "", "\n", "\n", "\n"])
  }
}
