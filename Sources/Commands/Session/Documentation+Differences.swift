import Engine
import Foundation

extension Documentation {
  /// `differences.md`: what the recipe of 2022 does otherwise than the published definitions, measured on demo data
  /// of so many referrals. Reads them once and runs some thirty recipes and models over them.
  ///
  /// Throws ``Cancelled``, diagnostics of the statements run, and an error when a change does not fit the recipe.
  public static func measured(rows: Int = 100_000, _ work: Work = .unattended) throws -> (
    name: String, text: String
  ) {
    let laboratory = try Differences.Laboratory(rows: rows, work)
    let page = DifferencesPage(laboratory: laboratory)
    return ("differences.md", try page.text(rows: rows))
  }
}

/// The page on the differences between the recipes.
private struct DifferencesPage {
  let laboratory: Differences.Laboratory

  func text(rows: Int) throws -> String {
    var parts = [
      """
      # What the recipe of 2022 does otherwise

      Made by `iapt docs`; not edited by hand.

      `nhs-2022` keeps the rules of the notebooks of 2022, defects included; `talking-therapies` follows the published
      definitions. Each section measures one difference at a time: `nhs-2022` with that rule alone as published, on
      `load demo rows=\(rows) seed=7` and the year 2021. The data are made up. The figures show what a rule does to
      such data, not what is true of England, and effects of several rules do not add up.
      """
    ]
    parts += try ruleSections()
    parts += try modelSections()
    parts.append("## Differences without figures")
    parts += Differences.notes.map { "**\($0.title).** \($0.why) Now: \($0.now)" }
    return parts.filter { !$0.isEmpty }.joined(separator: "\n\n") + "\n"
  }

  // MARK: Rules

  private func ruleSections() throws -> [String] {
    let base = try laboratory.cohort(try Recipes.parse(Differences.recipe2022))
    let before = try laboratory.figures(base, counting: nil)
    var effects = [row("nhs-2022 as it is", before, against: nil)]
    var unmoved: [String] = []
    var counts: [[String]] = []
    var care = [careRow("nhs-2022 as it is", before)]
    for (index, rule) in Differences.rules.enumerated() {
      let after = try laboratory.figures(try laboratory.cohort(try rule.recipe()), counting: rule.counted)
      let label = "\(index + 1). \(rule.title)"
      let line = row(label, after, against: before)
      if line.dropFirst(3) == effects[0].dropFirst(3), after.rows == before.rows {
        unmoved.append("\(index + 1)")
      } else {
        effects.append(line)
      }
      guard let (column, level) = rule.counted else { continue }
      let old = try laboratory.count(rule.counted, base)
      counts.append([label, "`\(column)`: \(level)", count(old), count(after.counted)])
      if column.hasPrefix("six_") { care.append(careRow(label, after)) }
    }
    effects.append(try publishedRow(against: before))
    return ["## Rules of the recipe"]
      + Differences.rules.enumerated().map { index, rule in
        """
        **\(index + 1). \(rule.title)**

        * 2022: \(rule.then)
        * Published: \(rule.published)
        * \(rule.why)
        """
      } + [
        "### Effect on rows and on the model",
        """
        The model is A of 2022 with an intercept and unscaled:

        `\(Differences.modelA)`

        Odds ratios stand with 95% intervals; that of deprivation is for one decile less deprived. Rows fitted are fewer
        than rows where a value is missing. The last line is the published recipe, with employment as one category:
        unemployed against employed.
        """,
        table(
          [
            "rule as published", "rows", "change", "recovery", "rows fitted", "deprivation",
            "unemployed",
          ], effects),
        unmoved.isEmpty ? "" : "Without effect on either: \(unmoved.joined(separator: ", ")).",
        "### Effect on what is counted",
        "Rows that have a level, for rules that change a column and not which rows there are.",
        table(["rule as published", "counted", "2022", "published"], counts),
        "### Effect on treatment factors",
        "Model B adds `six_or_more_sessions` and `six_week_wait`.",
        table(
          ["rule as published", "rows fitted", "six or more sessions", "within six weeks"], care),
      ]
  }

  private func row(
    _ label: String, _ figures: Differences.Figures, against base: Differences.Figures?
  ) -> [String] {
    let change = base.map { base in
      let percent = base.rows == 0 ? 0 : 100 * Double(figures.rows - base.rows) / Double(base.rows)
      return figures.rows == base.rows ? "none" : String(format: "%+.1f%%", percent)
    }
    return [
      label, count(figures.rows), change ?? "", share(figures.rate), count(figures.model?.n),
      oddsRatio(figures.model, "deprivation"), oddsRatio(figures.model, "unemployed"),
    ]
  }

  /// All rules as published, with the model that asks the same of their columns.
  private func publishedRow(against base: Differences.Figures) throws -> [String] {
    let workspace = try laboratory.cohort(try Recipes.find(nil, [:], Workspace()))
    let change = Differences.publishedModels[0]
    var figures = try laboratory.rows(of: workspace)
    figures.model = try laboratory.model(change.fit, workspace)
    var line = row("talking-therapies, all of it", figures, against: base)
    line[line.count - 1] = oddsRatio(figures.model, change.unemployed.term, change.unemployed.level)
    return line
  }

  private func careRow(_ label: String, _ figures: Differences.Figures) -> [String] {
    [
      label, count(figures.treated?.n), oddsRatio(figures.treated, "six_or_more_sessions"),
      oddsRatio(figures.treated, "six_week_wait"),
    ]
  }

  // MARK: Models

  private func modelSections() throws -> [String] {
    let cohort = try laboratory.cohort(try Recipes.parse(Differences.recipe2022))
    let published = try laboratory.cohort(try Recipes.find(nil, [:], cohort))
    var models: [[String]] = []
    for (changes, workspace) in [(Differences.models, cohort), (Differences.publishedModels, published)] {
      for change in changes {
        let model = try laboratory.model(change.fit, workspace)
        models.append([
          change.title, count(model.n), oddsRatio(model, "deprivation"),
          oddsRatio(model, change.unemployed.term, change.unemployed.level), decimal(model.auc),
        ])
      }
    }
    let holdouts = try Differences.holdouts.map { choice in
      let found = try laboratory.holdout(by: choice.unit, cohort)
      return [
        choice.title, share(found.known), share(found.accuracy), share(found.precision),
        share(found.recall), decimal(found.auc),
      ]
    }
    let samples = try Differences.samples(cap: 200, size: 2000).map { choice in
      let model = try laboratory.model(choice.fit, after: choice.choose, cohort)
      let rate = model.n == 0 ? nil : Double(model.events) / Double(model.n)
      return [
        choice.title, count(model.n), share(rate), oddsRatio(model, "deprivation"),
        oddsRatio(model, "unemployed"),
      ]
    }
    return [
      "## The model",
      """
      In 2022 the model had no intercept, so it said that somebody with every value at its least recovers with
      probability one half, and its odds ratios are bent to fit that. Its employment flags overlap and have no reference
      group: nobody can say whom the unemployed are compared with. Baseline severity, age, gender and ethnicity are not
      in it; sessions and wait, which come after the referral, are in model B, and are results as much as causes. All
      but the last two lines are of the rows of `nhs-2022`; those are the published rows with models of the same
      question.
      """,
      table(["model", "rows fitted", "deprivation", "unemployed", "AUC"], models),
      "### Rows held out",
      """
      2022 held out rows: the repeated rows of one patient stood on both sides, and a test on rows that were fitted flatters
      the model. By patient, all rows of one are on one side. A fifth of the rows is held out; means over seeds 1 to 20.
      """,
      table(
        ["held out", "of patients fitted too", "accuracy", "precision", "recall", "AUC"],
        holdouts),
      "### Samples",
      """
      2022 took at most 50,000 rows a decile, which bends the deciles' proportions once the cap is reached; `sample N by
      deprivation` keeps them. Here the cap is lower, to fit the demo data.
      """,
      table(["sample", "rows fitted", "recovery", "deprivation", "unemployed"], samples),
    ]
  }

  // MARK: Figures: few digits, which no processor moves

  private func oddsRatio(_ model: Model?, _ term: String, _ level: String? = nil) -> String {
    guard
      let line = model?.coefficients.first(where: {
        $0.term == term && $0.levels == (level.map { [$0] } ?? [])
      })
    else { return "not in it" }
    guard let ratio = line.oddsRatio, let low = line.oddsRatioLow, let high = line.oddsRatioHigh else {
      return "not estimable"
    }
    return "\(digits(ratio)) (\(digits(low)) to \(digits(high)))"
  }

  private func digits(_ value: Double) -> String {
    guard value >= 0.001, value < 1000 else { return String(format: "%.2e", value) }
    return String(format: "%.*f", max(0, 2 - Int(log10(value).rounded(.down))), value)
  }

  private func decimal(_ value: Double?) -> String { value.map { String(format: "%.3f", $0) } ?? "none" }

  private func share(_ value: Double?) -> String {
    value.map { String(format: "%.1f%%", 100 * $0) } ?? "none"
  }

  private func count(_ value: Int?) -> String { value.map { "\($0)" } ?? "none" }

  private func table(_ headers: [String], _ rows: [[String]]) -> String {
    let lines = [headers, headers.map { _ in "---" }] + rows
    return lines.map { "| \($0.joined(separator: " | ")) |" }.joined(separator: "\n")
  }
}
