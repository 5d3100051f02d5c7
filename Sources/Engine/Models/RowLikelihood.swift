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

  /// Beyond this linear predictor the plain loop's exponential does not reach.
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
            for start in stride(from: rows.lowerBound, to: rows.upperBound, by: RowSums.block) {
              block.add(
                start..<min(start + RowSums.block, rows.upperBound), predictors, successes, failures, weights,
                residuals)
            }
          }
        }
      }
      return (block.sum, block.lost)
    }
    self.residuals = residuals
    var total = Block()
    for part in parts {
      total.add(part.sum)
      total.add(part.lost)
    }
    (sum, lost) = (total.sum, total.lost)
  }

  /// How much greater the log-likelihood is than another, without the rounding of either.
  func excess(over other: RowLikelihood) -> Double { (sum - other.sum) + (lost - other.lost) }

  /// A running sum after Neumaier, and the terms of some rows.
  private struct Block {
    var sum = 0.0
    var lost = 0.0
    private var terms = [Double](repeating: 0, count: RowSums.block)

    init() {}

    @inline(__always)
    mutating func add(_ term: Double) {
      let next = sum + term
      lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
      sum = next
    }

    mutating func add(
      _ rows: Range<Int>, _ predictors: UnsafeBufferPointer<Double>, _ successes: UnsafeBufferPointer<Double>,
      _ failures: UnsafeBufferPointer<Double>, _ weights: UnsafeMutableBufferPointer<Double>,
      _ residuals: UnsafeMutableBufferPointer<Double>
    ) {
      var isNear = true
      for row in rows { isNear = isNear && abs(predictors[row]) <= RowLikelihood.reach }
      let start = rows.lowerBound
      terms.withUnsafeMutableBufferPointer { terms in
        if isNear {
          // Without calls and branches: several rows at a time.
          for row in rows {
            let small = Exponential.exp(-abs(predictors[row]))
            let soft = Exponential.log1p(small)
            terms[row - start] = RowLikelihood.fill(
              row, predictors[row], small, soft, successes, failures, weights, residuals)
          }
        } else {
          for row in rows {
            let small = Foundation.exp(-abs(predictors[row]))
            terms[row - start] = RowLikelihood.fill(
              row, predictors[row], small, Foundation.log1p(small), successes, failures, weights, residuals)
          }
        }
      }
      for index in 0..<rows.count { add(terms[index]) }
    }
  }

  @inline(__always)
  private static func fill(
    _ row: Int, _ eta: Double, _ small: Double, _ soft: Double, _ successes: UnsafeBufferPointer<Double>,
    _ failures: UnsafeBufferPointer<Double>, _ weights: UnsafeMutableBufferPointer<Double>,
    _ residuals: UnsafeMutableBufferPointer<Double>
  ) -> Double {
    let (s, f) = (successes[row], failures[row])
    let great = 1 / (1 + small)
    let less = small * great
    let p = eta >= 0 ? great : less
    let q = eta >= 0 ? less : great
    weights[row] = (s + f) * p * q
    residuals[row] = s * q - f * p
    return s * ((eta < 0 ? eta : 0) - soft) + f * ((eta > 0 ? -eta : 0) - soft)
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

/// The exponential and the logarithm without calls and branches, so that loops over rows become loops over several rows at a
/// time. Within 2 units in the last place of the C library's.
enum Exponential {
  /// e^x for −708 < x ≤ 0: x = n ln 2 + r with |r| ≤ ½ ln 2 (Cody & Waite's reduction), and r's power series.
  @inline(__always)
  static func exp(_ x: Double) -> Double {
    // Adding and taking off 1.5 · 2⁵² rounds to a whole number, which stands in the lowest bits meanwhile.
    let shifted = x * 1.442_695_040_888_963_4 + 6_755_399_441_055_744
    let n = shifted - 6_755_399_441_055_744
    let r = (x - n * 0.693_147_180_369_123_816_490) - n * 1.908_214_929_270_587_700_02e-10
    let r2 = r * r
    let r4 = r2 * r2
    let a = (1.0 / 2 + r * (1.0 / 6)) + r2 * (1.0 / 24 + r * (1.0 / 120))
    let b = (1.0 / 720 + r * (1.0 / 5040)) + r2 * (1.0 / 40_320 + r * (1.0 / 362_880))
    let c = (1.0 / 3_628_800 + r * (1.0 / 39_916_800)) + r2 * (1.0 / 479_001_600 + r * (1.0 / 6_227_020_800))
    let value = 1 + (r + r2 * (a + r4 * (b + r4 * c)))
    let power = Double(bitPattern: (shifted.bitPattern &+ 1023) << 52)
    return value * power
  }

  /// log(1 + x) for 0 ≤ x ≤ 1: twice the inverse hyperbolic tangent of x / (2 + x), by its power series.
  @inline(__always)
  static func log1p(_ x: Double) -> Double {
    let s = x / (2 + x)
    let z = s * s
    let z2 = z * z
    let z4 = z2 * z2
    let a = (1.0 / 3 + z * (1.0 / 5)) + z2 * (1.0 / 7 + z * (1.0 / 9))
    let b = (1.0 / 11 + z * (1.0 / 13)) + z2 * (1.0 / 15 + z * (1.0 / 17))
    let c = (1.0 / 19 + z * (1.0 / 21)) + z2 * (1.0 / 23 + z * (1.0 / 25))
    let d = (1.0 / 27 + z * (1.0 / 29)) + z2 * (1.0 / 31 + z * (1.0 / 33))
    return 2 * s + 2 * s * (z * (a + z4 * (b + z4 * (c + z4 * d))))
  }
}
