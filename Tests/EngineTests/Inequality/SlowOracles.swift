import Foundation

/// Slow and obvious versions of what the engine computes, written from the definitions.
enum Slow {
  static let z = 1.959963984540054

  /// Maximum likelihood of a logistic regression on weighted rows, by Newton's method with Gaussian elimination.
  static func logistic(_ x: [[Double]], events: [Double], others: [Double]) -> [Double] {
    let k = x[0].count
    var beta = [Double](repeating: 0, count: k)
    for _ in 0..<12 {
      var gradient = [Double](repeating: 0, count: k)
      var information = [[Double]](repeating: gradient, count: k)
      for (row, values) in x.enumerated() {
        let p = probability(values, beta)
        for i in 0..<k {
          gradient[i] += (events[row] * (1 - p) - others[row] * p) * values[i]
          for j in 0..<k {
            information[i][j] += (events[row] + others[row]) * p * (1 - p) * values[i] * values[j]
          }
        }
      }
      let step = solve(information, gradient)
      for i in 0..<k { beta[i] += step[i] }
    }
    return beta
  }

  static func probability(_ values: [Double], _ beta: [Double]) -> Double {
    1 / (1 + exp(-zip(values, beta).reduce(0) { $0 + $1.0 * $1.1 }))
  }

  static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    var a = matrix
    var b = right
    let n = b.count
    for column in 0..<n {
      let pivot = (column..<n).max { abs(a[$0][column]) < abs(a[$1][column]) } ?? column
      a.swapAt(column, pivot)
      b.swapAt(column, pivot)
      for row in 0..<n where row != column {
        let factor = a[row][column] / a[column][column]
        for j in column..<n { a[row][j] -= factor * a[column][j] }
        b[row] -= factor * b[column]
      }
    }
    return (0..<n).map { b[$0] / a[$0][$0] }
  }

  /// The standard error of a function of counts: what one more row of each kind moves it by, squared and summed over
  /// the rows there are (the delta method for multinomial counts).
  static func error(_ counts: [Double], step: Double = 1e-3, _ function: ([Double]) -> Double) -> Double {
    var variance = 0.0
    for index in counts.indices where counts[index] > 0 {
      var more = counts
      var less = counts
      more[index] += step
      less[index] -= step
      let move = (function(more) - function(less)) / (2 * step)
      variance += counts[index] * move * move
    }
    return variance.squareRoot()
  }

  static func close(_ a: Double, _ b: Double, _ tolerance: Double = 1e-9) -> Bool {
    abs(a - b) <= tolerance * max(1e-6, abs(a), abs(b))
  }
}
