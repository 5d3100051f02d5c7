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
    } else if value.basis?.isOfShownCounts == true {
      note(.rounded, .freedom, value.terms.count * ModelOutput.Term.figures.count)
    }
    result.leastOfTerms = nil
    let hidden = result.terms.isEmpty ? HiddenLines() : HiddenLines(value, policy)
    if hidden.count > 0 { note(.withheld, .cells, hidden.count * ModelOutput.Term.figures.count) }
    for section in result.sections.indices { facts(&result.sections[section]) }
    let rows = value.basis?.rows ?? value.rowsUsed
    result.terms = result.terms.enumerated().map { term($1, isHidden: hidden.lines.contains($0)) }
    if let note = hidden.note(policy) {
      result.reading = []
      result.notes.append(note)
    }
    for index in result.reading.indices {
      result.reading[index] = sentence(result.reading[index], rows: rows)
    }
    result.tables = result.tables.map { given in
      var given = given
      for row in given.rows.indices {
        guard hidden.hides(given, row) else { continue }
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
        let (value, decimals, _) = policy.shown(figure) ?? (policy.shown(ratio).value, nil, nil)
        result.parts[part] = decimals.map { .cell(.rounded(value, decimals: $0)) } ?? .ratio(value)
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

/// What of a model that is shown is not.
private struct HiddenLines {
  /// By place in the coefficient table.
  var lines: Set<Int> = []
  /// Terms none of whose lines is shown, and terms with some.
  private var whole: [String] = []
  private var partly: [String] = []
  /// The lines hidden, by term and level.
  private var names: Set<[String]> = []

  var count: Int { lines.count }

  init() {}

  init(_ model: ModelOutput, _ policy: DisclosurePolicy) {
    guard !policy.isOpen else { return }
    for (place, term) in model.terms.enumerated() where !policy.carries(term.least ?? policy.leastRows) {
      lines.insert(place)
      names.insert([term.term, term.levels.compactMap(\.self).first ?? ""])
    }
    for term in model.terms.map(\.term).uniqued() {
      let estimates = model.terms.indices.filter {
        model.terms[$0].term == term && model.terms[$0].role != .reference
      }
      let isHidden = estimates.map(lines.contains)
      let least = model.leastOfTerms?[term] ?? policy.leastRows
      if !isHidden.contains(false) {
        whole.append(term)
      } else if isHidden.contains(true) || !policy.carries(least) {
        partly.append(term)
      }
    }
  }

  /// Whether a row of one of the model's tables tells of what is hidden: of a level's line, or of a test of the lines
  /// of a term together.
  func hides(_ table: TableOutput, _ row: Int) -> Bool {
    guard case .label(let term)? = table.rows[row].first else { return false }
    if whole.contains(term) { return true }
    guard partly.contains(term) else { return false }
    guard table.headers.count > 1, table.headers[1].key == "level",
      case .label(let level) = table.rows[row][1]
    else {
      return true
    }
    return names.contains([term, level])
  }

  func note(_ policy: DisclosurePolicy) -> String? {
    var parts: [String] = []
    // Where the intercept is hidden so is the term whose reference level it is.
    let whole = whole.filter { $0 != Model.interceptName }
    if !whole.isEmpty {
      parts.append(
        "\(whole.sorted().joined(separator: ", ")), with a level or combination of fewer than \(policy.leastRows) "
          + "events or other rows")
    }
    if !partly.isEmpty {
      parts.append(
        "of \(partly.sorted().joined(separator: ", ")) the levels of fewer than \(policy.leastRows) events or other "
          + "rows, the next smallest, which would give them away, and the term's tests")
    }
    return parts.isEmpty ? nil : "not shown: " + parts.joined(separator: "; ")
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
    /// The counts of its covariate patterns are such as the policy in force shows.
    public var isOfShownCounts: Bool

    /// Makes it.
    public init(rows: Int, events: Int, freedom: Int, isOfShownCounts: Bool = false) {
      self.rows = rows
      self.events = events
      self.freedom = freedom
      self.isOfShownCounts = isOfShownCounts
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
    guard let basis, basis.freedom < least, !basis.isOfShownCounts else { return nil }
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
