import Engine

extension FittedModel {
  /// The model as `fit` prints it, from what the fit itself found.
  func briefOutput(_ work: Work) throws(Cancelled) -> ModelOutput {
    var tables: [TableOutput] = []
    if !model.losses.isEmpty { tables.append(lossTable) }
    if let validation = model.validation { tables.append(Self.confusionTable(validation.confusion)) }
    var main = model.random.map(randomFacts) ?? Section(key: "", title: "", facts: mainFacts + fitFacts)
    main.sums = [["rows", "n", "dropped"]]
    let output = ModelOutput(
      name: name, formula: formula.description, data: dataDescription, outcome: model.ending.rawValue,
      sections: [main, validationFacts()].compactMap { $0 },
      terms: model.coefficients.map(line), tables: tables, notes: notes(warnings: guardedWarnings),
      isBrief: true)
    return try guarded(output, exact: notes(warnings: warnings), work)
  }

  /// All of it, in reading order. Some twenty fits on the patterns.
  ///
  /// - Parameter family: the terms whose p-values are adjusted together; `nil` for all.
  func fullOutput(family: [String]? = nil, _ work: Work) throws -> ModelOutput {
    if let randomTable {
      var output = try briefOutput(work)
      output.isBrief = false
      output.tables.insert(randomTable, at: 0)
      return output
    }
    let quality = try work.timed("quality") { try ModelQuality(model, work) }
    let tests =
      try model.ending == .separated ? [] : work.timed("tests of terms") { try model.termTests(work) }
    var tables: [TableOutput] = []
    if !model.losses.isEmpty { tables.append(lossTable) }
    tables += [
      try work.timed("crude odds ratios") { try crudeTable(work) },
      try testTable(tests, family: family, work),
      try work.timed("collinearity") { try collinearityTable(work) },
      try conditionTable(work),
    ].compactMap { $0 }
    if let validation = model.validation {
      tables += [Self.confusionTable(validation.confusion), Self.sweepTable(validation.sweep)]
    }
    if !model.scaling.isEmpty { tables.append(scalingTable) }
    var main = Section(key: "", title: "", facts: mainFacts)
    main.sums = [["rows", "n", "dropped"]]
    let output = ModelOutput(
      name: name, formula: formula.description, data: dataDescription, outcome: model.ending.rawValue,
      sections: [main, quality.section(fitFacts, model), validationFacts(quality)].compactMap { $0 },
      terms: model.coefficients.map(line), tables: tables,
      notes: notes(warnings: guardedWarnings) + quality.notes, isBrief: false,
      reading: try reading(tests, work))
    return try guarded(output, exact: notes(warnings: warnings) + quality.notes, work)
  }

  /// The output with what the gate must know: what the model and each of its terms stand on.
  private func guarded(
    _ output: ModelOutput, exact: [String], _ work: Work
  ) throws(Cancelled) -> ModelOutput {
    var output = output
    output.basis = .init(
      rows: model.n, events: model.events,
      freedom: model.patterns - model.rank, isOfShownCounts: model.isOfShownCounts)
    output.exactNotes = exact
    let standing = try Standing(model, work)
    for index in output.terms.indices {
      let term = output.terms[index]
      output.terms[index].least = standing.leastOfLevel(term.term, term.levels)
    }
    output.leastOfTerms = standing.cells
    return output
  }

  private typealias Section = ModelOutput.Section

  private var dataDescription: String {
    var parts = [view.label]
    if let holdout { parts.append("held out \(holdout)") }
    if model.options.scaled { parts.append("scaled to 0-1 on the rows used") }
    return parts.joined(separator: "; ")
  }

  private func notes(warnings: [String]) -> [String] {
    var notes = uncertaintyNotes + modelNotes + warnings
    if !formula.intercept { notes.append("no intercept: the null model is p = 0.5") }
    if model.validation != nil { notes.append("predicted yes when p > 0.5") }
    return notes
  }

  /// What a reader of the odds ratios must know of this model, besides what its intervals are.
  var modelNotes: [String] {
    var notes: [String] = []
    if model.isOfShownCounts {
      notes.append("made of counts as they may be shown: from exact ones so few residual df would tell them")
    }
    if model.ending == .separated {
      notes.append("separated: the terms marked grow without bound; the others are given at their limits")
    }
    let after = formula.terms.flatMap(\.columns).uniqued().filter(view.afterReferral.contains)
    if !after.isEmpty {
      notes.append("after the referral, so results as much as causes: \(after.joined(separator: ", "))")
    }
    return notes + emptyTermNotes + randomRemarks
  }

  /// Terms that a factor of a single level left without a column.
  var emptyTermNotes: [String] {
    model.emptyTerms.map { empty in
      let columns = Words.choice(empty.columns, "and")
      return "\(empty.term): no column is left, \(columns) "
        + (empty.columns.count == 1 ? "has one level here" : "have one level each here")
    }
  }

  private var mainFacts: [ModelOutput.Fact] {
    var facts: [ModelOutput.Fact] = [
      .init("n", "rows used", .count(model.n)), .init("events", "events", .count(model.events)),
      .init("rows", "rows in question", .count(model.rows)),
      .init("dropped", "dropped for missing values", .count(model.dropped)),
      .init(
        "patterns", "covariate patterns",
        model.isOfShownCounts ? .integer(model.patterns) : .count(model.patterns)),
      .init("parameters", "parameters", .integer(model.rank)),
      .init(
        "df_residual", "residual df (patterns)",
        model.isOfShownCounts
          ? .integer(model.patterns - model.rank) : .count(model.patterns - model.rank)),
      .init("loglik", "log-likelihood", extensive(model.logLikelihood)),
      .init("loglik_null", "null log-likelihood", extensive(model.nullLogLikelihood)),
    ]
    let isLimit = model.ending == .separated
    let test = isLimit ? nil : model.likelihoodRatio
    let noTest = Cell.unavailable(isLimit ? "separated" : "no term is estimated")
    let noCriterion = isLimit ? noTest : isPenalised ? Cell.unavailable("penalised") : nil
    facts += [
      .init(
        "lr", "LR chi-squared", test.map { extensive($0.statistic) } ?? noTest),
      .init("lr_df", "LR df", test.map { .integer($0.df) } ?? noTest),
      .init("lr_p", "LR p", test.map { .pValue(log: $0.logP) } ?? noTest),
      .init("aic", "AIC", noCriterion ?? extensive(model.aic)),
      .init("bic", "BIC", noCriterion ?? extensive(model.bic)),
    ]
    let none = Cell.unavailable(
      isPenalised ? "penalised" : "the null model is perfect")
    facts += [
      .init("r2_mcfadden", "McFadden R2", model.pseudoR2.map { extensive($0.mcFadden) } ?? none),
      .init("r2_cox_snell", "Cox-Snell R2", model.pseudoR2.map { extensive($0.coxSnell) } ?? none),
      .init("r2_nagelkerke", "Nagelkerke R2", model.pseudoR2.map { extensive($0.nagelkerke) } ?? none),
      .init("r2_tjur", "Tjur R2", model.pseudoR2.map { extensive($0.tjur) } ?? none),
    ]
    if let clusters = model.clusterCount { facts.append(.init("clusters", "clusters", .count(clusters))) }
    facts += [
      .init("iterations", "iterations", .integer(model.iterations)),
      .init("halvings", "step halvings", .integer(model.halvings)),
    ]
    return facts
  }

  /// How the predictions do on the rows used, as far as the fit itself says.
  private var fitFacts: [ModelOutput.Fact] {
    [
      .init("auc", "AUC, rows used", model.auc.map(extensive) ?? .unavailable("one class only")),
      .init("brier", "Brier score, rows used", model.brier.map(extensive) ?? .unavailable("no rows")),
    ]
  }

  /// A figure of all rows used, no more exact than their number is told.
  private func extensive(_ value: Double) -> Cell {
    .extensive(value, rows: model.n, least: model.standing)
  }

  private func validationFacts(_ quality: ModelQuality? = nil) -> ModelOutput.Section? {
    guard let validation = model.validation else { return nil }
    let confusion = validation.confusion
    let fewest = min(validation.events, validation.n - validation.events)
    func figure(_ value: Double?, _ why: String) -> Cell {
      value.map { .estimate($0, rows: validation.n, least: fewest) } ?? .unavailable(why)
    }
    func ratio(_ ratio: Cell?, _ why: String) -> Cell { ratio ?? .unavailable(why) }
    var section = ModelOutput.Section(
      key: "validation", title: "On the rows held out",
      facts: [
        .init("n", "rows", .count(validation.n)), .init("events", "events", .count(validation.events)),
        .init("tp", "true positives", .count(confusion.truePositives)),
        .init("fp", "false positives", .count(confusion.falsePositives)),
        .init("fn", "false negatives", .count(confusion.falseNegatives)),
        .init("tn", "true negatives", .count(confusion.trueNegatives)),
        .init("accuracy", "accuracy", ratio(confusion.accuracyCell, "no rows")),
        .init("precision", "precision", ratio(confusion.precisionCell, "no row is predicted yes")),
        .init("recall", "recall", ratio(confusion.recallCell, "no events")),
        .init("f1", "F1", ratio(confusion.f1Cell, "no events, none predicted")),
        .init("base_rate", "base rate", ratio(confusion.baseRateCell, "no rows")),
        .init("auc", "AUC", figure(validation.auc, "one class only")),
      ] + (quality?.heldOutInterval(validation) ?? []) + [
        .init("brier", "Brier score", figure(validation.brier, "no rows"))
      ] + (quality?.heldOutFacts(validation) ?? []))
    section.sums = [["n", "tp", "fp", "fn", "tn"], ["events", "tp", "fn"]]
    return section
  }

  private var lossTable: TableOutput {
    TableOutput(
      name: "losses", title: "Rows dropped for missing values",
      headers: [Header("term", isText: true), Header("rows")],
      rows: model.losses.map { [.label($0.term), .count($0.rows)] },
      notes: ["a row missing in two terms counts in both"])
  }

  private var scalingTable: TableOutput {
    TableOutput(
      name: "scaling", title: "Ranges that became 0-1",
      headers: [Header("column", isText: true), Header("minimum"), Header("maximum")],
      rows: model.scaling.map { [.label($0.column), .extreme($0.minimum), .extreme($0.maximum)] })
  }

  private static func confusionTable(_ confusion: Model.Classification) -> TableOutput {
    var table = TableOutput(
      name: "confusion", title: "Confusion matrix, rows held out (rows actual, columns predicted)",
      headers: [
        Header("actual", isText: true), Header("predicted no", key: "predicted_no"),
        Header("predicted yes", key: "predicted_yes"),
      ],
      rows: [
        [.label("no"), .count(confusion.trueNegatives), .count(confusion.falsePositives)],
        [.label("yes"), .count(confusion.falseNegatives), .count(confusion.truePositives)],
      ])
    let events = confusion.truePositives + confusion.falseNegatives
    table.declare(whole: confusion.count - events, of: [.init(0, 1), .init(0, 2)])
    table.declare(whole: events, of: [.init(1, 1), .init(1, 2)])
    return table
  }

  private static func sweepTable(_ sweep: [Model.Classification]) -> TableOutput {
    func ratio(_ ratio: Cell?) -> Cell { ratio ?? .unavailable("nothing to divide by") }
    var table = TableOutput(
      name: "sweep", title: "Threshold sweep, rows held out",
      headers: [
        Header("threshold"), Header("tp"), Header("fp"), Header("fn"), Header("tn"), Header("accuracy"),
        Header("precision"), Header("recall"), Header("F1", key: "f1"),
      ],
      rows: sweep.map {
        [
          .given($0.threshold), .count($0.truePositives), .count($0.falsePositives),
          .count($0.falseNegatives),
          .count($0.trueNegatives), ratio($0.accuracyCell), ratio($0.precisionCell), ratio($0.recallCell),
          ratio($0.f1Cell),
        ]
      })
    table.declareSweep(sweep, from: 1)
    return table
  }

  private func line(_ coefficient: Model.Coefficient) -> ModelOutput.Term {
    let reason: String
    let role: ModelOutput.Term.Role
    switch coefficient.role {
    case .estimated: (reason, role) = ("not estimated", .estimated)
    case .reference: (reason, role) = ("reference level", .reference)
    case .separated(let upwards):
      (reason, role) = ("grows without bound \(upwards ? "upwards" : "downwards")", .separated)
    case .aliased(let parts):
      let equals = parts.isEmpty ? "0" : parts.map(\.words).joined(separator: " + ")
      (reason, role) = ("aliased: equals \(equals)", .aliased(equals))
    }
    func finite(_ value: Double?, _ cell: (Double) -> Cell) -> Cell {
      guard let value else { return .unavailable(reason) }
      return value.isFinite ? cell(value) : .unavailable("too large for a number")
    }
    func cell(_ value: Double?) -> Cell {
      finite(value) { .estimate($0, rows: model.n, least: model.standing) }
    }
    func ratio(_ value: Double?) -> Cell {
      finite(value) { .ratio($0, rows: model.n, least: model.standing) }
    }
    return ModelOutput.Term(
      term: coefficient.term, levels: coefficient.levels, role: role, estimate: cell(coefficient.estimate),
      standardError: cell(coefficient.standardError), z: cell(coefficient.z),
      p: coefficient.logP.map { .pValue(log: $0) } ?? .unavailable(reason),
      oddsRatio: ratio(coefficient.oddsRatio),
      low: ratio(coefficient.oddsRatioLow), high: ratio(coefficient.oddsRatioHigh))
  }
}

extension Model.Coefficient {
  /// Term and level in one: `race 2`, `age`.
  var label: String {
    let levels = levels.compactMap(\.self)
    return levels.isEmpty ? term : "\(term) \(levels.joined(separator: ":"))"
  }
}

extension Model.Coefficient.AliasPart {
  fileprivate var words: String {
    if factor == 1 { return column }
    let rounded = (factor * 1e6).rounded() / 1e6
    return
      "\(rounded == rounded.rounded() && abs(rounded) < 1e9 ? String(Int(rounded)) : String(rounded))*\(column)"
  }
}

extension TableOutput {
  /// Declares the sums of a sweep whose columns tp, fp, fn, tn begin at one: down the columns the same rows are sorted.
  mutating func declareSweep(_ points: [Model.Classification], from column: Int) {
    for (row, point) in points.enumerated() {
      let events = point.truePositives + point.falseNegatives
      declare(whole: events, of: [.init(row, column), .init(row, column + 2)])
      declare(whole: point.count - events, of: [.init(row, column + 1), .init(row, column + 3)])
    }
    declareSteps([column, column + 1])
  }
}

extension Model.Classification {
  // Ratios of counts, so that disclosure control sees the counts; `nil` where there is nothing to divide by.
  fileprivate var accuracyCell: Cell? { cell(truePositives + trueNegatives, of: count) }
  fileprivate var precisionCell: Cell? { cell(truePositives, of: truePositives + falsePositives) }
  fileprivate var recallCell: Cell? { cell(truePositives, of: truePositives + falseNegatives) }
  fileprivate var f1Cell: Cell? {
    f1.map { .figure($0, rows: min(truePositives, falsePositives, falseNegatives)) }
  }
  fileprivate var baseRateCell: Cell? { cell(truePositives + falseNegatives, of: count) }

  private func cell(_ part: Int, of whole: Int) -> Cell? { whole > 0 ? .ratio(part, of: whole) : nil }
}
