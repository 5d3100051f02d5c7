import Engine

/// An output that has passed disclosure control. Renderers take nothing else, and only the gate makes it, or a session
/// store that kept one gives it back.
public struct Gated: Sendable, Hashable, Codable {
  /// The output as it may be shown: no raw count is left in it.
  public let output: Output
  /// The policy it passed.
  public let policy: DisclosurePolicy
  /// What the policy changed or hid, a line a rule; empty where it left everything as it was.
  public let decisions: [Decision]

  /// Whether there is anything in it that a policy could change.
  var hasFigures: Bool {
    switch output {
    case .table, .model, .figure: true
    case .text, .notice: false
    }
  }

  fileprivate init(output: Output, policy: DisclosurePolicy, decisions: [Decision]) {
    self.output = output
    self.policy = policy
    self.decisions = decisions
  }

  /// Reads one that was kept; of those kept before decisions were noted none are known.
  public init(from decoder: any Decoder) throws {
    let values = try decoder.container(keyedBy: CodingKeys.self)
    output = try values.decode(Output.self, forKey: .output)
    policy = try values.decode(DisclosurePolicy.self, forKey: .policy)
    decisions = try values.decodeIfPresent([Decision].self, forKey: .decisions) ?? []
  }
}

extension Gated {
  /// Its tables by their names in JSON, each as an output of its own; a model's coefficients are one of them.
  public var tables: [(name: String, output: Gated)] {
    func part(_ output: Output) -> Gated { Gated(output: output, policy: policy, decisions: decisions) }
    switch output {
    case .table(let table): return [(table.name, self)]
    case .figure(let figure): return [(figure.data.name, part(.table(figure.data)))]
    case .model(let model):
      var bare = model
      (bare.sections, bare.tables, bare.reading) = ([], [], [])
      return [("coefficients", part(.model(bare)))] + model.tables.map { ($0.name, part(.table($0))) }
    case .text, .notice: return []
    }
  }
}

extension DisclosurePolicy {
  /// Whether it hides or rounds what another would show.
  func isStricter(than other: DisclosurePolicy) -> Bool {
    threshold > other.threshold || other.rounding % rounding != 0
  }
}

/// The one way from a command's outputs to a renderer.
public struct Gate: Sendable {
  /// The policy applied.
  public let policy: DisclosurePolicy

  /// Makes a gate for a policy.
  public init(_ policy: DisclosurePolicy) { self.policy = policy }

  /// The output with every count rounded or suppressed as the policy says.
  public func pass(_ output: Output) -> Gated {
    var decisions: [Decision] = []
    func note(_ action: Decision.Action, _ rule: Decision.Rule, _ count: Int = 1) {
      if let place = decisions.firstIndex(where: { $0.action == action && $0.rule == rule }) {
        decisions[place].count += count
      } else {
        decisions.append(Decision(action, rule, count: count))
      }
    }
    func cell(_ value: Cell) -> Cell {
      let shown = show(value)
      if shown == .suppressed { note(.suppressed, .threshold) }
      if case .count(let raw) = value, case .roundedCount(let rounded) = shown, raw != rounded {
        note(.rounded, .rounding)
      }
      return shown
    }
    func table(_ value: TableOutput) -> TableOutput {
      var result = value
      result.rows = value.rows.map { $0.map(cell) }
      if let total = value.total { result.total = policy.shown(total) }
      return result
    }
    let passed: Output
    switch output {
    case .table(let value): passed = .table(table(value))
    case .model(let value):
      var result = policy.shown(value.rowsUsed) == nil ? value.withheld(policy) : value
      if result != value { note(.withheld, .rows) }
      for section in result.sections.indices {
        for fact in result.sections[section].facts.indices {
          result.sections[section].facts[fact].cell = cell(result.sections[section].facts[fact].cell)
        }
      }
      for sentence in result.reading.indices {
        result.reading[sentence].parts = result.reading[sentence].parts.map { part in
          if case .cell(let value) = part { .cell(cell(value)) } else { part }
        }
      }
      result.tables = result.tables.map(table)
      passed = .model(result)
    case .figure(let value):
      var result = value
      result.data = table(value.data)
      result.basis.parts = value.basis.parts.map { part in
        if case .cell(let value) = part { .cell(cell(value)) } else { part }
      }
      passed = .figure(result)
    case .text, .notice: passed = output
    }
    return Gated(output: passed, policy: policy, decisions: decisions)
  }

  private func show(_ cell: Cell) -> Cell {
    switch cell {
    case .figure(let value, let rows): return policy.shown(rows) == nil ? .suppressed : .number(value)
    case .shareFigure(let value, let rows): return policy.shown(rows) == nil ? .suppressed : .share(value)
    case .count(let count): return policy.shown(count).map(Cell.roundedCount) ?? .suppressed
    case .proportion(let part, let whole): return share(part, whole) { .share(Double($0) / Double($1)) }
    case .ratio(let part, let whole): return share(part, whole) { .number(Double($0) / Double($1)) }
    case .shareInterval(let part, let whole):
      return share(part, whole) { part, whole in
        Proportion.wilson(min(part, whole), of: whole).map { .interval($0.low, $0.high) } ?? .suppressed
      }
    default: return cell
    }
  }

  /// What is made of the two counts as they may be shown.
  private func share(_ part: Int, _ whole: Int, _ cell: (Int, Int) -> Cell) -> Cell {
    guard let shownPart = policy.shown(part), let shownWhole = policy.shown(whole) else { return .suppressed }
    guard shownWhole > 0 else { return .unavailable("no rows") }
    // The complement must not be a small count either.
    guard policy.threshold == 0 || whole - part == 0 || policy.shown(whole - part) != nil else {
      return .suppressed
    }
    return cell(shownPart, shownWhole)
  }
}
