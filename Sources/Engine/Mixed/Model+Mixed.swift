import Foundation

extension Model {
  /// Parameters estimated: the coefficients, and the random intercept's standard deviation.
  public var parameters: Int { rank + (random == nil ? 0 : 1) }

  /// What further questions of a plain fit are answered from.
  ///
  /// Throws ``InferenceError``: none of them is defined yet for a random intercept.
  func answerable() throws(InferenceError) -> FitBasis {
    if random != nil { throw .randomIntercept }
    guard let basis else { throw .noMaximum }
    return basis
  }

  /// Puts a random intercept into a fit by maximum likelihood: coefficients, covariance and likelihood become those of
  /// the model with it.
  ///
  /// What describes the fit without it (pseudo-R², area under the curve, test against the null model) goes.
  /// Throws ``MixedError``, ``FitError`` for separated data, ``Cancelled``.
  mutating func fillMixed(
    _ solution: FitSolution, _ design: Design, _ clusters: ClusterCounts?, _ asked: FitOptions.Random,
    _ work: Work
  ) throws {
    if let separation = solution.separation { throw separation.error(design, solution.design) }
    guard let clusters, let plain = solution.fit, let standard = solution.limitDesign else {
      throw MixedError.tooFewClusters(0)
    }
    let fit = try MixedFit(plain, clusters, points: asked.points, options, work)
    random = RandomIntercept(
      sigma: fit.sigma,
      logSigmaError: fit.covariance.map { $0[$0.rows - 1, $0.rows - 1].squareRoot() },
      clusters: clusters.count, points: fit.points, quadratureError: fit.error,
      plainLogLikelihood: plain.logLikelihood,
      test: RandomIntercept.test(fit.logLikelihood, against: plain.logLikelihood))
    if let joint = fit.covariance {
      let k = fit.coefficients.count
      var part = Matrix(rows: k, columns: k)
      for row in 0..<k { for column in 0..<k { part[row, column] = joint[row, column] } }
      guard let factor = LinearAlgebra.lowerFactor(part) else {
        throw MixedError.notConverged(iterations: fit.iterations)
      }
      let values = standard.original(fit.coefficients)
      covariance = SolvedDesign.product(standard.original(rows: factor))
      var place = 0
      for index in coefficients.indices where coefficients[index].role == .estimated {
        coefficients[index].fill(values[place], covariance[place * rank + place].squareRoot())
        place += 1
      }
    }
    logLikelihood = fit.logLikelihood
    (iterations, halvings, lastStep) = (iterations + fit.iterations, halvings + fit.halvings, fit.lastStep)
    (likelihoodRatio, pseudoR2, auc, brier) = (nil, nil, nil, nil)
  }
}

extension LinearAlgebra {
  /// Cholesky's lower triangular L with LL' = A; `nil` when A is not positive definite.
  static func lowerFactor(_ matrix: Matrix) -> Matrix? {
    var result = Matrix(rows: matrix.rows, columns: matrix.rows)
    for row in 0..<matrix.rows {
      for column in 0...row {
        var rest = matrix[row, column]
        for index in 0..<column { rest -= result[row, index] * result[column, index] }
        if row == column {
          guard rest > 0 else { return nil }
          result[row, row] = rest.squareRoot()
        } else {
          result[row, column] = rest / result[column, column]
        }
      }
    }
    return result
  }
}
