import Engine

/// `validate`: how a model does on rows it was not fitted to.
struct Validate: Action {
  /// What stands for such rows.
  enum Method: Sendable {
    /// The rows held out, else a bootstrap.
    case usual
    case bootstrap(Value)
    case folds(Value, by: Name?)
  }

  var model: Name
  var method = Method.usual
  var groups: Value?
  var costs: Value?
  var seed: Value?

  static let usualReplicates = 200

  func check(_ scope: inout Scope) throws {
    guard scope.mayHaveModel(model.text) else {
      throw NameError(.model, model.text, candidates: Array(scope.models.keys), span: model.span)
    }
    _ = try options(scope, scope.settings)
    switch method {
    case .usual: break
    case .bootstrap(let value): _ = try value.whole("bootstrap", 20...10_000, scope)
    case .folds(let value, _): _ = try value.whole("folds", 2...1000, scope)
    }
  }

  func run(_ run: inout Run) throws {
    let fitted = try run.workspace.model(model)
    let options = try options(run.workspace, run.workspace.settings)
    do {
      switch method {
      case .usual:
        let held = try fitted.model.heldOutPerformance(
          groups: options.groups, costs: options.costs, run.work)
        if let held {
          let words = "rows held out" + (fitted.holdout.map { ": \($0)" } ?? "")
          try run.tables(PerformanceTables(fitted.name, held, options.costs, on: words), of: fitted)
        } else {
          try bootstrap(Self.usualReplicates, fitted, options, &run)
        }
      case .bootstrap(let value):
        let replicates = try value.whole("bootstrap", 20...10_000, run.workspace)
        try bootstrap(replicates, fitted, options, &run)
      case .folds(let value, let unit):
        let count = try value.whole("folds", 2...1000, run.workspace)
        try crossValidate(count, value.span, unit, fitted, options, &run)
      }
    } catch let error as InferenceError {
      throw Placed(error, model.span)
    } catch let error as ValidationError {
      throw Placed(error, model.span)
    }
  }

  private func bootstrap(
    _ replicates: Int, _ fitted: FittedModel, _ options: Options, _ run: inout Run
  ) throws {
    let result = try fitted.model.bootstrapped(
      replicates, seed: options.seed, groups: options.groups, costs: options.costs, run.work)
    try run.tables(
      try BootstrapTables(fitted, result, options.costs, seed: options.seed, run.work), of: fitted)
  }

  private func crossValidate(
    _ count: Int, _ span: Span, _ name: Name?, _ fitted: FittedModel, _ options: Options, _ run: inout Run
  ) throws {
    let view = fitted.view
    if case .table(let table) = view.data, view.weight != nil {
      throw CommandError(.weighted(table, "folds="), span)
    }
    if let name, name.text.lowercased() != "row", view.clusters[name.text.lowercased()] == nil {
      let there = ["row"] + view.clusters.keys
      throw CommandError(.noCluster(name.text, view.data.description, among: there), name.span)
    }
    let (word, unit) = run.unit(name, view, "folds")
    let dealt = try view.sampler(seed: options.seed).folds(
      count, of: try view.selected(run.work), by: unit, strata: view.strata, run.work)
    run.noticeRepeatedKeys(dealt.repeatedKeys, view)
    let data = try view.modelData(
      for: fitted.formula, heldOut: fitted.heldOut, clusters: fitted.clusters, run.work)
    let result = try fitted.model.crossValidated(
      data, folds: dealt.ofRow, groups: options.groups, costs: options.costs, run.work)
    let strata = view.strata.isEmpty ? "" : ", stratified by \(view.strata.joined(separator: ", "))"
    let words = "\(count) folds by \(word)\(strata), seed \(options.seed)"
    try run.tables(
      PerformanceTables(fitted.name, result.performance, options.costs, on: words, result.folds), of: fitted)
  }
}

extension Validate {
  /// The settings, as values.
  struct Options {
    var groups: Int
    var costs: ErrorCosts?
    var seed: Int64
  }

  private func options(_ parameters: some ParameterSource, _ settings: Settings) throws -> Options {
    Options(
      groups: try groups.map { try $0.whole("groups", 2...100, parameters) } ?? 10,
      costs: try costs.map { try $0.costs(parameters) },
      seed: try seed.map { Int64(try $0.whole("seed", 0...Int.max, parameters)) } ?? settings.seed)
  }
}

extension Value {
  /// `5:1`: what a false negative and a false positive cost.
  fileprivate func costs(_ parameters: some ParameterSource) throws -> ErrorCosts {
    let parts = try resolved(parameters).split(separator: ":", omittingEmptySubsequences: false)
      .map { Double($0) }
    guard parts.count == 2, let missed = parts[0], let wrong = parts[1], missed > 0, wrong > 0,
      missed <= 1e9, wrong <= 1e9
    else {
      throw CommandError(
        .badValue("cost", "two numbers above 0, of a false negative and of a false positive, such as 5:1"),
        span)
    }
    return ErrorCosts(falseNegative: missed, falsePositive: wrong)
  }
}

extension Run {
  /// Tables of a model's predictions. Where its own figures are withheld, theirs are.
  fileprivate mutating func tables(_ tables: some Sequence<TableOutput>, of fitted: FittedModel) throws {
    let least = try Standing(fitted.model, work).least
    for var table in tables {
      table.rows = table.rows.map { $0.map { $0.standing(on: least) } }
      self.table(table)
    }
  }
}

extension Command {
  static let validate = Command(
    "validate", "say how a model does on rows it was not fitted to", role: .shows,
    usage: [
      "validate MODEL [bootstrap=N | folds=N [by patient|row|NAME]]",
      "    [groups=N] [cost=FN:FP] [seed=N]",
    ],
    details: [
      """
      AUC, Brier score, calibration intercept and slope, and the distance of the predictions from a smooth calibration \
      curve (ICI, E50, E90, Emax); then people by tenth of predicted risk, and thresholds with what they sort rightly \
      and wrongly. Without more the rows held out by fit are used where there are any, else 200 bootstrap samples.
      """,
      """
      bootstrap fits the model to rows drawn with replacement, as many as there are, and takes off the optimism: how \
      much better its figures are on the rows drawn than on the rows themselves; ICI, E50, E90 and Emax are then those \
      of the corrected curve. Of a model with clusters whole clusters are drawn. folds leaves out one part of the rows after the other and predicts it from the rest; all rows of a \
      patient are in one part unless told.
      """,
      """
      cost=5:1 says that a missed event costs five times as much as a false alarm, and adds the threshold that costs \
      least. groups changes the number of groups by predicted risk.
      """,
      """
      A model with a random intercept (random by) is refused: how it predicts depends on whether a row's cluster was \
      seen before. Fit the same terms with cluster by in its place: bootstrap then draws whole clusters, and folds=10 by \
      NAME leaves them out whole.
      """,
    ],
    arguments: [
      .init(.positional, .model, "the model"),
      .init(.setting("bootstrap"), .number, "samples to draw, 20 to 10000"),
      .init(.setting("folds"), .number, "parts to leave out in turn"),
      .init(
        .clause("by"), .cluster, "what stays in one part: row, patient, or another cluster of the recipe"),
      .init(.setting("groups"), .number, "groups by predicted risk, 10 unless said"),
      .init(.setting("cost"), .none, "of a false negative and of a false positive, such as 5:1"),
      .init(.setting("seed"), .number, "other samples or folds"),
    ],
    examples: [
      .init(
        "validate weight bootstrap=50", "what the figures lose on new rows",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + lwt + smoke as weight"),
      .init(
        "validate base folds=10 by patient cost=5:1", "each tenth predicted from the rest",
        after: """
          load demo rows=20000 seed=7
          clean with nhs-2022
          fit recovery ~ deprivation + unemployed as base
          """),
    ]
  ) { parser in
    var validate = Validate(model: try parser.name(.model))
    try parser.clauses(["bootstrap=", "folds=", "groups=", "cost=", "seed="], of: "validate") {
      clause, parser in
      let start = parser.current.span
      let value = try parser.valueAfterEquals(clause == "cost" ? .none : .number, "a value for \(clause)")
      switch clause {
      case "groups": validate.groups = value
      case "cost": validate.costs = value
      case "seed": validate.seed = value
      default:
        guard case .usual = validate.method else {
          throw CommandError(.badValue("the method", "bootstrap= or folds=, not both"), start)
        }
        if clause == "bootstrap" {
          validate.method = .bootstrap(value)
        } else {
          let unit = try parser.take(word: "by") ? try parser.name(.cluster) : nil
          validate.method = .folds(value, by: unit)
        }
      }
    }
    return validate
  }
}
