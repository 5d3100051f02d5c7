/// Natural order of labels: runs of digits compare as numbers, everything else byte by byte.
///
/// `0-5yrs`, `6-11yrs`, `12+ yrs`; `9` before `10`. Equal under that rule, the texts themselves decide, so the
/// order is total and the same on every machine.
public enum NaturalOrder {
  /// True when `left` comes before `right`.
  public static func precedes(_ left: String, _ right: String) -> Bool {
    var left = left
    var right = right
    return left.withUTF8 { a in right.withUTF8 { b in precedes(a, b) } }
  }

  /// True when the text in `a` comes before the one in `b`.
  static func precedes(_ a: UnsafeBufferPointer<UInt8>, _ b: UnsafeBufferPointer<UInt8>) -> Bool {
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if isDigit(a[i]), isDigit(b[j]) {
        let (startA, endA) = run(a, i)
        let (startB, endB) = run(b, j)
        if endA - startA != endB - startB { return endA - startA < endB - startB }
        for k in 0..<(endA - startA) where a[startA + k] != b[startB + k] {
          return a[startA + k] < b[startB + k]
        }
        i = endA
        j = endB
      } else {
        if a[i] != b[j] { return a[i] < b[j] }
        i += 1
        j += 1
      }
    }
    if a.count - i != b.count - j { return a.count - i < b.count - j }
    return a.lexicographicallyPrecedes(b)
  }

  /// The labels in natural order.
  public static func sorted(_ labels: some Sequence<String>) -> [String] { labels.sorted(by: precedes) }

  private static func isDigit(_ byte: UInt8) -> Bool { byte &- 48 < 10 }

  /// The digits from `start` on: where the first that is not a leading zero stands, and where they end.
  private static func run(_ bytes: UnsafeBufferPointer<UInt8>, _ start: Int) -> (start: Int, end: Int) {
    var end = start
    while end < bytes.count, isDigit(bytes[end]) { end += 1 }
    var first = start
    while first < end - 1, bytes[first] == UInt8(ascii: "0") { first += 1 }
    return (first, end)
  }
}
