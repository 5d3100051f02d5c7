import Commands
import Engine

extension TextRenderer {
  /// A model: name and formula, data and outcome, figures, coefficients, further tables, notes.
  func lines(of model: ModelOutput, _ policy: DisclosurePolicy) -> [String] {
    var lines = notes(["\(model.name): \(model.formula)"])
    if !model.data.isEmpty { lines += notes(["  data: " + model.data]) }
    if model.isBrief { return lines + briefLines(of: model, policy) }
    lines.append("  outcome: " + DisplayWidth.escaped(model.outcome))
    if !model.reading.isEmpty { lines += [""] + notes(model.reading.map { $0.text(digits: digits) }) }
    for section in model.sections where !section.facts.isEmpty {
      lines.append("")
      if !section.title.isEmpty { lines.append(DisplayWidth.escaped(section.title)) }
      lines += pairs(section.facts)
    }
    if !model.terms.isEmpty { lines += [""] + coefficients(model.terms, policy) }
    for table in model.tables { lines += [""] + self.lines(of: table, policy) }
    if !model.notes.isEmpty { lines += [""] + notes(model.notes) }
    return lines
  }

  /// Figures with their names, two beside each other: down the left side first, then down the right.
  private func pairs(_ facts: [ModelOutput.Fact]) -> [String] {
    let half = (facts.count + 1) / 2
    let texts = facts.map { (DisplayWidth.escaped($0.title), Marks.alone($0.cell, digits: digits)) }
    let left = Grid.block(Array(texts.prefix(half)))
    let right = Grid.block(Array(texts.dropFirst(half)))
    let widest = left.reduce(0) { max($0, DisplayWidth.of($1)) }
    let widestRight = right.reduce(0) { max($0, DisplayWidth.of($1)) }
    if let width, 2 + widest + 4 + widestRight > width { return Grid.block(texts).map { "  " + $0 } }
    return left.indices.map { index in
      guard index < right.count else { return "  " + left[index] }
      let space = String(repeating: " ", count: widest - DisplayWidth.of(left[index]) + 4)
      return "  " + left[index] + space + right[index]
    }
  }

  /// The coefficient table: all of it, or of each term the odds ratio with its interval and p.
  func coefficients(
    _ terms: [ModelOutput.Term], _ policy: DisclosurePolicy, isBrief: Bool = false
  ) -> [String] {
    var marks = Marks(digits: digits)
    let estimated = terms.filter { $0.role == .estimated }
    let decimals = [
      Marks.decimals(of: estimated.map(\.estimate), digits: digits),
      Marks.decimals(of: estimated.map(\.standardError), digits: digits), 3,
    ]
    let ends = intervals(terms, &marks)
    // The column of levels is there only when some term has one.
    let hasLevels = terms.contains { !$0.levels.isEmpty }
    let ratios = ["OR", "[95% CI]"]
    var grid = Grid(
      heads: (hasLevels ? ["term", "level"] : ["term"])
        + (isBrief ? ratios + ["p"] : ["estimate", "se", "z", "p"] + ratios),
      isText: (hasLevels ? [true, true] : [true])
        + (isBrief ? [false, true, false] : [false, false, false, false, false, true]),
      repeated: hasLevels ? 2 : 1)
    grid.seam = isBrief ? nil : grid.heads.count - ratios.count
    var previous = ""
    for (index, term) in terms.enumerated() {
      let name = term.term == previous && !term.levels.isEmpty ? "" : DisplayWidth.escaped(term.term)
      previous = term.term
      let level = term.levels.compactMap { $0 }.map(DisplayWidth.escaped).joined(separator: " : ")
      let head = hasLevels ? [name, level] : [name]
      guard term.role == .estimated else {
        grid.rows.append(.spanning(head, TextRenderer.remark(term)))
        continue
      }
      let figures = zip([term.estimate, term.standardError, term.z], decimals)
        .map { marks.text(of: $0, decimals: $1) }
      let p = marks.text(of: term.p, decimals: 0)
      let odds = [ratio(term.oddsRatio, &marks), ends[index]]
      grid.rows.append(.cells(head + (isBrief ? odds + [p] : figures + [p] + odds)))
    }
    let legend = drawIntervals(of: terms, in: &grid)
    return grid.lines(width: width) + notes(marks.lines(policy) + legend)
  }

  /// The intervals' ends, right below each other; empty where a term has none.
  private func intervals(_ terms: [ModelOutput.Term], _ marks: inout Marks) -> [String] {
    let ends = terms.map { term -> (String, String)? in
      term.role == .estimated ? (ratio(term.low, &marks), ratio(term.high, &marks)) : nil
    }
    let lowest = ends.reduce(0) { max($0, $1?.0.count ?? 0) }
    let highest = ends.reduce(0) { max($0, $1?.1.count ?? 0) }
    func right(_ text: String, _ width: Int) -> String {
      String(repeating: " ", count: width - text.count) + text
    }
    return ends.map { $0.map { "[\(right($0.0, lowest)), \(right($0.1, highest))]" } ?? "" }
  }

  /// Adds the plot of the intervals where a width is known: beside the table, or, where it is too wide for that, below.
  /// What the signs mean, if there is a plot.
  private func drawIntervals(of terms: [ModelOutput.Term], in grid: inout Grid) -> [String] {
    guard let width else { return [] }
    let intervals = terms.map { term -> IntervalPlot.Interval? in
      guard term.role == .estimated, term.term != "(Intercept)", let value = term.oddsRatio.figureShown,
        let low = term.low.figureShown, let high = term.high.figureShown, low > 0, value > 0,
        high.isFinite
      else { return nil }
      return IntervalPlot.Interval(low: low, value: value, high: high)
    }
    let columns = grid.room(in: width, atLeast: 20)
    guard let plot = IntervalPlot(intervals.compactMap { $0 }, columns: min(41, columns)) else { return [] }
    grid.append(head: plot.axis, intervals.map { $0.map(plot.line) ?? "" })
    return ["plot: odds ratio o in its 95% interval on a log scale, | at 1"]
  }

  private func ratio(_ cell: Cell, _ marks: inout Marks) -> String {
    if case .number(let value) = cell {
      NumberFormat.ratio(value, digits: digits)
    } else {
      marks.text(of: cell, decimals: 0)
    }
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
