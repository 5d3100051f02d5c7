import Engine

/// `compare`: models side by side, over the same rows.
struct Compare: Action {
  var models: [Name]

  func check(_ scope: inout Scope) throws {
    for name in models where !scope.mayHaveModel(name.text) {
      throw NameError(.model, name.text, candidates: Array(scope.models.keys), span: name.span)
    }
  }

  func run(_ run: inout Run) throws {
    if models.count == 1, let segments = try FittedSegments(models[0].text, in: run.workspace) {
      run.table(try segments.sideBySide())
      if let table = try segments.heterogeneity(limit: FittedSegments.limits.full, run.work) {
        run.table(table)
      }
      return
    }
    var fitted = try models.map(run.workspace.model)
    guard fitted.count > 1 else { throw CommandError(.nothingToCompare(fitted[0].name), models[0].span) }
    let haveSameRows = try fitted.dropFirst().allSatisfy { try $0.usesSameRows(as: fitted[0], run.work) }
    if !haveSameRows {
      if let differences = try Self.differences(fitted, run.work) {
        run.table(
          try Self.coefficients(fitted, "the models are of different rows: their fits are not compared"))
        run.table(differences)
        return
      }
      guard let common = try FittedModel.refittedOnCommonRows(fitted, run.work) else {
        let note = "the models are of different data or segments: their fits are not compared"
        run.table(try Self.coefficients(fitted, note))
        return
      }
      fitted = common
    }
    let note =
      haveSameRows ? nil : "the models used different rows: they were fitted again on those in common"
    run.table(try Self.fits(fitted, note))
    if let areas = try Self.areas(fitted, run.work) { run.table(areas) }
    run.table(try Self.coefficients(try fitted.map { try run.workspace.shown($0, run.work) }))
  }

  /// Figures of fit, and the likelihood-ratio test of each model against the one before when that is nested in it.
  private static func fits(_ models: [FittedModel], _ note: String?) throws -> TableOutput {
    var rows: [[Cell]] = []
    for (index, fitted) in models.enumerated() {
      let model = fitted.model
      var test: [Cell] = [.blank, .blank, .blank]
      if index > 0 {
        let why =
          [models[index - 1], fitted].contains(where: \.isPenalised)
          ? "penalised" : "not nested in the model above"
        test = [.unavailable(why), .unavailable(why), .unavailable(why)]
        let smaller = models[index - 1].model.parameters <= model.parameters ? models[index - 1] : fitted
        let larger = smaller.name == fitted.name ? models[index - 1] : fitted
        if let result = LikelihoodRatioTest.compare(smaller.model, larger.model) {
          // It is the joint test of the terms that only one has.
          let standing = try Standing(larger.model)
          let own = larger.formula.terms.filter { !smaller.formula.terms.contains($0) }
          let least = own.map { standing.least($0.description) }.reduce(smaller.model.standing) {
            min($0, $1)
          }
          test = [
            .extensive(result.statistic, rows: model.n, least: least), .integer(result.df),
            .pValue(log: result.logP, least: least),
          ]
        }
      }
      rows.append(
        [
          .label(fitted.name), .count(model.n), .count(model.events), .integer(model.parameters),
        ]
          + [model.logLikelihood, model.aic, model.bic].map {
            fitted.isPenalised
              ? .unavailable("penalised") : .extensive($0, rows: model.n, least: model.standing)
          } + [
            fitted.areaCell
              ?? .unavailable(model.random == nil ? "one class only" : "not of a random intercept")
          ] + test)
    }
    let held = models.allSatisfy { $0.model.validation != nil }
    var notes = note.map { [$0] } ?? []
    if !models.allSatisfy(\.isPenalised) {
      notes.append("LR: likelihood-ratio test of nested models, each against the one above")
    }
    notes.append(held ? "AUC: on the rows held out" : "AUC: on the rows used where none were held out")
    if models.contains(where: { $0.model.options.errors != .information && !$0.isPenalised }) {
      notes.append(FittedModel.ofTheLikelihood)
    }
    if models.contains(where: \.isPenalised) {
      notes.append(
        "penalised: Firth's log-likelihood, and what is made of it, is not to be set beside others'")
    }
    return TableOutput(
      name: "fits", title: "Fit over the same rows",
      headers: [
        Header("model", isText: true), Header("n"), Header("events"), Header("parameters"),
        Header("log-likelihood", key: "loglik"), Header("AIC"), Header("BIC"), Header("AUC"),
        Header("LR chi-squared", key: "lr"), Header("df", key: "lr_df"), Header("p", key: "lr_p"),
      ], rows: rows, notes: notes)
  }

  private static func coefficients(_ models: [FittedModel], _ note: String? = nil) throws -> TableOutput {
    let standings = try models.map { try Standing($0.model) }
    let lines = models.flatMap { $0.model.coefficients.filter { $0.role != .reference }.map(\.label) }
      .uniqued()
    var headers = [Header("term", isText: true)]
    for model in models {
      headers += [
        Header("\(model.name): OR", key: "\(model.name)_or"), Header("95% from", key: "\(model.name)_or_low"),
        Header("to", key: "\(model.name)_or_high"),
      ]
    }
    return TableOutput(
      name: "coefficients", title: "Odds ratios side by side", headers: headers,
      rows: lines.map { label in
        [.label(label)]
          + zip(models, standings).flatMap { fitted, standing -> [Cell] in
            guard
              let line = fitted.model.coefficients.first(where: { $0.label == label && $0.role != .reference }
              )
            else { return [.blank, .blank, .blank] }
            return [line.oddsRatio, line.oddsRatioLow, line.oddsRatioHigh].map {
              $0.map { $0.isFinite ? standing.ratio($0, line) : .unavailable("too large for a number") }
                ?? .unavailable("not estimated")
            }
          }
      },
      notes: (note.map { [$0] } ?? []) + ["95%: as each model has it; levels are against their reference"])
  }
}

extension FittedModel {
  /// The area under the curve on the rows held out, or on those used.
  fileprivate var areaCell: Cell? {
    if let held = model.validation, let area = held.auc {
      return .estimate(area, rows: held.n, least: min(held.events, held.n - held.events, model.standing))
    }
    return model.auc.map { .extensive($0, rows: model.n, least: model.standing) }
  }

  /// True when both used exactly the same rows of the same data.
  func usesSameRows(as other: FittedModel, _ work: Work) throws -> Bool {
    guard try isOfSameView(as: other, work) else { return false }
    return try usedRows(work) == other.usedRows(work)
  }

  /// The same rows of the same tables, with the same values in every column that both could have used: since the
  /// first fit a table may have been loaded, a cohort cleaned, or a column derived anew.
  private func isOfSameView(as other: FittedModel, _ work: Work) throws -> Bool {
    guard view.data == other.view.data, view.rows == other.view.rows,
      view.frame.rowCount == other.view.frame.rowCount,
      view.weight == other.view.weight, usesSameOutcome(as: other)
    else { return false }
    return try view.frame.agrees(
      with: other.view.frame,
      on: (formula.columns + other.formula.columns + [view.weight].compactMap(\.self)).uniqued(), work)
  }

  private func usesSameOutcome(as other: FittedModel) -> Bool { formula.outcome == other.formula.outcome }

  /// Which rows of the view entered the fit.
  private func usedRows(_ work: Work) throws -> [Bool] {
    let data = try view.modelData(for: formula, heldOut: nil, clusters: clusters, work)
    var used = try Model.completeRows(formula: formula, data: data, work)
    if let heldOut { for row in used.indices where heldOut[row] { used[row] = false } }
    return used
  }

  /// The models fitted again on the rows all of them used; `nil` when they are not of the same data.
  static func refittedOnCommonRows(_ models: [FittedModel], _ work: Work) throws -> [FittedModel]? {
    guard try models.dropFirst().allSatisfy({ try $0.isOfSameView(as: models[0], work) }) else { return nil }
    var common = try models[0].usedRows(work)
    for model in models.dropFirst() {
      let used = try model.usedRows(work)
      for row in common.indices where !used[row] { common[row] = false }
    }
    let rows = common.indices.filter { common[$0] }.map { Int32($0) }
    guard !rows.isEmpty else { return nil }
    return try models.map { model in
      var copy = model
      copy.view.rows = model.view.rows.map { chosen in rows.map { chosen[Int($0)] } } ?? rows
      copy.heldOut = nil
      let data = try copy.view.modelData(
        for: model.formula, heldOut: nil, clusters: model.clusters, work)
      copy.model = try Model.fit(model.formula, to: data, options: model.model.options, work)
      return copy
    }
  }
}

extension Frame {
  /// Whether the rows come from the same rows of the same tables, and hold the same values in these columns as far
  /// as both have them. O(rows × columns) where tables were read or columns derived anew.
  fileprivate func agrees(with other: Frame, on names: [String], _ work: Work) throws -> Bool {
    guard parts.count == other.parts.count else { return false }
    for (mine, others) in zip(parts, other.parts)
    where mine.table.source.label != others.table.source.label || mine.rows != others.rows {
      return false
    }
    let schemas = (schema, other.schema)
    for name in names where schemas.0[name] != nil && schemas.1[name] != nil {
      guard try column(name, work).hasSameValues(as: other.column(name, work)) else { return false }
    }
    return true
  }
}

extension Column {
  /// Equality in which a missing decimal equals a missing decimal.
  fileprivate func hasSameValues(as other: Column) -> Bool {
    switch (storage, other.storage) {
    case (.category(let mine, let levels), .category(let others, let otherLevels)):
      mine == others && levels == otherLevels
    case (.flag(let mine), .flag(let others)): mine == others
    case (.date(let mine), .date(let others)): mine == others
    case (.integer(let mine), .integer(let others)): mine == others
    case (.decimal(let mine), .decimal(let others)):
      mine.count == others.count && zip(mine, others).allSatisfy { $0 == $1 || $0.isNaN && $1.isNaN }
    default: false
    }
  }
}

extension Command {
  static let compare = Command(
    "compare", "put models side by side, over the same rows", role: .shows,
    usage: ["compare MODEL MODEL {MODEL}", "compare MODEL"],
    details: [
      """
      Log-likelihoods, AIC and the likelihood-ratio test mean something only over identical rows. Where two models of \
      the same data used different rows, both are fitted again on those they have in common, and that is said. Of \
      models without a common row, such as those of two segments, the coefficients are tested for a difference instead.
      """,
      """
      The areas under the ROC curve of two models over the same rows are compared by DeLong's test: over the rows held \
      out where all models hold out the same ones, else over the rows fitted.
      """,
      """
      A single name is that of a fit in every segment (segment by): its terms are lined up across the segments, and \
      tested for differences between them as in summary.
      """,
    ],
    arguments: [
      .init(.positional, .model, "the models, smaller first; of one segment's: m[LEVEL]")
    ],
    examples: [
      .init(
        "compare small large", "a likelihood-ratio test",
        after: """
          load birthwt from "$fixtures/birthwt.csv"
          fit low ~ age + lwt as small
          fit low ~ small + smoke as large
          """),
      .init(
        "compare weight", "the same model in every segment",
        after: """
          load birthwt from "$fixtures/birthwt.csv"
          segment by smoke
          fit low ~ age + lwt as weight
          """),
      .init(
        "compare weight[0] weight[1]", "the difference between two segments",
        after: """
          load birthwt from "$fixtures/birthwt.csv"
          segment by smoke
          fit low ~ age + lwt as weight
          """),
    ]
  ) { parser in
    var models: [Name] = []
    while !parser.isAtEnd {
      models.append(try parser.name(.model, besides: models.map(\.text)))
      _ = try parser.take(",")
    }
    guard !models.isEmpty else { throw parser.expected(["a model"]) }
    return Compare(models: models)
  }
}
