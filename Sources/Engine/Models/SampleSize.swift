import Foundation

/// How many rows a model of so many parameters asks for: Riley et al. 2019 (doi:10.1002/sim.7992) and 2020
/// (doi:10.1136/bmj.m441).
public struct SampleSize: Sendable, Hashable {
  /// What more rows would secure.
  public enum Criterion: String, Sendable, Hashable, CaseIterable {
    /// Coefficients need to be shrunk by a tenth at most.
    case shrinkage
    /// Nagelkerke's R² in the rows fitted is at most 0.05 too high.
    case optimism
    /// The overall risk is known to within 0.05.
    case risk
  }

  /// Rows that a criterion asks for; `nil` when no number will do, since the terms explain no more than chance would.
  public struct Need: Sendable, Hashable {
    /// What is asked for.
    public var criterion: Criterion
    /// Rows.
    public var rows: Int?
  }

  /// Parameters but the intercept.
  public var parameters: Int
  /// By criterion, in the order of ``Criterion``.
  public var needs: [Need]

  /// The rows needed for an expected share of events and an expected Cox–Snell R², corrected for optimism.
  public init(parameters: Int, coxSnell: Double, prevalence: Double) {
    self.parameters = parameters
    let null = prevalence * log(prevalence) + (1 - prevalence) * log(1 - prevalence)
    let greatest = -expm1(2 * null)
    func rows(shrinkage: Double) -> Int? {
      guard coxSnell > 0, shrinkage < 1, coxSnell < shrinkage else { return nil }
      return SampleSize.whole(Double(parameters) / ((shrinkage - 1) * log1p(-coxSnell / shrinkage)))
    }
    let risk = (1.96 / 0.05) * (1.96 / 0.05) * prevalence * (1 - prevalence)
    needs = [
      Need(criterion: .shrinkage, rows: rows(shrinkage: 0.9)),
      Need(criterion: .optimism, rows: rows(shrinkage: coxSnell / (coxSnell + 0.05 * greatest))),
      Need(criterion: .risk, rows: SampleSize.whole(risk)),
    ]
  }

  private static func whole(_ value: Double) -> Int? {
    value.isFinite ? Int(exactly: value.rounded(.up)) : nil
  }
}

extension Model {
  /// The rows that a model like this one asks for, its own Cox–Snell R² being shrunk by 1 − parameters / LR (van
  /// Houwelingen & le Cessie 1990); `nil` without parameters, an intercept or a maximum of the likelihood.
  public var sampleSize: SampleSize? {
    guard formula.intercept, options.method == .maximumLikelihood, ending != .separated,
      let test = likelihoodRatio, let pseudoR2, events > 0, events < n
    else { return nil }
    let shrinkage = test.statistic > 0 ? 1 - Double(test.df) / test.statistic : 0
    return SampleSize(
      parameters: test.df, coxSnell: shrinkage * pseudoR2.coxSnell, prevalence: Double(events) / Double(n))
  }

  /// The criteria for which the rows used are too few.
  public var unmetSampleSize: [SampleSize.Need] {
    sampleSize?.needs.filter { need in need.rows.map { $0 > n } ?? true } ?? []
  }
}
