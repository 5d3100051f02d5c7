import Foundation

/// Maximum likelihood of a logistic regression with a random intercept, by Newton's method with step-halving.
struct MixedFit {
  /// Coefficients of the standardised columns.
  private(set) var coefficients: [Double]
  /// Standard deviation of the intercepts; 0 at the boundary.
  private(set) var sigma: Double
  /// Marginal Bernoulli log-likelihood.
  private(set) var logLikelihood: Double
  /// Covariance of the coefficients and log sigma, last; `nil` at the boundary.
  private(set) var covariance: Matrix?
  /// Newton steps made.
  private(set) var iterations = 0
  /// Steps that had to be halved.
  private(set) var halvings = 0
  /// Greatest change of a parameter in the last step.
  private(set) var lastStep = 0.0

  /// Quadrature points used.
  private(set) var points: Int
  /// How much the log-likelihood changes with about twice the points.
  private(set) var error = 0.0

  /// Below this sigma the likelihood is that of 0 to all digits printed.
  private static let least = 1e-4
  /// Below this sigma the search ends where the likelihood is known to rise towards 0.
  private static let small = 0.01
  /// Above it a cluster's outcomes are all but one and the same.
  private static let greatest = 100.0

  /// Points tried in turn where none are asked for, until more of them change the likelihood no further.
  private static let ladder = [15, 31, 63, 100]
  /// A change of the log-likelihood that does not count.
  private static let stable = 1e-4

  /// Fits, starting from the fit without random intercepts; `points` quadrature points, or as many as are needed.
  ///
  /// Throws ``MixedError``, ``Cancelled``.
  init(
    _ plain: Logistic, _ clusters: ClusterCounts, points asked: Int?, _ options: FitOptions, _ work: Work
  ) throws {
    guard clusters.count > 1 else { throw MixedError.tooFewClusters(clusters.count) }
    guard clusters.haveSeveralRows else { throw MixedError.singleRows }
    (coefficients, sigma, logLikelihood) = (plain.coefficients, 0, plain.logLikelihood)
    points = asked ?? MixedFit.ladder[0]
    var likelihood = MixedLikelihood(plain, clusters, points: points)
    let falls = try likelihood.boundaryScore(plain.coefficients, work) <= 0
    var point = try likelihood.point(
      plain.coefficients + [log(0.5)], from: [Double](repeating: 0, count: clusters.count), work)
    let ladder: [Int?] = (asked == nil ? MixedFit.ladder.dropFirst().map { $0 } : []) + [nil]
    for next in ladder {
      let isInside = try climb(&point, likelihood, falls: falls, options, work)
      let finer = MixedLikelihood(plain, clusters, points: next ?? 2 * points + 1)
      let check = try finer.point(point.parameters, from: point.modes, work)
      error = abs(check.logLikelihood - point.logLikelihood)
      guard let next, isInside, error > MixedFit.stable else { break }
      (points, likelihood, point) = (next, finer, check)
    }
    let last = coefficients.count
    // A maximum away from 0 below the likelihood at 0 is not the greatest.
    guard exp(point.parameters[last]) > (falls ? MixedFit.small : MixedFit.least),
      !falls || point.logLikelihood > plain.logLikelihood
    else { return }
    guard let covariance = LinearAlgebra.inverse(positiveDefinite: point.information) else {
      throw MixedError.notConverged(iterations: iterations)
    }
    (coefficients, sigma) = (Array(point.parameters[..<last]), exp(point.parameters[last]))
    (logLikelihood, self.covariance) = (point.logLikelihood, covariance)
  }

  /// Steps until convergence; false when sigma runs to 0.
  private mutating func climb(
    _ point: inout MixedLikelihood.Point, _ likelihood: MixedLikelihood, falls: Bool, _ options: FitOptions,
    _ work: Work
  ) throws -> Bool {
    // What the information of the integral lacks of that of its quadrature, learnt from the steps.
    var lack = Matrix(rows: coefficients.count + 1, columns: coefficients.count + 1)
    for _ in 0..<options.maximumIterations {
      try work.step("fitting the random intercept", done: iterations)
      guard let step = MixedFit.step(point, lack) ?? MixedFit.step(point, nil) else { break }
      let before = point
      let isAtEnd = try !advance(&point, step, likelihood, work)
      // Far from the end the change of the gradient tells little of its slope there.
      if lastStep < 0.1 { MixedFit.learn(&lack, from: before, to: point) }
      let sigma = exp(point.parameters[coefficients.count])
      if sigma > MixedFit.greatest { throw MixedError.unbounded }
      if sigma < (falls ? MixedFit.small : MixedFit.least) { return false }
      if isAtEnd, lastStep > 1e-4 { break }
      if isAtEnd || lastStep < 1e-9 { return true }
    }
    throw MixedError.notConverged(iterations: iterations)
  }

  /// information⁻¹ × gradient, log sigma moving by 1 at most. With what the information lacks, `nil` unless that is
  /// positive definite; without, the information is raised until it is.
  private static func step(_ point: MixedLikelihood.Point, _ lack: Matrix?) -> [Double]? {
    var information = point.information
    let size = information.rows
    if let lack {
      for index in information.values.indices { information.values[index] += lack.values[index] }
    }
    var ridge = 0.0
    for _ in 0..<30 {
      if let step = LinearAlgebra.solve(positiveDefinite: information, point.gradient) {
        let share = min(1, 1 / max(1e-300, abs(step[size - 1])))
        return step.map { $0 * share }
      }
      if lack != nil { return nil }
      let next = max(1e-3, ridge * 4)
      for index in 0..<size {
        information[index, index] += (next - ridge) * max(1, abs(point.information[index, index]))
      }
      ridge = next
    }
    return nil
  }

  /// A symmetric change of rank 1 after which information and lack together explain the change of the gradient over
  /// the last step.
  private static func learn(
    _ lack: inout Matrix, from before: MixedLikelihood.Point, to after: MixedLikelihood.Point
  ) {
    let size = lack.rows
    let moved = zip(after.parameters, before.parameters).map { $0 - $1 }
    var rest = zip(before.gradient, after.gradient).map { $0 - $1 }
    for row in 0..<size {
      for column in 0..<size {
        rest[row] -= (after.information[row, column] + lack[row, column]) * moved[column]
      }
    }
    let product = zip(rest, moved).reduce(0) { $0 + $1.0 * $1.1 }
    let lengths = rest.reduce(0) { $0 + $1 * $1 } * moved.reduce(0) { $0 + $1 * $1 }
    guard product * product > 1e-12 * lengths, product != 0 else { return }
    for row in 0..<size {
      for column in 0..<size { lack[row, column] += rest[row] * rest[column] / product }
    }
  }

  /// Takes the step, halved until the likelihood does not fall; false when no share of it will do.
  private mutating func advance(
    _ point: inout MixedLikelihood.Point, _ step: [Double], _ likelihood: MixedLikelihood, _ work: Work
  ) throws -> Bool {
    iterations += 1
    lastStep = step.reduce(0) { max($0, abs($1)) }
    let slack = 1e-13 * (abs(point.logLikelihood) + 0.1)
    var share = 1.0
    for _ in 0..<30 {
      let candidate = zip(point.parameters, step).map { $0 + share * $1 }
      let next = try likelihood.point(candidate, from: point.modes, work)
      if next.logLikelihood >= point.logLikelihood - slack {
        point = next
        return true
      }
      // A step within rounding of nothing has nowhere better to go.
      if lastStep < 1e-6 { return false }
      share /= 2
      halvings += 1
    }
    return false
  }
}

extension ClusterCounts {
  /// Whether some cluster has more than one row.
  var haveSeveralRows: Bool {
    (0..<count).contains { cluster in
      var rows: Int64 = 0
      for entry in starts[cluster]..<starts[cluster + 1] { rows += successes[entry] + failures[entry] }
      return rows > 1
    }
  }
}

extension LinearAlgebra {
  /// The inverse of a symmetric positive definite matrix, column by column; `nil` when it is not. O(n⁴), for few
  /// parameters.
  static func inverse(positiveDefinite matrix: Matrix) -> Matrix? {
    var result = Matrix(rows: matrix.rows, columns: matrix.rows)
    for column in 0..<matrix.rows {
      var unit = [Double](repeating: 0, count: matrix.rows)
      unit[column] = 1
      guard let solved = solve(positiveDefinite: matrix, unit) else { return nil }
      for row in 0..<matrix.rows { result[row, column] = solved[row] }
    }
    return result
  }
}
