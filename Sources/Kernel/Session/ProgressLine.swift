import Engine
import Foundation
import Synchronization

/// One line on a terminal that says how far long work is: drawn after half a second, gone afterwards.
final class ProgressLine: Sendable {
  private struct State {
    var begun: ContinuousClock.Instant?
    var drawn: ContinuousClock.Instant?
    /// When each stage began; several may run beside each other.
    var stages: [String: (begun: ContinuousClock.Instant, done: Int)] = [:]
    var width = 0
  }

  private let state = Mutex(State())
  private let columns: Int
  private let write: @Sendable (String) -> Void

  /// Room behind the text for what the terminal shows of Ctrl-C, `^C`, pressed twice.
  private static let room = 4

  /// Makes the line; it is never drawn wider than the window.
  init(columns: Int, write: @escaping @Sendable (String) -> Void = StandardError.write) {
    self.columns = max(20, columns)
    self.write = write
  }

  /// Work begins.
  func begin() { state.withLock { $0 = State(begun: .now) } }

  /// Takes a report, from any thread.
  func report(_ progress: Work.Progress) {
    state.withLock { state in
      let now = ContinuousClock.now
      let seen = state.stages[progress.stage]
      // A stage that starts over is measured from there; threads beside each other may report a little out of order.
      let stageBegun = seen.map { progress.done < $0.done / 2 ? now : $0.begun } ?? now
      state.stages[progress.stage] = (stageBegun, progress.done)
      guard let begun = state.begun, now - begun > .milliseconds(500),
        state.drawn.map({ now - $0 > .milliseconds(100) }) ?? true
      else { return }
      let text = String(
        ProgressLine.text(progress, elapsed: stageBegun.duration(to: now)).prefix(
          columns - 1 - ProgressLine.room))
      let padding = String(repeating: " ", count: max(0, state.width - text.count))
      write("\r" + text + padding)
      state.drawn = now
      // The cursor stands behind the padding.
      state.width = max(state.width, text.count)
    }
  }

  /// Erases the line; outputs may follow.
  func erase() {
    state.withLock { state in
      guard state.width > 0 else { return }
      let width = min(columns - 1, state.width + ProgressLine.room)
      write("\r" + String(repeating: " ", count: width) + "\r")
      state.width = 0
      state.drawn = nil
    }
  }

  /// Stage, units done, percent, units a second, time left; what is not known is left out.
  static func text(_ progress: Work.Progress, elapsed: Duration) -> String {
    let (seconds, attoseconds) = elapsed.components
    let time = Double(seconds) + Double(attoseconds) / 1e18
    var parts = [DisplayWidth.escaped(progress.stage)]
    let rate = time > 0.05 ? Double(progress.done) / time : 0
    if let total = progress.total, total > 0 {
      let share = min(1, Double(progress.done) / Double(total))
      parts.append("\(NumberFormat.count(progress.done)) of \(NumberFormat.count(total))")
      parts.append("\(Int(share * 100))%")
    } else {
      parts.append(NumberFormat.count(progress.done))
    }
    if rate > 0 {
      parts.append("\(short(rate))/s")
      if let total = progress.total, total > progress.done {
        let left = Double(total - progress.done) / rate
        if left < 360_000 { parts.append(left < 1 ? "1 s left" : "\(Int(left.rounded(.up))) s left") }
      }
    }
    return parts.joined(separator: "  ")
  }

  private static func short(_ rate: Double) -> String {
    switch rate {
    case 1e9...: String(format: "%.1f G", rate / 1e9)
    case 1e6...: String(format: "%.1f M", rate / 1e6)
    case 1e3...: String(format: "%.0f k", rate / 1e3)
    default: String(format: "%.0f", rate)
    }
  }
}
