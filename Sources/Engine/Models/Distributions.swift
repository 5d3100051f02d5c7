import Foundation

/// Tail probabilities on the log scale, so that none is ever printed as 0.
public enum Distributions {
  /// The 97.5% point of the standard normal: a 95% interval is estimate ± this many standard errors.
  public static let normal95 = 1.959963984540054

  /// Natural logarithm of the two-sided normal p-value of `z`: log erfc(|z|/√2).
  ///
  /// Relative error about 1e-15 for any finite `z`; NaN for NaN. Past |z| ≈ 38 the probability itself is no
  /// longer a `Double`, and the asymptotic series of erfc (Abramowitz & Stegun 7.1.23) takes over.
  public static func logTwoSidedNormalP(_ z: Double) -> Double {
    let x = abs(z) * 0.707_106_781_186_547_5
    if x < 0.5 { return log1p(-erf(x)) }
    if x < 20 { return log(erfc(x)) }
    // At x ≥ 20 the eighth term is below 1e-17.
    let step = -1 / (z * z)
    var term = 1.0
    var sum = 0.0
    for index in 1...10 {
      term *= Double(2 * index - 1) * step
      sum += term
    }
    return -z * z / 2 - log(x) - 0.572_364_942_924_700_1 + log1p(sum)
  }

  /// Natural logarithm of the upper tail of χ² with `df` degrees of freedom at `statistic`.
  ///
  /// Zero or less gives 0 (probability 1), and so does `df` ≤ 0. Below the mean by the series of the lower
  /// incomplete gamma function, above it by the continued fraction of the upper one (A & S 6.5.29, 6.5.31),
  /// both with positive terms only. About 12 digits up to thousands of degrees of freedom.
  public static func logUpperChiSquared(_ statistic: Double, df: Int) -> Double {
    guard df > 0, statistic > 0 else { return statistic.isNaN ? .nan : 0 }
    guard statistic < .infinity else { return -.infinity }
    let a = Double(df) / 2
    let x = statistic / 2
    if df == 1 { return logTwoSidedNormalP(statistic.squareRoot()) }
    if df == 2 { return -x }
    let logDensity = logGammaDensity(a, x)
    if x < a + 1 {
      var term = 1 / a
      var sum = term
      var n = a
      while term > sum * 1e-18 {
        n += 1
        term *= x / n
        sum += term
      }
      return log1p(-exp(logDensity + log(sum)))
    }
    return logDensity + log(continuedFraction(a, x))
  }

  /// log(x^a e^−x / Γ(a)), written with Stirling's remainder so that large parts cancel before they are rounded.
  static func logGammaDensity(_ a: Double, _ x: Double) -> Double {
    if a < 15 { return a * log(x) - x - lgamma(a) }
    let b = 1 / (a * a)
    let remainder = (1.0 / 12 - b * (1.0 / 360 - b * (1.0 / 1260 - b * (1.0 / 1680 - b / 1188)))) / a
    // log Γ(a) = (a − ½) log a − a + ½ log 2π + remainder
    let ratio = (x - a) / a
    let excess = abs(ratio) < 0.5 ? a * log1pMinus(ratio) : a * log(x / a) - (x - a)
    return excess + 0.5 * log(a) - 0.918_938_533_204_672_8 - remainder
  }

  /// log(1 + t) − t, without cancellation for small t.
  private static func log1pMinus(_ t: Double) -> Double {
    // With r = t/(2 + t): log(1 + t) = 2(r + r³/3 + …), and t = 2r/(1 − r).
    let r = t / (2 + t)
    let square = r * r
    var power = r * square
    var sum = 0.0
    var k = 3.0
    while abs(power) > 1e-19 * abs(sum) + 1e-300 {
      sum += power / k
      power *= square
      k += 2
    }
    return 2 * sum - t * r
  }

  /// Γ(a, x) e^x x^−a by the modified Lentz algorithm.
  private static func continuedFraction(_ a: Double, _ x: Double) -> Double {
    var b = x + 1 - a
    var c = 1e300
    var d = 1 / b
    var h = d
    for index in 1...100_000 {
      let i = Double(index)
      let numerator = -i * (i - a)
      b += 2
      d = 1 / (numerator * d + b)
      c = b + numerator / c
      let delta = c * d
      h *= delta
      if abs(delta - 1) < 1e-16 { break }
    }
    return h
  }
}
