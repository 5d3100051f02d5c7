import Engine

extension Documentation {
  /// The page on disclosure control: the policies as a table made from their data, and what they protect.
  static var disclosure: String {
    let head = [
      "policy", "counts hidden", "others", "none (0)", "percentages", "totals", "figures stand on at least",
      "least and greatest values",
    ]
    let rows = DisclosurePolicy.all.map { policy in
      [
        "`\(policy.name)`", policy.threshold == 0 ? "none" : "under \(policy.threshold)", rounding(policy),
        policy.showsZero || policy.threshold == 0 ? "shown" : "hidden", shares(policy), totals(policy),
        policy.leastRows == 0 ? "anything" : "\(policy.leastRows)", policy.showsExtremes ? "shown" : "hidden",
      ]
    }
    let lines = [head, head.map { _ in "---" }] + rows
    let table = lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
    let sources = DisclosurePolicy.all.filter { !$0.source.isEmpty }.map { "* `\($0.name)`: \($0.source)." }
    return [
      "# Disclosure control", "Made by `iapt docs` from the policies' data; not edited by hand.",
      introduction, table, sources.joined(separator: "\n"), rules, protection,
    ].joined(separator: "\n\n") + "\n"
  }

  private static func rounding(_ policy: DisclosurePolicy) -> String {
    switch policy.method {
    case .midpoint: "to the middle of \(policy.rounding)"
    case .nearest: policy.rounding == 1 ? "as they are" : "to the nearest \(policy.rounding)"
    }
  }

  private static func shares(_ policy: DisclosurePolicy) -> String {
    switch policy.shares {
    case .exact: "exact"
    case .whole: "whole, of exact counts"
    case .rounded: "of the rounded counts"
    }
  }

  private static func totals(_ policy: DisclosurePolicy) -> String {
    switch policy.totals {
    case .open: "exact"
    case .secondary: "rounded, with further cells hidden"
    case .sums: "sums of the cells shown"
    }
  }

  private static let introduction = """
    Every result of a command passes one gate before anything shows, writes or keeps it. The policy in force says what
    the gate does: `nhs-sde` from the moment any data are loaded that are not synthetic, `none` before. Data are synthetic
    where they have a column `SYNTHETIC`, as `load demo` and `iapt demo` make them; a notice says when files are taken so.
    `set disclosure POLICY` chooses another; every output names the policy it passed.
    """

  private static let rules = """
    ## The rules

    * **Counts** under the threshold show as `*`, others are rounded. Percentages and their intervals follow their counts:
      hidden where the part, the whole or what is left is few. Whole percentages of exact counts are made of the rounded
      counts instead where they would leave a count fewer than three possible values.
    * **Sums.** Where a table's counts add up (levels of a column, groups and all, a flow of rows, a confusion matrix, the
      steps of a threshold sweep) a hidden one keeps at least three possible values: else the smallest shown is hidden
      too, and so on. What a segment leaves out is such a count, and must not be known to be few. Where totals are sums of
      the cells shown, they are no more exact than those.
    * **Figures** are as exact as the rounding leaves the counts behind them: of n rows, with counts to the nearest 5, no
      finer than 5/n of themselves (means and quantiles: of the standard deviation), estimates with two significant digits
      at least. Log-likelihoods, AIC, BIC and what is made of them have no more, since n can be found from them.
      p-values have two digits.
    * **Models** need so many rows, events, rows without the event and residual degrees of freedom (covariate patterns
      less parameters) as the table says, and always state rows and residual degrees of freedom: a model with as many parameters as patterns gives its counts away. A term with a
      level, or a combination of levels, of fewer events or other rows is not shown, nor is a prediction that uses it.
    * **Means** stand on the rows that have not the commonest value; a median needs twice, a quartile four times the rows
      of a figure. Under `acro` a mean is hidden where two rows make up over 90% of the sum, or all but two come to less
      than a tenth of the greatest.
    * **Names.** A level that few rows have is not named, unless the recipe made it. Errors and notes name terms, not
      levels.
    * **Claims.** `expect` compares numbers as they would be shown, and refuses what would not be.
    * **Rows.** No command prints a person's row unless `set disclosure none` was said.

    `nhs-published`: published files have exact counts for England as a whole; here everything is taken as a part of
    England. `acro`: ACRO itself leaves counts from 10 exact and the comparison of outputs to a checker; here they are
    rounded as well.
    """

  private static let protection = """
    ## What it does not protect against

    The gate looks at one output at a time. It keeps no record of what was shown before, so two outputs of groups that
    differ by a few people show counts whose difference is known to within the rounding; that is why counts are rounded
    under every policy but `none`. Many outputs of many overlapping groups narrow this further. That a count is hidden
    says that it is under the threshold, or that one beside it is. A large group in which everyone has the outcome is
    shown as such. Fitted with and without `scaled`, a model tells the range of a number, to the digits shown. The
    time a command takes, and the program's memory, are not protected. An output checker still has to look.

    A test plays the attacker: from the outputs of tables, segments, models and two runs over small random data, under
    every policy, it narrows every count by intervals as far as sums allow, and must not find a hidden one. It does not
    solve for whole numbers jointly, and knows only these commands.
    """
}
