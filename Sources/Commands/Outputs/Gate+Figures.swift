import Engine
import Foundation

extension DisclosurePolicy {
  /// Significant digits of a figure of which the rows are not known.
  private static let usualDigits = 3

  /// The figure as exact as the counts behind it are after rounding, or `nil` where it must be hidden.
  ///
  /// A figure of n rows, of counts to the nearest b, is shown no finer than b/n of itself, a mean than b/n of the
  /// standard deviation: then neither n nor a sum over the rows can be found from it closer than the counts themselves
  /// are shown. Of estimates two significant digits are always left, of ratios those of their logarithm. Of ratios and
  /// means there are four at most.
  func shown(_ figure: DerivedFigure) -> (value: Double, decimals: Int?, rule: Decision.Rule?)? {
    if figure.isGiven || isOpen { return (figure.value, nil, nil) }
    guard carries(figure.least), figure.value.isFinite || exactFigures else { return nil }
    let step: Double
    switch figure.kind {
    case .extreme: return showsExtremes ? (figure.value, nil, nil) : nil
    case .logP: return (shownP(log: figure.value), nil, nil)
    case .estimate: step = self.step(ofEstimate: figure.value, rows: figure.rows)
    case .ratio:
      // Close to 1 two digits of the logarithm would be very many of the ratio; three decimals are usual.
      step = max(
        (0.1..<1).contains(figure.value) ? 0.001 : Self.unit(of: figure.value) / 1_000,
        min(
          Self.step(figure.value * self.step(ofEstimate: log(figure.value), rows: figure.rows)),
          Self.unit(of: figure.value) / 10))
    case .extensive: step = Self.step(abs(figure.value) * Double(rounding) / Double(max(1, figure.rows)))
    case .location(let spread):
      if let concentration = figure.concentration,
        concentration.dominance > mostDominance || concentration.ratio < leastRatio
      {
        return nil
      }
      step = max(
        Self.unit(of: figure.value) / 1_000,
        Self.step(spread * Double(rounding) / Double(max(1, figure.rows))))
    }
    if exactFigures { return (figure.value, nil, nil) }
    let value = Self.rounded(figure.value, to: step)
    return (value, Self.decimals(of: step), value == figure.value ? nil : .precision)
  }

  /// b/n of the figure, but two significant digits at least.
  private func step(ofEstimate value: Double, rows: Int) -> Double {
    guard value.isFinite else { return 0 }
    return min(
      Self.step(abs(value) * Double(rounding) / Double(max(1, rows))), Self.unit(of: value) / 10)
  }

  /// A figure whose rows are not known.
  func shown(_ value: Double) -> (value: Double, decimals: Int?) {
    guard !exactFigures, value.isFinite, value != 0 else { return (value, nil) }
    let step = Self.unit(of: value) / pow(10, Double(Self.usualDigits - 1))
    return (Self.rounded(value, to: step), Self.decimals(of: step))
  }

  /// How many decimals a multiple of a step has; `nil` where there is no step.
  private static func decimals(of step: Double) -> Int? {
    step > 0 && step.isFinite ? Int(max(0, -(log10(step) + 1e-9).rounded(.down))) : nil
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
