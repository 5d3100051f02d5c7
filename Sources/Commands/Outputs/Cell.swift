import Engine

/// One value of an output, by what it means: the gate and the number formats look at nothing else.
public enum Cell: Sendable, Hashable, Codable {
  /// Nothing stands here.
  case blank
  /// A name, a level, a word.
  case label(String)
  /// How many people, referrals or rows: subject to disclosure control.
  case count(Int)
  /// A whole number that counts no people: a line, degrees of freedom, iterations.
  case integer(Int)
  /// A figure derived from data, such as an estimate or a log-likelihood.
  case number(Double)
  /// A figure that stands on so many rows: hidden when those are.
  case figure(Double, rows: Int)
  /// A figure with what decides how exactly it may be shown.
  case derived(DerivedFigure)
  /// A figure that stands on so many rows and is read as a share, in percent: hidden when those are.
  case shareFigure(Double, rows: Int)
  /// A share of one count in another: hidden when either is.
  case proportion(Int, of: Int)
  /// A share that is read as a figure, such as a recall: hidden and rounded as a ``proportion(_:of:)``.
  case ratio(Int, of: Int)
  /// The 95% Wilson interval of the share of one count in another: hidden and rounded as a ``proportion(_:of:)``.
  case shareInterval(Int, of: Int)
  /// A p-value by its natural logarithm, so that none is 0.
  case pValue(log: Double)
  /// A calendar date.
  case date(Day)
  /// What does not exist, and why.
  case unavailable(String)
  /// Made by the gate: a count after rounding.
  case roundedCount(Int)
  /// Made by the gate: a figure with as many decimals as the policy leaves it.
  case rounded(Double, decimals: Int)
  /// Made by the gate: a share whose counts may be shown.
  case share(Double)
  /// Made by the gate: both ends of an interval of a share whose counts may be shown.
  case interval(Double, Double)
  /// Made by the gate: a figure that may not be shown.
  case suppressed
}

extension Cell {
  /// A figure that has passed the gate and exists.
  public var figureShown: Double? {
    switch self {
    case .number(let value), .rounded(let value, _): value
    default: nil
    }
  }
}

/// The head of a column of a table.
public struct Header: Sendable, Hashable, Codable {
  /// The key in JSON: lower case with underscores.
  public var key: String
  /// What a reader sees.
  public var title: String
  /// Text stands left, figures stand right.
  public var isText: Bool
  /// What kind of values stand below, where a reader wants to know: a preview's column types.
  public var type: String?

  /// Makes a head; the key is the title in lower case with underscores unless given.
  public init(_ title: String, key: String? = nil, isText: Bool = false, type: String? = nil) {
    self.title = title
    self.type = type
    self.key = key ?? title.lowercased().replacing(" ", with: "_")
    self.isText = isText
  }
}
