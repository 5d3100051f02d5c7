import Engine

/// A statement: parsed, not yet looked up.
public struct Statement: Sendable {
  /// Its text.
  public var text: String
  /// Where it stands in the text it was parsed from.
  public var span: Span
}
