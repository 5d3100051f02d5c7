/// Tests of one term of a model, all its columns at once.
public struct TermTest: Sendable, Hashable {
  /// A χ² test.
  public struct ChiSquared: Sendable, Hashable {
    /// The statistic.
    public var statistic: Double
    /// Natural logarithm of the upper tail.
    public var logP: Double

    init(_ statistic: Double, df: Int) {
      self.statistic = statistic
      logP = Distributions.logUpperChiSquared(statistic, df: df)
    }
  }

  /// The term as written.
  public var term: String
  /// Columns of it that are estimated.
  public var df: Int
  /// b'V⁻¹b, with the model's covariance as reported (robust where that was asked).
  public var wald: ChiSquared
  /// Twice the fall of the log-likelihood when the term is left out and the rest fitted anew on the same rows.
  public var likelihoodRatio: ChiSquared
  /// U'I⁻¹U at the fit without the term: Rao's score test; Firth's fit has none.
  public var score: ChiSquared?
}

extension Model {
  /// Wald, likelihood-ratio and score tests of each term but the intercept; terms without an estimated column have none.
  ///
  /// Of Firth's fit the ratio is that of penalised likelihoods, the penalty being that of all terms.
  /// The model without a term is fitted on the same patterns, hence the same rows. O(terms) fits.
  /// Throws ``InferenceError``, ``FitError`` when a smaller model cannot be fitted, ``Cancelled``.
  public func termTests(_ work: Work = .unattended) throws -> [TermTest] {
    let basis = try answerable()
    let matrix = try basis.matrix(work)
    let penalised =
      options.method == .firth
      ? try FirthFit(
        matrix.select(rows: nil, columns: basis.estimated), basis.patterns, offset: basis.offset,
        intercept: formula.intercept, work)
      : nil
    return try formula.terms.map(\.description).compactMap { term in
      let columns = basis.estimated.indices.filter { basis.design.columns[basis.estimated[$0]].term == term }
      guard !columns.isEmpty else { return nil }
      if let penalised {
        return TermTest(
          term: term, df: columns.count, wald: .init(try wald(columns), df: columns.count),
          likelihoodRatio: .init(try penalised.statistic(holding: columns, work), df: columns.count))
      }
      let rest = basis.estimated.filter { basis.design.columns[$0].term != term }
      let smaller = try NestedFit(matrix, rest, basis, options, work)
      let statistic = max(0, 2 * (logLikelihood - smaller.logLikelihood))
      return TermTest(
        term: term, df: columns.count, wald: .init(try wald(columns), df: columns.count),
        likelihoodRatio: .init(statistic, df: columns.count),
        score: .init(
          try smaller.score(of: columns.map { basis.estimated[$0] }, matrix, basis, work), df: columns.count))
    }
  }

  /// b'V⁻¹b over some of the estimates, by their place in the covariance.
  private func wald(_ places: [Int]) throws -> Double {
    let values = coefficients.compactMap(\.estimate)
    // On one scale, so that the solution does not lose digits to columns of unlike size.
    let scales = places.map { covariance[$0 * rank + $0].squareRoot() }
    var part = Matrix(rows: places.count, columns: places.count)
    for (i, a) in places.enumerated() {
      for (j, b) in places.enumerated() { part[i, j] = covariance[a * rank + b] / (scales[i] * scales[j]) }
    }
    let right = zip(places, scales).map { values[$0] / $1 }
    guard let solved = LinearAlgebra.solve(positiveDefinite: part, right) else {
      throw InferenceError.noMaximum
    }
    return zip(right, solved).reduce(0) { $0 + $1.0 * $1.1 }
  }
}

/// A fit of some of a model's columns on all its patterns.
struct NestedFit {
  /// The columns in standardised coordinates.
  let design: StandardDesign
  /// Linear predictor by pattern.
  let predictors: [Double]
  /// Its Bernoulli log-likelihood; a separated fit's limit.
  let logLikelihood: Double

  init(_ matrix: Matrix, _ columns: [Int], _ basis: FitBasis, _ options: FitOptions, _ work: Work) throws {
    let chosen = matrix.select(rows: nil, columns: columns)
    // The intercept may itself be the term left out.
    let intercept = basis.design.intercept && columns.first == 0
    design = try StandardDesign(chosen, counts: basis.counts, intercept: intercept, work)
    var fit = Logistic(
      design, successes: basis.successes, failures: basis.failures, offset: basis.offset)
    try fit.fit(options, stopsEarly: false, work)
    guard fit.isConverged else { throw FitError(.notConverged(iterations: fit.iterations)) }
    predictors = fit.predictors
    logLikelihood = fit.logLikelihood
  }

  /// Rao's statistic for adding columns: the square of the scores' projection, √W-weighted, off the columns fitted.
  func score(of added: [Int], _ matrix: Matrix, _ basis: FitBasis, _ work: Work) throws -> Double {
    let extra = try StandardDesign(
      matrix.select(rows: nil, columns: added), counts: basis.counts, intercept: false, work)
    let k = design.matrix.columns
    let width = k + extra.matrix.columns
    let (successes, failures) = (basis.successes, basis.failures)
    // The factor of √W [X Z | e/√w]: the last column's part along Z's remainder is what the score test squares.
    let factor = try LinearAlgebra.triangularFactor(rows: matrix.rows, columns: width + 1, work) {
      row, line in
      let (p, q) = Logistic.probabilities(predictors[row])
      let weight = (successes[row] + failures[row]) * p * q
      guard weight > 0 else { return false }
      let root = weight.squareRoot()
      for column in 0..<k { line[column] = root * design.matrix[row, column] }
      for column in 0..<extra.matrix.columns { line[k + column] = root * extra.matrix[row, column] }
      line[width] = (successes[row] * q - failures[row] * p) / root
      return true
    }
    return (k..<width).reduce(0) { $0 + factor[$1, width] * factor[$1, width] }
  }
}
