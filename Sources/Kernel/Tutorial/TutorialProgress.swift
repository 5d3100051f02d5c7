import Foundation

/// How far somebody is in the tutorials: a small file each in the state directory, `at STEP` and `done STEP` a line.
struct TutorialProgress: Sendable {
  /// Where somebody is in one tutorial, by the steps' ids.
  struct Place: Sendable, Hashable {
    /// The step to go on with; `nil` at the beginning and after the end.
    var step: String?
    var done: Set<String> = []
  }

  private let folder: String
  private var places: [String: Place] = [:]
  /// Why nothing is kept beyond this run: a sentence to say once.
  private(set) var trouble: String?

  /// The progress kept in `$XDG_STATE_HOME/iapt/tutorials`, else in `~/.local/state/iapt/tutorials`.
  init(folder: String? = nil) { self.folder = folder ?? Self.standardFolder }

  private static var standardFolder: String {
    let home = Terminal.variable("HOME").flatMap { $0.isEmpty ? nil : $0 } ?? NSHomeDirectory()
    let state = Terminal.variable("XDG_STATE_HOME").flatMap { $0.hasPrefix("/") ? $0 : nil }
    return (state ?? home + "/.local/state") + "/iapt/tutorials"
  }

  /// Where somebody is; a file that cannot be read is no progress.
  func place(in tutorial: Tutorial) -> Place {
    if let place = places[tutorial.name] { return place }
    var place = Place()
    guard let data = FileManager.default.contents(atPath: "\(folder)/\(tutorial.name)") else { return place }
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      let words = line.split(separator: " ").map(String.init)
      // Steps that a newer version no longer has are forgotten.
      guard words.count == 2, tutorial.steps.contains(where: { $0.id == words[1] }) else { continue }
      if words[0] == "at" { place.step = words[1] }
      if words[0] == "done" { place.done.insert(words[1]) }
    }
    return place
  }

  /// Keeps a place: in the file, or only in memory when it cannot be written.
  mutating func keep(_ place: Place, in tutorial: Tutorial) {
    places[tutorial.name] = place
    guard trouble == nil else { return }
    let lines = (place.step.map { ["at \($0)"] } ?? []) + place.done.sorted().map { "done \($0)" }
    let path = "\(folder)/\(tutorial.name)"
    let next = "\(path).\(getpid())"
    do {
      try FileManager.default.createDirectory(
        atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      let isMade = FileManager.default.createFile(
        atPath: next, contents: Data(lines.map { $0 + "\n" }.joined().utf8),
        attributes: [.posixPermissions: 0o600])
      guard isMade, rename(next, path) == 0 else { throw CocoaError(.fileWriteUnknown) }
    } catch {
      unlink(next)
      trouble = "how far you are is kept only until iapt ends: \(folder) cannot be written"
    }
  }
}
