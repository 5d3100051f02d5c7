extension Measure {
  /// Of random intercepts, and of models of several segments.
  static let levels: [Measure] = [
    Measure(
      "random intercept", ["model.clusters"],
      "every cluster (provider) has log odds of its own, drawn from a normal distribution about those of the terms; the "
        + "odds ratios are conditional on it: between people of the same cluster, and further from 1 than those over all",
      formula: "log(p / (1 - p)) = b0 + b1 x1 + ... + u, u normal with mean 0 and standard deviation sigma",
      source: "Stiratelli, Laird and Ware 1984, doi:10.2307/2531147"),
    Measure(
      "sigma", ["random.value", "random.low", "random.high"],
      "standard deviation of the random intercepts on the scale of log odds; interval by Wald on log sigma, its ends "
        + "carried over to the variance, the ICC and the median odds ratio",
      formula: "exp(log(sigma) - 1.959964 se) to exp(log(sigma) + 1.959964 se)",
      source: "Pinheiro and Bates 2000, section 2.4, doi:10.1007/b98882"),
    Measure(
      "ICC", [],
      "intraclass correlation: the share of the variance of the latent outcome that lies between clusters, pi^2/3 being "
        + "the variance of the logistic distribution",
      formula: "sigma^2 / (sigma^2 + pi^2 / 3)",
      source: "Snijders and Bosker 2012, Multilevel Analysis, section 17.3"),
    Measure(
      "median odds ratio", [],
      "two alike people of two clusters drawn at random: the median of the odds ratio between the one of the higher "
        + "cluster and the one of the lower; 1 is no difference between clusters",
      formula: "exp(sqrt(2 sigma^2) x 0.6744898), 0.6744898 being the 75% point of the standard normal",
      source: "Merlo et al. 2006, doi:10.1136/jech.2004.029454"),
    Measure(
      "test of sigma", ["random.sigma_lr", "random.sigma_p", "loglik_plain"],
      "likelihood-ratio test of the random intercept against none. As sigma cannot be below 0, p is half the upper tail "
        + "of chi-squared with 1 df",
      formula: "chi-squared = 2 (ll - ll with sigma 0)",
      source: "Self and Liang 1987, doi:10.1080/01621459.1987.10478472"),
    Measure(
      "quadrature points", ["points", "quadrature_change"],
      "points of adaptive Gauss-Hermite quadrature, by which the likelihood is integrated over each cluster's intercept; "
        + "and how much the log-likelihood would change with about twice as many",
      source: "Pinheiro and Bates 1995, doi:10.1080/10618600.1995.10474663; Liu and Pierce 1994, "
        + "doi:10.1093/biomet/81.3.624"),
    Measure(
      "heterogeneity", ["heterogeneity.lr", "heterogeneity.lr_df", "heterogeneity.lr_p"],
      "whether a term's effect differs between segments: likelihood-ratio test of its interaction with the segments, over "
        + "all rows of the segments fitted, each with its own intercept. Small p: the effects differ",
      formula: "chi-squared = 2 (ll with segment x term - ll without), df = difference of parameters",
      source: Sources.hosmer + ", section 3.6"),
    Measure(
      "Cochran Q", ["q", "q_df", "q_p"],
      "whether the segments' own estimates differ by more than chance; weights are 1 / se^2",
      formula: "Q = sum of (b - weighted mean of b)^2 / se^2, chi-squared with segments - 1 df",
      source: "Cochran 1954, doi:10.2307/3001666"),
    Measure(
      "I2", ["i2"], "share of the variation between the segments' estimates that is not chance",
      formula: "max(0, (Q - df) / Q)", source: "Higgins and Thompson 2002, doi:10.1002/sim.1186"),
    Measure(
      "difference between segments", ["difference", "differences.se", "differences.z"],
      "difference of a coefficient between two models without a common row, with its standard error and z",
      formula: "b2 - b1, se = sqrt(se1^2 + se2^2), z = difference / se",
      source: "Altman and Bland 2003, doi:10.1136/bmj.326.7382.219"),
    Measure(
      "ratio of odds ratios", ["or_ratio", "or_ratio_low", "or_ratio_high"],
      "the second model's odds ratio over the first's, with its 95% interval; 1 is no difference",
      formula: "exp(b2 - b1), interval exp(b2 - b1 - 1.959964 se) to exp(b2 - b1 + 1.959964 se)",
      source: "Altman and Bland 2003, doi:10.1136/bmj.326.7382.219"),
  ]
}
