import OrderedCollections

/// One line of the attrition table: what a statement did to the rows.
public struct AttritionLine: Sendable, Hashable {
  /// Which statement made it.
  public enum Kind: String, Sendable, Hashable { case start, latest, join, keep }

  /// Which statement made it.
  public var kind: Kind
  /// What it did, for a reader: the label of a `keep`, or words made from the statement.
  public var label: String
  /// Rows before.
  public var before: Int
  /// Rows after; more than before where a join multiplied rows.
  public var after: Int
  /// Left rows for which the joined table had no row; `nil` for other statements.
  public var unmatched: Int?
  /// Left rows that matched more than one row of the joined table; `nil` for other statements.
  public var multiplyMatched: Int?

  /// Rows dropped: before less after, never below 0.
  public var dropped: Int { max(0, before - after) }

  /// Makes a line.
  public init(
    kind: Kind, label: String, before: Int, after: Int, unmatched: Int? = nil, multiplyMatched: Int? = nil
  ) {
    self.kind = kind
    self.label = label
    self.before = before
    self.after = after
    self.unmatched = unmatched
    self.multiplyMatched = multiplyMatched
  }
}

/// An outcome with its denominator.
public struct Outcome: Sendable, Hashable {
  /// Its name; the cohort's frame has a flag column of this name. Rows outside the denominator are missing there.
  public var name: String
  /// Rows in the denominator.
  public var denominator: Int
  /// Rows in the denominator with the event.
  public var events: Int
  /// Rows in the denominator whose outcome is unknown, whatever `else` made of it.
  public var unknown: Int

  /// Makes an outcome.
  public init(name: String, denominator: Int, events: Int, unknown: Int) {
    self.name = name
    self.denominator = denominator
    self.events = events
    self.unknown = unknown
  }
}

/// What a `check` of a recipe found.
public struct CheckResult: Sendable, Hashable {
  /// What was checked.
  public var label: String
  /// Rows where it holds.
  public var holds: Int
  /// Rows where it does not.
  public var fails: Int
  /// Rows where that is unknown.
  public var unknown: Int
}

/// Rows by group with the share of those that satisfy a condition: what a `share_by` in a `keep` went by.
public struct GroupShares: Sendable, Hashable {
  /// The column that makes the groups.
  public var column: String
  /// Groups in level order: rows, and rows that satisfy the condition.
  public var groups: [Group]

  /// One group.
  public struct Group: Sendable, Hashable {
    /// Its level.
    public var level: String
    /// Rows in it.
    public var rows: Int
    /// Rows that satisfy the condition.
    public var yes: Int
  }
}

/// What a recipe made of the loaded tables: rows, derived columns, what they mean, and how each row was lost.
public struct Cohort: Sendable {
  /// The recipe that made it.
  public var recipe: Recipe
  /// The values of its arguments.
  public var arguments: OrderedDictionary<String, Recipe.Value>
  /// The rows: joined tables and derived columns.
  public var frame: Frame
  /// What happened to the rows, in order.
  public var attrition: [AttritionLine]
  /// How many lines of it the recipe made; later ones come from the session.
  public var recipeLines = 0
  /// What was done to make it, in order, with rows and times.
  public var plan: [PlanStep] = []
  /// Outcomes in the recipe's order.
  public var outcomes: [Outcome]
  /// Names of predictors in the recipe's order.
  public var predictors: [String]
  /// Predictors that come after the referral.
  public var afterReferral: [String] = []
  /// Predictors adjusted for together, by the block's name.
  public var blocks: OrderedDictionary<String, [String]> = [:]
  /// What the recipe's checks found.
  public var checks: [CheckResult] = []
  /// What `share_by` went by, in order.
  public var shares: [GroupShares] = []
  /// What can be segmented by, in the recipe's order.
  public var dimensions: [String]
  /// Columns of each cluster, by its name.
  public var clusters: OrderedDictionary<String, [String]>
  /// What `sample` and `holdout` stratify by.
  public var strata: [String]
  /// What identifies a row.
  public var key: [String]

  /// Makes a cohort from its parts.
  public init(
    recipe: Recipe, arguments: OrderedDictionary<String, Recipe.Value>, frame: Frame,
    attrition: [AttritionLine], outcomes: [Outcome], predictors: [String], dimensions: [String],
    clusters: OrderedDictionary<String, [String]>, strata: [String], key: [String]
  ) {
    self.recipe = recipe
    self.arguments = arguments
    self.frame = frame
    self.attrition = attrition
    self.outcomes = outcomes
    self.predictors = predictors
    self.dimensions = dimensions
    self.clusters = clusters
    self.strata = strata
    self.key = key
  }
}
