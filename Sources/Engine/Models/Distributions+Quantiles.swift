import Foundation

extension Distributions {
  /// The |z| whose two-sided normal p-value has this natural logarithm: the inverse of ``logTwoSidedNormalP(_:)``.
  ///
  /// About 15 digits from log p = −1e-15 to |z| in the thousands; 0 for 0 or more, ∞ for −∞. Newton's method: log p is
  /// concave in z, so that every step but the first comes from the same side.
  public static func normalQuantile(logTwoSidedP logP: Double) -> Double {
    if logP.isNaN { return .nan }
    guard logP < 0 else { return 0 }
    guard logP > -.infinity else { return .infinity }
    // log of 2φ(0) = √(2/π).
    let logPeak = -0.225_791_352_644_727_4
    var z = logP < -1 ? (-2 * logP).squareRoot() : 1.253_314_137_315_500_3 * -expm1(logP)
    for _ in 0..<100 {
      let found = logTwoSidedNormalP(z)
      let hazard = exp(logPeak - z * z / 2 - found)
      let step = (found - logP) / hazard
      z = max(0, z + step)
      if abs(step) <= 1e-16 * z { break }
    }
    return z
  }

  /// The statistic whose upper χ² tail with `df` degrees of freedom has this natural logarithm: the inverse of
  /// ``logUpperChiSquared(_:df:)``.
  ///
  /// About 12 digits; 0 for 0 or more and for `df` ≤ 0, ∞ for −∞. Newton's method from Wilson & Hilferty's (1931)
  /// approximation, held between bounds.
  public static func chiSquaredQuantile(logUpper logP: Double, df: Int) -> Double {
    if logP.isNaN { return .nan }
    guard df > 0, logP < 0 else { return 0 }
    guard logP > -.infinity else { return .infinity }
    if df == 2 { return -2 * logP }
    if df == 1 {
      let z = normalQuantile(logTwoSidedP: logP)
      return z * z
    }
    let a = Double(df) / 2
    var (low, high) = (0.0, Double(df) + 10)
    while logUpperChiSquared(high, df: df) > logP {
      low = high
      high *= 2
    }
    var x = wilsonHilferty(logP, a)
    if !(x > low && x < high) { x = (low + high) / 2 }
    for _ in 0..<200 {
      let found = logUpperChiSquared(x, df: df)
      if found > logP { low = x } else { high = x }
      let step = (found - logP) / exp(logGammaDensity(a, x / 2) - log(x) - found)
      let next = x + step
      if abs(step) <= 1e-15 * x { return next > 0 ? next : x }
      let isInside = next > low && next < high
      let moved = isInside ? next : (low + high) / 2
      if moved == x { return x }
      x = moved
    }
    return x
  }

  /// A first guess: the cube root of χ²/df is nearly normal. Far down the lower tail, the density's power law.
  private static func wilsonHilferty(_ logP: Double, _ a: Double) -> Double {
    let lower = log(-expm1(logP))
    let z =
      logP < -0.693
      ? normalQuantile(logTwoSidedP: logP + 0.693_147_180_559_945_3)
      : -normalQuantile(logTwoSidedP: min(0, lower + 0.693_147_180_559_945_3))
    let spread = 1 / (9 * a)
    let root = 1 - spread + z * spread.squareRoot()
    if root > 0.1 { return 2 * a * root * root * root }
    return 2 * exp((lower + lgamma(a + 1)) / a)
  }
}
