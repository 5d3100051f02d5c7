import Commands
import Engine
import Foundation

/// The private folder of a tutorial that works with files; it is gone when the tutorial is left.
struct TutorialFolder: Sendable {
  let path: String

  /// Makes an empty folder that only the user can read. `nil` when that cannot be done.
  init?(for tutorial: Tutorial) {
    guard case .success(let made) = PrivateFolder.make(for: tutorial.name) else { return nil }
    path = made
  }

  /// Puts the tutorial's files there; those that are there already stay as they are.
  func fill(for tutorial: Tutorial) throws {
    let manager = FileManager.default
    var made: Set<String> = []
    for file in tutorial.files {
      switch file {
      case .demo(let folder, let rows, let seed):
        let place = path + "/" + folder
        guard !manager.fileExists(atPath: place) else { continue }
        try DemoData(rows: rows, seed: seed).write(to: place, .unattended)
        for part in DemoData.File.allCases { made.insert("\(folder)/\(part.rawValue).csv") }
      case .file(let name, let text):
        let place = URL(fileURLWithPath: path + "/" + name)
        guard !manager.fileExists(atPath: place.path) else { continue }
        try manager.createDirectory(at: place.deletingLastPathComponent(), withIntermediateDirectories: true)
        try Data(text.utf8).write(to: place)
        made.insert(name)
      case .recipe(let recipe, let name):
        let save = "save recipe \(recipe) to \"\(path)/\(name)\""
        guard !manager.fileExists(atPath: path + "/" + name) else { continue }
        var session = Session()
        _ = session.run(save, Interpreter.parse(save), .unattended) { _ in }
        made.insert(name)
      case .change(let name, let old, let new):
        guard made.contains(name) else { continue }
        let place = URL(fileURLWithPath: path + "/" + name)
        let text = String(decoding: try Data(contentsOf: place), as: UTF8.self)
        try Data(text.replacing(old, with: new).utf8).write(to: place)
      }
    }
  }

  /// Makes it the working directory.
  func enter() { TutorialFolder.go(to: path) }

  /// Changes the working directory.
  static func go(to path: String) { _ = FileManager.default.changeCurrentDirectoryPath(path) }

  /// Takes away what is not the tutorial's own.
  func clear(for tutorial: Tutorial) {
    let own = tutorial.files.map { file in
      switch file {
      case .demo(let name, _, _), .change(let name, _, _), .file(let name, _), .recipe(_, let name):
        name.prefix { $0 != "/" }
      }
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: path)) ?? []
    for name in names where !own.contains(name[...]) {
      try? FileManager.default.removeItem(atPath: path + "/" + name)
    }
  }

  /// Takes it away with all that is in it.
  func remove() { try? FileManager.default.removeItem(atPath: path) }
}
