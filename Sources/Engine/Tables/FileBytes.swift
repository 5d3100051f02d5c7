import Glibc

/// Bytes that stay where they are: a mapped file or a block of memory, given back when the last user is gone.
///
/// A file that another program shortens while it is mapped ends the process (SIGBUS), as it does in other
/// programs that map files; extracts are written once.
final class FileBytes: @unchecked Sendable {
  /// The first byte; readable for `count` bytes.
  let base: UnsafePointer<UInt8>
  /// How many there are.
  let count: Int
  private let isMapped: Bool

  /// Takes over a block made by `malloc`.
  init(owning block: UnsafeMutablePointer<UInt8>, count: Int) {
    base = UnsafePointer(block)
    self.count = count
    isMapped = false
  }

  /// Copies an array.
  convenience init(_ bytes: [UInt8]) {
    let block = UnsafeMutablePointer<UInt8>.allocate(capacity: max(1, bytes.count))
    block.initialize(from: bytes, count: bytes.count)
    self.init(owning: block, count: bytes.count)
  }

  /// Maps the file at `path`.
  init(path: String) throws(TableError) {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw FileBytes.failure(path) }
    defer { close(descriptor) }
    var facts = stat()
    guard fstat(descriptor, &facts) == 0 else { throw FileBytes.failure(path) }
    switch facts.st_mode & S_IFMT {
    case S_IFDIR: throw .isDirectory(path: path)
    case S_IFREG: break
    default: throw .notAFile(path: path)
    }
    count = Int(facts.st_size)
    guard count > 0 else {
      base = UnsafePointer(UnsafeMutablePointer<UInt8>.allocate(capacity: 1))
      isMapped = false
      return
    }
    guard let address = mmap(nil, count, PROT_READ, MAP_PRIVATE, descriptor, 0), address != MAP_FAILED else {
      throw FileBytes.failure(path)
    }
    base = UnsafePointer(address.assumingMemoryBound(to: UInt8.self))
    isMapped = true
  }

  deinit {
    if isMapped {
      munmap(UnsafeMutableRawPointer(mutating: base), count)
    } else {
      free(UnsafeMutableRawPointer(mutating: base))
    }
  }

  /// True for a gzip file, whatever it is called.
  var isCompressed: Bool { count >= 2 && base[0] == 0x1f && base[1] == 0x8b }

  private static func failure(_ path: String) -> TableError {
    let code = errno
    if code == ENOENT || code == ENOTDIR { return .fileNotFound(path: path) }
    return .unreadable(path: path, reason: String(cString: strerror(code)))
  }
}
