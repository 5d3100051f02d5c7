/// Why a recipe cannot be followed, or a cohort not be asked something: names that are not there are a
/// ``NameError``, expressions that do not fit an ``ExpressionError``.
public struct RecipeError: Error, Sendable, Hashable {
  /// What is wrong, as evidence.
  public enum Reason: Sendable, Hashable {
    /// A name is given twice; `kind` is the word of the statement: `argument`, `outcome`, `predictor`, …
    case duplicate(kind: String, name: String)
    /// No statement says which table's rows are meant, and several are loaded.
    case noBaseTable(loaded: [String])
    /// A table is joined a second time, or to itself.
    case joinedTwice(table: String)
    /// A table is joined to one that is not in yet.
    case notJoinedYet(table: String)
    /// `latest` for a table stands after the join that used its rows.
    case latestAfterJoin(table: String)
    /// An argument without a default was not given.
    case missingArgument(String)
    /// An argument was given a value of another kind.
    case wrongArgument(name: String, expected: Recipe.Argument.Kind, found: Recipe.Argument.Kind)
    /// An outcome, or what it is counted among, is not a flag.
    case outcomeNotFlag(name: String, found: ColumnType)
    /// Neither a category, nor a flag, nor a whole number, or one with too many levels to make segments of.
    case notADimension(name: String, found: ColumnType, levels: Int?, limit: Int)
    /// A join gives more rows than can be numbered.
    case tooManyRows
    /// A share outside 0 to 1, or a negative number of rows.
    case badSize
  }

  /// What is wrong.
  public var reason: Reason
  /// Where, in the recipe's or the statement's text.
  public var span: Span?

  /// Makes the error.
  public init(_ reason: Reason, _ span: Span? = nil) {
    self.reason = reason
    self.span = span
  }
}
