import Foundation
import Testing

@testable import Engine

@Suite struct InequalityTests {
  /// Groups of random sizes, none without events or others.
  private static func groups(_ seed: UInt64) -> OutcomeGroups {
    var random = SplitMix64(state: seed)
    let count = 2 + Int(random.next() % 9)
    return OutcomeGroups(
      (0..<count).map { index in
        let rows = 20 + Int(random.next() % 400)
        return .init(level: "\(index)", rows: rows, events: 3 + Int(random.next() % UInt64(rows - 6)))
      })
  }

  /// Every row with the middle of its group's place, and its outcome.
  private static func rows(_ groups: OutcomeGroups) -> [(x: Double, y: Double)] {
    var before = 0
    var result: [(x: Double, y: Double)] = []
    for group in groups.groups {
      let x = (Double(before) + Double(group.rows) / 2) / Double(groups.rows)
      result += (0..<group.rows).map { (x, $0 < group.events ? 1 : 0) }
      before += group.rows
    }
    return result
  }

  @Test(arguments: 1...40) func theStraightLineIsLeastSquaresOfTheRows(_ seed: UInt64) throws {
    let groups = Self.groups(seed)
    let index = try #require(groups.linearIndex)
    func line(_ rows: [(x: Double, y: Double)]) -> (first: Double, slope: Double) {
      let n = Double(rows.count)
      let (mx, my) = (rows.reduce(0) { $0 + $1.x } / n, rows.reduce(0) { $0 + $1.y } / n)
      let slope =
        rows.reduce(0) { $0 + ($1.x - mx) * ($1.y - my) } / rows.reduce(0) { $0 + ($1.x - mx) * ($1.x - mx) }
      return (my - slope * mx, slope)
    }
    let (first, slope) = line(Self.rows(groups))
    #expect(Slow.close(index.slope.value, slope))
    #expect(Slow.close(index.first, first) && Slow.close(index.last, first + slope))
    // Errors: the line's ends are sums of the rates with fixed factors.
    func ends(_ rates: [Double]) -> (Double, Double) {
      var before = 0
      let n = Double(groups.rows)
      var points: [(x: Double, y: Double, w: Double)] = []
      for (group, rate) in zip(groups.groups, rates) {
        points.append(((Double(before) + Double(group.rows) / 2) / n, rate, Double(group.rows)))
        before += group.rows
      }
      let (mx, my) = (
        points.reduce(0) { $0 + $1.w * $1.x } / n, points.reduce(0) { $0 + $1.w * $1.y } / n
      )
      let slope =
        points.reduce(0) { $0 + $1.w * ($1.x - mx) * ($1.y - my) }
        / points.reduce(0) { $0 + $1.w * ($1.x - mx) * ($1.x - mx) }
      return (my - slope * mx, my + slope * (1 - mx))
    }
    let rates = groups.groups.map { Double($0.events) / Double($0.rows) }
    func error(_ function: ([Double]) -> Double) -> Double {
      var variance = 0.0
      for (place, group) in groups.groups.enumerated() {
        var (more, less) = (rates, rates)
        more[place] += 1e-6
        less[place] -= 1e-6
        let move = (function(more) - function(less)) / 2e-6
        variance += move * move * rates[place] * (1 - rates[place]) / Double(group.rows)
      }
      return variance.squareRoot()
    }
    #expect(Slow.close(index.slope.standardError, error { ends($0).1 - ends($0).0 }, 1e-6))
    guard first > 0.01, first + slope > 0.01 else { return }
    let relative = try #require(index.relative)
    #expect(Slow.close(relative.value, (first + slope) / first))
    let logError = error { log(ends($0).1 / ends($0).0) }
    #expect(Slow.close(log(relative.high / relative.low) / (2 * Slow.z), logError, 1e-4))
  }

  @Test(arguments: 1...8) func theLogisticLineIsARegressionOfTheRows(_ seed: UInt64) throws {
    let groups = Self.groups(seed)
    let index = try #require(try groups.logisticIndex())
    let rows = Self.rows(groups)
    let beta = Slow.logistic(
      rows.map { [1, $0.x] }, events: rows.map(\.y), others: rows.map { 1 - $0.y })
    let (p0, p1) = (Slow.probability([1, 0], beta), Slow.probability([1, 1], beta))
    #expect(Slow.close(index.first, p0) && Slow.close(index.last, p1))
    #expect(Slow.close(index.slope.value, p1 - p0, 1e-8))
    #expect(Slow.close(try #require(index.relative).value, p1 / p0))
    // The inverse information, and the derivatives of the ends by the coefficients.
    var v = [[0.0, 0], [0, 0]]
    for row in rows {
      let p = Slow.probability([1, row.x], beta)
      let x = [1, row.x]
      for i in 0..<2 { for j in 0..<2 { v[i][j] += p * (1 - p) * x[i] * x[j] } }
    }
    let inverse = [Slow.solve(v, [1, 0]), Slow.solve(v, [0, 1])]
    func error(_ function: ([Double]) -> Double) -> Double {
      let moves = [0, 1].map { place in
        var (more, less) = (beta, beta)
        more[place] += 1e-5
        less[place] -= 1e-5
        return (function(more) - function(less)) / 2e-5
      }
      var sum = 0.0
      for i in 0..<2 { for j in 0..<2 { sum += moves[i] * moves[j] * inverse[i][j] } }
      return sum.squareRoot()
    }
    func ends(_ b: [Double]) -> (Double, Double) {
      (Slow.probability([1, 0], b), Slow.probability([1, 1], b))
    }
    #expect(Slow.close(index.slope.standardError, error { ends($0).1 - ends($0).0 }, 1e-6))
    let relative = try #require(index.relative)
    #expect(
      Slow.close(
        log(relative.high / relative.low) / (2 * Slow.z), error { log(ends($0).1 / ends($0).0) }, 1e-6))
  }

  @Test(arguments: 1...40) func theConcentrationIndexIsACovarianceOfTheRows(_ seed: UInt64) throws {
    let groups = Self.groups(seed)
    let found = try #require(groups.concentration)
    // Counts of rows with and without the event, group by group.
    func indices(_ counts: [Double]) -> (c: Double, w: Double, e: Double) {
      let n = counts.reduce(0, +)
      var (before, mean, covariance) = (0.0, 0.0, 0.0)
      for group in stride(from: 0, to: counts.count, by: 2) { mean += counts[group] / n }
      for group in stride(from: 0, to: counts.count, by: 2) {
        let size = counts[group] + counts[group + 1]
        let rank = (before + size / 2) / n
        before += size
        covariance += counts[group] / n * (rank - 0.5)
      }
      let c = 2 * covariance / mean
      return (c, c / (1 - mean), 4 * mean * c)
    }
    let counts = groups.groups.flatMap { [Double($0.events), Double($0.rows - $0.events)] }
    let (c, w, e) = indices(counts)
    #expect(Slow.close(found.standard.value, c))
    #expect(Slow.close(found.wagstaff.value, w))
    #expect(Slow.close(found.erreygers.value, e))
    #expect(Slow.close(found.standard.standardError, Slow.error(counts) { indices($0).c }, 1e-5))
    #expect(Slow.close(found.wagstaff.standardError, Slow.error(counts) { indices($0).w }, 1e-5))
    #expect(Slow.close(found.erreygers.standardError, Slow.error(counts) { indices($0).e }, 1e-5))
  }

  @Test func twoHalvesByHand() throws {
    let groups = OutcomeGroups([
      .init(level: "1", rows: 100, events: 40), .init(level: "2", rows: 100, events: 60),
    ])
    // Ridits 1/4 and 3/4: the line rises by 0.2 over half of the way.
    let linear = try #require(groups.linearIndex)
    #expect(Slow.close(linear.slope.value, 0.4) && Slow.close(linear.first, 0.3))
    #expect(Slow.close(try #require(linear.relative).value, 7.0 / 3))
    let concentration = try #require(groups.concentration)
    #expect(Slow.close(concentration.standard.value, 0.1))
    #expect(Slow.close(concentration.erreygers.value, 0.2))
    #expect(Slow.close(concentration.wagstaff.value, 0.2))
  }

  @Test func reversedGroupsReverseTheSigns() throws {
    let groups = Self.groups(5)
    var reversed = groups
    reversed.groups.reverse()
    #expect(
      Slow.close(
        try #require(groups.linearIndex).slope.value, -(try #require(reversed.linearIndex)).slope.value))
    #expect(
      Slow.close(
        try #require(try groups.logisticIndex()).slope.standardError,
        try #require(try reversed.logisticIndex()).slope.standardError, 1e-8))
    #expect(
      Slow.close(
        try #require(groups.concentration).standard.value,
        -(try #require(reversed.concentration)).standard.value))
  }

  @Test func countingMindsNeitherOrderNorWeights() throws {
    var random = SplitMix64(state: 3)
    let decile = (0..<600).map { _ in
      random.next() % 11 == 0 ? Column.missingInteger : Int64(1 + random.next() % 5)
    }
    let outcome = (0..<600).map { _ in UInt8(random.next() % 13 == 0 ? 2 : random.next() % 2) }
    let weights = (0..<600).map { _ in Int64(random.next() % 4) }
    func count(_ rows: [Int], weights: [Int64]?) throws -> OutcomeGroups {
      try OutcomeGroups(
        .column("y"), by: "d",
        in: ModelData(
          columns: [
            "y": Column(.flag(rows.map { outcome[$0] })), "d": Column(.integer(rows.map { decile[$0] })),
          ],
          rowCount: rows.count, weights: weights))
    }
    let all = Array(0..<600)
    let shuffled = all.sorted { ($0 &* 7919) % 601 < ($1 &* 7919) % 601 }
    #expect(try count(all, weights: nil) == count(shuffled, weights: nil))
    let expanded = all.flatMap { Array(repeating: $0, count: Int(weights[$0])) }
    #expect(try count(all, weights: weights) == count(expanded, weights: nil))
    let found = try count(all, weights: nil)
    #expect(found.withoutOutcome == outcome.count { $0 == 2 })
    #expect(found.withoutGroup == all.count { outcome[$0] != 2 && decile[$0] == Column.missingInteger })
    #expect(found.rows + found.withoutGroup + found.withoutOutcome == 600)
  }

  @Test func oneGroupHasNoIndex() throws {
    let one = OutcomeGroups([.init(level: "1", rows: 10, events: 4), .init(level: "2", rows: 0, events: 0)])
    #expect(one.linearIndex == nil && one.concentration == nil)
    #expect(try one.logisticIndex() == nil)
  }
}
