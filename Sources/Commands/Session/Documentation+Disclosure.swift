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
      counts instead where they would rule out a count that is shown as this one.
    * **Sums.** Where a table's counts add up (levels of a column, groups and all, a flow of rows, a confusion matrix, the
      steps of a threshold sweep) a hidden one keeps at least three possible values: else the smallest shown is hidden
      too, and so on. What a segment leaves out is such a count, and must not be known to be few. Where totals are sums of
      the cells shown, they are no more exact than those.
    * **Figures** show the digits that they have left, zeros included, and are as exact as the rounding leaves the counts behind them: of n rows, with counts to the nearest 5, no
      finer than 5/n of themselves (means and quantiles: of the standard deviation), estimates with two significant digits
      at least. Log-likelihoods, AIC, BIC and what is made of them have no more, since n can be found from them.
      p-values have two digits.
    * **Models** need so many rows, events and rows without the event as the table says, and state rows and residual
      degrees of freedom: covariate patterns (distinct combinations of the predictors) less parameters. With fewer degrees
      of freedom than the table says a model gives the counts of its patterns away. Where every pattern has enough events
      and enough other rows, the model is then fitted to these counts as a table would show them, and a note says so: it
      tells nothing but that table. `recovery ~ deprivation` over ten deciles is such a model; rounding moves it by a few
      hundredths of a standard error where counts are in the hundreds. Where some pattern has too few, where rows are
      set aside or clusters count, and under `acro`, whose published rule has no exception, it is withheld.
    * **Terms.** A level of a factor with too few events or other rows has no line; neither has the next smallest level,
      for all levels together give the events of the model, and a single one left out would be what the others leave.
      Tests of the term's lines together are hidden with them, and the intercept where the reference level has too few;
      then, and of two levels, nothing of the term is left. A term within an interaction is hidden whole where one of its
      combinations has too few. A prediction needs enough of every level.
    * **Means** stand on the rows that have not the commonest value; a median needs twice, a quartile four times the rows
      of a figure. Under `acro` a mean is hidden where two rows make up over 90% of the sum, or all but two come to less
      than a tenth of the greatest.
    * **Names.** A table that counts levels does not name one that few rows have, unless the recipe made it. A model
      names every level of its factors, with the figures of rare ones hidden: a column of postcodes or names is no factor.
      Errors and notes name terms, not levels.
    * **Claims.** `expect` compares numbers as they would be shown, and refuses what would not be.
    * **Rows.** No command prints a person's row unless `set disclosure none` was said.

    The rules' data were compared with what their sources say: ACRO's own configuration (threshold and residual degrees of
    freedom 10, n = 2 and k = 0.9, p-ratio 0.1, zeros disclosive), OpenSAFELY's documentation (counts up to 7 redacted,
    then rounded; midpoint 6 by its own formula, which leaves 0 and turns 1-6 into 3). The NHS England rules could
    not be compared with their text.

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
    shown as such. Who writes statements to find a small group will find it: a `share_by` against a threshold, `sample at
    most` with two quotas, sums of amounts in `events(s, f)`, levels offered to `segment` or `predict`, and the message that
    a model is separated each tell something of few people. The policies keep small counts from leaving by accident;
    against intent there is the register, which has every statement. Fitted with and without `scaled`, a model tells the range of a number, to the digits shown. The
    time a command takes, and the program's memory, are not protected. An output checker still has to look.

    Tests play the attacker over small random data under every policy. From the outputs of tables, segments, models and two
    runs one narrows every count by intervals as far as sums allow, and must not find a hidden one. Another takes all
    tables and models of the same rows together and solves for whole numbers, and must find more than one answer for each
    hidden count, though it is told which are few. A third knows all counts of the levels that a model shows, and must not
    find those it hides. They know only these commands.

    Taken together with every segment and a second run, some hidden counts of the 60 to 180 rows of these tests are found:
    about 1 in 100 under `nhs-sde`, `acro` and `opensafely`, 1 in 30 under `nhs-published`, none under `midpoint6`. They
    are those at the edge: two segments of nine each are hidden, and both together are shown as 20, which is 18 at least.
    Show a count of all rows or its parts by segment, not both, where parts are few.
    """
}
