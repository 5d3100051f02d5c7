import Foundation

/// What was typed, kept between sessions: one entry a line, whole cells, `\n` for a line end and `\\` for a backslash.
///
/// The folder is made with mode 0700, the file with 0600. Entries are added as they come, so that a crash loses none.
struct HistoryFile {
  /// Where it is.
  let path: String
  /// Entries kept at most.
  static let limit = 10_000

  /// Why the file cannot be used, as an error number.
  struct Failure: Error {
    let code: Int32
  }

  /// The file the environment asks for: `IAPT_HISTORY`, else `$XDG_STATE_HOME/iapt/history`, else
  /// `~/.local/state/iapt/history`.
  static func standard() -> HistoryFile {
    HistoryFile(path: StateFile.path("history", variable: "IAPT_HISTORY"))
  }

  /// The entries, oldest first; none when there is no file yet. A file that has grown past the limit is cut.
  func load() throws(Failure) -> [String] {
    guard let data = FileManager.default.contents(atPath: path) else {
      if access(path, F_OK) == 0 { throw Failure(code: access(path, R_OK) == 0 ? EISDIR : errno) }
      return []
    }
    var entries = data.split(separator: UInt8(ascii: "\n")).map {
      HistoryFile.unescaped(String(decoding: $0, as: UTF8.self))
    }
    if entries.count > HistoryFile.limit {
      entries.removeFirst(entries.count - HistoryFile.limit)
      try replace(with: entries)
    }
    return entries
  }

  /// Adds an entry.
  func append(_ entry: String) throws(Failure) {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty, !FileManager.default.fileExists(atPath: folder) {
      do {
        try FileManager.default.createDirectory(
          atPath: folder, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
      } catch {
        throw Failure(code: EACCES)
      }
    }
    try write(HistoryFile.escaped(entry) + "\n", to: path, flags: O_APPEND)
  }

  private func replace(with entries: [String]) throws(Failure) {
    let next = path + ".\(getpid())"
    try write(entries.map { HistoryFile.escaped($0) + "\n" }.joined(), to: next, flags: O_TRUNC)
    if rename(next, path) != 0 {
      let code = errno
      unlink(next)
      throw Failure(code: code)
    }
  }

  private func write(_ text: String, to path: String, flags: Int32) throws(Failure) {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    defer { close(descriptor) }
    // A file that others could read is closed to them; one that is not ours stays as it is (`/dev/null`).
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 {
      fchmod(descriptor, 0o600)
    }
    let bytes = Array(text.utf8)
    var done = 0
    while done < bytes.count {
      let count = bytes[done...].withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno != EINTR { throw Failure(code: errno) }
      done += max(0, count)
    }
  }

  static func escaped(_ entry: String) -> String {
    entry.replacing("\\", with: "\\\\").replacing("\n", with: "\\n")
  }

  static func unescaped(_ line: String) -> String {
    var result = ""
    var isEscape = false
    for character in line.unicodeScalars {
      if isEscape {
        if character != "n" && character != "\\" { result += "\\" }
        result.unicodeScalars.append(character == "n" ? "\n" : character)
        isEscape = false
      } else if character == "\\" {
        isEscape = true
      } else {
        result.unicodeScalars.append(character)
      }
    }
    return isEscape ? result + "\\" : result
  }
}
