extension Measure {
  static let rows: [Measure] = [
    Measure(
      "rows used", ["n"],
      "rows that the model was fitted to: complete in every variable of the formula, and not held out; of a weighted "
        + "table the sum of the weights. On held-out rows: those predicted",
      formula: "rows used = rows in question - dropped - held out", source: Sources.record),
    Measure(
      "rows in question", ["model.rows"],
      "rows of the data, segment and sample that the model was asked about, before any is dropped or held out",
      source: Sources.record),
    Measure(
      "dropped for missing values", ["model.dropped"],
      "rows without a value in some variable of the formula; an outcome has none outside its denominator, so that those "
        + "rows are among them; held-out rows count too", source: Sources.record),
    Measure(
      "rows dropped by term", ["losses.rows"],
      "rows in which this term is missing; a row missing in two terms counts in both", source: Sources.record),
    Measure(
      "events", ["events"],
      "rows in which the outcome happened: yes, 1, or the level named in the formula", source: Sources.hosmer),
    Measure(
      "rows", ["rows"],
      "rows of the table, level, stratum or segment; of a weighted table the rows of the file",
      source: Sources.own),
    Measure(
      "attrition", ["before", "after", "dropped"],
      "what each rule of a recipe did to the rows: how many stood before it, after it, and were dropped by it; a join "
        + "can make more of them", formula: "after = before - dropped, but for joins",
      source: "\(Sources.record); STROBE: von Elm et al. 2007, doi:10.1371/journal.pmed.0040296"),
    Measure(
      "unmatched", ["unmatched"],
      "of a join: rows for which the joined table had none; they stay, and its columns are missing in them",
      source: Sources.record),
    Measure(
      "multiple", ["multiple"],
      "of a join: rows that matched more than one row of the joined table; each match makes a row",
      source: Sources.record),
    Measure(
      "among", ["among"], "an outcome's denominator: the rows it is counted among, as the recipe says",
      source: "the recipe; help NAME of the outcome"),
    Measure(
      "rate", ["rate"], "share of the rows an outcome is counted among in which it happened",
      formula: "rate = events / among", source: "the recipe; help NAME of the outcome"),
    Measure(
      "unknown", ["unknown"],
      "rows in which an outcome cannot be told; the recipe's else says what they count as",
      source: "the recipe"),
    Measure(
      "share", ["share"],
      "one count over another, in percent: of a segment its rows over all rows, of a level its rows over all of the "
        + "table, of a wait or condition the rows that meet it over those where it is known",
      formula: "share = part / whole", source: Sources.own),
    Measure(
      "known and within", ["waits.known", "waits.within", "waits.standard"],
      "rows whose wait is known, those within the standard's days, and the share the standard asks for: 75% within six "
        + "weeks of the referral, 95% within eighteen", source: "NHS Talking Therapies waiting time standards"
    ),
    Measure(
      "satisfy", ["shares.satisfy"], "rows of a group in which the condition of share_by is true",
      source: Sources.own),
    Measure(
      "count", ["segment.count"],
      "of rows: those chosen by segment and sample; of an outcome: its events among them", source: Sources.own
    ),
  ]
}
