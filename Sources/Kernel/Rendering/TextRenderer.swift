import Commands
import Engine

/// Outputs as text for readers. It takes only what has passed the gate.
public struct TextRenderer: Sendable {
  /// Colour.
  public var style: Style
  /// Columns of the window, or `nil` where nothing may be laid out anew (files and pipes).
  public var width: Int?
  /// Significant digits of figures; `nil` for what suits each.
  public var digits: Int?

  /// Makes a renderer.
  public init(style: Style = Style(), width: Int? = nil, digits: Int? = nil) {
    self.style = style
    self.width = width
    self.digits = digits
  }

  /// The text, ending with a line end.
  public func render(_ gated: Gated) -> String {
    switch gated.output {
    case .text(let text):
      let shown = DisplayWidth.wrappedLines(DisplayWidth.escapedKeepingLines(text), to: width)
      return shown.hasSuffix("\n") ? shown : shown + "\n"
    case .notice(let text): return joined(notes([text]))
    case .figure(let figure): return joined(lines(of: figure, gated.policy) + [policyLine(gated.policy)])
    case .table(let table): return joined(lines(of: table, gated.policy) + [policyLine(gated.policy)])
    case .model(let model): return joined(lines(of: model, gated.policy) + [policyLine(gated.policy)])
    }
  }

  /// Lines of prose, fitted to the window.
  func notes(_ notes: [String]) -> [String] {
    notes.flatMap { $0.split(separator: "\n", omittingEmptySubsequences: false) }
      .flatMap { DisplayWidth.wrapped(DisplayWidth.escapedKeepingLines(String($0)), to: width) }
  }

  private func joined(_ lines: [String]) -> String { lines.joined(separator: "\n") + "\n" }

  /// Which policy an output passed, and what it did.
  private func policyLine(_ policy: DisclosurePolicy) -> String {
    DisplayWidth.wrapped(TextRenderer.policyWords(policy), to: width).map(style.dim).joined(separator: "\n")
  }

  /// The line without its style.
  static func policyWords(_ policy: DisclosurePolicy) -> String {
    var effects: [String] = []
    if policy.threshold > 0 { effects.append("counts under \(policy.threshold) suppressed") }
    if policy.method == .midpoint {
      effects.append("counts rounded to the middle of \(policy.rounding)")
    } else if policy.rounding > 1 {
      effects.append(
        effects.isEmpty ? "counts rounded to \(policy.rounding)" : "others rounded to \(policy.rounding)")
    }
    let words = effects.isEmpty ? "" : " (\(effects.joined(separator: ", ")))"
    return "disclosure: \(policy.name)\(words)"
  }

  /// A drawing beside a table: what stands above it, a text for each row, and what it means.
  typealias Beside = (head: String, rows: [String], legend: String)

  /// A table: title, grid, how many rows there are, what the marks mean, notes. What `drawing` makes for the columns
  /// there are beside it, or below where there are too few, is its last column.
  func lines(
    of table: TableOutput, _ policy: DisclosurePolicy, drawing: ((Int) -> Beside?)? = nil
  ) -> [String] {
    var lines: [String] = []
    if !table.title.isEmpty {
      lines += DisplayWidth.wrapped(DisplayWidth.escaped(table.title), to: width)
    }
    var grid = Grid(
      heads: table.headers.map { DisplayWidth.escaped($0.title) }, isText: table.headers.map(\.isText),
      repeated: TextRenderer.namesInFront(of: table))
    if table.headers.contains(where: { $0.type != nil }) { grid.under = table.headers.map { $0.type ?? "" } }
    var marks = Marks(digits: digits)
    let decimals = table.headers.indices.map { column in
      Marks.decimals(of: table.rows.lazy.compactMap { column < $0.count ? $0[column] : nil }, digits: digits)
    }
    var previous: Cell?
    for row in table.rows {
      var cells = zip(row, decimals).map { marks.text(of: $0, decimals: $1) }
      if table.names ?? 1 > 1, let first = row.first {
        if first == previous { cells[0] = "" }
        previous = first
      }
      grid.rows.append(.cells(cells))
    }
    drawBars(of: table, in: &grid)
    let columns = min(41, max(24, grid.room(in: width ?? TextRenderer.figureWidth, atLeast: 20)))
    let beside = drawing?(columns)
    if let beside { grid.append(head: beside.head, beside.rows) }
    // A preview shows what data look like; every other column is a result.
    lines += grid.lines(width: width, elides: grid.under != nil)
    if let total = table.total, total > table.rows.count {
      lines.append("\(NumberFormat.count(total)) rows (\(NumberFormat.count(table.rows.count)) shown)")
    } else if table.rows.isEmpty {
      lines.append("(no rows)")
    }
    return lines + notes(marks.lines(policy) + [beside?.legend].compactMap(\.self) + table.notes)
  }
}

extension TextRenderer {
  /// How many columns stand again before those that follow below: all the text in front of the figures, so that a row is
  /// known by its term and its level. Of text alone, and in a preview, the first.
  fileprivate static func namesInFront(of table: TableOutput) -> Int {
    if let names = table.names { return names }
    let leading = table.headers.prefix(while: \.isText).count
    let isAllText = leading == table.headers.count
    return isAllText || table.headers.contains { $0.type != nil } ? 1 : max(1, leading)
  }
}

/// Keeps tables and models apart from what stands around them.
struct Spacing {
  private var wasBlock: Bool?

  /// A blank line, or nothing, to write before an output.
  mutating func gap(before gated: Gated) -> String {
    let isBlock =
      switch gated.output {
      case .table, .model, .figure: true
      case .text, .notice: false
      }
    defer { wasBlock = isBlock }
    return wasBlock.map { $0 || isBlock } ?? false ? "\n" : ""
  }
}

/// The marks that stand for what a table cannot show, and the lines that say what they mean.
struct Marks {
  /// Significant digits of figures; `nil` for what suits each.
  var digits: Int?
  private var hasHidden = false
  private var reasons: [String] = []

  /// Nothing marked yet.
  init(digits: Int? = nil) { self.digits = digits }

  /// How many decimals the figures of a column get.
  static func decimals(of cells: some Sequence<Cell>, digits: Int? = nil) -> Int {
    NumberFormat.decimals(
      for: cells.compactMap { if case .number(let value) = $0 { value } else { nil } }, digits: digits)
  }

  /// A cell of a table, in a column of figures with so many decimals.
  mutating func text(of cell: Cell, decimals: Int) -> String {
    switch cell {
    case .number(let value): return NumberFormat.number(value, decimals: decimals, digits: digits)
    case .suppressed, .count, .figure, .derived, .shareFigure, .proportion, .ratio, .shareInterval:
      // Raw counts never come through the gate; were one to, it is not shown.
      hasHidden = true
      return "*"
    case .unavailable(let reason):
      if !reasons.contains(reason) { reasons.append(reason) }
      return reasons.count == 1 ? "–" : "–\(reasons.firstIndex(of: reason).map { $0 + 1 } ?? 0)"
    default: return Marks.plain(cell, digits)
    }
  }

  /// A figure that stands alone.
  static func alone(_ cell: Cell, digits: Int? = nil) -> String {
    switch cell {
    case .suppressed, .count, .figure, .derived, .shareFigure, .proportion, .ratio, .shareInterval:
      "[suppressed]"
    case .unavailable(let reason): "– (\(DisplayWidth.escaped(reason)))"
    default: plain(cell, digits)
    }
  }

  private static func plain(_ cell: Cell, _ digits: Int?) -> String {
    switch cell {
    case .label(let text): DisplayWidth.escaped(text)
    case .roundedCount(let count): NumberFormat.count(count)
    case .integer(let value): String(value)
    case .number(let value): NumberFormat.number(value, digits: digits)
    case .rounded(let value, let decimals): NumberFormat.rounded(value, decimals: decimals, digits: digits)
    case .share(let value): NumberFormat.percent(value)
    case .interval(let low, let high): "[\(NumberFormat.percent(low)), \(NumberFormat.percent(high))]"
    case .pValue(let log): NumberFormat.pValue(log: log)
    case .date(let day): day.description
    case .blank, .suppressed, .count, .figure, .derived, .shareFigure, .proportion, .ratio, .shareInterval,
      .unavailable:
      ""
    }
  }

  /// What the marks used mean.
  func lines(_ policy: DisclosurePolicy) -> [String] {
    var lines: [String] = []
    if hasHidden {
      lines.append("* suppressed: a count under \(policy.enough), or a figure that would reveal one")
    }
    for (index, reason) in reasons.enumerated() {
      lines.append("–\(index == 0 ? "" : String(index + 1)) \(DisplayWidth.escaped(reason))")
    }
    return lines
  }
}
