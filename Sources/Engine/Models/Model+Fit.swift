import Foundation

extension Model {
  /// Fits a logistic regression by maximum likelihood.
  ///
  /// Rows with a missing outcome or predictor are dropped and counted. Throws ``FitError`` when there is nothing
  /// to fit or no maximum exists, ``InferenceError`` where the errors asked for do not exist, ``NameError`` for a column that is not there, ``Cancelled``.
  /// O(rows × predictors) to count patterns, then O(patterns × columns²) a step.
  public static func fit(
    _ formula: Formula, to data: ModelData, options: FitOptions = .init(), _ work: Work = .unattended
  ) throws -> Model {
    let prepared = try work.timed("count patterns") { try FitPreparation(formula, data, work) }
    return try work.timed("fit") { try fit(formula, to: prepared, options: options, work) }
  }

  /// Fits rows that are counted already.
  static func fit(
    _ formula: Formula, to prepared: FitPreparation, options: FitOptions, _ work: Work
  ) throws -> Model {
    let patterns = prepared.training
    let n = patterns.total
    let events = patterns.events
    guard n > 0 else { throw FitError(.noRows) }
    guard events > 0, events < n else { throw FitError(.oneClass(event: events > 0, n: Int(n))) }

    let design = try Design(formula, prepared.variables, patterns, work)
    var matrix = try design.matrix(patterns, work)
    let offset = design.offset(patterns)
    try design.check(matrix, offset: offset)
    let scaling = options.scaled ? Scaling.ranges(of: matrix, design) : []
    matrix = Scaling.apply(scaling, to: matrix, design)
    var model = Model(
      formula: formula, options: options, rows: prepared.rows, n: Int(n), events: Int(events),
      dropped: prepared.dropped, losses: prepared.losses, emptyLevels: design.emptyLevels)
    model.patterns = patterns.count
    model.scaling = scaling
    model.levels = design.levelsPresent
    model.emptyTerms = design.emptyTerms
    model.sparseLevels = try work.timed("sparse levels") { try design.sparseLevels(patterns, work) }
    let predict: (DesignMatrix, [Double]?) -> [Double]
    let predictors: [Double]
    switch options.method {
    case .maximumLikelihood:
      let solution = try FitSolution(
        matrix, patterns, offset: offset, intercept: design.intercept, options, work)
      try model.fill(solution, design, patterns, work)
      if let random = options.random {
        try model.fillMixed(solution, design, prepared.clusters, random, work)
        model.predictionBasis = FitBasis(
          design: design.withoutRows, scaling: scaling, patterns: patterns, predictors: solution.predictors,
          estimated: design.estimated(model.coefficients), heldOut: nil, clusters: nil)
        return model
      }
      (predict, predictors) = (solution.predict, solution.predictors)
    case .firth:
      let fit = try FirthFit(matrix, patterns, offset: offset, intercept: design.intercept, work)
      try model.fillFirth(fit, design, matrix, patterns, work)
      (predict, predictors) = (fit.predict, fit.predict(matrix, offset))
    }
    let heldOut = try prepared.heldOut.map { try FitBasis.HeldOut($0, design, scaling, predict, work) }
    model.validation = try heldOut.map { try Validation($0, work) }
    model.basis = FitBasis(
      design: design.withoutRows, scaling: scaling, patterns: patterns, predictors: predictors,
      estimated: design.estimated(model.coefficients), heldOut: heldOut, clusters: prepared.clusters)
    return try work.timed("errors asked for") { try model.withErrorsAsked(work) }
  }

  /// What a fit by maximum likelihood found.
  private mutating func fill(
    _ solution: FitSolution, _ design: Design, _ patterns: CovariatePatterns, _ work: Work
  ) throws {
    if let separation = solution.separation, !options.allowsSeparation {
      throw separation.error(design, solution.design)
    }
    let estimates = try Estimates(solution, columns: design.columns.count, work)
    rank = estimates.values.count
    coefficients = design.lines.map { Coefficient($0, design, estimates) }
    covariance = estimates.covariance
    iterations = solution.fit?.iterations ?? 0
    halvings = solution.fit?.halvings ?? 0
    lastStep = solution.fit?.lastStep ?? 0
    let scoring = Scoring(
      predictors: solution.predictors, successes: patterns.successes, failures: patterns.failures)
    try work.timed("AUC and Brier score") { try fill(scoring, work) }
    nullLogLikelihood = try Logistic.nullLogLikelihood(
      patterns, offset: design.offset(patterns), intercept: formula.intercept, work)
    fillLikelihoods(solution, try scoring.discrimination(work))
    ending =
      solution.separation != nil ? .separated : solution.design.aliases.isEmpty ? .converged : .aliased
  }

  /// A record of what was asked and used, before there is a fit.
  private init(
    formula: Formula, options: FitOptions, rows: Int, n: Int, events: Int, dropped: Int, losses: [Loss],
    emptyLevels: [EmptyLevels]
  ) {
    self.init(
      formula: formula, options: options, ending: .failure, rows: rows, n: n, events: events,
      dropped: dropped, losses: losses, emptyLevels: emptyLevels, patterns: 0, rank: 0, coefficients: [],
      covariance: [], logLikelihood: 0, nullLogLikelihood: 0, iterations: 0, halvings: 0, lastStep: 0,
      scaling: [])
  }

  private mutating func fillLikelihoods(_ solution: FitSolution, _ discrimination: Double?) {
    let total = Double(n)
    logLikelihood = solution.logLikelihood
    let df = solution.design.kept.count - (formula.intercept ? 1 : 0)
    if df > 0 {
      let statistic = max(0, 2 * (logLikelihood - nullLogLikelihood))
      likelihoodRatio = LikelihoodRatio(
        statistic: statistic, df: df, logP: Distributions.logUpperChiSquared(statistic, df: df))
    }
    if nullLogLikelihood != 0, let tjur = discrimination {
      // Without a term the two likelihoods are one, and predictions differ by rounding at most.
      let coxSnell = df > 0 ? -expm1(2 * (nullLogLikelihood - logLikelihood) / total) : 0
      pseudoR2 = PseudoR2(
        mcFadden: df > 0 ? 1 - logLikelihood / nullLogLikelihood : 0, coxSnell: coxSnell,
        nagelkerke: coxSnell / -expm1(2 * nullLogLikelihood / total), tjur: abs(tjur) < 1e-14 ? 0 : tjur)
    }
  }
}

extension Design {
  /// The columns of the lines that are estimated.
  fileprivate func estimated(_ coefficients: [Model.Coefficient]) -> [Int] {
    zip(lines, coefficients).compactMap { line, coefficient in
      if case .column(let column) = line, coefficient.role == .estimated { column } else { nil }
    }
  }
}

extension Model.Scaling {
  /// The range of every column but the intercept.
  static func ranges(of matrix: DesignMatrix, _ design: Design) -> [Model.Scaling] {
    ((design.intercept ? 1 : 0)..<matrix.columns).map { column in
      var least = Double.infinity
      var greatest = -Double.infinity
      matrix.forEachValue(column) {
        least = min(least, $0)
        greatest = max(greatest, $0)
      }
      return Model.Scaling(column: design.columns[column].name, minimum: least, maximum: greatest)
    }
  }

  /// Maps each column to its share of the range; a column without a range becomes 0.
  static func apply(_ scaling: [Model.Scaling], to matrix: DesignMatrix, _ design: Design) -> DesignMatrix {
    let first = design.intercept ? 1 : 0
    guard !scaling.isEmpty else { return matrix }
    return matrix.mapping { column, value in
      guard column >= first else { return value }
      let range = scaling[column - first]
      let width = range.maximum - range.minimum
      return width > 0 ? (value - range.minimum) / width : 0
    }
  }
}

extension FitBasis.HeldOut {
  /// Predicts the patterns set aside, but those with a level that no training row has.
  init(
    _ patterns: CovariatePatterns, _ design: Design, _ scaling: [Model.Scaling],
    _ predict: (DesignMatrix, [Double]?) -> [Double], _ work: Work
  ) throws {
    let matrix = Model.Scaling.apply(scaling, to: try design.matrix(patterns, work), design)
    let known = (0..<patterns.count).filter { design.covers(patterns, $0) }
    var predictors = [Double?](repeating: nil, count: patterns.count)
    let offset = design.offset(patterns)
    let found = predict(
      matrix.select(rows: known),
      offset.map { all in known.map { all[$0] } })
    for (row, predictor) in zip(known, found) { predictors[row] = predictor }
    self.init(patterns: patterns, predictors: predictors)
  }

  /// The patterns that can be predicted, with what happened.
  var scoring: Scoring {
    let known = predictors.indices.filter { predictors[$0] != nil }
    return Scoring(
      predictors: predictors.compactMap(\.self), successes: known.map { patterns.successes[$0] },
      failures: known.map { patterns.failures[$0] })
  }
}

extension Model.Validation {
  /// Performance on patterns set aside.
  init(_ heldOut: FitBasis.HeldOut, _ work: Work) throws {
    let scoring = heldOut.scoring
    let confusion = scoring.classification(0.5)
    self.init(
      n: confusion.count, unpredictable: Int(heldOut.patterns.total) - confusion.count,
      events: confusion.truePositives + confusion.falseNegatives, confusion: confusion,
      sweep: try Scoring.sweep.map { threshold in
        try work.check()
        return scoring.classification(threshold)
      }, auc: try scoring.auc(work), brier: try scoring.brier(work))
  }
}

extension Separation {
  /// The error that names the terms and which way each grows; the intercept only when nothing else grows.
  func error(_ design: Design, _ standard: StandardDesign) -> FitError {
    var found: [FitError.Growth] = []
    for (position, index) in standard.kept.enumerated() where guilty[position] {
      let column = design.columns[index]
      found.append(.init(term: column.term, column: column.name, upwards: upwards[position]))
    }
    if Set(found.map(\.term)).count > 1 { found.removeAll { $0.term == Design.interceptName } }
    return FitError(.separated(found, complete: remaining.isEmpty))
  }
}
