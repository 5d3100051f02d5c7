import Commands
import Engine

/// What every front-end shares: the workspace and the cells that made it.
public struct Session: Sendable {
  /// The state of the analysis.
  public var workspace = Workspace()
  /// The cells so far, oldest first.
  public private(set) var cells: [CellRecord] = []

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

  /// The number the next cell gets; the first is 1.
  public var nextNumber: Int { (cells.last?.number ?? 0) + 1 }

  /// Runs a cell, statement by statement, and keeps its record; `emit` gets each output as soon as it is there.
  public mutating func run(
    _ source: String, _ parsed: Interpreter.Parsed, _ work: Work, emit: (Gated) -> Void
  ) -> Ending {
    run(source, parsed, work, show: { outputs, _ in outputs.forEach(emit) })
  }

  /// Runs a cell, statement by statement, and keeps its record; `show` gets the outputs of each statement with how they
  /// are to look, as soon as they are there.
  ///
  /// Text that is incomplete is an error here: whoever can ask for more has done so.
  public mutating func run(
    _ source: String, _ parsed: Interpreter.Parsed, _ work: Work, show: ([Gated], Settings.Display) -> Void
  ) -> Ending {
    var cell = CellRecord(number: nextNumber, source: source)
    let ending: Ending =
      switch parsed {
      case .incomplete(let diagnostic), .invalid(let diagnostic): .failed(diagnostic)
      case .complete(let statements): run(statements, &cell, work, show)
      }
    cell.status =
      switch ending {
      case .finished, .quit: .finished
      case .failed: .failed
      case .interrupted: .interrupted
      }
    cells.append(cell)
    return ending
  }

  /// Runs the statements in order, up to the first that fails.
  private mutating func run(
    _ statements: [Statement], _ cell: inout CellRecord, _ work: Work,
    _ show: ([Gated], Settings.Display) -> Void
  ) -> Ending {
    let before = workspace
    for statement in statements {
      let begun = ContinuousClock.now
      do throws(Diagnostic) {
        let context = Interpreter.Context(work: work, cells: cells + [cell])
        let effect = try Interpreter.run(statement, in: &workspace, context)
        // The time that showing takes is the reader's.
        cell.seconds += begun.duration(to: .now) / .seconds(1)
        cell.statements.append(statement)
        cell.outputs += effect.outputs
        show(effect.outputs, workspace.settings.display)
        if effect.quits { return .quit }
      } catch {
        cell.seconds += begun.duration(to: .now) / .seconds(1)
        guard error.stage == .interrupted else { return .failed(error) }
        workspace = before
        cell.statements = []
        return .interrupted(
          Diagnostic(.interrupted, "interrupted; the session is as it was before this cell"))
      }
    }
    return .finished
  }
}
