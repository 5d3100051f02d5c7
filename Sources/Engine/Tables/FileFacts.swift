import Glibc

/// What tells one state of a file from another without reading it.
public struct FileFacts: Sendable, Hashable {
  /// Where it is, as given.
  public var path: String
  /// Bytes.
  public var size: Int
  /// When it was written, in nanoseconds since 1970.
  public var modified: Int

  /// Takes facts that are known.
  public init(path: String, size: Int, modified: Int) {
    self.path = path
    self.size = size
    self.modified = modified
  }

  /// Looks at a file; `nil` where there is none that can be looked at.
  public init?(path: String) {
    var facts = stat()
    guard stat(path, &facts) == 0 else { return nil }
    self.init(path: path, facts)
  }

  init(path: String, _ facts: stat) {
    // Wrapping: a file system may hold any time at all.
    let time = Int(facts.st_mtim.tv_sec) &* 1_000_000_000 &+ Int(facts.st_mtim.tv_nsec)
    self.init(path: path, size: Int(facts.st_size), modified: time)
  }
}

extension CSVSource {
  /// The file as it was when it was opened; `nil` for data made in memory.
  public var file: FileFacts? { raw.origin.map { FileFacts(path: $0.path, $0.facts) } }
}
