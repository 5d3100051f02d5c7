import Foundation

/// Odds ratios with their intervals, drawn below each other on a logarithmic axis: `--o--`, and `|` at 1; or shares on
/// an even one.
///
/// It is plain ASCII: every font and every terminal has it.
struct IntervalPlot {
  /// What the columns stand for.
  enum Scale: Sendable {
    /// Odds ratios, by their logarithms, with 1 among them.
    case ratios
    /// Shares between two ends.
    case shares(ClosedRange<Double>)
  }

  /// An odds ratio or a share with the ends of its interval; a ratio above 0.
  struct Interval {
    var low: Double
    var value: Double
    var high: Double
  }

  /// Columns of each line.
  let columns: Int
  private let isRatios: Bool
  /// What the first and the last column stand for, of ratios their logarithms.
  private let low: Double
  private let high: Double

  /// An interval that reaches further than this factor from all estimates is cut off, so that one does not press the
  /// others together.
  private static let reach = log(8.0)

  /// The axis that holds all of the intervals, and 1; `nil` when there is nothing to draw or no room.
  init?(_ intervals: [Interval], columns: Int, _ scale: Scale = .ratios) {
    guard columns >= 12, !intervals.isEmpty else { return nil }
    self.columns = columns
    if case .shares(let range) = scale {
      (isRatios, low, high) = (false, range.lowerBound, range.upperBound)
      return
    }
    isRatios = true
    let values = intervals.map { log($0.value) } + [0]
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    let lowest = intervals.map { log($0.low) }.min() ?? 0
    let highest = intervals.map { log($0.high) }.max() ?? 0
    low = max(min(lowest, 0), least - IntervalPlot.reach)
    high = min(max(highest, 0), greatest + IntervalPlot.reach)
    guard low.isFinite, high.isFinite, high - low > 1e-9 else { return nil }
  }

  /// One line, without blanks at its end: `<` and `>` where the interval goes on.
  func line(_ interval: Interval) -> String {
    var marks = [Character](repeating: " ", count: columns)
    let ends = [interval.low, interval.high].map(scaled)
    let (start, end) = (place(ends[0]), place(ends[1]))
    for column in start...max(start, end) { marks[column] = "-" }
    if isRatios { marks[place(0)] = "|" }
    if ends[0] < low - 1e-9 { marks[start] = "<" }
    if ends[1] > high + 1e-9 { marks[end] = ">" }
    marks[place(scaled(interval.value))] = "o"
    return IntervalPlot.trimmed(marks)
  }

  /// A line without an interval: only where 1 is.
  var empty: String {
    var marks = [Character](repeating: " ", count: columns)
    if isRatios { marks[place(0)] = "|" }
    return IntervalPlot.trimmed(marks)
  }

  /// The axis: what the first column stands for, 1, and what the last stands for, as far as there is room.
  var axis: String {
    var marks = [Character](repeating: " ", count: columns)
    let left = Array(label(low))
    let right = Array(label(high))
    guard isRatios else {
      marks.replaceSubrange(0..<left.count, with: left)
      marks.replaceSubrange((columns - right.count)..., with: right)
      return IntervalPlot.trimmed(marks)
    }
    let one = place(0)
    marks[one] = "1"
    if left.count < one { marks.replaceSubrange(0..<left.count, with: left) }
    if columns - right.count > one + 2 { marks.replaceSubrange((columns - right.count)..., with: right) }
    return IntervalPlot.trimmed(marks)
  }

  private func label(_ end: Double) -> String {
    isRatios ? String(format: "%.2g", exp(end)) : String(format: "%.3g%%", 100 * end)
  }

  private func scaled(_ value: Double) -> Double { isRatios ? log(value) : value }

  private static func trimmed(_ marks: [Character]) -> String {
    String(marks[..<((marks.lastIndex { $0 != " " } ?? -1) + 1)])
  }

  private func place(_ logarithm: Double) -> Int {
    let share = min(1, max(0, (logarithm - low) / (high - low)))
    // An estimate in the middle of the axis is half way between two columns: rounding must not choose by its last bits.
    return min(columns - 1, Int((share * Double(columns - 1) + 1e-9).rounded()))
  }
}
