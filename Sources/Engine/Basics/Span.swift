/// A piece of source text, as UTF-8 offsets from its start: `lowerBound` included, `upperBound` not.
///
/// The Engine carries spans without reading them, so that an error found deep in a recipe can point at the
/// word that caused it.
public struct Span: Sendable, Hashable {
  /// Offset of the first byte.
  public var start: Int
  /// Offset after the last byte.
  public var end: Int

  /// Makes a span from its two offsets.
  public init(_ start: Int, _ end: Int) {
    self.start = start
    self.end = end
  }

  /// The smallest span that holds both.
  public func union(_ other: Span) -> Span {
    Span(min(start, other.start), max(end, other.end))
  }
}
