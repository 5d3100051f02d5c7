import Foundation
import Testing

/// The oracle's regression against certified values, closed forms and the score equations.
@Suite struct OracleFitTests {
  private func near(_ left: Double?, _ right: Double, _ tolerance: Double = 1e-11) -> Bool {
    guard let left else { return false }
    return abs(left - right) <= tolerance * max(abs(left), abs(right))
  }

  private func row(
    _ place: Int, recovery: Bool, deprivation: Int = 1, fullTime: Bool = false, unemployed: Bool = false
  ) -> Oracle2022.Row {
    Oracle2022.Row(
      key: "\(place)", symptom: "Other", gender: "Male", ethnicity: "White", age: "18-30", recovery: recovery,
      deprivation: deprivation, fullTime: fullTime, partTime: false, unemployed: unemployed, benefits: false,
      jobSeeker: false, selfEmployed: false, sickPay: false, sixOrMoreSessions: false, sixWeekWait: false)
  }

  /// Spector & Mazzeo (1980), certified in 60-digit arithmetic.
  @Test func spector() throws {
    let text = try String(contentsOfFile: fixtures + "/spector.csv", encoding: .utf8)
    let rows = text.split(whereSeparator: \.isNewline).dropFirst().map {
      $0.split(separator: ",").compactMap { Double($0) }
    }
    let model = OracleLogistic(
      names: ["(Intercept)", "GPA", "TUCE", "PSI"], x: rows.flatMap { [1, $0[0], $0[1], $0[2]] },
      y: rows.map { $0[3] == 1 })
    #expect(model.converged)
    #expect(model.aliased.isEmpty)
    #expect(near(model.coefficients["(Intercept)"], -13.02134685811568871))
    #expect(near(model.coefficients["GPA"], 2.8261125948893208843))
    #expect(near(model.coefficients["TUCE"], 0.095157661317909286643))
    #expect(near(model.coefficients["PSI"], 2.3786876550933544856))
    #expect(near(model.standardErrors["(Intercept)"], 4.9313242136027580601))
    #expect(near(model.standardErrors["GPA"], 1.2629410756290923059))
    #expect(near(model.standardErrors["TUCE"], 0.14155420567369473988))
    #expect(near(model.standardErrors["PSI"], 1.0645642544971329736))
    #expect(near(model.logLikelihood, -12.88963422213141513))
    let scores = rows.map { row in
      zip(model.names, [1, row[0], row[1], row[2]]).reduce(0.0) {
        $0 + (model.coefficients[$1.0] ?? 0) * $1.1
      }
    }
    let judged = Oracle2022.validate(scores: scores, actual: rows.map { $0[3] == 1 })
    #expect(near(judged.auc, 0.88311688311688311688))
    #expect(near(judged.brier, 0.12950533811945032689))
    #expect(
      judged.confusion
        == Oracle2022.Confusion(truePositives: 8, falsePositives: 3, falseNegatives: 3, trueNegatives: 18))
  }

  /// Disjoint flags without intercept: each coefficient is the log odds of its own rows, ln(3/2) and ln(1/4);
  /// rows with neither flag add ln 2 each and nothing else.
  @Test func closedFormWithoutIntercept() {
    var rows: [Oracle2022.Row] = []
    for place in 0..<5 { rows.append(row(rows.count, recovery: place < 3, fullTime: true)) }
    for place in 0..<5 { rows.append(row(rows.count, recovery: place < 1, unemployed: true)) }
    for place in 0..<4 { rows.append(row(rows.count, recovery: place < 4)) }
    let predictors = ["deprivation", "full_time", "unemployed", "benefits"]
    let fit = Oracle2022.fit(rows, predictors: predictors, intercept: false, scaled: true)
    #expect(fit.model.aliased == ["deprivation", "benefits"])
    #expect(near(fit.model.coefficients["full_time"], log(1.5)))
    #expect(near(fit.model.coefficients["unemployed"], log(0.25)))
    #expect(near(fit.model.standardErrors["full_time"], (5.0 / 6).squareRoot()))
    #expect(near(fit.model.standardErrors["unemployed"], (5.0 / 4).squareRoot()))
    let expected = 3 * log(0.6) + 2 * log(0.4) + log(0.2) + 4 * log(0.8) - 4 * log(2)
    #expect(near(fit.model.logLikelihood, expected))
    #expect(fit.model.n == 14)
    #expect(fit.model.events == 8)
  }

  @Test func combinationsOfEarlierColumnsAreAliased() {
    var random = OracleRandom(seed: 9)
    var x: [Double] = []
    var y: [Bool] = []
    for _ in 0..<200 {
      let a = random.uniform()
      let b = random.uniform()
      x += [1, a, 0, 3 * a - b, b, 2 - a]
      y.append(random.uniform() < 0.3 + 0.4 * a)
    }
    let model = OracleLogistic(names: ["one", "a", "zero", "c", "b", "d"], x: x, y: y)
    #expect(model.aliased == ["zero", "b", "d"])
    #expect(model.converged)
    #expect(model.coefficients.keys.sorted() == ["a", "c", "one"])
  }

  @Test func aSeparatedColumnDoesNotConverge() {
    let rows = (0..<40).map { row($0, recovery: $0 % 2 == 0 || $0 % 5 == 0, fullTime: $0 % 5 == 0) }
    let fit = Oracle2022.fit(rows, predictors: ["full_time"], intercept: true, scaled: false)
    #expect(!fit.model.converged)
  }

  /// Coefficients scale with the ranges, and the score equations hold at them; held-out rows follow by hand.
  @Test func scaledFitOfTheCohort() throws {
    let rows = try OracleFixture.random(seed: 21, referrals: 4000).rows()
    let (training, heldOut) = Oracle2022.split(rows)
    let scaled = Oracle2022.fit(
      training, predictors: Oracle2022.modelB, intercept: true, scaled: true, heldOut: heldOut)
    let plain = Oracle2022.fit(training, predictors: Oracle2022.modelB, intercept: true, scaled: false)
    #expect(scaled.model.converged && plain.model.converged)
    #expect(near(scaled.model.logLikelihood, plain.model.logLikelihood))
    #expect(
      near(scaled.model.coefficients["deprivation"], 9 * (plain.model.coefficients["deprivation"] ?? 0), 1e-9)
    )
    func chance(_ row: Oracle2022.Row) -> Double {
      var eta = plain.model.coefficients["(Intercept)"] ?? .nan
      for name in Oracle2022.modelB {
        eta += (plain.model.coefficients[name] ?? .nan) * (row.value(name) ?? .nan)
      }
      return 1 / (1 + exp(-eta))
    }
    for name in Oracle2022.modelB {
      let score = training.reduce(0.0) {
        $0 + ($1.value(name) ?? .nan) * (($1.recovery ? 1 : 0) - chance($1))
      }
      #expect(abs(score) < 1e-8)
    }
    let judged = try #require(scaled.validation)
    #expect(judged.n == heldOut.count)
    #expect(judged.confusion.total == heldOut.count)
    #expect(judged.confusion.truePositives == heldOut.filter { $0.recovery && chance($0) > 0.5 }.count)
    var won = 0.0
    let events = heldOut.filter(\.recovery).map { (chance($0) * 1e12).rounded() }
    let others = heldOut.filter { !$0.recovery }.map { (chance($0) * 1e12).rounded() }
    for event in events { for other in others { won += event > other ? 1 : event == other ? 0.5 : 0 } }
    #expect(near(judged.auc, won / Double(events.count * others.count)))
    #expect(judged.sweep.map(\.threshold).count == 20)
    #expect(judged.sweep[9].confusion.recall == judged.confusion.recall)
    #expect(judged.sweep[19].threshold == 0.99)
  }

  @Test func ratiosOfAConfusion() {
    let some = Oracle2022.Confusion(truePositives: 6, falsePositives: 2, falseNegatives: 3, trueNegatives: 9)
    #expect(some.accuracy == 0.75)
    #expect(some.precision == 0.75)
    #expect(near(some.recall, 2.0 / 3))
    #expect(near(some.f1, 12.0 / 17))
    let none = Oracle2022.Confusion(falseNegatives: 3, trueNegatives: 9)
    #expect(none.precision == nil)
    #expect(none.recall == 0)
  }

  private var fixtures: String {
    URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("EngineTests/Fixtures").path
  }
}
