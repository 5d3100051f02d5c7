extension Measure {
  static let diagnostics: [Measure] = [
    Measure(
      "robust errors", [],
      "standard errors that hold where the variance is not that of the model: HC0 and, with other factors for small "
        + "numbers of rows, HC1, HC2, HC3 and Stata's. fit ... robust",
      formula:
        "inverse(A) (sum of (y - p)^2 x x') inverse(A), A = X' W X; HC1 n / (n - k), HC2 and HC3 over 1 - h and "
        + "(1 - h)^2, Stata n / (n - 1)",
      source: "White 1980, doi:10.2307/1912934; MacKinnon and White 1985, doi:10.1016/0304-4076(85)90158-7"),
    Measure(
      "cluster errors", [],
      "standard errors that allow for likeness of rows of one cluster, such as a provider; too small with few clusters, "
        + "under about 40. fit ... cluster by",
      formula:
        "inverse(A) (sum of u u') inverse(A), u = sum of (y - p) x over a cluster; CR1 G / (G - 1), CR1S also "
        + "(n - 1) / (n - k)",
      source: Sources.liang + "; Cameron, Gelbach and Miller 2008, doi:10.1162/rest.90.3.414"),
    Measure(
      "profile interval", [],
      "interval whose ends are where twice the log-likelihood, maximised over the other coefficients, lies 3.841 below "
        + "its maximum; it need not be symmetric. fit ... profile",
      source: "Venzon and Moolgavkar 1988, doi:10.2307/2347496"),
    Measure(
      "Firth", [],
      "maximum of a penalised likelihood, finite where terms are separated, with less bias in sparse data; its "
        + "intervals and tests are those of its profile. fit ... firth",
      formula: "log-likelihood + log(det(X' W X)) / 2",
      source: "Firth 1993, doi:10.1093/biomet/80.1.27; Heinze and Schemper 2002, doi:10.1002/sim.1047"),
    Measure(
      "crude odds ratio", ["crude.crude_or", "crude.crude_or_low", "crude.crude_or_high"],
      "odds ratio of the term alone, over the same rows, with the same kind of interval. It differs from the adjusted "
        + "one by confounding, and also without any, since odds ratios are not collapsible",
      source: Sources.hosmer + ", section 3.5"),
    Measure(
      "adjusted odds ratio", ["crude.adjusted_or"], "odds ratio of the model with all its terms",
      source: Sources.hosmer + ", section 3.5"),
    Measure(
      "Wald test", ["tests.wald", "tests.wald_p"],
      "chi-squared of all columns of a term, by the standard errors the model reports, and its upper tail",
      formula: "b' inverse(V) b", source: "Wald 1943, doi:10.1090/S0002-9947-1943-0012401-3"),
    Measure(
      "score test", ["tests.score", "tests.score_p"],
      "Rao's chi-squared of a term from the fit without it, and its upper tail",
      formula: "U' inverse(A) U at the fit without the term",
      source: "Rao 1948, doi:10.1017/S0305004100023987"),
    Measure(
      "LR test of a term", ["tests.lr", "tests.lr_p"],
      "twice the loss of log-likelihood when the term is left out and the rest fitted anew, and its upper tail",
      formula: "2 (ll - ll without the term)", source: "Wilks 1938, doi:10.1214/aoms/1177732360"),
    Measure(
      "df of a term", ["tests.df", "collinearity.df"], "its estimated columns", source: Sources.hosmer),
    Measure(
      "Holm p", ["tests.holm_p"],
      "p adjusted for the tests of a family, by default all terms of the model: below 0.05 for any, the chance of one "
        + "false finding or more is below 5%",
      formula: "greatest of (m - i + 1) p(i) up to its rank i, at most 1", source: "Holm 1979, JSTOR 4615733"),
    Measure(
      "BH p", ["tests.bh_p"],
      "p adjusted after Benjamini and Hochberg: of all findings below 0.05 at most 5% are expected to be false",
      formula: "least of m p(i) / i from its rank i on, at most 1",
      source: "Benjamini and Hochberg 1995, doi:10.1111/j.2517-6161.1995.tb02031.x"),
    Measure(
      "GVIF", ["collinearity.gvif"],
      "generalised variance inflation factor: by how much the other terms widen the joint confidence region of a term's "
        + "coefficients, squared; of one column the VIF of the estimates",
      formula: "det(R11) det(R22) / det(R), R being the correlations of the estimates",
      source: "Fox and Monette 1992, doi:10.2307/2290467"),
    Measure(
      "GVIF per standard error", ["collinearity.gvif_adjusted"],
      "the same on the scale of a standard error, comparable between terms; 1 is none, 2 is a standard error doubled",
      formula: "GVIF^(1 / (2 df))", source: "Fox and Monette 1992, doi:10.2307/2290467"),
    Measure(
      "condition index", ["conditions.condition_index"],
      "how near the design comes to a linear dependence of its columns, intercept included and not centred: from 10 on "
        + "worth a look, from 30 on strong. Named are the columns that leave over half of their variance to it",
      formula: "greatest singular value of X, its columns of length 1, over another", source: Sources.belsley),
    Measure(
      "AUC interval", ["auc_low", "auc_high"], "95% interval of the AUC with DeLong's standard error",
      formula: "AUC -/+ 1.959964 SE, within 0 and 1",
      source: "DeLong, DeLong and Clarke-Pearson 1988, doi:10.2307/2531595"),
    Measure(
      "Brier reliability", ["brier_reliability"],
      "mean squared distance of the mean prediction of a group from the rate among its rows, in Hosmer-Lemeshow's ten "
        + "groups; 0 is best. Score = reliability - resolution + uncertainty + within groups",
      source: Sources.murphy),
    Measure(
      "Brier resolution", ["brier_resolution"],
      "mean squared distance of those rates from the rate of all rows; high is good", source: Sources.murphy),
    Measure(
      "Brier within groups", ["brier_within"],
      "what is left of the score: predictions differ within a group, and that their spread is right (below 0) or wrong "
        + "(above) is in no other part. 0 where each group is one prediction",
      formula: "score - (reliability - resolution + uncertainty)",
      source: "Stephenson, Coelho and Jolliffe 2008, doi:10.1175/2007WAF2006116.1"),
    Measure(
      "Brier uncertainty", ["brier_uncertainty"], "the score of predicting the rate of all rows for each",
      formula: "rate (1 - rate)", source: Sources.murphy),
    Measure(
      "Hosmer-Lemeshow test", ["hl", "hl_df", "hl_p"],
      "chi-squared of events against expected events in ten groups of the predicted probability, cut at interpolated "
        + "quantiles (type 7) with equal predictions together; its p changes with the grouping, and in many thousand rows "
        + "a trifling misfit is significant",
      formula: "sum of (events - expected)^2 / (expected (1 - expected / rows)), df = groups - 2",
      source: "Hosmer and Lemeshow 1980, doi:10.1080/03610928008827941"),
    Measure(
      "calibration intercept", ["calibration_intercept", "calibration_intercept_se"],
      "on rows held out: log odds by which what happened exceeds what was predicted; 0 is calibration in the large. On "
        + "the rows used it is 0 by construction",
      formula: "intercept of a logistic regression of the outcome with the linear predictor as an offset",
      source: Sources.cox),
    Measure(
      "calibration slope", ["calibration_slope", "calibration_slope_se"],
      "on rows held out: 1 is right, below 1 the predictions are too extreme. On the rows used it is 1 by construction",
      formula: "coefficient of the linear predictor in a logistic regression of the outcome",
      source: Sources.cox),
  ]
}

extension Sources {
  static let liang = "Liang and Zeger 1986, doi:10.1093/biomet/73.1.13"
  static let belsley =
    "Belsley, Kuh and Welsch 1980, Regression Diagnostics, chapter 3, doi:10.1002/0471725153"
  static let murphy = "Murphy 1973, doi:10.1175/1520-0450(1973)012<0595:ANVPOT>2.0.CO;2"
  static let cox = "Cox 1958, doi:10.1093/biomet/45.3-4.562"
}
