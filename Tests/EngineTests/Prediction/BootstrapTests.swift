import Foundation
import Synchronization
import Testing

@testable import Engine

@Suite struct BootstrapTests {
  /// Inversion on an even grid of numbers gives each count its exact share.
  @Test(arguments: [
    (1, 1, 3), (5, 1, 2), (7, 3, 4), (12, 1, 100), (40, 13, 30), (60, 57, 90), (500, 1, 9),
  ])
  func binomialsHaveTheirDistribution(_ trials: Int64, _ part: Int64, _ whole: Int64) {
    let grid = 20_000
    var counts = [Int64: Int](minimumCapacity: 100)
    for index in 0..<grid {
      let drawn = RowDraws.binomial(trials, part, of: whole, (Double(index) + 0.5) / Double(grid))
      counts[drawn, default: 0] += 1
    }
    let p = Double(part) / Double(whole)
    var chance = pow(1 - p, Double(trials))
    for k in 0...trials {
      #expect(abs(Double(counts[k] ?? 0) / Double(grid) - chance) < 1.01 / Double(grid), "\(k)")
      chance *= Double(trials - k) / Double(k + 1) * p / (1 - p)
    }
    #expect(counts.keys.allSatisfy { (0...trials).contains($0) })
  }

  /// Sums, means and variances of many samples, and no cell without rows.
  @Test func samplesAreMultinomial() throws {
    let weights: [Int64] = [3, 0, 250, 41, 1, 705]
    let samples = 4000
    var sums = [Double](repeating: 0, count: weights.count)
    var squares = sums
    for sample in 0..<samples {
      let drawn = try RowDraws.multinomial(
        1000, weights, XXH64.hash(Int64(sample), seed: 9), .unattended)
      #expect(drawn.reduce(0, +) == 1000 && drawn[1] == 0)
      for (cell, count) in drawn.enumerated() {
        sums[cell] += Double(count)
        squares[cell] += Double(count * count)
      }
    }
    for (cell, weight) in weights.enumerated() {
      let p = Double(weight) / 1000
      let mean = sums[cell] / Double(samples)
      let variance = squares[cell] / Double(samples) - mean * mean
      let error = (1000 * p * (1 - p) / Double(samples)).squareRoot()
      #expect(abs(mean - 1000 * p) <= 4.5 * error)
      #expect(abs(variance - 1000 * p * (1 - p)) <= 0.15 * 1000 * p * (1 - p))
    }
  }

  /// Whole clusters are drawn: every cluster's rows as often as the cluster.
  @Test func clustersStayWhole() throws {
    var data = PatternPropertyTests.random(3, rows: 300)
    data.clusters = (0..<300).map { Int32($0 % 12) }
    let model = try Model.fit(Formula(outcome: .column("y"), terms: [.variable("count")]), to: data)
    let basis = try #require(model.basis)
    let clusters = try #require(basis.clusters)
    let draws = RowDraws(basis, seed: 4)
    for replicate in 0..<20 {
      let (successes, failures) = try draws.sample(replicate, .unattended)
      // The counts are a whole-numbered combination of the clusters': try the multiplicities the stream gives.
      let stream = XXH64.hash(Int64(replicate), seed: XXH64.hash(4, seed: 42))
      let times = try RowDraws.multinomial(12, [Int64](repeating: 1, count: 12), stream, .unattended)
      #expect(times.reduce(0, +) == 12)
      var expected = [Int64](repeating: 0, count: basis.patterns.count)
      for cluster in 0..<12 {
        for entry in clusters.starts[cluster]..<clusters.starts[cluster + 1] {
          expected[Int(clusters.patterns[entry])] += times[cluster] * clusters.successes[entry]
        }
      }
      #expect(successes == expected && successes.reduce(0, +) + failures.reduce(0, +) > 0)
    }
    #expect(try model.bootstrapped(20, seed: 4).clusters == 12)
  }

  /// The optimism by fitting the program's own models to written-out rows, and predicting row by row.
  @Test func optimismAgainstWrittenOutRows() throws {
    let data = try ModelFixtures.read("birthwt")
    let formula = AreaDifferenceTests.large
    let model = try Model.fit(formula, to: data)
    let basis = try #require(model.basis)
    let found = try model.bootstrapped(25, seed: 11)
    #expect(found.used == 25)
    var sums = (area: 0.0, brier: 0.0, slope: 0.0)
    let draws = RowDraws(basis, seed: 11)
    let patternOf = try FitPreparation.patterns(formula, data, heldOut: false, .unattended).patterns
    guard case .integer(let y) = try data.column("low").storage else { return }
    for replicate in 0..<25 {
      let (successes, failures) = try draws.sample(replicate, .unattended)
      var rows: [Int] = []
      for pattern in 0..<basis.patterns.count {
        for (count, event) in [(successes[pattern], 1), (failures[pattern], 0)] where count > 0 {
          let row = try #require(
            y.indices.first { patternOf[$0] == Int32(pattern) && y[$0] == Int64(event) })
          rows += [Int](repeating: row, count: Int(count))
        }
      }
      let drawn = try PatternPropertyTests.gather(data, rows)
      let fit = try Model.fit(formula, to: drawn)
      var both = data
      both.columns = try data.columns.mapValues { column in
        try column.gather(rows.map(Int32.init) + (0..<189).map(Int32.init))
      }
      both.rowCount = rows.count + 189
      both.heldOut = (0..<both.rowCount).map { $0 >= rows.count }
      let validated = try Model.fit(formula, to: both)
      #expect(worst(validated.estimated.map(\.estimate), fit.estimated.compactMap(\.estimate)) < 1e-12)
      let held = try #require(validated.validation)
      sums.area += try #require(fit.auc) - (try #require(held.auc))
      sums.brier += try #require(fit.brier) - (try #require(held.brier))
      sums.slope += try 1 - #require(try validated.calibration()).slope
    }
    #expect(abs((found.area?.optimism ?? 9) - sums.area / 25) < 1e-12)
    #expect(abs((found.brier?.optimism ?? 9) - sums.brier / 25) < 1e-12)
    #expect(abs((found.slope?.optimism ?? 9) - sums.slope / 25) < 1e-8)
    #expect(found.slope?.apparent == 1 && found.intercept?.apparent == 0)
    #expect(found.area?.apparent == model.auc)
  }

  /// R 4.2 with rms 6.5.0: validate(lrm(…), B = 4000), within Monte Carlo error. Dxy is 2 AUC − 1.
  @Test func optimismAgreesWithRMS() throws {
    let model = try Model.fit(AreaDifferenceTests.large, to: try ModelFixtures.read("birthwt"))
    let found = try model.bootstrapped(600, seed: 1)
    #expect(abs((found.area?.corrected ?? 0) - 0.64697457) < 0.006)
    #expect(abs((found.brier?.corrected ?? 0) - 0.20839790) < 0.003)
    #expect(abs((found.slope?.corrected ?? 0) - 0.81298498) < 0.04)
    #expect((found.ici?.corrected ?? 0) > 0 && found.curve.count == 10 && found.intervals.count == 6)
    for (interval, line) in zip(found.intervals, model.estimated) {
      let ratio = try #require(line.oddsRatio)
      let (low, high) = try (#require(interval.low), #require(interval.high))
      #expect(low < ratio && ratio < high && interval.replicates == 600)
    }
  }

  /// One sample that is separated and one that lacks a level, by hand: Brier and AUC of what the fit's limit predicts.
  @Test func limitsPredictAndRowsOfALevelNotDrawnAreLeftOut() throws {
    let data = ModelData(
      columns: [
        "y": Column(.integer((0..<60).map { Int64($0 % 3 == 0 ? 1 : 0) })),
        "g": ModelFixtures.category((0..<60).map { $0 < 2 ? "b" : $0 % 2 == 0 ? "a" : "c" }),
      ], rowCount: 60)
    let model = try Model.fit(Formula(outcome: .column("y"), terms: [.variable("g")]), to: data)
    let basis = try #require(model.basis)
    var options = model.options
    options.allowsSeparation = true
    let refitter = try Refitter(basis, options, .unattended)
    let rare = try #require(
      (0..<basis.patterns.count).first { basis.patterns.successes[$0] + basis.patterns.failures[$0] == 2 })
    // Without its event the level's log odds fall without bound; the others stay as they are.
    var successes = basis.patterns.successes
    successes[rare] = 0
    var fit = try refitter.fit(successes: successes, failures: basis.patterns.failures, .unattended)
    #expect(fit.isSeparated && fit.predictors[rare] == -.infinity && fit.coefficients.count == 2)
    let estimates = model.estimated.compactMap(\.estimate)
    #expect(abs((fit.coefficients[0] ?? 9) - estimates[0]) < 1e-9)
    // Without any of its rows they are not determined.
    var failures = basis.patterns.failures
    failures[rare] = 0
    fit = try refitter.fit(successes: successes, failures: failures, .unattended)
    #expect(!fit.isSeparated && fit.predictors.filter { $0 == nil }.count == 1 && fit.predictors[rare] == nil)
    #expect(fit.coefficients.count == 2)
    // Without the reference level the others' coefficients would stand against another one.
    let reference = try #require((0..<basis.patterns.count).first { basis.patterns.code($0, 0) == 0 })
    (successes, failures) = (basis.patterns.successes, basis.patterns.failures)
    successes[reference] = 0
    failures[reference] = 0
    fit = try refitter.fit(successes: successes, failures: failures, .unattended)
    #expect(fit.coefficients.isEmpty && fit.predictors[reference] == nil)
  }

  /// A distance is never negative, and of the corrected curve it is what its definition says.
  @Test(arguments: 0..<6) func distancesAreOfTheCorrectedCurve(_ seed: Int) throws {
    let data = PatternPropertyTests.random(seed, rows: 400)
    let model = try Model.fit(
      Formula(outcome: .column("y"), terms: [.variable("count"), .variable("level")]), to: data)
    let found = try model.bootstrapped(20, seed: Int64(seed), groups: 100)
    guard let ici = found.ici, let e50 = found.e50, let e90 = found.e90, let emax = found.emax else { return }
    #expect([ici, e50, e90, emax].allSatisfy { $0.corrected >= 0 && $0.corrected <= 1 })
    #expect(e50.corrected <= e90.corrected && e90.corrected <= emax.corrected)
    #expect(ici.corrected <= emax.corrected)
    // Where every group is one prediction the curve's own table gives the same distances.
    let groups = found.apparent.groups
    guard groups.allSatisfy({ $0.low == $0.high }) else { return }
    let distances = zip(groups, found.curve).map { ($0.rows, abs($1.corrected - $0.expected)) }
    let mean = distances.reduce(0) { $0 + Double($1.0) * $1.1 } / Double(found.apparent.rows)
    #expect(abs(mean - ici.corrected) < 1e-9)
    #expect(abs((distances.map(\.1).max() ?? 9) - emax.corrected) < 1e-9)
  }

  /// How far it is, is told in samples.
  @Test func progressIsInSamples() throws {
    let model = try Model.fit(AreaDifferenceTests.large, to: try ModelFixtures.read("birthwt"))
    let seen = Mutex<[Work.Progress]>([])
    _ = try model.bootstrapped(
      24, seed: 1, Work(isCancelled: { false }, report: { progress in seen.withLock { $0.append(progress) } })
    )
    let reports = seen.withLock { $0 }
    #expect(reports.allSatisfy { $0.stage == "bootstrap samples" && $0.total == 24 })
    #expect(reports.map(\.done).sorted() == Array(1...24))
  }

  /// The same bytes in any order of rows, and of rows counted beforehand.
  @Test(arguments: 0..<3)
  func rowsInAnyForm(_ seed: Int) throws {
    var data = PatternPropertyTests.random(seed, rows: 300)
    let formula = Formula(outcome: .column("y"), terms: [.variable("group"), .variable("level")])
    var random = SplitMix64(state: UInt64(seed) + 40)
    let weights = (0..<300).map { _ in Int64(random.below(4)) }
    let repeated = try PatternPropertyTests.gather(
      data, weights.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) })
    data.weights = weights
    let costs = ErrorCosts(falseNegative: 5, falsePositive: 1)
    func validated(_ data: ModelData) throws -> BootstrapValidation {
      try Model.fit(formula, to: data).bootstrapped(12, seed: 8, costs: costs)
    }
    let expected = try validated(data)
    #expect(try validated(repeated) == expected)
    #expect(
      try validated(try PatternPropertyTests.gather(repeated, random.permutation(repeated.rowCount)))
        == expected)
    #expect(try Model.fit(formula, to: data).bootstrapped(12, seed: 9, costs: costs) != expected)
  }

  /// Replicates that cannot be fitted are counted, not hidden.
  @Test func degenerateReplicatesAreCounted() throws {
    // One row alone has level b: a sample lacks it with probability (1 − 1/n)^n.
    let data = ModelData(
      columns: [
        "y": Column(.integer((0..<60).map { Int64($0 % 3 == 0 ? 1 : 0) })),
        "x": Column(.integer((0..<60).map { Int64($0 / 7 % 4) })),
        "g": ModelFixtures.category((0..<60).map { $0 < 2 ? "b" : "a" }),
      ], rowCount: 60)
    let model = try Model.fit(
      Formula(outcome: .column("y"), terms: [.variable("x"), .variable("g")]), to: data)
    let found = try model.bootstrapped(60, seed: 2)
    #expect(found.incomplete > 0 && found.separated > 0)
    // They still predict: no sample of both outcomes is thrown away.
    #expect(found.used + found.oneClass + found.notConverged == 60 && found.used > 55)
    #expect(found.withLine < found.used && found.withLine > 0 && found.withCurve >= found.withLine)
    // The rare level's odds ratio is finite in too few samples for an interval, the others' are in all but odd ones.
    #expect(found.intervals.last?.low == nil && found.intervals.last?.high == nil)
    #expect((found.intervals.last?.replicates ?? 60) < 45)
    #expect(found.intervals[1].low != nil && found.intervals[1].replicates > 55)
    let figures = [found.area, found.brier, found.intercept, found.slope].compactMap { $0 }
    #expect(figures.count == 4 && figures.allSatisfy { $0.corrected.isFinite })
    let separated = try Model.fit(
      Formula(outcome: .column("y"), terms: [.variable("y")]), to: data,
      options: {
        var options = FitOptions()
        options.allowsSeparation = true
        return options
      }())
    #expect(throws: InferenceError.noMaximum) { try separated.bootstrapped(10, seed: 1) }
  }
}
