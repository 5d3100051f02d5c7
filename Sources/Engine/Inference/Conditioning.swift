/// How near a design's columns, each of length 1, come to a linear dependence.
///
/// Belsley, Kuh & Welsch (1980), chapter 3: the columns as they are, not centred, the intercept among them.
public struct ConditionIndex: Sendable, Hashable {
  /// The greatest singular value over this one: 1 and more; from 30 on a strong dependence.
  public var index: Double
  /// For each estimated column the share of its estimate's variance that goes with this singular value, by the
  /// column's name, in the design's order.
  public var shares: [Share]

  /// The share of one column.
  public struct Share: Sendable, Hashable {
    /// The design column, for example `age` or `race 2`.
    public var column: String
    /// Between 0 and 1; over all indices they sum to 1.
    public var share: Double
  }
}

extension Model {
  /// Condition indices of the estimated columns over the rows used, rising. O(patterns × rank²).
  ///
  /// Throws ``InferenceError`` where nothing is estimated, ``Cancelled``.
  public func conditionIndices(_ work: Work = .unattended) throws -> [ConditionIndex] {
    guard let basis, !basis.estimated.isEmpty else { throw InferenceError.noMaximum }
    let matrix = try basis.matrix(work).select(columns: basis.estimated)
    let counts = basis.counts
    var greatest = [Double](repeating: 0, count: matrix.columns)
    for column in 0..<matrix.columns {
      matrix.forEachValue(column) { greatest[column] = max(greatest[column], abs($0)) }
    }
    let scaled = matrix.mapping { greatest[$0] > 0 ? $1 / greatest[$0] : 0 }
    let lengths = try scaled.squares(counts, work).map { $0 > 0 ? $0.squareRoot() : 1 }
    let factor = try scaled.mapping { $1 / lengths[$0] }.factor(counts, work)
    let (singular, right) = LinearAlgebra.singular(factor)
    guard let greatest = singular.first, let least = singular.last, least > 0 else {
      throw InferenceError.noMaximum
    }
    let names = basis.estimated.map { basis.design.columns[$0].name }
    let totals = names.indices.map { column in
      singular.indices.reduce(0) {
        $0 + (right[$1, column] / singular[$1]) * (right[$1, column] / singular[$1])
      }
    }
    return singular.indices.map { place in
      ConditionIndex(
        index: greatest / singular[place],
        shares: names.indices.map { column in
          let part = right[place, column] / singular[place]
          return .init(column: names[column], share: part * part / totals[column])
        })
    }
  }
}
