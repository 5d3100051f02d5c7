import Glibc

extension DemoData {
  /// Writes the three files into a directory, which is made when it is not there (its parents must be).
  ///
  /// O(rows) time, constant memory. Files of these names are replaced only when all three are complete; after
  /// an error or an interrupt nothing is left behind. Throws ``DemoError`` and ``Cancelled``.
  public func write(to directory: String, _ work: Work) throws {
    let plan = try DemoPlan(self, work)
    if mkdir(directory, 0o777) != 0, errno != EEXIST {
      throw DemoError.cannotWrite(path: directory, code: errno)
    }
    let folder = directory.hasSuffix("/") ? directory : directory + "/"
    var unfinished: [String] = []
    defer { for path in unfinished { unlink(path) } }
    for file in File.allCases {
      let path = folder + "." + file.name + ".\(getpid()).partial"
      unfinished.append(path)
      try DemoData.write(path) { sink in try plan.generate(file, work, sink) }
    }
    for (file, path) in zip(File.allCases, unfinished) where rename(path, folder + file.name) != 0 {
      throw DemoError.cannotWrite(path: folder + file.name, code: errno)
    }
  }

  private static func write(_ path: String, _ body: (([UInt8]) throws -> Void) throws -> Void) throws {
    let descriptor = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
    guard descriptor >= 0 else { throw DemoError.cannotWrite(path: path, code: errno) }
    var isOpen = true
    defer { if isOpen { close(descriptor) } }
    try body { bytes in
      try bytes.withUnsafeBytes { buffer in
        var written = 0
        while written < buffer.count {
          let count = Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
          if count < 0, errno == EINTR { continue }
          guard count >= 0 else { throw DemoError.cannotWrite(path: path, code: errno) }
          written += count
        }
      }
    }
    isOpen = false
    // A full disk may show only here.
    if close(descriptor) != 0 { throw DemoError.cannotWrite(path: path, code: errno) }
  }
}
