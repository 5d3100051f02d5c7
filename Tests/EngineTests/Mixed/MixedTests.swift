import Foundation
import Testing

@testable import Engine

/// Random intercepts against lme4, against integration on a fine grid, and at the edges.
@Suite struct MixedTests {
  /// The toenail set with a random intercept per patient.
  private static func toenail() throws -> (formula: Formula, data: ModelData) {
    var data = try ModelFixtures.read("toenail")
    guard case .integer(let values) = try #require(data.columns["patientID"]).storage else {
      throw MixedError.singleRows
    }
    data.clusters = values.map { Int32($0) }
    return (try #require(CertifiedModelsTests.formulas.first { $0.name == "toenail" }).formula, data)
  }

  private static func fit(_ formula: Formula, _ data: ModelData, points: Int? = nil) throws -> Model {
    var options = FitOptions()
    options.random = .init(by: "cluster", points: points)
    return try Model.fit(formula, to: data, options: options)
  }

  /// Estimates, then sigma, of glmer(outcome ~ treatment*time + (1|patientID), toenail, binomial, nAGQ), lme4 1.1-31 on
  /// R 4.2.2, bobyqa with rhoend 1e-10 and tolPwrss 1e-13, with the log-likelihood. At its usual tolerance of 1e-7 the
  /// modes it integrates about are too rough for four digits: log-likelihood −625.415783 at 25 points.
  static let lme4: [(points: Int, estimates: [Double], logLikelihood: Double)] = [
    (
      7, [-1.499593430471, -0.139295141264, -0.383628378673, -0.134416496562, 3.769742450220],
      -627.054780867
    ),
    (
      25, [-1.614590825156, -0.160021582381, -0.390830665455, -0.136750137841, 4.000384143202],
      -625.415893647
    ),
    (
      100, [-1.618285708025, -0.160770382589, -0.391001625915, -0.136790483749, 4.006585126238],
      -625.397515651
    ),
  ]

  @Test(arguments: lme4) func estimatesAgreeWithLme4(
    _ set: (points: Int, estimates: [Double], logLikelihood: Double)
  ) throws {
    let (formula, data) = try Self.toenail()
    let model = try Self.fit(formula, data, points: set.points)
    let random = try #require(model.random)
    let found = model.coefficients.compactMap(\.estimate) + [random.sigma]
    // The optimiser of lme4 stops within about 4e-6 of the maximum.
    for (mine, theirs) in zip(found, set.estimates) { #expect(abs(mine - theirs) < 5e-6) }
    #expect(abs(model.logLikelihood - set.logLikelihood) < 4e-7)
    #expect(random.clusters == 294 && random.points == set.points && model.parameters == 5)
  }

  @Test func errorsAgreeWithLme4() throws {
    let (formula, data) = try Self.toenail()
    let model = try Self.fit(formula, data, points: 100)
    let theirs = [0.43426221344, 0.58392653444, 0.04437953424, 0.06801336833]
    for (mine, error) in zip(model.coefficients.compactMap(\.standardError), theirs) {
      #expect(abs(mine / error - 1) < 5e-5)
    }
  }

  /// Laplace's approximation (nAGQ = 1) gives sigma 4.557 and an intercept of −2.510 here.
  @Test func pointsAreAddedUntilTheLikelihoodStays() throws {
    let (formula, data) = try Self.toenail()
    let model = try Self.fit(formula, data)
    let random = try #require(model.random)
    #expect(random.points > 31 && random.quadratureError < 1e-4)
    #expect(abs(random.sigma - 4.006585126238) < 1e-4)
    #expect(try #require(model.coefficients[0].estimate) > -1.63)
  }

  /// glmer(cbind(incidence, size - incidence) ~ period + (1|herd), cbpp, binomial, nAGQ = 25), lme4 1.1-31 with
  /// tolPwrss 1e-13; contagious bovine pleuropneumonia, Lesnoff et al. 2004, as in lme4.
  @Test func groupedCountsAgreeWithLme4() throws {
    let rows: [[Int64]] = [
      // herd, period, incidence, size
      [1, 1, 2, 14], [1, 2, 3, 12], [1, 3, 4, 9], [1, 4, 0, 5], [2, 1, 3, 22], [2, 2, 1, 18], [2, 3, 1, 21],
      [3, 1, 8, 22], [3, 2, 2, 16], [3, 3, 0, 16], [3, 4, 2, 20], [4, 1, 2, 10], [4, 2, 0, 10], [4, 3, 2, 9],
      [4, 4, 0, 6], [5, 1, 5, 18], [5, 2, 0, 25], [5, 3, 0, 24], [5, 4, 1, 4], [6, 1, 3, 17], [6, 2, 0, 17],
      [6, 3, 0, 18], [6, 4, 1, 20], [7, 1, 8, 16], [7, 2, 1, 10], [7, 3, 3, 9], [7, 4, 0, 5], [8, 1, 12, 34],
      [9, 1, 2, 9], [9, 2, 0, 6], [9, 3, 0, 8], [9, 4, 0, 6], [10, 1, 1, 22], [10, 2, 1, 22], [10, 3, 0, 18],
      [10, 4, 2, 22], [11, 1, 0, 25], [11, 2, 5, 27], [11, 3, 3, 22], [11, 4, 1, 22], [12, 1, 2, 10],
      [12, 2, 1, 8], [12, 3, 0, 6], [12, 4, 0, 5], [13, 1, 1, 21], [13, 2, 2, 24], [13, 3, 0, 19],
      [13, 4, 0, 23], [14, 1, 11, 19], [14, 2, 0, 2], [14, 3, 0, 3], [14, 4, 0, 2], [15, 1, 1, 19],
      [15, 2, 1, 15], [15, 3, 1, 15], [15, 4, 0, 15],
    ]
    var data = ModelData(
      columns: [
        "period": Column(.integer(rows.map { $0[1] })), "ill": Column(.integer(rows.map { $0[2] })),
        "well": Column(.integer(rows.map { $0[3] - $0[2] })),
      ], rowCount: rows.count)
    data.clusters = rows.map { Int32($0[0]) }
    let formula = Formula(
      outcome: .events(successes: "ill", failures: "well"), terms: [.factor("period", reference: nil)])
    let model = try Self.fit(formula, data, points: 25)
    let estimates = [-1.399230466484, -0.991403670632, -1.127819420062, -1.579470776669, 0.647518476391]
    let found = model.coefficients.compactMap(\.estimate) + [try #require(model.random).sigma]
    for (mine, theirs) in zip(found, estimates) { #expect(abs(mine - theirs) < 1e-6) }
    let errors = [0.2335115843, 0.3067679736, 0.3267683498, 0.4275943777]
    for (mine, theirs) in zip(model.coefficients.compactMap(\.standardError), errors) {
      #expect(abs(mine / theirs - 1) < 1e-5)
    }
    // What random intercepts add to the log-likelihood is the same by rows and by counts.
    let choices = rows.reduce(0.0) { sum, row in
      let (k, n) = (Double(row[2]), Double(row[3]))
      return sum + lgamma(n + 1) - lgamma(k + 1) - lgamma(n - k + 1)
    }
    let plain = try #require(model.random).plainLogLikelihood
    #expect(abs(plain + choices - -99.0291994894) < 1e-9)
    // The same data a row each.
    var single = ModelData(columns: [:], rowCount: rows.reduce(0) { $0 + Int($1[3]) })
    single.columns["period"] = Column(.integer(rows.flatMap { [Int64](repeating: $0[1], count: Int($0[3])) }))
    single.columns["ill"] = Column(
      .integer(rows.flatMap { row in (0..<row[3]).map { $0 < row[2] ? 1 : 0 } }))
    single.clusters = rows.flatMap { [Int32](repeating: Int32($0[0]), count: Int($0[3])) }
    var byRows = formula
    byRows.outcome = .column("ill")
    let other = try Self.fit(byRows, single, points: 25)
    #expect(other.coefficients == model.coefficients && other.random == model.random)
  }

  /// The log-likelihood at the estimates, each cluster's integral summed over a grid that leaves no error.
  @Test func theIntegralIsThatOfAFineGrid() throws {
    let (formula, data) = try Self.toenail()
    let model = try Self.fit(formula, data, points: 100)
    let sigma = try #require(model.random).sigma
    let b = model.coefficients.compactMap(\.estimate)
    guard case .decimal(let time) = try #require(data.columns["time"]).storage,
      case .category(let treated, _) = try #require(data.columns["treatment"]).storage,
      case .category(let outcome, let levels) = try #require(data.columns["outcome"]).storage
    else {
      Issue.record("not as expected")
      return
    }
    let clusters = try #require(data.clusters)
    var total = 0.0
    for cluster in Set(clusters).sorted() {
      let rows = clusters.indices.filter { clusters[$0] == cluster }
      var sum = 0.0
      for step in -4000...4000 {
        let u = Double(step) * 0.004
        var log = -u * u / 2
        for row in rows {
          let treatment = Double(treated[row])
          let eta = b[0] + b[1] * treatment + b[2] * time[row] + b[3] * treatment * time[row] + sigma * u
          let isEvent = levels[Int(outcome[row])] == "moderate or severe"
          log -= isEvent ? Foundation.log1p(exp(-eta)) : Foundation.log1p(exp(eta))
        }
        sum += exp(log) * 0.004
      }
      total += Foundation.log(sum / (2 * Double.pi).squareRoot())
    }
    #expect(abs(total - model.logLikelihood) < 1e-7)
  }

  @Test func figuresFollowFromSigma() throws {
    let (formula, data) = try Self.toenail()
    let random = try #require(try Self.fit(formula, data, points: 25).random)
    let sigma = random.sigma
    #expect(random.variance.value == sigma * sigma)
    #expect(abs(random.icc.value - sigma * sigma / (sigma * sigma + Double.pi * Double.pi / 3)) < 1e-15)
    // Φ⁻¹(0.75) as where the normal distribution leaves a quarter.
    let quarter = log(random.medianOddsRatio.value) / (2.0.squareRoot() * sigma)
    #expect(abs(0.5 * erfc(quarter / 2.0.squareRoot()) - 0.25) < 1e-15)
    let ends = try #require(random.sigmaInterval)
    #expect(ends.low < sigma && sigma < ends.high && abs(ends.low * ends.high / (sigma * sigma) - 1) < 1e-14)
    #expect(try #require(random.icc.interval).low < random.icc.value)
    // Half the tail of one degree of freedom.
    let whole = Distributions.logUpperChiSquared(random.test.statistic, df: 1)
    #expect(abs(random.test.logP - (whole - log(2))) < 1e-12)
  }

  /// Rows in any order and clusters under any rising numbers give the same bytes.
  @Test(arguments: 0..<4) func theOrderOfRowsChangesNothing(_ seed: Int) throws {
    let (formula, data) = try Self.toenail()
    var random = SplitMix64(state: UInt64(seed))
    let rows = Array(0..<data.rowCount).shuffled(using: &random).map { Int32($0) }
    var shuffled = data
    shuffled.columns = try data.columns.mapValues { try $0.gather(rows, .unattended) }
    shuffled.clusters = rows.map { (data.clusters?[Int($0)] ?? 0) * 3 + 1 }
    let (a, b) = (try Self.fit(formula, data, points: 15), try Self.fit(formula, shuffled, points: 15))
    #expect(a.coefficients == b.coefficients && a.random == b.random && a.covariance == b.covariance)
  }

  /// Clusters that say nothing: every second row of each is an event.
  @Test func alikeClustersGiveSigmaZero() throws {
    var data = ModelData(
      columns: [
        "y": Column(.integer((0..<400).map { $0 % 2 == 0 ? 1 : 0 })),
        "x": Column(.integer((0..<400).map { Int64($0 / 2 % 5) })),
      ], rowCount: 400)
    data.clusters = (0..<400).map { Int32($0 / 20) }
    let formula = Formula(outcome: .column("y"), terms: [.variable("x")])
    let plain = try Model.fit(formula, to: data)
    let model = try Self.fit(formula, data)
    let random = try #require(model.random)
    #expect(random.isAtBoundary && random.sigmaInterval == nil && random.icc.value == 0)
    #expect(random.medianOddsRatio.value == 1 && random.test.statistic == 0 && random.test.logP == 0)
    #expect(model.coefficients == plain.coefficients && model.logLikelihood == plain.logLikelihood)
  }

  @Test func whatHasNoRandomInterceptIsRefused() throws {
    var (formula, data) = try Self.toenail()
    data.clusters = [Int32](repeating: 7, count: data.rowCount)
    #expect(throws: MixedError.tooFewClusters(1)) { try Self.fit(formula, data) }
    data.clusters = (0..<data.rowCount).map { Int32($0) }
    #expect(throws: MixedError.singleRows) { try Self.fit(formula, data) }
    data.columns["y"] = Column(.integer((0..<Int64(data.rowCount)).map { $0 % 40 < 20 ? 1 : 0 }))
    data.clusters = (0..<data.rowCount).map { Int32($0 / 20) }
    formula = Formula(outcome: .column("y"), terms: [])
    #expect(throws: MixedError.unbounded) { try Self.fit(formula, data) }
    let stopped = Work(isCancelled: { true })
    #expect(throws: Cancelled.self) {
      var options = FitOptions()
      options.random = .init(by: "cluster")
      _ = try Model.fit(formula, to: data, options: options, stopped)
    }
  }

  /// An offset of x takes 1 off the coefficient of x and changes nothing else.
  @Test func anOffsetGoesAlong() throws {
    let (formula, data) = try Self.toenail()
    var shifted = formula
    shifted.terms.append(.offset(.variable("time")))
    let (a, b) = (try Self.fit(formula, data, points: 15), try Self.fit(shifted, data, points: 15))
    #expect(abs(a.logLikelihood - b.logLikelihood) < 1e-8)
    let estimates = zip(a.coefficients, b.coefficients).map { ($0.term, $0.estimate ?? 0, $1.estimate ?? 0) }
    for (term, plain, moved) in estimates { #expect(abs(plain - moved - (term == "time" ? 1 : 0)) < 1e-6) }
    #expect(abs(try #require(a.random).sigma - (try #require(b.random).sigma)) < 1e-6)
  }

  @Test func aRandomInterceptIsTestedAgainstNone() throws {
    let (formula, data) = try Self.toenail()
    let plain = try Model.fit(formula, to: data)
    let mixed = try Self.fit(formula, data, points: 15)
    #expect(LikelihoodRatioTest.compare(plain, mixed) == mixed.random?.test)
    #expect(LikelihoodRatioTest.compare(mixed, plain) == nil)
    var smaller = formula
    smaller.terms.removeLast()
    let test = try #require(LikelihoodRatioTest.compare(try Self.fit(smaller, data, points: 15), mixed))
    #expect(test.df == 1 && test.statistic > 0)
    #expect(LikelihoodRatioTest.compare(try Model.fit(smaller, to: data), mixed) == nil)
  }
}

@Suite struct GaussHermiteTests {
  /// Abramowitz & Stegun, table 25.10.
  @Test func nodesAndWeightsAreTheKnownOnes() {
    let rule = GaussHermite(points: 5)
    for (found, known) in zip(
      rule.nodes, [-2.0201828704561, -0.9585724646138, 0, 0.9585724646138, 2.0201828704561])
    {
      #expect(abs(found - known) < 1e-13)
    }
    let weights = [0.01995324205905, 0.39361932315224, 0.94530872048294]
    for (found, known) in zip(rule.logWeights, weights) { #expect(abs(exp(found) - known) < 1e-13) }
    // 25 points, the last one: numpy 2 and lme4's GHrule.
    let fine = GaussHermite(points: 25)
    #expect(abs(fine.nodes[24] * 2.0.squareRoot() - 8.717597678399589) < 1e-13)
    #expect(abs(exp(fine.logWeights[24]) / Double.pi.squareRoot() / 1.5300389979986902e-17 - 1) < 1e-11)
  }

  /// Of degree 2n − 1 every polynomial is integrated exactly: ∫ x^2k e^(−x²) = Γ(k + ½).
  @Test(arguments: [1, 2, 7, 15, 31, 63, 100, 127, 201]) func polynomialsAreExact(_ points: Int) {
    let rule = GaussHermite(points: points)
    for degree in 0..<points {
      let sum = zip(rule.nodes, rule.logWeights).reduce(0) { sum, pair in
        let (x, w) = pair
        let power = degree == 0 ? 0 : 2 * Double(degree) * log(abs(x))
        return sum + exp(w + power - lgamma(Double(degree) + 0.5))
      }
      #expect(abs(sum - 1) < 1e-11)
    }
  }
}
