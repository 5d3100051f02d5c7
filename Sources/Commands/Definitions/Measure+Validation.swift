extension Measure {
  static let validation: [Measure] = [
    Measure(
      "apparent", ["apparent"], "a figure on the rows the model was fitted to, which flatters it",
      source: Sources.harrell),
    Measure(
      "optimism", ["optimism"],
      "how much better a figure is on the rows a model was fitted to: over bootstrap samples, the mean of the figure on "
        + "the rows drawn less that on the rows themselves, both of the model fitted to the rows drawn. A sample that "
        + "separates the outcome predicts 0 or 1 for some rows, and has no calibration intercept and slope; one that "
        + "lacks a level is tested without the rows of it; how many is said",
      formula: "mean over samples of (figure on the sample - figure on the rows)", source: Sources.harrell),
    Measure(
      "corrected", ["corrected"],
      "a figure as it is to be expected on new rows of the same kind. ICI, E50, E90 and Emax, which as distances cannot "
        + "be corrected by subtraction, are those of the model's predictions from the calibration curve corrected for "
        + "optimism, held between 0 and 1",
      formula: "apparent - optimism; of ICI: mean of |curve(p) - optimism of the curve at p - p|",
      source: Sources.harrell),
    Measure(
      "bootstrap", [],
      "samples of the rows fitted, as many as there are, drawn with replacement (of a model with clusters whole "
        + "clusters): counts by pattern and outcome are multinomial and are drawn directly. Which is a matter of the "
        + "seed alone. Knots and ranges stay as they are",
      source: "Efron and Tibshirani 1993, An Introduction to the Bootstrap, doi:10.1201/9780429246593"),
    Measure(
      "percentile interval", ["percentiles.low", "percentiles.high"],
      "the 2.5th and 97.5th percentile of an odds ratio over the bootstrap samples in which it is finite and stands for "
        + "what it stands for in the model; left out where those are fewer than 90%",
      source: "Efron and Tibshirani 1993, chapter 13, doi:10.1201/9780429246593"),
    Measure(
      "samples of an odds ratio", ["percentiles.samples"],
      "bootstrap samples in which the odds ratio is finite: its level was drawn, with events and non-events",
      source: Sources.own),
    Measure(
      "cross-validation", ["folds.fold"],
      "the rows are dealt into folds; the model is fitted to all folds but one and predicts that one. Which fold is a "
        + "matter of the rows' keys and the seed alone; by patient all rows of one are in one fold; strata are dealt "
        + "evenly",
      source: "Stone 1974, doi:10.1111/j.2517-6161.1974.tb00994.x"),
    Measure(
      "interval on new rows", ["validation.low", "validation.high", "folds.low", "folds.high"],
      "95% interval: of an AUC DeLong's, of the calibration intercept and slope Wald's. Of several folds it takes the "
        + "predictions as if they came from one model",
      formula: "figure - 1.959964 se to figure + 1.959964 se", source: Sources.deLong),
    Measure(
      "figure on new rows", ["validation.value"], "the figure that the line names", source: Sources.own),
    Measure(
      "ICI", [],
      "integrated calibration index: mean over the rows of the distance of the prediction from the calibration curve",
      formula: "mean of |curve(p) - p|", source: Sources.ici),
    Measure(
      "E50", [], "median over the rows of the distance from the calibration curve", source: Sources.ici),
    Measure(
      "E90", [], "90th percentile over the rows of the distance from the calibration curve",
      source: Sources.ici),
    Measure("Emax", [], "greatest distance from the calibration curve", source: Sources.ici),
    Measure(
      "calibration curve", ["calibration.curve"],
      "how often the event happened at a prediction, smoothed: logistic regression of the outcome on a restricted cubic "
        + "spline of the linear predictor with knots at its 5th, 35th, 65th and 95th percentiles. Equal knots count once, "
        + "and fewer than three leave a straight line. In a bootstrap corrected for optimism",
      source: "Van Calster et al. 2016, doi:10.1016/j.jclinepi.2015.12.005; knots: \(Sources.harrell)"),
    Measure(
      "groups by predicted risk", ["calibration.group"],
      "rows cut at quantiles of their predictions, interpolated between order statistics (type 7); rows of equal "
        + "prediction stay together",
      source: "Hyndman and Fan 1996, doi:10.1080/00031305.1996.10473566"),
    Measure(
      "rows of a risk group", ["calibration.rows"], "rows whose prediction is in the group",
      source: Sources.own),
    Measure("predicted", ["calibration.predicted"], "mean prediction of the group", source: Sources.own),
    Measure(
      "observed", ["calibration.observed"], "share of the group's rows with the event", source: Sources.own),
    Measure(
      "interval of a share", ["calibration.interval"],
      "95% interval of the share of a group's rows with the event, after Wilson",
      source: "Wilson 1927, doi:10.1080/01621459.1927.10502953"),
    Measure(
      "rows not predicted", [],
      "rows that the rows fitted do not determine: they have a level that none of those has",
      source: Sources.own),
    Measure(
      "Youden index", [],
      "recall + specificity - 1; the threshold where it is greatest weighs missed events and false alarms alike, "
        + "each as a share of its class",
      source: "Youden 1950, doi:10.1002/1097-0142(1950)3:1<32::AID-CNCR2820030106>3.0.CO;2-3"),
    Measure(
      "cost", [],
      "what a false negative and a false positive cost, such as 5:1. Least: the threshold at which the rows cost least, "
        + "the lowest of equal ones. If calibrated: the threshold that costs least where predictions are right",
      formula: "if calibrated: cost of a false positive / (both costs)",
      source: "Elkan 2001, The foundations of cost-sensitive learning, IJCAI 17, pages 973-978"),
    Measure(
      "specificity", ["specificity"], "share of non-events that are predicted as such",
      formula: "tn / (tn + fp)",
      source: Sources.fawcett),
    Measure(
      "difference of AUC", ["areas.difference", "areas.low", "areas.high", "areas.z", "areas.p"],
      "AUC of a model less that of the one before, over the same rows, with its 95% interval and two-sided test, "
        + "which allow for both being of the same rows. Of nested models on the rows fitted the test is conservative: "
        + "read the likelihood-ratio test",
      formula: "z = difference / se, se from the covariance of the placements",
      source:
        "\(Sources.deLong); Sun and Xu 2014, doi:10.1109/LSP.2014.2337313; nested models: Demler, Pencina and "
        + "D'Agostino 2012, doi:10.1002/sim.5328"),
  ]
}
