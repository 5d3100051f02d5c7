import Commands
import Engine

extension TextRenderer {
  /// A model: name and formula, data and outcome, figures, coefficients, further tables, notes.
  func lines(of model: ModelOutput, _ policy: DisclosurePolicy) -> [String] {
    var lines = notes(["\(model.name): \(model.formula)"])
    if !model.data.isEmpty { lines += notes(["  data: " + model.data]) }
    lines.append("  outcome: " + DisplayWidth.escaped(model.outcome))
    for section in model.isBrief ? Array(model.sections.prefix(1)) : model.sections
    where !section.facts.isEmpty {
      lines.append("")
      if !section.title.isEmpty { lines.append(DisplayWidth.escaped(section.title)) }
      lines += pairs(section.facts)
    }
    if !model.terms.isEmpty { lines += [""] + coefficients(model.terms) }
    if !model.isBrief {
      for table in model.tables { lines += [""] + self.lines(of: table, policy) }
    }
    if !model.notes.isEmpty { lines += [""] + notes(model.notes) }
    return lines
  }

  /// Figures with their names, two beside each other: down the left side first, then down the right.
  private func pairs(_ facts: [ModelOutput.Fact]) -> [String] {
    let half = (facts.count + 1) / 2
    let texts = facts.map { (DisplayWidth.escaped($0.title), Marks.alone($0.cell)) }
    let left = Grid.block(Array(texts.prefix(half)))
    let right = Grid.block(Array(texts.dropFirst(half)))
    let widest = left.reduce(0) { max($0, DisplayWidth.of($1)) }
    let widestRight = right.reduce(0) { max($0, DisplayWidth.of($1)) }
    if let width, 2 + widest + 4 + widestRight > width { return (left + right).map { "  " + $0 } }
    return left.indices.map { index in
      guard index < right.count else { return "  " + left[index] }
      let space = String(repeating: " ", count: widest - DisplayWidth.of(left[index]) + 4)
      return "  " + left[index] + space + right[index]
    }
  }

  private func coefficients(_ terms: [ModelOutput.Term]) -> [String] {
    var lows: [String] = []
    var highs: [String] = []
    var marks = Marks()
    let estimated = terms.filter { $0.role == .estimated }
    let decimals = [
      Marks.decimals(of: estimated.map(\.estimate)), Marks.decimals(of: estimated.map(\.standardError)), 3, 0,
    ]
    let figures = terms.map { term -> [String]? in
      guard term.role == .estimated else { return nil }
      lows.append(ratio(term.low, &marks))
      highs.append(ratio(term.high, &marks))
      return zip([term.estimate, term.standardError, term.z, term.p], decimals)
        .map { marks.text(of: $0, decimals: $1) } + [ratio(term.oddsRatio, &marks)]
    }
    let lowWidth = lows.reduce(0) { max($0, $1.count) }
    let highWidth = highs.reduce(0) { max($0, $1.count) }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: width - text.count) + text
    }
    // The column of levels is there only when some term has one.
    let hasLevels = terms.contains { !$0.levels.isEmpty }
    var grid = Grid(
      heads: (hasLevels ? ["term", "level"] : ["term"]) + ["estimate", "se", "z", "p", "OR", "[95% CI]"],
      isText: (hasLevels ? [true, true] : [true]) + [false, false, false, false, false, true])
    var previous = ""
    var interval = 0
    for (term, figures) in zip(terms, figures) {
      let name = term.term == previous && !term.levels.isEmpty ? "" : DisplayWidth.escaped(term.term)
      previous = term.term
      let level = term.levels.compactMap { $0 }.map(DisplayWidth.escaped).joined(separator: " : ")
      let head = hasLevels ? [name, level] : [name]
      if let figures {
        let ends = "[\(right(lows[interval], lowWidth)), \(right(highs[interval], highWidth))]"
        interval += 1
        grid.rows.append(.cells(head + figures + [ends]))
      } else {
        grid.rows.append(.spanning(head, TextRenderer.remark(term)))
      }
    }
    return grid.lines(width: width) + marks.lines(.none)
  }

  private func ratio(_ cell: Cell, _ marks: inout Marks) -> String {
    if case .number(let value) = cell { NumberFormat.ratio(value) } else { marks.text(of: cell, decimals: 0) }
  }

  /// What stands in place of figures; of a separated term also which way it grows.
  static func remark(_ term: ModelOutput.Term) -> String {
    switch term.role {
    case .estimated: return ""
    case .reference: return "(reference)"
    case .separated:
      if case .unavailable(let reason) = term.estimate { return "(\(DisplayWidth.escaped(reason)))" }
      return "(grows without bound)"
    case .aliased(let equals): return "(aliased: equals \(DisplayWidth.escaped(equals)))"
    }
  }
}

extension Grid {
  /// Names left, figures right.
  static func block(_ pairs: [(String, String)]) -> [String] {
    let names = pairs.reduce(0) { max($0, DisplayWidth.of($1.0)) }
    // A long reason must not push every figure to the right.
    let figures = pairs.reduce(0) { max($0, DisplayWidth.of($1.1) <= 14 ? DisplayWidth.of($1.1) : 0) }
    return pairs.map { name, figure in
      let gap = max(2, names - DisplayWidth.of(name) + 2 + max(0, figures - DisplayWidth.of(figure)))
      let isLong = DisplayWidth.of(figure) > 14
      return name + String(repeating: " ", count: isLong ? names - DisplayWidth.of(name) + 2 : gap) + figure
    }
  }
}
