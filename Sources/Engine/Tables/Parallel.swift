import Dispatch
import Foundation
import Synchronization

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

  /// How many pieces of work can usefully run side by side.
  static let width = max(1, min(16, ProcessInfo.processInfo.activeProcessorCount))

  /// What each piece gives, in the pieces' order; throws what the first of them threw.
  static func map<T>(_ pieces: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
    if pieces <= 1 { return try (0..<pieces).map(body) }
    let slots = Slots<T>(pieces)
    DispatchQueue.concurrentPerform(iterations: pieces) { piece in
      slots.results[piece] = Result { try body(piece) }
    }
    return try (0..<pieces).compactMap { try slots.results[$0]?.get() }
  }

  /// The same with no more than `workers` at a time, each of which takes the next piece when it is done with one. After
  /// a piece has failed no further one is begun.
  static func map<T>(_ pieces: Int, workers: Int, _ body: @Sendable (Int) throws -> T) throws -> [T] {
    if workers <= 1 { return try (0..<pieces).map(body) }
    let slots = Slots<T>(pieces)
    let next = Atomic(0)
    let hasFailed = Atomic(false)
    DispatchQueue.concurrentPerform(iterations: min(workers, pieces)) { _ in
      while !hasFailed.load(ordering: .relaxed) {
        let piece = next.add(1, ordering: .relaxed).oldValue
        if piece >= pieces { return }
        let result = Result { try body(piece) }
        if case .failure = result { hasFailed.store(true, ordering: .relaxed) }
        slots.results[piece] = result
      }
    }
    return try (0..<pieces).compactMap { try slots.results[$0]?.get() }
  }

  /// Rows in ranges of ``Work/stride``, side by side, looking for an interrupt between them. The body's writes must
  /// not meet.
  static func rows(_ count: Int, _ work: Work, _ body: @Sendable (Range<Int>) -> Void) throws {
    let pieces = (count + Work.stride - 1) / Work.stride
    _ = try map(pieces, workers: width) { piece in
      try work.check()
      body(piece * Work.stride..<min(count, (piece + 1) * Work.stride))
    }
  }

  /// An array of plain values, made in such ranges.
  static func filled<T: BitwiseCopyable>(
    _ count: Int, _ work: Work, _ body: @Sendable (UnsafeMutablePointer<T>, Range<Int>) -> Void
  ) throws -> [T] {
    try [T](unsafeUninitializedCapacity: count) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      let place = Place(base)
      try rows(count, work) { body(place.base, $0) }
      initialized = count
    }
  }

  /// Memory that several pieces write to, each its own part.
  struct Place<T>: @unchecked Sendable {
    let base: UnsafeMutablePointer<T>

    init(_ base: UnsafeMutablePointer<T>) { self.base = base }
  }
}
