/// Fits a model again to other counts of its patterns: what resampling and cross-validation are made of.
///
/// Columns, knots and ranges stay as they were; coefficients, and which columns are determined by others, are found anew.
struct Refitter: Sendable {
  private let design: Design
  private let options: FitOptions
  private let patterns: CovariatePatterns
  /// The design over all patterns, scaled.
  private let matrix: DesignMatrix
  /// What is added to the linear predictor of each pattern; `nil` for nothing.
  private let offset: [Double]?
  /// Design columns that the model itself estimates.
  private let estimated: Set<Int>

  /// A fit to some rows.
  struct Fit: Sendable {
    /// Linear predictor by pattern, those without rows included; `nil` where the rows do not determine it, ±∞ where
    /// they separate the outcome.
    let predictors: [Double?]
    /// Finite coefficients by design column: those that mean what they mean in the model.
    let coefficients: [Int: Double]
    /// Whether the rows separate the outcome.
    let isSeparated: Bool
  }

  init(_ basis: FitBasis, _ options: FitOptions, _ work: Work) throws {
    (design, self.options, patterns) = (basis.design, options, basis.patterns)
    matrix = try basis.matrix(work)
    offset = basis.offset
    estimated = Set(basis.estimated)
  }

  /// Whether the maximum of the likelihood makes predictions in the rows fitted right on average: intercept 0, slope 1.
  /// An offset's own coefficient is not fitted.
  var isCalibrated: Bool { options.method == .maximumLikelihood && design.intercept && offset == nil }

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
      ? matrix : matrix.select(rows: used)
    let own = offset.map { all in used.map { all[$0] } }
    switch options.method {
    case .maximumLikelihood:
      let solution = try FitSolution(
        part, rows, offset: own, intercept: design.intercept, options, work)
      if let separation = solution.separation {
        guard options.allowsSeparation else { throw separation.error(design, solution.design) }
        return Fit(
          predictors: determined(solution.design, solution.predict(matrix, offset)),
          coefficients: limits(solution, separation), isSeparated: true)
      }
      return try result(solution.design, solution.fit?.coefficients ?? [], work)
    case .firth:
      let fit = try FirthFit(part, rows, offset: own, intercept: design.intercept, work)
      return try result(fit.design, fit.standardCoefficients, work)
    }
  }

  /// What a fit says of every pattern, from its coefficients in standard coordinates.
  private func result(_ standard: StandardDesign, _ coefficients: [Double], _ work: Work) throws -> Fit {
    let slopes = zip(coefficients, standard.scales).map { $0 / $1 }
    let centred = matrix.select(columns: standard.kept).mapping { $1 - standard.means[$0] }
    let values = try centred.product(slopes, adding: offset, work)
    let shared = shared(standard)
    var own: [Int: Double] = [:]
    for (column, value) in zip(standard.kept, standard.original(coefficients)) where !shared.contains(column)
    {
      own[column] = value
    }
    return Fit(predictors: determined(standard, values), coefficients: own, isSeparated: false)
  }

  /// The coefficients that stay finite where others grow without bound.
  private func limits(_ solution: FitSolution, _ separation: Separation) -> [Int: Double] {
    guard let limit = solution.limitDesign, let fit = solution.fit else { return [:] }
    let shared = shared(solution.design)
    var own: [Int: Double] = [:]
    // The limit's design numbers its columns by their place in the whole design.
    for (position, value) in zip(limit.kept, limit.original(fit.coefficients))
    where !separation.guilty[position] && !shared.contains(solution.design.kept[position]) {
      own[solution.design.kept[position]] = value
    }
    return own
  }

  /// Columns that stand in these rows for others as well, which the model tells apart: their coefficients mean
  /// something else.
  private func shared(_ standard: StandardDesign) -> Set<Int> {
    Set(
      standard.aliases.filter { estimated.contains($0.key) }
        .flatMap { $0.value.filter { abs($0.factor) > 1e-9 }.map(\.column) })
  }

  /// The linear predictors, `nil` where what a column equals in the rows fitted does not hold.
  private func determined(_ standard: StandardDesign, _ values: [Double]) -> [Double?] {
    let relations = standard.aliases.sorted { $0.key < $1.key }
    return values.enumerated().map { row, value -> Double? in
      for (column, parts) in relations {
        let equal = parts.reduce(0) { $0 + $1.factor * matrix[row, $1.column] }
        let size = parts.reduce(abs(matrix[row, column])) { $0 + abs($1.factor * matrix[row, $1.column]) }
        if abs(matrix[row, column] - equal) > 1e-7 * size { return nil }
      }
      return value
    }
  }
}
