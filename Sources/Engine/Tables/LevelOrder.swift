/// Puts many distinct labels into natural order.
///
/// Each gets an 8-byte key that orders like the label as far as it reaches, after what all labels have in common;
/// only labels with equal keys are compared in full. Identifiers such as `P0012345` are thus sorted as numbers.
enum LevelOrder {
  /// The indices of the labels in natural order. O(n log n).
  static func sorted(_ labels: [UnsafeBufferPointer<UInt8>]) -> [Int] {
    guard let first = labels.first else { return [] }
    var model = [UInt8](repeating: 0, count: width)
    var other = model
    var shared = encode(first, into: &model)
    for label in labels where shared > 0 {
      let length = min(shared, encode(label, into: &other))
      shared = (0..<length).first { model[$0] != other[$0] } ?? length
    }
    var keys: [(key: UInt64, index: Int)] = []
    keys.reserveCapacity(labels.count)
    for (index, label) in labels.enumerated() {
      let length = encode(label, into: &other)
      var key: UInt64 = 0
      for at in shared..<shared + 8 { key = key << 8 | (at < min(length, width) ? UInt64(other[at]) : 0) }
      keys.append((key, index))
    }
    keys.sort { left, right in
      left.key != right.key
        ? left.key < right.key : NaturalOrder.precedes(labels[left.index], labels[right.index])
    }
    return keys.map(\.index)
  }

  private static let width = 64

  /// Writes bytes whose order is that of the label as far as they reach: a run of digits becomes `0`, its length
  /// without leading zeros and its digits, two in a byte; other bytes stand for themselves. Returns how many.
  private static func encode(_ label: UnsafeBufferPointer<UInt8>, into code: inout [UInt8]) -> Int {
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
