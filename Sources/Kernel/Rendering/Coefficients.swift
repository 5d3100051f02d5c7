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
  let figures = ["estimate", "se", "z", "p", "OR", "95% CI"]
  /// The lines in order.
  private(set) var lines: [Line] = []
  /// What the marks among the figures mean.
  private(set) var marks = Marks()

  /// Lays out terms.
  init(_ terms: [ModelOutput.Term]) {
    let hasLevels = terms.contains { !$0.levels.isEmpty }
    names = hasLevels ? ["term", "level"] : ["term"]
    let estimated = terms.filter { $0.role == .estimated }
    let decimals = [
      Marks.decimals(of: estimated.map(\.estimate)), Marks.decimals(of: estimated.map(\.standardError)), 3, 0,
    ]
    for term in terms {
      let level = term.levels.compactMap { $0 }.joined(separator: " : ")
      var line = Line(names: hasLevels ? [term.term, level] : [term.term], figures: [], remark: "")
      if term.role == .estimated {
        line.figures = zip([term.estimate, term.standardError, term.z, term.p], decimals)
          .map { marks.word(for: $0, decimals: $1) }
        line.figures.append(ratio(term.oddsRatio))
        line.figures.append("\(ratio(term.low)) to \(ratio(term.high))")
      } else {
        line.remark = TextRenderer.remark(term)
      }
      lines.append(line)
    }
  }

  private mutating func ratio(_ cell: Cell) -> String {
    if case .number(let value) = cell {
      NumberFormat.ratio(value)
    } else {
      marks.word(for: cell, decimals: 0)
    }
  }
}

extension Marks {
  /// A cell where a star alone would be overlooked or read as markup: the word in its place.
  mutating func word(for cell: Cell, decimals: Int) -> String {
    let text = text(of: cell, decimals: decimals)
    if case .label = cell { return text }
    return text == "*" ? "suppressed" : text
  }

  /// A figure that stands alone.
  static func wordAlone(_ cell: Cell) -> String {
    let text = alone(cell)
    return text == "[suppressed]" ? "suppressed" : text
  }

  /// What the marks and words mean.
  func words(_ policy: DisclosurePolicy) -> [String] {
    lines(policy).map { $0.hasPrefix("* ") ? String($0.dropFirst(2)) : $0 }
  }
}
