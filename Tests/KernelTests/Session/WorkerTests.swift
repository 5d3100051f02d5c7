import Engine
import Foundation
import Synchronization
import Testing

@testable import Commands
@testable import Kernel

/// A statement that Ctrl-C cannot stop is left behind.
@Suite struct WorkerTests {
  /// Looks at nothing until the door is opened, then at the work.
  private struct Deaf: Action {
    let begun = DispatchSemaphore(value: 0)
    let door = DispatchSemaphore(value: 0)
    let over = DispatchSemaphore(value: 0)
    let wasStopped = Latch()

    func check(_ scope: inout Scope) {}

    func run(_ run: inout Commands.Run) throws {
      begun.signal()
      door.wait()
      wasStopped.value.store(run.work.isStopped, ordering: .relaxed)
      run.workspace.overrides = ["late": "1"]
      over.signal()
    }
  }

  private final class Latch: Sendable {
    let value = Atomic(false)
    var isSet: Bool { value.load(ordering: .relaxed) }
  }

  private func statement(_ action: any Action) -> Statement {
    Statement(text: "wait", span: Span(0, 4), command: .quit, action: action)
  }

  @Test func deafWorkIsLeft() throws {
    let asked = Latch()
    let work = Work(isCancelled: { asked.isSet })
    let deaf = Deaf()
    var workspace = Workspace()
    Thread.detachNewThread {
      deaf.begun.wait()
      asked.value.store(true, ordering: .relaxed)
    }
    // The door is closed: whoever waited for the end would wait for ever.
    do {
      _ = try Worker.run(statement(deaf), in: &workspace, Interpreter.Context(work: work))
      Issue.record("it was waited for")
    } catch {
      #expect(error.stage == .interrupted)
    }
    // The next cell begins; the one left behind still knows that nobody wants it.
    asked.value.store(false, ordering: .relaxed)
    deaf.door.signal()
    deaf.over.wait()
    #expect(deaf.wasStopped.isSet)
    #expect(workspace.overrides.isEmpty)
  }

  @Test func whatIsDoneIsTaken() throws {
    let deaf = Deaf()
    deaf.door.signal()
    var workspace = Workspace()
    _ = try Worker.run(statement(deaf), in: &workspace, Interpreter.Context())
    #expect(workspace.overrides == ["late": "1"] && !deaf.wasStopped.isSet)
  }
}
