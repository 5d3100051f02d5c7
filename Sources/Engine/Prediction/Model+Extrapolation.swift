/// A number given for a prediction that few of the rows fitted reach.
public struct Extrapolation: Sendable, Hashable {
  /// The predictor.
  public var name: String
  /// Whether the number is high among theirs, or low.
  public var isHigh: Bool
}

extension Model {
  /// Which of the numbers given lie so far out that fewer rows fitted than `rows` (at least 1) are there or beyond.
  ///
  /// What does not read as a number is passed over. O(patterns).
  /// - Throws: ``PredictionError/notZeroOrOne(term:)`` for another number where all rows fitted have 0 or 1.
  public func extrapolations(
    _ given: [String: String], fewerThan rows: Int
  ) throws(PredictionError) -> [Extrapolation] {
    guard let basis = basis ?? predictionBasis else { return [] }
    let parts = basis.design.columns.flatMap(\.parts) + basis.design.offsets
    var found: [Extrapolation] = []
    for (index, variable) in basis.design.variables.enumerated() {
      let isNumber = parts.contains { if case .number(index, _) = $0 { true } else { false } }
      guard isNumber, let text = given[variable.name], let number = Model.number(text) else { continue }
      var isZeroOrOne = true
      var (low, high): (Int64, Int64) = (0, 0)
      for pattern in 0..<basis.patterns.count {
        let code = basis.patterns.code(pattern, index)
        guard variable.values.indices.contains(code), code != variable.missingCode else { continue }
        let value = variable.values[code]
        let count = basis.patterns.successes[pattern] + basis.patterns.failures[pattern]
        if count > 0, value != 0, value != 1 { isZeroOrOne = false }
        if value <= number { low += count }
        if value >= number { high += count }
      }
      if isZeroOrOne {
        guard number == 0 || number == 1 else { throw .notZeroOrOne(term: variable.name) }
      } else if min(low, high) < Int64(max(1, rows)) {
        found.append(Extrapolation(name: variable.name, isHigh: high < low))
      }
    }
    return found
  }
}
