import Engine

extension Claims {
  /// What each function and parameter in a claim gives, a line each: `rows(cohort) is 850`.
  ///
  /// `place` is where the claim's text starts. Counts and figures pass the same policy as those of tables; of what stands on too few rows only that is said.
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
    guard case .call(let name, let arguments) = leaf.node,
      case .number(let number)? = try? evaluate(leaf, &run), number.isFinite
    else { return nil }
    guard let cell = cell(name, arguments, number, run.workspace) else { return nil }
    let table = TableOutput(name: "", title: "", headers: [Header("")], rows: [[cell]])
    let gate = Gate(run.workspace.policy)
    guard case .table(let shown) = gate.pass(.table(table)).output, let passed = shown.rows.first?.first
    else {
      return nil
    }
    switch passed {
    case .roundedCount(let count):
      return gate.policy.rounding > 1 ? "\(count) to the nearest \(gate.policy.rounding)" : "\(count)"
    case .number(let value): return Words.figure(value)
    case .suppressed:
      if case .count = cell { return "fewer than \(gate.policy.threshold)" }
      return "not shown: it stands on a count under \(gate.policy.threshold)"
    default: return nil
    }
  }

  /// The figure as a cell of an output, so that the gate knows what it is.
  private static func cell(
    _ name: String, _ arguments: [Expression], _ number: Double, _ workspace: Workspace
  ) -> Cell? {
    if name == "rows" { return Int(exactly: number).map(Cell.count) }
    guard case .column(let model)? = arguments.first?.node, let fitted = workspace.models[model] else {
      return nil
    }
    switch name {
    case "n", "events": return Int(exactly: number).map(Cell.count)
    case "accuracy":
      guard let confusion = fitted.model.validation?.confusion else { return nil }
      return .ratio(confusion.truePositives + confusion.trueNegatives, of: confusion.count)
    default:
      // As in the model's own output: its figures are hidden when it stands on too few rows.
      let tested = name == "auc" ? fitted.model.validation?.n : nil
      return .figure(number, rows: min(fitted.model.n, tested ?? fitted.model.n))
    }
  }
}
