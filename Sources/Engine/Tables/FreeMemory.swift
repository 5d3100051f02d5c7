import Foundation

/// How much memory can still be had before the machine swaps or the process is ended.
enum FreeMemory {
  /// Bytes the system says are free for use, or that the control groups of this process leave; `nil` where nobody says.
  static func now() -> Int? {
    let system = number(in: text("/proc/meminfo"), after: "MemAvailable:").map { $0 * 1024 }
    return ([system] + groups()).compactMap(\.self).min()
  }

  /// What each control group above the process leaves: its limit less what it holds, file pages that can be dropped
  /// apart.
  private static func groups() -> [Int?] {
    text("/proc/self/cgroup").split(separator: "\n").compactMap { line -> Int? in
      let parts = line.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
      guard parts.count == 3 else { return nil }
      if parts[1] == "memory" {
        return free(
          "/sys/fs/cgroup/memory\(parts[2])", limit: "memory.limit_in_bytes", used: "memory.usage_in_bytes",
          cached: ["total_inactive_file ", "total_active_file "])
      }
      return parts[1].isEmpty
        ? free(
          "/sys/fs/cgroup\(parts[2])", limit: "memory.max", used: "memory.current",
          cached: ["inactive_file ", "active_file "]) : nil
    }
  }

  private static func free(_ folder: String, limit: String, used: String, cached: [String]) -> Int? {
    // `max` is no number: there is no limit.
    guard let limit = Int(text("\(folder)/\(limit)").trimmingCharacters(in: .whitespacesAndNewlines)),
      let used = Int(text("\(folder)/\(used)").trimmingCharacters(in: .whitespacesAndNewlines))
    else { return nil }
    let facts = text("\(folder)/memory.stat")
    // Where there is no limit the old groups say almost the greatest number there is.
    return max(0, min(limit, 1 << 60) - used) + cached.reduce(0) { $0 + (number(in: facts, after: $1) ?? 0) }
  }

  private static func text(_ path: String) -> String {
    (try? String(contentsOfFile: path, encoding: .utf8)) ?? ""
  }

  /// The number that stands in a line after a name.
  private static func number(in text: String, after name: String) -> Int? {
    let line = text.split(separator: "\n").first { $0.hasPrefix(name) }
    return line?.dropFirst(name.count).split(separator: " ").first.flatMap { Int($0) }
  }
}
