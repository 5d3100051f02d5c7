/// An item of a reporting guideline, and where a report meets it.
struct ReportingItem: Sendable {
  var number: String
  var text: String
  /// The section; `nil` for what the authors must say.
  var place: String?

  init(_ number: String, _ text: String, _ place: String? = nil) {
    self.number = number
    self.text = text
    self.place = place
  }

  /// The items of a guideline, a line each.
  static func table(_ name: String, _ title: String, _ items: [ReportingItem]) -> TableOutput {
    TableOutput(
      name: name, title: title,
      headers: [
        Header("item", key: "guideline_item", isText: true), Header("what", key: "asked", isText: true),
        Header("where", key: "section", isText: true),
      ],
      rows: items.map { [.label($0.number), .label($0.text), .label($0.place ?? "authors")] })
  }

  /// What RECORD adds to STROBE: Benchimol et al. 2015, its 13 items, shortened.
  static let record: [ReportingItem] = [
    .init("1.1", "type of data, and the databases' names, in the title or abstract", "Data (title: authors)"),
    .init("1.2", "region and timeframe in the title or abstract", "Data: period (region: authors)"),
    .init("1.3", "linkage between databases stated in the title or abstract", "Data: flow (title: authors)"),
    .init("6.1", "methods of selecting the population, such as codes and algorithms", "Data: flow; Methods"),
    .init("6.2", "validation studies of those codes and algorithms"),
    .init("6.3", "a diagram of the linkage with the number at each stage", "Data: flow; Appendix: matches"),
    .init(
      "7.1", "codes and algorithms of exposures, outcomes, confounders and effect modifiers",
      "Methods: variables; show recipe"),
    .init("12.1", "access of the investigators to the database population"),
    .init("12.2", "data cleaning methods", "Data: flow; Methods"),
    .init("12.3", "linkage: its level, methods and quality", "Data: flow; Appendix: matches"),
    .init(
      "13.1", "selection of the people included, with filtering by quality, availability and linkage",
      "Data: flow"),
    .init(
      "19.1",
      "implications of data not collected for the question: misclassification, confounding, missing data, "
        + "changing eligibility", "Limitations (in detail: authors)"),
    .init(
      "22.1", "access to protocol, raw data or programming code", "Reproducibility: code (the rest: authors)"),
  ]

  /// TRIPOD+AI: Collins et al. 2024, table 2, its 27 items with their parts, shortened.
  static let tripod: [ReportingItem] = [
    .init("1", "title: development or evaluation, target population, outcome"),
    .init("2", "abstract, by the checklist for abstracts"),
    .init("3a-c", "context and rationale; target population, purpose, users; known health inequalities"),
    .init("4", "objectives, and whether development, validation or both", "Question (in detail: authors)"),
    .init("5a", "sources of the data, why these, how representative", "Data (why these: authors)"),
    .init("5b", "dates of the participants' data", "Data: period"),
    .init("6a", "setting, number and location of centres"),
    .init("6b", "eligibility criteria", "Data: flow"),
    .init("6c", "treatments received and how they were handled"),
    .init(
      "7", "pre-processing and quality checking, alike across groups",
      "Data: flow; Methods (across groups: authors)"),
    .init(
      "8a", "outcome and time horizon: definition, assessment, rationale",
      "Question; Methods (rationale: authors)"),
    .init("8b-c", "outcome assessors; blinding of the assessment"),
    .init("9a", "choice of initial predictors"),
    .init("9b", "definition of all predictors, how and when measured", "Methods: variables"),
    .init("9c", "predictor assessors"),
    .init(
      "10", "how the study size was arrived at, and that it suffices", "Models: rows (justification: authors)"
    ),
    .init(
      "11", "handling of missing data, reasons for omitting data", "Methods; Models; Appendix: missing values"
    ),
    .init("12a", "use of the data, partitioning", "Models: rows held out"),
    .init("12b", "handling of predictors: form, rescaling", "Models: formula"),
    .init(
      "12c", "type of model, building steps, internal validation", "Methods; Models (rationale: authors)"),
    .init("12d", "heterogeneity across clusters", "Models, where they are by cluster or segment"),
    .init("12e", "measures and plots of performance", "Models; Appendix: figures"),
    .init("12f", "model updating", "none was done"),
    .init("12g", "how predictions were calculated", "Models; Appendix: coefficients"),
    .init("13", "methods for class imbalance", "none were used"),
    .init("14", "approaches to model fairness", "none were used; Appendix: outcomes by group"),
    .init(
      "15", "output of the model; thresholds and their rationale",
      "a probability; yes above 0.5 (rationale: authors)"),
    .init(
      "16", "differences between development and evaluation data", "Models: rows held out of the same data"),
    .init("17", "ethical approval and consent"),
    .init("18a-d", "funding; conflicts of interest; protocol; registration"),
    .init("18e", "availability of the data"),
    .init("18f", "availability of the analytical code", "Reproducibility (where it is kept: authors)"),
    .init("19", "patient and public involvement"),
    .init("20a", "flow of participants, with and without the outcome", "Data: flow; People and outcomes"),
    .init("20b", "characteristics, events, missing data, differences across groups", "Table 1; Appendix"),
    .init("20c", "evaluation and development data compared"),
    .init("21", "participants and events in each analysis", "Models"),
    .init("22", "the full model, so that others can use it", "Appendix: coefficients"),
    .init(
      "23a", "performance with intervals, in key subgroups too", "Models: rows held out (subgroups: authors)"),
    .init("23b", "heterogeneity of performance across clusters"),
    .init("24", "results of model updating", "none was done"),
    .init("25", "interpretation, with fairness and previous studies"),
    .init("26", "limitations and their effects", "Limitations (in detail: authors)"),
    .init("27a-c", "poor or missing inputs; what users must do and know; next steps"),
  ]
}
