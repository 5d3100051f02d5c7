extension Measure {
  static let fit: [Measure] = [
    Measure(
      "covariate patterns", ["patterns"],
      "distinct combinations of the predictors among the rows used; the fit works on them, exactly",
      source: Sources.hosmer + ", section 5.2"),
    Measure(
      "clusters", ["clusters"],
      "groups of rows that the standard errors take as alike within, such as one provider's: those with rows used",
      source: Sources.liang),
    Measure(
      "parameters", ["parameters"], "coefficients estimated: the rank of the design, intercept included",
      source: Sources.mcCullagh + ", section 3.7"),
    Measure(
      "residual df", ["df_residual"],
      "residual degrees of freedom over covariate patterns; 0 says that the model repeats the data, which then must not "
        + "leave a research environment", formula: "covariate patterns - parameters",
      source: Sources.hosmer + ", section 5.2"),
    Measure(
      "log-likelihood", ["loglik"],
      "log of the probability of the outcomes seen, row by row (Bernoulli); nearer to 0 is a closer fit",
      formula: "sum of y log(p) + (1 - y) log(1 - p)", source: Sources.hosmer + ", section 1.2"),
    Measure(
      "null log-likelihood", ["loglik_null"],
      "log-likelihood of the model of an intercept alone; of a model without intercept, of p = 0.5",
      source: Sources.hosmer + ", section 1.3"),
    Measure(
      "LR test", ["lr", "lr_df", "lr_p"],
      "likelihood-ratio test of all terms against the null model, or in compare of a model against the smaller one: "
        + "chi-squared, its degrees of freedom and its upper tail. Only over the same rows",
      formula: "chi-squared = 2 (ll - ll of the smaller model), df = difference of parameters",
      source: "Wilks 1938, doi:10.1214/aoms/1177732360"),
    Measure(
      "AIC", ["aic"], "Akaike's information criterion: less is better, over the same rows only",
      formula: "-2 ll + 2 parameters", source: "Akaike 1974, doi:10.1109/TAC.1974.1100705"),
    Measure(
      "BIC", ["bic"], "Bayesian information criterion: less is better, over the same rows only",
      formula: "-2 ll + parameters log(n), n being the rows used",
      source: "Schwarz 1978, doi:10.1214/aos/1176344136"),
    Measure(
      "McFadden R2", ["r2_mcfadden"], "share of the null log-likelihood that the model takes away",
      formula: "1 - ll / ll0",
      source: "McFadden 1974, in Zarembka (ed.), Frontiers in Econometrics, pages 105-142"),
    Measure(
      "Cox-Snell R2", ["r2_cox_snell"], "likelihood ratio per row on the scale of R2; it cannot reach 1",
      formula: "1 - exp(2 (ll0 - ll) / n)",
      source: "Cox and Snell 1989, Analysis of Binary Data, pages 208-209"),
    Measure(
      "Nagelkerke R2", ["r2_nagelkerke"], "Cox-Snell R2 over the greatest value it can have",
      formula: "(1 - exp(2 (ll0 - ll) / n)) / (1 - exp(2 ll0 / n))",
      source: "Nagelkerke 1991, doi:10.1093/biomet/78.3.691"),
    Measure(
      "Tjur R2", ["r2_tjur"], "coefficient of discrimination",
      formula: "mean p among events - mean p among non-events",
      source: "Tjur 2009, doi:10.1198/tast.2009.08210"),
    Measure(
      "iterations", ["iterations"],
      "Newton steps (iteratively reweighted least squares) until the fit converged",
      source: Sources.mcCullagh + ", section 2.5"),
    Measure(
      "step halvings", ["halvings"],
      "Newton steps that were cut in half since the likelihood would have fallen",
      source: Sources.own),
  ]

  static let tables: [Measure] = [
    Measure("columns", ["columns"], "how many columns a table has", source: Sources.own),
    Measure("missing", ["missing"], "rows without a value in this column", source: Sources.own),
    Measure(
      "distinct values", ["distinct"], "how many different values a column has, missing not counted",
      source: Sources.own),
    Measure(
      "value", ["column.value"], "the figure that the line names", source: Sources.own),
    Measure(
      "mean", [], "mean of the values that are there", formula: "sum of x / n", source: Sources.own),
    Measure(
      "standard deviation", [], "spread of the values that are there, divisor n - 1",
      formula: "sqrt(sum of (x - mean)^2 / (n - 1))", source: Sources.own),
    Measure(
      "problems", ["problems.line", "problems.times"],
      "what was wrong with a file: the first line of it, and how often it happened; the value itself is never shown",
      source: Sources.own),
  ]

  static let words: [Measure] = [
    Measure(
      "suppressed", [],
      "not shown: a count under the threshold of the policy in force (nhs-sde: 10), a figure that stands on so few, or one "
        + "that would reveal them; other counts are rounded (to the nearest 5), figures are given as exactly as that leaves "
        + "them. So unless all data are synthetic or set disclosure says otherwise", source: Sources.sde),
    Measure(
      "holdout", [],
      "rows set aside before the fit, to test the model on: by patient all rows of one are on one side. Which rows is a "
        + "matter of their keys and the seed alone",
      source: "Hastie, Tibshirani and Friedman 2009, section 7.2, doi:10.1007/978-0-387-84858-7"),
    Measure(
      "sample by", [],
      "a draw with the strata's proportions: each gets its exact share rounded down, the rows left over go to the greatest "
        + "remainders; which rows is a matter of their keys and the seed alone",
      source: "Cochran 1977, Sampling Techniques, chapter 5; largest remainders (Hamilton's method)"),
    Measure(
      "reference level", [],
      "the level of a category that the others are compared with: the first unless factor(x, ref=LEVEL) names another; "
        + "its line has no figures", source: Sources.hosmer + ", section 3.3"),
    Measure(
      "aliased", [],
      "a term that others determine, such as the last of flags that cover everybody: it is named with what it equals and "
        + "set aside", source: Sources.mcCullagh + ", section 3.5"),
    Measure(
      "separated", [],
      "some values of a term go with one outcome only, so that its estimate grows without bound: none is given",
      source: "Albert and Anderson 1984, doi:10.1093/biomet/71.1.1"),
    Measure(
      "sparse", [],
      "a level, or a cell of an interaction, with fewer than 10 events or fewer than 10 non-events: its estimate leans away "
        + "from 0 and Wald's interval is too short. Merge levels, or fit with firth. How few there are is not shown",
      source: "Peduzzi et al. 1996, doi:10.1016/S0895-4356(96)00236-3; van Smeden et al. 2016, "
        + "doi:10.1186/s12874-016-0267-3"),
    Measure(
      "few rows to predict from", [],
      "the rows used are fewer than a model for prediction asks for by three criteria: coefficients too large by a tenth at "
        + "most, Nagelkerke R2 too high by 0.05 at most, the overall risk known to 0.05. The R2 expected is the model's own of "
        + "Cox and Snell, shrunk by 1 - parameters / LR. Odds ratios may be worth reading all the same",
      formula:
        "parameters / ((S - 1) log(1 - R2 / S)), S = 0.9 or R2 / (R2 + 0.05 R2_max); 1536.64 p (1 - p)",
      source: "Riley et al. 2019, doi:10.1002/sim.7992, and 2020, doi:10.1136/bmj.m441"),
    Measure(
      "converged", [],
      "the maximum of the likelihood was found: a further step would change neither it nor any coefficient that shows",
      source: Sources.mcCullagh + ", section 2.5"),
    Measure(
      "after the referral", [],
      "known only after the referral, such as the number of sessions: a result of the course as much as a cause",
      source: "Hernán and Robins 2020, Causal Inference: What If, section 7.4"),
  ]
}
