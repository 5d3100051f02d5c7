/// Fits a model again to other counts of its patterns: what resampling and cross-validation are made of.
///
/// Columns, knots and ranges stay as they were; coefficients, and which columns are determined by others, are found anew.
struct Refitter: Sendable {
  private let design: Design
  private let options: FitOptions
  private let patterns: CovariatePatterns
  /// The design over all patterns, scaled.
  private let matrix: Matrix
  /// What is added to each pattern's linear predictor.
  private let offset: [Double]?

  /// A fit to some rows.
  struct Fit: Sendable {
    /// Linear predictor by pattern, those without rows included; `nil` where the rows do not determine it.
    let predictors: [Double?]
    /// Design columns that are estimated, and their coefficients.
    let columns: [Int]
    let coefficients: [Double]
  }

  init(_ basis: FitBasis, _ options: FitOptions, _ work: Work) throws {
    (design, self.options, patterns) = (basis.design, options, basis.patterns)
    matrix = try basis.matrix(work)
    offset = basis.offset
  }

  /// Whether the maximum of the likelihood makes predictions in the rows fitted right on average: intercept 0, slope 1.
  var isCalibrated: Bool { options.method == .maximumLikelihood && design.intercept }

  /// The fit to so many events and non-events of each pattern. O(patterns × columns²) a step.
  ///
  /// Throws ``FitError`` where only one class is left, or no maximum exists.
  func fit(successes: [Int64], failures: [Int64], _ work: Work) throws -> Fit {
    let used = successes.indices.filter { successes[$0] + failures[$0] > 0 }
    let rows = patterns.counted(used, successes: successes, failures: failures)
    guard rows.events > 0, rows.events < rows.total else {
      guard rows.total > 0 else { throw FitError(.noRows) }
      throw FitError(.oneClass(event: rows.events > 0, n: Int(rows.total)))
    }
    // With every pattern in use the matrix needs no copy.
    let part =
      used.count == matrix.rows
      ? matrix : matrix.select(rows: used, columns: Array(0..<matrix.columns))
    let added = offset.map { all in used.map { all[$0] } }
    switch options.method {
    case .maximumLikelihood:
      let solution = try FitSolution(
        part, rows, offset: added, intercept: design.intercept, options, work)
      if let separation = solution.separation {
        guard options.allowsSeparation else { throw separation.error(design, solution.design) }
        return try result(solution.design, [], work) { solution.predict(matrix, offset) }
      }
      return try result(solution.design, solution.fit?.coefficients ?? [], work)
    case .firth:
      let fit = try FirthFit(part, rows, offset: added, intercept: design.intercept, work)
      return try result(fit.design, fit.standardCoefficients, work)
    }
  }

  /// What a fit says of every pattern: from its coefficients in standard coordinates unless predictors are given.
  private func result(
    _ standard: StandardDesign, _ coefficients: [Double], _ work: Work, _ given: () -> [Double]? = { nil }
  ) throws -> Fit {
    let values: [Double]
    if let given = given() {
      values = given
    } else {
      let slopes = zip(coefficients, standard.scales).map { $0 / $1 }
      var sums = offset ?? [Double](repeating: 0, count: matrix.rows)
      for row in 0..<matrix.rows {
        if row % 8192 == 0 { try work.check() }
        for (place, column) in standard.kept.enumerated() {
          sums[row] += (matrix[row, column] - standard.means[place]) * slopes[place]
        }
      }
      values = sums
    }
    // What a column equals in the rows fitted must hold of a row that is predicted without it.
    let relations = standard.aliases.sorted { $0.key < $1.key }
    let predictors = values.enumerated().map { row, value -> Double? in
      for (column, parts) in relations {
        let equal = parts.reduce(0) { $0 + $1.factor * matrix[row, $1.column] }
        let size = parts.reduce(abs(matrix[row, column])) { $0 + abs($1.factor * matrix[row, $1.column]) }
        if abs(matrix[row, column] - equal) > 1e-7 * size { return nil }
      }
      return value
    }
    return Fit(
      predictors: predictors, columns: standard.kept,
      coefficients: coefficients.isEmpty ? [] : standard.original(coefficients))
  }
}
