import Engine

extension FittedModel {
  /// The figures of a model with a random intercept, in place of those of a plain one.
  func randomFacts(_ random: RandomIntercept) -> ModelOutput.Section {
    let by = model.options.random?.by ?? "cluster"
    func figure(_ value: Double) -> Cell { .extensive(value, rows: model.n, least: model.standing) }
    return ModelOutput.Section(
      key: "", title: "",
      facts: [
        .init("n", "rows used", .count(model.n)), .init("events", "events", .count(model.events)),
        .init("rows", "rows in question", .count(model.rows)),
        .init("dropped", "dropped for missing values", .count(model.dropped)),
        .init("patterns", "covariate patterns", .count(model.patterns)),
        .init("parameters", "parameters, sigma included", .integer(model.parameters)),
        .init("df_residual", "residual df (patterns)", .count(model.patterns - model.rank)),
        .init("clusters", "clusters (\(by))", .count(random.clusters)),
        .init("loglik", "log-likelihood", figure(model.logLikelihood)),
        .init("loglik_plain", "the same, sigma 0", figure(random.plainLogLikelihood)),
        .init("loglik_null", "null log-likelihood", figure(model.nullLogLikelihood)),
        .init("aic", "AIC", figure(model.aic)), .init("bic", "BIC", figure(model.bic)),
        .init("points", "quadrature points", .integer(random.points)),
        .init(
          "quadrature_change", "change with more points",
          .number((random.quadratureError * 1e8).rounded() / 1e8)),
        .init("iterations", "iterations", .integer(model.iterations)),
        .init("halvings", "step halvings", .integer(model.halvings)),
      ])
  }

  /// How much the clusters differ; `nil` without a random intercept.
  var randomTable: TableOutput? {
    guard let random = model.random else { return nil }
    let by = model.options.random?.by ?? "cluster"
    func line(_ name: String, _ figure: RandomIntercept.Figure) -> [Cell] {
      [.label(name)] + cells(of: figure)
    }
    let test = cells(of: random.test)
    let blank: [Cell] = [.blank, .blank]
    return TableOutput(
      name: "random", title: "\(name): random intercept by \(by)",
      headers: Self.randomHeaders,
      rows: [
        line("sigma", random.deviation) + test,
        line("variance", random.variance) + blank, line("ICC", random.icc) + blank,
        line("median odds ratio", random.medianOddsRatio) + blank,
      ], notes: randomNotes(random))
  }

  /// The columns of ``randomTable``.
  static let randomHeaders = [
    Header("measure", isText: true), Header("value"), Header("95% from", key: "low"),
    Header("to", key: "high"), Header("LR against 0", key: "sigma_lr"), Header("p", key: "sigma_p"),
  ]

  /// A figure of the random intercept and both ends of its interval.
  func cells(of figure: RandomIntercept.Figure) -> [Cell] {
    [figure.value, figure.interval?.low, figure.interval?.high].map { value in
      guard let value else { return .unavailable("sigma is 0") }
      return value.isFinite
        ? .estimate(value, rows: model.n, least: model.standing) : .unavailable("too large for a number")
    }
  }

  /// The test of sigma against 0.
  func cells(of test: Model.LikelihoodRatio) -> [Cell] {
    [
      .extensive(test.statistic, rows: model.n, least: model.standing),
      .pValue(log: test.logP, least: model.standing),
    ]
  }

  /// What the figures of the random intercept rest on, and what to beware of.
  func randomNotes(_ random: RandomIntercept) -> [String] {
    var notes = ["p: even mixture of chi-squared with 0 and 1 df; 95%: Wald on log sigma"]
    if random.isAtBoundary {
      notes.append(
        "the likelihood is greatest at sigma 0: beyond the terms nothing shows that clusters differ, and the model is "
          + "the plain one")
    }
    if random.clusters < 10 {
      notes.append("fewer than 10 clusters: sigma is known poorly and tends to be too small")
    }
    if random.quadratureError > 0.01 {
      notes.append(
        "more points would change the log-likelihood by more than 0.01: leave points= away, or raise it")
    }
    return notes
  }

  /// What is said below the coefficients of a model with a random intercept; empty without.
  var randomRemarks: [String] {
    guard let by = model.options.random?.by, model.random != nil else { return [] }
    return [
      "conditional on the random intercept: odds ratios compare people of the same \(by), and are further from 1 than "
        + "those over all"
    ]
  }
}
