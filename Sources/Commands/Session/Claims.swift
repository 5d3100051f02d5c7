import Engine

/// What `expect` can say: numbers about rows and models, compared.
enum Claims {
  /// A function of claims.
  struct Function: Sendable {
    var name: String
    var signature: String
    /// What its arguments name, in order; none for numbers.
    var takes = [Command.Kind.model]
    var value: @Sendable (FittedModel) -> Double? = { _ in nil }
  }

  enum Outcome {
    case number(Double)
    case truth(Bool)
  }

  /// Figures of a model, by name; the model is their first argument.
  static let modelFunctions: [Function] = [
    Function(name: "n", signature: "n(MODEL)") { Double($0.model.n) },
    Function(name: "events", signature: "events(MODEL)") { Double($0.model.events) },
    Function(name: "loglik", signature: "loglik(MODEL)") { $0.model.logLikelihood },
    Function(name: "aic", signature: "aic(MODEL)") { $0.model.aic },
    Function(name: "bic", signature: "bic(MODEL)") { $0.model.bic },
    Function(name: "auc", signature: "auc(MODEL)") { $0.model.validation?.auc ?? $0.model.auc },
    Function(name: "accuracy", signature: "accuracy(MODEL)") { $0.model.validation?.confusion.accuracy },
  ]

  /// What names a coefficient; whose term and level they are, the arguments before say.
  private static let line: [Command.Kind] = [.model, .modelTerm(of: ""), .modelLevel(of: "", term: "")]

  /// Every function, for help.
  static let functions: [Function] =
    [Function(name: "rows", signature: "rows(cohort|segment|TABLE)", takes: [.rows])] + modelFunctions + [
      Function(name: "estimate", signature: "estimate(MODEL, TERM[, \"LEVEL\"])", takes: line),
      Function(name: "se", signature: "se(MODEL, TERM[, \"LEVEL\"])", takes: line),
      Function(name: "odds_ratio", signature: "odds_ratio(MODEL, TERM[, \"LEVEL\"])", takes: line),
      Function(name: "low", signature: "low(MODEL, TERM[, \"LEVEL\"])", takes: line),
      Function(name: "high", signature: "high(MODEL, TERM[, \"LEVEL\"])", takes: line),
      Function(name: "abs", signature: "abs(X)", takes: []),
    ] + stateFunctions.map { Function(name: $0.name, signature: $0.signature, takes: $0.takes) }

  /// Looks up every function and name.
  static func check(_ claim: Expression, _ scope: Scope) throws {
    switch claim.node {
    case .and(let a, let b), .or(let a, let b), .compare(_, let a, let b), .arithmetic(_, let a, let b):
      try check(a, scope)
      try check(b, scope)
    case .between(let a, let b, let c, _):
      for part in [a, b, c] { try check(part, scope) }
    case .not(let a), .negate(let a): try check(a, scope)
    case .integer, .decimal: break
    case .argument(let name): _ = try scope.parameters.parameter(name, claim.span)
    case .call(let name, let arguments):
      guard functions.contains(where: { $0.name == name }) else {
        throw NameError(
          .function, name, candidates: functions.map(\.name), span: claim.span, place: "expect")
      }
      if name == "abs" { return try arguments.forEach { try check($0, scope) } }
      // What is claimed to be there need not be there.
      if stateFunctions.contains(where: { $0.name == name }) { return try checkFunctions(claim) }
      guard case .column(let first)? = arguments.first?.node else {
        throw CommandError(.notAClaim, claim.span)
      }
      let written = Name(text: first, span: arguments[0].span)
      if name == "rows" {
        if first != "segment" { _ = try scope.data(written) }
      } else if !scope.mayHaveModel(first) {
        throw NameError(.model, first, candidates: Array(scope.models.keys), span: written.span)
      }
    default: throw CommandError(.notAClaim, claim.span)
    }
  }

  /// The claim's value.
  static func evaluate(_ claim: Expression, _ run: inout Run) throws -> Outcome {
    switch claim.node {
    case .and(let a, let b):
      let left = try truth(a, &run)
      let right = try truth(b, &run)
      return .truth(left && right)
    case .or(let a, let b):
      let left = try truth(a, &run)
      let right = try truth(b, &run)
      return .truth(left || right)
    case .not(let a): return .truth(!(try truth(a, &run)))
    case .compare(let comparison, let a, let b):
      return .truth(comparison.holds(try number(a, &run), try number(b, &run)))
    case .between(let a, let low, let high, let negated):
      let value = try number(a, &run)
      let low = try number(low, &run)
      let high = try number(high, &run)
      return .truth((value >= low && value <= high) != negated)
    case .integer(let value): return .number(Double(value))
    case .decimal(let value): return .number(value)
    case .negate(let a): return .number(-(try number(a, &run)))
    case .arithmetic(let operation, let a, let b):
      let left = try number(a, &run)
      let right = try number(b, &run)
      switch operation {
      case .add: return .number(left + right)
      case .subtract: return .number(left - right)
      case .multiply: return .number(left * right)
      case .divide: return .number(left / right)
      }
    case .argument(let name):
      guard case .number(let value) = Recipe.Value(typing: try run.workspace.text(of: name, claim.span))
      else {
        throw CommandError(.notAClaim, claim.span)
      }
      return .number(value)
    case .call(let name, let arguments):
      guard let state = try state(name, arguments, claim.span, &run) else {
        let value = try call(name, arguments, claim.span, &run)
        return .number(try shown(name, arguments, value, claim.span, run))
      }
      guard case .number(let value) = state else { return state }
      return .number(try shown(name, arguments, value, claim.span, run))
    default: throw CommandError(.notAClaim, claim.span)
    }
  }

  private static func number(_ claim: Expression, _ run: inout Run) throws -> Double {
    guard case .number(let value) = try evaluate(claim, &run) else {
      throw CommandError(.notAClaim, claim.span)
    }
    return value
  }

  private static func truth(_ claim: Expression, _ run: inout Run) throws -> Bool {
    guard case .truth(let value) = try evaluate(claim, &run) else {
      throw CommandError(.notAClaim, claim.span)
    }
    return value
  }

  private static func call(
    _ name: String, _ arguments: [Expression], _ span: Span, _ run: inout Run
  ) throws -> Double {
    if name == "abs", arguments.count == 1 { return abs(try number(arguments[0], &run)) }
    guard case .column(let first)? = arguments.first?.node else { throw CommandError(.notAClaim, span) }
    if name == "rows" {
      guard first == "segment" else {
        let data = try run.workspace.data(Name(text: first, span: arguments[0].span))
        return Double(try run.workspace.frame(of: data, run.work).rowCount)
      }
      return Double(try run.workspace.view(of: try run.workspace.data(nil), run.work).rowCount)
    }
    let model = try run.workspace.shown(
      try run.workspace.model(Name(text: first, span: span)), run.work)
    if let function = modelFunctions.first(where: { $0.name == name }) {
      guard let value = function.value(model) else { throw CommandError(.noSuchFigure(name), span) }
      return value
    }
    let line = try model.coefficient(
      arguments.dropFirst().map { Name(text: try text(of: $0), span: $0.span) }, span)
    let figures = [
      "estimate": line.estimate, "low": line.oddsRatioLow, "high": line.oddsRatioHigh,
      "odds_ratio": line.oddsRatio, "se": line.standardError,
    ]
    guard let figure = figures[name], let value = figure else {
      throw CommandError(.noSuchFigure(name), span)
    }
    return value
  }

  static func text(of expression: Expression) throws -> String {
    switch expression.node {
    case .column(let name): return name
    case .text(let text): return text
    case .integer(let value): return String(value)
    default: throw CommandError(.notAClaim, expression.span)
    }
  }
}

extension FittedModel {
  /// The coefficient of a term, and a level if it has several.
  func coefficient(_ name: [Name], _ span: Span) throws -> Model.Coefficient {
    let terms = model.coefficients.map(\.term)
    guard let term = name.first else { throw CommandError(.notAClaim, span) }
    let wanted = term.text == "intercept" ? "(Intercept)" : term.text
    let exact = model.coefficients.filter { $0.term == wanted }
    // A claim cannot write `factor(race)`; the column's name means it.
    let ofColumn = model.formula.terms.filter { $0.flattened.count == 1 && $0.columns == [wanted] }
      .map(\.description)
    let lines = exact.isEmpty ? model.coefficients.filter { ofColumn.contains($0.term) } : exact
    guard !lines.isEmpty else {
      throw NameError(
        .term, term.text, candidates: terms.uniqued(), span: term.span, place: "model \(self.name)")
    }
    guard name.count > 1 else { return lines.first { $0.estimate != nil } ?? lines[0] }
    if let line = lines.first(where: { $0.levels.compactMap(\.self).joined(separator: ":") == name[1].text })
    {
      return line
    }
    throw NameError(
      .level, name[1].text, candidates: lines.map { $0.levels.compactMap(\.self).joined(separator: ":") },
      span: name[1].span, place: term.text)
  }
}

extension Expression.Comparison {
  /// Whether two numbers stand in this relation.
  func holds(_ left: Double, _ right: Double) -> Bool {
    switch self {
    case .equal: left == right
    case .notEqual: left != right
    case .less: left < right
    case .lessOrEqual: left <= right
    case .greater: left > right
    case .greaterOrEqual: left >= right
    }
  }
}

extension Sequence where Element: Hashable {
  /// The elements without repeats, in order.
  func uniqued() -> [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}

extension Expected.Operand {
  /// The next argument of a function, whose earlier ones are known.
  init(of function: String, _ dialect: Expected.Dialect, after earlier: [Expression]) {
    self.init()
    switch dialect {
    case .columns:
      let found = ExpressionFunction.all.first { $0.name == function }
      types = found?.types(at: earlier.count)
      isName = found?.takesNames ?? false
      if let found, found.arity.most.map({ earlier.count >= $0 }) ?? false { isClosed = true }
    case .claims:
      let takes = Claims.functions.first { $0.name == function }?.takes ?? []
      guard takes.indices.contains(earlier.count) else {
        isClosed = !takes.isEmpty
        return
      }
      let names = earlier.map { argument in
        if case .column(let name) = argument.node { name } else { "" }
      }
      kind =
        switch takes[earlier.count] {
        case .columnOf: .columnOf(names[0])
        case .modelTerm: .modelTerm(of: names[0])
        case .modelLevel: .modelLevel(of: names[0], term: names[1])
        case let other: other
        }
    }
  }
}
