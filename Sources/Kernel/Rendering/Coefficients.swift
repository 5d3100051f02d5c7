import Commands
import Engine

/// The lines of a model's coefficient table as texts: what Markdown and HTML show of it.
struct Coefficients {
  /// One line.
  struct Line {
    /// The term and, where the table has such a column, its levels.
    var names: [String]
    /// One text a figure; empty where there are none.
    var figures: [String]
    /// What stands in place of figures.
    var remark: String
  }

  /// Heads of the columns of names.
  let names: [String]
  /// Heads of the columns of figures.
  let figures: [String]
  /// The lines in order.
  private(set) var lines: [Line] = []
  /// What the marks among the figures mean.
  private(set) var marks: Marks

  /// Lays out terms: all of their figures, or the odds ratio with its interval and p.
  init(_ terms: [ModelOutput.Term], isBrief: Bool = false, digits: Int? = nil) {
    figures = isBrief ? ["OR", "95% CI", "p"] : ["estimate", "se", "z", "p", "OR", "95% CI"]
    marks = Marks(digits: digits)
    let hasLevels = terms.contains { !$0.levels.isEmpty }
    names = hasLevels ? ["term", "level"] : ["term"]
    let estimated = terms.filter { $0.role == .estimated }
    let decimals = [
      Marks.decimals(of: estimated.map(\.estimate), digits: digits),
      Marks.decimals(of: estimated.map(\.standardError), digits: digits), 3, 0,
    ]
    for term in terms {
      let level = term.levels.compactMap { $0 }.joined(separator: " : ")
      var line = Line(names: hasLevels ? [term.term, level] : [term.term], figures: [], remark: "")
      if term.role == .estimated {
        let texts = zip([term.estimate, term.standardError, term.z, term.p], decimals)
          .map { marks.word(for: $0, decimals: $1) }
        let odds = [
          ratio(term.oddsRatio, digits), "\(ratio(term.low, digits)) to \(ratio(term.high, digits))",
        ]
        line.figures = isBrief ? odds + texts.suffix(1) : texts + odds
      } else {
        line.remark = TextRenderer.remark(term)
      }
      lines.append(line)
    }
  }

  private mutating func ratio(_ cell: Cell, _ digits: Int?) -> String {
    if case .number(let value) = cell {
      NumberFormat.ratio(value, digits: digits)
    } else {
      marks.word(for: cell, decimals: 0)
    }
  }
}

extension Marks {
  /// A cell where a star alone would be overlooked or read as markup: the word in its place. Intervals are in words
  /// too, as those of coefficients are.
  mutating func word(for cell: Cell, decimals: Int) -> String {
    if let words = Marks.interval(cell) { return words }
    let text = text(of: cell, decimals: decimals)
    if case .label = cell { return text }
    return text == "*" ? "suppressed" : text
  }

  /// A cell of a column as its head says: odds ratios in their own form, a figure among words by itself.
  mutating func word(for cell: Cell, under header: Header, decimals: Int) -> String {
    if case .number(let value) = cell {
      if header.isText { return NumberFormat.number(value, digits: digits) }
      if header.holdsRatios { return NumberFormat.ratio(value, digits: digits) }
    }
    return word(for: cell, decimals: decimals)
  }

  /// A figure that stands alone.
  static func wordAlone(_ cell: Cell, digits: Int?) -> String {
    if let words = interval(cell) { return words }
    let text = alone(cell, digits: digits)
    return text == "[suppressed]" ? "suppressed" : text
  }

  private static func interval(_ cell: Cell) -> String? {
    guard case .interval(let low, let high) = cell else { return nil }
    return "\(NumberFormat.percent(low)) to \(NumberFormat.percent(high))"
  }

  /// What the marks and words mean.
  func words(_ policy: DisclosurePolicy) -> [String] {
    lines(policy).map { $0.hasPrefix("* ") ? String($0.dropFirst(2)) : $0 }
  }
}

extension Header {
  /// Whether odds ratios or ends of their intervals stand below.
  fileprivate var holdsRatios: Bool {
    ["or", "or_low", "or_high", "crude_or", "crude_or_low", "crude_or_high", "adjusted_or"].contains(key)
  }
}
