import Foundation

/// The Bernoulli log-likelihood of rows at their linear predictors, with what Newton's method needs of each row.
struct RowLikelihood {
  /// Σ s log p + f log(1 − p); no probability is formed, so none can round to 0 or 1.
  var logLikelihood: Double { sum + lost }
  /// Two parts of it: the second has the digits that the first lost.
  private let sum: Double
  private let lost: Double
  /// (s + f) p (1 − p) by row.
  let weights: [Double]
  /// s (1 − p) − f p by row.
  let residuals: [Double]

  /// Beyond this linear predictor the exponential below does not reach.
  private static let reach = 700.0

  /// Of so many events and non-events by row. O(rows).
  init(
    _ predictors: [Double], successes: [Double], failures: [Double], _ work: Work
  ) throws(Cancelled) {
    let rows = predictors.count
    var parts: [(sum: Double, lost: Double)] = []
    var residuals: [Double] = []
    weights = try RowSums.columns(rows, &residuals, &parts, work) { weights, residuals, rows in
      var block = Block()
      predictors.withUnsafeBufferPointer { predictors in
        successes.withUnsafeBufferPointer { successes in
          failures.withUnsafeBufferPointer { failures in
            let whole = rows.count / Lanes.scalarCount * Lanes.scalarCount
            for row in stride(from: rows.lowerBound, to: rows.lowerBound + whole, by: Lanes.scalarCount) {
              let found = block.add(predictors.lanes(row), successes.lanes(row), failures.lanes(row))
              weights.set(row, found.weights)
              residuals.set(row, found.residuals)
            }
            guard whole < rows.count else { return }
            // The last few beside rows that count nothing.
            var (eta, s, f) = (Lanes.zero, Lanes.zero, Lanes.zero)
            let last = rows.lowerBound + whole..<rows.upperBound
            for (lane, row) in last.enumerated() {
              (eta[lane], s[lane], f[lane]) = (predictors[row], successes[row], failures[row])
            }
            let found = block.add(eta, s, f)
            for (lane, row) in last.enumerated() {
              (weights[row], residuals[row]) = (found.weights[lane], found.residuals[lane])
            }
          }
        }
      }
      return block.total
    }
    self.residuals = residuals
    var total = (sum: 0.0, lost: 0.0)
    for part in parts {
      RowLikelihood.add(part.sum, to: &total.sum, &total.lost)
      RowLikelihood.add(part.lost, to: &total.sum, &total.lost)
    }
    (sum, lost) = total
  }

  /// How much greater the log-likelihood is than another, without the rounding of either.
  func excess(over other: RowLikelihood) -> Double { (sum - other.sum) + (lost - other.lost) }

  /// Running sums, several rows side by side, each with the digits it lost (Knuth's two-sum, which is exact).
  private struct Block {
    private var sums = Lanes.zero
    private var losses = Lanes.zero

    /// The sums in one: what they come to, and what that lost.
    var total: (sum: Double, lost: Double) {
      var (sum, lost) = (0.0, 0.0)
      for lane in 0..<Lanes.scalarCount {
        RowLikelihood.add(sums[lane], to: &sum, &lost)
        RowLikelihood.add(losses[lane], to: &sum, &lost)
      }
      return (sum, lost)
    }

    @inline(__always)
    mutating func add(_ terms: Lanes) {
      let next = sums + terms
      let back = next - sums
      losses += (sums - (next - back)) + (terms - back)
      sums = next
    }

    /// Rows as many as there are lanes: their terms are added; given are their weights and residuals.
    @inline(__always)
    mutating func add(_ eta: Lanes, _ s: Lanes, _ f: Lanes) -> (weights: Lanes, residuals: Lanes) {
      let isPositive = eta .>= 0
      let negative = eta.replacing(with: -eta, where: isPositive)
      var small = Exponential.exp(negative)
      if any(negative .< -RowLikelihood.reach) {
        for lane in 0..<Lanes.scalarCount { small[lane] = Foundation.exp(negative[lane]) }
      }
      let soft = Exponential.log1p(small)
      let great = 1 / (1 + small)
      let less = small * great
      let p = less.replacing(with: great, where: isPositive)
      let q = great.replacing(with: less, where: isPositive)
      let ofEvent = negative.replacing(with: 0, where: isPositive) - soft
      let ofOther = Lanes.zero.replacing(with: negative, where: isPositive) - soft
      add(s * ofEvent + f * ofOther)
      return ((s + f) * p * q, s * q - f * p)
    }
  }

  /// Neumaier's sum.
  private static func add(_ term: Double, to sum: inout Double, _ lost: inout Double) {
    let next = sum + term
    lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}

extension RowSums {
  /// Two columns made chunk by chunk: the first is the result; and what is summed beside them.
  fileprivate static func columns<T>(
    _ count: Int, _ second: inout [Double], _ sums: inout [T], _ work: Work,
    _ body: (UnsafeMutableBufferPointer<Double>, UnsafeMutableBufferPointer<Double>, Range<Int>) -> T
  ) throws(Cancelled) -> [Double] {
    var first = [Double](unsafeUninitializedCapacity: count) { $1 = count }
    second = [Double](unsafeUninitializedCapacity: count) { $1 = count }
    try first.withUnsafeMutableBufferPointer { first throws(Cancelled) in
      try second.withUnsafeMutableBufferPointer { second throws(Cancelled) in
        // Each chunk writes its own rows.
        nonisolated(unsafe) let (first, second) = (first, second)
        sums = try map(count, work) { body(first, second, $0) }
      }
    }
    return first
  }
}

/// Rows worked on side by side.
private typealias Lanes = Exponential.Lanes

extension UnsafeBufferPointer<Double> {
  /// The numbers from a place on, which are there.
  @inline(__always)
  fileprivate func lanes(_ row: Int) -> Lanes {
    UnsafeRawBufferPointer(self).loadUnaligned(fromByteOffset: row &* 8, as: Lanes.self)
  }
}

extension UnsafeMutableBufferPointer<Double> {
  /// Puts numbers from a place on.
  @inline(__always)
  fileprivate func set(_ row: Int, _ values: Lanes) {
    for lane in 0..<Lanes.scalarCount { self[row &+ lane] = values[lane] }
  }
}
