import Foundation

/// Odds ratios with their intervals, drawn beside each other on a logarithmic axis: `--o--`, and `|` at 1.
///
/// It is plain ASCII: every font and every terminal has it.
struct IntervalPlot {
  /// An odds ratio with the ends of its interval, all above 0.
  struct Interval {
    var low: Double
    var value: Double
    var high: Double
  }

  /// Columns of each line.
  let columns: Int
  /// Logarithms of what the first and the last column stand for.
  private let low: Double
  private let high: Double

  /// An interval that reaches further than this factor from all estimates is cut off, so that one does not press the
  /// others together.
  private static let reach = log(8.0)

  /// The axis that holds all of the intervals, and 1; `nil` when there is nothing to draw or no room.
  init?(_ intervals: [Interval], columns: Int) {
    guard columns >= 12, !intervals.isEmpty else { return nil }
    let values = intervals.map { log($0.value) } + [0]
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 0)
    let lowest = intervals.map { log($0.low) }.min() ?? 0
    let highest = intervals.map { log($0.high) }.max() ?? 0
    low = max(min(lowest, 0), least - IntervalPlot.reach)
    high = min(max(highest, 0), greatest + IntervalPlot.reach)
    guard low.isFinite, high.isFinite, high - low > 1e-9 else { return nil }
    self.columns = columns
  }

  /// One line, without blanks at its end: `<` and `>` where the interval goes on.
  func line(_ interval: Interval) -> String {
    var marks = [Character](repeating: " ", count: columns)
    let (start, end) = (place(log(interval.low)), place(log(interval.high)))
    for column in start...max(start, end) { marks[column] = "-" }
    marks[place(0)] = "|"
    if log(interval.low) < low - 1e-9 { marks[start] = "<" }
    if log(interval.high) > high + 1e-9 { marks[end] = ">" }
    marks[place(log(interval.value))] = "o"
    return IntervalPlot.trimmed(marks)
  }

  /// A line without an interval: only where 1 is.
  var empty: String {
    var marks = [Character](repeating: " ", count: columns)
    marks[place(0)] = "|"
    return IntervalPlot.trimmed(marks)
  }

  /// The axis: what the first column stands for, 1, and what the last stands for, as far as there is room.
  var axis: String {
    var marks = [Character](repeating: " ", count: columns)
    let one = place(0)
    let left = Array(IntervalPlot.label(low))
    let right = Array(IntervalPlot.label(high))
    marks[one] = "1"
    if left.count < one { marks.replaceSubrange(0..<left.count, with: left) }
    if columns - right.count > one + 2 { marks.replaceSubrange((columns - right.count)..., with: right) }
    return IntervalPlot.trimmed(marks)
  }

  private static func label(_ logarithm: Double) -> String { String(format: "%.2g", exp(logarithm)) }

  private static func trimmed(_ marks: [Character]) -> String {
    String(marks[..<((marks.lastIndex { $0 != " " } ?? -1) + 1)])
  }

  private func place(_ logarithm: Double) -> Int {
    let share = min(1, max(0, (logarithm - low) / (high - low)))
    // An estimate in the middle of the axis is half way between two columns: rounding must not choose by its last bits.
    return min(columns - 1, Int((share * Double(columns - 1) + 1e-9).rounded()))
  }
}
