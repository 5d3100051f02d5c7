import Foundation
import Testing

@testable import Engine

/// Quantiles against roots found by bisection with mpmath 1.2.1 at 60 digits, and against the tails they invert.
@Suite struct QuantileTests {
  /// log of the two-sided p, and |z|.
  static let normal: [(logP: Double, z: Double)] = [
    (-1e-15, 1.2533141373154996246e-15),
    (-1e-6, 1.2533135106589685955e-6),
    (-0.01, 0.012471007284293027503),
    (-0.05, 0.061162964542248971077),
    (-0.5, 0.51503199881221693783),
    (-0.6931471805599453, 0.67448975019608173579),
    (-1, 0.90045259663779034115),
    (-2.995732273553991, 1.9599639845400542383),
    (-5, 2.7095257731417915844),
    (-20, 5.992912819042544077),
    (-50, 9.7454748649659346907),
    (-300, 24.354868016865948572),
    (-700, 37.313647170039451),
    (-5000, 99.951682543927447081),
    (-50000, 316.20884806007419877),
    (-500007.5, 1000.000366451934781),
  ]

  /// Degrees of freedom, log of the upper tail, and the statistic.
  static let chiSquared: [(df: Int, logP: Double, statistic: Double)] = [
    (1, -0.001, 1.56922726719783332e-6),
    (1, -0.05129329438755058, 0.0039321400000195296996),
    (1, -0.6931471805599453, 0.45493642311957274195),
    (1, -2.995732273553991, 3.8414588206941259694),
    (1, -6.907755278982137, 10.827566170662732197),
    (1, -100, 194.26900769348779079),
    (1, -2000, 3991.2560552516469443),
    (2, -0.001, 0.002),
    (2, -0.05129329438755058, 0.10258658877510116),
    (2, -0.6931471805599453, 1.3862943611198906),
    (2, -2.995732273553991, 5.991464547107982),
    (2, -6.907755278982137, 13.815510557964274),
    (2, -100, 200.0),
    (2, -2000, 4000.0),
    (3, -0.001, 0.024289449172798707139),
    (3, -0.05129329438755058, 0.35184631774927161896),
    (3, -0.6931471805599453, 2.3659738843753382411),
    (3, -2.995732273553991, 7.8147279032511799699),
    (3, -6.907755278982137, 16.266236196238130802),
    (3, -100, 204.88053565399973097),
    (3, -2000, 4007.8449250800510122),
    (5, -0.001, 0.21016927570728824562),
    (5, -0.05129329438755058, 1.1454762260617697312),
    (5, -0.6931471805599453, 4.3514601910955272828),
    (5, -2.995732273553991, 11.070497693516354195),
    (5, -6.907755278982137, 20.515005652432878312),
    (5, -100, 213.46971828051754216),
    (5, -2000, 4022.2514755138162175),
    (10, -0.001, 1.4785752736247902502),
    (10, -0.05129329438755058, 3.9402991361190610423),
    (10, -0.6931471805599453, 9.3418177655919673899),
    (10, -2.995732273553991, 18.307038053275146893),
    (10, -6.907755278982137, 29.588298445074418655),
    (10, -100, 231.73304032417273343),
    (10, -2000, 4054.5634494387610356),
    (50, -0.001, 24.672990030227599645),
    (50, -0.05129329438755058, 34.764251683501749788),
    (50, -0.6931471805599453, 49.334936733976835164),
    (50, -2.995732273553991, 67.504806549541200008),
    (50, -6.907755278982137, 86.660815190403138756),
    (50, -100, 336.80024153552555891),
    (50, -2000, 4258.3001540145346825),
    (1000, -0.001, 867.4730458619344517),
    (1000, -0.05129329438755058, 927.59436302097906787),
    (1000, -0.6931471805599453, 999.33341240338096822),
    (1000, -2.995732273553991, 1074.6794488034409846),
    (1000, -6.907755278982137, 1143.9170926196791826),
    (1000, -100, 1754.9213312112063613),
    (1000, -2000, 6923.2779644481441128),
  ]

  @Test func normalIsCertified() {
    for row in QuantileTests.normal {
      let found = Distributions.normalQuantile(logTwoSidedP: row.logP)
      #expect(worst([found], [row.z]) < 1e-13, "\(row)")
    }
  }

  @Test func chiSquaredIsCertified() {
    for row in QuantileTests.chiSquared {
      let found = Distributions.chiSquaredQuantile(logUpper: row.logP, df: row.df)
      #expect(worst([found], [row.statistic]) < 1e-12, "\(row) \(found)")
    }
  }

  @Test func quantilesInvertTheTails() {
    var random = SplitMix64(state: 11)
    for _ in 0..<3000 {
      let z = exp(random.unit() * 14 - 7)
      #expect(
        worst([Distributions.normalQuantile(logTwoSidedP: Distributions.logTwoSidedNormalP(z))], [z]) < 1e-12)
      let df = 1 + random.below(random.below(2) == 0 ? 6 : 400)
      let x = Double(df) * exp(random.unit() * 6 - 2)
      let logP = Distributions.logUpperChiSquared(x, df: df)
      // Where the upper tail is 1 to the last digit, it no longer tells.
      guard logP < -1e-9 else { continue }
      let found = Distributions.chiSquaredQuantile(logUpper: logP, df: df)
      #expect(worst([found], [x]) < 1e-10, "\(df) \(x) \(found)")
    }
    #expect(
      worst([Distributions.normalQuantile(logTwoSidedP: log(0.05))], [Distributions.normal95]) < 1e-14)
  }

  @Test func endsAreEnds() {
    #expect(Distributions.normalQuantile(logTwoSidedP: 0) == 0)
    #expect(Distributions.normalQuantile(logTwoSidedP: 1) == 0)
    #expect(Distributions.normalQuantile(logTwoSidedP: -.infinity) == .infinity)
    #expect(Distributions.normalQuantile(logTwoSidedP: .nan).isNaN)
    #expect(Distributions.chiSquaredQuantile(logUpper: 0, df: 3) == 0)
    #expect(Distributions.chiSquaredQuantile(logUpper: -1, df: 0) == 0)
    #expect(Distributions.chiSquaredQuantile(logUpper: -.infinity, df: 3) == .infinity)
    #expect(Distributions.chiSquaredQuantile(logUpper: .nan, df: 3).isNaN)
    for df in 1...50 {
      for logP in [-1e-15, -1e-300, -1e6, -1e15] {
        let found = Distributions.chiSquaredQuantile(logUpper: logP, df: df)
        #expect(found.isFinite && found >= 0, "\(df) \(logP) \(found)")
      }
    }
  }
}
