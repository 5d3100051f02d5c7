import Foundation

extension Words {
  /// A figure in a sentence: 8 significant digits.
  static func figure(_ value: Double) -> String { String(format: "%.8g", value) }
}
