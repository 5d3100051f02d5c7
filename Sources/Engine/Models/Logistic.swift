import Foundation

/// Maximum likelihood of a logistic regression on patterns, by Newton's method with step-halving.
///
/// Of many rows the first steps are made on a part of them, and information that is some steps old serves as long as steps
/// shrink fast with it.
struct Logistic {
  /// The standardised columns.
  let matrix: DesignMatrix
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
  /// The likelihood there.
  private(set) var rows: RowLikelihood
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
  /// The factor of information found before, and how far the last step with it promised to raise the likelihood.
  private var lagged: (factor: Matrix, gain: Double)?

  /// Bernoulli log-likelihood.
  var logLikelihood: Double { rows.logLikelihood }

  /// Linear predictors beyond this, in a pattern with one outcome only, call for a look at separation.
  private static let suspicious = 25.0

  /// Starts from the null model, or from coefficients of the standardised columns and the factor of the information there.
  init(
    _ design: StandardDesign, successes: [Double], failures: [Double], offset: [Double]?,
    from start: (coefficients: [Double], factor: Matrix)? = nil, _ work: Work
  ) throws(Cancelled) {
    matrix = design.matrix
    self.offset = offset
    self.successes = successes
    self.failures = failures
    var coefficients = [Double](repeating: 0, count: design.matrix.columns)
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
    self.coefficients = start?.coefficients ?? coefficients
    predictors = try matrix.product(self.coefficients, adding: offset, work)
    rows = try RowLikelihood(predictors, successes: successes, failures: failures, work)
    if let start, rows.logLikelihood.isFinite { lagged = (start.factor, .infinity) }
  }

  /// A start for many rows: the maximum for some of them.
  static func start(
    _ design: StandardDesign, successes: [Double], failures: [Double], offset: [Double]?, _ work: Work
  ) throws(Cancelled) -> (coefficients: [Double], factor: Matrix)? {
    let count = design.matrix.rows
    guard count > StandardDesign.some * RowSums.chunk, design.matrix.columns > 0 else { return nil }
    let chosen = Array(stride(from: 0, to: count, by: StandardDesign.some))
    var part = try Logistic(
      StandardDesign(design, rows: chosen), successes: chosen.map { successes[$0] },
      failures: chosen.map { failures[$0] }, offset: offset.map { all in chosen.map { all[$0] } }, work)
    for _ in 0..<8 {
      let before = part.logLikelihood
      guard let step = try part.newtonStep(isExact: true, work), try part.advance(step, work) else {
        return nil
      }
      if part.logLikelihood - before < 0.01 { break }
    }
    // A part whose linear predictors run away is a poor guide.
    let greatest = part.predictors.reduce(0) { max($0, abs($1)) }
    guard greatest < suspicious, var factor = part.lagged?.factor else { return nil }
    let scale = (Double(count) / Double(chosen.count)).squareRoot()
    for index in factor.values.indices { factor.values[index] *= scale }
    return (part.coefficients, factor)
  }

  /// Steps until convergence, and one step more for full digits. With `stopsEarly` it gives up when separation is
  /// likely, without having converged. Where it is known that a maximum exists, nothing is spent on proving it.
  mutating func fit(
    _ options: FitOptions, stopsEarly: Bool, provesMaximum: Bool = true, _ work: Work
  ) throws(Cancelled) {
    guard matrix.columns > 0 else {
      isConverged = true
      excludesSeparation = true
      return
    }
    // Probabilities within rounding of 0 or 1 can leave so little information that steps end in noise, though
    // the likelihood is at its maximum to the last digit; ``lastStep`` then tells how far the figures hold.
    var idle = 0
    var mayEndEarly = matrix.rows > RowSums.chunk
    while iterations < options.maximumIterations {
      try work.step("fitting", done: iterations)
      let before = logLikelihood
      guard let step = try newtonStep(isExact: matrix.rows <= RowSums.chunk, work) else { return }
      // Of many rows a step that promises nothing is not made: the last one, with newer information, is made in its place.
      if mayEndEarly, iterations > 0, let promise = lagged?.gain, lastStep < 1e-2,
        promise < 0.01 * options.tolerance * (2 * abs(before) + 0.1)
      {
        mayEndEarly = false
        try finish(provesMaximum ? nil : step, provesMaximum: provesMaximum, work)
        if lastStep < 1e-4 {
          isConverged = true
          return
        }
        continue
      }
      guard try advance(step, work) else { return }
      let change = 2 * abs(logLikelihood - before)
      idle = change < 1e-14 * (2 * abs(logLikelihood) + 0.1) ? idle + 1 : 0
      let isFlat = change < options.tolerance * (2 * abs(logLikelihood) + 0.1)
      if isFlat, lastStep < 1e-4 || (idle >= 4 && lastStep < 1e-2) {
        isConverged = true
        try finish(nil, provesMaximum: provesMaximum, work)
        return
      }
      if stopsEarly, isSuspicious { return }
    }
  }

  /// The last step, found already or not, and one more where it takes that to show that the maximum is one.
  private mutating func finish(_ found: [Double]?, provesMaximum: Bool, _ work: Work) throws(Cancelled) {
    let isLarge = matrix.rows > RowSums.chunk
    var step = found
    if step == nil { step = try newtonStep(isExact: provesMaximum || !isLarge, work) }
    guard let step else { return }
    try polish(step, provesMaximum: provesMaximum, work)
    // With information that was some steps old the digits have not doubled yet.
    if !excludesSeparation, provesMaximum, isLarge, let step = try newtonStep(isExact: false, work) {
      try polish(step, provesMaximum: true, work)
    }
  }

  /// The last step: quadratic convergence doubles the digits, and the step itself tells whether the gradient can
  /// be zero only at a true maximum.
  ///
  /// For a direction d of separation with greatest |x'd| = 1, gradient·d is at least the smallest 1 − p of an observed
  /// outcome, and with the step δ = I⁻¹·gradient it is at most Σ w|x'δ| over patterns with one outcome.
  private mutating func polish(
    _ step: [Double], provesMaximum: Bool, _ work: Work
  ) throws(Cancelled) {
    if provesMaximum { excludesSeparation = try isTooSmallToSeparate(step, work) }
    let candidate = zip(coefficients, step).map { $0 + $1 }
    iterations += 1
    let (moved, there) = try point(candidate, work)
    guard there.logLikelihood >= logLikelihood - 1e-12 * (abs(logLikelihood) + 0.1) else { return }
    try accept(candidate, moved, there, work)
  }

  private func isTooSmallToSeparate(_ step: [Double], _ work: Work) throws(Cancelled) -> Bool {
    let changes = try matrix.product(step, work)
    let bounds = try RowSums.map(matrix.rows, work) { range in
      var (most, least) = (0.0, 1.0)
      for row in range where successes[row] == 0 || failures[row] == 0 {
        most += rows.weights[row] * abs(changes[row])
        // 1 − p of the outcome is what is left of it per row.
        least = min(least, abs(rows.residuals[row]) / (successes[row] + failures[row]))
      }
      return (most: most, least: least)
    }
    let most = bounds.reduce(0) { $0 + $1.most }
    return bounds.allSatisfy { most < 1e-3 * $0.least }
  }

  private var isSuspicious: Bool {
    for row in 0..<matrix.rows where abs(predictors[row]) > Logistic.suspicious {
      if successes[row] == 0 || failures[row] == 0 { return true }
    }
    return false
  }

  /// Takes the step, halved until the likelihood does not fall; false when no share of it will do.
  private mutating func advance(_ step: [Double], _ work: Work) throws(Cancelled) -> Bool {
    var share = 1.0
    iterations += 1
    let slack = 1e-13 * (abs(logLikelihood) + 0.1)
    for _ in 0..<40 {
      let candidate = zip(coefficients, step).map { $0 + share * $1 }
      let (moved, there) = try point(candidate, work)
      if there.logLikelihood >= logLikelihood - slack {
        try accept(candidate, moved, there, work)
        return true
      }
      share /= 2
      halvings += 1
    }
    return false
  }

  private func point(
    _ coefficients: [Double], _ work: Work
  ) throws(Cancelled) -> ([Double], RowLikelihood) {
    let predictors = try matrix.product(coefficients, adding: offset, work)
    return (predictors, try RowLikelihood(predictors, successes: successes, failures: failures, work))
  }

  private mutating func accept(
    _ candidate: [Double], _ moved: [Double], _ there: RowLikelihood, _ work: Work
  ) throws(Cancelled) {
    lastStep = try RowSums.map(moved.count, work) { [predictors] range in
      var greatest = 0.0
      for row in range {
        let change = abs(moved[row] - predictors[row])
        if change > greatest { greatest = change }
      }
      return greatest
    }.reduce(0, max)
    coefficients = candidate
    predictors = moved
    rows = there
  }

  /// Information⁻¹ × gradient at the present coefficients; `nil` when the information is singular. Unless it has to be
  /// exact, information found before serves while every step with it is a small share of the one before.
  private mutating func newtonStep(isExact: Bool, _ work: Work) throws(Cancelled) -> [Double]? {
    let gradient = try matrix.sums(rows.residuals, work)
    if !isExact, let (factor, before) = lagged {
      let step = LinearAlgebra.solve(factor: factor, gradient)
      let gain = zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 }
      if gain < 0.01 * before {
        lagged?.gain = gain
        return step
      }
    }
    let information = try matrix.products(rows.weights, work)
    if let factor = LinearAlgebra.cholesky(information, leaving: 0) {
      let step = LinearAlgebra.solve(factor: factor, gradient)
      if step.allSatisfy(\.isFinite) {
        lagged = (factor, zip(step, gradient).reduce(0) { $0 + $1.0 * $1.1 })
        return step
      }
    }
    lagged = nil
    // Nearly singular: the factor of √W X itself has twice the digits.
    let step = LinearAlgebra.solve(factor: try informationFactor(work), gradient)
    return step.allSatisfy(\.isFinite) ? step : nil
  }

  /// The triangular factor R of √W X: the information is R'R.
  func informationFactor(_ work: Work) throws(Cancelled) -> Matrix {
    try matrix.factor(rows.weights, work)
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
    let ones = [Double](repeating: 1, count: patterns.count)
    let design = try StandardDesign(
      DesignMatrix(rows: patterns.count, intercept ? [ones] : []),
      counts: zip(successes, failures).map { $0 + $1 }, intercept: intercept, work)
    var fit = try Logistic(design, successes: successes, failures: failures, offset: offset, work)
    try fit.fit(FitOptions(), stopsEarly: false, work)
    guard fit.isConverged else { throw FitError(.notConverged(iterations: fit.iterations)) }
    return fit.logLikelihood
  }
}
