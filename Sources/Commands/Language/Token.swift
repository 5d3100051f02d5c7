import Engine

/// The smallest piece of the language that means something, with its place in the source.
public struct Token: Sendable, Hashable {
  /// What it is.
  public enum Kind: Sendable, Hashable {
    /// A name or keyword; which of the two is the parser's business, since keywords are contextual.
    case word
    /// A name in backticks, never a keyword.
    case quotedName
    /// Digits, with a fraction or exponent if any; `01` keeps its zero in `text`.
    case number
    /// `2021-01-31`.
    case date
    /// Text in double quotes.
    case string([StringPart])
    /// `$name`; `text` is the name.
    case parameter
    /// A value after `=` or `with`: characters up to a blank or comma.
    case raw
    /// An operator or bracket.
    case symbol
    /// The end of a line outside brackets.
    case newline
    /// The end of the text.
    case end
    /// The place where the text is being written, when it is read for completion: the word begun there, if any.
    case cursor(CursorForm)
  }

  /// What is being written at the cursor.
  public enum CursorForm: Sendable, Hashable {
    /// Nothing yet, a name, a number, or a value without quotes.
    case plain
    /// A name whose closing backtick is still to come.
    case backtick
    /// A text whose closing quote is still to come, in its pieces.
    case string([StringPart])
    /// `$` and perhaps part of a name.
    case parameter
  }

  /// A piece of a quoted string.
  public enum StringPart: Sendable, Hashable {
    /// Characters as they are.
    case text(String)
    /// `$name`, to be put in later.
    case parameter(String, Span)
  }

  /// What it is.
  public var kind: Kind
  /// What it says: a name without backticks, a string without quotes, otherwise as written.
  public var text: String
  /// Where it stands.
  public var span: Span
}

/// Text that is not in the language, as evidence; `Words` makes sentences of it.
struct SyntaxError: Error, Sendable, Hashable {
  enum Reason: Sendable, Hashable {
    /// One of these was expected here.
    case expected([String], found: String)
    case unclosedString
    case unclosedName
    /// The bracket is open at the end of the text, or of what could be read.
    case unclosedBracket(Span)
    case danglingBackslash
    case strayCharacter
    case unmatchedBracket
    /// A second clause of the same name.
    case repeated(String)
    /// A required clause is not there.
    case lacks(command: String, clause: String)
    case badNumber
    case noSuchDay
    /// Brackets, `not` or `-` in each other.
    case tooDeep
    /// More operators or terms than this.
    case tooLong(Int)
  }

  var reason: Reason
  var span: Span
  /// True when more lines could make it right.
  var isIncomplete = false
  /// The innermost bracket still open where the error stands.
  var openBracket: Span?
}
