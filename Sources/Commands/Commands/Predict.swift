import Engine

/// `predict`: the probability of the event for given values.
struct Predict: Action {
  var model: Name
  var values: [Setting]

  func check(_ scope: inout Scope) throws {
    guard let formula = scope.formula(of: model.text) else {
      throw NameError(.model, model.text, candidates: Array(scope.models.keys), span: model.span)
    }
    let terms = formula.terms.flatMap(\.columns).uniqued()
    var seen: Set<Int> = []
    for value in values {
      switch Names.find(value.name.text, in: terms) {
      case .none:
        throw NameError(
          .column, value.name.text, candidates: terms, span: value.name.span, place: "model \(model.text)")
      // The same term in other letters.
      case .found(let index) where !seen.insert(index).inserted:
        throw SyntaxError(reason: .repeated(value.name.text), span: value.name.span)
      default: break
      }
    }
  }

  func run(_ run: inout Run) throws {
    let fitted = try run.workspace.shown(try run.workspace.model(model), run.work)
    let terms = fitted.model.predictors
    var given: [String: String] = [:]
    for value in values {
      guard case .found(let index) = Names.find(value.name.text, in: terms) else { continue }
      given[terms[index]] = try value.value.resolved(run.workspace)
    }
    let (result, far): (Prediction, [Extrapolation])
    do {
      far = try fitted.model.extrapolations(given, fewerThan: run.workspace.policy.enough)
      result = try fitted.model.predict(given)
    } catch {
      var error = error
      // The levels of a model that is withheld are not listed either.
      if case .unknownLevel(let term, let level, _) = error, run.workspace.policy.isFew(fitted.model.n) {
        error = .unknownLevel(term: term, level: level, levels: [])
      }
      throw Placed(
        error, values.first { "\(error)".contains("\"\($0.name.text)\"") }?.value.span ?? model.span)
    }
    // Neither the range itself nor a number that finds it by trial: it may be one patient's.
    for value in far {
      let enough = run.workspace.policy.enough
      let few = enough > 1 ? "fewer than \(enough)" : "none"
      run.notice(
        "\(value.name): \(few) of the rows fitted have so \(value.isHigh ? "high" : "low") a value; "
          + "the prediction carries the model beyond its rows")
    }
    // Where the model or one of its terms is withheld, so is what it predicts.
    let standing = try Standing(fitted.model, run.work)
    func figure(_ value: Double) -> Cell {
      .estimate(value, rows: standing.rows, least: standing.leastOfAll)
    }
    run.table(
      TableOutput(
        name: "prediction",
        title:
          "\(fitted.name): probability for \(terms.map { "\($0)=\(given[$0] ?? "")" }.joined(separator: ", "))",
        headers: [
          Header("probability"), Header("95% from", key: "low"), Header("to", key: "high"),
          Header("log odds"), Header("se"),
        ],
        rows: [
          [
            figure(result.probability), figure(result.low), figure(result.high), figure(result.logOdds),
            figure(result.standardError),
          ]
        ],
        notes: ["interval: delta method on the log odds, mapped to probabilities"]
          + (fitted.model.options.random.map {
            ["for a \($0.by) at the middle of the random intercepts (0): not the mean over all"]
          } ?? [])))
  }
}

extension Command {
  static let predict = Command(
    "predict", "give the probability of the event for given values", role: .shows,
    usage: ["predict MODEL NAME=VALUE {NAME=VALUE}"],
    details: [
      """
      Every predictor of the model needs a value: a number, yes or no, or a level. The 95% interval is made on the \
      scale of the log odds by the delta method and mapped to probabilities; it is for the mean of such people, not \
      for one of them. Of a model with a random intercept it is the probability where that is 0, in a provider at the \
      middle, not the mean over providers. What is 0 or 1 in the rows fitted takes no other number; a number beyond \
      nearly all of theirs is predicted for, and a notice says so.
      """
    ],
    arguments: [
      .init(.positional, .model, "the model"), .init(.positional, .none, "a predictor=value each"),
    ],
    examples: [
      .init(
        "predict weight age=25 lwt=120 smoke=1", "a mother of 25 who smokes",
        after: "load birthwt from \"$fixtures/birthwt.csv\"\nfit low ~ age + lwt + smoke as weight")
    ]
  ) { parser in
    var predict = Predict(model: try parser.name(.model), values: [])
    if parser.at("=") { throw CommandError(.modelFirst("predict"), predict.model.span) }
    while !parser.isAtEnd {
      let model = predict.model.text
      let used = predict.values.map(\.name.text)
      let setting = try parser.setting(.predictor(of: model), besides: used) {
        .modelLevel(of: model, term: $0)
      }
      guard let setting else { throw parser.expected(["NAME=VALUE"]) }
      guard !predict.values.contains(where: { $0.name.text == setting.name.text }) else {
        throw SyntaxError(reason: .repeated(setting.name.text), span: setting.name.span)
      }
      predict.values.append(setting)
      _ = try parser.take(",")
    }
    return predict
  }
}
