import Engine

extension Passage {
  /// A model: withheld where it stands on too little, else without the terms that do.
  mutating func model(_ value: ModelOutput) -> ModelOutput {
    var result = value
    result.exactNotes = nil
    result.basis = nil
    for term in result.terms.indices { result.terms[term].least = nil }
    if policy.isOpen, let exact = value.exactNotes { result.notes = exact }
    if let (rule, words) = value.refusal(policy) {
      note(.withheld, rule)
      result = result.withheld(words)
    }
    let few = result.terms.isEmpty ? [] : value.terms.filter { !policy.carries($0.least ?? policy.leastRows) }
    let hidden = Set(few.map(\.term))
    if !hidden.isEmpty { note(.withheld, .cells, few.count * 7) }
    for section in result.sections.indices { facts(&result.sections[section]) }
    let rows = value.basis?.rows ?? value.rowsUsed
    result.terms = result.terms.map { self.term($0, isHidden: hidden.contains($0.term)) }
    if !hidden.isEmpty {
      result.reading = []
      result.notes.append(
        "not shown: \(hidden.sorted().joined(separator: ", ")), with a level or combination of fewer than "
          + "\(policy.leastRows) events or other rows")
    }
    for index in result.reading.indices {
      result.reading[index] = sentence(result.reading[index], rows: rows)
    }
    result.tables = result.tables.map { given in
      var given = given
      for row in given.rows.indices {
        guard case .label(let name)? = given.rows[row].first, hidden.contains(name) else { continue }
        given.rows[row] = given.rows[row].map(\.withoutFigure)
      }
      return table(given)
    }
    return result
  }

  /// A sentence, of which odds ratios stand on so many rows.
  mutating func sentence(_ given: ModelOutput.Sentence, rows: Int) -> ModelOutput.Sentence {
    var result = given
    for part in result.parts.indices {
      switch result.parts[part] {
      case .text: break
      case .cell(let cell): result.parts[part] = .cell(shown(cell))
      case .ratio(let ratio):
        let figure = DerivedFigure(value: ratio, rows: rows, least: rows, kind: .ratio)
        result.parts[part] = .ratio(policy.shown(figure)?.value ?? policy.shown(ratio))
      }
    }
    return result
  }

  private mutating func term(_ given: ModelOutput.Term, isHidden: Bool) -> ModelOutput.Term {
    var term = given
    if isHidden, term.role != .reference {
      // That a level grows without bound tells that all of its rows have one outcome.
      if term.role == .separated { term.role = .estimated }
      for path in ModelOutput.Term.figures { term[keyPath: path] = .suppressed }
    } else {
      for path in ModelOutput.Term.figures { term[keyPath: path] = shown(term[keyPath: path]) }
    }
    return term
  }

  /// Facts as a table of one column, so that their sums are protected as those of tables are.
  private mutating func facts(_ section: inout ModelOutput.Section) {
    var lines = TableOutput(
      name: "", title: "", headers: [Header("")], rows: section.facts.map { [$0.cell] })
    func place(_ key: String) -> CellSum.Place? {
      section.facts.firstIndex { $0.key == key }.map { .init($0, 0) }
    }
    for sum in section.sums ?? [] {
      guard let first = sum.first, let total = place(first) else { continue }
      lines.declare(total: total, of: sum.dropFirst().compactMap(place))
    }
    section.sums = nil
    let passed = table(lines)
    for index in section.facts.indices { section.facts[index].cell = passed.rows[index][0] }
  }
}

extension ModelOutput.Term {
  /// Where its figures are.
  static var figures: [WritableKeyPath<ModelOutput.Term, Cell>] {
    [\.estimate, \.standardError, \.z, \.p, \.oddsRatio, \.low, \.high]
  }
}

extension Cell {
  /// The cell, hidden unless it is a name.
  var withoutFigure: Cell {
    switch self {
    case .label, .blank: self
    default: .suppressed
    }
  }
}

extension ModelOutput {
  /// What a model stands on.
  public struct Basis: Sendable, Hashable, Codable {
    /// Rows used.
    public var rows: Int
    /// Events among them.
    public var events: Int
    /// Covariate patterns less rank.
    public var freedom: Int

    /// Makes it.
    public init(rows: Int, events: Int, freedom: Int) {
      self.rows = rows
      self.events = events
      self.freedom = freedom
    }
  }

  /// Rows used: what decides whether the figures may be shown where no basis is given.
  var rowsUsed: Int {
    for fact in sections.flatMap(\.facts) where fact.key == "n" {
      if case .count(let count) = fact.cell { return count }
    }
    return 0
  }

  /// Why a policy withholds the whole model, if it does.
  func refusal(_ policy: DisclosurePolicy) -> (Decision.Rule, String)? {
    let least = policy.leastRows
    guard !policy.isOpen else { return nil }
    let rows = basis.map { min($0.rows, $0.events, $0.rows - $0.events) } ?? rowsUsed
    if (basis?.rows ?? rowsUsed) < least { return (.rows, "fewer than \(least) rows") }
    if rows < least { return (.rows, "fewer than \(least) events or other rows") }
    guard let freedom = basis?.freedom, freedom < least else { return nil }
    return (
      .freedom,
      "fewer than \(least) residual degrees of freedom (covariate patterns less parameters): such a model gives the "
        + "counts behind it away"
    )
  }

  /// The model without its figures.
  func withheld(_ why: String) -> ModelOutput {
    var result = self
    for section in sections.indices {
      for fact in sections[section].facts.indices {
        // How many rows there are may be said where it may be said of any table.
        if sections[section].key.isEmpty, case .count = sections[section].facts[fact].cell { continue }
        result.sections[section].facts[fact].cell = .suppressed
      }
    }
    result.reading = []
    result.terms = []
    result.tables = []
    result.notes = ["withheld: \(why)"]
    return result
  }
}
