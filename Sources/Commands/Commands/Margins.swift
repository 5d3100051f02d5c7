import Engine
import OrderedCollections

/// `margins`: effects and predictions of a model on the scale of probabilities.
struct MarginsAction: Action {
  var model: Name
  var terms: [Name] = []
  /// The term whose values are predicted at, in place of marginal effects.
  var of: Name?
  var settings: [Setting] = []

  func check(_ scope: inout Scope) throws {
    guard let formula = scope.formula(of: model.text) else {
      throw NameError(.model, model.text, candidates: Array(scope.models.keys), span: model.span)
    }
    _ = try named(formula.terms.flatMap(\.columns).uniqued())
  }

  func run(_ run: inout Run) throws {
    let fitted = try run.workspace.shown(try run.workspace.model(model), run.work)
    let names = try named(fitted.model.predictors)
    var set: OrderedDictionary<String, [String]> = [:]
    var values: [String] = []
    for (name, setting) in zip(names.set, settings) {
      let value = try setting.value.resolved(run.workspace)
      if name == names.of { values.append(value) } else { set[name, default: []].append(value) }
    }
    do {
      if let of = names.of, values.isEmpty {
        values = try self.values(of: of, fitted.model, run.workspace.policy)
      }
      // Every combination of the values set, the last term's changing first.
      var combinations: [[(name: String, value: String)]] = [[]]
      for (name, several) in set {
        combinations = combinations.flatMap { before in several.uniqued().map { before + [(name, $0)] } }
      }
      for combination in combinations {
        try show(fitted, names.terms, names.of, at: values.uniqued(), with: combination, &run)
      }
    } catch var error as PredictionError {
      // The levels of a model that is withheld are not listed either.
      if case .unknownLevel(let term, let level, _) = error, run.workspace.policy.isFew(fitted.model.n) {
        error = .unknownLevel(term: term, level: level, levels: [])
      }
      throw Placed(
        error, settings.first { "\(error)".contains("\"\($0.name.text)\"") }?.value.span ?? model.span)
    }
  }

  /// Effects, or predictions at values of a term, with other terms set in all rows.
  private func show(
    _ fitted: FittedModel, _ terms: [String], _ of: String?, at values: [String],
    with set: [(name: String, value: String)], _ run: inout Run
  ) throws {
    let model = set.isEmpty ? fitted.model : try fitted.model.setting(set, run.work)
    let place = set.isEmpty ? "" : ", with \(set.map { "\($0)=\($1)" }.joined(separator: " ")) in every row"
    guard let of else {
      let fixed = fitted.model.fixedPredictors
      let asked = fitted.model.predictors.filter { name in !set.contains { $0.name == name } }
      let wanted = terms.isEmpty ? asked.filter { !fixed.contains($0) } : terms
      let effects = try model.marginalEffects(of: wanted, run.work)
      var table = try fitted.effects(effects, place, run.workspace.policy)
      let left = terms.isEmpty ? asked.filter(fixed.contains) : []
      if !left.isEmpty {
        table.notes.append(
          "left out unless named, for offsets have no coefficient to test: \(Words.listed(left))")
      }
      return run.table(table)
    }
    let found = try model.standardisation(of: of, at: values, run.work)
    run.table(try fitted.predictions(found, place))
    if !found.contrasts.isEmpty { run.table(try fitted.risks(found, place, run.workspace.policy)) }
  }

  /// The names as the model spells them.
  private func named(_ predictors: [String]) throws -> (terms: [String], of: String?, set: [String]) {
    func found(_ name: Name) throws -> String {
      guard case .found(let index) = Names.find(name.text, in: predictors) else {
        throw NameError(
          .column, name.text, candidates: predictors, span: name.span, place: "model \(model.text)")
      }
      return predictors[index]
    }
    let set = try settings.map { try found($0.name) }
    let of = try of.map(found)
    // Predictions can be at several values, each with its own tables.
    for (index, name) in set.enumerated() where of == nil && set[..<index].contains(name) {
      throw SyntaxError(reason: .repeated(name), span: settings[index].name.span)
    }
    return (try terms.map(found).uniqued(), of, set)
  }

  /// Every value of the term, but of a number only those that enough rows have.
  private func values(of name: String, _ model: Model, _ policy: DisclosurePolicy) throws -> [String] {
    let counts = try model.valueCounts(of: name)
    guard try model.isNumeric(name) else { return counts.map(\.value) }
    let common = counts.filter { !policy.isFew($0.rows) }
    guard counts.count <= Confounding.mostValues, !common.isEmpty else {
      throw CommandError(.sayWhichValues(name), of?.span)
    }
    return common.map(\.value)
  }
}

extension FittedModel {
  /// What the probability is of, for titles.
  private var outcome: String { formula.outcomeText }

  /// Which errors, unless they are the usual ones.
  private var errorNotes: [String] {
    let errors = model.options.errors
    return errors == .information ? [] : ["SE, p and intervals: \(errors.words(clusters))"]
  }

  /// Stands where a test would, of a coefficient that is given.
  private static let isFixed = Cell.unavailable("an offset: its coefficient is fixed")

  fileprivate func effects(_ effects: [MarginalEffect], _ place: String, _ policy: DisclosurePolicy) throws
    -> TableOutput
  {
    var counts: [String: [ValueCount]] = [:]
    for name in effects.map(\.variable).uniqued() { counts[name] = try model.valueCounts(of: name) }
    let references = effects.compactMap { effect in effect.reference.map { "\(effect.variable) \($0)" } }
    let standing = try Standing(model)
    return TableOutput(
      name: "margins", title: "\(name): average marginal effects on the probability of \(outcome)\(place)",
      headers: [
        Header("term", isText: true), Header("effect", key: "ame"),
        Header("se"), Header("z"), Header("p"), Header("95% from", key: "ame_low"),
        Header("to", key: "ame_high"),
      ],
      rows: effects.map { effect in
        let ofLevels = effect.reference.map { reference in
          let both = [effect.level, reference]
          return counts[effect.variable, default: []].filter { both.contains($0.value) }.map(\.support).min()
            ?? 0
        }
        let rows = min(ofLevels ?? model.n, standing.leastOfAll)
        let estimate = EffectEstimate(effect.estimate, standardError: effect.standardError)
        let label = Cell.label([effect.variable, effect.level].compactMap(\.self).joined(separator: " "))
        guard !model.fixedPredictors.contains(effect.variable) else {
          return [label, .figure(estimate.value, rows: rows)]
            + [Cell](repeating: Self.isFixed, count: 5)
        }
        return [label] + estimate.tested(rows: rows, policy)
      },
      notes: (references.isEmpty
        ? [] : ["levels are against \(references.uniqued().joined(separator: ", "))"])
        + (model.ending == .aliased ? ["left out: what other terms determine (aliased)"] : []) + errorNotes)
  }

  fileprivate func predictions(_ found: Standardisation, _ place: String) throws -> TableOutput {
    let least = try Standing(model).leastOfAll
    return TableOutput(
      name: "adjusted", title: "\(name): predicted probability of \(outcome) by \(found.variable)\(place)",
      headers: [
        Header(found.variable, key: "value", isText: true), Header("rows"),
        Header("observed"), Header("predicted"), Header("95% from", key: "predicted_low"),
        Header("to", key: "predicted_high"),
      ],
      rows: found.risks.map { risk in
        let interval = risk.risk.probabilityInterval
        let rows = min(risk.count?.support ?? model.n, least)
        return [
          .label(risk.value), .count(risk.count?.rows ?? 0),
          risk.count.map { .proportion($0.events, of: $0.rows) } ?? .absent("no row has it", rows: 0),
          .figure(risk.risk.value, rows: rows), .figure(interval.low, rows: rows),
          .figure(interval.high, rows: rows),
        ]
      },
      notes: [
        "observed: in the rows that have the value; predicted: in all rows fitted, were it theirs"
      ])
  }

  fileprivate func risks(_ found: Standardisation, _ place: String, _ policy: DisclosurePolicy) throws
    -> TableOutput
  {
    let isFixed = model.fixedPredictors.contains(found.variable)
    let least = try Standing(model).leastOfAll
    let support = { (value: String) in found.risks.first { $0.value == value }?.count?.support ?? model.n }
    return TableOutput(
      name: "risks", title: "\(name): standardised risks of \(outcome) by \(found.variable)\(place)",
      headers: [
        Header(found.variable, key: "value", isText: true), Header("difference", key: "rd"),
        Header("95% from", key: "rd_low"), Header("to", key: "rd_high"), Header("p", key: "rd_p"),
        Header("ratio", key: "rr"), Header("95% from", key: "rr_low"), Header("to", key: "rr_high"),
      ],
      rows: found.contrasts.map { contrast in
        let rows = min(least, support(contrast.value), support(contrast.reference))
        return [.label(contrast.value)] + contrast.difference.interval(rows: rows)
          + [isFixed ? Self.isFixed : contrast.difference.pCell(rows: rows, policy)]
          + contrast.logRatio.ratio(rows: rows)
      },
      notes: (found.contrasts.first.map { ["against \(found.variable) \($0.reference)"] } ?? []) + errorNotes)
  }
}

extension Command {
  static let margins = Command(
    "margins", "give a model's effects and predictions as probabilities", role: .shows,
    usage: [
      "margins MODEL [TERM {TERM}] [at TERM=VALUE {TERM=VALUE}]",
      "margins MODEL of TERM [at TERM=VALUE {TERM=VALUE}]",
    ],
    details: [
      """
      Average marginal effects: how much the probability changes, averaged over the rows fitted. Of a number it is the \
      slope, for one unit; of a category, a flag or a number that is 0 or 1 the difference between every row having \
      the level and every row having the reference. Terms of interactions move with all their columns.
      """,
      """
      margins MODEL of TERM sets the term to each of its values in all rows and averages the predictions (standardisation, \
      the g-formula): predicted recovery by decile, and the differences and ratios of risks against the reference. at \
      age=20 age=40 age=60 chooses the values predicted at; another term is set to its value in all rows, with tables of \
      its own for each of several. A number that is an offset only has an effect but no test, and is left out unless \
      named.
      """,
      """
      Standard errors are by the delta method from the model's own covariance, the rows taken as given. Intervals are \
      made on the scale of the log odds for probabilities and of the logarithm for ratios. These are causal effects \
      only if everything that confounds the term is in the model.
      """,
      """
      A model with a random intercept (random by) is refused: averaged over rows alone its probabilities would be those \
      of one middling cluster, so they would have to be averaged over clusters too. Fit the same terms with cluster by \
      in its place: probabilities are then over all rows, and the errors allow for the clusters.
      """,
    ],
    arguments: [
      .init(.positional, .model, "the model, then terms; all unless said"),
      .init(.clause("of"), .none, "the term to predict by"),
      .init(.clause("at"), .none, "terms set to a value in all rows"),
    ],
    examples: [
      .init(
        "margins weight", "every term's average marginal effect",
        after:
          "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + lwt + factor(race) + smoke as weight"
      ),
      .init(
        "margins recovering of deprivation", "predicted recovery by decile",
        after:
          "load demo rows=20000 seed=7\nclean\nfit recovery ~ deprivation + phq9 + benefits as recovering"),
      .init(
        "margins weight of age at age=20 age=30 age=40 smoke=1", "at chosen ages, did all smoke",
        after:
          "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + lwt + factor(race) + smoke as weight"
      ),
    ]
  ) { parser in
    var action = MarginsAction(model: try parser.name(.model))
    let model = action.model.text
    if try parser.take(word: "of") {
      action.of = try parser.name(.predictor(of: model))
    } else {
      while !parser.isAtEnd, !parser.at(word: "at") {
        action.terms.append(try parser.name(.predictor(of: model), besides: action.terms.map(\.text)))
        _ = try parser.take(",")
      }
    }
    guard try parser.take(word: "at") else {
      if !parser.isAtEnd { throw parser.expected(["at", "the end of the line"]) }
      return action
    }
    repeat {
      // The term predicted by can have several values.
      let used = action.settings.map(\.name.text).filter { $0 != action.of?.text }
      let setting = try parser.setting(.predictor(of: model), besides: used) {
        .modelLevel(of: model, term: $0)
      }
      guard let setting else { throw parser.expected(["TERM=VALUE"]) }
      action.settings.append(setting)
      _ = try parser.take(",")
    } while !parser.isAtEnd
    return action
  }
}
