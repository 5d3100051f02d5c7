/// Puts many distinct labels into natural order.
///
/// Each gets an 8-byte key that orders like the label as far as it reaches, after what all labels have in common;
/// only labels with equal keys are compared in full. Identifiers such as `P0012345` are thus sorted as numbers.
enum LevelOrder {
  private typealias Key = (bits: UInt64, index: Int)

  /// The indices of the labels in natural order. O(n log n), in up to `pieces` pieces side by side.
  static func sorted(
    _ labels: [UnsafeBufferPointer<UInt8>], pieces: Int = 1, _ work: Work = .unattended
  ) throws -> [Int] {
    let shared = try sharedLength(labels, work)
    // The labels outlive the work: it is done when this returns.
    nonisolated(unsafe) let labels = labels
    let count = max(1, min(pieces, labels.count / 16_384))
    let runs = try Parallel.map(count) { piece in
      let range =
        labels.count / count
        * piece..<(piece == count - 1 ? labels.count : labels.count / count * (piece + 1))
      var buffer = [UInt8](repeating: 0, count: width)
      var keys: [Key] = []
      keys.reserveCapacity(range.count)
      for index in range {
        if index & (Work.stride - 1) == 0 { try work.check() }
        let length = encode(labels[index], into: &buffer)
        var bits: UInt64 = 0
        for at in shared..<shared + 8 { bits = bits << 8 | (at < length ? UInt64(buffer[at]) : 0) }
        keys.append((bits, index))
      }
      try sort(&keys, labels, work)
      return keys
    }
    var keys = runs.flatMap(\.self)
    // The standard sort finds the sorted runs and merges them.
    if runs.count > 1 { try sort(&keys, labels, work) }
    return keys.map(\.index)
  }

  private static func sort(
    _ keys: inout [Key], _ labels: [UnsafeBufferPointer<UInt8>], _ work: Work
  ) throws {
    var compared = 0
    try keys.sort { left, right in
      compared &+= 1
      if compared & (1 << 20 - 1) == 0 { try work.check() }
      if left.bits != right.bits { return left.bits < right.bits }
      return NaturalOrder.precedes(labels[left.index], labels[right.index])
    }
  }

  /// How many encoded bytes all labels begin with.
  private static func sharedLength(_ labels: [UnsafeBufferPointer<UInt8>], _ work: Work) throws -> Int {
    guard let first = labels.first else { return 0 }
    var model = [UInt8](repeating: 0, count: width)
    var other = model
    var shared = encode(first, into: &model)
    for (index, label) in labels.enumerated() where shared > 0 {
      if index & (Work.stride - 1) == 0 { try work.check() }
      let length = min(shared, encode(label, into: &other))
      shared = (0..<length).first { model[$0] != other[$0] } ?? length
    }
    return shared
  }

  private static let width = 64

  /// Writes bytes whose order is that of the label as far as they reach: a run of digits becomes `0`, its length
  /// without leading zeros and its digits, two in a byte; other bytes stand for themselves. Returns how many.
  private static func encode(_ label: UnsafeBufferPointer<UInt8>, into code: inout [UInt8]) -> Int {
    code.withUnsafeMutableBufferPointer { encode(label, into: $0) }
  }

  private static func encode(
    _ label: UnsafeBufferPointer<UInt8>, into code: UnsafeMutableBufferPointer<UInt8>
  ) -> Int {
    var at = 0
    var length = 0
    while at < label.count, length + 2 < width {
      guard label[at] &- 48 < 10 else {
        code[length] = label[at]
        length += 1
        at += 1
        continue
      }
      var end = at
      while end < label.count, label[end] &- 48 < 10 { end += 1 }
      while at < end - 1, label[at] == 48 { at += 1 }
      code[length] = 48
      code[length + 1] = UInt8(min(255, end - at))
      length += 2
      if end - at >= 255 { return length }
      while at < end, length < width {
        let low = at + 1 < end ? label[at + 1] &- 48 : 0
        code[length] = (label[at] &- 48) << 4 | low
        length += 1
        at += 2
      }
      at = end
    }
    return length
  }
}
