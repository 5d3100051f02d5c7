import Foundation

/// The store's file before a database is opened in it: where it is, who may read it, whether it may lie there.
enum StoreFile {
  /// Where sessions are kept; `nil` where the environment says that none are (`IAPT_SESSIONS=/dev/null`).
  static func standard() -> String? {
    let path = StateFile.path("sessions.sqlite", variable: "IAPT_SESSIONS")
    return path == "/dev/null" ? nil : path
  }

  /// Makes the folder (0700) and the file (0600) where they are not, and closes a file to others that is open to
  /// them. SQLite gives the files it puts beside it the same mode.
  static func prepare(_ path: String) throws(StoreFailure) {
    let folder = (path as NSString).deletingLastPathComponent
    if !folder.isEmpty { try makeFolder(folder, for: path) }
    if let system = fileSystem(of: folder.isEmpty ? "." : folder), isNetwork(system) {
      throw StoreFailure(path, "its folder is on a network drive (\(system)), where it would not be safe")
    }
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC | O_NONBLOCK, 0o600)
    guard descriptor >= 0 else { throw StoreFailure(path, code: errno) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0, facts.st_mode & S_IFMT == S_IFREG else {
      throw StoreFailure(path, "it is not a file")
    }
    try look(descriptor, path)
    if facts.st_mode & 0o077 != 0 { fchmod(descriptor, 0o600) }
  }

  /// Refuses a file that is no store of iapt, by the bytes it begins with, before anything of it is changed.
  ///
  /// Source: the SQLite file format: its name, the schema cookie at byte 40 and the application's number at byte 68.
  private static func look(_ descriptor: Int32, _ path: String) throws(StoreFailure) {
    var head = [UInt8](repeating: 0, count: 100)
    let count = pread(descriptor, &head, head.count, 0)
    if count == 0 { return }
    guard count == head.count, head.starts(with: Array("SQLite format 3\0".utf8)) else {
      throw StoreFailure(path, "the file is damaged; move it away and a new one is begun")
    }
    func number(_ place: Int) -> UInt32 { head[place..<place + 4].reduce(0) { $0 << 8 | UInt32($1) } }
    let application = number(68)
    // A new store has neither number until its log is written into it.
    guard application == UInt32(SessionStore.mark) || application == 0 && number(40) == 0 else {
      throw StoreFailure(path, "it is another program's database")
    }
  }

  private static func makeFolder(_ folder: String, for path: String) throws(StoreFailure) {
    var facts = stat()
    if stat(folder, &facts) == 0 {
      guard facts.st_mode & S_IFMT == S_IFDIR else { throw StoreFailure(path, code: ENOTDIR) }
      return
    }
    let parent = (folder as NSString).deletingLastPathComponent
    if !parent.isEmpty, parent != folder { try makeFolder(parent, for: path) }
    // Another program may make it at the same time.
    if mkdir(folder, 0o700) != 0, errno != EEXIST { throw StoreFailure(path, code: errno) }
  }

  /// The kind of file system a folder is on, as proc(5) names it; `nil` when that is not known.
  static func fileSystem(of folder: String, mounts path: String = "/proc/self/mountinfo") -> String? {
    var facts = stat()
    guard stat(folder, &facts) == 0, let data = FileManager.default.contents(atPath: path) else { return nil }
    let device = UInt64(facts.st_dev)
    let major = (device >> 8) & 0xFFF | (device >> 32) & ~0xFFF
    let minor = device & 0xFF | (device >> 12) & ~0xFF
    for line in String(decoding: data, as: UTF8.self).split(separator: "\n") {
      // 36 35 98:0 /root /mount rw,noatime master:1 - ext4 /dev/root rw
      let fields = line.split(separator: " ")
      guard fields.count > 2, fields[2] == "\(major):\(minor)", let dash = fields.firstIndex(of: "-"),
        dash + 1 < fields.count
      else { continue }
      return String(fields[dash + 1])
    }
    return nil
  }

  /// Whether a kind of file system lies on another machine: a write-ahead log needs memory that all its users share.
  static func isNetwork(_ kind: String) -> Bool {
    let network: Set<String> = [
      "nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "coda", "ceph", "lustre", "gpfs", "beegfs",
      "pvfs2",
      "ocfs2", "gfs2", "glusterfs", "davfs", "vboxsf",
    ]
    let remote: Set<String> = [
      "sshfs", "glusterfs", "rclone", "s3fs", "gcsfuse", "davfs2", "ceph", "smbnetfs",
    ]
    return network.contains(kind) || kind.hasPrefix("fuse.") && remote.contains(String(kind.dropFirst(5)))
  }
}
