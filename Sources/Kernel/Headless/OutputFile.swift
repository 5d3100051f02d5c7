import Foundation

/// Where results go.
protocol ResultSink: AnyObject {
  /// Why nothing can be written any more: an error number, 0 while all is well.
  var failure: Int32 { get }
  /// Takes text.
  func write(_ text: String)
  /// Writes out what was taken, where results are read as they come.
  func flush()
}

extension StandardOutput: ResultSink {}

/// A file that holds a whole run or is left as it was: results are collected and take the file's place at once.
public final class OutputFile: ResultSink {
  /// Why a file is refused before anything runs.
  public struct Refusal: Error, CustomStringConvertible {
    /// What to tell the user.
    public let description: String
    /// The exit status: wrong usage, or a place that cannot be written.
    public var status = ExitStatus.usage
  }

  /// The path as given.
  let path: String
  private(set) var failure: Int32 = 0
  /// Where the bytes go: links are followed, so that a link stays one.
  private let target: String
  private let isPlain: Bool
  private var bytes: [UInt8] = []

  /// Looks whether the file can be written; `inputs` are scripts, none of which it may replace.
  init(_ path: String, inputs: [String]) throws(Refusal) {
    self.path = path
    target = URL(fileURLWithPath: path).resolvingSymlinksInPath().path
    var state = stat()
    let exists = stat(target, &state) == 0
    let kind = state.st_mode & S_IFMT
    guard !path.isEmpty, !exists || kind != S_IFDIR, exists || !path.hasSuffix("/") else {
      throw Refusal(
        description: "--output needs a file; \(path.isEmpty ? "it has no name" : "\(path) is a folder")")
    }
    // A device or a pipe (/dev/null) is written to and never replaced.
    isPlain = !exists || kind == S_IFREG
    let folder = (target as NSString).deletingLastPathComponent
    guard access(isPlain ? folder : target, W_OK) == 0 else {
      throw Refusal(
        description: "cannot write the results to \(path): \(String(cString: strerror(errno)))",
        status: ExitStatus.failure)
    }
    for input in inputs {
      var other = stat()
      if exists, stat(input, &other) == 0, other.st_dev == state.st_dev, other.st_ino == state.st_ino {
        throw Refusal(description: "--output would replace the script \(input)")
      }
    }
  }

  func write(_ text: String) { bytes += text.utf8 }

  func flush() {}

  /// Puts what was written in the file's place: a new file beside it, written out to the disk and renamed.
  func commit() {
    guard failure == 0 else { return }
    guard isPlain else {
      let file = open(target, O_WRONLY | O_CLOEXEC)
      failure = file < 0 ? errno : writeAll(file, bytes)
      if file >= 0 { Glibc.close(file) }
      return
    }
    let place = target as NSString
    let folder = place.deletingLastPathComponent
    let temporary = "\(folder)/.\(place.lastPathComponent.prefix(40)).\(UUID().uuidString.prefix(8))"
    failure = fill(temporary)
    if failure == 0, rename(temporary, target) != 0 { failure = errno }
    guard failure == 0 else {
      unlink(temporary)
      return
    }
    // The new name too is to survive a loss of power.
    let directory = open(folder, O_RDONLY | O_CLOEXEC)
    if directory >= 0 {
      fsync(directory)
      Glibc.close(directory)
    }
  }

  private func fill(_ temporary: String) -> Int32 {
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { return errno }
    defer { Glibc.close(file) }
    var state = stat()
    // Who may read the old file may read the new one.
    if stat(target, &state) == 0, fchmod(file, state.st_mode & 0o7777) != 0 { return errno }
    let code = writeAll(file, bytes)
    guard code == 0 else { return code }
    return fsync(file) == 0 ? 0 : errno
  }
}
