import Commands
import Engine

/// What every front-end shares: the workspace and the cells that made it.
public struct Session: Sendable {
  /// The state of the analysis.
  public var workspace = Workspace()
  /// The cells so far, oldest first.
  public private(set) var cells: [CellRecord] = []
  /// What the last cell asked of the front-end, if anything.
  public private(set) var asked: Request?

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
  ///
  /// Text that is incomplete is an error here: whoever can ask for more has done so.
  public mutating func run(
    _ source: String, _ parsed: Interpreter.Parsed, _ work: Work, emit: (Gated) -> Void
  ) -> Ending {
    asked = nil
    var cell = CellRecord(number: nextNumber, source: source)
    let begun = ContinuousClock.now
    let ending: Ending =
      switch parsed {
      case .incomplete(let diagnostic), .invalid(let diagnostic): .failed(diagnostic)
      case .complete(let statements): run(statements, &cell, work, emit)
      }
    cell.seconds = begun.duration(to: .now) / .seconds(1)
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
    _ statements: [Statement], _ cell: inout CellRecord, _ work: Work, _ emit: (Gated) -> Void
  ) -> Ending {
    let before = workspace
    for statement in statements {
      do throws(Diagnostic) {
        let context = Interpreter.Context(work: work, cells: cells + [cell])
        let effect = try Interpreter.run(statement, in: &workspace, context)
        cell.statements.append(statement)
        cell.outputs += effect.outputs
        effect.outputs.forEach(emit)
        if let request = effect.request { asked = request }
        if effect.quits { return .quit }
      } catch {
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
