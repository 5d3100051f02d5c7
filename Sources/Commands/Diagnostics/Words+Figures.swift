import Foundation

extension Words {
  /// A figure in a sentence: 8 significant digits.
  static func figure(_ value: Double) -> String { String(format: "%.8g", value) }

  /// A figure in a sentence with so many decimals; what rounds to nothing has no sign.
  static func decimal(_ value: Double, _ decimals: Int) -> String {
    let text = String(format: "%.\(decimals)f", value)
    return text.contains { $0 != "-" && $0 != "0" && $0 != "." } ? text : text.replacing("-", with: "")
  }
}
