import Foundation

/// Cochran's test of whether estimates of one thing from independent groups differ by more than chance.
public struct CochranQ: Sendable, Hashable {
  /// Estimates compared.
  public var estimates: Int
  /// Σ (b − b̄)²/se² about the mean b̄ weighted by 1/se².
  public var statistic: Double
  /// Estimates less one.
  public var df: Int
  /// Natural logarithm of the upper χ² tail.
  public var logP: Double
  /// Share of the estimates' variation that is not chance: max(0, (Q − df) / Q). Higgins & Thompson (2002).
  public var iSquared: Double

  /// The test over estimates and their standard errors; `nil` for fewer than two. O(n).
  public init?(_ estimates: [(value: Double, standardError: Double)]) {
    guard estimates.count > 1, estimates.allSatisfy({ $0.value.isFinite && $0.standardError > 0 }) else {
      return nil
    }
    // In units of the least error, so that no weight overflows.
    let unit = estimates.reduce(Double.infinity) { min($0, $1.standardError) }
    let weights = estimates.map { (unit / $0.standardError) * (unit / $0.standardError) }
    let total = weights.reduce(0, +)
    let mean = zip(weights, estimates).reduce(0) { $0 + $1.0 / total * $1.1.value }
    statistic = estimates.reduce(0) {
      let z = ($1.value - mean) / $1.standardError
      return $0 + z * z
    }
    self.estimates = estimates.count
    df = estimates.count - 1
    logP = Distributions.logUpperChiSquared(statistic, df: df)
    iSquared = statistic > 0 ? max(0, (statistic - Double(df)) / statistic) : 0
  }
}

/// Whether a term's coefficients differ between groups: the likelihood-ratio test of its interaction with the groups.
public struct InteractionTest: Sendable, Hashable {
  /// The term as written; `nil` for all terms at once.
  public var term: String?
  /// Against the model in which the groups differ in their intercept only; `nil` where nothing is to be tested.
  public var test: Model.LikelihoodRatio?
}

extension Model {
  /// Likelihood-ratio tests of the interaction of each term, and of all together, with groups of rows.
  ///
  /// The smaller model has the groups' main effect (none in a model without intercept) beside the terms; a larger one
  /// also a term's interaction with the groups. All see the same rows. Empty where the largest would have more than
  /// `limit` columns. O(rows) once, then a fit on patterns a term.
  /// - Parameter groups: each row's group from 0 up, of which every one has been fitted by itself.
  /// - Throws: as ``fit(_:to:options:_:)``.
  public static func interactionTests(
    _ formula: Formula, groups: [Int32], of data: ModelData, options: FitOptions = .init(), limit: Int,
    _ work: Work = .unattended
  ) throws -> [InteractionTest] {
    // No column of a table can be called so.
    let name = "\u{1F}group"
    var data = data
    let count = Int(groups.max() ?? 0) + 1
    data.columns[name] = Column(.category(codes: groups, levels: (0..<count).map(String.init)))
    data.clusters = nil
    let group = Formula.Term.variable(name)
    var base = formula
    if formula.intercept { base.terms.insert(group, at: 0) }
    // What is given has no coefficient that could differ.
    let terms = formula.terms.filter { !$0.isOffset }
    var whole = base
    whole.terms += terms.map { .interaction([group, $0]) }
    let prepared = try FitPreparation(whole, data, work)
    var options = options
    options.random = nil
    func solve(_ formula: Formula) throws -> FitSolution? {
      let design = try Design(formula, prepared.variables, prepared.training, work)
      guard design.columns.count <= limit else { return nil }
      let matrix = try design.matrix(prepared.training, work)
      let solution = try FitSolution(
        matrix, prepared.training, offset: design.offset(prepared.training), intercept: design.intercept,
        options, work)
      return solution.separation == nil ? solution : nil
    }
    guard let pooled = try solve(base) else { return [] }
    func test(_ term: String?, _ added: [Formula.Term]) throws -> InteractionTest? {
      var larger = base
      larger.terms += added.map { .interaction([group, $0]) }
      guard let solution = try solve(larger) else { return nil }
      let df = solution.design.kept.count - pooled.design.kept.count
      let statistic = max(0, 2 * (solution.logLikelihood - pooled.logLikelihood))
      return InteractionTest(
        term: term,
        test: df > 0
          ? LikelihoodRatio(
            statistic: statistic, df: df, logP: Distributions.logUpperChiSquared(statistic, df: df)) : nil)
    }
    guard let all = try test(nil, terms) else { return [] }
    if terms.count == 1 {
      return [InteractionTest(term: terms[0].description, test: all.test)]
    }
    return try terms.compactMap { try test($0.description, [$0]) } + [all]
  }
}
