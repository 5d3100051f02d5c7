import Engine

extension Claims {
  /// What each function and parameter in a claim gives, a line each: `rows(cohort) is 850`.
  ///
  /// `place` is where the claim's text starts. Counts and figures have passed the same policy as those of tables.
  static func actual(_ claim: Expression, _ text: String, from place: Int, _ run: inout Run) -> [String] {
    var lines: [String] = []
    let bytes = Array(text.utf8)
    for part in leaves(of: claim) {
      let (start, end) = (part.span.start - place, part.span.end - place)
      guard start >= 0, start <= end, end <= bytes.count else { continue }
      let name = String(decoding: bytes[start..<end], as: UTF8.self)
      if let value = value(of: part, &run) { lines.append("\(name) is \(value)") }
    }
    return lines.uniqued()
  }

  private static func leaves(of claim: Expression) -> [Expression] {
    switch claim.node {
    case .and(let a, let b), .or(let a, let b), .compare(_, let a, let b), .arithmetic(_, let a, let b):
      leaves(of: a) + leaves(of: b)
    case .between(let a, let b, let c, _): [a, b, c].flatMap(leaves)
    case .not(let a), .negate(let a): leaves(of: a)
    case .call("abs", let arguments): arguments.flatMap(leaves)
    case .call, .argument: [claim]
    default: []
    }
  }

  private static func value(of leaf: Expression, _ run: inout Run) -> String? {
    if case .argument(let name) = leaf.node { return try? run.workspace.text(of: name, leaf.span) }
    guard case .call(let name, _) = leaf.node,
      case .number(let number)? = try? evaluate(leaf, &run), number.isFinite
    else { return nil }
    let policy = run.workspace.policy
    guard isCount(name) else { return Words.figure(number) }
    return Int(exactly: number).map {
      policy.isOpen ? "\($0)" : "\($0), rounded as disclosure control has it"
    }
  }

  private static func isCount(_ name: String) -> Bool {
    ["rows", "n", "events", "count", "distinct", "heldout"].contains(name)
  }

  /// A number of a claim as it would be shown: a claim must not find out by trial what the gate hides.
  ///
  /// - Throws: ``CommandError`` where it would not be shown at all.
  static func shown(
    _ name: String, _ arguments: [Expression], _ number: Double, _ span: Span, _ run: Run
  ) throws -> Double {
    let policy = run.workspace.policy
    guard !policy.isOpen, number.isFinite, let cell = try cell(name, arguments, number, run) else {
      return number
    }
    let table = TableOutput(name: "", title: "", headers: [Header("")], rows: [[cell]])
    guard case .table(let passed) = Gate(policy).pass(.table(table)).output else { return number }
    switch passed.rows.first?.first {
    case .roundedCount(let count)?: return Double(count)
    case .number(let value)?, .rounded(let value, _)?: return value
    default: throw CommandError(.hiddenFigure(name, policy.name), span)
    }
  }

  /// The figure as a cell of an output, so that the gate knows what it is.
  private static func cell(
    _ name: String, _ arguments: [Expression], _ number: Double, _ run: Run
  ) throws -> Cell? {
    if name == "abs" { return nil }
    if ["rows", "count", "distinct", "heldout"].contains(name) {
      return Int(exactly: number).map(Cell.count)
    }
    guard case .column(let model)? = arguments.first?.node, let known = run.workspace.models[model] else {
      return nil
    }
    let fitted = try run.workspace.shown(known, run.work)
    let standing = try Standing(fitted.model, run.work)
    let validation = fitted.model.validation
    switch name {
    case "n", "events": return Int(exactly: number).map(Cell.count)
    case "accuracy":
      guard let confusion = validation?.confusion else { return nil }
      return .ratio(confusion.truePositives + confusion.trueNegatives, of: confusion.count)
    case "auc":
      let tested = validation.map { min($0.events, $0.n - $0.events) } ?? standing.least
      return .extensive(number, rows: validation?.n ?? standing.rows, least: min(tested, standing.least))
    case "loglik", "aic", "bic": return .extensive(number, rows: standing.rows, least: standing.least)
    default: return .estimate(number, rows: standing.rows, least: standing.leastOfAll)
    }
  }
}
