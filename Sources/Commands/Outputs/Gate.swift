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

extension Gated {
  /// Its figures laid out anew, as a table: those that have passed stay as they are, counts that have not pass here.
  ///
  /// - Parameter decisions: whether it carries what the policy did to the whole; of several parts one does.
  func laidOut(as table: TableOutput, decisions isFirst: Bool = false) -> Gated {
    var passage = Passage(policy: policy)
    var result = table
    result.sums = nil
    result.exactNotes = nil
    result.rows = table.rows.map { row in row.map { passage.relayed($0) } }
    return Gated(output: .table(result), policy: policy, decisions: isFirst ? decisions : [])
  }
}

/// The one way from a command's outputs to a renderer.
public struct Gate: Sendable {
  /// The policy applied.
  public let policy: DisclosurePolicy

  /// Makes a gate for a policy.
  public init(_ policy: DisclosurePolicy) { self.policy = policy }

  /// The output with every count rounded or suppressed as the policy says, and figures as exact as that leaves them.
  public func pass(_ output: Output) -> Gated {
    var passage = Passage(policy: policy)
    let passed: Output
    switch output {
    case .table(let value): passed = .table(passage.table(value))
    case .model(let value): passed = .model(passage.model(value))
    case .figure(let value):
      var result = value
      result.data = passage.table(value.data)
      result.basis = passage.sentence(value.basis, rows: 0)
      passed = .figure(result)
    case .text, .notice: passed = output
    }
    return Gated(output: passed, policy: policy, decisions: passage.decisions)
  }
}

/// One output on its way through the gate.
struct Passage {
  let policy: DisclosurePolicy
  private(set) var decisions: [Decision] = []

  init(policy: DisclosurePolicy) { self.policy = policy }

  mutating func note(_ action: Decision.Action, _ rule: Decision.Rule, _ count: Int = 1) {
    if let place = decisions.firstIndex(where: { $0.action == action && $0.rule == rule }) {
      decisions[place].count += count
    } else {
      decisions.append(Decision(action, rule, count: count))
    }
  }

  mutating func table(_ value: TableOutput) -> TableOutput {
    var result = value
    result.sums = nil
    result.exactNotes = nil
    if policy.isOpen, let exact = value.exactNotes { result.notes = exact }
    let counts = Counts(value, policy)
    result.rows = value.rows.indices.map { row in
      value.rows[row].indices.map { column in
        let cell = value.rows[row][column]
        if counts.isSecondary(row, column) || counts.tells(cell, row) {
          note(.suppressed, .secondary)
          return .suppressed
        }
        if let sum = counts.sum(row, column) {
          if case .count(let raw) = cell, raw != sum { note(.rounded, .rounding) }
          return .roundedCount(sum)
        }
        return shown(cell)
      }
    }
    if let total = value.total { result.total = policy.shown(total) }
    return result
  }

  /// A cell of what has passed, laid out anew: only a count that has not passed can be in it by mistake.
  mutating func relayed(_ value: Cell) -> Cell {
    switch value {
    case .number, .pValue: value
    default: shown(value)
    }
  }

  mutating func shown(_ value: Cell) -> Cell {
    let (shown, rule) = show(value)
    if let rule { note(shown == .suppressed ? .suppressed : .rounded, rule) }
    return shown
  }

  private func show(_ cell: Cell) -> (Cell, Decision.Rule?) {
    switch cell {
    case .figure(let value, let rows):
      return figure(DerivedFigure(value: value, rows: rows, least: rows, kind: .estimate))
    case .shareFigure(let value, let rows):
      let (shown, rule) = figure(DerivedFigure(value: value, rows: rows, least: rows, kind: .estimate))
      return (shown.figureShown.map(Cell.share) ?? shown, rule)
    case .derived(let value):
      if let reason = value.absence {
        return policy.carries(value.least) ? (.unavailable(reason), nil) : (.suppressed, .threshold)
      }
      if value.kind == .logP {
        return policy.carries(value.least) ? show(.pValue(log: value.value)) : (.suppressed, .threshold)
      }
      return figure(value)
    case .number(let value):
      let (shown, decimals) = policy.shown(value)
      return (.figure(shown, decimals), shown == value ? nil : .precision)
    case .pValue(let log):
      let shown = policy.shownP(log: log)
      return (.pValue(log: shown), abs(shown - log) <= 1e-12 * abs(log) ? nil : .precision)
    case .count(let count):
      guard let shown = policy.shown(count) else { return (.suppressed, .threshold) }
      return (.roundedCount(shown), shown == count ? nil : .rounding)
    case .proportion(let part, let whole):
      return share(part, whole, isPercent: true) { .share(Double($0) / Double($1)) }
    case .ratio(let part, let whole):
      return share(part, whole, isPercent: true) { .number(Double($0) / Double($1)) }
    case .shareInterval(let part, let whole):
      return share(part, whole, isPercent: false) { part, whole in
        Proportion.wilson(min(part, whole), of: whole).map { .interval($0.low, $0.high) } ?? .suppressed
      }
    // Taken together by the command itself, as levels are that few rows have.
    case .suppressed: return (.suppressed, .threshold)
    default: return (cell, nil)
    }
  }

  private func figure(_ figure: DerivedFigure) -> (Cell, Decision.Rule?) {
    guard let (value, decimals, rule) = policy.shown(figure) else {
      return (.suppressed, figure.kind == .extreme ? .extremes : .threshold)
    }
    return (.figure(value, decimals), rule)
  }

  /// What is made of the two counts as they may be shown.
  private func share(
    _ part: Int, _ whole: Int, isPercent: Bool, _ cell: (Int, Int) -> Cell
  ) -> (Cell, Decision.Rule?) {
    if policy.isOpen { return whole > 0 ? (cell(part, whole), nil) : (.unavailable("no rows"), nil) }
    guard let shownPart = policy.shown(part), let shownWhole = policy.shown(whole) else {
      return (.suppressed, .threshold)
    }
    guard whole > 0 else { return (.unavailable("no rows"), nil) }
    // The complement must not be a small count either.
    guard whole == part || policy.shown(whole - part) != nil else { return (.suppressed, .threshold) }
    if policy.shares == .whole, isPercent {
      let percent = policy.wholePercent(part, whole)
      // In units of one percent of the whole, so that shares and ratios come out alike.
      return (cell(percent, 100), .rounding)
    }
    return (cell(min(shownPart, shownWhole), shownWhole), policy.rounding > 1 ? .rounding : nil)
  }
}

extension Cell {
  /// A figure with the decimals it is left, if they are few.
  static func figure(_ value: Double, _ decimals: Int?) -> Cell {
    decimals.map { .rounded(value, decimals: $0) } ?? .number(value)
  }
}

extension DisclosurePolicy {
  /// The percentage of unrounded counts to a whole number; that of the rounded counts where it would rule out any value
  /// of the part that is shown as this one: the same counts stand in several tables, and such shares add up.
  func wholePercent(_ part: Int, _ whole: Int) -> Int {
    func percent(_ part: Int, _ whole: Int) -> Int { whole == 0 ? 0 : (200 * part + whole) / (2 * whole) }
    let exact = percent(part, whole)
    let tellsNothing = values(shownAs: part).allSatisfy { other in
      values(shownAs: whole).contains { other <= $0 && percent(other, $0) == exact }
    }
    if tellsNothing { return exact }
    guard let shownPart = shown(part), let shownWhole = shown(whole) else { return exact }
    return min(100, percent(shownPart, shownWhole))
  }
}

/// What the sums of a table do to its counts.
private struct Counts {
  private let policy: DisclosurePolicy
  private var secondary: Set<CellSum.Place> = []
  private var hiddenInRow: [Int: Set<Int>] = [:]
  private var hidden: Set<Int> = []
  private var sums: [CellSum.Place: Int] = [:]

  init(_ table: TableOutput, _ policy: DisclosurePolicy) {
    self.policy = policy
    guard let declared = table.sums, !policy.isOpen else { return }
    var numbers: [CellSum.Place: Int] = [:]
    var places: [CellSum.Place] = []
    var counts: [Int] = []
    func number(_ place: CellSum.Place) -> Int? {
      if let known = numbers[place] { return known }
      guard let count = table.count(at: place) else { return nil }
      numbers[place] = counts.count
      places.append(place)
      counts.append(count)
      return counts.count - 1
    }
    let relations = declared.map { sum in
      SumProtection.Relation(
        whole: sum.whole, total: sum.total.flatMap(number), parts: sum.parts.compactMap(number),
        isStrict: sum.isStrict)
    }
    let found = SumProtection(policy, counts, relations)
    for (index, place) in places.enumerated()
    where found.isHidden[index] && policy.shown(counts[index]) != nil {
      secondary.insert(place)
      hiddenInRow[place.row, default: []].insert(counts[index])
      hidden.insert(counts[index])
    }
    guard policy.totals == .sums else { return }
    for sum in declared where !sum.isStrict && sum.parts.count > 1 {
      guard let total = sum.total, sums[total] == nil, !secondary.contains(total),
        policy.shown(sum.whole) != nil
      else { continue }
      let parts = sum.parts.compactMap { place in
        table.count(at: place).map { count in sums[place] ?? policy.shown(count) ?? 0 }
      }
      let rest = sum.whole - sum.parts.reduce(0) { $0 + (table.count(at: $1) ?? 0) }
      sums[total] = parts.reduce(0, +) + (rest > 0 ? policy.shown(rest) ?? 0 : 0)
    }
  }

  /// Whether a count is hidden for another's sake.
  func isSecondary(_ row: Int, _ column: Int) -> Bool { secondary.contains(.init(row, column)) }

  /// Whether a share would tell a count that is hidden for another's sake: of its row, or what it is a share of, which
  /// stands in another row where groups are columns.
  func tells(_ cell: Cell, _ row: Int) -> Bool {
    switch cell {
    case .proportion(let part, let whole), .ratio(let part, let whole), .shareInterval(let part, let whole):
      if hidden.contains(whole) { return true }
      guard let own = hiddenInRow[row] else { return false }
      return own.contains(part) || own.contains(whole - part)
    default: return false
    }
  }

  /// What a total comes to that is the sum of cells as they are shown.
  func sum(_ row: Int, _ column: Int) -> Int? { sums[.init(row, column)] }
}
