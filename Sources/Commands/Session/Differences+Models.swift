extension Differences {
  /// Models of the cohort of `nhs-2022`; the first is the one that the others are compared with.
  static let models = [
    ModelChange(title: "model A with an intercept, unscaled", fit: "fit \(modelA)"),
    ModelChange(
      title: "as in 2022: no intercept, scaled to 0-1", fit: "fit \(modelA) without intercept scaled"),
    ModelChange(title: "no intercept", fit: "fit \(modelA) without intercept"),
    ModelChange(title: "scaled: the decile's odds ratio is of 10 against 1", fit: "fit \(modelA) scaled"),
    ModelChange(
      title: "status as one category, employed the reference",
      fit: "fit recovery ~ deprivation + factor(EmployStatus, ref=\"01\") + benefits",
      unemployed: ("factor(EmployStatus, ref=\"01\")", "02")),
    ModelChange(
      title: "with severity, age, gender and ethnicity",
      fit: "fit \(modelA) + PHQ9_FirstScore + GAD_FirstScore + age + gender + ethnicity"),
    ModelChange(title: "model B: with sessions and wait, after the referral", fit: "fit \(modelB)"),
  ]

  /// The models of the same question on the cohort of `talking-therapies`.
  static let publishedModels = [
    ModelChange(
      title: "talking-therapies: deprivation, employment, benefits",
      fit: "fit recovery ~ deprivation + factor(employment, ref=\"Employed\") + benefits",
      unemployed: ("factor(employment, ref=\"Employed\")", "Unemployed and seeking work")),
    ModelChange(
      title: "the same with severity, age, gender and ethnicity",
      fit: "fit recovery ~ deprivation + factor(employment, ref=\"Employed\") + benefits "
        + "+ problem + phq9 + gad7 + age + gender + ethnicity",
      unemployed: ("factor(employment, ref=\"Employed\")", "Unemployed and seeking work")),
  ]

  /// What may be kept on one side when rows are set aside.
  static let holdouts = [
    (title: "by row, as in 2022", unit: "row"), (title: "by patient", unit: "patient"),
  ]

  /// A sample with a cap for each decile and one of about the same size that keeps their proportions. 2022 had a cap
  /// of 50,000, which demo data of this size do not reach.
  static func samples(cap: Int, size: Int) -> [RowChoice] {
    [
      RowChoice(title: "all rows", choose: "", fit: "fit \(modelA)"),
      RowChoice(
        title: "at most \(cap) a decile", choose: "sample at most \(cap) per deprivation",
        fit: "fit \(modelA)"),
      RowChoice(
        title: "\(size) rows in proportion", choose: "sample \(size) by deprivation", fit: "fit \(modelA)"),
    ]
  }

  /// Defects of the model, which the tables of models show.
  static let modelDefects = [
    "no baseline severity, age, gender or ethnicity", "both come after the referral",
    "have no reference group",
  ]

  /// What has no figures.
  static let notes = [
    Note(
      title: "The segment chosen was not the segment fitted",
      why:
        "The filter was applied to a table that the model never read, so every segment gave the same model.",
      now: "`segment` chooses rows of the cohort; every table and model names the rows it is of."),
    Note(
      title: "One outcome",
      why: "Only recovery was looked at.",
      now:
        "Reliable recovery, reliable improvement and reliable deterioration stand beside it, each with its own "
        + "denominator."),
    Note(
      title: "Stale tables",
      why: "A cohort was kept as a table named by its segment and used again, whatever had changed since.",
      now:
        "No cohort is kept between sessions; a model says which recipe and dates made its rows, and a file that "
        + "has changed since it was loaded is refused."),
    Note(
      title: "Precision and recall exchanged",
      why:
        "The confusion matrix was read transposed: what was printed as precision is recall, and the reverse.",
      now: "Both follow their definitions; the table of held-out rows above has them."),
    Note(
      title: "Random order",
      why: "Spark's order of rows under a seed depends on partitions, so a sample cannot be drawn again.",
      now: "Rows are chosen by a hash of their key and the seed: the same on any machine, in any order."),
    Note(
      title: "Unlabelled deprivation",
      why: "The decile's coefficient was of the whole range 1 to 10, without saying which end is deprived.",
      now: "1 is the most deprived, and `help deprivation` says so; unscaled odds ratios are for one decile."),
    Note(
      title: "No record of a run",
      why: "Nothing said which rules, dates, rows and settings made a figure.",
      now: "The recipe, the attrition table and the model's record say it; `history` lists the statements."),
    Note(
      title: "No disclosure control",
      why: "Small counts were printed as they are.",
      now: "Every output passes one gate; `set disclosure` chooses the policy and each output names it."),
  ]
}
