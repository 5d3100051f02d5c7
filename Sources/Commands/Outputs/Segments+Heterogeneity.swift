import Engine

/// The models that one `fit` made of every segment, and what is asked of them together.
struct FittedSegments {
  /// In the order of the segments.
  var models: [FittedModel]
  /// How they came to be, if it is still known.
  var sweep: Sweep?
  /// The name they share.
  var name: String

  /// The models of a name's segments; `nil` when there are none.
  init?(_ name: String, in workspace: Workspace) throws {
    models = try workspace.models.values.filter { $0.name.hasPrefix("\(name)[") }
      .map { try workspace.shown($0, .unattended) }
    guard !models.isEmpty, workspace.models[name] == nil else { return nil }
    sweep = workspace.sweeps[name]
    self.name = name
  }

  init(_ models: [FittedModel], _ sweep: Sweep?, _ name: String) {
    self.models = models
    self.sweep = sweep
    self.name = name
  }

  /// The lines that models estimate, in the order in which they first stand; the intercept is not among them.
  var lines: [(term: String, label: String)] {
    var seen: Set<String> = []
    return models.flatMap { $0.model.coefficients }.compactMap { line in
      guard line.role == .estimated, line.term != "(Intercept)", seen.insert(line.label).inserted else {
        return nil
      }
      return (line.term, line.label)
    }
  }

  /// A line's estimates by model, `nil` where it has none or stands against another reference level than in the first.
  func estimates(of label: String, term: String) -> [Model.Coefficient?] {
    let reference = models.first { $0.model.line(label) != nil }?.model.references(of: term)
    return models.map { fitted in
      guard let line = fitted.model.line(label), fitted.model.references(of: term) == reference else {
        return nil
      }
      return line
    }
  }

  /// Cochran's Q of a line; `nil` when fewer than two segments have it.
  func cochran(_ label: String, term: String) -> CochranQ? {
    CochranQ(
      estimates(of: label, term: term).compactMap { line in
        guard let value = line?.estimate, let error = line?.standardError else { return nil }
        return (value, error)
      })
  }

  /// Design columns up to which the likelihood-ratio tests are made: by `fit`, which should not take longer for it,
  /// and where they are asked for.
  static let limits = (quick: 60, full: 500)

  /// Whether the terms' effects differ between the segments; `nil` for fewer than two.
  func heterogeneity(limit: Int, _ work: Work) throws -> TableOutput? {
    guard models.count > 1, !lines.isEmpty else { return nil }
    let (tests, why) = try interactionTests(limit: limit, work)
    let standings = try models.map { try Standing($0.model, work) }
    let all = models.reduce(0) { $0 + $1.model.n }
    func cells(_ test: Model.LikelihoodRatio?, _ least: Int?) -> [Cell] {
      guard let test, let least else { return [.unavailable(why), .unavailable(why), .unavailable(why)] }
      return [
        .extensive(test.statistic, rows: all, least: least), .integer(test.df),
        .pValue(log: test.logP, least: least),
      ]
    }
    let blank: [Cell] = [.blank, .blank, .blank]
    var rows: [[Cell]] = []
    for term in lines.map(\.term).uniqued() {
      let test = tests.first { $0.term == term }?.test
      let own = lines.filter { $0.term == term }
      let ofTest = standings.map { $0.least(term) }.min()
      if own.count > 1 { rows.append([.label(term)] + cells(test, ofTest) + blank + [.blank]) }
      for line in own {
        let start: [Cell] = own.count > 1 ? blank : cells(test, ofTest)
        guard let q = cochran(line.label, term: term) else {
          let few = Cell.unavailable("estimated in one segment only")
          rows.append([.label(line.label)] + start + [few, few, few, few])
          continue
        }
        let least =
          zip(standings, estimates(of: line.label, term: term)).compactMap { standing, line in
            line.map { standing.least($0) }
          }.min() ?? 0
        rows.append(
          [.label(line.label)] + start + [
            .extensive(q.statistic, rows: all, least: least), .integer(q.df),
            .pValue(log: q.logP, least: least), .extensive(q.iSquared, rows: all, least: least),
          ])
      }
    }
    if let test = tests.first(where: { $0.term == nil }) {
      rows.append(
        [.label("all terms")] + cells(test.test, standings.map(\.leastOfAll).min()) + blank + [.blank])
    }
    var notes = [
      "LR: the model of all these rows with the segments' own intercepts, against it with segment x term",
      "Q, I2: Cochran's, of the segments' estimates",
    ]
    if let first = models.first, first.model.options.errors != .information {
      notes = [
        notes[0] + "; of the likelihood, whatever the SE",
        notes[1] + " and their SE, \(first.model.options.errors.words(first.clusters))",
      ]
    }
    if tests.isEmpty { notes[0] = "no LR tests: \(why)" }
    if let sweep, !sweep.refusals.isEmpty { notes.append("segments not fitted are in none of the tests") }
    return TableOutput(
      name: "heterogeneity", title: "\(name): do the effects differ between the \(models.count) segments?",
      headers: [
        Header("term", isText: true), Header("LR", key: "lr"), Header("df", key: "lr_df"),
        Header("p", key: "lr_p"), Header("Q", key: "q"), Header("df", key: "q_df"), Header("p", key: "q_p"),
        Header("I2", key: "i2"),
      ], rows: rows, notes: notes)
  }

  /// The likelihood-ratio tests, or why there are none.
  private func interactionTests(limit: Int, _ work: Work) throws -> ([InteractionTest], why: String) {
    guard let first = models.first else { return ([], "") }
    let model = first.model
    if let why = model.noInteractionTests { return ([], why) }
    guard !models.contains(where: \.model.isOfShownCounts) else {
      return ([], "some segments' models are made of counts as they may be shown")
    }
    guard models.allSatisfy({ $0.model.ending != .separated }) else {
      return ([], "some segments' models are separated")
    }
    var view = first.view
    view.rows = models.flatMap { $0.view.rows ?? [] }
    let groups = models.enumerated().flatMap { group, fitted in
      [Int32](repeating: Int32(group), count: fitted.view.rowCount)
    }
    let heldOut = first.heldOut.map { _ in models.flatMap { $0.heldOut ?? [] } }
    guard view.rowCount == groups.count else { return ([], "the segments' rows are not known") }
    let tests = try Model.interactionTests(
      model.formula, groups: groups, of: try first.rows(of: view, heldOut: heldOut, work),
      options: model.options, limit: limit, work)
    return (tests, "more than \(limit) columns; summary \(name) has them up to \(Self.limits.full)")
  }
}

extension FittedModel {
  /// The values that the same model of other rows of the same data needs.
  func rows(of view: View, heldOut: [Bool]?, _ work: Work) throws -> ModelData {
    try view.modelData(for: formula, heldOut: heldOut, work)
  }
}

extension Model {
  /// The estimated line of a label.
  func line(_ label: String) -> Coefficient? {
    coefficients.first { $0.label == label && $0.role == .estimated }
  }

  /// The reference levels that a term's lines stand against.
  func references(of term: String) -> [String] {
    guard let written = formula.terms.first(where: { $0.description == term }) else { return [] }
    let columns = Set(written.columns)
    let related = formula.terms.filter { columns.isSuperset(of: $0.columns) }.map(\.description)
    return coefficients.filter { $0.role == .reference && related.contains($0.term) }.map {
      "\($0.term)=\($0.levels.compactMap(\.self).joined())"
    }
  }

  /// Why models of segments, fitted as this one was, have no likelihood-ratio test of interaction.
  fileprivate var noInteractionTests: String? {
    if options.scaled { return "scaled to each segment's own range, the estimates are not of one unit" }
    if options.method != .maximumLikelihood { return "the fits are not by maximum likelihood" }
    return random == nil ? nil : "not made of models with a random intercept"
  }
}
