import Commands
import Foundation

/// Odds ratios of a model with their intervals, drawn on a logarithmic scale as SVG. The figures are those of the
/// gated output; the intercept, which is no ratio of odds between people, is left out.
struct IntervalDrawing {
  private struct Row {
    var label: String
    var ratio: Double
    var low: Double
    var high: Double
  }

  private let name: String
  private let rows: [Row]
  /// Natural logarithms of the ends of the axis.
  private let range: ClosedRange<Double>

  // Lengths in the drawing's own units, about a pixel of a screen.
  private static let rowHeight = 22.0
  private static let plotWidth = 360.0
  private static let longestLabel = 34

  /// Lays the plot out; `nil` where no term has a finite interval above 0.
  init?(_ model: ModelOutput) {
    name = model.name
    rows = model.terms.compactMap { term in
      guard term.role == .estimated, term.term != "(Intercept)", case .number(let ratio) = term.oddsRatio,
        case .number(let low) = term.low, case .number(let high) = term.high,
        low > 0, ratio >= low, high >= ratio, high.isFinite
      else { return nil }
      let levels = term.levels.compactMap { $0 }.joined(separator: " : ")
      return Row(
        label: levels.isEmpty ? term.term : "\(term.term): \(levels)", ratio: ratio, low: low, high: high)
    }
    let points = rows.map { log($0.ratio) } + [0]
    guard let least = points.min(), let greatest = points.max(), !rows.isEmpty else { return nil }
    // An interval that is very wide is cut off, with an arrow: it must not squeeze the others.
    let room = max(log(4), 1.5 * (greatest - least))
    let low = max(rows.reduce(0) { min($0, log($1.low)) }, least - room)
    let high = min(rows.reduce(0) { max($0, log($1.high)) }, greatest + room)
    let margin = max(0.04, 0.04 * (high - low))
    range = low - margin...high + margin
  }

  /// The drawing, with a title and a description for those who cannot see it.
  var svg: String {
    let labels = rows.map { row in
      let text = DisplayWidth.escaped(row.label)
      return text.count <= Self.longestLabel ? text : text.prefix(Self.longestLabel - 1) + "…"
    }
    let left = labels.reduce(0.0) { max($0, 7.2 * Double(DisplayWidth.of($1))) } + 16
    let bottom = Self.rowHeight * Double(rows.count) + 6
    let width = left + Self.plotWidth + 16
    let height = bottom + 40
    func x(_ log: Double) -> Double {
      left + Self.plotWidth * (log - range.lowerBound) / (range.upperBound - range.lowerBound)
    }
    var lines: [String] = []
    for tick in ticks {
      let place = Self.text(x(log(tick)))
      lines.append("<path d=\"M\(place) \(Self.text(bottom))v5\" stroke=\"currentColor\"/>")
      lines.append(
        "<text x=\"\(place)\" y=\"\(Self.text(bottom + 18))\" text-anchor=\"middle\">\(Self.label(tick))</text>"
      )
    }
    lines.append(
      "<path d=\"M\(Self.text(left)) \(Self.text(bottom))h\(Self.text(Self.plotWidth))\" stroke=\"currentColor\"/>"
    )
    lines.append(
      "<path d=\"M\(Self.text(x(0))) 2V\(Self.text(bottom))\" stroke=\"currentColor\" stroke-dasharray=\"3 3\"/>"
    )
    for (index, row) in rows.enumerated() {
      lines += self.lines(row, labels[index], y: Self.rowHeight * (Double(index) + 0.5) + 2, left: left, x)
    }
    lines.append(
      "<text x=\"\(Self.text(left + Self.plotWidth / 2))\" y=\"\(Self.text(bottom + 34))\" text-anchor=\"middle\">"
        + "odds ratio, logarithmic scale</text>")
    let title = HTMLText.escaped("Odds ratios of \(name) with 95% intervals")
    return """
      <div class="wide" tabindex="0" role="group" aria-label="\(title), drawn">\
      <svg xmlns="http://www.w3.org/2000/svg" role="img" aria-label="\(title)" width="\(Self.text(width))" \
      height="\(Self.text(height))" viewBox="0 0 \(Self.text(width)) \(Self.text(height))" \
      font-family="sans-serif" font-size="12" fill="currentColor">
      <title>\(title)</title>
      <desc>One line a term, from the lower to the upper end of its interval, with a point at the odds ratio. The \
      dashed line marks 1: no difference. The figures are in the table of coefficients.</desc>
      \(lines.joined(separator: "\n"))
      </svg></div>

      """
  }

  private func lines(_ row: Row, _ label: String, y: Double, left: Double, _ x: (Double) -> Double)
    -> [String]
  {
    let low = max(log(row.low), range.lowerBound)
    let high = min(log(row.high), range.upperBound)
    let height = Self.text(y)
    var lines = [
      "<text x=\"\(Self.text(left - 8))\" y=\"\(Self.text(y + 4))\" text-anchor=\"end\">\(HTMLText.escaped(label))</text>",
      "<path d=\"M\(Self.text(x(low))) \(height)H\(Self.text(x(high)))\" stroke=\"currentColor\" stroke-width=\"1.5\"/>",
      "<circle cx=\"\(Self.text(x(log(row.ratio))))\" cy=\"\(height)\" r=\"4\"/>",
    ]
    if log(row.low) < range.lowerBound {
      lines.append("<path d=\"M\(Self.text(x(low))) \(height)l6 -4v8z\"/>")
    }
    if log(row.high) > range.upperBound {
      lines.append("<path d=\"M\(Self.text(x(high))) \(height)l-6 -4v8z\"/>")
    }
    return lines
  }

  /// Round ratios within the axis, 1 always among them, not too many.
  private var ticks: [Double] {
    let steps: [[Double]] = [
      [1, 1.1, 1.2, 1.3, 1.5, 2, 2.5, 3, 4, 5, 6, 7, 8, 9], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1],
    ]
    let decades = (range.lowerBound / M_LN10).rounded(.down)...(range.upperBound / M_LN10).rounded(.up)
    for step in steps {
      let all = stride(from: decades.lowerBound, through: decades.upperBound, by: 1)
        .flatMap { decade in step.map { $0 * pow(10, decade) } }
      let ticks = all.filter { range.contains(log($0)) }
      if ticks.count <= 8 { return ticks }
    }
    return [1]
  }

  private static func label(_ tick: Double) -> String {
    tick >= 1e-4 && tick < 1e6 ? String(format: "%.6g", tick) : String(format: "%.0e", tick)
  }

  private static func text(_ length: Double) -> String { String(format: "%.1f", length) }
}
