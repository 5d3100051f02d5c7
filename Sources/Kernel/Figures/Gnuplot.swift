import Commands
import Engine
import Foundation

/// Runs gnuplot, without a shell, a file or a terminal in between.
struct Gnuplot {
  /// The program.
  let program: URL

  /// Finds it in the folders that `PATH` names.
  /// - Throws: ``DocumentFailure/programMissing(_:)``.
  init(path: String = ProcessInfo.processInfo.environment["PATH"] ?? "") throws {
    let places = path.split(separator: ":").filter { $0.hasPrefix("/") }.map { "\($0)/gnuplot" }
    guard let place = places.first(where: FileManager.default.isExecutableFile(atPath:)) else {
      throw DocumentFailure.programMissing("gnuplot")
    }
    program = URL(fileURLWithPath: place)
  }

  /// What it may take at most, in seconds.
  private static let patience = 60.0

  /// What it makes of its commands.
  ///
  /// Its own files of settings are not read, and of the environment it sees what finds fonts.
  /// - Throws: ``DocumentFailure`` when it says nothing useful, or too late; `Cancelled`.
  func run(_ commands: String, _ work: Work) throws -> [UInt8] {
    let (input, output, complaint) = (try NamelessFile(), try NamelessFile(), try NamelessFile())
    try input.fill(Array(commands.utf8))
    let process = Process()
    process.executableURL = program
    process.arguments = ["--default-settings", "-"]
    process.currentDirectoryURL = URL(fileURLWithPath: "/")
    let known = ProcessInfo.processInfo.environment
    process.environment = ["LC_ALL": "C.UTF-8", "SOURCE_DATE_EPOCH": "0"].merging(
      ["HOME", "XDG_CACHE_HOME", "FONTCONFIG_PATH", "FONTCONFIG_FILE"].compactMap { name in
        known[name].map { (name, $0) }
      }, uniquingKeysWith: { first, _ in first })
    process.standardInput = input.handle
    process.standardOutput = output.handle
    process.standardError = complaint.handle
    do { try process.run() } catch { throw DocumentFailure.programMissing("gnuplot") }
    let end = Date(timeIntervalSinceNow: Gnuplot.patience)
    while process.isRunning {
      guard !work.isStopped, Date() < end else {
        // Nothing of its own is open, and a signal that can be blocked may be.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
        try work.check()
        throw DocumentFailure.programFailed("gnuplot", why: "it took more than \(Int(Gnuplot.patience)) s")
      }
      usleep(2_000)
    }
    let result = try output.contents()
    guard process.terminationStatus == 0, !result.isEmpty else {
      let said =
        String(decoding: try complaint.contents(), as: UTF8.self).split(separator: "\n").last ?? "no reason"
      throw DocumentFailure.programFailed("gnuplot", why: said.trimmingCharacters(in: .whitespaces))
    }
    return result
  }
}

/// A file without a name, which nobody else can open and which goes when nobody holds it.
private struct NamelessFile {
  let handle: FileHandle

  init() throws {
    guard let stream = tmpfile() else {
      throw DocumentFailure.programFailed("gnuplot", why: String(cString: strerror(errno)))
    }
    defer { fclose(stream) }
    handle = FileHandle(fileDescriptor: fcntl(fileno(stream), F_DUPFD_CLOEXEC, 3), closeOnDealloc: true)
  }

  func fill(_ bytes: [UInt8]) throws {
    try handle.write(contentsOf: bytes)
    try handle.seek(toOffset: 0)
  }

  func contents() throws -> [UInt8] {
    try handle.seek(toOffset: 0)
    return Array(try handle.readToEnd() ?? Data())
  }
}
