import Foundation
import Testing

@testable import Engine

/// Tests of whether effects differ between groups, against plain fits and other definitions.
@Suite struct HeterogeneityTests {
  private static let formula = Formula(
    outcome: .column("low"), terms: [.variable("age"), .variable("lwt"), .factor("race", reference: nil)])

  /// birthwt, with smoking as the groups.
  private func birthwt() throws -> (data: ModelData, groups: [Int32]) {
    let data = try ModelFixtures.read("birthwt")
    guard case .integer(let smoke) = try #require(data.columns["smoke"]).storage else { return (data, []) }
    return (data, smoke.map { Int32($0) })
  }

  @Test func allTermsAtOnceAreTheSumOfTheGroupsOwnFits() throws {
    let (data, groups) = try birthwt()
    let tests = try Model.interactionTests(Self.formula, groups: groups, of: data, limit: 100)
    #expect(tests.map(\.term) == ["age", "lwt", "factor(race)", nil])
    var apart = 0.0
    for group: Int32 in [0, 1] {
      let rows = groups.indices.filter { groups[$0] == group }.map { Int32($0) }
      let part = ModelData(
        columns: try data.columns.mapValues { try $0.gather(rows, .unattended) }, rowCount: rows.count)
      apart += try Model.fit(Self.formula, to: part).logLikelihood
    }
    var pooled = Self.formula
    pooled.terms.append(.variable("smoke"))
    let together = try Model.fit(pooled, to: data)
    let all = try #require(tests.last?.test)
    #expect(abs(all.statistic - 2 * (apart - together.logLikelihood)) < 1e-9 && all.df == 4)
    // One term, against the interaction written out.
    var written = pooled
    written.terms.append(.interaction([.variable("smoke"), .factor("race", reference: nil)]))
    let larger = try Model.fit(written, to: data)
    let expected = try #require(LikelihoodRatioTest.compare(together, larger))
    let race = try #require(tests[2].test)
    #expect(abs(race.statistic - expected.statistic) < 1e-9 && race.df == expected.df)
    #expect(abs(race.logP - expected.logP) < 1e-9)
    #expect(try Model.interactionTests(Self.formula, groups: groups, of: data, limit: 6).isEmpty)
  }

  @Test(arguments: 0..<4) func theOrderOfRowsChangesNothing(_ seed: Int) throws {
    let (data, groups) = try birthwt()
    var random = SplitMix64(state: UInt64(seed))
    let rows = Array(0..<data.rowCount).shuffled(using: &random).map { Int32($0) }
    let shuffled = ModelData(
      columns: try data.columns.mapValues { try $0.gather(rows, .unattended) }, rowCount: rows.count)
    let tests = try Model.interactionTests(
      Self.formula, groups: rows.map { groups[Int($0)] }, of: shuffled, limit: 100)
    #expect(tests == (try Model.interactionTests(Self.formula, groups: groups, of: data, limit: 100)))
  }

  /// Of two estimates Q is the square of the z of their difference; of equal estimates it is 0.
  @Test func cochransQ() throws {
    let two = try #require(CochranQ([(0.3, 0.1), (-0.2, 0.25)]))
    let difference = IndependentDifference(0.3, 0.1, -0.2, 0.25)
    #expect(abs(two.statistic - difference.z * difference.z) < 1e-12 && two.df == 1)
    #expect(abs(two.logP - difference.logP) < 1e-12)
    #expect(abs(two.iSquared - (1 - 1 / two.statistic)) < 1e-12)
    let equal = try #require(CochranQ([(0.3, 0.1), (0.3, 2), (0.3, 0.5)]))
    #expect(equal.statistic < 1e-25 && equal.iSquared == 0 && equal.logP == 0)
    #expect(CochranQ([(0.3, 0.1)]) == nil && CochranQ([(0.3, 0.1), (.infinity, 1)]) == nil)
    // Weighted mean 39/21: Q = 4 (1 − m)² + 16 (2 − m)² + (3 − m)².
    let mean = 39.0 / 21
    let three = try #require(CochranQ([(1, 0.5), (2, 0.25), (3, 1)]))
    let expected = 4 * (1 - mean) * (1 - mean) + 16 * (2 - mean) * (2 - mean) + (3 - mean) * (3 - mean)
    #expect(abs(three.statistic - expected) < 1e-12)
  }

  @Test func differencesOfIndependentEstimates() {
    let difference = IndependentDifference(0.5, 0.3, -0.7, 0.4)
    #expect(abs(difference.value + 1.2) < 1e-15 && abs(difference.standardError - 0.5) < 1e-15)
    #expect(abs(difference.z + 2.4) < 1e-14)
    #expect(abs(difference.logP - log(erfc(2.4 / 2.0.squareRoot()))) < 1e-12)
    #expect(difference.low < difference.ratio && difference.ratio < difference.high)
  }
}
