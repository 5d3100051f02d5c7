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
}
