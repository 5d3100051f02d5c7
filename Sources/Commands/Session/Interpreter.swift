import Engine

/// The language as one value in, one value out: what every front-end calls, and nothing else.
public enum Interpreter {
  /// What parsing a piece of text gives.
  public enum Parsed: Sendable {
    /// Statements in their order.
    case complete([Statement])
    /// An open bracket or a trailing backslash: more lines may make it complete. The error is what to say when none
    /// come.
    case incomplete(Diagnostic)
    /// No further text can make it right.
    case invalid(Diagnostic)
  }

  /// What running a statement gives beside the new workspace.
  public struct Effect: Sendable {
    /// The outputs, through the gate.
    public var outputs: [Gated] = []
    /// The user asked to leave.
    public var quits = false
    /// What the session around the workspace is asked to do.
    public var request: Request?
  }

  /// What a statement may need beside the workspace.
  public struct Context: Sendable {
    /// Whether to stop; how far it is.
    public var work: Work
    /// The cells before this one and this one so far: what `history`, `show 3`, `undo` and `save session` look at.
    public var timeline: Timeline
    /// The cells, oldest first.
    public var cells: [CellRecord] { timeline.cells }
    /// Whether claims may be about cells and files, as a tutorial's tests are.
    var isTutorial = false
    /// Whether an earlier session is being brought back: scripts that it ran only change the state again, and what
    /// they showed or wrote is left.
    public var isReplay: Bool

    /// What writes files of results; `nil` where none are to be written, as when an earlier session is brought back.
    public var documents: (any DocumentWriter)?
    /// The heading that the script being run begins with, if it does: what a report is called without a title.
    public var heading: String?

    /// Makes a context.
    public init(
      work: Work = .unattended, timeline: Timeline = Timeline(), isReplay: Bool = false,
      documents: (any DocumentWriter)? = nil, heading: String? = nil
    ) {
      self.work = work
      self.timeline = timeline
      self.isReplay = isReplay
      self.documents = documents
      self.heading = heading
    }
  }
}
