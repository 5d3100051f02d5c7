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
    let penalised =
      options.method == .firth
      ? try FirthFit(
        try basis.matrix(work).select(columns: basis.estimated), basis.patterns, offset: basis.offset,
        intercept: formula.intercept, work)
      : nil
    let solved = penalised == nil ? try SolvedDesign(basis, work) : nil
    let whole = try RowLikelihood(
      basis.predictors, successes: basis.successes, failures: basis.failures, work)
    return try formula.terms.map(\.description).compactMap { term in
      let columns = basis.estimated.indices.filter { basis.design.columns[basis.estimated[$0]].term == term }
      guard !columns.isEmpty else { return nil }
      guard let solved else {
        guard let penalised else { throw InferenceError.noMaximum }
        return TermTest(
          term: term, df: columns.count, wald: .init(try wald(columns), df: columns.count),
          likelihoodRatio: .init(try penalised.statistic(holding: columns, work), df: columns.count))
      }
      let smaller = try NestedFit(
        solved, coefficients.compactMap(\.estimate), without: columns, basis, options, work)
      let statistic = max(0, 2 * whole.excess(over: smaller.likelihood))
      return TermTest(
        term: term, df: columns.count, wald: .init(try wald(columns), df: columns.count),
        likelihoodRatio: .init(statistic, df: columns.count),
        score: .init(try smaller.score(work), df: columns.count))
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
private struct NestedFit {
  /// The whole model at its solution.
  let whole: SolvedDesign
  private let fit: Logistic

  /// Starts where the whole model's likelihood, taken as a parabola, is greatest without the columns.
  init(
    _ whole: SolvedDesign, _ estimates: [Double], without left: [Int], _ basis: FitBasis,
    _ options: FitOptions, _ work: Work
  ) throws {
    self.whole = whole
    let start = whole.standard.standard(estimates)
    let rest = (0..<whole.columns).filter { !left.contains($0) }
    let design = StandardDesign(whole.standard, places: rest)
    var part = Matrix(rows: left.count, columns: left.count)
    let covariance = SolvedDesign.product(whole.inverse)
    for (i, a) in left.enumerated() {
      for (j, b) in left.enumerated() { part[i, j] = covariance[a * whole.columns + b] }
    }
    var from: (coefficients: [Double], factor: Matrix)?
    if let shares = LinearAlgebra.solve(positiveDefinite: part, left.map { start[$0] }),
      let factor = whole.factor(of: rest)
    {
      let moved = rest.map { row in
        zip(left, shares).reduce(start[row]) { $0 - covariance[row * whole.columns + $1.0] * $1.1 }
      }
      from = (moved, factor)
    }
    var fit = try Logistic(
      design, successes: whole.successes, failures: whole.failures, offset: basis.offset, from: from, work)
    // The whole model has a maximum, hence this one.
    try fit.fit(options, stopsEarly: false, provesMaximum: false, work)
    if !fit.isConverged {
      fit = try Logistic(
        design, successes: whole.successes, failures: whole.failures, offset: basis.offset, work)
      try fit.fit(options, stopsEarly: false, work)
    }
    guard fit.isConverged else { throw FitError(.notConverged(iterations: fit.iterations)) }
    self.fit = fit
  }

  /// Its Bernoulli likelihood; a separated fit's limit.
  var likelihood: RowLikelihood { fit.rows }

  /// Rao's statistic for adding the columns: U'I⁻¹U at the fit without them.
  func score(_ work: Work) throws -> Double {
    let gradient = try whole.standard.matrix.sums(fit.rows.residuals, work)
    let factor = try whole.standard.matrix.factor(fit.rows.weights, work)
    return LinearAlgebra.forward(factor, gradient).reduce(0) { $0 + $1 * $1 }
  }
}
