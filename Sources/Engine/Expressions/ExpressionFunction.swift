/// A function of the expression language: what checking, help and completion know about it.
public struct ExpressionFunction: Sendable, Hashable {
  /// Which function.
  enum Kind: Sendable, Hashable {
    case days, coalesce, firstOf, min, max, abs, year, anyYes, shareBy, firstKnown
  }

  /// Its name.
  public let name: String
  /// How it is written, for example `days(from, to)`.
  public let signature: String
  /// What it gives, in one line.
  public let summary: String
  /// How many arguments it takes; `nil` for no upper limit.
  public let arity: (least: Int, most: Int?)
  /// The types it can give; `nil` for those of its arguments.
  public let gives: [ColumnType]?
  /// The types its arguments may have, in order, the last for all that follow; `nil` for any.
  let takes: [[ColumnType]?]
  /// Whether its arguments are names of columns and nothing else.
  public let takesNames: Bool
  let kind: Kind

  /// The types the argument at an index may have; `nil` for any.
  public func types(at index: Int) -> [ColumnType]? {
    takes.indices.contains(index) ? takes[index] : takes.last ?? nil
  }

  /// Every function there is, in alphabetical order.
  public static let all: [ExpressionFunction] = [
    ExpressionFunction(
      .abs, "abs", "abs(x)", "x without its sign", 1, 1,
      takes: [ColumnType.numbers], gives: ColumnType.numbers),
    ExpressionFunction(
      .anyYes, "any_yes", "any_yes(A, B, …)",
      "of those columns that exist: yes when one says Y, else no when one says N, else unknown", 1, nil,
      takes: [[.category, .flag]], gives: [.flag], takesNames: true),
    ExpressionFunction(
      .coalesce, "coalesce", "coalesce(a, b, …)", "the first of several values that is not missing", 1, nil),
    ExpressionFunction(
      .days, "days", "days(a, b)", "days from date a to date b, negative when b is earlier", 2, 2,
      takes: [[.date]], gives: [.integer]),
    ExpressionFunction(
      .firstKnown, "first_known", "first_known(A, B, …)",
      "of those columns that exist: the first value that is not missing", 1, nil,
      takesNames: true),
    ExpressionFunction(
      .firstOf, "first_of", "first_of(A, B, …)",
      "the first of several columns that exists, for names that differ between versions", 1, nil,
      takesNames: true),
    ExpressionFunction(
      .max, "max", "max(a, b, …)", "the greatest of numbers or dates; missing when any is", 1, nil,
      takes: [ColumnType.ordered], gives: ColumnType.ordered),
    ExpressionFunction(
      .min, "min", "min(a, b, …)", "the least of numbers or dates; missing when any is", 1, nil,
      takes: [ColumnType.ordered], gives: ColumnType.ordered),
    ExpressionFunction(
      .shareBy, "share_by", "share_by(A, condition)",
      "for each row the share of rows of its level of A where the condition is true", 2, 2,
      takes: [[.category, .integer, .flag], [.flag]], gives: [.decimal]),
    ExpressionFunction(
      .year, "year", "year(date)", "the calendar year of a date", 1, 1,
      takes: [[.date]], gives: [.integer]),
  ]

  private init(
    _ kind: Kind, _ name: String, _ signature: String, _ summary: String, _ least: Int, _ most: Int?,
    takes: [[ColumnType]?] = [nil], gives: [ColumnType]? = nil, takesNames: Bool = false
  ) {
    self.kind = kind
    self.name = name
    self.signature = signature
    self.summary = summary
    self.arity = (least, most)
    self.takes = takes
    self.gives = gives
    self.takesNames = takesNames
  }

  /// The function meant by a name, exactly first, then ignoring case.
  /// - Throws: `NameError` with all names when there is none.
  public static func find(_ name: String, span: Span? = nil) throws(NameError) -> ExpressionFunction {
    let names = all.map(\.name)
    guard case .found(let index) = Names.find(name, in: names) else {
      throw NameError(.function, name, candidates: names, span: span)
    }
    return all[index]
  }

  /// Throws when the function does not take so many arguments.
  func checkCount(_ found: Int, _ span: Span) throws(ExpressionError) {
    if found >= arity.least, arity.most.map({ found <= $0 }) ?? true { return }
    let expected = arity.most == arity.least ? "\(arity.least)" : "\(arity.least) or more"
    throw ExpressionError(.wrongCount(function: name, expected: expected, found: found), span)
  }

  /// Two functions are the same when their names are.
  public static func == (left: ExpressionFunction, right: ExpressionFunction) -> Bool {
    left.name == right.name
  }

  /// By name.
  public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}
