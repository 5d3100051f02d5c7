import Foundation

/// Where things are.
enum Paths {
  /// The package's folder.
  static let root: String = {
    var url = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { url.deleteLastPathComponent() }
    return url.path
  }()

  /// The program: the one that `IAPT_BINARY` names, or the one built beside the test bundle.
  static let binary: String = {
    if let path = ProcessInfo.processInfo.environment["IAPT_BINARY"], !path.isEmpty {
      return URL(fileURLWithPath: path).path
    }
    let candidates = CommandLine.arguments + [Bundle.main.executablePath ?? "", "/proc/self/exe"]
    for candidate in candidates where candidate.hasPrefix("/") {
      let folder = URL(fileURLWithPath: candidate).resolvingSymlinksInPath().deletingLastPathComponent()
      let path = folder.appendingPathComponent("iapt").path
      if FileManager.default.isExecutableFile(atPath: path) { return path }
    }
    return root + "/.build/debug/iapt"
  }()

  /// A new folder for one test.
  static func temporary() throws -> String {
    let path = NSTemporaryDirectory() + "/iapt-test-" + UUID().uuidString
    try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    return path
  }
}

/// A finished run of the program.
struct Run {
  var output: String
  var errors: String
  var status: Int32

  /// Runs the program; a run of more than half a minute, or of `limit` seconds, is killed.
  init(
    _ arguments: [String], input: String = "", in folder: String? = nil,
    interruptedAfter seconds: Double? = nil, by signal: Int32 = SIGINT,
    environment: [String: String] = [:], limit: Double = 30
  ) throws {
    let place = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: place) }
    for (name, text) in [("in", input), ("out", ""), ("err", "")] {
      try Data(text.utf8).write(to: URL(fileURLWithPath: place + "/" + name))
    }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: Paths.binary)
    process.arguments = arguments
    process.environment = ["PATH": "/usr/bin:/bin", "HOME": place, "LC_ALL": "C"]
      .merging(environment) { $1 }
    process.currentDirectoryURL = URL(fileURLWithPath: folder ?? place)
    process.standardInput = FileHandle(forReadingAtPath: place + "/in")
    process.standardOutput = FileHandle(forWritingAtPath: place + "/out")
    process.standardError = FileHandle(forWritingAtPath: place + "/err")
    try process.run()
    let end = Date() + limit
    if let seconds {
      usleep(UInt32(seconds * 1e6))
      kill(process.processIdentifier, signal)
    }
    while process.isRunning, Date() < end { usleep(2000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    output = try String(contentsOfFile: place + "/out", encoding: .utf8)
    errors = try String(contentsOfFile: place + "/err", encoding: .utf8)
    status = process.terminationStatus
  }
}
