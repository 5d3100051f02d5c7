import Foundation
import Testing

@testable import Engine

/// What predictions and adjustments are said to be, against rows one by one and each definition written out.
@Suite struct RowByRowTests {
  static let formula = Formula(
    outcome: .column("y"),
    terms: [.variable("group"), .variable("flag"), .variable("count"), .variable("level")])

  /// The rows that have every value: their places, what stands in the columns of the design, and the outcome.
  private static func rows(_ data: ModelData) throws -> (places: [Int], x: [[Double]], y: [Double]) {
    let complete = try Model.completeRows(formula: formula, data: data)
    guard case .category(let group, _) = data.columns["group"]?.storage,
      case .flag(let flag) = data.columns["flag"]?.storage,
      case .integer(let count) = data.columns["count"]?.storage,
      case .decimal(let level) = data.columns["level"]?.storage,
      case .flag(let y) = data.columns["y"]?.storage
    else { throw Cancelled() }
    let places = complete.indices.filter { complete[$0] }
    let x = places.map {
      [1, group[$0] == 1 ? 1 : 0, group[$0] == 2 ? 1 : 0, Double(flag[$0]), Double(count[$0]), level[$0]]
    }
    return (places, x, places.map { Double(y[$0]) })
  }

  private static func eta(_ x: [Double], _ fit: SlowLogit) -> Double {
    zip(x, fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
  }

  private func check(_ found: Performance, _ slow: SlowPerformance) throws {
    #expect(found.rows == slow.y.count && found.events == slow.y.count { $0 == 1 })
    #expect(worst([found.area?.area, found.area?.standardError], [slow.area.value, slow.area.error]) < 1e-9)
    #expect(worst([found.brier], [slow.brier]) < 1e-9)
    let line = try #require(found.calibration)
    #expect(abs(line.intercept - slow.intercept.value) < 1e-9)
    #expect(
      worst(
        [line.interceptError, line.slope, line.slopeError],
        [slow.intercept.error, slow.slope.value, slow.slope.error]) < 1e-8)
    #expect(found.groups.map(\.rows) == slow.groups.map(\.count))
    #expect(found.groups.map(\.events) == slow.groups.map { $0.count { slow.y[$0] == 1 } })
    let expected = slow.groups.map { group in group.reduce(0) { $0 + slow.p[$1] } / Double(group.count) }
    #expect(worst(found.groups.map(\.expected), expected) < 1e-9)
    let curve = try #require(found.curve)
    #expect(worst([curve.ici, curve.e50, curve.e90, curve.emax], slow.distances) < 1e-6)
    #expect(worst([found.thresholds.youden?.youdenIndex], [slow.youden]) < 1e-12)
    #expect(found.thresholds.distinct == Set(slow.p).count - 1)
  }

  @Test(arguments: 0..<4)
  func rowsHeldOut(_ seed: Int) throws {
    var data = PatternPropertyTests.random(seed, rows: 700)
    var random = SplitMix64(state: UInt64(seed) + 21)
    let heldOut = (0..<700).map { _ in random.below(3) == 0 }
    data.heldOut = heldOut
    let model = try Model.fit(RowByRowTests.formula, to: data)
    let (places, x, y) = try RowByRowTests.rows(data)
    let (fitted, left) = (
      places.indices.filter { !heldOut[places[$0]] }, places.indices.filter { heldOut[places[$0]] }
    )
    let fit = SlowLogit(fitted.map { x[$0] }, fitted.map { y[$0] })
    let slow = SlowPerformance(
      eta: left.map { RowByRowTests.eta(x[$0], fit) }, y: left.map { y[$0] })
    try check(try #require(try model.heldOutPerformance()), slow)
    let validation = try #require(model.validation)
    #expect(validation.n == left.count && validation.unpredictable == 0)
    #expect(worst([validation.auc, validation.brier], [slow.area.value, slow.brier]) < 1e-9)
    for sorted in validation.sweep + [validation.confusion] {
      #expect([sorted.truePositives, sorted.falsePositives] == slow.positives(sorted.threshold))
    }
    let calibration = try #require(try model.calibration())
    #expect(worst([calibration.slope, calibration.slopeError], [slow.slope.value, slow.slope.error]) < 1e-8)
  }

  /// The score of the rows fitted in parts by group, each part by its own definition.
  @Test(arguments: 0..<4)
  func partsOfTheBrierScore(_ seed: Int) throws {
    let data = PatternPropertyTests.random(seed + 30, rows: 500)
    let model = try Model.fit(RowByRowTests.formula, to: data)
    let (_, x, y) = try RowByRowTests.rows(data)
    let fit = SlowLogit(x, y)
    let slow = SlowPerformance(eta: x.map { RowByRowTests.eta($0, fit) }, y: y)
    let parts = try #require(try model.brierParts(groups: 10, .interpolated))
    #expect(worst([parts.score], [slow.brier]) < 1e-9)
    let found = [parts.reliability, parts.resolution, parts.uncertainty, parts.within]
    for (a, b) in zip(found, slow.brierParts) { #expect(abs(a - b) < 1e-10) }
    #expect(parts.within != 0)
  }

  @Test(arguments: 0..<4)
  func folds(_ seed: Int) throws {
    let data = PatternPropertyTests.random(seed + 50, rows: 500)
    var random = SplitMix64(state: UInt64(seed) + 22)
    let folds = (0..<500).map { _ in Int32(random.below(5)) }
    let model = try Model.fit(RowByRowTests.formula, to: data)
    let found = try model.crossValidated(data, folds: folds)
    let (places, x, y) = try RowByRowTests.rows(data)
    var eta = [Double](repeating: 0, count: places.count)
    for fold in 0..<Int32(5) {
      let rest = places.indices.filter { folds[places[$0]] != fold }
      let own = places.indices.filter { folds[places[$0]] == fold }
      let fit = SlowLogit(rest.map { x[$0] }, rest.map { y[$0] })
      for row in own { eta[row] = RowByRowTests.eta(x[row], fit) }
      let slow = SlowPerformance(eta: own.map { eta[$0] }, y: own.map { y[$0] })
      let part = found.folds[Int(fold)]
      #expect(part.rows == own.count && part.events == slow.y.count { $0 == 1 })
      #expect(worst([part.area?.area, part.area?.standardError], [slow.area.value, slow.area.error]) < 1e-9)
    }
    #expect(found.performance.unpredictable == 0)
    try check(found.performance, SlowPerformance(eta: eta, y: y))
  }
}

/// Every line of an adjustment against rows one by one.
@Suite struct ConfoundingByRowTests {
  /// Log odds and average marginal effect of a change of the exposure in a fit to rows, each with its error.
  private static func effect(
    _ fit: SlowLogit, _ x: [[Double]], log weights: [Double], from: ([Double]) -> [Double],
    to: ([Double]) -> [Double]
  ) -> [Double] {
    func error(_ g: [Double]) -> Double {
      var sum = 0.0
      for i in g.indices { for j in g.indices { sum += g[i] * g[j] * fit.covariance[i][j] } }
      return sum.squareRoot()
    }
    var (effect, gradient) = (0.0, [Double](repeating: 0, count: weights.count))
    for row in x {
      for (there, sign) in [(to(row), 1.0), (from(row), -1)] {
        let p = SlowLogit.probability(there, fit.coefficients)
        effect += sign * p / Double(x.count)
        for i in gradient.indices { gradient[i] += sign * p * (1 - p) * there[i] / Double(x.count) }
      }
    }
    let logOdds = zip(weights, fit.coefficients).reduce(0) { $0 + $1.0 * $1.1 }
    return [logOdds, error(weights), effect, error(gradient)]
  }

  private func figures(_ effect: Confounding.Effect?) -> [Double?] {
    [
      effect?.logOdds.value, effect?.logOdds.standardError, effect?.marginal.value,
      effect?.marginal.standardError,
    ]
  }

  /// Levels of a factor: crude, block by block, full, each term alone, E-values.
  @Test(arguments: 1...6)
  func levels(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(seed) + 700)
    let n = 300
    let level = (0..<n).map { _ in random.below(3) }
    let a = level.map { Double($0 + random.below(3)) }
    let b = level.map { random.unit() < 0.3 + 0.1 * Double($0) ? 1.0 : 0 }
    let c = a.map { $0 + Double(random.below(4)) }
    let y = (0..<n).map { row -> Double in
      let eta = -1 + 0.4 * Double(level[row]) + 0.3 * a[row] - 0.8 * b[row] - 0.1 * c[row]
      return random.unit() < 1 / (1 + exp(-eta)) ? 1 : 0
    }
    let data = ModelData(
      columns: [
        "x": ModelFixtures.category(level.map { ["low", "middle", "top"][$0] }), "a": Column(.decimal(a)),
        "b": Column(.flag(b.map { UInt8($0) })), "c": Column(.decimal(c)), "y": Column(.decimal(y)),
      ], rowCount: n)
    let found = try Confounding(
      of: .variable("x"), on: .column("y"),
      adjusting: [
        .init(name: "first", terms: [.variable("a"), .variable("b")]),
        .init(name: "second", terms: [.variable("c")]),
      ], in: data)
    #expect(found.n == n && found.events == y.count { $0 == 1 })

    func slow(_ others: [[Double]], _ column: Int) -> [Double] {
      let x = (0..<n).map { row in
        [1, level[row] == 1 ? 1.0 : 0, level[row] == 2 ? 1.0 : 0] + others.map { $0[row] }
      }
      func set(_ wanted: Int) -> ([Double]) -> [Double] {
        { row in [1, wanted == 1 ? 1 : 0, wanted == 2 ? 1 : 0] + row.dropFirst(3) }
      }
      return ConfoundingByRowTests.effect(
        SlowLogit(x, y), x, log: x[0].indices.map { $0 == column ? 1 : 0 }, from: set(0), to: set(column))
    }
    for place in 0..<2 {
      for (step, others) in zip(found.steps, [[], [a, b], [a, b, c]]) {
        #expect(worst(figures(step.effects[place]), slow(others, place + 1)) < 1e-8)
      }
      for (candidate, other) in zip(found.candidates, [a, b, c]) {
        let expected = slow([other], place + 1)
        let (logOdds, marginal) = (candidate.logOdds[place], candidate.marginal[place])
        #expect(
          worst(
            [logOdds?.value, logOdds?.standardError, marginal?.value, marginal?.standardError], expected)
            < 1e-8)
      }
      #expect(found.decompositions[place]?.crude == found.steps[0].effects[place]?.logOdds)
      // E-values: the outcome is common, so the square root of the odds ratio stands for the risk ratio.
      let full = slow([a, b, c], place + 1)
      let share = Double(found.events) / Double(n)
      let values = try EValue(
        logOdds: #require(found.steps[2].effects[place]).logOdds, share: share)
      func bound(_ logOdds: Double) -> Double {
        let ratio = exp(abs(logOdds) / 2)
        return ratio + (ratio * (ratio - 1)).squareRoot()
      }
      #expect(share > 0.15 && values.isCommon)
      #expect(worst([values.estimate], [bound(full[0])]) < 1e-7)
      let nearer = abs(full[0]) - 1.959963984540054 * full[1]
      #expect(worst([values.limit], [nearer > 0 ? bound(nearer) : 1]) < 1e-7)
    }
    #expect(found.candidates.map(\.term) == ["a", "b", "c"])
  }

  /// A number: one unit, and from its least to its greatest value.
  @Test(arguments: 1...4)
  func numbers(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(seed) + 800)
    let n = 300
    let x = (0..<n).map { _ in Double(random.below(5) + 1) }
    let a = x.map { $0 + Double(random.below(4)) }
    let y = (0..<n).map { random.unit() < 1 / (1 + exp(1.2 - 0.3 * x[$0] - 0.1 * a[$0])) ? 1.0 : 0 }
    let data = ModelData(
      columns: ["x": Column(.decimal(x)), "a": Column(.decimal(a)), "y": Column(.decimal(y))], rowCount: n)
    let found = try Confounding(
      of: .variable("x"), on: .column("y"), adjusting: [.init(name: "a", terms: [.variable("a")])], in: data)
    #expect(found.contrasts.map(\.isSpan) == [false, true])
    for (step, others) in zip(found.steps, [[], [a]]) {
      let rows = (0..<n).map { row in [1, x[row]] + others.map { $0[row] } }
      let fit = SlowLogit(rows, y)
      func set(_ value: Double) -> ([Double]) -> [Double] { { [1, value] + $0.dropFirst(2) } }
      let span = ConfoundingByRowTests.effect(
        fit, rows, log: [0, 4] + others.map { _ in 0 }, from: set(1), to: set(5))
      #expect(worst(figures(step.effects[1]), span) < 1e-8)
      // The slope of the probability, by a difference in both directions.
      let h = 1e-4
      let unit = ConfoundingByRowTests.effect(
        fit, rows, log: [0, 1] + others.map { _ in 0 }, from: { [1, $0[1] - h] + $0.dropFirst(2) },
        to: { [1, $0[1] + h] + $0.dropFirst(2) })
      let slope = [unit[0], unit[1], unit[2] / (2 * h), unit[3] / (2 * h)]
      #expect(worst(figures(step.effects[0]), slope) < 1e-6)
    }
  }
}
