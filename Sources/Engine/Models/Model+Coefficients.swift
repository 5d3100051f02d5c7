import Foundation

/// The estimates of a solution in the original columns.
struct Estimates {
  /// What is said of a design column.
  enum Standing {
    /// Estimated, at this place among the estimates.
    case estimated(Int)
    /// Determined by other columns.
    case aliased([(column: Int, factor: Double)])
    /// Without a finite maximum.
    case separated(upwards: Bool)
  }

  /// By design column.
  private(set) var standing: [Standing]
  /// The estimates, in the columns' order.
  private(set) var values: [Double] = []
  /// Their covariance, row-major.
  private(set) var covariance: [Double] = []
  /// Their standard errors.
  private(set) var standardErrors: [Double] = []

  init(standing: [Standing], values: [Double], covariance: [Double], standardErrors: [Double]) {
    self.standing = standing
    self.values = values
    self.covariance = covariance
    self.standardErrors = standardErrors
  }

  /// Carries a solution back to the original columns. Throws `notConverged` when the information is singular.
  init(_ solution: FitSolution, columns: Int, _ work: Work) throws {
    standing = (0..<columns).map { .aliased(solution.design.aliases[$0] ?? []) }
    var estimated: [Int] = []
    for (position, column) in solution.design.kept.enumerated() {
      if let separation = solution.separation, separation.guilty[position] {
        standing[column] = .separated(upwards: separation.upwards[position])
      } else {
        estimated.append(position)
      }
    }
    guard let design = solution.limitDesign, let fit = solution.fit else { return }
    guard let inverse = LinearAlgebra.inverse(upper: try fit.informationFactor(work)) else {
      throw FitError(.notConverged(iterations: fit.iterations))
    }
    let coefficients = design.original(fit.coefficients)
    let loadings = design.original(rows: inverse)
    // The limit's design numbers its columns by their place in the whole design.
    var rows: [Int] = []
    for position in estimated {
      let column = solution.design.kept[position]
      guard let row = design.kept.firstIndex(of: solution.separation == nil ? column : position) else {
        throw FitError(.notConverged(iterations: fit.iterations))
      }
      standing[column] = .estimated(rows.count)
      rows.append(row)
    }
    values = rows.map { coefficients[$0] }
    covariance = [Double](repeating: 0, count: rows.count * rows.count)
    for (i, a) in rows.enumerated() {
      for (j, b) in rows.enumerated() {
        var sum = 0.0
        for column in 0..<loadings.columns { sum += loadings[a, column] * loadings[b, column] }
        covariance[i * rows.count + j] = sum
      }
    }
    standardErrors = rows.indices.map { covariance[$0 * rows.count + $0].squareRoot() }
  }
}

extension Model.Coefficient {
  /// A line without figures.
  init(term: String, levels: [String?], role: Role) {
    self.term = term
    self.levels = levels
    self.role = role
  }

  /// A line of the table.
  init(_ line: Design.Line, _ design: Design, _ estimates: Estimates) {
    switch line {
    case .reference(let term, let level):
      self.init(term: term, levels: [level], role: .reference)
    case .column(let index):
      let column = design.columns[index]
      switch estimates.standing[index] {
      case .aliased(let parts):
        let named = parts.map { AliasPart(column: design.columns[$0.column].name, factor: $0.factor) }
        self.init(term: column.term, levels: column.levels, role: .aliased(equals: named))
      case .separated(let upwards):
        self.init(term: column.term, levels: column.levels, role: .separated(upwards: upwards))
      case .estimated(let place):
        self.init(term: column.term, levels: column.levels, role: .estimated)
        fill(estimates.values[place], estimates.standardErrors[place])
      }
    }
  }

  /// The figures that follow from an estimate and its standard error.
  mutating func fill(_ value: Double, _ error: Double) {
    let z = value / error
    estimate = value
    standardError = error
    self.z = z
    logP = Distributions.logTwoSidedNormalP(z)
    oddsRatio = exp(value)
    oddsRatioLow = exp(value - Distributions.normal95 * error)
    oddsRatioHigh = exp(value + Distributions.normal95 * error)
  }
}
