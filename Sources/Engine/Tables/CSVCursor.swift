import Glibc

/// Where a field stands in the text, and how it is written. 16 bytes, since millions are held for a moment.
struct CSVField {
  /// How it is written.
  enum Shape: UInt8 {
    /// As it stands: unquoted, or what stands between quotes.
    case plain
    /// Between quotes, with doubled quotes inside.
    case escaped
    /// Unquoted with a quote inside, which is kept.
    case strayQuote
    /// Characters after the closing quote: what was meant cannot be told.
    case trailing
    /// Its quote is never closed.
    case unclosed
    /// The row ended before it.
    case absent
  }

  /// Offset of its first byte (after the quote).
  var start: Int
  private var packed: UInt64

  /// How many bytes; 2⁵⁶ at most.
  var count: Int { Int(packed >> 8) }
  /// How it is written.
  var shape: Shape { Shape(rawValue: UInt8(truncatingIfNeeded: packed)) ?? .absent }

  /// Makes a field.
  @inline(__always)
  init(_ start: Int, _ count: Int, _ shape: Shape) {
    self.start = start
    packed = UInt64(truncatingIfNeeded: count) << 8 | UInt64(shape.rawValue)
  }

  /// A field that is not there.
  static let absent = CSVField(0, 0, .absent)
}

/// Walks the fields of one record after another, by RFC 4180; a record ends with LF, CRLF or a lone CR.
///
/// The pass that finds the rows and the passes that read columns walk with the same cursor, so that they cannot
/// disagree on where a field ends.
struct CSVCursor {
  private let base: UnsafePointer<UInt8>
  private let end: Int
  /// The next byte.
  private(set) var position: Int
  /// True while the record has another field.
  private(set) var hasField = true

  /// Walks from `position` on, to the text's end or the one given.
  init(_ text: FileBytes, at position: Int = 0, end: Int? = nil) {
    base = text.base
    self.end = end ?? text.count
    self.position = position
  }

  /// True when no byte is left.
  var isAtEnd: Bool { position >= end }

  /// True when an end of line comes next.
  var isAtLineEnd: Bool { position < end && (base[position] == 10 || base[position] == 13) }

  /// Goes to the record that begins at `position`.
  @inline(__always)
  mutating func begin(at position: Int) {
    self.position = position
    hasField = true
  }

  /// Steps over one end of line, to the next record.
  mutating func skipLineEnd() {
    if position < end, base[position] == 13 {
      position += 1
      if position < end, base[position] == 10 { position += 1 }
    } else if position < end, base[position] == 10 {
      position += 1
    }
    hasField = true
  }

  /// Takes the next field; ask ``hasField`` before.
  @inline(__always)
  mutating func next() -> CSVField {
    let start = position
    if start < end, base[start] == 34 { return quoted() }
    return unquoted(from: start, .plain, or: .strayQuote)
  }

  @inline(__always)
  private mutating func unquoted(
    from start: Int, _ usual: CSVField.Shape, or odd: CSVField.Shape
  ) -> CSVField {
    var at = start
    var shape = usual
    while at < end {
      let byte = base[at]
      // Letters and digits are greater than the comma: one comparison for most bytes.
      if byte <= 44 {
        if byte == 44 || byte == 10 || byte == 13 { break }
        if byte == 34 { shape = odd }
      }
      at &+= 1
    }
    finish(at)
    return CSVField(start, at &- start, shape)
  }

  @inline(__always)
  private mutating func finish(_ at: Int) {
    if at < end, base[at] == 44 {
      position = at &+ 1
    } else {
      position = at
      hasField = false
    }
  }

  @inline(never)
  private mutating func quoted() -> CSVField {
    let start = position + 1
    var from = start
    var shape = CSVField.Shape.plain
    while let found = memchr(base + from, 34, end - from) {
      let at = UnsafeRawPointer(found) - UnsafeRawPointer(base)
      if at + 1 < end, base[at + 1] == 34 {
        shape = .escaped
        from = at + 2
        continue
      }
      if at + 1 == end || base[at + 1] == 44 || base[at + 1] == 10 || base[at + 1] == 13 {
        finish(at + 1)
        return CSVField(start, at - start, shape)
      }
      let rest = unquoted(from: at + 1, .trailing, or: .trailing)
      return CSVField(start, rest.start + rest.count - start, .trailing)
    }
    finish(end)
    return CSVField(start, end - start, .unclosed)
  }
}
