import Engine
import Foundation
import Testing

@testable import Commands

/// `predict` against sums written out, and against the intercept of the same model with its predictors moved so
/// that the person in question is where all of them are zero: another way to the same figure and standard error.
@Suite struct PredictTests {
  private func bench(_ set: String, _ text: String) throws -> Bench {
    var bench = Bench()
    try bench.run("load \(set) from \"\(CertifiedTests.folder)/\(set).csv\"\nset disclosure none\n" + text)
    return bench
  }

  private func prediction(_ bench: Bench, _ model: String, _ values: [String: String]) throws -> Prediction {
    try #require(bench.workspace.models[model]).model.predict(values)
  }

  private func isClose(_ found: Double?, _ expected: Double?, within tolerance: Double = 1e-9) -> Bool {
    guard let found, let expected else { return false }
    return abs(found - expected) <= tolerance * max(1, abs(expected))
  }

  /// The figures agree with an intercept, its standard error, and the interval made of them.
  private func expect(_ found: Prediction, isIntercept model: String, _ bench: Bench) throws {
    let line = try #require(bench.workspace.models[model]?.model.coefficients.first)
    #expect(line.term == "(Intercept)")
    let eta = try #require(line.estimate)
    let error = try #require(line.standardError)
    func probability(_ x: Double) -> Double { exp(x) / (exp(x) + 1) }
    #expect(isClose(found.logOdds, eta) && isClose(found.standardError, error), "\(found) \(eta) \(error)")
    #expect(isClose(found.probability, probability(eta)))
    #expect(isClose(found.low, probability(eta - 1.959963984540054 * error)))
    #expect(isClose(found.high, probability(eta + 1.959963984540054 * error)))
  }

  /// Spector and Mazzeo's published coefficients, written out.
  @Test func numbers() throws {
    let bench = try bench(
      "spector",
      """
      fit GRADE ~ GPA + TUCE + PSI as plain
      fit GRADE ~ GPA + TUCE + PSI as ranged scaled
      derive g = GPA - 3
      derive t = TUCE - 20
      derive p = PSI - 1
      fit GRADE ~ g + t + p as moved
      predict plain GPA=3 TUCE=20 PSI=1
      """)
    let values = ["GPA": "3", "TUCE": "20", "PSI": "1"]
    let found = try prediction(bench, "plain", values)
    let eta = -13.021347 + 2.826113 * 3 + 0.095158 * 20 + 2.378688
    #expect(isClose(found.logOdds, eta, within: 1e-4))
    #expect(isClose(found.probability, 1 / (1 + exp(-eta)), within: 1e-4))
    try expect(found, isIntercept: "moved", bench)
    try expect(try prediction(bench, "ranged", values), isIntercept: "moved", bench)
    let cells = [found.probability, found.low, found.high, found.logOdds, found.standardError]
    #expect(bench.tables.last?.rows == [cells.map(Cell.number)])
  }

  /// A model of few rows is withheld, and so is what it predicts.
  @Test func aModelOfFewRowsPredictsNothing() throws {
    try withFolder { folder in
      try "y,x,g\n0,1,a\n1,2,a\n0,3,a\n1,4,b\n0,5,b\n1,6,b\n".write(
        toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(folder)/t.csv\"\nfit y ~ x as m\npredict m x=3")
      #expect(bench.tables.last?.rows == [Array(repeating: Cell.suppressed, count: 5)])
      try bench.run("fit y ~ g as levels")
      #expect(bench.failure("predict levels g=c")?.notes == [])
      try bench.run("set disclosure none\npredict m x=3")
      #expect(bench.failure("predict levels g=c")?.notes == ["there are: a, b"])
      #expect(bench.tables.last?.rows.first?.contains(.suppressed) == false)
    }
  }

  @Test func levels() throws {
    let bench = try bench(
      "birthwt",
      """
      fit low ~ age + lwt + factor(race) + smoke as plain
      fit low ~ age + lwt + factor(race) + smoke as ranged scaled
      derive a = age - 25
      derive l = lwt - 120
      derive s = smoke - 1
      fit low ~ a + l + factor(race, ref=3) + s as third
      fit low ~ a + l + factor(race, ref=1) + s as first
      """)
    for (race, moved) in [("3", "third"), ("1", "first")] {
      let values = ["age": "25", "lwt": "120", "race": race, "smoke": "1"]
      for model in ["plain", "ranged"] {
        try expect(try prediction(bench, model, values), isIntercept: moved, bench)
      }
    }
  }

  @Test func interactions() throws {
    let bench = try bench(
      "toenail",
      """
      fit outcome="moderate or severe" ~ treatment*time as plain
      fit outcome="moderate or severe" ~ treatment*time as ranged scaled
      derive t = time - 5
      fit outcome="moderate or severe" ~ factor(treatment, ref=terbinafine)*t as moved
      """)
    let values = ["treatment": "terbinafine", "time": "5"]
    for model in ["plain", "ranged"] {
      try expect(try prediction(bench, model, values), isIntercept: "moved", bench)
    }
  }

  /// Without an intercept there is no 1 in the sum; the variance is written out for two coefficients.
  @Test func withoutIntercept() throws {
    let bench = try bench(
      "spector",
      """
      fit GRADE ~ GPA + PSI as bare without intercept
      derive rest = TUCE - 12
      fit GRADE ~ rest + PSI as plain without intercept
      fit GRADE ~ rest + PSI as ranged without intercept scaled
      """)
    let model = try #require(bench.workspace.models["bare"]).model
    let b = model.coefficients.compactMap(\.estimate)
    let v = model.covariance
    let found = try model.predict(["GPA": "2.5", "PSI": "1"])
    #expect(b.count == 2 && isClose(found.logOdds, 2.5 * b[0] + b[1]))
    #expect(isClose(found.standardError, (6.25 * v[0] + 5 * v[1] + v[3]).squareRoot()))
    // Scaling moves nothing where the least value is 0, so the model is the same.
    #expect(try #require(bench.workspace.models["ranged"]).model.scaling.map(\.minimum) == [0, 0])
    let plain = try prediction(bench, "plain", ["rest": "8", "PSI": "1"])
    let ranged = try prediction(bench, "ranged", ["rest": "8", "PSI": "1"])
    #expect(isClose(ranged.logOdds, plain.logOdds) && isClose(ranged.standardError, plain.standardError))
  }

  @Test func mistakesAreNamed() throws {
    var bench = try bench(
      "birthwt",
      """
      fit low ~ age + factor(race) as m
      fit low ~ age + factor(race):smoke as products
      derive heavy = bwt > 2500
      fit low ~ heavy as apart allow separation
      """)
    let model = try #require(bench.workspace.models["m"]).model
    #expect(throws: PredictionError.missing(["race"])) { try model.predict(["age": "25"]) }
    #expect(throws: PredictionError.unknownTerm("lwt", terms: ["age", "race"])) {
      try model.predict(["age": "25", "race": "1", "lwt": "100"])
    }
    for text in ["old", "nan", "inf", ""] {
      #expect(throws: PredictionError.notANumber(term: "age")) {
        try model.predict(["age": text, "race": "1"])
      }
    }
    let unknown = PredictionError.unknownLevel(term: "race", level: "4", levels: ["1", "2", "3"])
    #expect(throws: unknown) { try model.predict(["age": "25", "race": "4"]) }
    // Also where the factor stands in products only and its reference in no line of the table.
    let products = try #require(bench.workspace.models["products"]).model
    #expect(throws: unknown) { try products.predict(["age": "25", "race": "4", "smoke": "1"]) }
    #expect(throws: Never.self) { try products.predict(["age": "25", "race": "1", "smoke": "1"]) }
    let apart = try #require(bench.workspace.models["apart"]).model
    #expect(throws: PredictionError.notFinite) { try apart.predict(["heavy": "yes"]) }

    #expect(bench.failure("predict m age=25")?.message == "predict needs a value for race")
    #expect(bench.failure("predict m age=25 race=4")?.notes == ["there are: 1, 2, 3"])
    #expect(bench.failure("predict m age=25 race=1 lwt=100")?.message.contains("\"lwt\"") == true)
    #expect(bench.failure("predict apart heavy=yes")?.message.contains("separated") == true)
    #expect(bench.failure("predict m age=25 race=1 AGE=30")?.message.contains("AGE") == true)
    #expect(bench.failure("predict m age=old race=1")?.message == "age takes a number, or yes or no")
  }

  /// 0 or 1 stays 0 or 1; a number beyond the rows is told, the range never.
  @Test func numbersBeyondTheRowsAreTold() throws {
    var bench = try bench("birthwt", "set disclosure nhs-sde\nfit low ~ age + smoke + factor(race) as m")
    #expect(
      bench.failure("predict m age=25 smoke=2 race=1")?.message
        == "smoke is 0 or 1 in the rows fitted, no or yes: no other number means anything")
    let before = bench.notices.count
    try bench.run("predict m age=25 smoke=yes race=1")
    #expect(bench.notices.count == before)
    try bench.run("predict m age=140 smoke=1 race=1\npredict m age=2 smoke=1 race=1")
    #expect(
      bench.notices.suffix(2) == [
        "age: fewer than 10 of the rows fitted have so high a value; the prediction carries the model beyond its rows",
        "age: fewer than 10 of the rows fitted have so low a value; the prediction carries the model beyond its rows",
      ])
    // The greatest age is one mother's: 45. Asking for it and beyond gives the same answer.
    let model = try #require(bench.workspace.models["m"]).model
    for age in ["40", "45", "46"] {
      #expect(try model.extrapolations(["age": age], fewerThan: 10).map(\.isHigh) == [true])
    }
    #expect(try model.extrapolations(["age": "45"], fewerThan: 0).isEmpty)
    #expect(try model.extrapolations(["age": "46"], fewerThan: 0).map(\.name) == ["age"])
  }

  @Test func theModelComesFirst() throws {
    var bench = try bench("birthwt", "fit low ~ age as m")
    let found = bench.failure("predict age=20")
    #expect(
      found?.message == "a model's name comes first"
        && found?.notes == ["for example: predict MODEL NAME=VALUE"])
  }
}
