/// What long work is given by its caller: whether to stop, and whom to tell how far it is.
///
/// Loops over rows call ``step(_:done:of:)`` about every 65,536 rows, so that an interrupt takes effect within
/// a tenth of a second whatever the size of the data.
public struct Work: Sendable {
  /// How far a stage of the work is.
  public struct Progress: Sendable, Hashable {
    /// What is being done, for example `reading referrals`.
    public var stage: String
    /// Units finished (rows or bytes).
    public var done: Int
    /// Units in all, or `nil` when not known.
    public var total: Int?
  }

  private let isCancelled: @Sendable () -> Bool
  private let report: @Sendable (Progress) -> Void
  /// Notes how long the parts take, where somebody wants to know.
  private let stages: Stages?

  /// Makes the context from its two callbacks; both may be called from any thread.
  public init(
    isCancelled: @escaping @Sendable () -> Bool, stages: Stages? = nil,
    report: @escaping @Sendable (Progress) -> Void = { _ in }
  ) {
    self.isCancelled = isCancelled
    self.stages = stages
    self.report = report
  }

  /// The same work seen as a part of a larger one, which alone tells how far it is and what took how long.
  public var unreported: Work { Work(isCancelled: isCancelled) }

  /// The same work, its parts' times noted.
  public func noting(_ stages: Stages) -> Work {
    Work(isCancelled: isCancelled, stages: stages, report: report)
  }

  /// Does a part of the work under a name, by which its time is noted.
  public func timed<Result>(_ name: @autoclosure () -> String, _ body: () throws -> Result) rethrows -> Result
  {
    guard let stages else { return try body() }
    return try stages.time(name(), body)
  }

  /// The same work, which stops as well once nobody wants its result, and then tells nothing more.
  public func until(_ isLeft: @escaping @Sendable () -> Bool) -> Work {
    Work(
      isCancelled: { [isCancelled] in isLeft() || isCancelled() }, stages: stages,
      report: { [report] in if !isLeft() { report($0) } })
  }

  /// Work nobody watches and nobody interrupts.
  public static let unattended = Work(isCancelled: { false })

  /// Rows between two calls of ``step(_:done:of:)``.
  public static let stride = 65_536

  /// Whether the caller asked to stop.
  public var isStopped: Bool { isCancelled() }

  /// Throws ``Cancelled`` when the caller asked to stop.
  public func check() throws(Cancelled) {
    if isCancelled() { throw Cancelled() }
  }

  /// Throws ``Cancelled`` when the caller asked to stop; otherwise reports progress.
  public func step(_ stage: String, done: Int, of total: Int? = nil) throws(Cancelled) {
    try check()
    report(Progress(stage: stage, done: done, total: total))
  }
}

/// The caller asked to stop; nothing was changed.
public struct Cancelled: Error, Sendable, Hashable {
  /// Makes the error.
  public init() {}
}
