import Engine

/// What disclosure control did to an output by one of its rules: what a checker of outputs reads beside it.
public struct Decision: Sendable, Hashable, Codable {
  /// What became of the cells.
  public enum Action: String, Sendable, Hashable, Codable {
    /// Shown to a coarser figure.
    case rounded
    /// Not shown, alone.
    case suppressed
    /// Not shown, together with all that stands on the same rows.
    case withheld
  }

  /// What became of them.
  public var action: Action
  /// The rule's name: one of ``Rule``.
  public var rule: Rule
  /// How many cells.
  public var count: Int

  /// Makes a decision.
  public init(_ action: Action, _ rule: Rule, count: Int) {
    self.action = action
    self.rule = rule
    self.count = count
  }

  // In what is kept "count" is the mark of a raw count.
  private enum CodingKeys: String, CodingKey {
    case action, rule
    case count = "cells"
  }

  /// Why a cell is not shown as it is.
  public enum Rule: String, Sendable, Hashable, Codable, CaseIterable {
    /// It is a count under the threshold, or stands on one.
    case threshold
    /// It is a count, or made of counts, that are rounded.
    case rounding
    /// It would give a hidden count together with others of its row, column or table.
    case secondary
    /// It is the least or the greatest value of some rows: a person's.
    case extremes
    /// Exact, it would give the counts behind it; fewer digits do not.
    case precision
    /// A model stands on too few rows, events or non-events.
    case rows
    /// A model has too few residual degrees of freedom.
    case freedom
    /// Too few events or non-events stand behind a level or an interaction of a model.
    case cells
  }

  /// Why, in words that hold no count but the policy's own.
  public func reason(_ policy: DisclosurePolicy) -> String {
    switch rule {
    case .threshold: "a count under \(policy.threshold), or a figure that stands on one"
    case .rounding: "counts are rounded"
    case .secondary: "it would give a hidden count by difference"
    case .extremes: "the least or greatest value is a person's"
    case .precision: "exact, it would give the counts behind it"
    case .rows: "too few rows, events or non-events"
    case .freedom: "too few residual degrees of freedom"
    case .cells: "a level with fewer than \(policy.leastRows) events or non-events"
    }
  }
}
