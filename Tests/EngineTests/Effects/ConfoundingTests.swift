import Foundation
import Testing

@testable import Engine

/// How an effect changes as blocks are adjusted for, and its decomposition.
@Suite struct ConfoundingTests {
  private func smoke() throws -> Confounding {
    try Confounding(
      of: .variable("smoke"), on: .column("low"),
      adjusting: [
        .init(name: "mother", terms: [.variable("age"), .variable("lwt")]),
        .init(name: "race", terms: [.factor("race", reference: nil)]),
      ], in: try ModelFixtures.read("birthwt"))
  }

  /// R 4.2.2 on MASS::birthwt: the reduced models fitted with residuals of lm, the parts and their errors by hand.
  @Test func decomposesAsInR() throws {
    let found = try smoke()
    let parts = try #require(found.decompositions.first ?? nil)
    func check(_ estimate: EffectEstimate?, _ value: Double, _ error: Double) {
      #expect(worst([estimate?.value, estimate?.standardError], [value, error]) < 1e-9)
    }
    check(parts.crude, 0.7040592140109284, 0.3196424121702870)
    check(parts.reduced, 0.7967236991256544, 0.3379851140502795)
    check(parts.full, 1.05443864781853369, 0.37999987351056647)
    check(parts.difference, -0.257714948692879, 0.169584884850190)
    check(parts.parts[0], 0.0453700529544020, 0.0679158776088638)
    check(parts.parts[1], -0.303085001647281, 0.151752149997027)
    check(found.steps[1].effects[0]?.sameScale, 0.7409698566346803, 0.3363978121063566)
    #expect(worst([parts.confoundingRatio], [parts.reduced.value / parts.full.value]) < 1e-12)
    #expect(found.steps.map(\.block) == [nil, "mother", "race"])
    #expect(found.candidates.map(\.term) == ["age", "lwt", "factor(race)"])
  }

  /// Each line is the fit of its terms with the offset.
  @Test func anOffsetIsInEveryLine() throws {
    let data = try ModelFixtures.read("birthwt")
    let offset = Formula.Term.offset(.variable("ftv"))
    let found = try Confounding(
      of: .variable("smoke"), on: .column("low"),
      adjusting: [
        .init(name: "age", terms: [.variable("age")]), .init(name: "lwt", terms: [.variable("lwt")]),
      ],
      offsets: [offset], in: data)
    for (step, terms) in zip(found.steps, [[], ["age"], ["age", "lwt"]]) {
      let model = try Model.fit(
        Formula(
          outcome: .column("low"),
          terms: [offset, .variable("smoke")] + terms.map(Formula.Term.variable)), to: data)
      let line = model.coefficients.first { $0.term == "smoke" }
      let effect = step.effects.first ?? nil
      #expect(
        worst(
          [effect?.logOdds.value, effect?.logOdds.standardError],
          [line?.estimate ?? .nan, line?.standardError ?? .nan]) < 1e-10)
    }
    #expect(found.candidates.map(\.term) == ["age", "lwt"])
    let parts = try #require(found.decompositions.first ?? nil)
    #expect(abs(parts.reduced.value - parts.full.value - parts.difference.value) < 1e-12)
  }

  /// Rows one by one, with a second fit in which residuals stand for the covariates.
  @Test(arguments: 1...12) func decomposesAsOverRows(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(seed))
    func uniform() -> Double { Double(random.next() % 1_000_000) / 1_000_000 }
    let n = 250
    let level = (0..<n).map { _ in Int(random.next() % 3) }
    let a = level.map { Double($0) + (uniform() * 3).rounded() }
    let b = (0..<n).map { uniform() < 0.3 + 0.1 * Double(level[$0]) ? 1.0 : 0 }
    let c = (0..<n).map { a[$0] + (uniform() * 4).rounded() }
    let y = (0..<n).map { row -> Double in
      let eta = -1 + 0.3 * Double(level[row]) + 0.3 * a[row] - 0.8 * b[row] + 0.1 * c[row]
      return uniform() < 1 / (1 + exp(-eta)) ? 1 : 0
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
    let order = found.contrasts.map(\.value)
    #expect(order == ["middle", "top"] && found.contrasts.allSatisfy { $0.reference == "low" })

    let leading = level.map { [1, $0 == 1 ? 1.0 : 0, $0 == 2 ? 1.0 : 0] }
    let whole = (0..<n).map { leading[$0] + [a[$0], b[$0], c[$0]] }
    let full = SlowLogit(whole, y)
    let columns = [a, b, c].map { SlowLogit.linear(leading, $0) }
    let reduced = SlowLogit((0..<n).map { row in leading[row] + columns.map { $0.residuals[row] } }, y)
    let early = (0..<n).map { leading[$0] + [a[$0], b[$0]] }
    let left = SlowLogit.linear(early, c).residuals
    let middle = SlowLogit((0..<n).map { early[$0] + [left[$0]] }, y)
    for (place, column) in [1, 2].enumerated() {
      let parts = try #require(found.decompositions[place])
      #expect(worst([parts.full.value], [full.coefficients[column]]) < 1e-8)
      #expect(worst([parts.full.standardError], [full.covariance[column][column].squareRoot()]) < 1e-8)
      #expect(worst([parts.reduced.value], [reduced.coefficients[column]]) < 1e-7)
      #expect(
        worst([parts.reduced.standardError], [reduced.covariance[column][column].squareRoot()]) < 1e-7)
      let step = try #require(found.steps[1].effects[place]).sameScale
      #expect(worst([step.value], [middle.coefficients[column]]) < 1e-7)
      #expect(worst([step.standardError], [middle.covariance[column][column].squareRoot()]) < 1e-7)

      // reduced = full + difference, and the difference is the sum of its parts.
      #expect(abs(parts.reduced.value - parts.full.value - parts.difference.value) < 1e-12)
      #expect(abs(parts.parts.reduce(0) { $0 + $1.value } - parts.difference.value) < 1e-12)
      #expect(found.steps[0].effects[place]?.sameScale == parts.reduced)
      #expect(found.steps[2].effects[place]?.sameScale == parts.full)

      let influence = SlowLogit.influence(leading, of: column)
      for (estimate, chosen) in [
        (parts.difference, [0, 1, 2]), (parts.parts[0], [0, 1]), (parts.parts[1], [2]),
      ] {
        let theta = columns.map { $0.coefficients[column] }
        var variance = 0.0
        for i in chosen {
          for j in chosen {
            variance += theta[i] * theta[j] * full.covariance[3 + i][3 + j]
            let sandwich = (0..<n).reduce(0) {
              $0 + influence[$1] * influence[$1] * columns[i].residuals[$1] * columns[j].residuals[$1]
            }
            variance += full.coefficients[3 + i] * full.coefficients[3 + j] * sandwich
          }
        }
        #expect(worst([estimate.standardError], [variance.squareRoot()]) < 1e-7)
      }
    }
  }

  /// Two covariates in balance, of which one has nothing to do with the exposure: the conditional odds ratio is e, the
  /// marginal one 1.962, and there is nothing to adjust for.
  @Test func anOddsRatioMovesWithoutConfounding() throws {
    var successes: [Int64] = []
    var failures: [Int64] = []
    for (x, z) in [(0.0, 0.0), (0, 1), (1, 0), (1, 1)] {
      let events = (1e9 / (1 + exp(-(-3 + x + 3 * z)))).rounded()
      successes.append(Int64(events))
      failures.append(Int64(1e9 - events))
    }
    let data = ModelData(
      columns: [
        "x": Column(.integer([0, 0, 1, 1])), "z": Column(.integer([0, 1, 0, 1])),
        "yes": Column(.integer(successes)), "no": Column(.integer(failures)),
      ], rowCount: 4)
    let found = try Confounding(
      of: .variable("x"), on: .events(successes: "yes", failures: "no"),
      adjusting: [.init(name: "z", terms: [.variable("z")])], in: data)
    let crude = try #require(found.steps[0].effects[0])
    let full = try #require(found.steps[1].effects[0])
    #expect(abs(exp(crude.logOdds.value) - 1.9623046) < 1e-6)
    #expect(abs(exp(full.logOdds.value) - 2.7182818) < 1e-6)
    #expect(abs(full.marginal.value - crude.marginal.value) < 1e-8)
    #expect(abs(crude.sameScale.value - full.sameScale.value) < 1e-8)
    let parts = try #require(found.decompositions[0])
    #expect(abs(parts.difference.value) < 1e-8)
    #expect(abs(parts.rescaling - 1 / 0.6741) < 1e-3)
  }

  /// All lines are over the rows that are complete and whose outcome no level predicts perfectly.
  @Test func everyLineIsOverTheSameRows() throws {
    var data = try ModelFixtures.read("birthwt")
    let n = data.rowCount
    guard case .integer(let low) = data.columns["low"]?.storage else { return }
    data.columns["holes"] = Column(.decimal((0..<n).map { $0 % 10 == 3 ? .nan : Double($0 % 4) }))
    // A level of whose rows none has the event.
    data.columns["rare"] = ModelFixtures.category(
      (0..<n).map { $0 % 50 == 0 && low[$0] == 0 ? "never" : "usual" })
    let found = try Confounding(
      of: .variable("smoke"), on: .column("low"),
      adjusting: [
        .init(name: "holes", terms: [.variable("holes")]), .init(name: "rare", terms: [.variable("rare")]),
      ], in: data)
    let kept = (0..<n).filter { $0 % 10 != 3 }
    let left = kept.filter { $0 % 50 == 0 && low[$0] == 0 }
    #expect(!left.isEmpty && found.separated == left.count && found.separatedTerms == ["rare"])
    #expect(found.n == kept.count - left.count && found.dropped == n - kept.count && found.rows == n)
    var rest = data
    rest.rowCount = found.n
    let rows = kept.filter { !left.contains($0) }.map { Int32($0) }
    for name in ["smoke", "low"] { rest.columns[name] = try data.columns[name]?.gather(rows, .unattended) }
    let crude = try Model.fit(Formula(outcome: .column("low"), terms: [.variable("smoke")]), to: rest)
    let estimate = crude.coefficients.last
    #expect(
      worst(
        [found.steps[0].effects[0]?.logOdds.value, found.steps[0].effects[0]?.logOdds.standardError],
        [estimate?.estimate ?? .nan, estimate?.standardError ?? .nan]) < 1e-10)
    #expect(found.steps[2].effects[0] != nil)
  }

  @Test func anExposureThatOthersDetermineHasNoEffect() throws {
    var data = try ModelFixtures.read("birthwt")
    guard case .integer(let age) = data.columns["age"]?.storage else { return }
    data.columns["months"] = Column(.integer(age.map { 12 * $0 }))
    let found = try Confounding(
      of: .variable("months"), on: .column("low"),
      adjusting: [.init(name: "age", terms: [.variable("age")])], in: data)
    // The exposure stands first, so it is the covariate that is set aside, and nothing changes.
    let parts = try #require(found.decompositions[0])
    #expect(abs(parts.difference.value) < 1e-12 && parts.parts.count == 1)
  }

  @Test func spansAreOfValuesWithEnoughRows() throws {
    let n = 300
    let x = (0..<n).map { Int64($0 == 0 ? 11 : $0 % 10 + 1) }
    let data = ModelData(
      columns: [
        "x": Column(.integer(x)),
        "y": Column(.integer((0..<n).map { Int64(($0 * 7 + $0 / 11) % 3 == 0 ? 1 : 0) })),
        "z": Column(.integer((0..<n).map { Int64($0 % 2) })),
      ], rowCount: n)
    func contrasts(_ least: Int) throws -> [Confounding.Contrast] {
      try Confounding(
        of: .variable("x"), on: .column("y"), adjusting: [.init(name: "z", terms: [.variable("z")])],
        in: data, leastRows: least
      ).contrasts
    }
    #expect(try contrasts(1).map(\.value) == [nil, "11"])
    #expect(try contrasts(5).map(\.value) == [nil, "10"])
    #expect(try contrasts(5)[1].reference == "1" && contrasts(5)[1].isSpan)
    #expect(try contrasts(1000).count == 1)
  }

  /// VanderWeele and Ding 2017: a risk ratio of 3.9 (1.8 to 8.7) has E-values 7.26 and 3.0, one of 0.80 (0.71 to 0.91)
  /// 1.81 and 1.43.
  @Test func eValuesAsPublished() {
    func value(_ ratio: Double, _ low: Double, _ high: Double, share: Double) -> EValue {
      // The published ends are rounded; an interval about the estimate that has the nearer of them.
      let nearer = ratio > 1 ? log(ratio / low) : log(high / ratio)
      return EValue(
        logOdds: EffectEstimate(log(ratio), standardError: nearer / Distributions.normal95), share: share)
    }
    let great = value(3.9, 1.8, 8.7, share: 0.1)
    #expect(abs(great.estimate - 7.26) < 0.005 && abs(great.limit - 3.0) < 0.005 && !great.isCommon)
    let small = value(0.8, 0.71, 0.91, share: 0.1)
    #expect(abs(small.estimate - 1.81) < 0.005 && abs(small.limit - 1.43) < 0.005)
    // Of a common outcome the odds ratio's root.
    let common = value(3.9 * 3.9, 1.8 * 1.8, 0, share: 0.16)
    #expect(abs(common.estimate - great.estimate) < 1e-12 && abs(common.limit - great.limit) < 1e-12)
    #expect(common.isCommon && abs(common.riskRatio - 3.9) < 1e-12)
    #expect(value(1.2, 0.9, 1.6, share: 0.1).limit == 1)
    #expect(value(0.9, 0.7, 1.1, share: 0.1).limit == 1)
  }
}
