/// Rules for counts that may leave a research environment.
public struct DisclosurePolicy: Sendable, Hashable, Codable {
  /// Its name in `set disclosure`.
  public var name: String
  /// Counts below this are hidden; 0 hides none.
  public var threshold: Int
  /// Other counts are rounded to the nearest multiple of this; 1 for none.
  public var rounding: Int
  /// What it does, in one line.
  public var summary: String

  /// Counts as they are.
  public static let none = DisclosurePolicy(
    name: "none", threshold: 0, rounding: 1, summary: "counts as they are")
  /// NHS England Secure Data Environment output rules: counts under 10 hidden, others to the nearest 5.
  public static let nhsSDE = DisclosurePolicy(
    name: "nhs-sde", threshold: 10, rounding: 5,
    summary: "NHS England SDE: counts under 10 suppressed, others rounded to the nearest 5")
  /// Every policy there is.
  public static let all: [DisclosurePolicy] = [.none, .nhsSDE]

  /// The count to show, or `nil` when it must be hidden. Halves round up.
  public func shown(_ count: Int) -> Int? {
    if count < threshold { return nil }
    return (count + rounding / 2) / rounding * rounding
  }
}
