/// The maximum of the likelihood on a design matrix, or its limit when there is no maximum.
struct FitSolution {
  /// The design with aliased columns set aside.
  let design: StandardDesign
  /// Set when no maximum exists.
  let separation: Separation?
  /// The design of what is left in the limit: `design` itself when there is a maximum, `nil` when nothing is left.
  let limitDesign: StandardDesign?
  /// The fit on ``limitDesign``.
  let fit: Logistic?
  /// Linear predictor by pattern; ±∞ where the outcome is separated.
  let predictors: [Double]

  /// The supremum of the Bernoulli log-likelihood.
  var logLikelihood: Double { fit?.logLikelihood ?? 0 }

  /// Fits. Separation is looked for whenever the fit itself does not prove that there is none; its limit is
  /// fitted only when the options allow it.
  init(
    _ matrix: DesignMatrix, _ patterns: CovariatePatterns, offset: [Double]?, intercept: Bool,
    _ options: FitOptions, _ work: Work
  ) throws {
    let successes = patterns.successes.map(Double.init)
    let failures = patterns.failures.map(Double.init)
    let counts = zip(successes, failures).map { $0 + $1 }
    design = try StandardDesign(matrix, counts: counts, intercept: intercept, work)
    var first = try Logistic(
      design, successes: successes, failures: failures, offset: offset,
      from: try Logistic.start(design, successes: successes, failures: failures, offset: offset, work), work)
    try first.fit(options, stopsEarly: true, work)
    if !first.excludesSeparation,
      let found = try Separation.find(design, successes: successes, failures: failures, work)
    {
      separation = found
      var predictors = zip(successes, failures).map { $0.0 > 0 ? Double.infinity : -Double.infinity }
      if found.remaining.isEmpty || !options.allowsSeparation {
        (limitDesign, fit) = (nil, nil)
      } else {
        let rest = matrix.select(columns: design.kept).select(rows: found.remaining)
        let limit = try StandardDesign(
          rest, counts: found.remaining.map { counts[$0] }, intercept: intercept, work)
        var second = try Logistic(
          limit, successes: found.remaining.map { successes[$0] },
          failures: found.remaining.map { failures[$0] },
          offset: offset.map { all in found.remaining.map { all[$0] } }, work)
        try second.fit(options, stopsEarly: false, work)
        guard second.isConverged else { throw FitError(.notConverged(iterations: second.iterations)) }
        for (index, row) in found.remaining.enumerated() { predictors[row] = second.predictors[index] }
        (limitDesign, fit) = (limit, second)
      }
      self.predictors = predictors
      return
    }
    if !first.isConverged {
      first = try Logistic(design, successes: successes, failures: failures, offset: offset, work)
      try first.fit(options, stopsEarly: false, work)
    }
    guard first.isConverged else { throw FitError(.notConverged(iterations: first.iterations)) }
    separation = nil
    limitDesign = design
    fit = first
    predictors = first.predictors
  }

  /// Linear predictors of other rows of the same design.
  func predict(_ matrix: DesignMatrix, _ offset: [Double]?) -> [Double] {
    (0..<matrix.rows).map { row in
      let values = design.kept.map { matrix[row, $0] }
      let standard = design.standardised(values)
      if let separation {
        var (value, size, length) = (0.0, 0.0, 0.0)
        for (x, d) in zip(standard, separation.direction) {
          value += x * d
          size += x * x
          length += d * d
        }
        if abs(value) > 1e-8 * (size * length).squareRoot() { return value > 0 ? .infinity : -.infinity }
      }
      guard let limitDesign, let fit else { return offset?[row] ?? 0 }
      let kept = separation == nil ? standard : limitDesign.standardised(limitDesign.kept.map { values[$0] })
      return zip(kept, fit.coefficients).reduce(offset?[row] ?? 0) { $0 + $1.0 * $1.1 }
    }
  }
}

extension StandardDesign {
  /// The kept columns' values in standard coordinates.
  func standardised(_ values: [Double]) -> [Double] {
    values.indices.map { (values[$0] - means[$0]) / scales[$0] }
  }
}
