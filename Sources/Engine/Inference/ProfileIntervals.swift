import Foundation

extension Model {
  /// Profile-likelihood intervals and likelihood-ratio tests of the coefficients, in place of Wald's.
  ///
  /// The ends are where twice the log-likelihood, maximised over the others, lies 3.841 below its maximum (Venzon &
  /// Moolgavkar 1988, as R's `confint.glm`); z becomes the signed root of the test's statistic. Some twenty fits a
  /// coefficient. Throws ``InferenceError``, ``Cancelled``.
  public func withProfileIntervals(_ work: Work = .unattended) throws -> Model {
    guard options.method == .maximumLikelihood, let basis else { throw InferenceError.noMaximum }
    let solved = try SolvedDesign(basis, work)
    let likelihood = ProfiledLogistic(
      matrix: solved.standard.matrix, successes: solved.successes,
      failures: solved.failures,
      offset: basis.offset, isPenalised: false)
    let k = solved.columns
    var identity = Matrix(rows: k, columns: k)
    for index in 0..<k { identity[index, index] = 1 }
    let rows = solved.standard.original(rows: identity)
    let estimates = coefficients.compactMap(\.estimate)
    let start = solved.standard.standard(estimates)
    let point = try likelihood.maximum(from: start, work)
    let found = try Parallel.map(k, workers: Parallel.width) { place in
      try work.check()
      let combination = (0..<k).map { rows[place, $0] }
      let error = covariance[place * rank + place].squareRoot()
      let ends = try likelihood.interval(
        of: combination, at: point, standardError: error, drop: FirthFit.drop, work)
      let none = ProfiledLogistic.Constraint(combination: combination, value: 0)
      let held = try likelihood.maximum(from: likelihood.moved(point, to: none), holding: [none], work)
      return (ends: ends, statistic: max(0, 2 * (point.value - held.value)))
    }
    var result = self
    let estimated = result.coefficients.indices.filter { result.coefficients[$0].role == .estimated }
    for (place, index) in estimated.enumerated() {
      let (ends, statistic) = found[place]
      let root = statistic.squareRoot()
      result.coefficients[index].z = estimates[place] < 0 ? -root : root
      result.coefficients[index].logP = Distributions.logUpperChiSquared(statistic, df: 1)
      result.coefficients[index].oddsRatioLow = exp(ends.low)
      result.coefficients[index].oddsRatioHigh = exp(ends.high)
    }
    return result
  }
}
