import Commands
import Engine

/// What every front-end shares: the workspace, the number of the next cell, and what was run.
public struct Session: Sendable {
  /// The state of the analysis.
  public var workspace = Workspace()
  /// The number of the last cell; the first is 1.
  public private(set) var cell = 0
  /// Statements that ran without error, oldest first.
  public private(set) var history: [String] = []

  /// How a cell ended.
  public enum Ending: Sendable {
    /// Every statement ran.
    case finished
    /// The user asked to leave.
    case quit
    /// A statement failed; those before it stand.
    case failed(Diagnostic)
    /// The user interrupted; the state is that from before the cell.
    case interrupted(Diagnostic)
  }

  /// An empty session.
  public init() {}

  /// Counts a new cell and gives its number.
  public mutating func beginCell() -> Int {
    cell += 1
    return cell
  }

  /// Runs a parsed cell, statement by statement; `emit` gets each output as soon as it is there.
  ///
  /// Text that is incomplete is an error here: whoever can ask for more has done so.
  public mutating func execute(
    _ parsed: Interpreter.Parsed, _ work: Work, emit: (Gated) -> Void
  ) -> Ending {
    switch parsed {
    case .incomplete(let diagnostic), .invalid(let diagnostic): .failed(diagnostic)
    case .complete(let statements): execute(statements, work, emit: emit)
    }
  }

  /// Runs the statements of a cell in order, up to the first that fails.
  public mutating func execute(_ statements: [Statement], _ work: Work, emit: (Gated) -> Void) -> Ending {
    let before = workspace
    let told = history.count
    for statement in statements {
      do throws(Diagnostic) {
        let context = Interpreter.Context(work: work, history: history)
        let effect = try Interpreter.run(statement, in: &workspace, context)
        history.append(statement.text)
        effect.outputs.forEach(emit)
        if effect.quits { return .quit }
      } catch {
        guard error.stage == .interrupted else { return .failed(error) }
        workspace = before
        history.removeSubrange(told...)
        return .interrupted(
          Diagnostic(.interrupted, "interrupted; the session is as it was before this cell"))
      }
    }
    return .finished
  }
}
