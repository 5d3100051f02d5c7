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
    var result = unplaced(error, stage, text: text, at: place)
    guard result.span == nil, result.source == nil, stage != .parse, result.stage != .interrupted else {
      return result
    }
    // What is about the statement as a whole is shown at its verb.
    let verb = text.utf8.prefix { Lexer.isNameStart($0) }.count
    if verb > 0 { result.span = Span(place.start, place.start + verb) }
    return result
  }

  private static func unplaced(
    _ error: any Error, _ stage: Diagnostic.Stage, text: String, at place: Span
  ) -> Diagnostic {
    if let done = error as? Diagnostic { return done }
    if error is Cancelled { return Diagnostic(.interrupted, "interrupted") }
    if let placed = error as? Placed {
      guard let source = placed.source else {
        var result = unplaced(placed.error, stage, text: text, at: place)
        if let span = placed.span, result.stage != .interrupted { result.span = span }
        return result
      }
      return inside(source, placed.error, stage)
    }
    let sentence = sentence(error)
    var result = Diagnostic(stage, sentence.message, span: sentence.span, notes: sentence.notes)
    if let best = sentence.near.first, let span = sentence.span {
      result.suggestion = corrected(text, replacing: span, by: best, at: place)
    }
    return result
  }

  /// An error whose place is in a recipe. Its statements know their own places, not those of every name in them.
  private static func inside(_ source: SourceText, _ error: any Error, _ stage: Diagnostic.Stage)
    -> Diagnostic
  {
    var error = error
    if var named = error as? NameError, let span = named.span {
      named.span = word(named.name, in: source.text, within: span) ?? span
      error = named
    }
    var result = unplaced(error, stage, text: source.text, at: Span(0, 0))
    if result.stage == .interrupted { return result }
    result.source = source
    if let named = error as? NameError, named.kind == .column, !named.isAmbiguous, let table = named.place,
      !table.contains(" ")
    {
      result.notes.append("if the field has another name there: map \(table) OLD -> \(named.name)")
    }
    return result
  }

  /// Where a name stands by itself in part of a text.
  private static func word(_ name: String, in text: String, within span: Span) -> Span? {
    let bytes = Array(text.utf8)
    let wanted = Array(name.utf8)
    guard !wanted.isEmpty, span.start >= 0, span.end <= bytes.count, span.start + wanted.count <= span.end
    else {
      return nil
    }
    func isPart(_ at: Int) -> Bool {
      bytes.indices.contains(at) && (Lexer.isNameStart(bytes[at]) || Lexer.isDigit(bytes[at]))
    }
    let start = (span.start...(span.end - wanted.count)).first { at in
      bytes[at..<at + wanted.count].elementsEqual(wanted) && !isPart(at - 1) && !isPart(at + wanted.count)
    }
    return start.map { Span($0, $0 + wanted.count) }
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
    // A statement's further lines may be set in.
    return String(before.drop { $0 == " " || $0 == "\t" }) + word
      + String(decoding: bytes[end..<lineEnd], as: UTF8.self)
  }

  static func sentence(_ error: any Error) -> Sentence {
    switch error {
    case let error as SyntaxError: syntax(error)
    case let error as NameError: name(error)
    case let error as ExpressionError: expression(error)
    case let error as RecipeError: recipe(error)
    case let error as TableError: table(error)
    case let error as FitError: fit(error)
    case let error as MixedError: mixed(error)
    case let error as CommandError: command(error)
    case let error as InferenceError: inference(error)
    case let error as PredictionError: prediction(error)
    case let error as GapError: gap(error)
    case let error as DemoError: demo(error)
    case let error as ValidationError: validation(error)
    case let error as DocumentFailure: document(error)
    default: Sentence(message: "something failed that has no name (\(type(of: error)))")
    }
  }

  /// `a, b or c`.
  static func choice(_ things: [String], _ word: String = "or") -> String {
    guard let last = things.last, things.count > 1 else { return things.first ?? "" }
    return things.dropLast().joined(separator: ", ") + " \(word) " + last
  }

  /// At most so many names, and how many more there are.
  static func listed(_ names: [String], limit: Int = 30) -> String {
    if names.count <= limit { return names.joined(separator: ", ") }
    return names.prefix(limit).joined(separator: ", ") + " and \(names.count - limit) more"
  }
}
