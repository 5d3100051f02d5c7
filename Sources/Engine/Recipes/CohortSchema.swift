import OrderedCollections

/// What is known of a cohort before any row is read: what its recipe declares.
public struct CohortSchema: Sendable, Hashable {
  /// Every column that can be named.
  public var columns: Schema
  /// Outcomes in the recipe's order.
  public var outcomes: [String]
  /// Predictors in the recipe's order.
  public var predictors: [String]
  /// Predictors that come after the referral.
  public var afterReferral: [String] = []
  /// Predictors adjusted for together, by the block's name.
  public var blocks: OrderedDictionary<String, [String]> = [:]
  /// What can be segmented by; its levels stand in ``columns`` where the recipe declares them.
  public var dimensions: [String]
  /// Columns of each cluster, by its name.
  public var clusters: OrderedDictionary<String, [String]>
  /// What is stratified by.
  public var strata: [String]
  /// What identifies a row.
  public var key: [String]

  /// The levels of a dimension, where they are known without reading; a flag's are yes and no.
  public func levels(of dimension: String) -> [String]? {
    guard let entry = columns[dimension] else { return nil }
    return entry.type == .flag ? ["no", "yes"] : entry.levels
  }
}

extension Cohort {
  /// What can be named in the cohort, with types and levels as they are known.
  public var schema: CohortSchema {
    CohortSchema(
      columns: frame.schema, outcomes: outcomes.map(\.name), predictors: predictors,
      afterReferral: afterReferral, blocks: blocks, dimensions: dimensions, clusters: clusters,
      strata: strata,
      key: key)
  }
}
