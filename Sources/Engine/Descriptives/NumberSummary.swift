/// Mean, spread and quartiles of numbers, from how often each value stands there.
public struct NumberSummary: Sendable, Hashable {
  /// Values that are there, each as often as it counts.
  public var known: Int
  /// Their mean.
  public var mean: Double
  /// Their standard deviation, divisor n − 1; `nil` for a single value.
  public var deviation: Double?
  /// The quartiles: of sorted values x₁…xₙ the one at 1 + (n − 1)p, between two in proportion (Hyndman and Fan 1996,
  /// doi:10.1080/00031305.1996.10473566, definition 7: the usual one of R and NumPy).
  public var lowerQuartile: Double
  /// The middle one.
  public var median: Double
  /// The upper one.
  public var upperQuartile: Double
  /// How often the commonest value stands there.
  public var commonest: Int
  /// Of amounts, none below 0, how far the sum is one's; `nil` when the sum is 0 or an amount is negative.
  public var concentration: Concentration?

  /// How far a sum of amounts is that of one or two.
  public struct Concentration: Sendable, Hashable {
    /// The two greatest as a share of the sum (n-k rule, n = 2).
    public var dominance: Double
    /// The sum without the two greatest, against the greatest (p-ratio rule).
    public var ratio: Double
  }

  /// Summarises distinct values in ascending order with their counts; `nil` when there are none. O(values).
  public init?(values: [Double], counts: [Int]) {
    let total = counts.reduce(0, +)
    guard total > 0, values.count == counts.count, let start = counts.firstIndex(where: { $0 > 0 }) else {
      return nil
    }
    known = total
    // Deviations from the least value: large numbers close together keep their digits.
    let least = values[start]
    var sum = 0.0
    for (value, count) in zip(values, counts) where count > 0 { sum += Double(count) * (value - least) }
    let mean = least + sum / Double(total)
    var squares = 0.0
    for (value, count) in zip(values, counts) where count > 0 {
      squares += Double(count) * (value - mean) * (value - mean)
    }
    self.mean = mean
    deviation = total > 1 ? (squares / Double(total - 1)).squareRoot() : nil
    commonest = counts.max() ?? 0
    concentration = Self.concentration(values, counts, sum: mean * Double(total))
    func quantile(_ quarters: Int) -> Double {
      // In whole numbers: (n − 1) · quarters / 4.
      let (place, rest) = ((total - 1) / 4 * quarters, (total - 1) % 4 * quarters)
      let below = place + rest / 4
      let share = Double(rest % 4) / 4
      let low = Self.value(at: below, values, counts)
      return share == 0 ? low : low + share * (Self.value(at: below + 1, values, counts) - low)
    }
    lowerQuartile = quantile(1)
    median = quantile(2)
    upperQuartile = quantile(3)
  }

  private static func concentration(_ values: [Double], _ counts: [Int], sum: Double) -> Concentration? {
    guard let least = zip(values, counts).first(where: { $0.1 > 0 })?.0, least >= 0, sum > 0 else {
      return nil
    }
    var greatest: [Double] = []
    for (value, count) in zip(values, counts).reversed() where count > 0 {
      greatest += [Double](repeating: value, count: min(2 - greatest.count, count))
      if greatest.count == 2 { break }
    }
    let two = greatest.reduce(0, +)
    guard let first = greatest.first, first > 0 else { return nil }
    return Concentration(dominance: two / sum, ratio: max(0, sum - two) / first)
  }

  /// The value at a place, counted from 0, of all of them sorted.
  private static func value(at place: Int, _ values: [Double], _ counts: [Int]) -> Double {
    var before = 0
    for (value, count) in zip(values, counts) {
      before += count
      if place < before { return value }
    }
    return values.last ?? 0
  }
}

/// How far two groups differ in a variable, in units of its spread: it does not grow with the number of rows, as a
/// p-value's verdict does. Never negative. Above 0.1 is commonly called an imbalance.
public enum StandardisedDifference {
  /// |mean₁ − mean₂| / √((s₁² + s₂²)/2): Austin 2009, doi:10.1002/sim.3697. `nil` without spread in both.
  public static func numbers(_ first: NumberSummary, _ second: NumberSummary) -> Double? {
    guard let one = first.deviation, let other = second.deviation else { return nil }
    let spread = ((one * one + other * other) / 2).squareRoot()
    let difference = abs(first.mean - second.mean)
    if spread == 0 { return difference == 0 ? 0 : nil }
    let result = difference / spread
    return result.isFinite ? result : nil
  }

  /// √((p₁ − p₂)' S⁻¹ (p₁ − p₂)) over all levels but one, S the mean of the two multinomial covariances: Yang and Dalton
  /// 2012 (SAS Global Forum, paper 335); of two levels Austin's for shares. `nil` when a group is empty or S has no
  /// inverse.
  ///
  /// - Parameters: rows by level, the same levels in both; levels without rows in both are ignored.
  public static func levels(_ first: [Int], _ second: [Int]) -> Double? {
    let (n1, n2) = (Double(first.reduce(0, +)), Double(second.reduce(0, +)))
    guard n1 > 0, n2 > 0, first.count == second.count else { return nil }
    let present = first.indices.filter { first[$0] > 0 || second[$0] > 0 }.dropLast()
    let one = present.map { Double(first[$0]) / n1 }
    let other = present.map { Double(second[$0]) / n2 }
    if one == other { return 0 }
    var spread = Matrix(rows: one.count, columns: one.count)
    for i in one.indices {
      for j in one.indices {
        let same = i == j ? one[i] + other[i] : 0
        spread[i, j] = (same - one[i] * one[j] - other[i] * other[j]) / 2
      }
    }
    let difference = zip(one, other).map { $0 - $1 }
    guard let solved = LinearAlgebra.solve(positiveDefinite: spread, difference) else { return nil }
    let square = zip(difference, solved).reduce(0) { $0 + $1.0 * $1.1 }
    // Groups without a level in common have no spread of their own; rounding may leave some.
    return square >= 0 && square < 1e8 ? square.squareRoot() : nil
  }
}
