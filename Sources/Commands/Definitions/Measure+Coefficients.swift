extension Measure {
  static let coefficients: [Measure] = [
    Measure(
      "offset", [],
      "offset(x) as a term of fit: x is added to the log odds as it is, its coefficient 1 and not estimated; such as the "
        + "log odds that an earlier model gave. log and powers may stand in it",
      formula: "log(p / (1 - p)) = x + b0 + b1 x1 + ...", source: Sources.mcCullagh),
    Measure(
      "rcs", [],
      "rcs(x, 20, 30, 50) as a term of fit: a restricted cubic spline of x with knots at these values, cubic between "
        + "them and straight outside; it has one column fewer than knots: x, x', x''. The knots are always stated; the "
        + "5th, 35th, 65th and 95th percentiles of all rows are a usual choice",
      source: Sources.harrell),
    Measure(
      "estimate", ["terms.estimate"],
      "log odds ratio: how much the log odds of the event rise with one unit of the term, or from the reference level to "
        + "this one, all other terms being equal. Maximum likelihood, by Newton steps that are halved where they overshoot",
      formula: "log(p / (1 - p)) = b0 + b1 x1 + b2 x2 + ...", source: Sources.hosmer + ", section 1.2"),
    Measure(
      "standard error", ["se"],
      "standard deviation of an estimate over repeated samples, from the information at the final estimates, or by "
        + "the sandwich of the scores of rows (robust) or clusters (cluster by): a model says which; of a "
        + "prediction, of its log odds",
      formula:
        "se(b_j) = sqrt of element (j, j) of inverse(X' W X), W = diag(m p (1 - p)) over covariate patterns",
      source: Sources.mcCullagh + ", section 4.4"),
    Measure(
      "z", ["terms.z"], "Wald statistic: an estimate over its standard error", formula: "z = estimate / se",
      source: "Wald 1943, doi:10.1090/S0002-9947-1943-0012401-3"),
    Measure(
      "p", ["p"],
      "probability of a statistic at least as far from 0 were the true coefficient 0; two-sided normal. Kept as its "
        + "logarithm, so that none is shown as 0",
      formula: "p = 2 Phi(-|z|)", source: "Wald 1943, doi:10.1090/S0002-9947-1943-0012401-3"),
    Measure(
      "odds ratio", ["or", "*_or"],
      "factor by which the odds of the event change with one unit of the term, or against the reference level; over 1 "
        + "the event is more frequent. It is further from 1 than the ratio of risks unless the event is rare",
      formula: "OR = exp(estimate)", source: Sources.hosmer + ", chapter 3"),
    Measure(
      "95% interval", ["or_low", "or_high", "*_or_low", "*_or_high"],
      "Wald interval of an odds ratio: it holds the true one in 95 of 100 repeated samples, if the model is right",
      formula: "exp(estimate - 1.959964 se) to exp(estimate + 1.959964 se)",
      source: Sources.hosmer + ", section 3.2"),
    Measure(
      "scaling", ["scaling.minimum", "scaling.maximum"],
      "the least and greatest value of a column on the rows used, which became 0 and 1: one unit of its estimate is "
        + "the whole range",
      formula: "(x - minimum) / (maximum - minimum)", source: Sources.own),
  ]

  static let predictions: [Measure] = [
    Measure(
      "probability", ["prediction.probability"], "probability of the event for the values given",
      formula: "p = 1 / (1 + exp(-log odds))", source: Sources.hosmer + ", section 1.2"),
    Measure(
      "log odds", ["prediction.log_odds"], "the linear predictor for the values given",
      formula: "b0 + b1 x1 + b2 x2 + ...", source: Sources.hosmer + ", section 1.2"),
    Measure(
      "interval of a probability", ["prediction.low", "prediction.high"],
      "95% interval: delta method on the log odds, its ends mapped to probabilities; it never leaves 0 to 1",
      formula: "logit(low) = log odds - 1.959964 se, and so on; se^2 = x' inverse(X' W X) x",
      source: Sources.hosmer + ", section 1.4; Oehlert 1992, doi:10.1080/00031305.1992.10475842"),
    Measure(
      "AUC", ["auc"],
      "area under the ROC curve: the probability that of an event and a non-event drawn at random the event has the "
        + "higher predicted probability; ties count half. 0.5 is chance. On the rows used it flatters the model",
      formula: "(pairs ranked rightly + ties / 2) / (events x non-events)",
      source: "Hanley and McNeil 1982, doi:10.1148/radiology.143.1.7063747"),
    Measure(
      "Brier score", ["brier"],
      "mean squared distance of the predicted probability from what happened; 0 is perfect",
      formula: "mean of (p - y)^2, y being 1 for an event and 0 otherwise",
      source: "Brier 1950, doi:10.1175/1520-0493(1950)078<0001:VOFEIT>2.0.CO;2"),
    Measure(
      "true positives", ["tp"],
      "events predicted as events: p above the threshold, which is 0.5 unless shown",
      source: Sources.fawcett),
    Measure(
      "false positives", ["fp"], "non-events predicted as events", source: Sources.fawcett),
    Measure(
      "false negatives", ["fn"], "events predicted as non-events", source: Sources.fawcett),
    Measure(
      "true negatives", ["tn"], "non-events predicted as non-events", source: Sources.fawcett),
    Measure(
      "confusion matrix", ["confusion.predicted_no", "confusion.predicted_yes"],
      "held-out rows by what happened (lines) and what was predicted (columns)", source: Sources.fawcett),
    Measure(
      "accuracy", ["accuracy"], "share of rows predicted rightly; to be read beside the base rate",
      formula: "(tp + tn) / (tp + fp + fn + tn)", source: Sources.fawcett),
    Measure(
      "precision", ["precision"], "share of predicted events that are events; positive predictive value",
      formula: "tp / (tp + fp)", source: Sources.fawcett),
    Measure(
      "recall", ["recall"], "share of events that are predicted; sensitivity", formula: "tp / (tp + fn)",
      source: Sources.fawcett),
    Measure(
      "F1", ["f1"], "harmonic mean of precision and recall", formula: "2 tp / (2 tp + fp + fn)",
      source: "van Rijsbergen 1979, Information Retrieval, chapter 7"),
    Measure(
      "base rate", ["base_rate"], "share of rows that are events: the accuracy of always saying yes",
      formula: "(tp + fn) / (tp + fp + fn + tn)", source: Sources.fawcett),
    Measure(
      "threshold", ["threshold"], "an event is predicted when its probability is above it",
      source: Sources.fawcett),
  ]
}
