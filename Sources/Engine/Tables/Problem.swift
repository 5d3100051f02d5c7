/// Something wrong with the data of a file: where, what was expected, what was found, how often.
///
/// A problem never holds the value itself, which may be a patient's.
public struct Problem: Sendable, Hashable {
  /// What was found instead of what was expected.
  public enum Kind: String, Sendable, Hashable, CaseIterable {
    /// A row with fewer fields than the header; the fields it lacks are missing.
    case tooFewFields = "too few fields"
    /// A row with more fields than the header; those beyond it are not read.
    case tooManyFields = "too many fields"
    /// Bytes that are not UTF-8; the field is missing.
    case invalidUTF8 = "not UTF-8"
    /// A quoted field that never ends.
    case unclosedQuote = "unclosed quote"
    /// Characters after a closing quote, or a quote inside an unquoted field.
    case strayQuote = "stray quote"
    /// A header that stands twice; the later column is renamed.
    case duplicateHeader = "duplicate header"
    /// A header without a name.
    case emptyHeader = "empty header"
    /// A value that does not fit the declared type; it is missing.
    case doesNotFit = "does not fit"
    /// A damaged or cut-off compressed file.
    case damagedArchive = "damaged archive"
  }

  /// The file's name as it was given.
  public var file: String
  /// The line of the first occurrence; the header is line 1.
  public var line: Int
  /// The column, or `nil` when the row as a whole is meant.
  public var column: String?
  /// What was expected, for example `date` or `12 fields`.
  public var expected: String
  /// What was found.
  public var kind: Kind
  /// How many occurrences this line stands for.
  public var count: Int

  /// Makes a problem from its parts.
  public init(file: String, line: Int, column: String?, expected: String, kind: Kind, count: Int = 1) {
    self.file = file
    self.line = line
    self.column = column
    self.expected = expected
    self.kind = kind
    self.count = count
  }
}
