import Engine

extension Fit {
  /// The words that begin an option; of settings with the `=`.
  static let clauses = [
    "in", "as", "holdout", "robust", "cluster", "random", "firth", "profile", "without", "scaled", "allow",
    "seed=",
  ]

  /// What rows are alike, by a recipe's name for it or a column's.
  struct Cluster: Sendable {
    var by: Name
    var kind = ClusterCovariance.cr1
  }

  /// The options, with the random intercept's clusters and points as the data and parameters name them.
  func optionsAsked(_ clusters: RowClusters?, _ parameters: some ParameterSource) throws -> FitOptions {
    var result = options
    guard options.random != nil else { return result }
    result.random?.by = clusters?.name ?? ""
    guard let points else { return result }
    let count = try points.whole("points", 1...100, parameters)
    guard count >= RandomIntercept.fewestPoints else { throw CommandError(.fewPoints(count), points.span) }
    result.random?.points = count
    return result
  }

  /// Options of which each rules the other out, and why.
  private static let conflicts: [(String, String, why: String)] = [
    ("robust", "cluster", "cluster by is robust already"),
    ("firth", "robust", "the errors, tests and intervals of firth are those of its penalised likelihood"),
    ("firth", "cluster", "the errors, tests and intervals of firth are those of its penalised likelihood"),
    ("firth", "allow", "firth has finite estimates where the likelihood has none"),
    ("profile", "robust", "profile intervals are those of the likelihood, which robust errors do not trust"),
    (
      "profile", "cluster", "profile intervals are those of the likelihood, which cluster errors do not trust"
    ),
    ("allow", "robust", "a limit has no robust errors"), ("allow", "cluster", "a limit has no robust errors"),
    ("allow", "profile", "a limit has no profile"),
    ("random", "cluster", "a random intercept allows for likeness within clusters already"),
    ("random", "robust", "errors of a random intercept are those of its own likelihood"),
    ("random", "firth", "a random intercept is fitted by maximum likelihood"),
    ("random", "profile", "intervals of a model with a random intercept are Wald's"),
    ("random", "allow", "a separated model has no random intercept"),
    ("random", "holdout", "what a random intercept predicts for clusters not seen is not defined here"),
  ]

  /// The options that do not go with one.
  fileprivate static func ruledOut(by option: String) -> Set<String> {
    Set(conflicts.compactMap { $0.0 == option ? $0.1 : $0.1 == option ? $0.0 : nil })
  }

  /// Fails where two options do not go together, at the later one.
  fileprivate static func requireAgreement(_ said: [String: Span]) throws {
    for (a, b, why) in conflicts {
      guard let first = said[a], let second = said[b] else { continue }
      throw CommandError(.doNotGoTogether(a, b, why: why), first.start > second.start ? first : second)
    }
  }
}

extension Parser {
  /// What may stand behind the terms, in any order.
  mutating func fitOptions(_ fit: inout Fit) throws {
    var said: [String: Span] = [:]
    try clauses(Fit.clauses, of: "fit", or: ["+", "-"], excluding: Fit.ruledOut) { clause, parser in
      said[clause] = Span(parser.previousEnd - clause.utf8.count, parser.previousEnd)
      switch clause {
      case "in": fit.data = try parser.name(.data)
      case "as": fit.model = try parser.name(.name, "a model's name")
      case "without":
        try parser.expect(word: "intercept")
        fit.intercept = false
      case "scaled": fit.options.scaled = true
      case "allow":
        try parser.expect(word: "separation")
        fit.options.allowsSeparation = true
      case "seed": fit.seed = try parser.valueAfterEquals(.number, "a value for seed")
      case "robust":
        fit.options.errors = .robust(try parser.kind(RobustCovariance.self, of: "robust") ?? .stata)
      case "cluster":
        try parser.expect(word: "by")
        let name = try parser.name(.group)
        let kind = try parser.kind(ClusterCovariance.self, of: "cluster by") ?? .cr1
        fit.cluster = Fit.Cluster(by: name, kind: kind)
        fit.options.errors = .clustered(kind)
      case "random":
        try parser.expect(word: "by")
        let name = try parser.name(.group)
        fit.cluster = Fit.Cluster(by: name)
        fit.options.random = .init(by: name.text)
        parser.offer(.setting("points"))
        if parser.current.kind == .word, parser.current.text.lowercased() == "points" {
          try parser.take()
          fit.points = try parser.valueAfterEquals(.number, "a value for points")
        }
      case "firth": fit.options.method = .firth
      case "profile": fit.options.profile = true
      default: fit.holdout = try parser.holdout()
      }
    }
    try Fit.requireAgreement(said)
  }

  /// The name of a kind of covariance, if one follows.
  private mutating func kind<Kind>(_ kinds: Kind.Type, of option: String) throws -> Kind?
  where Kind: CaseIterable & RawRepresentable<String> {
    for kind in Kind.allCases { offer(.word(kind.rawValue)) }
    guard current.kind == .word else { return nil }
    let word = current.text.lowercased()
    if let found = Kind.allCases.first(where: { $0.rawValue.lowercased() == word }) {
      try take()
      return found
    }
    let clauses = Fit.clauses.map { $0.hasSuffix("=") ? String($0.dropLast()) : $0 }
    guard !clauses.contains(word) else { return nil }
    throw NameError(
      .clause, current.text, candidates: Kind.allCases.map(\.rawValue) + clauses, span: current.span,
      place: option)
  }

  /// `20% [by row|patient]`.
  private mutating func holdout() throws -> Fit.Holdout {
    guard current.kind == .number, let percent = Double(current.text) else {
      throw expected(["a percentage such as 20%"])
    }
    let span = current.span
    try take()
    try expect("%")
    guard percent > 0, percent < 100 else {
      throw CommandError(.badValue("holdout", "more than 0% and less than 100%"), span)
    }
    let unit = try take(word: "by") ? try name(.cluster) : nil
    return Fit.Holdout(share: percent / 100, unit: unit)
  }
}

extension Command {
  static let fit = Command(
    "fit", "fit a logistic regression", role: .changes,
    usage: [
      "fit OUTCOME ~ TERM {+ TERM} [in TABLE] [as MODEL]",
      "    [holdout N% [by row|patient|NAME]] [seed=N] [scaled]",
      "    [robust [HC0|HC1|HC2|HC3|Stata]]",
      "    [cluster by provider|patient|NAME [CR0|CR1|CR1S]]",
      "    [random by provider|patient|NAME [points=N]]",
      "    [firth] [profile] [without intercept] [allow separation]",
      "OUTCOME: NAME | NAME=\"LEVEL\" | events(SUCCESSES, FAILURES)",
      "TERM: NAME | NAME^2 | TERM:TERM | TERM*TERM | 1 | . | MODEL",
    ] + Fit.functions.map { "    | \($0.form)" },
    details: [
      """
      Numbers and flags enter as they are; a category enters by its levels, the first being the reference. . stands \
      for every predictor of the recipe that is known at referral, a model's name for its terms, 1 for the intercept \
      alone. Rows with a missing value in a term are dropped and counted by term; missing="LABEL" keeps them, with a \
      level of that name.
      """,
      """
      log(x), x^2 to x^5 and rcs(x, knots) bend a number's effect, in interactions too. rcs is the restricted cubic \
      spline of R's rms: cubic between the knots, straight outside them, its columns called x, x', x''. An offset's \
      coefficient is 1. Whoever asks such a model something gives x itself: predict x=30.
      """,
      """
      holdout sets rows aside, within the recipe's strata and by patient unless told, and validates on them. scaled \
      maps every design column to 0-1 by its range in the rows used. Terms that other terms determine are set aside \
      and named (aliased). Where no finite estimate exists (separation) the command fails and names the terms; allow \
      separation gives the limits of the others; firth gives finite estimates by Firth's penalised likelihood, with \
      profile intervals and tests.
      """,
      """
      Standard errors come from the information unless robust or cluster by says otherwise; every figure made of them \
      follows: z, p, intervals, Wald tests. robust alone is what Stata's vce(robust) gives for a logit, n / (n - 1); \
      HC0, HC1 (n / (n - k)), HC2 and HC3 are as in R's sandwich. cluster by allows for likeness of rows of one \
      provider or patient, or of one value of a column: CR1, with the factor G / (G - 1), unless told, as in Stata \
      and R; CR0 has none, CR1S also (n - 1) / (n - k). A row whose cluster is missing is dropped. profile gives \
      intervals and tests of the profile likelihood in place of Wald's. Log-likelihoods, AIC, BIC and LR tests are \
      those of the likelihood whatever the errors are.
      """,
      """
      random by gives every provider, patient or value of a column its own intercept, drawn from a normal distribution \
      whose standard deviation, sigma, is estimated: how much they differ beyond what the terms explain. The odds \
      ratios are then conditional, between people of the same provider. The likelihood is integrated by adaptive \
      Gauss-Hermite quadrature at 15 points, and at more (31, 63, 100) while that changes the log-likelihood by more \
      than 0.0001; points=N takes N, from 7 to 100. One point, Laplace's approximation, is not offered: with few \
      rows in a cluster it can be far off.
      """,
    ],
    arguments: [
      .init(.positional, .outcome, "the outcome, then ~ and the terms"),
      .init(.clause("in"), .data, "the table"),
      .init(.clause("as"), .name, "the model's name"),
      .init(.clause("holdout"), .number, "share of rows set aside, such as 20%"),
      .init(
        .clause("by"), .cluster,
        "what is kept on one side of the split: row, patient, or another cluster of the recipe"),
      .init(.option("robust"), .none, "sandwich standard errors, of rows"),
      .init(
        .clause("cluster by"), .group, "sandwich standard errors, of providers, patients or a column's values"
      ),
      .init(
        .clause("random by"), .group, "a random intercept for providers, patients or a column's values"),
      .init(.setting("points"), .number, "quadrature points of random by, 7 to 100"),
      .init(.option("firth"), .none, "Firth's penalised likelihood: finite where terms are separated"),
      .init(.option("profile"), .none, "profile-likelihood intervals and tests"),
      .init(.option("HC0 HC1 HC2 HC3 Stata"), .none, "which robust errors; Stata unless told"),
      .init(.option("CR0 CR1 CR1S"), .none, "which cluster errors; CR1 unless told"),
      .init(.option("without intercept"), .none, "no intercept; the null model is p = 0.5"),
      .init(.option("scaled"), .none, "predictors mapped to 0-1"),
      .init(.option("allow separation"), .none, "limits instead of an error"),
      .init(.setting("seed"), .number, "another split"),
      .init(.setting("ref"), .none, "in factor(...): the reference level, the first unless told"),
      .init(.setting("missing"), .none, "in factor(...): the level of rows without a value, not dropped then"),
    ],
    examples: [
      .init(
        "fit low ~ age + lwt + factor(race) + smoke in birthwt as weight", "any table",
        after: "load birthwt from \"$fixtures/birthwt.csv\""),
      .init(
        "fit low ~ rcs(age, 18, 22, 26, 33) + smoke*log(lwt) in birthwt",
        "numbers whose effect is not straight", after: "load birthwt from \"$fixtures/birthwt.csv\""),
      .init(
        "fit recovery ~ deprivation + unemployed holdout 20% by patient", "the cohort, validated",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "fit recovery ~ deprivation + unemployed cluster by provider",
        "errors that allow for likeness within providers",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "fit recovery ~ deprivation + unemployed random by provider",
        "how much providers differ beyond the terms",
        after: "load demo rows=20000 seed=7\nclean with nhs-2022"),
      .init(
        "fit low ~ age + lwt + smoke in birthwt robust HC3", "sandwich errors",
        after: "load birthwt from \"$fixtures/birthwt.csv\""),
      .init(
        "fit low ~ age + lwt + ht in birthwt firth", "for sparse data, or where the usual fit is separated",
        after: "load birthwt from \"$fixtures/birthwt.csv\""),
      .init(
        "fit events(ncases, ncontrols) ~ agegp + alcgp + tobgp in esoph", "counts of events and non-events",
        after: "load esoph from \"$fixtures/esoph.csv\""),
    ]
  ) { parser in
    var fit = try parser.fitFormula()
    try parser.fitOptions(&fit)
    return fit
  }
}
