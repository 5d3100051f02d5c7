import Dispatch

/// Independent pieces of work, side by side.
enum Parallel {
  private final class Slots<T>: @unchecked Sendable {
    let results: UnsafeMutablePointer<Result<T, any Error>?>
    let count: Int

    init(_ count: Int) {
      self.count = count
      results = .allocate(capacity: count)
      results.initialize(repeating: nil, count: count)
    }

    deinit {
      results.deinitialize(count: count)
      results.deallocate()
    }
  }

  /// What each piece gives, in the pieces' order; throws what the first of them threw.
  static func map<T>(_ pieces: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
    if pieces == 1 { return [try body(0)] }
    let slots = Slots<T>(pieces)
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      slots.results[piece] = Result { try body(piece) }
    }
    return try (0..<pieces).compactMap { try slots.results[$0]?.get() }
  }
}
