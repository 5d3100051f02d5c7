import Synchronization

/// How long the parts of some work took, each by its name. A part within another counts for itself, not for that one.
///
/// Parts are begun and ended by the one thread that directs the work; what it hands to others is in its own time.
public final class Stages: Sendable {
  /// One part.
  public struct Stage: Sendable, Hashable {
    /// What was done, for example `read referrals`.
    public var name: String
    /// Seconds it took, however often it was done.
    public var seconds: Double

    /// Makes one.
    public init(name: String, seconds: Double) {
      self.name = name
      self.seconds = seconds
    }
  }

  private struct State {
    var stages: [Stage] = []
    /// For each part that is not over: the seconds its own parts took.
    var open: [Double] = []
  }

  private let state = Mutex(State())

  /// Nothing done yet.
  public init() {}

  /// The parts in the order in which they were first over.
  public var all: [Stage] { state.withLock { $0.stages } }

  /// Does a part of the work, and notes how long it took even when it fails.
  func time<Result>(_ name: String, _ body: () throws -> Result) rethrows -> Result {
    state.withLock { $0.open.append(0) }
    let begun = ContinuousClock.now
    defer { end(name, begun.duration(to: .now) / .seconds(1)) }
    return try body()
  }

  private func end(_ name: String, _ seconds: Double) {
    state.withLock { state in
      let own = max(0, seconds - (state.open.popLast() ?? 0))
      if !state.open.isEmpty { state.open[state.open.count - 1] += seconds }
      if let place = state.stages.firstIndex(where: { $0.name == name }) {
        state.stages[place].seconds += own
      } else {
        state.stages.append(Stage(name: name, seconds: own))
      }
    }
  }
}
