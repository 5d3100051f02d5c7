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
      rows: items.map {
        [
          .label($0.number), .label($0.text),
          .label($0.place ?? "not met by this program: the authors must say"),
        ]
      })
  }

  /// What RECORD adds to STROBE.
  static let record: [ReportingItem] = [
    .init("1.1", "type of data in the title or abstract", "Title; Data and period"),
    .init(
      "1.2", "region and time frame in the title or abstract", "Data and period (the region: the authors)"),
    .init("1.3", "linkage of databases in the title or abstract", "Flow of the rows"),
    .init(
      "6.1", "how the people were selected, with codes and algorithms",
      "Flow of the rows; Methods; the recipe"),
    .init("6.2", "validation of the codes and algorithms"),
    .init("6.3", "a diagram of the linkage, with the number at each stage", "Flow of the rows"),
    .init(
      "7.1", "codes and algorithms of exposures, outcomes, confounders", "Methods, variables; show recipe"),
    .init("12.1", "access of the investigators to the database population"),
    .init("12.2", "data cleaning", "Flow of the rows; Methods; the recipe"),
    .init(
      "12.3", "whether there was linkage, how, and its quality", "Flow of the rows (unmatched, multiple)"),
    .init("13.1", "selection of the people, with filters, in text or a diagram", "Flow of the rows"),
    .init(
      "19.1", "what follows from data not made for the question",
      "Limitations (in general; in detail: the authors)"),
    .init(
      "22.1", "access to protocol, raw data or program code",
      "Reproducibility (protocol and data: the authors)"),
  ]

  /// TRIPOD+AI, in short.
  static let tripod: [ReportingItem] = [
    .init("1", "title names development or evaluation, population, outcome"),
    .init("2", "abstract"),
    .init("3", "background: context, intended use, known inequalities"),
    .init("4", "objectives", "Question (in detail: the authors)"),
    .init("5", "sources and dates of the data", "Data and period; Reproducibility"),
    .init("6", "setting, eligibility, treatments", "Flow of the rows (setting and treatments: the authors)"),
    .init("7", "preparation of the data", "Flow of the rows; Methods; the recipe"),
    .init(
      "8", "outcome: definition, time, assessment", "Question; Methods, variables (assessment: the authors)"),
    .init("9", "predictors: choice, definition, assessment", "Methods, variables (choice: the authors)"),
    .init("10", "sample size", "Models, rows and events (how it was planned: the authors)"),
    .init("11", "missing data", "Missing values; Methods; rows dropped in each model"),
    .init("12", "analysis: use of the data, model, performance measures", "Methods; Models"),
    .init("13", "class imbalance", "Models, events and rows: nothing was done about it"),
    .init("14", "fairness", "Outcomes by group; models of segments where they were fitted"),
    .init("15", "output of the model", "Methods: a probability"),
    .init(
      "16", "differences between data of development and of evaluation",
      "Models: rows held out of the same data"),
    .init("17", "ethical approval"),
    .init(
      "18", "funding, conflicts, protocol, registration, sharing",
      "Reproducibility (code; the rest: the authors)"),
    .init("19", "involvement of patients and the public"),
    .init("20", "people: flow, characteristics, comparison", "Flow of the rows; Table 1"),
    .init("21", "numbers of people and events in each analysis", "Models"),
    .init("22", "the whole model", "Models, coefficients with the intercept"),
    .init(
      "23", "performance with intervals, in subgroups",
      "Models, on rows not fitted (subgroups: compare, validate)"),
    .init("24", "updating of a model", "none was updated"),
    .init("25", "interpretation"),
    .init("26", "limitations", "Limitations (in detail: the authors)"),
    .init("27", "use in practice: data of poor quality, users, next steps"),
  ]
}
