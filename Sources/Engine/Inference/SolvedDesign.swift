/// A fit at its solution in standardised coordinates: what errors, tests and effects are computed from.
struct SolvedDesign {
  /// The estimated columns over the patterns.
  let standard: StandardDesign
  /// Events by pattern.
  let successes: [Double]
  /// Non-events by pattern.
  let failures: [Double]
  /// Probability of the event by pattern, and its complement, both with full relative precision.
  let p: [Double]
  let q: [Double]
  /// R, where R'R is the information.
  let factor: Matrix
  /// R⁻¹.
  let inverse: Matrix

  /// Brings a fit back into the coordinates it was found in. O(patterns × columns²).
  ///
  /// Throws ``InferenceError/noMaximum`` for a fit without a finite maximum.
  init(_ basis: FitBasis, _ work: Work) throws {
    standard = try basis.standard(work)
    guard standard.kept.count == basis.estimated.count, basis.predictors.allSatisfy(\.isFinite) else {
      throw InferenceError.noMaximum
    }
    successes = basis.successes
    failures = basis.failures
    let probabilities = basis.predictors.map(Logistic.probabilities)
    p = probabilities.map(\.p)
    q = probabilities.map(\.q)
    let counts = basis.counts
    let weights = zip(counts, probabilities).map { $0 * $1.p * $1.q }
    factor = try standard.matrix.factor(weights, work)
    guard let inverse = LinearAlgebra.inverse(upper: factor) else { throw InferenceError.noMaximum }
    self.inverse = inverse
  }

  /// Number of estimated columns.
  var columns: Int { standard.matrix.columns }

  /// The factor of the information on some columns; `nil` where it is singular.
  func factor(of chosen: [Int]) -> Matrix? {
    var part = Matrix(rows: chosen.count, columns: chosen.count)
    for (i, a) in chosen.enumerated() {
      for (j, b) in chosen.enumerated() {
        part[i, j] = (0...min(a, b)).reduce(0) { $0 + factor[$1, a] * factor[$1, b] }
      }
    }
    return LinearAlgebra.cholesky(part, leaving: 0)
  }

  /// A⁻¹v for the information A. O(columns²).
  func solve(_ vector: [Double]) -> [Double] {
    let k = columns
    var result = [Double](repeating: 0, count: k)
    for column in 0..<k {
      var projection = 0.0
      for row in 0...column { projection += inverse[row, column] * vector[row] }
      for row in 0...column { result[row] += inverse[row, column] * projection }
    }
    return result
  }

  /// p q x'A⁻¹x of each pattern: the leverage of one of its rows, between 0 and 1.
  func leverages(_ work: Work) throws(Cancelled) -> [Double] {
    let k = columns
    return try RowSums.filled(p.count, work) { buffer, rows in
      for start in stride(from: rows.lowerBound, to: rows.upperBound, by: RowSums.block) {
        let tile = standard.matrix.block(start..<min(start + RowSums.block, rows.upperBound))
        for row in 0..<tile.rows {
          var sum = 0.0
          for column in 0..<k {
            var projection = 0.0
            for index in 0...column { projection += inverse[index, column] * tile[row, index] }
            sum += projection * projection
          }
          buffer[start + row] = p[start + row] * q[start + row] * sum
        }
      }
    }
  }

  /// L with covariance LL' in original coordinates, from M with covariance M'M in standardised ones.
  func loadings(_ root: Matrix) -> Matrix {
    var transposed = Matrix(rows: root.columns, columns: root.rows)
    for row in 0..<root.rows {
      for column in 0..<root.columns { transposed[column, row] = root[row, column] }
    }
    return standard.original(rows: transposed)
  }

  /// A⁻¹BA⁻¹ in original coordinates, row-major, where B = F'F for the triangular factor F.
  func sandwich(_ factor: Matrix) -> [Double] {
    let k = columns
    var root = Matrix(rows: k, columns: k)
    for row in 0..<k {
      let solved = solve((0..<k).map { factor[row, $0] })
      for column in 0..<k { root[row, column] = solved[column] }
    }
    return SolvedDesign.product(loadings(root))
  }

  /// LL', row-major.
  static func product(_ loadings: Matrix) -> [Double] {
    let k = loadings.rows
    var result = [Double](repeating: 0, count: k * k)
    for i in 0..<k {
      for j in i..<k {
        var sum = 0.0
        for column in 0..<loadings.columns { sum += loadings[i, column] * loadings[j, column] }
        result[i * k + j] = sum
        result[j * k + i] = sum
      }
    }
    return result
  }
}

/// Why a question about a fitted model has no answer.
public enum InferenceError: Error, Sendable, Hashable {
  /// The fit has no finite maximum: nothing around it can be measured.
  case noMaximum
  /// Fewer than two clusters.
  case tooFewClusters(Int)
  /// No more clusters than estimated parameters, by which their covariance has not full rank; the count is `nil` where
  /// it is not to be told.
  case fewerClusters(Int?, parameters: Int)
  /// The term is not in the model, or nothing of it is estimated.
  case noSuchTerm(String, terms: [String])
  /// The quantity needs rows with and without the event.
  case oneClass
  /// Other terms determine this one, so that it has no figures of its own.
  case aliased(String)
  /// The search for it did not end.
  case notConverged
  /// The question is one about models without a random intercept.
  case randomIntercept
}
