import Engine
import Foundation

/// How long something took, in the one form that every list and every prompt shows.
public enum Elapsed {
  /// `0.034 s`, `1.3 s`, `2 min 05 s`; nothing of what is no time.
  public static func text(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0 else { return "" }
    // What is -0 has no sign.
    if seconds < 0.9995 { return String(format: "%.3f s", seconds.magnitude) }
    if seconds < 59.95 { return String(format: "%.1f s", seconds) }
    let whole = Int(min(seconds, 1e9).rounded())
    return "\(whole / 60) min " + (whole % 60 < 10 ? "0" : "") + "\(whole % 60) s"
  }

  /// Where the time went, a line for each part that took a hundredth of it or more, in the order in which they were
  /// done, and one for all the rest; none where nothing is known of parts.
  public static func lines(_ stages: [Stages.Stage], of seconds: Double) -> [String] {
    let large = stages.filter { seconds > 0 && $0.seconds >= seconds / 100 }
    guard !large.isEmpty else { return [] }
    let rest = max(0, seconds - large.reduce(0) { $0 + $1.seconds })
    let parts = large + (rest >= seconds / 100 ? [Stages.Stage(name: "other", seconds: rest)] : [])
    let times = parts.map { text($0.seconds) }
    let width = times.map(\.count).max() ?? 0
    return zip(parts, times).map { part, time in
      let percent = String(Int((part.seconds / seconds * 100).rounded()))
      let (before, between) = (
        String(repeating: " ", count: width - time.count),
        String(repeating: " ", count: max(0, 3 - percent.count))
      )
      return "  \(before)\(time)  \(between)\(percent)%  \(part.name)"
    }
  }
}
