/// The decomposition of Karlson, Holm and Breen (2012, doi:10.1177/0081175012444861) of how a logit coefficient changes
/// when covariates are adjusted for, freed of the change of scale that comes with any covariate of the outcome.
///
/// Covariates z are replaced by what is left of them after linear regression on the exposure, which leaves the model as
/// it is but for the exposure's coefficient: reduced = full + Σ θ_j β_j, where β_j is z_j's coefficient in the full model
/// and θ_j the exposure's in the regression of z_j. Every part of the sum belongs to one covariate, hence to one block.
struct KHB {
  /// The columns estimated, in the order: others that are always there, exposure, blocks.
  private let matrix: DesignMatrix
  /// Rows by pattern.
  private let counts: [Double]
  /// R of the QR factorization of the columns, weighted by rows.
  private let factor: Matrix
  /// Their coefficients in the full model.
  private let estimates: [Double]
  /// Their covariance, row-major.
  private let covariance: [Double]
  /// The rows by cluster, where the model's errors are by cluster.
  private let clusters: ClusterCounts?
  /// Where each block's columns begin; the last is where all end.
  private let starts: [Int]

  /// Prepares the decomposition. O(patterns × columns²).
  ///
  /// - Parameters:
  ///   - model: the full model.
  ///   - leading: columns always there and the exposure's, by their place among those estimated.
  ///   - blocks: the other columns' places, by block.
  init(_ model: Model, leading: [Int], blocks: [[Int]], _ work: Work) throws {
    let basis = try model.answerable()
    let places = leading + blocks.flatMap(\.self)
    let all = model.coefficients.compactMap(\.estimate)
    estimates = places.map { all[$0] }
    covariance = places.flatMap { a in places.map { model.covariance[a * all.count + $0] } }
    matrix = try basis.matrix(work).select(columns: places.map { basis.estimated[$0] })
    counts = basis.counts
    if case .clustered = model.options.errors { clusters = basis.clusters } else { clusters = nil }
    starts = blocks.reduce(into: [leading.count]) { $0.append(($0.last ?? 0) + $1.count) }
    factor = try matrix.factor(counts, work)
  }

  /// The coefficient of a leading column when the first blocks are adjusted for, on the scale of the full model: the
  /// reduced one for none of them, the full one for all. Its standard error is that of the model fitted with residuals.
  func coefficient(of column: Int, adjustingFirst blocks: Int) -> EffectEstimate {
    let given = starts[blocks]
    let (row, _) = projection(of: column, onto: given)
    var weights = [Double](repeating: 0, count: estimates.count)
    weights[column] = 1
    for later in given..<estimates.count { weights[later] = theta(row, later) }
    return EffectEstimate(
      zip(weights, estimates).reduce(0) { $0 + $1.0 * $1.1 },
      standardError: quadratic(weights).squareRoot())
  }

  /// What some blocks take from the coefficient of a leading column, all blocks together being residualised on the
  /// leading columns only.
  ///
  /// The variance is θ'V(β)θ + β'V(θ)β (delta method; the two regressions are asymptotically independent), V(θ) being
  /// the sandwich of the linear regressions, since flags and levels have unequal residuals, over clusters where the model's errors are. O(patterns × columns).
  func difference(of column: Int, by blocks: Range<Int>) -> EffectEstimate {
    let given = starts[0]
    let chosen = starts[blocks.lowerBound]..<starts[blocks.upperBound]
    let (row, influence) = projection(of: column, onto: given)
    var weights = [Double](repeating: 0, count: estimates.count)
    for later in chosen { weights[later] = theta(row, later) }
    // Σ β_j z_j regressed on the leading columns, all at once.
    var right = (0..<given).map { line in chosen.reduce(0) { $0 + factor[line, $1] * estimates[$1] } }
    for line in stride(from: given - 1, through: 0, by: -1) {
      for other in (line + 1)..<max(line + 1, given) { right[line] -= factor[line, other] * right[other] }
      right[line] /= factor[line, line]
    }
    let scores = (0..<matrix.rows).map { pattern in
      var residual = 0.0
      var leverage = 0.0
      for other in chosen { residual += matrix[pattern, other] * estimates[other] }
      for other in 0..<given {
        residual -= matrix[pattern, other] * right[other]
        leverage += matrix[pattern, other] * influence[other]
      }
      return leverage * residual
    }
    return EffectEstimate(
      chosen.reduce(0) { $0 + weights[$1] * estimates[$1] },
      standardError: (quadratic(weights) + spread(scores)).squareRoot())
  }

  /// The sum of squares of rows' scores, or of their sums within clusters.
  private func spread(_ scores: [Double]) -> Double {
    guard let clusters else { return zip(counts, scores).reduce(0) { $0 + $1.0 * $1.1 * $1.1 } }
    return (0..<clusters.count).reduce(0) { total, cluster in
      let sum = (clusters.starts[cluster]..<clusters.starts[cluster + 1]).reduce(0.0) { sum, entry in
        let rows = Double(clusters.successes[entry] + clusters.failures[entry])
        return sum + rows * scores[Int(clusters.patterns[entry])]
      }
      return total + sum * sum
    }
  }

  /// e'R⁻¹ and (R'R)⁻¹e for the leading part of R: what makes of later columns a column's coefficient in their
  /// regressions, and of a row its share in that coefficient.
  private func projection(of column: Int, onto given: Int) -> (row: [Double], influence: [Double]) {
    var row = [Double](repeating: 0, count: given)
    for line in column..<given {
      var value = line == column ? 1.0 : 0
      for other in column..<max(column, line) { value -= factor[other, line] * row[other] }
      row[line] = value / factor[line, line]
    }
    var influence = row
    for line in stride(from: given - 1, through: 0, by: -1) {
      for other in (line + 1)..<max(line + 1, given) {
        influence[line] -= factor[line, other] * influence[other]
      }
      influence[line] /= factor[line, line]
    }
    return (row, influence)
  }

  private func theta(_ row: [Double], _ later: Int) -> Double {
    row.indices.reduce(0) { $0 + row[$1] * factor[$1, later] }
  }

  private func quadratic(_ weights: [Double]) -> Double {
    var sum = 0.0
    for (i, a) in weights.enumerated() where a != 0 {
      for (j, b) in weights.enumerated() where b != 0 { sum += a * b * covariance[i * weights.count + j] }
    }
    return max(0, sum)
  }
}
