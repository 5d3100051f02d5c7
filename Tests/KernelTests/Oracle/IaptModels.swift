import Foundation

/// One object of kind `model` in the program's JSON Lines, as far as the oracle compares it.
struct ModelJSON: Decodable {
  struct Term: Decodable {
    var term: String
    var estimate: Double?
    var se: Double?
    var reference: Bool?
    var aliased: Bool?
  }

  struct Validation: Decodable {
    var n, events, tp, fp, fn, tn: Int
    var accuracy, precision, recall, f1, auc, brier: Double?
  }

  var name: String
  var n: Int
  var events: Int
  var loglik: Double
  var terms: [Term]
  var validation: Validation?

  /// The models among JSON Lines, in the order printed; other kinds are passed over.
  static func all(in lines: Data) throws -> [ModelJSON] {
    struct Kind: Decodable { var kind: String }
    let decoder = JSONDecoder()
    return try lines.split(separator: UInt8(ascii: "\n")).compactMap { line in
      guard try decoder.decode(Kind.self, from: line).kind == "model" else { return nil }
      return try decoder.decode(ModelJSON.self, from: line)
    }
  }
}

/// The built executable beside the test bundle, run as its users run it.
enum IaptBinary {
  struct Failure: Error {
    var arguments: [String]
    var status: Int32
    var standardError: String
  }

  static var repository: URL {
    var place = URL(fileURLWithPath: #filePath)
    for _ in 0..<4 { place.deleteLastPathComponent() }
    return place
  }

  static func run(_ arguments: [String]) throws -> Data {
    let own = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("iapt-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    // Files, not pipes: neither stream can fill up and stall the other.
    let output = folder.appendingPathComponent("out")
    let errors = folder.appendingPathComponent("err")
    for file in [output, errors] { try Data().write(to: file) }
    let process = Process()
    process.executableURL = URL(fileURLWithPath: own).deletingLastPathComponent().appendingPathComponent(
      "iapt")
    process.arguments = arguments
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try FileHandle(forWritingTo: output)
    process.standardError = try FileHandle(forWritingTo: errors)
    try process.run()
    let end = Date() + 300
    while process.isRunning, Date() < end { usleep(2000) }
    if process.isRunning { kill(process.processIdentifier, SIGKILL) }
    process.waitUntilExit()
    guard process.terminationStatus == 0 else {
      throw Failure(
        arguments: arguments, status: process.terminationStatus,
        standardError: String(decoding: try Data(contentsOf: errors), as: UTF8.self))
    }
    return try Data(contentsOf: output)
  }
}

/// `base` and `treated` of one segment, by the script that users run.
func iaptModels(data: String, segment: [String: String]) throws -> [ModelJSON] {
  let script = IaptBinary.repository.appendingPathComponent("scripts/recovery-2022.iapt").path
  var arguments = ["run", script, "--param", "data=\(data)", "--format", "json"]
  for (name, level) in segment.sorted(by: { $0.key < $1.key }) {
    arguments += ["--param", "\(name)=\(level)"]
  }
  return try ModelJSON.all(in: IaptBinary.run(arguments))
}

/// The same for many segments in one run: the script's cells up to `# %% Segment` once, those after it for each
/// segment with the levels written in, so that the data are read and cleaned once.
func iaptModels(data: String, segments: [[String: String]]) throws -> [[ModelJSON]] {
  let script = IaptBinary.repository.appendingPathComponent("scripts/recovery-2022.iapt")
  let spliced = try spliceSegments(String(contentsOf: script, encoding: .utf8), segments: segments)
  let file = FileManager.default.temporaryDirectory.appendingPathComponent("oracle-\(UUID().uuidString).iapt")
  try Data(spliced.utf8).write(to: file)
  defer { try? FileManager.default.removeItem(at: file) }
  let arguments = ["run", file.path, "--param", "data=\(data)", "--format", "json"]
  let models = try ModelJSON.all(in: IaptBinary.run(arguments))
  // Whatever else prints a model (a summary, say), the last of a name within a segment counts.
  guard !segments.isEmpty, models.count % segments.count == 0 else { return [] }
  let each = models.count / segments.count
  return segments.indices.map { Array(models[($0 * each)..<(($0 + 1) * each)]) }
}

func spliceSegments(_ script: String, segments: [[String: String]]) -> String {
  let lines = script.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
  let start = lines.firstIndex { $0.hasPrefix("# %% Segment") } ?? lines.count
  var text = lines[..<start]
  for segment in segments {
    text += lines[start...].map { line in
      var line = line
      for (name, _) in Oracle2022.dimensions {
        let level = segment[name] ?? "All"
        line = line.replacingOccurrences(of: "$\(name)", with: level == "All" ? level : "\"\(level)\"")
      }
      return line
    }
  }
  return text.joined(separator: "\n") + "\n"
}
