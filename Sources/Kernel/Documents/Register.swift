import Crypto
import Engine
import Foundation

/// Why a register cannot take a line.
struct RegisterFailure: Error, Hashable {
  let words: String
}

/// The register of outputs in a folder: a line of JSON for each file that was written or refused, in order.
///
/// Every line holds its number and the SHA-256 of the line before, so that one taken out, changed or moved shows. What
/// shows nowhere is the end being cut off together with the files that it names.
final class Register {
  /// The file's name.
  static let name = "iapt-register.jsonl"
  /// What stands in the first line in place of a sum.
  static let origin = String(repeating: "0", count: 64)
  /// Bytes a register may have.
  static let most = 256 << 20

  private let descriptor: Int32

  /// Opens the folder's register, makes it where there is none, and waits until no other program writes to it.
  init(folder: String, _ work: Work) throws {
    let path = (folder.isEmpty ? "." : folder) + "/" + Register.name
    let flags = O_RDWR | O_APPEND | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK
    let opened = open(path, flags, 0o666)
    guard opened >= 0 else {
      throw RegisterFailure(words: errno == ELOOP ? "it is a link" : String(cString: strerror(errno)))
    }
    descriptor = opened
    while flock(opened, LOCK_EX | LOCK_NB) != 0 {
      guard errno == EWOULDBLOCK || errno == EINTR else {
        throw RegisterFailure(words: String(cString: strerror(errno)))
      }
      try work.check()
      usleep(10_000)
    }
    var facts = stat()
    guard fstat(opened, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw RegisterFailure(words: "it is no plain file")
    }
  }

  // The lock goes with the descriptor.
  deinit { close(descriptor) }

  /// Adds a line and then does what it tells of; where that fails, the line is taken away again.
  func append(_ members: [(String, JSONValue)], then deed: () throws -> Void = {}) throws {
    let old = try content()
    let last = old.split(separator: UInt8(ascii: "\n")).last
    let number = last.flatMap { RegisterLine(bytes: Array($0))?.number } ?? 0
    let previous = last.map { SHA256.text(Array($0)) } ?? Register.origin
    let line = JSONValue.object(
      [("number", .integer(number &+ 1)), ("previous", .text(previous))] + members
    ).line
    // A line that a crash cut off stays, and shows.
    let gap = old.isEmpty || old.last == UInt8(ascii: "\n") ? "" : "\n"
    let code = WholeFile.writeAll(descriptor, Array((gap + line + "\n").utf8))
    guard code == 0, fsync(descriptor) == 0 else {
      let code = code == 0 ? errno : code
      ftruncate(descriptor, off_t(old.count))
      throw RegisterFailure(words: String(cString: strerror(code)))
    }
    do {
      try deed()
    } catch {
      ftruncate(descriptor, off_t(old.count))
      throw error
    }
  }

  private func content() throws -> [UInt8] {
    var bytes: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = pread(descriptor, &buffer, buffer.count, off_t(bytes.count))
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw RegisterFailure(words: String(cString: strerror(errno))) }
      if count == 0 { return bytes }
      bytes += buffer[..<count]
      guard bytes.count <= Register.most else { throw RegisterFailure(words: "it is too large") }
    }
  }
}

/// A line of a register as a checker reads it.
struct RegisterLine: Decodable {
  var number: Int
  var previous: String
  var outcome: String
  var file: String
  var sha256: String?
  var sidecar: String?
  var sidecar_sha256: String?
  var policy: String
  var unsafe: String?
  var reason: String?
  var title: String?
  var statement: String?

  /// Reads a line; `nil` when it is none.
  init?(bytes: [UInt8]) {
    guard let line = try? JSONDecoder().decode(RegisterLine.self, from: Data(bytes)) else { return nil }
    self = line
  }
}
