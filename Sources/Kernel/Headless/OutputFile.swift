import Engine
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
  private let place: WholeFile
  private var bytes: [UInt8] = []

  /// Looks whether the file can be written; `inputs` are scripts, none of which it may replace.
  init(_ path: String, inputs: [String]) throws(Refusal) {
    self.path = path
    place = WholeFile(path)
    var state = stat()
    let exists = stat(path, &state) == 0
    guard !path.isEmpty, !place.isFolder, exists || !path.hasSuffix("/") else {
      throw Refusal(
        description: "--output needs a file; \(path.isEmpty ? "it has no name" : "\(path) is a folder")")
    }
    guard access(place.isPlain ? place.folder : place.target, W_OK) == 0 else {
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

  /// Puts what was written in the file's place.
  func commit() {
    if failure == 0 { failure = place.write(bytes) }
  }
}
