import Foundation

/// Maximum-likelihood logistic regression on individual rows: Newton's method with step-halving, a Gaussian
/// elimination of its own, and compensated sums for the score and the log-likelihood.
struct OracleLogistic {
  /// Every column, `(Intercept)` first when there is one; aliased ones included.
  let names: [String]
  /// Columns that are zero or a linear combination of earlier ones.
  let aliased: [String]
  /// By column; aliased ones have none.
  let coefficients: [String: Double]
  let standardErrors: [String: Double]
  let logLikelihood: Double
  let n: Int
  let events: Int
  /// Whether Newton's method came to rest with every p away from 0 and 1; a separated column leaves it none.
  let converged: Bool

  /// - Parameter x: row-major, `names.count` values a row.
  init(names: [String], x: [Double], y: [Bool]) {
    let width = names.count
    let gram = Self.moments(x: x, weights: [Double](repeating: 1, count: y.count), width: width)
    let kept = Self.independent(gram, width: width)
    let narrow = kept.count
    var z: [Double] = []
    z.reserveCapacity(y.count * narrow)
    for row in 0..<y.count { for column in kept { z.append(x[row * width + column]) } }

    var beta = [Double](repeating: 0, count: narrow)
    var state = Self.evaluate(z, y, beta)
    var resting = 0
    var iterations = 0
    while resting < 2, iterations < 60, narrow > 0 {
      iterations += 1
      let information = Self.moments(x: z, weights: state.weights, width: narrow)
      guard let inverse = Self.inverse(information, size: narrow) else { break }
      let step = (0..<narrow).map { i in
        (0..<narrow).reduce(0.0) { $0 + inverse[i * narrow + $1] * state.score[$1] }
      }
      var factor = 1.0
      var next = zip(beta, step).map { $0 + $1 }
      var reached = Self.evaluate(z, y, next)
      let tolerance = 1e-13 * abs(state.logLikelihood)
      while !(reached.logLikelihood >= state.logLikelihood - tolerance), factor > 1e-6 {
        factor /= 2
        next = zip(beta, step).map { $0 + factor * $1 }
        reached = Self.evaluate(z, y, next)
      }
      let moved = zip(step, next).map { abs(factor * $0) / (1 + abs($1)) }.max() ?? 0
      resting = moved < 1e-11 ? resting + 1 : 0
      beta = next
      state = reached
    }

    let information = Self.moments(x: z, weights: state.weights, width: narrow)
    let inverse = Self.inverse(information, size: narrow)
    var coefficients: [String: Double] = [:]
    var errors: [String: Double] = [:]
    for (place, column) in kept.enumerated() {
      coefficients[names[column]] = beta[place]
      errors[names[column]] = inverse.map { $0[place * narrow + place].squareRoot() } ?? .nan
    }
    self.names = names
    aliased = names.indices.filter { !kept.contains($0) }.map { names[$0] }
    self.coefficients = coefficients
    standardErrors = errors
    logLikelihood = state.logLikelihood
    n = y.count
    events = y.filter { $0 }.count
    converged =
      inverse != nil && (resting >= 2 || narrow == 0) && state.weights.allSatisfy { $0 > 1e-10 }
  }

  private static func evaluate(
    _ z: [Double], _ y: [Bool], _ beta: [Double]
  ) -> (logLikelihood: Double, score: [Double], weights: [Double]) {
    let width = beta.count
    var logLikelihood = CompensatedSum()
    var score = [CompensatedSum](repeating: CompensatedSum(), count: width)
    var weights = [Double](repeating: 0, count: y.count)
    z.withUnsafeBufferPointer { z in
      var at = 0
      for row in 0..<y.count {
        var eta = 0.0
        for column in 0..<width { eta += z[at + column] * beta[column] }
        let small = exp(-abs(eta))
        let p = eta >= 0 ? 1 / (1 + small) : small / (1 + small)
        let towards = y[row] ? eta : -eta
        logLikelihood.add(min(towards, 0) - log1p(small))
        weights[row] = small / ((1 + small) * (1 + small))
        let residual = (y[row] ? 1 : 0) - p
        for column in 0..<width where z[at + column] != 0 { score[column].add(z[at + column] * residual) }
        at += width
      }
    }
    return (logLikelihood.value, score.map(\.value), weights)
  }

  /// Z'WZ, row-major and symmetric.
  private static func moments(x: [Double], weights: [Double], width: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: width * width)
    x.withUnsafeBufferPointer { x in
      weights.withUnsafeBufferPointer { weights in
        sums.withUnsafeMutableBufferPointer { sums in
          var at = 0
          var row = 0
          while row < weights.count {
            var i = 0
            while i < width {
              let left = x[at + i] * weights[row]
              if left != 0 {
                var j = i
                while j < width {
                  sums[i * width + j] += left * x[at + j]
                  j += 1
                }
              }
              i += 1
            }
            at += width
            row += 1
          }
        }
      }
    }
    for i in 0..<width { for j in 0..<i { sums[i * width + j] = sums[j * width + i] } }
    return sums
  }

  /// The columns that are no combination of earlier ones: elimination in the order given, a column being set
  /// aside when next to nothing (1e-10 of its squared length) is left of it.
  private static func independent(_ gram: [Double], width: Int) -> [Int] {
    var rest = gram
    var kept: [Int] = []
    for column in 0..<width {
      let length = gram[column * width + column]
      let left = rest[column * width + column]
      guard length > 0, left > 1e-10 * length else { continue }
      kept.append(column)
      for i in (column + 1)..<width {
        let factor = rest[i * width + column] / left
        for j in (column + 1)..<width { rest[i * width + j] -= factor * rest[column * width + j] }
      }
    }
    return kept
  }

  /// Gauss–Jordan with partial pivoting; `nil` when singular.
  private static func inverse(_ matrix: [Double], size: Int) -> [Double]? {
    var rows = (0..<size).map { i in
      (0..<size).map { matrix[i * size + $0] } + (0..<size).map { $0 == i ? 1.0 : 0.0 }
    }
    for column in 0..<size {
      guard let pivot = (column..<size).max(by: { abs(rows[$0][column]) < abs(rows[$1][column]) }),
        abs(rows[pivot][column]) > 0
      else { return nil }
      rows.swapAt(pivot, column)
      let divisor = rows[column][column]
      rows[column] = rows[column].map { $0 / divisor }
      for i in 0..<size where i != column && rows[i][column] != 0 {
        let factor = rows[i][column]
        for j in 0..<(2 * size) { rows[i][j] -= factor * rows[column][j] }
      }
    }
    return rows.flatMap { $0[size...] }
  }
}

/// Neumaier's compensated sum.
struct CompensatedSum {
  private var sum = 0.0
  private var lost = 0.0

  var value: Double { sum + lost }

  mutating func add(_ term: Double) {
    let next = sum + term
    lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
    sum = next
  }
}
