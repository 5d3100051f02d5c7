/// An expression as written: a tree of names, values and operations, each with its place in the source.
///
/// Three-valued: a missing value is unknown, comparisons with unknown are unknown, `and`/`or` follow Kleene.
/// Nothing here depends on data: checking it against a schema gives types, evaluating it gives a column.
public struct Expression: Sendable, Hashable {
  /// What stands here.
  public indirect enum Node: Sendable, Hashable {
    /// A column, `name` or `table.name`.
    case column(String)
    /// `$name`: an argument of the recipe or a parameter of the session.
    case argument(String)
    /// Text in quotes.
    case text(String)
    /// A whole number.
    case integer(Int64)
    /// A number.
    case decimal(Double)
    /// `2021-01-31`.
    case date(Day)
    /// `yes`/`true`, `no`/`false`.
    case flag(Bool)
    /// `not x`.
    case not(Expression)
    /// `a and b`.
    case and(Expression, Expression)
    /// `a or b`.
    case or(Expression, Expression)
    /// `a < b` and its like.
    case compare(Comparison, Expression, Expression)
    /// `a + b` and its like.
    case arithmetic(Arithmetic, Expression, Expression)
    /// `-x`.
    case negate(Expression)
    /// `x is missing`, `x is not missing`. Never unknown.
    case isMissing(Expression, negated: Bool)
    /// `x in (a, b)`, `x not in (…)`, `x in $list`. The members are codes or values as text.
    case isIn(Expression, Members, negated: Bool)
    /// `x between a and b`, both included.
    case between(Expression, Expression, Expression, negated: Bool)
    /// `x else y`: y where x is unknown.
    case otherwise(Expression, Expression)
    /// `recode x (a, b -> "label"; else -> "label")`. Codes compare as text; without `else` the rest is unknown.
    case recode(Expression, arms: [RecodeArm], otherwise: String?)
    /// `bands(x, ..17 -> "<18", 18..25 -> "18-25")`. Both ends included; gaps are unknown.
    case bands(Expression, arms: [BandArm], otherwise: String?)
    /// `case(condition -> value; …; else -> value)`: the first arm whose condition is true.
    case cases([CaseArm], otherwise: Expression?)
    /// `days(a, b)`, `coalesce(a, …)`, `first_of(a, …)`, `min`, `max`, `abs`, `year`.
    case call(String, [Expression])
  }

  /// Comparison operators.
  public enum Comparison: String, Sendable, Hashable, CaseIterable {
    case equal = "="
    case notEqual = "!="
    case less = "<"
    case lessOrEqual = "<="
    case greater = ">"
    case greaterOrEqual = ">="
  }

  /// Arithmetic operators.
  public enum Arithmetic: String, Sendable, Hashable, CaseIterable {
    case add = "+"
    case subtract = "-"
    case multiply = "*"
    case divide = "/"
  }

  /// What `in` looks among.
  public enum Members: Sendable, Hashable {
    /// Written in parentheses.
    case literals([String])
    /// `$name`, a list argument.
    case argument(String)
  }

  /// One arm of `recode`.
  public struct RecodeArm: Sendable, Hashable {
    /// The codes, as text.
    public var codes: [String]
    /// What they become.
    public var label: String

    /// Makes an arm.
    public init(codes: [String], label: String) {
      self.codes = codes
      self.label = label
    }
  }

  /// One arm of `bands`.
  public struct BandArm: Sendable, Hashable {
    /// The lower end, included; `nil` for none.
    public var low: Double?
    /// The upper end, included; `nil` for none.
    public var high: Double?
    /// What the band is called.
    public var label: String

    /// Makes an arm.
    public init(low: Double?, high: Double?, label: String) {
      self.low = low
      self.high = high
      self.label = label
    }
  }

  /// One arm of `case`.
  public struct CaseArm: Sendable, Hashable {
    /// When it applies: true, not unknown.
    public var condition: Expression
    /// What it gives.
    public var value: Expression

    /// Makes an arm.
    public init(condition: Expression, value: Expression) {
      self.condition = condition
      self.value = value
    }
  }

  /// What stands here.
  public var node: Node
  /// Where it was written.
  public var span: Span

  /// Makes an expression.
  public init(_ node: Node, _ span: Span) {
    self.node = node
    self.span = span
  }
}

/// Why an expression cannot be evaluated: a name that is not there is a ``NameError`` instead.
public struct ExpressionError: Error, Sendable, Hashable {
  /// What is wrong, as evidence.
  public enum Reason: Sendable, Hashable {
    /// An operation was given a type it does not take.
    case wrongType(operation: String, expected: [ColumnType], found: ColumnType)
    /// Two sides or two arms do not have the same type.
    case differentTypes(operation: String, ColumnType, ColumnType)
    /// A function was given the wrong number of arguments.
    case wrongCount(function: String, expected: String, found: Int)
    /// None of the columns of `first_of` exists.
    case noneExists([String])
    /// A list stands where one value is needed, or the reverse.
    case listExpected(argument: String, found: Bool)
    /// Bands that overlap or run backwards.
    case badBand(label: String)
    /// A function wants column names here, not other expressions.
    case columnExpected(function: String)
  }

  /// What is wrong.
  public var reason: Reason
  /// Where.
  public var span: Span

  /// Makes the error.
  public init(_ reason: Reason, _ span: Span) {
    self.reason = reason
    self.span = span
  }
}
