import Engine

/// A figure made from rows: what it is worth, and what decides whether and how exactly it may be shown.
public struct DerivedFigure: Sendable, Hashable, Codable {
  /// What its size goes with, which says how many of its digits the rounding of counts leaves.
  public enum Kind: Sendable, Hashable, Codable {
    /// An estimate: two significant digits are always left.
    case estimate
    /// A ratio: as exact as its logarithm would be shown, which near 1 leaves it more digits.
    case ratio
    /// It grows with the number of rows, as log-likelihoods do: any digit more would count them.
    case extensive
    /// A mean or a quantile of values that spread so far.
    case location(spread: Double)
    /// The least or the greatest value of some rows.
    case extreme
    /// The natural logarithm of a p-value, shown as that.
    case logP
  }

  /// The figure.
  public var value: Double
  /// Rows it is made of.
  public var rows: Int
  /// The fewest of anything it stands on: it is hidden below the policy's ``DisclosurePolicy/leastRows``.
  public var least: Int
  /// What its size goes with.
  public var kind: Kind
  /// There is no such figure, for this reason, which is told of enough rows only.
  public var absence: String?
  /// It is a constant of the program, no result: shown as it is.
  public var isGiven = false
  /// For means of amounts: the share of the two greatest in the sum, and what the rest comes to against the greatest.
  public var concentration: Concentration?

  /// How much of a sum is one person's.
  public struct Concentration: Sendable, Hashable, Codable {
    /// The two greatest amounts, as a share of the sum.
    public var dominance: Double
    /// What is left without the two greatest, against the greatest.
    public var ratio: Double

    /// Makes it.
    public init(dominance: Double, ratio: Double) {
      self.dominance = dominance
      self.ratio = ratio
    }
  }
}

extension Cell {
  /// A model's estimate over `rows`, hidden where `least` is too few.
  static func estimate(_ value: Double, rows: Int, least: Int) -> Cell {
    .derived(DerivedFigure(value: value, rows: rows, least: least, kind: .estimate))
  }

  /// A ratio over `rows`, such as an odds ratio, hidden where `least` is too few.
  static func ratio(_ value: Double, rows: Int, least: Int) -> Cell {
    .derived(DerivedFigure(value: value, rows: rows, least: least, kind: .ratio))
  }

  /// A figure of some rows, hidden where `least` is too few as well; other cells as they are.
  func standing(on least: Int) -> Cell {
    if case .figure(let value, let rows) = self {
      .derived(DerivedFigure(value: value, rows: rows, least: Swift.min(rows, least), kind: .estimate))
    } else {
      self
    }
  }

  /// A p-value by its natural logarithm, hidden where `least` is too few.
  static func pValue(log: Double, least: Int) -> Cell {
    .derived(DerivedFigure(value: log, rows: least, least: least, kind: .logP))
  }

  /// A figure that grows with the rows.
  static func extensive(_ value: Double, rows: Int, least: Int) -> Cell {
    .derived(DerivedFigure(value: value, rows: rows, least: least, kind: .extensive))
  }

  /// A mean, a standard deviation or a quantile of values with this standard deviation.
  static func location(
    _ value: Double, spread: Double, least: Int, _ concentration: DerivedFigure.Concentration? = nil
  ) -> Cell {
    var figure = DerivedFigure(value: value, rows: least, least: least, kind: .location(spread: spread))
    figure.concentration = concentration
    return .derived(figure)
  }

  /// The least or greatest value.
  static func extreme(_ value: Double) -> Cell {
    .derived(DerivedFigure(value: value, rows: 1, least: 1, kind: .extreme))
  }

  /// A figure that so many rows do not have, and why.
  static func absent(_ reason: String, rows: Int) -> Cell {
    var figure = DerivedFigure(value: 0, rows: rows, least: rows, kind: .estimate)
    figure.absence = reason
    return .derived(figure)
  }

  /// A number that is no result: a threshold that was set.
  static func given(_ value: Double) -> Cell {
    .derived(DerivedFigure(value: value, rows: 0, least: 0, kind: .estimate, isGiven: true))
  }
}

extension NumberSummary {
  /// Rows behind the mean and the deviation: those that have not the commonest value, for of a number that nearly all
  /// rows share they would tell how many do not.
  var least: Int { min(known, known - commonest) }

  /// How much of the sum is one person's, where that may be asked.
  var concentrated: DerivedFigure.Concentration? {
    concentration.map { .init(dominance: $0.dominance, ratio: $0.ratio) }
  }
}

extension Column {
  /// What a number's mean stands on.
  func numberSupport(_ work: Work) throws -> (least: Int, concentration: DerivedFigure.Concentration?)? {
    let (values, counts) = try numberCounts(work)
    return NumberSummary(values: values, counts: counts).map { ($0.least, $0.concentrated) }
  }
}
