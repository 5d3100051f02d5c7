/// Draws rows by the hash of their keys, not by a random stream: the same rows whatever their order, the machine or
/// the engine.
public struct Sampler: Sendable, Hashable {
  /// What identifies a row; without columns it is the row's number, and the draw depends on the rows' order.
  public var key: [String]
  /// Another seed, another draw.
  public var seed: Int64

  /// What was drawn.
  public struct Draw: Sendable, Hashable {
    /// The rows drawn, in ascending order.
    public var rows: [Int32]
    /// Rows whose key an earlier row has: among them the order of the rows decides.
    public var repeatedKeys: Int
  }

  /// What was set aside.
  public struct Holdout: Sendable, Hashable {
    /// For each row whether it is set aside.
    public var isHeldOut: [Bool]
    /// Rows whose key an earlier row has, where rows are drawn; 0 where clusters are, which have no such ties.
    public var repeatedKeys: Int
  }

  /// What a holdout keeps together.
  public enum Unit: Sendable, Hashable {
    /// Each row goes its own way.
    case row
    /// Rows with the same values in these columns stay together.
    case cluster([String])
  }

  /// Makes a sampler.
  public init(key: [String], seed: Int64 = 42) {
    self.key = key
    self.seed = seed
  }

  /// So many rows, in each stratum in proportion to its size (largest remainders). O(rows).
  ///
  /// Strata are the combinations of the columns' values in their order, missing values last.
  /// - Throws: `NameError`; ``RecipeError`` for a negative number.
  public func sample(_ size: Int, from frame: Frame, by strata: [String], _ work: Work) throws -> Draw {
    if size < 0 { throw RecipeError(.badSize) }
    return try draw(frame, strata, work) { Quotas.largestRemainder(size, over: $0) }
  }

  /// At most so many rows of each stratum. O(rows).
  /// - Throws: `NameError`; ``RecipeError`` for a negative number.
  public func sample(atMost size: Int, from frame: Frame, per strata: [String], _ work: Work) throws -> Draw {
    if size < 0 { throw RecipeError(.badSize) }
    return try draw(frame, strata, work) { $0.map { min($0, size) } }
  }

  /// A share of the rows, or of the clusters, to be set aside: in each stratum in proportion to its size.
  ///
  /// The number set aside is the share of all, rounded, halves up. A cluster whose rows lie in several strata counts
  /// in the first of them; clusters are ranked by the hash of their own columns.
  /// - Throws: `NameError`; ``RecipeError`` for a share outside 0 to 1.
  public func holdout(
    _ share: Double, of frame: Frame, by unit: Unit, strata: [String], _ work: Work
  ) throws -> Holdout {
    guard share >= 0, share <= 1 else { throw RecipeError(.badSize) }
    func quotas(_ sizes: [Int]) -> [Int] {
      let wanted = (share * Double(sizes.reduce(0, +))).rounded(.toNearestOrAwayFromZero)
      return Quotas.largestRemainder(Int(wanted), over: sizes)
    }
    let units = try Units(self, frame, unit, strata, work)
    let selection = Selection(strata: units.strata, ranks: units.ranks, work)
    let chosen = try selection.least(quotas) { units.bytes($0) }
    return Holdout(isHeldOut: try units.spread(chosen, work), repeatedKeys: units.repeatedKeys)
  }

  private func draw(
    _ frame: Frame, _ strata: [String], _ work: Work, quotas: ([Int]) -> [Int]
  ) throws -> Draw {
    let key = try KeyText(key, frame, work)
    let selection = Selection(
      strata: try Sampler.strata(strata, frame, work), ranks: try key.ranks(seed: seed, work), work)
    let chosen = try selection.least(quotas) { key.bytes($0) }
    var rows: [Int32] = []
    try forEachRow(chosen.count, work) { if chosen[$0] { rows.append(Int32(truncatingIfNeeded: $0)) } }
    return Draw(rows: rows, repeatedKeys: try key.repeated(work))
  }

  /// The rows' strata in order; missing values come last in each column.
  static func strata(_ names: [String], _ frame: Frame, _ work: Work) throws -> Codes {
    var result = Codes(values: [Int32](repeating: 0, count: frame.rowCount), count: 1)
    for name in names {
      result = try result.combined(with: Codes(inOrder: frame.column(name, work), work), inOrder: true, work)
    }
    return result
  }
}
