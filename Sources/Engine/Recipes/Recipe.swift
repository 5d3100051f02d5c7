/// Rules that turn loaded tables into a cohort, as written in a recipe file.
public struct Recipe: Sendable, Hashable {
  /// Its name.
  public var name: String
  /// What it is for, in one line (the comment under its first line), for lists.
  public var summary: String
  /// What the caller may give, with defaults.
  public var arguments: [Argument]
  /// The statements in their order.
  public var steps: [Step]
  /// The text it was read from.
  public var source: String

  /// Makes a recipe.
  public init(name: String, summary: String, arguments: [Argument], steps: [Step], source: String) {
    self.name = name
    self.summary = summary
    self.arguments = arguments
    self.steps = steps
    self.source = source
  }

  /// Something the caller may give: `argument from date = 2021-01-01`, `argument providers list = (AM601, RAT)`.
  public struct Argument: Sendable, Hashable {
    /// Its name, used as `$name` in the recipe and as a clause word of `clean`.
    public var name: String
    /// What it holds.
    public var kind: Kind
    /// What it is when the caller does not say; `nil` when the caller must, or need not.
    public var fallback: Value?
    /// True when the recipe does without it: statements that use it stand under `if given NAME`.
    public var isOptional: Bool
    /// Where it was written.
    public var span: Span

    /// Makes an argument.
    public init(name: String, kind: Kind, fallback: Value?, isOptional: Bool = false, span: Span) {
      self.name = name
      self.kind = kind
      self.fallback = fallback
      self.isOptional = isOptional
      self.span = span
    }

    /// What an argument holds.
    public enum Kind: String, Sendable, Hashable, CaseIterable {
      case date, number, text, list
    }
  }

  /// A value given for an argument.
  public enum Value: Sendable, Hashable {
    case date(Day)
    case number(Double)
    case text(String)
    case list([String])
  }

  /// One statement.
  public struct Step: Sendable, Hashable {
    /// What it says.
    public var rule: Rule
    /// When it holds: all of them; none for always.
    public var conditions: [Condition]
    /// Where it was written, in the recipe's source.
    public var span: Span

    /// Makes a step.
    public init(_ rule: Rule, if conditions: [Condition] = [], _ span: Span) {
      self.rule = rule
      self.conditions = conditions
      self.span = span
    }
  }

  /// `if patients, referrals have RecordNumber`, `unless …`, `if given providers`: what extracts differ in.
  public struct Condition: Sendable, Hashable {
    /// What is asked.
    public enum Question: Sendable, Hashable {
      /// Each of the tables has each of the columns.
      case have(tables: [String], columns: [String])
      /// The caller gave the optional argument.
      case given(String)
    }

    /// What is asked.
    public var question: Question
    /// The answer wanted: yes after `if`, no after `unless`.
    public var wanted: Bool

    /// Makes a condition.
    public init(_ question: Question, wanted: Bool) {
      self.question = question
      self.wanted = wanted
    }
  }

  /// What a statement says.
  public enum Rule: Sendable, Hashable {
    /// `type A, B category`: how columns are read, in whichever tables have them (`table.column` for one).
    case type(columns: [String], ColumnType)
    /// `latest referrals per PathwayID by Unique_MonthID, RowId`: one row per group, the greatest by the last list;
    /// ties go to the last row, and without a list the last row counts. Rows whose group has a missing part are each their own group.
    case latest(table: String, per: [String], by: [String])
    /// `join patients to referrals on A, B`.
    case join(Join)
    /// `keep "label" where condition`: rows where it is true; unknown is dropped.
    case keep(label: String, condition: Expression)
    /// `derive name = expression`.
    case derive(name: String, Expression)
    /// `outcome name = expression [among condition]`: a flag, and which rows it is counted among.
    case outcome(name: String, Expression, among: Expression?)
    /// `predictor a, b`, `predictor a, b after referral`: the latter are results of care as much as causes.
    case predictor([String], afterReferral: Bool = false)
    /// `block severity = phq9, gad7`: predictors that are adjusted for together.
    case block(name: String, columns: [String])
    /// `define recovery "…" source "…"`: what a column means, and who says so.
    case define(Definition)
    /// `check "label" where condition`: counts rows where it is not true; drops none.
    case check(label: String, condition: Expression)
    /// `dimensions a, b`.
    case dimensions([String])
    /// `cluster a, b` or `cluster patient = a, b`: rows that belong together, under a name.
    case cluster(name: String, columns: [String])
    /// `stratify a, b`: what `holdout` and `sample` stratify by unless told.
    case stratify([String])
    /// `key a, b`: what identifies a row of the cohort.
    case key([String])
  }

  /// What a column means, in words, and where the definition comes from.
  public struct Definition: Sendable, Hashable {
    /// The column or measure.
    public var name: String
    /// What it is.
    public var text: String
    /// Who defines it so.
    public var source: String?

    /// Makes a definition.
    public init(name: String, text: String, source: String?) {
      self.name = name
      self.text = text
      self.source = source
    }
  }

  /// A left join: every row of the left side stays; each match of the right side gives a row.
  public struct Join: Sendable, Hashable {
    /// The table joined.
    public var table: String
    /// What it is called from here on, for a table that is joined twice; `nil` for its own name.
    public var alias: String?
    /// The table, already in, whose columns are the left keys.
    public var to: String
    /// The key columns, by the same name in both; a missing part matches nothing.
    public var on: [String]
    /// Of several matches only one, chosen by a date or number in a window.
    public var keeping: Keeping?

    /// Makes a join.
    public init(table: String, as alias: String? = nil, to: String, on: [String], keeping: Keeping?) {
      self.table = table
      self.alias = alias
      self.to = to
      self.on = on
      self.keeping = keeping
    }
  }

  /// `keeping earliest X between A and B`: the match with the least (greatest) X in the window, ends included;
  /// ties go to the last row. A missing X, or an unknown end of the window, leaves the match out.
  public struct Keeping: Sendable, Hashable {
    /// Which one.
    public enum Which: String, Sendable, Hashable { case earliest, latest }

    /// Which one.
    public var which: Which
    /// The joined table's column it is chosen by.
    public var column: String
    /// The window, over the left row's columns; `nil` for all matches with a value.
    public var window: (low: Expression, high: Expression)? {
      get { low.flatMap { low in high.map { (low, $0) } } }
    }
    private var low: Expression?
    private var high: Expression?

    /// Makes the choice.
    public init(which: Which, column: String, window: (low: Expression, high: Expression)?) {
      self.which = which
      self.column = column
      self.low = window?.low
      self.high = window?.high
    }
  }
}
