import Engine
import Foundation

extension Completer {
  /// Entries of a folder that are looked at: a folder may hold millions.
  private static let mostEntries = 5000

  /// True when the word at the cursor is a file's name.
  var isFileExpected: Bool {
    expectations.found.contains {
      if case .name(let kind, .value, _) = $0 { Self.endings(of: kind) != nil } else { false }
    }
  }

  /// The ends of names that fit; empty for folders only, `nil` for what is no file.
  private static func endings(of kind: Command.Kind) -> [String]? {
    switch kind {
    case .dataFile: [".csv", ".csv.gz"]
    case .script, .recipeFile, .recipe: [".iapt"]
    case .folder: []
    case .file: [""]
    default: nil
    }
  }

  /// The folder in which the file at the cursor is looked for, as written: empty, or with a slash at its end.
  var folder: String {
    let path: String
    if case .cursor(.string(let parts)) = cursor.kind {
      path = (try? written(parts)) ?? ""
    } else {
      path = cursor.text
    }
    return path.lastIndex(of: "/").map { String(path[...$0]) } ?? ""
  }

  /// Folders, and files whose names end rightly.
  func addFiles(_ kind: Command.Kind) {
    if isParameter { return addParameters { _ in true } }
    guard let endings = Self.endings(of: kind) else { return }
    if case .cursor(.string(let parts)) = cursor.kind, (try? written(parts)) == nil { return }
    let folder = folder
    let name = fileName
    var entries: [(name: String, isFolder: Bool)] = []
    guard let directory = opendir(folder.isEmpty ? "." : folder) else { return }
    defer { closedir(directory) }
    var looked = 0
    while looked < Self.mostEntries, let entry = readdir(directory) {
      looked += 1
      guard let found = Self.name(of: entry), found != ".", found != "..",
        found.hasPrefix(".") == name.hasPrefix("."), found.lowercased().hasPrefix(name.lowercased())
      else { continue }
      let type = Self.type(of: entry, at: folder + found)
      if type == S_IFDIR {
        entries.append((found, true))
      } else if type == S_IFREG, endings.contains(where: { found.lowercased().hasSuffix($0) }) {
        entries.append((found, false))
      }
    }
    for entry in entries.sorted(by: { NaturalOrder.precedes($0.name, $1.name) }) {
      add(entry.name, entry.isFolder ? "folder" : "file", .file(isFolder: entry.isFolder))
    }
  }

  /// What is written of the last part of the path.
  private var fileName: String {
    if case .cursor(.string) = cursor.kind { return typed }
    return String(cursor.text.split(separator: "/", omittingEmptySubsequences: false).last ?? "")
  }

  /// The entry's name; `nil` where it is not UTF-8, and so cannot be written.
  private static func name(of entry: UnsafeMutablePointer<dirent>) -> String? {
    withUnsafePointer(to: &entry.pointee.d_name) { tuple in
      tuple.withMemoryRebound(to: CChar.self, capacity: MemoryLayout.size(ofValue: entry.pointee.d_name)) {
        String(validatingCString: $0)
      }
    }
  }

  /// Folder, plain file or something else; where a link leads.
  private static func type(of entry: UnsafeMutablePointer<dirent>, at path: String) -> mode_t {
    switch Int32(entry.pointee.d_type) {
    case Int32(DT_DIR): return S_IFDIR
    case Int32(DT_REG): return S_IFREG
    case Int32(DT_LNK), Int32(DT_UNKNOWN):
      var facts = stat()
      return stat(path, &facts) == 0 ? facts.st_mode & S_IFMT : 0
    default: return 0
    }
  }

  /// True for a plain file: reading anything else might wait.
  static func isFile(_ path: String) -> Bool {
    var facts = stat()
    return stat(path, &facts) == 0 && facts.st_mode & S_IFMT == S_IFREG
  }
}
