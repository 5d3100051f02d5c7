extension Measure {
  static let effects: [Measure] = [
    Measure(
      "average marginal effect", ["ame"],
      "how much the probability changes, averaged over the rows fitted: of a number the slope for one unit; of a "
        + "level, a flag or a number that is 0 or 1 the probability with it less that with the reference, all else as it "
        + "is; between two numbers likewise",
      formula: "mean of dp/dx, or mean of p(level) - p(reference)",
      source: "Williams 2012, doi:10.1177/1536867X1201200209",
      others: ["effect", "average marginal effects"]),
    Measure(
      "interval of an effect", ["ame_low", "ame_high", "rd_low", "rd_high"],
      "95% interval of a change of probability, by the delta method from the model's covariance; the rows are taken as "
        + "given",
      formula:
        "effect - 1.959964 se to effect + 1.959964 se, se^2 = g' V g, g its gradient by the coefficients",
      source: Sources.oehlert),
    Measure(
      "z of an effect", ["margins.z"], "an effect over its standard error", formula: "z = effect / se",
      source: Sources.oehlert),
    Measure(
      "observed share", ["observed"],
      "share of the rows fitted with this value in which the event happened, nothing being adjusted for",
      formula: "events / rows", source: Sources.own),
    Measure(
      "predicted probability", ["predicted"],
      "adjusted prediction: the average over all rows fitted of the probability with the variable set to this value in "
        + "each, everything else as it is (standardisation, the g-formula)",
      formula: "mean over rows of p(x set to the value)", source: Sources.gFormula,
      others: ["standardised risk", "standardised risks", "standardisation", "adjusted prediction"]),
    Measure(
      "interval of a prediction", ["predicted_low", "predicted_high"],
      "95% interval: delta method on the log odds of the average, its ends mapped to probabilities",
      formula: "logit(low) = logit(p) - 1.959964 se / (p (1 - p)), and so on", source: Sources.oehlert),
    Measure(
      "risk difference", ["rd"],
      "predicted probability of this value less that of the reference, over the same rows; a causal effect only if "
        + "everything that confounds is in the model", formula: "p1 - p0", source: Sources.gFormula,
      others: ["difference"]),
    Measure(
      "p of a risk difference", ["rd_p"],
      "probability of a difference at least as far from 0 were the true one 0; two-sided normal",
      formula: "p = 2 Phi(-|rd / se|)", source: Sources.oehlert),
    Measure(
      "risk ratio", ["rr"],
      "predicted probability of this value over that of the reference, over the same rows",
      formula: "p1 / p0", source: Sources.gFormula,
      others: ["ratio"]),
    Measure(
      "interval of a risk ratio", ["rr_low", "rr_high"],
      "95% interval by the delta method on the logarithm of the ratio",
      formula: "exp(log(p1 / p0) - 1.959964 se) and so on, its gradient being g1 / p1 - g0 / p0",
      source: Sources.oehlert),
  ]

  static let confounding: [Measure] = [
    Measure(
      "rows of a confounding table", ["confounding.asked", "confounding.missing", "confounding.left_out"],
      "rows asked about; those without a value in some variable of the full model; and complete ones left out because a "
        + "level predicts their outcome perfectly (its estimate has no finite value, the others are the same without them)",
      source: Sources.record),
    Measure(
      "scaled odds ratio", ["or_scaled"],
      "odds ratio of the exposure adjusted for the blocks so far, in the residual scale of the full model: the blocks "
        + "still to come enter as what is left of them after regression on exposure and earlier blocks. Unlike plain odds "
        + "ratios those of several lines can be compared",
      formula: "exp(b_full + sum of theta_j beta_j over the covariates to come)", source: Sources.khb,
      others: ["scaled OR"]),
    Measure(
      "KHB decomposition", ["khb.log_odds"],
      "crude: the coefficient without adjustment; reduced: the same on the scale of the full model; full: adjusted for "
        + "all blocks; difference: what adjustment takes away, split exactly into what each block takes. theta_j is the "
        + "exposure's coefficient in the linear regression of covariate j, beta_j the covariate's in the full model",
      formula: "reduced = full + sum of theta_j beta_j", source: Sources.khb,
      others: ["KHB", "reduced", "full", "difference"]),
    Measure(
      "standard error of a difference", ["khb.se"],
      "of reduced and full that of the model's coefficient; of the difference and its parts the delta method, with the "
        + "sandwich covariance of the linear regressions",
      formula: "se^2 = theta' V(beta) theta + beta' V(theta) beta", source: Sources.khb + ", appendix"),
    Measure(
      "share of the reduced effect", ["of_reduced"],
      "part of the unadjusted effect, on one scale: of the difference the confounding percentage",
      formula: "(reduced - full) / reduced", source: Sources.khb,
      others: ["of reduced"]),
    Measure(
      "share of the difference", ["of_difference"],
      "part of what adjustment takes away that is due to one block; the shares sum to 100%",
      formula: "sum of theta_j beta_j over the block / (reduced - full)", source: Sources.khb,
      others: ["of difference"]),
    Measure(
      "change in estimate", ["ame_change", "or_change"],
      "how far adjusting for one covariate moves the figure, as a share of the unadjusted one. The usual rule of 10% "
        + "belongs on the effect, for an odds ratio also changes without confounding",
      formula: "(adjusted - crude) / crude",
      source: "Greenland, Robins and Pearl 1999, doi:10.1214/ss/1009211805",
      others: ["change"]),
    Measure(
      "E-value", ["e_value", "e_limit"],
      "how strongly something unmeasured would have to be tied both to the exposure and to the outcome, as risk ratios "
        + "beyond what is adjusted for, to explain the estimate away, or to move the nearer end of its interval to 1 (1 "
        + "where the interval holds 1)",
      formula: "E = RR + sqrt(RR (RR - 1)), of 1 / RR where RR is under 1", source: Sources.vanderWeele,
      others: ["of the limit"]),
    Measure(
      "risk ratio of an E-value", ["e_rr"],
      "what stands for the risk ratio: the square root of the odds ratio where the event is in over 15% of the rows used, "
        + "else the odds ratio", formula: "sqrt(OR), or OR", source: Sources.vanderWeele),
    Measure(
      "non-collapsibility", [],
      "an odds ratio adjusted for a covariate that predicts the outcome is further from 1 than the unadjusted one even if "
        + "the covariate has nothing to do with the exposure. A warning stands where adjustment moves the odds ratio by 10% "
        + "or more, and the average marginal effect and the scaled odds ratio by less",
      source: "Greenland, Robins and Pearl 1999, doi:10.1214/ss/1009211805"),
  ]
}

extension Sources {
  static let oehlert = "Oehlert 1992, doi:10.1080/00031305.1992.10475842"
  static let gFormula =
    "Robins 1986, doi:10.1016/0270-0255(86)90088-6; Localio et al. 2007, doi:10.1016/j.jclinepi.2006.12.001"
  static let khb =
    "Karlson, Holm and Breen 2012, doi:10.1177/0081175012444861; Kohler, Karlson and Holm 2011, "
    + "Stata Journal 11: 420-438"
  static let vanderWeele = "VanderWeele and Ding 2017, doi:10.7326/M16-2607"
}
