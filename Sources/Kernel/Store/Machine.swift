import Foundation

/// What a session ran on: figures may differ in their last digits between machines.
enum Machine {
  /// The version of the compiler that built the program.
  static var swift: String {
    #if compiler(>=6.4)
      "6.4 or later"
    #elseif compiler(>=6.3)
      "6.3"
    #else
      "6.2 or earlier"
    #endif
  }

  /// The system's name and kernel.
  static var system: String {
    let name = line("/etc/os-release", "PRETTY_NAME=")?.trimmingCharacters(in: ["\""]) ?? "Linux"
    return ([name] + [line("/proc/sys/kernel/osrelease", "")].compactMap { $0 }).joined(
      separator: ", kernel ")
  }

  /// The processor's architecture and name.
  static var processor: String {
    #if arch(x86_64)
      let architecture = "x86_64"
    #elseif arch(arm64)
      let architecture = "arm64"
    #else
      let architecture = "other"
    #endif
    guard let name = line("/proc/cpuinfo", "model name")?.split(separator: ":").last else {
      return architecture
    }
    return architecture + ", " + name.trimmingCharacters(in: .whitespaces)
  }

  /// The rest of the first line that begins so, among the first few kilobytes of a file.
  private static func line(_ path: String, _ start: String) -> String? {
    guard let file = FileHandle(forReadingAtPath: path), let data = try? file.read(upToCount: 4096) else {
      return nil
    }
    return String(decoding: data, as: UTF8.self).split(separator: "\n")
      .first { $0.hasPrefix(start) }.map { String($0.dropFirst(start.count)) }
  }
}
