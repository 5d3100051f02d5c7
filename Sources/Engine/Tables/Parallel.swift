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
    if min(workers, pieces) <= 1 { return try (0..<pieces).map(body) }
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

  /// Rows in ranges for several workers, some for each: ``Work/stride`` of them at most.
  static func ranges(_ count: Int) -> [Range<Int>] {
    let size = max(1 << 14, min(Work.stride, count / (4 * width)))
    return stride(from: 0, to: count, by: size).map { $0..<min(count, $0 + size) }
  }

  /// What each range of rows gives, in order, made side by side with a look for an interrupt before each.
  static func ranges<T>(_ count: Int, _ work: Work, _ body: @Sendable (Range<Int>) throws -> T) throws -> [T]
  {
    let ranges = ranges(count)
    return try map(ranges.count, workers: width) { piece in
      try work.check()
      return try body(ranges[piece])
    }
  }

  /// Calls `body` with ranges of rows side by side. The body's writes must not meet.
  static func rows(_ count: Int, _ work: Work, _ body: @Sendable (Range<Int>) -> Void) throws {
    _ = try ranges(count, work) { body($0) }
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

  /// The rows of which a test is true, in order.
  @inline(__always)
  static func rows(_ count: Int, _ work: Work, where test: @Sendable (Int) -> Bool) throws -> [Int32] {
    let parts = try ranges(count, work) { range in
      [Int32](unsafeUninitializedCapacity: range.count) { rows, found in
        // Every row is written, and the next over it when it is not wanted: no branch depends on the test.
        for row in range {
          rows[found] = Int32(truncatingIfNeeded: row)
          found &+= test(row) ? 1 : 0
        }
      }
    }
    let starts = parts.reduce(into: [0]) { $0.append(($0.last ?? 0) + $1.count) }
    let sum = starts.last ?? 0
    return try [Int32](unsafeUninitializedCapacity: sum) { buffer, initialized in
      guard let base = buffer.baseAddress else { return }
      let place = Place(base)
      _ = try map(parts.count, workers: width) { piece in
        parts[piece].withUnsafeBufferPointer { part in
          guard let from = part.baseAddress else { return }
          (place.base + starts[piece]).initialize(from: from, count: part.count)
        }
      }
      initialized = sum
    }
  }

  /// A block of plain values that several pieces of work write to, each its own part; given back with its last user.
  final class Block<T: BitwiseCopyable>: @unchecked Sendable {
    /// The first value, not set to anything yet.
    let base: UnsafeMutablePointer<T>

    init(_ count: Int) { base = .allocate(capacity: max(1, count)) }

    deinit { base.deallocate() }
  }

  /// Memory that several pieces write to, each its own part.
  struct Place<T>: @unchecked Sendable {
    let base: UnsafeMutablePointer<T>

    init(_ base: UnsafeMutablePointer<T>) { self.base = base }
  }
}
