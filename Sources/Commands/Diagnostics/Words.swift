import Engine

/// Sentences made of evidence. Nowhere else are errors put into words.
enum Words {
  /// What a sentence is made of, before it has a place.
  struct Sentence {
    var message: String
    var notes: [String] = []
    /// Names that could have been meant, nearest first.
    var near: [String] = []
    var span: Span?
  }

  /// The error as a user reads it.
  ///
  /// - Parameters:
  ///   - error: what was thrown.
  ///   - stage: what was being done.
  ///   - text: the statement, or the whole text when it does not parse.
  ///   - place: where the statement stands in its text.
  static func diagnostic(
    _ error: any Error, _ stage: Diagnostic.Stage, text: String, at place: Span = Span(0, 0)
  ) -> Diagnostic {
    if let done = error as? Diagnostic { return done }
    if error is Cancelled { return Diagnostic(.interrupted, "interrupted") }
    if let placed = error as? Placed {
      var result = diagnostic(placed.error, stage, text: text, at: place)
      if result.stage == .interrupted { return result }
      if let span = placed.span { result.span = span }
      if let source = placed.source {
        result.source = source
        result.suggestion = nil
      }
      return result
    }
    let sentence = sentence(error)
    var result = Diagnostic(stage, sentence.message, span: sentence.span, notes: sentence.notes)
    if let best = sentence.near.first, let span = sentence.span {
      result.suggestion = corrected(text, replacing: span, by: best, at: place)
    }
    return result
  }

  /// The statement with one word replaced: the line of the word when the text has several.
  private static func corrected(_ text: String, replacing span: Span, by word: String, at place: Span)
    -> String?
  {
    let bytes = Array(text.utf8)
    let start = span.start - place.start
    let end = span.end - place.start
    guard start >= 0, start <= end, end <= bytes.count else { return nil }
    let newline = UInt8(ascii: "\n")
    let lineStart = (bytes[..<start].lastIndex(of: newline).map { $0 + 1 }) ?? 0
    let lineEnd = bytes[end...].firstIndex(of: newline) ?? bytes.count
    let before = String(decoding: bytes[lineStart..<start], as: UTF8.self)
    return before + word + String(decoding: bytes[end..<lineEnd], as: UTF8.self)
  }

  static func sentence(_ error: any Error) -> Sentence {
    switch error {
    case let error as SyntaxError: syntax(error)
    case let error as NameError: name(error)
    case let error as ExpressionError: expression(error)
    case let error as RecipeError: recipe(error)
    case let error as TableError: table(error)
    case let error as FitError: fit(error)
    case let error as CommandError: command(error)
    case let error as PredictionError: prediction(error)
    case let error as DemoError: demo(error)
    default: Sentence(message: "something failed that has no name (\(type(of: error)))")
    }
  }

  /// `a, b or c`.
  static func choice(_ things: [String]) -> String {
    guard let last = things.last, things.count > 1 else { return things.first ?? "" }
    return things.dropLast().joined(separator: ", ") + " or " + last
  }

  /// At most so many names, and how many more there are.
  static func listed(_ names: [String], limit: Int = 24) -> String {
    if names.count <= limit { return names.joined(separator: ", ") }
    return names.prefix(limit).joined(separator: ", ") + " and \(names.count - limit) more"
  }
}
