/// An outcome counted within the groups of an ordered column: what measures of inequality are computed from.
public struct OutcomeGroups: Sendable, Hashable {
  /// One group.
  public struct Group: Sendable, Hashable {
    /// Its level.
    public var level: String
    /// Rows, each as often as it counts.
    public var rows: Int
    /// Of those, rows with the event.
    public var events: Int

    /// Makes a group.
    public init(level: String, rows: Int, events: Int) {
      self.level = level
      self.rows = rows
      self.events = events
    }

    var rate: Double { rows == 0 ? 0 : Double(events) / Double(rows) }
  }

  /// The groups that have rows, in the column's order.
  public var groups: [Group]
  /// Rows without a value of the outcome: unknown, or outside its denominator.
  public var withoutOutcome: Int
  /// Rows with a value of the outcome but none of the column.
  public var withoutGroup: Int

  /// Makes groups from counts; groups without rows are left out.
  public init(_ groups: [Group], withoutOutcome: Int = 0, withoutGroup: Int = 0) {
    self.groups = groups.filter { $0.rows > 0 }
    self.withoutOutcome = withoutOutcome
    self.withoutGroup = withoutGroup
  }

  /// Counts an outcome by a column: a category by its levels, a flag, or a number by its values. O(rows).
  ///
  /// Throws ``FitError`` when the outcome is not yes or no, when no row has both values, when every row has the event
  /// or none has, and when the column has more than ``Segment/mostLevels`` values; ``NameError``, ``Cancelled``.
  public init(
    _ outcome: Formula.Outcome, by column: String, in data: ModelData, _ work: Work = .unattended
  ) throws {
    let formula = Formula(outcome: outcome, terms: [.factor(column, reference: nil)])
    let prepared = try FitPreparation(formula, data, work)
    let patterns = prepared.training
    guard let variable = prepared.variables.first, patterns.total > 0 else { throw FitError(.noRows) }
    guard patterns.count <= Segment.mostLevels else {
      throw FitError(.unusable(term: column, type: variable.type))
    }
    guard patterns.events > 0, patterns.events < patterns.total else {
      throw FitError(.oneClass(event: patterns.events > 0, n: Int(patterns.total)))
    }
    let unknown = prepared.losses.first { $0.term == formula.outcomeName }?.rows ?? 0
    self.init(
      (0..<patterns.count).map { pattern in
        let (events, others) = (patterns.successes[pattern], patterns.failures[pattern])
        return Group(
          level: variable.label(patterns.code(pattern, 0)), rows: Int(events + others), events: Int(events))
      }, withoutOutcome: unknown, withoutGroup: prepared.dropped - unknown)
  }

  /// Rows in all groups.
  public var rows: Int { groups.reduce(0) { $0 + $1.rows } }
  /// Events in all groups.
  public var events: Int { groups.reduce(0) { $0 + $1.events } }

  /// Each group's share of the rows, and the middle of its place when rows are lined up by group from 0 to 1: its
  /// ridit (Bross 1958).
  func places() -> [(share: Double, ridit: Double)] {
    let total = Double(rows)
    var before = 0
    return groups.map { group in
      // Twice the middle is a whole number, so that one division rounds once.
      let ridit = Double(2 * before + group.rows) / (2 * total)
      before += group.rows
      return (Double(group.rows) / total, ridit)
    }
  }
}

/// A figure with its standard error and 95% interval.
public struct Measured: Sendable, Hashable {
  /// The figure.
  public var value: Double
  /// Its standard error.
  public var standardError: Double
  /// Lower end of the 95% interval.
  public var low: Double
  /// Upper end.
  public var high: Double

  /// With the interval value ± 1.96 standard errors.
  public init(_ value: Double, standardError: Double) {
    self.value = value
    self.standardError = standardError
    low = value - Distributions.normal95 * standardError
    high = value + Distributions.normal95 * standardError
  }

  init(value: Double, standardError: Double, low: Double, high: Double) {
    self.value = value
    self.standardError = standardError
    self.low = low
    self.high = high
  }

  /// So many times the figure; a factor above 0 keeps the ends in order.
  public func times(_ factor: Double) -> Measured {
    Measured(
      value: value * factor, standardError: standardError * factor, low: low * factor, high: high * factor)
  }
}
