/// The average effect of a variable on the probability.
public struct MarginalEffect: Sendable, Hashable {
  /// What is averaged.
  public enum Kind: String, Sendable, Hashable {
    /// The derivative of the probability by the variable.
    case derivative
    /// The probability with this level less that with the reference level, everything else as it is.
    case contrast
  }

  /// The variable.
  public var variable: String
  /// The level compared, for contrasts.
  public var level: String?
  /// The level compared with.
  public var reference: String?
  /// What is averaged.
  public var kind: Kind
  /// The average over the rows fitted.
  public var estimate: Double
  /// Its standard error by the delta method, the rows taken as given.
  public var standardError: Double
}

/// The average probability when a variable is set to one value in all rows.
public struct AdjustedPrediction: Sendable, Hashable {
  /// The variable.
  public var variable: String
  /// The level or number.
  public var level: String
  /// The average probability over the rows fitted.
  public var probability: Double
  /// Its standard error by the delta method.
  public var standardError: Double
}

extension Model {
  /// The columns that enter by offsets only: their coefficient is given, so there is nothing to test.
  public var fixedPredictors: [String] {
    let free = Set(formula.terms.filter { !$0.isOffset }.flatMap(\.columns))
    return predictors.filter { !free.contains($0) }
  }

  /// Average marginal effects of every variable: derivatives for numbers, contrasts with the reference for factors, flags
  /// and numbers that are 0 or 1 only. Interactions move with their parts; what other terms determine is left out.
  /// O(levels × patterns × columns).
  ///
  /// Throws ``InferenceError``, ``Cancelled``.
  public func marginalEffects(_ work: Work = .unattended) throws -> [MarginalEffect] {
    let margins = try Margins(self, work)
    return try predictors.flatMap { try margins.effects(of: $0, work) }
  }

  /// Average probabilities with the variable set to each of its levels, or to the numbers given.
  public func adjustedPredictions(of variable: String, _ work: Work = .unattended) throws
    -> [AdjustedPrediction]
  {
    try Margins(self, work).predictions(of: variable, work)
  }
}

/// Averages of probabilities over a model's patterns, with gradients.
struct Margins {
  private let model: Model
  private let basis: FitBasis
  private let counts: [Double]
  private let total: Double

  init(_ model: Model, _ work: Work) throws {
    let basis = try model.answerable()
    guard basis.predictors.allSatisfy(\.isFinite) else { throw InferenceError.noMaximum }
    self.model = model
    self.basis = basis
    counts = basis.counts
    total = counts.reduce(0, +)
  }

  /// An average with its gradient by the estimated coefficients.
  struct Average {
    var value: Double
    var gradient: [Double]
  }

  /// The average probability on some design, with what is added to its linear predictors.
  private func average(_ matrix: DesignMatrix, offset: [Double]?, _ work: Work) throws -> Average {
    let estimated = matrix.select(columns: basis.estimated)
    let predictors = try estimated.product(
      model.coefficients.compactMap(\.estimate), adding: offset, work)
    let value = try RowSums.sum(matrix.rows, work) {
      counts[$0] / total * Logistic.probabilities(predictors[$0]).p
    }
    let slopes: [Double] = try RowSums.filled(matrix.rows, work) { slopes, rows in
      for row in rows {
        let (p, q) = Logistic.probabilities(predictors[row])
        slopes[row] = counts[row] / total * p * q
      }
    }
    return Average(value: value, gradient: try estimated.sums(slopes, work))
  }

  /// √(g'Vg).
  func error(_ gradient: [Double]) -> Double {
    var sum = 0.0
    for (i, a) in gradient.enumerated() {
      var inner = 0.0
      for (j, b) in gradient.enumerated() { inner += model.covariance[i * gradient.count + j] * b }
      sum += a * inner
    }
    return max(0, sum).squareRoot()
  }

  /// The average probability with one variable set to a code in every pattern.
  func average(setting variable: Int, to code: Int, _ work: Work) throws -> Average {
    let patterns = basis.patterns.setting(variable, to: code)
    let matrix = Model.Scaling.apply(
      basis.scaling, to: try basis.design.matrix(patterns, work), basis.design)
    return try average(matrix, offset: basis.design.offset(patterns), work)
  }

  /// The place of a variable among those of the model.
  func index(_ name: String) throws -> Int {
    guard let index = basis.design.variables.firstIndex(where: { $0.name == name }) else {
      throw InferenceError.noSuchTerm(name, terms: basis.design.variables.map(\.name))
    }
    return index
  }

  /// The codes a variable is compared at, the reference first; `nil` for numbers that vary.
  func levels(_ variable: Int) -> [Int]? {
    let column = basis.design.variables[variable]
    let isFactor = basis.design.columns.contains { column in
      column.parts.contains { if case .level(variable, _) = $0 { true } else { false } }
    }
    if !isFactor {
      let codes = column.values.indices.filter { basis.patterns.contains(variable, $0) }
      let isBinary = codes.allSatisfy { [0, 1].contains(column.values[$0]) }
      return isBinary && codes.count == 2 ? codes : nil
    }
    let present = (0..<column.cardinality).filter { basis.patterns.contains(variable, $0) }
    guard let reference = basis.design.reference(of: variable) else { return present }
    return [reference] + present.filter { $0 != reference }
  }

  /// Whether all columns of a variable, or of one of its levels, are set aside since others determine them: it then has
  /// no effect of its own.
  func isDetermined(_ variable: Int, at code: Int? = nil) -> Bool {
    let own = basis.design.columns.indices.filter { column in
      basis.design.columns[column].parts.contains { part in
        switch part {
        case .number(variable, _): true
        case .level(variable, let level): code == nil || code == level
        default: false
        }
      }
    }
    return !own.isEmpty && !own.contains(where: basis.estimated.contains)
  }

  func effects(of name: String, _ work: Work) throws -> [MarginalEffect] {
    let variable = try index(name)
    guard let codes = levels(variable), let first = codes.first else {
      if isDetermined(variable) { return [] }
      let slope = try derivative(variable, work)
      return [
        MarginalEffect(
          variable: name, kind: .derivative, estimate: slope.value, standardError: error(slope.gradient))
      ]
    }
    let column = basis.design.variables[variable]
    let base = try average(setting: variable, to: first, work)
    return try codes.dropFirst().filter { !isDetermined(variable, at: $0) }.map { code in
      let other = try average(setting: variable, to: code, work)
      return MarginalEffect(
        variable: name, level: column.label(code), reference: column.label(first), kind: .contrast,
        estimate: other.value - base.value,
        standardError: error(zip(other.gradient, base.gradient).map { $0 - $1 }))
    }
  }

  func predictions(of name: String, _ work: Work) throws -> [AdjustedPrediction] {
    let variable = try index(name)
    let column = basis.design.variables[variable]
    let codes = (0..<column.cardinality).filter { basis.patterns.contains(variable, $0) }
    return try codes.map { code in
      let found = try average(setting: variable, to: code, work)
      return AdjustedPrediction(
        variable: name, level: column.label(code), probability: found.value,
        standardError: error(found.gradient))
    }
  }

  /// The average of p(1 − p) dη/dx, η moving with every column that x is part of.
  private func derivative(_ variable: Int, _ work: Work) throws -> Average {
    let matrix = try basis.matrix(work)
    let slopes = try basis.design.derivative(basis.patterns, by: variable, work)
    // Scaling has a line for every column but the intercept.
    let first = basis.design.intercept ? 1 : 0
    let widths = (0..<matrix.columns).map { column in
      basis.scaling.isEmpty || column < first
        ? 1 : basis.scaling[column - first].maximum - basis.scaling[column - first].minimum
    }
    let known = basis.design.offsetSlopes(basis.patterns, by: variable)
    let estimates = model.coefficients.compactMap(\.estimate)
    var result = Average(value: 0, gradient: [Double](repeating: 0, count: estimates.count))
    for row in 0..<matrix.rows {
      let (p, q) = Logistic.probabilities(basis.predictors[row])
      let share = counts[row] / total * p * q
      var slope = known?[row] ?? 0
      var own = [Double](repeating: 0, count: estimates.count)
      for (place, column) in basis.estimated.enumerated() {
        own[place] = widths[column] > 0 ? slopes[row, column] / widths[column] : 0
        slope += estimates[place] * own[place]
      }
      result.value += share * slope
      for (place, column) in basis.estimated.enumerated() {
        result.gradient[place] += share * (own[place] + (q - p) * slope * matrix[row, column])
      }
    }
    return result
  }
}

extension Design {
  /// The derivative of every column by a number, through its functions. O(patterns × columns).
  func derivative(_ patterns: CovariatePatterns, by variable: Int, _ work: Work) throws(Cancelled) -> Matrix {
    var result = Matrix(rows: patterns.count, columns: columns.count)
    for (index, column) in columns.enumerated()
    where column.parts.contains(where: { $0.moves(with: variable) }) {
      try work.check()
      for row in 0..<patterns.count {
        var sum = 0.0
        for (place, part) in column.parts.enumerated() where part.moves(with: variable) {
          sum += column.parts.enumerated().reduce(slope(part, patterns, row)) { product, other in
            other.offset == place ? product : product * value(other.element, patterns, row)
          }
        }
        result[row, index] = sum
      }
    }
    return result
  }

  /// The derivative by a number of what is added to the linear predictor; `nil` where it has no part in that.
  func offsetSlopes(_ patterns: CovariatePatterns, by variable: Int) -> [Double]? {
    let own = offsets.filter { $0.moves(with: variable) }
    guard !own.isEmpty else { return nil }
    return (0..<patterns.count).map { row in own.reduce(0) { $0 + slope($1, patterns, row) } }
  }

  /// A part's derivative by its own number in a pattern.
  private func slope(_ part: Part, _ patterns: CovariatePatterns, _ row: Int) -> Double {
    guard case .number(let variable, let curve) = part else { return 0 }
    return curve.slope(variables[variable].values[patterns.code(row, variable)])
  }

  /// The code a factor is compared with; `nil` for a variable that never stands as a factor by itself.
  func reference(of variable: Int) -> Int? {
    let present = seen[variable].map { flags in flags.indices.filter { flags[$0] } }
    guard let present else { return nil }
    let coded = Set(
      columns.flatMap(\.parts).compactMap { part in
        if case .level(variable, let code) = part { code } else { nil }
      })
    return present.first { !coded.contains($0) }
  }
}

extension Design.Part {
  /// Whether it is a function of the variable's numbers.
  fileprivate func moves(with variable: Int) -> Bool {
    if case .number(variable, _) = self { true } else { false }
  }
}
