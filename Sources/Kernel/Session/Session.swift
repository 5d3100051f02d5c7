import Commands
import Engine

/// What every front-end shares: the workspace and the cells that made it.
public struct Session: Sendable {
  /// The state of the analysis.
  public var workspace = Workspace()
  /// The cells and the states between which `undo` moves.
  public internal(set) var timeline = Timeline()
  /// Asks a question that is answered with yes or no; without anyone to ask the answer is yes.
  public var confirm: @Sendable (String) -> Bool = { _ in true }
  /// The text that `edit` brings back to the prompt, for the front-end to take.
  public var edited: CellRecord?
  /// The script that is run, as it was named; `nil` at a prompt.
  public var script: String?
  /// The heading that the script begins with, if it does.
  public var heading: String?
  /// What writes files of results.
  private let files = DocumentFiles()
  /// The digest of what was last saved.
  private var saved: String?

  /// The cells so far, oldest first.
  public var cells: [CellRecord] { timeline.cells }
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

  /// An empty session. At a prompt the states between cells are kept, for `undo`.
  public init(isInteractive: Bool = false) { workspace.isInteractive = isInteractive }

  /// The number the next cell gets; the first is 1.
  public var nextNumber: Int { (cells.last?.number ?? 0) + 1 }

  /// What leaving would lose, in words: what there is and was not saved as it is; `nil` for nothing.
  public var unsavedWork: String? {
    isSaved ? nil : workspace.unsavedWork
  }

  /// Whether the state is the one that was last saved.
  var isSaved: Bool { saved == workspace.digest }

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
    asked = nil
    var cell = CellRecord(number: nextNumber, source: source)
    let before = workspace
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
    if case .failed(let diagnostic) = ending {
      // For `show` alone: whoever runs the cell says the error with its place.
      cell.outputs.append(Gate(workspace.policy).pass(.notice("error: \(diagnostic.message)")))
    }
    if hasChanged(by: cell, since: before) {
      timeline.append(cell, replacing: before)
    } else {
      timeline.append(cell)
    }
    return ending
  }

  /// Runs the statements in order, up to the first that fails.
  private mutating func run(
    _ statements: [Statement], _ cell: inout CellRecord, _ work: Work,
    _ show: ([Gated], Settings.Display) -> Void
  ) -> Ending {
    let before = workspace
    let stages = Stages()
    var begun = ContinuousClock.now
    // The time that showing takes is the reader's.
    func count(_ cell: inout CellRecord) {
      cell.seconds += begun.duration(to: .now) / .seconds(1)
      cell.stages = stages.all
    }
    func tell(_ outputs: [Gated], _ cell: inout CellRecord) {
      cell.outputs += outputs
      show(outputs, workspace.settings.display)
    }
    do throws(Diagnostic) {
      try Interpreter.requireAlone(statements)
      for statement in statements {
        begun = .now
        var here = timeline
        here.append(cell)
        let context = Interpreter.Context(
          work: work.noting(stages), timeline: here, documents: files.under(script: script), heading: heading)
        // Someone sits there and waits.
        let effect =
          workspace.isInteractive
          ? try Worker.run(statement, in: &workspace, context)
          : try Interpreter.run(statement, in: &workspace, context)
        count(&cell)
        cell.statements.append(statement)
        tell(effect.outputs, &cell)
        if let request = effect.request { tell(grant(request, &cell), &cell) }
        if effect.quits { return .quit }
      }
      return .finished
    } catch {
      count(&cell)
      tell(error.outputs, &cell)
      guard error.stage == .interrupted else { return .failed(error) }
      workspace = before
      cell.statements = []
      return .interrupted(
        Diagnostic(.interrupted, "interrupted; the session is as it was before this cell"))
    }
  }
}

// MARK: States

extension Session {
  /// Does what a statement asked of the session; what there is to say about it.
  private mutating func grant(_ request: Request, _ cell: inout CellRecord) -> [Gated] {
    switch request {
    case .undo(let count): timeline.undo(count, &workspace)
    case .redo(let count): timeline.redo(count, &workspace)
    case .saved: saved = workspace.digest
    case .edit(let number): edited = cells.first { $0.number == number }
    case .tutorial: asked = request
    case .reset:
      let loss = workspace.unsavedWork.map { ", with \($0)" } ?? ""
      guard confirm("empty the session\(loss)? undo brings it back") else {
        return [Gate(workspace.policy).pass(.notice("nothing was changed"))]
      }
      workspace = workspace.emptied
      cell.empties = true
      return [Gate(workspace.policy).pass(.notice("the session is empty; undo brings it back"))]
    }
    return []
  }

  /// Whether a cell made another state, which only a prompt wants to know.
  func hasChanged(by cell: CellRecord, since before: Workspace) -> Bool {
    guard workspace.isInteractive else { return false }
    guard cell.empties || cell.statements.contains(where: { $0.command.role == .changes }) else {
      return false
    }
    return workspace.digest != before.digest
  }
}
