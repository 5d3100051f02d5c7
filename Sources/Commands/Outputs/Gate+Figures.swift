import Engine
import Foundation

extension DisclosurePolicy {
  /// Significant digits of a figure of which the rows are not known.
  private static let usualDigits = 3

  /// The figure as exact as the counts behind it are after rounding, or `nil` where it must be hidden.
  ///
  /// A figure of n rows, of counts to the nearest b, is shown no finer than b/n of itself, a mean than b/n of the
  /// standard deviation: then neither n nor a sum over the rows can be found from it closer than the counts themselves
  /// are shown. Of estimates two significant digits are always left, of
  /// ratios those of their logarithm.
  func shown(_ figure: DerivedFigure) -> (value: Double, rule: Decision.Rule?)? {
    if figure.isGiven || isOpen { return (figure.value, nil) }
    guard carries(figure.least), figure.value.isFinite || exactFigures else { return nil }
    let step: Double
    switch figure.kind {
    case .extreme: return showsExtremes ? (figure.value, nil) : nil
    case .estimate: step = self.step(ofEstimate: figure.value, rows: figure.rows)
    case .ratio:
      step = min(
        Self.step(figure.value * self.step(ofEstimate: log(figure.value), rows: figure.rows)),
        Self.unit(of: figure.value) / 10)
    case .extensive: step = Self.step(abs(figure.value) * Double(rounding) / Double(max(1, figure.rows)))
    case .location(let spread):
      if let concentration = figure.concentration,
        concentration.dominance > mostDominance || concentration.ratio < leastRatio
      {
        return nil
      }
      step = Self.step(spread * Double(rounding) / Double(max(1, figure.rows)))
    }
    let value = exactFigures ? figure.value : Self.rounded(figure.value, to: step)
    return (value, value == figure.value ? nil : .precision)
  }

  /// b/n of the figure, but two significant digits at least.
  private func step(ofEstimate value: Double, rows: Int) -> Double {
    guard value.isFinite else { return 0 }
    return min(
      Self.step(abs(value) * Double(rounding) / Double(max(1, rows))), Self.unit(of: value) / 10)
  }

  /// A figure whose rows are not known.
  func shown(_ value: Double) -> Double {
    guard !exactFigures, value.isFinite, value != 0 else { return value }
    return Self.rounded(value, to: Self.unit(of: value) / pow(10, Double(Self.usualDigits - 1)))
  }

  /// A p-value, by its logarithm, to two significant digits.
  func shownP(log: Double) -> Double {
    guard !exactFigures, log.isFinite, log < 0 else { return log }
    let decimal = log / M_LN10
    let exponent = decimal.rounded(.down)
    let digits = (pow(10, decimal - exponent) * 10).rounded() / 10
    return Swift.min(0, (Foundation.log(digits) / M_LN10 + exponent) * M_LN10)
  }

  /// 1, 2 or 5 times a power of ten, not less than `least`; 0 for 0.
  private static func step(_ least: Double) -> Double {
    guard least > 0, least.isFinite else { return 0 }
    let unit = unit(of: least)
    return [1, 2, 5].map { $0 * unit }.first { $0 >= least * 0.999_999 } ?? 10 * unit
  }

  /// The greatest power of ten that is not above a number.
  private static func unit(of value: Double) -> Double {
    value == 0 ? 0 : pow(10, log10(abs(value)).rounded(.down))
  }

  private static func rounded(_ value: Double, to step: Double) -> Double {
    guard step > 0, value.isFinite else { return value }
    // A step below 1 is one over a whole number: so 0.1 steps give 0.3, not 0.30000000000000004.
    let result =
      step >= 1
      ? (value / step).rounded() * step : (value * (1 / step).rounded()).rounded() / (1 / step).rounded()
    return result.isFinite ? result : value
  }
}
