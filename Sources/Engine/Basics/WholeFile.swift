import Foundation

/// The place of a file that is written whole or left as it was.
///
/// Links are followed, so that a link stays one; the mode of a file that is there is kept; devices and pipes are
/// written to and never replaced.
public struct WholeFile: Sendable {
  /// Where the bytes go.
  public let target: String
  /// Whether something has the name already, be it a link that leads nowhere.
  public let isTaken: Bool
  /// Whether a folder has the name.
  public let isFolder: Bool
  /// Whether a file is made or replaced; else a device or a pipe is written to.
  public let isPlain: Bool

  /// Looks at what has this path; nothing is written.
  public init(_ path: String) {
    var state = stat()
    isTaken = lstat(path, &state) == 0
    let exists = stat(path, &state) == 0
    let kind = state.st_mode & S_IFMT
    isFolder = exists && kind == S_IFDIR
    isPlain = !exists || kind == S_IFREG
    var place = path.hasPrefix("/") ? path : FileManager.default.currentDirectoryPath + "/" + path
    // As many links as the system itself follows.
    for _ in 0..<40 where isPlain {
      guard let next = try? FileManager.default.destinationOfSymbolicLink(atPath: place) else { break }
      place = next.hasPrefix("/") ? next : (place as NSString).deletingLastPathComponent + "/" + next
    }
    target = place
  }

  /// The folder that a new file is made in.
  public var folder: String { (target as NSString).deletingLastPathComponent }

  /// Puts the bytes in the file's place: a new file beside it, written out to the disk and renamed. The error number,
  /// 0 when all is well. O(bytes).
  public func write(_ bytes: [UInt8]) -> Int32 {
    if isFolder { return EISDIR }
    guard isPlain else {
      let file = open(target, O_WRONLY | O_CLOEXEC)
      guard file >= 0 else { return errno }
      defer { close(file) }
      return WholeFile.writeAll(file, bytes)
    }
    switch prepare(bytes) {
    case .failure(let error): return error.code
    case .success(let ready): return ready.commit()
    }
  }

  /// Bytes written out to the disk beside their place, which they do not have yet.
  public struct Ready: Sendable {
    fileprivate let temporary: String
    fileprivate let place: WholeFile

    /// Puts them in their place. The error number, 0 when all is well; else the place is as it was.
    public func commit() -> Int32 {
      guard rename(temporary, place.target) == 0 else {
        let code = errno
        drop()
        return code
      }
      // The new name too is to survive a loss of power.
      let directory = open(place.folder, O_RDONLY | O_CLOEXEC)
      if directory >= 0 {
        fsync(directory)
        close(directory)
      }
      return 0
    }

    /// Leaves the place as it is.
    public func drop() { unlink(temporary) }
  }

  /// The system's error number.
  public struct Failure: Error, Sendable, Hashable {
    /// Its number.
    public let code: Int32

    /// Makes one of an error number.
    public init(code: Int32) { self.code = code }
  }

  /// Writes the bytes into a new file beside the place, for several files that are to appear together. O(bytes).
  public func prepare(_ bytes: [UInt8]) -> Result<Ready, Failure> {
    guard isPlain, !isFolder else { return .failure(Failure(code: isFolder ? EISDIR : EINVAL)) }
    let name = (target as NSString).lastPathComponent
    let temporary = "\(folder)/.\(name.prefix(40)).\(UUID().uuidString.prefix(8))"
    let failure = fill(temporary, bytes)
    guard failure == 0 else {
      unlink(temporary)
      return .failure(Failure(code: failure))
    }
    return .success(Ready(temporary: temporary, place: self))
  }

  private func fill(_ temporary: String, _ bytes: [UInt8]) -> Int32 {
    let file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o666)
    guard file >= 0 else { return errno }
    defer { close(file) }
    var state = stat()
    // Who may read the old file may read the new one.
    if stat(target, &state) == 0, fchmod(file, state.st_mode & 0o7777) != 0 { return errno }
    let code = WholeFile.writeAll(file, bytes)
    guard code == 0 else { return code }
    return fsync(file) == 0 ? 0 : errno
  }

  /// Writes all bytes to a descriptor; the error number, 0 when all is well.
  public static func writeAll(_ descriptor: Int32, _ bytes: [UInt8]) -> Int32 {
    bytes.withUnsafeBytes { raw in
      var done = 0
      while done < raw.count {
        let count = Foundation.write(descriptor, raw.baseAddress.map { $0 + done }, raw.count - done)
        if count >= 0 {
          done += count
        } else if errno == EAGAIN {
          // Someone else made the stream non-blocking; wait until it takes more.
          var waiting = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
          _ = poll(&waiting, 1, -1)
        } else if errno != EINTR {
          return errno
        }
      }
      return 0
    }
  }
}
