import Foundation

@testable import Kernel

/// A folder with data of people in it, and scripts that write to it.
struct ExportBench {
  let folder: String

  init() throws { folder = try Paths.temporary() }

  func close() { try? FileManager.default.removeItem(atPath: folder) }

  func write(_ name: String, _ text: String) throws {
    try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/" + name))
  }

  func text(_ name: String) throws -> String {
    try String(contentsOfFile: folder + "/" + name, encoding: .utf8)
  }

  func has(_ name: String) -> Bool { FileManager.default.fileExists(atPath: folder + "/" + name) }

  var names: [String] { ((try? FileManager.default.contentsOfDirectory(atPath: folder)) ?? []).sorted() }

  /// The register's lines.
  func register(_ place: String = "") throws -> [[String: Any]] {
    try text(place + Register.name).split(separator: "\n").map { line in
      try JSONSerialization.jsonObject(with: Data(line.utf8)) as? [String: Any] ?? [:]
    }
  }

  func object(_ name: String) throws -> [String: Any] {
    try JSONSerialization.jsonObject(with: Data(contentsOf: URL(fileURLWithPath: folder + "/" + name)))
      as? [String: Any] ?? [:]
  }

  /// Runs statements as a script of the folder.
  func run(_ statements: String, script: String = "a.iapt") throws -> Run {
    try write(script, statements)
    return try Run(["run", script], in: folder)
  }

  /// 120 people in four groups, one of them of 3.
  static let people: String = {
    var rows = ["y,group,x"]
    for index in 0..<120 {
      let group = index < 3 ? "rare" : ["a", "b", "c"][index % 3]
      rows.append("\((index * 7) % 5 < 2 ? 1 : 0),\(group),\((index * 13) % 17)")
    }
    return rows.joined(separator: "\n") + "\n"
  }()
}
