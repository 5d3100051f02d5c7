import Commands
import Engine
import Foundation
import Synchronization

/// Runs a statement on a thread of its own, which is left behind when the user has interrupted and it does not stop at
/// once: reading a long column or giving its memory back may take a while, and nobody should wait for it.
///
/// Nothing is lost: a statement is a function from workspace to workspace, and what it still makes is dropped.
enum Worker {
  /// How long an interrupted statement is waited for.
  private static let patience = Duration.milliseconds(50)
  /// How often the wait looks whether the user has interrupted.
  private static let glance = DispatchTimeInterval.milliseconds(10)
  /// As much as a program's first thread has.
  private static let stack = 8 << 20

  private typealias Answer = Result<(Workspace, Interpreter.Effect), Diagnostic>

  /// What thread and wait share.
  private final class Desk: Sendable {
    let answer = Mutex<Answer?>(nil)
    let isLeft = Atomic(false)
    let isDone = DispatchSemaphore(value: 0)
  }

  /// As `Interpreter.run`, of the same outcome.
  static func run(
    _ statement: Statement, in workspace: inout Workspace, _ context: Interpreter.Context
  ) throws(Diagnostic) -> Interpreter.Effect {
    let desk = Desk()
    var context = context
    let work = context.work
    context.work = work.until { desk.isLeft.load(ordering: .relaxed) }
    let thread = Thread { [workspace, context] in
      var copy = workspace
      let answer = Answer { () throws(Diagnostic) in
        let effect = try Interpreter.run(statement, in: &copy, context)
        return (copy, effect)
      }
      desk.answer.withLock { $0 = answer }
      desk.isDone.signal()
    }
    thread.stackSize = stack
    thread.start()
    var asked: ContinuousClock.Instant?
    while desk.isDone.wait(timeout: .now() + glance) == .timedOut {
      if let asked, asked.duration(to: .now) > patience {
        desk.isLeft.store(true, ordering: .relaxed)
        throw Diagnostic(.interrupted, "interrupted")
      }
      if asked == nil, work.isStopped { asked = .now }
    }
    guard let answer = desk.answer.withLock({ $0 }) else { throw Diagnostic(.interrupted, "interrupted") }
    let (made, effect) = try answer.get()
    workspace = made
    return effect
  }
}
