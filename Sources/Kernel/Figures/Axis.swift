import Foundation

/// What the places along a line stand for: numbers, or their logarithms.
struct Axis {
  /// Values, or natural logarithms of them, at the ends.
  let range: ClosedRange<Double>
  /// Whether the line is of logarithms.
  let isLogarithmic: Bool
  /// Values to be named along it.
  let ticks: [Double]

  /// Odds ratios: everything, but an interval that reaches much further than all estimates is cut off, so that it does
  /// not press the others together. 1 is always on it. `nil` where there is nothing finite.
  init?(ratios: [(low: Double, value: Double, high: Double)]) {
    let points = ratios.map { log($0.value) } + [0]
    guard let least = points.min(), let greatest = points.max(), least.isFinite, greatest.isFinite else {
      return nil
    }
    let room = max(log(4), 1.5 * (greatest - least))
    let low = max(ratios.reduce(0) { min($0, log($1.low)) }, least - room)
    let high = min(ratios.reduce(0) { max($0, log($1.high)) }, greatest + room)
    guard low.isFinite, high.isFinite else { return nil }
    let margin = max(0.04, 0.04 * (high - low))
    range = low - margin...high + margin
    isLogarithmic = true
    ticks = Axis.ratioTicks(range)
  }

  /// Shares from 0 to 1 between round ends, with a twentieth or more between them; from 0 where that is asked for.
  init(shares: [Double], fromZero: Bool = false) {
    let finite = shares.filter(\.isFinite)
    var low = fromZero ? 0 : max(0, finite.min() ?? 0)
    var high = min(1, max(finite.max() ?? 1, low))
    if high - low < 0.05 {
      let middle = min(0.975, max(0.025, (low + high) / 2))
      if !fromZero { low = middle - 0.025 }
      high = fromZero ? max(high, 0.05) : middle + 0.025
    }
    let step = [0.005, 0.01, 0.02, 0.05, 0.1, 0.2].first { (high - low) / $0 <= 7 } ?? 0.2
    let first = (low / step + 1e-9).rounded(.down)
    let last = (high / step - 1e-9).rounded(.up)
    range = first * step...last * step
    isLogarithmic = false
    ticks = stride(from: first, through: last, by: 1).map { $0 * step }
  }

  /// Where a value stands, from 0 to 1 within the axis.
  func place(_ value: Double) -> Double {
    ((isLogarithmic ? log(value) : value) - range.lowerBound) / (range.upperBound - range.lowerBound)
  }

  /// The same, and at an end what lies behind it.
  func within(_ value: Double) -> Double { min(1, max(0, place(value))) }

  /// What a reader sees at a tick.
  func label(_ tick: Double) -> String {
    if !isLogarithmic { return String(format: "%.3g", 100 * tick) }
    return tick >= 1e-4 && tick < 1e6 ? String(format: "%.6g", tick) : String(format: "%.0e", tick)
  }

  /// Round ratios within the axis, 1 always among them, not too many.
  private static func ratioTicks(_ range: ClosedRange<Double>) -> [Double] {
    let steps: [[Double]] = [
      [1, 1.05, 1.1, 1.15, 1.2, 1.25, 1.3, 1.4, 1.5, 8, 8.5, 9, 9.5],
      [1, 1.1, 1.2, 1.3, 1.5, 2, 3, 4, 5, 6, 7, 8, 9],
      [1, 1.2, 1.5, 2, 3, 4, 5, 6, 7, 8, 9], [1, 1.5, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1],
    ]
    let decades = (range.lowerBound / M_LN10).rounded(.down)...(range.upperBound / M_LN10).rounded(.up)
    for step in steps {
      let all = stride(from: decades.lowerBound, through: decades.upperBound, by: 1)
        .flatMap { decade in step.map { $0 * pow(10, decade) } }
      let ticks = all.filter { range.contains(log($0)) }
      if ticks.count <= 9, ticks.count > 2 || step.count == 1 { return ticks }
    }
    // Over very many decades whole ones, as far apart as it takes.
    let apart = ((decades.upperBound - decades.lowerBound) / 6).rounded(.up)
    return stride(
      from: (decades.lowerBound / apart).rounded(.up) * apart, through: decades.upperBound, by: apart
    )
    .map { pow(10, $0) }.filter { $0 > 0 && $0.isFinite && range.contains(log($0)) }
  }
}
