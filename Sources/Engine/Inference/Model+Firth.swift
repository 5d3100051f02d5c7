import Foundation

/// Firth's penalised likelihood: finite estimates where the data are separated or sparse.
///
/// Firth (1993); Heinze & Schemper (2002), as R's `logistf`: tests and intervals are those of the penalised profile
/// likelihood, standard errors come from the information at the estimates.
struct FirthFit {
  /// The columns on one scale.
  let design: StandardDesign
  private let likelihood: ProfiledLogistic
  private let point: ProfiledLogistic.Point
  /// Each original coefficient as a combination of the standardised ones.
  private let rows: Matrix

  /// The 95% quantile of χ² with one degree of freedom.
  static let drop = 3.841_458_820_694_124

  init(
    _ matrix: DesignMatrix, _ patterns: CovariatePatterns, offset: [Double]?, intercept: Bool, _ work: Work
  ) throws {
    let successes = patterns.successes.map(Double.init)
    let failures = patterns.failures.map(Double.init)
    design = try StandardDesign(
      matrix, counts: zip(successes, failures).map { $0 + $1 }, intercept: intercept, work)
    likelihood = ProfiledLogistic(
      matrix: design.matrix, successes: successes, failures: failures,
      offset: offset, isPenalised: true)
    let k = design.matrix.columns
    var start = [Double](repeating: 0, count: k)
    if intercept, k > 0 { start[0] = log(Double(patterns.events) / Double(patterns.total - patterns.events)) }
    point = try likelihood.maximum(from: start, work)
    var identity = Matrix(rows: k, columns: k)
    for index in 0..<k { identity[index, index] = 1 }
    rows = design.original(rows: identity)
  }

  /// The penalised log-likelihood, the information taken in the original columns.
  var logLikelihood: Double { point.value + design.scales.reduce(0) { $0 + log($1) } }

  var iterations: Int { point.iterations }
  var lastStep: Double { point.lastStep }

  /// Coefficients of the standardised columns.
  var standardCoefficients: [Double] { point.coefficients }

  /// Coefficients of the kept original columns.
  var coefficients: [Double] { design.original(point.coefficients) }

  /// R⁻¹ for the information R'R.
  var inverse: Matrix? { LinearAlgebra.inverse(upper: point.factor) }

  /// Linear predictors of rows of the kept columns.
  func predict(_ matrix: DesignMatrix, _ offset: [Double]?) -> [Double] {
    (0..<matrix.rows).map { row in
      zip(design.standardised(design.kept.map { matrix[row, $0] }), point.coefficients)
        .reduce(offset?[row] ?? 0) { $0 + $1.0 * $1.1 }
    }
  }

  private func combination(_ place: Int) -> [Double] { (0..<rows.columns).map { rows[place, $0] } }

  /// Twice the fall of the penalised log-likelihood when some coefficients are held at 0, the penalty that of all.
  func statistic(holding places: [Int], _ work: Work) throws -> Double {
    let constraints = places.map { ProfiledLogistic.Constraint(combination: combination($0), value: 0) }
    let held = try likelihood.maximum(from: point.coefficients, holding: constraints, work)
    return max(0, 2 * (point.value - held.value))
  }

  /// Ends of the 95% interval of a coefficient.
  func interval(_ place: Int, standardError: Double, _ work: Work) throws -> (low: Double, high: Double) {
    try likelihood.interval(
      of: combination(place), at: point, standardError: standardError, drop: FirthFit.drop, work)
  }
}

extension Model {
  /// The penalised fit of a design; `self` has the record of what was asked.
  mutating func fillFirth(
    _ fit: FirthFit, _ design: Design, _ matrix: DesignMatrix, _ patterns: CovariatePatterns, _ work: Work
  ) throws {
    guard let inverse = fit.inverse else { throw FitError(.notConverged(iterations: fit.iterations)) }
    let estimates = Estimates(
      fit.design, coefficients: fit.coefficients, inverse: inverse, columns: design.columns.count)
    rank = estimates.values.count
    covariance = estimates.covariance
    coefficients = design.lines.map { Coefficient($0, design, estimates) }
    var place = 0
    for index in coefficients.indices where coefficients[index].role == .estimated {
      let value = estimates.values[place]
      let statistic = try fit.statistic(holding: [place], work)
      let ends = try fit.interval(place, standardError: estimates.standardErrors[place], work)
      coefficients[index].z = value < 0 ? -statistic.squareRoot() : statistic.squareRoot()
      coefficients[index].logP = Distributions.logUpperChiSquared(statistic, df: 1)
      coefficients[index].oddsRatioLow = exp(ends.low)
      coefficients[index].oddsRatioHigh = exp(ends.high)
      place += 1
    }
    let slopes = Array((formula.intercept ? 1 : 0)..<rank)
    logLikelihood = fit.logLikelihood
    nullLogLikelihood = logLikelihood
    if !slopes.isEmpty {
      let statistic = try fit.statistic(holding: slopes, work)
      nullLogLikelihood = logLikelihood - statistic / 2
      likelihoodRatio = LikelihoodRatio(
        statistic: statistic, df: slopes.count,
        logP: Distributions.logUpperChiSquared(statistic, df: slopes.count))
    }
    iterations = fit.iterations
    lastStep = fit.lastStep
    ending = fit.design.aliases.isEmpty ? .converged : .aliased
    try fill(
      Scoring(
        predictors: fit.predict(matrix, design.offset(patterns)), successes: patterns.successes,
        failures: patterns.failures), work)
  }

  /// What predictions on the rows fitted give.
  mutating func fill(_ scoring: Scoring, _ work: Work) throws {
    auc = try scoring.auc(work)
    brier = try scoring.brier(work)
    try work.check()
  }
}

extension Estimates {
  /// Estimates of a penalised fit: no column is separated.
  init(_ design: StandardDesign, coefficients: [Double], inverse: Matrix, columns: Int) {
    var standing = (0..<columns).map { Standing.aliased(design.aliases[$0] ?? []) }
    for (place, column) in design.kept.enumerated() { standing[column] = .estimated(place) }
    let covariance = SolvedDesign.product(design.original(rows: inverse))
    let rank = design.kept.count
    self.init(
      standing: standing, values: coefficients, covariance: covariance,
      standardErrors: (0..<rank).map { covariance[$0 * rank + $0].squareRoot() })
  }
}
