import Glibc

/// Bytes that stay where they are: a mapped file or a block of memory, given back when the last user is gone.
///
/// A file that another program writes to is refused at the next read; one that is shortened in the middle of a read
/// ends the process (SIGBUS), as it does in other programs that map files.
final class FileBytes: @unchecked Sendable {
  /// The first byte; readable for `count` bytes.
  let base: UnsafePointer<UInt8>
  /// How many there are.
  let count: Int
  private let isMapped: Bool
  /// The mapped file as it was: where, and what tells that it was written to since.
  let origin: (path: String, facts: stat)?

  /// Takes over a block made by `malloc`.
  init(owning block: UnsafeMutablePointer<UInt8>, count: Int) {
    base = UnsafePointer(block)
    self.count = count
    isMapped = false
    origin = nil
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
    origin = (path, facts)
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

  /// Brings a part of a mapped file in at once, which is cheaper than page by page.
  func prepare(_ start: Int, _ end: Int) {
    guard isMapped, start < end else { return }
    let first = start / 4096 * 4096
    // MADV_POPULATE_READ, which kernels before 5.14 refuse; the pages then come when they are read.
    madvise(UnsafeMutableRawPointer(mutating: base + first), end - first, 22)
  }

  /// Lets go of the memory of a part of a mapped file that was gone through; it comes back when it is read again.
  func release(_ start: Int, _ end: Int) {
    guard isMapped else { return }
    let page = 4096
    let (first, last) = (start / page * page, end / page * page)
    if first < last { madvise(UnsafeMutableRawPointer(mutating: base + first), last - first, MADV_DONTNEED) }
  }

  /// Throws when the file was written to since it was mapped. A file put in its place does no harm: the old one is
  /// still there for who has it open.
  func checkUnchanged() throws(TableError) {
    guard let (path, before) = origin else { return }
    var now = stat()
    guard stat(path, &now) == 0, now.st_ino == before.st_ino, now.st_dev == before.st_dev else { return }
    if now.st_size != before.st_size || now.st_mtim.tv_sec != before.st_mtim.tv_sec
      || now.st_mtim.tv_nsec != before.st_mtim.tv_nsec
    {
      throw .changed(path: path)
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
