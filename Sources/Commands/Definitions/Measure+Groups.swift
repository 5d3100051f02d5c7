extension Measure {
  static let groupsOfRows: [Measure] = [
    Measure(
      "slope index (linear)", ["inequality_linear.sii"],
      "slope index of inequality, SII: how much the outcome differs between the two ends of the line of everybody from the "
        + "worst off to the best off, in percentage points; above 0 it is more frequent at the best-off end",
      formula:
        "slope of the least-squares line of the groups' rates on their ridits, weights the groups' sizes, x 100; "
        + "SE from the rates' binomial errors r(1 - r)/n, to which OHID's simulated interval tends",
      source:
        "\(Sources.mackenbach); OHID (formerly PHE), Public health technical guidance: slope index of inequality"
    ),
    Measure(
      "relative index (linear)", ["inequality_linear.rii"],
      "relative index of inequality, RII: how many times as frequent the outcome is at the best-off end as at the other",
      formula: "line at 1 / line at 0; interval by the delta method on the log scale",
      source: Sources.mackenbach),
    Measure(
      "slope index (logistic)", ["inequality_logistic.sii"],
      "slope index of inequality by a logistic model of the outcome on the ridit, in percentage points",
      formula: "100 (p(1) - p(0)); SE by the delta method", source: Sources.moreno),
    Measure(
      "relative index (logistic)", ["inequality_logistic.rii"],
      "relative index of inequality by a logistic model of the outcome on the ridit",
      formula: "p(1) / p(0); interval by the delta method on the log scale", source: Sources.moreno),
    Measure(
      "ridit", [],
      "a group's place when everybody is lined up by group, from 0 to 1: the middle of its part of the line",
      formula: "(rows in groups before + half its own) / rows", source: "Bross 1958, doi:10.2307/2527727"),
    Measure(
      "concentration index", ["inequality_concentration.c"],
      "how far the events are concentrated at one end of the line: above 0 among the best off, below 0 among the worst "
        + "off, 0 where every group has its share",
      formula: "C = 2 cov(y, ridit) / mean of y; SE allows for the ranks being estimated (their equation 14)",
      source: "Kakwani, Wagstaff and van Doorslaer 1997, doi:10.1016/S0304-4076(96)01807-6"),
    Measure(
      "concentration index (Wagstaff)", ["inequality_concentration.wagstaff"],
      "concentration index over the greatest it can be for an outcome of yes and no",
      formula: "C / (1 - mean of y)",
      source: "Wagstaff 2005, doi:10.1002/hec.953"),
    Measure(
      "concentration index (Erreygers)", ["inequality_concentration.erreygers"],
      "concentration index that is the same, but for the sign, whether the event or its absence is counted",
      formula: "4 x mean of y x C", source: "Erreygers 2009, doi:10.1016/j.jhealeco.2008.02.003"),
    Measure(
      "interval of an index of inequality",
      [
        "inequality.low", "inequality.high", "sii_low", "sii_high", "rii_low", "rii_high", "c_low", "c_high",
        "wagstaff_low", "wagstaff_high", "erreygers_low", "erreygers_high",
      ],
      "95% interval: estimate +- 1.96 SE, of relative indices on the log scale", source: "see the index"),
    Measure(
      "index of inequality", ["inequality.estimate"],
      "the index that the line names; slope indices in percentage points", source: "see the index"),
    Measure(
      "points of a gap", ["gap.points"],
      "the gap between two groups' rates, or a part of it, in percentage points",
      formula: "gap = rate of the first - rate of the second; each method's two parts sum to it",
      source: "\(Sources.kitagawa); \(Sources.fairlie)"),
    Measure(
      "interval of a gap", ["gap.low", "gap.high"],
      "95% interval: estimate +- 1.96 SE by the delta method; outcomes, make-up and coefficients are all taken as samples",
      source: "Jann 2008, doi:10.1177/1536867X0800800401"),
    Measure(
      "part of the gap", ["gap.of_gap"], "a part as a share of the gap; it can be below 0 or above 1",
      formula: "part / gap", source: Sources.kitagawa),
    Measure(
      "Kitagawa decomposition", [],
      "composition is the part of a gap that goes with the groups' different shares of the cells, rates that of "
        + "different rates within cells; a cell that one group alone has counts as composition",
      formula:
        "composition = sum of (r1 + r2)/2 x (share1 - share2); rates = sum of (share1 + share2)/2 x (r1 - r2)",
      source: Sources.kitagawa),
    Measure(
      "explained and unexplained", [],
      "of a gap: the part that different make-up gives when all have the same coefficients, and the rest",
      formula:
        "explained = mean of p(x b) in the first group - that in the second, b of both together unless reference names a "
        + "group; unexplained = gap - explained",
      source:
        "\(Sources.fairlie); pooled coefficients with an indicator: Jann 2008, doi:10.1177/1536867X0800800401"
    ),
    Measure(
      "explained by a term", [],
      "a term's part of the explained gap: its share of the difference of the mean log odds",
      formula: "explained x (difference of the term's means x b) / (the same over all terms)",
      source: "Yun 2004, doi:10.1016/j.econlet.2003.09.008"),
    Measure(
      "unmatched rows", ["gap_groups.unmatched"],
      "rows in cells of the terms' values that the other group does not have", source: Sources.own),
    Measure(
      "rows of a group", ["*_rows"],
      "rows that have the level, within a group or in all; of a number's lines its mean, median or lower quartile",
      source: Sources.strobe),
    Measure(
      "share of a group", ["*_share"],
      "share of the group's rows with a value; of missing values of all its rows; of a number's lines its standard "
        + "deviation or upper quartile", source: Sources.strobe),
    Measure(
      "median and quartiles", [],
      "the values below which half, a quarter and three quarters of the values lie, between two values in proportion",
      formula: "of sorted values the one at 1 + (n - 1) p",
      source: "Hyndman and Fan 1996, definition 7, doi:10.1080/00031305.1996.10473566"),
    Measure(
      "standardised difference", ["smd"],
      "how far two groups differ in a variable, in units of its spread; it does not grow with the number of rows. Above "
        + "0.1 is commonly called an imbalance; of more than two groups the largest",
      formula:
        "|m1 - m2| / sqrt((s1^2 + s2^2)/2); of levels sqrt((p1 - p2)' S^-1 (p1 - p2)), S the mean of both covariances",
      source: "Austin 2009, doi:10.1002/sim.3697; levels: Yang and Dalton 2012, SAS Global Forum, paper 335"),
    Measure(
      "outcome where missing and known",
      [
        "missing_outcome.missing_rows", "missing_outcome.missing_rate", "missing_outcome.known_rows",
        "missing_outcome.known_rate",
      ],
      "rows whose outcome is known, and how often it happened, where a column's value is missing and where it is not",
      source: Sources.strobe),
    Measure(
      "difference where missing", ["missing_outcome.points", "missing_outcome.low", "missing_outcome.high"],
      "rate of the outcome where the value is missing less the rate where it is known, in percentage points, with its 95% "
        + "interval",
      source: "Newcombe 1998, method 10, doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I"
    ),
  ]
}

extension Sources {
  static let mackenbach = "Mackenbach and Kunst 1997, doi:10.1016/S0277-9536(96)00073-1"
  static let moreno =
    "Moreno-Betancur et al. 2015, doi:10.1097/EDE.0000000000000311, with a logistic in place of a log link"
  static let kitagawa = "Kitagawa 1955, doi:10.1080/01621459.1955.10501299"
  static let fairlie = "Fairlie 2005, doi:10.3233/JEM-2005-0259"
  static let strobe = "STROBE, item 14: von Elm et al. 2007, doi:10.1371/journal.pmed.0040296"
}
