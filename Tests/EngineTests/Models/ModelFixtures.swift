import Foundation
import Testing

@testable import Engine

/// Reading the fixtures, small and plain: quotes only around whole fields.
enum ModelFixtures {
  static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Fixtures")

  /// A CSV file's columns: integers, decimals, else categories with levels in natural order.
  static func read(_ name: String) throws -> ModelData {
    let text = try String(contentsOf: folder.appending(path: name + ".csv"), encoding: .utf8)
    let lines = text.split(whereSeparator: \.isNewline).map { line in
      line.split(separator: ",", omittingEmptySubsequences: false).map {
        $0.trimmingCharacters(in: CharacterSet(charactersIn: "\""))
      }
    }
    let header = try #require(lines.first)
    var columns: [String: Column] = [:]
    for (index, name) in header.enumerated() { columns[name] = column(lines.dropFirst().map { $0[index] }) }
    return ModelData(columns: columns, rowCount: lines.count - 1)
  }

  private static func column(_ fields: [String]) -> Column {
    let integers = fields.compactMap { Int64($0) }
    if integers.count == fields.count { return Column(.integer(integers)) }
    let decimals = fields.compactMap { Double($0) }
    if decimals.count == fields.count { return Column(.decimal(decimals)) }
    return category(fields)
  }

  /// A category with levels in natural order; "" is missing.
  static func category(_ fields: [String]) -> Column {
    let levels = NaturalOrder.sorted(Set(fields).subtracting([""]))
    return Column(
      .category(codes: fields.map { Int32(levels.firstIndex(of: $0) ?? -1) }, levels: levels))
  }

  /// The certified results of one set.
  static func certified(_ name: String) throws -> [String: Any] {
    let data = try Data(contentsOf: folder.appending(path: "certified.json"))
    let json = try JSONSerialization.jsonObject(with: data)
    let all = try #require(json as? [String: Any])
    return try #require(all[name] as? [String: Any])
  }

  /// A figure of a certified set.
  static func figure(_ object: [String: Any], _ key: String) throws -> Double {
    let text = try #require(object[key] as? String)
    return try #require(Double(text))
  }

  /// Figures by coefficient, in the order of `names`.
  static func figures(_ object: [String: Any], _ key: String) throws -> [Double] {
    let names = try #require(object["names"] as? [String])
    let values = try #require(object[key] as? [String: String])
    return try names.map { name in
      let text = try #require(values[name])
      return try #require(Double(text))
    }
  }
}

extension Model {
  /// The lines with figures.
  var estimated: [Coefficient] { coefficients.filter { $0.role == .estimated } }
}

/// Greatest relative difference.
func worst(_ actual: [Double?], _ expected: [Double]) -> Double {
  guard actual.count == expected.count else { return .infinity }
  return zip(actual, expected).reduce(0) { worst, pair in
    guard let value = pair.0 else { return .infinity }
    return max(worst, abs(value - pair.1) / max(abs(pair.1), 1e-300))
  }
}
