import Foundation

/// Logistic and linear regression on rows by Newton's method and plain elimination: slow and obvious.
struct SlowLogit {
  var coefficients: [Double]
  var covariance: [[Double]]

  init(_ x: [[Double]], _ y: [Double]) {
    let k = x[0].count
    var beta = [Double](repeating: 0, count: k)
    var information: [[Double]] = []
    for _ in 0..<60 {
      information = [[Double]](repeating: [Double](repeating: 0, count: k), count: k)
      var gradient = [Double](repeating: 0, count: k)
      for (row, outcome) in zip(x, y) {
        let p = SlowLogit.probability(row, beta)
        for i in 0..<k {
          gradient[i] += row[i] * (outcome - p)
          for j in 0..<k { information[i][j] += row[i] * row[j] * p * (1 - p) }
        }
      }
      let step = SlowLogit.solve(information, gradient)
      for i in 0..<k { beta[i] += step[i] }
    }
    coefficients = beta
    covariance = SlowLogit.inverse(information)
  }

  static func probability(_ row: [Double], _ beta: [Double]) -> Double {
    1 / (1 + exp(-zip(row, beta).reduce(0) { $0 + $1.0 * $1.1 }))
  }

  /// Gaussian elimination with partial pivoting.
  static func solve(_ matrix: [[Double]], _ right: [Double]) -> [Double] {
    let k = right.count
    var a = zip(matrix, right).map { $0 + [$1] }
    for i in 0..<k {
      let pivot = (i..<k).max { abs(a[$0][i]) < abs(a[$1][i]) } ?? i
      a.swapAt(i, pivot)
      for r in 0..<k where r != i {
        let f = a[r][i] / a[i][i]
        for c in i...k { a[r][c] -= f * a[i][c] }
      }
    }
    return (0..<k).map { a[$0][k] / a[$0][$0] }
  }

  static func inverse(_ matrix: [[Double]]) -> [[Double]] {
    let k = matrix.count
    let columns = (0..<k).map { i in solve(matrix, (0..<k).map { $0 == i ? 1 : 0 }) }
    return (0..<k).map { i in (0..<k).map { columns[$0][i] } }
  }

  /// Least squares: coefficients, residuals, and the sandwich covariance of two columns' coefficients of one regressor
  /// comes from `influence`: (X'X)⁻¹ x of each row.
  static func linear(_ x: [[Double]], _ z: [Double]) -> (coefficients: [Double], residuals: [Double]) {
    let k = x[0].count
    var products = [[Double]](repeating: [Double](repeating: 0, count: k), count: k)
    var right = [Double](repeating: 0, count: k)
    for (row, value) in zip(x, z) {
      for i in 0..<k {
        right[i] += row[i] * value
        for j in 0..<k { products[i][j] += row[i] * row[j] }
      }
    }
    let beta = solve(products, right)
    return (beta, zip(x, z).map { row, value in value - zip(row, beta).reduce(0) { $0 + $1.0 * $1.1 } })
  }

  static func influence(_ x: [[Double]], of column: Int) -> [Double] {
    let k = x[0].count
    var products = [[Double]](repeating: [Double](repeating: 0, count: k), count: k)
    for row in x { for i in 0..<k { for j in 0..<k { products[i][j] += row[i] * row[j] } } }
    let line = inverse(products)[column]
    return x.map { zip($0, line).reduce(0) { $0 + $1.0 * $1.1 } }
  }
}
