import Engine

/// Text with a name: what spans point into.
public struct SourceText: Sendable, Hashable {
  /// What it is called in errors: a file's path, `recipe nhs-2022`, or empty at the prompt.
  public var name: String
  /// The text.
  public var text: String
  /// The number of its first line in the file.
  public var firstLine: Int

  /// Makes a source.
  public init(name: String, text: String, firstLine: Int = 1) {
    self.name = name
    self.text = text
    self.firstLine = firstLine
  }
}

/// An error in the words a user reads, with its place and a way out.
public struct Diagnostic: Error, Sendable, Hashable {
  /// When it was found: before anything ran, or while it ran.
  public enum Stage: String, Sendable, Hashable {
    /// The text does not parse.
    case parse
    /// A name is not there, or a value does not fit.
    case resolve
    /// Only the data could tell.
    case run
    /// The user interrupted the work.
    case interrupted
  }

  /// When it was found.
  public var stage: Stage
  /// What is wrong, in one line.
  public var message: String
  /// Where in `source`.
  public var span: Span?
  /// The source it points into, when it is not the statement's own (a recipe, another script).
  public var source: SourceText?
  /// Evidence, a line each: `there are: …`.
  public var notes: [String]
  /// What could have been meant: the whole statement, corrected.
  public var suggestion: String?
  /// What a script that was run had printed before, through the gate.
  public var outputs: [Gated] = []

  /// Makes an error.
  public init(
    _ stage: Stage, _ message: String, span: Span? = nil, source: SourceText? = nil, notes: [String] = [],
    suggestion: String? = nil
  ) {
    self.stage = stage
    self.message = message
    self.span = span
    self.source = source
    self.notes = notes
    self.suggestion = suggestion
  }
}
