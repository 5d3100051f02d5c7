/// Rules for figures that may leave a research environment, as data: the gate reads them, the documentation is made
/// from them.
public struct DisclosurePolicy: Sendable, Hashable, Codable {
  /// How a count is rounded.
  public enum Rounding: String, Sendable, Hashable, Codable {
    /// To the nearest multiple of the base; halves up.
    case nearest
    /// To the middle of the group of `base` numbers it is in: of base 6 are 1–6 shown as 3, 7–12 as 9, and 0 as 0.
    case midpoint
  }

  /// What percentages are made of.
  public enum Shares: String, Sendable, Hashable, Codable {
    /// The counts as they are.
    case exact
    /// The counts as they are, to whole percent; of the rounded counts where that would give a count away.
    case whole
    /// The counts as they are shown.
    case rounded
  }

  /// What keeps a total from giving away a hidden cell of its row or column.
  public enum Totals: String, Sendable, Hashable, Codable {
    /// Nothing.
    case open
    /// Further cells are hidden, the smallest first, until those hidden are two and come to the threshold.
    case secondary
    /// The total is the sum of the cells as they are shown.
    case sums
  }

  /// What becomes of a model with fewer residual degrees of freedom than ``leastRows``.
  public enum Saturated: String, Sendable, Hashable, Codable {
    /// It is withheld.
    case withheld
    /// It is fitted to the counts as they are shown, where none of them is hidden; else withheld.
    case ofShownCounts
  }

  /// Its name in `set disclosure`.
  public var name: String
  /// Counts below this are hidden; 0 hides none.
  public var threshold: Int
  /// Other counts are rounded by this; 1 for none.
  public var rounding: Int
  /// What it does, in one line.
  public var summary: String
  /// How counts are rounded.
  public var method = Rounding.nearest
  /// Whether a count of none is shown as 0 though the threshold is higher.
  public var showsZero = false
  /// What percentages are made of.
  public var shares = Shares.rounded
  /// What totals are.
  public var totals = Totals.secondary
  /// What a mean, a quantile or a model must stand on at least: rows, events and other rows, residual degrees of
  /// freedom (covariate patterns less rank), events and other rows of every level and cell. 0 asks nothing.
  public var leastRows = 0
  /// What becomes of a model that is nearly saturated.
  public var saturated = Saturated.ofShownCounts
  /// Whether least and greatest values are shown.
  public var showsExtremes = false
  /// Whether figures keep digits from which the counts behind them could be found closer than they are shown.
  public var exactFigures = false
  /// A mean is hidden when one value is this close to the sum: the others but the two greatest come to less than this
  /// share of the greatest (p-ratio rule). 0 asks nothing.
  public var leastRatio = 0.0
  /// A mean is hidden when the two greatest values come to more than this share of the sum. 1 asks nothing.
  public var mostDominance = 1.0
  /// Where the rules are from.
  public var source = ""

  /// Whether it hides or rounds anything.
  public var isOpen: Bool { threshold == 0 && rounding == 1 && leastRows == 0 && showsExtremes }

  /// The count to show, or `nil` when it must be hidden. Halves round up.
  public func shown(_ count: Int) -> Int? {
    if count == 0, showsZero { return 0 }
    if count < threshold { return nil }
    switch method {
    case .nearest:
      return count / rounding * rounding + (count % rounding >= (rounding + 1) / 2 ? rounding : 0)
    case .midpoint:
      return count <= 0 ? 0 : (count - 1) / rounding * rounding + rounding / 2
    }
  }

  /// So many rows are enough for any figure and any name.
  public var enough: Int { max(threshold, leastRows) }

  /// Whether so many rows are too few to name what they have in common.
  public func isFew(_ rows: Int) -> Bool { rows < enough }

  /// Whether a figure may stand on so many rows.
  public func carries(_ rows: Int) -> Bool { rows >= leastRows }

  /// Whether this policy lets less through than another in anything: what passed the other may not be shown under it.
  public func isStricter(than other: DisclosurePolicy) -> Bool {
    if self == other || isOpen { return false }
    return threshold > other.threshold || leastRows > other.leastRows
      || other.rounding % rounding != 0 || rounding > 1 && method != other.method
      || (!exactFigures && other.exactFigures) || (!showsZero && threshold > 0 && other.showsZero)
      || (!showsExtremes && other.showsExtremes)
      || Self.strength(shares) > Self.strength(other.shares)
      || (totals != .open && totals != other.totals)
      || (saturated == .withheld && leastRows > 0 && other.saturated != .withheld)
      || leastRatio > other.leastRatio || mostDominance < other.mostDominance
  }

  private static func strength(_ shares: Shares) -> Int {
    switch shares {
    case .exact: 0
    case .whole: 1
    case .rounded: 2
    }
  }
}

extension DisclosurePolicy {
  private enum Keys: String, CodingKey {
    case name, threshold, rounding, summary, method, showsZero, shares, totals, leastRows, showsExtremes
    case exactFigures, leastRatio, mostDominance, source, saturated
  }

  /// Reads one that was kept. What an earlier version did not know it did not do.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: Keys.self)
    name = try values.decode(String.self, forKey: .name)
    threshold = try values.decode(Int.self, forKey: .threshold)
    rounding = max(1, try values.decode(Int.self, forKey: .rounding))
    summary = try values.decode(String.self, forKey: .summary)
    method = try values.decodeIfPresent(Rounding.self, forKey: .method) ?? .nearest
    showsZero = try values.decodeIfPresent(Bool.self, forKey: .showsZero) ?? false
    shares = try values.decodeIfPresent(Shares.self, forKey: .shares) ?? .rounded
    totals = try values.decodeIfPresent(Totals.self, forKey: .totals) ?? .open
    leastRows = try values.decodeIfPresent(Int.self, forKey: .leastRows) ?? 0
    showsExtremes = try values.decodeIfPresent(Bool.self, forKey: .showsExtremes) ?? true
    exactFigures = try values.decodeIfPresent(Bool.self, forKey: .exactFigures) ?? true
    leastRatio = try values.decodeIfPresent(Double.self, forKey: .leastRatio) ?? 0
    mostDominance = try values.decodeIfPresent(Double.self, forKey: .mostDominance) ?? 1
    source = try values.decodeIfPresent(String.self, forKey: .source) ?? ""
    saturated = try values.decodeIfPresent(Saturated.self, forKey: .saturated) ?? .withheld
  }
}
