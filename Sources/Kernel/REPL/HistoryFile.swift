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
    let entries = HistoryFile.entries(in: data)
    guard entries.count > HistoryFile.limit else { return entries }
    try cut()
    return entries.suffix(HistoryFile.limit)
  }

  private static func entries(in data: Data) -> [String] {
    data.split(separator: UInt8(ascii: "\n")).map { unescaped(String(decoding: $0, as: UTF8.self)) }
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
    let descriptor = try locked()
    defer { close(descriptor) }
    try write(HistoryFile.escaped(entry) + "\n", to: descriptor)
  }

  /// Keeps the last entries only. Another program may add some meanwhile: it waits, and finds the new file.
  private func cut() throws(Failure) {
    let old = try locked()
    defer { close(old) }
    let entries = HistoryFile.entries(in: FileManager.default.contents(atPath: path) ?? Data())
    let next = path + ".\(getpid())"
    let descriptor = try opened(next, O_TRUNC)
    defer { close(descriptor) }
    do throws(Failure) {
      let kept = entries.suffix(HistoryFile.limit)
      try write(kept.map { HistoryFile.escaped($0) + "\n" }.joined(), to: descriptor)
      guard rename(next, path) == 0 else { throw Failure(code: errno) }
    } catch {
      unlink(next)
      throw error
    }
  }

  /// The file, to add to; no other program has it until it is closed.
  private func locked() throws(Failure) -> Int32 {
    while true {
      let descriptor = try opened(path, O_APPEND)
      // A file system without locks is used without.
      while flock(descriptor, LOCK_EX) != 0, errno == EINTR {}
      var ours = stat()
      var there = stat()
      // Another program may have put a shorter file in its place.
      guard fstat(descriptor, &ours) == 0, stat(path, &there) == 0, ours.st_ino != there.st_ino else {
        return descriptor
      }
      close(descriptor)
    }
  }

  private func opened(_ path: String, _ flags: Int32) throws(Failure) -> Int32 {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_CLOEXEC | flags, 0o600)
    guard descriptor >= 0 else { throw Failure(code: errno) }
    // A file that others could read is closed to them; one that is not ours stays as it is (`/dev/null`).
    var status = stat()
    if fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_mode & 0o077 != 0 {
      fchmod(descriptor, 0o600)
    }
    return descriptor
  }

  private func write(_ text: String, to descriptor: Int32) throws(Failure) {
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
