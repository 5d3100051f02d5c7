extension DisclosurePolicy {
  /// Figures as they are.
  public static let none = DisclosurePolicy(
    name: "none", threshold: 0, rounding: 1, summary: "figures as they are", shares: .exact, totals: .open,
    showsExtremes: true, exactFigures: true)

  /// Files that the NHS publishes. For England as a whole they hold exact counts; here everything is taken as a part of
  /// England.
  public static let nhsPublished = DisclosurePolicy(
    name: "nhs-published", threshold: 5, rounding: 5,
    summary:
      "NHS published files, below England: counts under 5 suppressed, others rounded to the nearest 5, whole percent",
    shares: .whole, leastRows: 5, source: "NHS Talking Therapies monthly and annual publications")

  /// NHS England Secure Data Environment output rules: counts under 10 hidden, others to the nearest 5.
  public static let nhsSDE = DisclosurePolicy(
    name: "nhs-sde", threshold: 10, rounding: 5,
    summary: "NHS England SDE: counts under 10 suppressed, others rounded to the nearest 5",
    leastRows: 10, source: "NHS England Secure Data Environment output rules")

  /// OpenSAFELY's rules: counts up to 7 redacted, others to the nearest 5.
  public static let openSAFELY = DisclosurePolicy(
    name: "opensafely", threshold: 8, rounding: 5,
    summary: "OpenSAFELY: counts up to 7 redacted, others rounded to the nearest 5, totals are sums of these",
    totals: .sums, leastRows: 8, source: "OpenSAFELY permitted results policy")

  /// OpenSAFELY's other way: every count to the middle of six.
  public static let midpoint6 = DisclosurePolicy(
    name: "midpoint6", threshold: 0, rounding: 6,
    summary:
      "OpenSAFELY midpoint 6: 0 stays 0, 1-6 are shown as 3, 7-12 as 9 and so on, totals are sums of these",
    method: .midpoint, showsZero: true, totals: .sums, leastRows: 7,
    source: "OpenSAFELY permitted results policy, midpoint 6 rounding")

  /// The rules of ACRO and the SACRO guide; counts are rounded too, since exact ones of two runs tell by their
  /// difference what neither shows.
  public static let acro = DisclosurePolicy(
    name: "acro", threshold: 10, rounding: 5,
    summary:
      "ACRO: counts under 10 and zeros suppressed, others rounded to the nearest 5, means by dominance and p-ratio",
    leastRows: 10, saturated: .withheld, leastRatio: 0.1, mostDominance: 0.9,
    source: "ACRO and the SACRO guide to output checking")

  /// Every policy there is, the usual one first.
  public static let all: [DisclosurePolicy] = [
    .nhsSDE, .nhsPublished, .openSAFELY, .midpoint6, .acro, .none,
  ]
}
