import Engine
import Foundation

/// How figures are written for readers: the one place that decides digits.
///
/// | figure | form |
/// | --- | --- |
/// | count | `1,234,567` |
/// | number | 5 significant digits, at least 2 decimals, never more than 12 digits |
/// | number in a column | as many decimals as the column's smallest figure needs for 4 significant digits |
/// | odds ratio | 3 decimals, from 1,000 on and below 0.1 by 4 significant digits |
/// | p-value | 4 decimals, below 0.001 by 2 significant digits, never 0 |
/// | figure rounded by disclosure control | the decimals it was left |
/// | share | percent with one decimal |
///
/// `set digits` gives numbers and odds ratios so many significant digits instead; whole parts are never rounded, and the
/// other kinds stay.
enum NumberFormat {
  /// A whole number with thousands separators.
  static func count(_ value: Int) -> String {
    let digits = String(value.magnitude)
    var result = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return value < 0 ? "-" + result : result
  }

  /// A figure that stands alone: an estimate, a log-likelihood, a mean.
  static func number(_ value: Double) -> String { number(value, digits: nil) }

  /// The same, with so many significant digits.
  static func number(_ value: Double, digits: Int?) -> String {
    guard value.isFinite else { return "" }
    guard isPlain(value) else { return value == 0 ? "0" : scientific(value, digits ?? 5) }
    let decimals = digits.map { max(0, $0 - 1 - magnitude(value)) } ?? max(2, 4 - magnitude(value))
    return trimmed(fixed(value, decimals: decimals))
  }

  /// A figure in a column of figures that have so many decimals.
  static func number(_ value: Double, decimals: Int, digits: Int? = nil) -> String {
    guard value.isFinite else { return "" }
    guard isPlain(value) || value == 0 else { return scientific(value, digits ?? 5) }
    let text = fixed(value, decimals: decimals)
    // Beside a very large figure a small one must not become 0.
    return value != 0 && Double(text) == 0 ? number(value, digits: digits) : text
  }

  /// How many decimals the figures of a column get: so many that the smallest has 4 significant digits, not more than
  /// any of them uses, and so few that the largest stays within 12 digits.
  static func decimals(for values: [Double], digits: Int? = nil) -> Int {
    let plain = values.filter(isPlain)
    guard let least = plain.map(magnitude).min(), let greatest = plain.map(magnitude).max() else { return 0 }
    let wanted = digits.map { max(0, $0 - 1 - least) } ?? max(2, 3 - least)
    let most = max(0, min(wanted, 11 - max(0, greatest)))
    return plain.reduce(0) { used, value in
      let text = trimmed(fixed(value, decimals: most))
      return max(used, text.firstIndex(of: ".").map { text.distance(from: $0, to: text.endIndex) - 1 } ?? 0)
    }
  }

  /// A figure that disclosure control left so many decimals: those, be they zeros, and no more.
  static func rounded(_ value: Double, decimals: Int, digits: Int? = nil) -> String {
    guard value.isFinite else { return "" }
    if let digits, value != 0, digits < magnitude(value) + 1 + decimals {
      return number(value, digits: digits)
    }
    guard isPlain(value) || value == 0 else {
      return String(format: "%.\(max(0, min(11, magnitude(value) + decimals)))e", value)
    }
    return fixed(value, decimals: decimals)
  }

  private static func isPlain(_ value: Double) -> Bool { abs(value) >= 1e-4 && abs(value) < 1e10 }

  private static func magnitude(_ value: Double) -> Int { Int(log10(abs(value)).rounded(.down)) }

  private static func scientific(_ value: Double, _ digits: Int) -> String {
    let parts = String(format: "%.\(digits - 1)e", value).split(separator: "e")
    return trimmed(String(parts[0])) + "e" + parts[1]
  }

  /// Without zeros at the end of the decimals.
  private static func trimmed(_ text: String) -> String {
    guard text.contains(".") else { return text }
    var end = text.endIndex
    while text[..<end].hasSuffix("0") { end = text.index(before: end) }
    if text[..<end].hasSuffix(".") { end = text.index(before: end) }
    return String(text[..<end])
  }

  /// An odds ratio or an end of its interval.
  static func ratio(_ value: Double) -> String { ratio(value, digits: nil) }

  /// The same, with so many significant digits.
  static func ratio(_ value: Double, digits: Int?) -> String {
    guard value.isFinite else { return "" }
    let size = abs(value)
    if let digits, size != 0 {
      return size < 1e-4 || size >= 1e10
        ? scientific(value, digits) : fixed(value, decimals: max(0, digits - 1 - magnitude(size)))
    }
    switch size {
    case 0: return "0"
    case 0.0995..<999.95: return fixed(value, decimals: 3)
    case 999.95..<100_000: return fixed(value, decimals: 1)
    case 1e-4..<0.0995:
      return fixed(value, decimals: 3 - magnitude(size))
    default: return String(format: "%.3e", value)
    }
  }

  /// A share as percent.
  static func percent(_ value: Double) -> String {
    value.isFinite ? fixed(100 * value, decimals: 1) + "%" : ""
  }

  /// The number of two significant digits that a number made from its logarithm stands for; others as they are.
  static func exact(_ value: Double) -> Double {
    guard value > 0, let short = Double(String(format: "%.1e", value)) else { return value }
    return abs(short - value) < 1e-9 * value ? short : value
  }

  /// A p-value from its natural logarithm; never 0, however small.
  static func pValue(log: Double) -> String {
    guard log.isFinite else { return "" }
    let p = exp(log)
    // Of a p-value that disclosure control left two digits further zeros would look exact.
    if p >= 0.001, p < 0.9999, exact(p) != p || Double(fixed(p, decimals: 1 - magnitude(p))) == p {
      return fixed(p, decimals: 1 - magnitude(p))
    }
    if p >= 0.001 { return fixed(p, decimals: 4) }
    if p >= 9.95e-5 {
      return fixed(p, decimals: 5)
    }
    if p >= 1e-300 { return String(format: "%.1e", p) }
    let decimal = log / M_LN10
    var exponent = decimal.rounded(.down)
    var mantissa = (pow(10, decimal - exponent) * 10).rounded() / 10
    if mantissa >= 10 {
      mantissa = 1
      exponent += 1
    }
    return fixed(mantissa, decimals: 1) + "e" + String(format: "%.0f", exponent)
  }

  private static func fixed(_ value: Double, decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", value)
    // What rounds to nothing has no sign.
    return text.allSatisfy { $0 == "-" || $0 == "0" || $0 == "." } && text.hasPrefix("-")
      ? String(text.dropFirst()) : text
  }
}
