import Crypto
import Engine
import Foundation
import Synchronization

/// Finds the SHA-256 of files one after the other, on a thread that gives way to all others.
final class FileHasher: Sendable {
  private struct Task: Sendable {
    var file: FileFacts
    var found: @Sendable (String) -> Void
  }

  private struct State {
    var tasks: [Task] = []
    var isRunning = false
    var isStopped = false
  }

  private let state = Mutex(State())

  /// Asks for the sum of a file; `found` is called from the thread, and not at all when the file is no longer as
  /// described.
  func add(_ file: FileFacts, found: @escaping @Sendable (String) -> Void) {
    let begins = state.withLock { state in
      state.tasks.append(Task(file: file, found: found))
      defer { state.isRunning = true }
      return !state.isRunning && !state.isStopped
    }
    guard begins else { return }
    let thread = Thread {
      // On Linux a priority is a thread's own.
      _ = setpriority(__priority_which_t(PRIO_PROCESS.rawValue), 0, 19)
      self.run()
    }
    thread.start()
  }

  /// No more files are read.
  func stop() { state.withLock { $0.isStopped = true } }

  private func run() {
    let work = Work(isCancelled: { self.state.withLock { $0.isStopped } })
    while true {
      let next = state.withLock { state -> Task? in
        let next = state.isStopped || state.tasks.isEmpty ? nil : state.tasks.removeFirst()
        state.isRunning = next != nil
        return next
      }
      guard let next else { return }
      if let sum = try? FileHasher.sum(of: next.file, work) { next.found(sum) }
    }
  }

  /// The sum of a file in hexadecimal digits; `nil` when it cannot be read or is not, before or after, as described.
  /// O(bytes), a megabyte at a time.
  static func sum(of file: FileFacts, _ work: Work) throws(Cancelled) -> String? {
    guard FileFacts(path: file.path) == file else { return nil }
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    defer { close(descriptor) }
    var hash = SHA256()
    var buffer = [UInt8](repeating: 0, count: 1 << 20)
    var done = 0
    while true {
      try work.step("checking \((file.path as NSString).lastPathComponent)", done: done, of: file.size)
      let count = read(descriptor, &buffer, buffer.count)
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { return nil }
      if count == 0 { break }
      buffer.withUnsafeBytes { hash.update(bufferPointer: UnsafeRawBufferPointer(rebasing: $0[..<count])) }
      done += count
    }
    guard FileFacts(path: file.path) == file else { return nil }
    return hash.finalize().map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }
}

extension FileRow {
  /// What became of the file since, in words; `nil` when it is the same. A file of the same size and time is taken to
  /// be the same; one written again is read.
  func change(_ work: Work) throws(Cancelled) -> String? {
    guard let now = FileFacts(path: path) else { return "\(path) is gone" }
    if now.size != size {
      return
        "\(path) has changed: \(NumberFormat.count(size)) bytes then, \(NumberFormat.count(now.size)) now"
    }
    guard now.modified != modified else { return nil }
    guard let sha256 else {
      return "\(path) was written again; its size is the same, and whether its content is too is not known"
    }
    return try FileHasher.sum(of: now, work) == sha256 ? nil : "\(path) has changed: same size, other content"
  }
}
