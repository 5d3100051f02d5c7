import Foundation

/// Maximum likelihood of a logistic regression on patterns, by Newton's method with step-halving.
struct Logistic {
  /// The standardised columns.
  let matrix: Matrix
  /// Events by pattern.
  let successes: [Double]
  /// Non-events by pattern.
  let failures: [Double]
  /// What is added to the linear predictor of each pattern; `nil` for nothing.
  let offset: [Double]?

  /// The coefficients of the standardised columns.
  private(set) var coefficients: [Double]
  /// Linear predictor by pattern.
  private(set) var predictors: [Double]
  /// Bernoulli log-likelihood.
  private(set) var logLikelihood = 0.0
  /// Newton steps made.
  private(set) var iterations = 0
  /// Steps that had to be halved.
  private(set) var halvings = 0
  /// Greatest change of a linear predictor in the last step.
  private(set) var lastStep = 0.0
  /// Whether the criteria of convergence were met.
  private(set) var isConverged = false
  /// Whether the gradient at the end is too small for any direction of separation to exist.
  private(set) var excludesSeparation = false

  /// Linear predictors beyond this, in a pattern with one outcome only, call for a look at separation.
  private static let suspicious = 25.0

  /// Starts from the null model.
  init(_ design: StandardDesign, successes: [Double], failures: [Double], offset: [Double]?) {
    matrix = design.matrix
    self.offset = offset
    self.successes = successes
    self.failures = failures
    coefficients = [Double](repeating: 0, count: design.matrix.columns)
    if design.intercept, !coefficients.isEmpty {
      let events = successes.reduce(0, +)
      let others = failures.reduce(0, +)
      if events > 0, others > 0 { coefficients[0] = log(events / others) }
      if let offset {
        var sum = 0.0
        for row in offset.indices { sum += (successes[row] + failures[row]) * offset[row] }
        coefficients[0] -= sum / (events + others)
      }
    }
    predictors = []
    predictors = linear(coefficients)
    logLikelihood = likelihood(predictors)
  }

  /// Steps until convergence, and one step more for full digits. With `stopsEarly` it gives up when separation is
  /// likely, without having converged.
  mutating func fit(_ options: FitOptions, stopsEarly: Bool, _ work: Work) throws(Cancelled) {
    guard matrix.columns > 0 else {
      isConverged = true
      excludesSeparation = true
      return
    }
    // Probabilities within rounding of 0 or 1 can leave so little information that steps end in noise, though
    // the likelihood is at its maximum to the last digit; ``lastStep`` then tells how far the figures hold.
    var idle = 0
    while iterations < options.maximumIterations {
      try work.step("fitting", done: iterations)
      let before = logLikelihood
      guard let step = try newtonStep(work), advance(step) else { return }
      let change = 2 * abs(logLikelihood - before)
      idle = change < 1e-14 * (2 * abs(logLikelihood) + 0.1) ? idle + 1 : 0
      let isFlat = change < options.tolerance * (2 * abs(logLikelihood) + 0.1)
      if isFlat, lastStep < 1e-4 || (idle >= 4 && lastStep < 1e-2) {
        isConverged = true
        try polish(work)
        return
      }
      if stopsEarly, isSuspicious { return }
    }
  }

  /// The last step: quadratic convergence doubles the digits, and the step itself tells whether the gradient can
  /// be zero only at a true maximum.
  ///
  /// For a direction d of separation with greatest |x'd| = 1, gradient·d is at least the smallest 1 − p of an observed
  /// outcome, and with the step δ = I⁻¹·gradient it is at most Σ w|x'δ| over patterns with one outcome.
  private mutating func polish(_ work: Work) throws(Cancelled) {
    guard let step = try newtonStep(work) else { return }
    let changes = product(step)
    var most = 0.0
    var least = 1.0
    for row in 0..<matrix.rows where successes[row] == 0 || failures[row] == 0 {
      let (p, q) = Logistic.probabilities(predictors[row])
      most += (successes[row] + failures[row]) * p * q * abs(changes[row])
      least = min(least, successes[row] > 0 ? q : p)
    }
    excludesSeparation = most < 1e-3 * least
    let candidate = zip(coefficients, step).map { $0 + $1 }
    let moved = linear(candidate)
    let value = likelihood(moved)
    iterations += 1
    guard value >= logLikelihood - 1e-12 * (abs(logLikelihood) + 0.1) else { return }
    accept(candidate, moved, value)
  }

  private var isSuspicious: Bool {
    for row in 0..<matrix.rows where abs(predictors[row]) > Logistic.suspicious {
      if successes[row] == 0 || failures[row] == 0 { return true }
    }
    return false
  }

  /// Takes the step, halved until the likelihood does not fall; false when no share of it will do.
  private mutating func advance(_ step: [Double]) -> Bool {
    var share = 1.0
    iterations += 1
    let slack = 1e-13 * (abs(logLikelihood) + 0.1)
    for _ in 0..<40 {
      let candidate = zip(coefficients, step).map { $0 + share * $1 }
      let moved = linear(candidate)
      let value = likelihood(moved)
      if value >= logLikelihood - slack {
        accept(candidate, moved, value)
        return true
      }
      share /= 2
      halvings += 1
    }
    return false
  }

  private mutating func accept(_ candidate: [Double], _ moved: [Double], _ value: Double) {
    lastStep = zip(moved, predictors).reduce(0) { max($0, abs($1.0 - $1.1)) }
    coefficients = candidate
    predictors = moved
    logLikelihood = value
  }

  /// Information⁻¹ × gradient at the present coefficients; `nil` when the information is singular.
  private func newtonStep(_ work: Work) throws(Cancelled) -> [Double]? {
    let k = matrix.columns
    let (information, gradient) = try predictors.withUnsafeBufferPointer { predictors throws(Cancelled) in
      try successes.withUnsafeBufferPointer { successes throws(Cancelled) in
        try failures.withUnsafeBufferPointer { failures throws(Cancelled) in
          try RowSums.products(matrix, work) { row in
            let (p, q) = Logistic.probabilities(predictors[row])
            return (
              (successes[row] + failures[row]) * p * q, successes[row] * q - failures[row] * p
            )
          }
        }
      }
    }
    if let step = LinearAlgebra.solve(positiveDefinite: information, gradient) { return step }
    // Nearly singular: the factor of √W X itself has twice the digits.
    guard let inverse = LinearAlgebra.inverse(upper: try informationFactor(work)) else { return nil }
    var step = [Double](repeating: 0, count: k)
    for column in 0..<k {
      var projection = 0.0
      for row in 0...column { projection += inverse[row, column] * gradient[row] }
      for row in 0...column { step[row] += inverse[row, column] * projection }
    }
    return step.allSatisfy(\.isFinite) ? step : nil
  }

  /// The triangular factor R of √W X: the information is R'R.
  func informationFactor(_ work: Work) throws(Cancelled) -> Matrix {
    try LinearAlgebra.triangularFactor(rows: matrix.rows, columns: matrix.columns, work) { row, line in
      let (p, q) = Logistic.probabilities(predictors[row])
      let root = ((successes[row] + failures[row]) * p * q).squareRoot()
      for column in 0..<matrix.columns { line[column] = root * matrix[row, column] }
      return true
    }
  }

  /// The linear predictors for coefficients of the standardised columns.
  private func linear(_ coefficients: [Double]) -> [Double] {
    guard let offset else { return product(coefficients) }
    return zip(product(coefficients), offset).map { $0 + $1 }
  }

  /// The columns' combinations.
  private func product(_ vector: [Double]) -> [Double] {
    let k = matrix.columns
    return (0..<matrix.rows).map { row in
      var sum = 0.0
      for column in 0..<k { sum += matrix.values[row * k + column] * vector[column] }
      return sum
    }
  }

  /// Σ s log p + f log(1 − p); no probability is formed, so none can round to 0 or 1.
  private func likelihood(_ predictors: [Double]) -> Double {
    var sum = 0.0
    var lost = 0.0
    for row in predictors.indices {
      let eta = predictors[row]
      let soft = log1p(exp(-abs(eta)))
      let term = successes[row] * (min(eta, 0) - soft) + failures[row] * (min(-eta, 0) - soft)
      // Neumaier's sum.
      let next = sum + term
      lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
      sum = next
    }
    return sum + lost
  }

  /// p and 1 − p of a linear predictor, both with full relative precision.
  @inline(__always)
  static func probabilities(_ predictor: Double) -> (p: Double, q: Double) {
    let small = exp(-abs(predictor))
    let great = 1 / (1 + small)
    return predictor >= 0 ? (great, small * great) : (small * great, great)
  }
}

extension Logistic {
  /// The log-likelihood of the model without terms: the base rate with an intercept, p = 0.5 without one, the intercept
  /// being fitted anew where there is an offset. Throws `notConverged` where that cannot be done.
  static func nullLogLikelihood(
    _ patterns: CovariatePatterns, offset: [Double]?, intercept: Bool, _ work: Work
  ) throws -> Double {
    let (total, yes) = (Double(patterns.total), Double(patterns.events))
    guard let offset else {
      guard intercept else { return -total * 0.693_147_180_559_945_3 }
      return yes * log(yes / total) + (total - yes) * log((total - yes) / total)
    }
    let successes = patterns.successes.map(Double.init)
    let failures = patterns.failures.map(Double.init)
    var ones = Matrix(rows: patterns.count, columns: intercept ? 1 : 0)
    if intercept { for row in 0..<ones.rows { ones[row, 0] = 1 } }
    let design = try StandardDesign(
      ones, counts: zip(successes, failures).map { $0 + $1 }, intercept: intercept, work)
    var fit = Logistic(design, successes: successes, failures: failures, offset: offset)
    try fit.fit(FitOptions(), stopsEarly: false, work)
    guard fit.isConverged else { throw FitError(.notConverged(iterations: fit.iterations)) }
    return fit.logLikelihood
  }
}
