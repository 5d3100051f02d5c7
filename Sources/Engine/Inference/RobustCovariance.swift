/// Covariance of the estimates that does not rest on the model's variance.
///
/// White (1980) and MacKinnon & White (1985), for a logistic regression with the information A, rows' residuals e = y − p
/// and leverages h = p(1 − p)x'A⁻¹x. On patterns a row's squared residual is (1 − p)² for events and p² for others, so that
/// the result is that on rows.
public enum RobustCovariance: String, Sendable, Hashable, CaseIterable {
  /// A⁻¹ (Σ e² x x') A⁻¹.
  case hc0 = "HC0"
  /// HC0 × n / (n − k).
  case hc1 = "HC1"
  /// e² divided by 1 − h.
  case hc2 = "HC2"
  /// e² divided by (1 − h)².
  case hc3 = "HC3"
  /// HC0 × n / (n − 1), what Stata's `vce(robust)` gives for a logit.
  case stata = "Stata"
}

extension Model {
  /// The covariance of the estimated coefficients, row-major, in the order of ``covariance``. O(patterns × rank²).
  ///
  /// Throws ``InferenceError`` for a fit without a finite maximum, ``Cancelled``.
  public func covariance(_ kind: RobustCovariance, _ work: Work = .unattended) throws -> [Double] {
    let basis = try answerable()
    let solved = try SolvedDesign(basis, work)
    let leverages = kind == .hc2 || kind == .hc3 ? try solved.leverages(work) : []
    let weights = solved.p.indices.map { row in
      let (p, q) = (solved.p[row], solved.q[row])
      var square = solved.successes[row] * q * q + solved.failures[row] * p * p
      switch kind {
      case .hc2: square /= 1 - leverages[row]
      case .hc3: square /= (1 - leverages[row]) * (1 - leverages[row])
      default: break
      }
      return square
    }
    let factor = try solved.standard.matrix.factor(weights, work)
    let scale =
      switch kind {
      case .hc1: Double(n) / Double(n - rank)
      case .stata: Double(n) / Double(n - 1)
      default: 1.0
      }
    return solved.sandwich(factor).map { $0 * scale }
  }

  /// The model with standard errors, z, p and intervals from another covariance of its estimates.
  func replacing(covariance: [Double]) -> Model {
    var result = self
    result.covariance = covariance
    var place = 0
    for index in result.coefficients.indices where result.coefficients[index].role == .estimated {
      let estimate = result.coefficients[index].estimate ?? 0
      result.coefficients[index].fill(estimate, covariance[place * rank + place].squareRoot())
      place += 1
    }
    return result
  }
}
