import Foundation
import Testing

@testable import Engine

/// Terms that bend a number's effect, offsets, levels for missing values.
///
/// Certified figures: `glm` of R 4.2.2 with epsilon 1e-15, splines by `Hmisc::rcspline.eval` 4.8-0 (what `rms::rcs` 6.5-0
/// calls), on MASS's birthwt.
@Suite struct TermsTests {
  static func fit(
    _ terms: [Formula.Term], intercept: Bool = true, options: FitOptions = .init(),
    _ change: (inout ModelData) -> Void = { _ in }
  ) throws -> Model {
    var data = try ModelFixtures.read("birthwt")
    let weights = try #require(data.columns["lwt"]?.integers)
    data.columns["o"] = Column(.decimal(weights.map { Double($0 - 130) / 50 }))
    change(&data)
    return try Model.fit(
      Formula(outcome: .column("low"), terms: terms, intercept: intercept), to: data, options: options)
  }

  static let age = Formula.Term.spline("age", knots: [18, 22, 26, 33])

  struct Certified: Sendable {
    var terms: [Formula.Term]
    var intercept = true
    var estimates: [Double]
    var errors: [Double]
    var logLikelihood: Double
    var null: Double
  }

  static let certified: [Certified] = [
    Certified(
      terms: [.log("lwt"), .variable("smoke")],
      estimates: [8.02334981313829, -1.8842367862273, 0.660045858839488],
      errors: [3.93253632954429, 0.81510580766086, 0.325333405421555],
      logLikelihood: -111.985914937107, null: -117.335998096609),
    Certified(
      terms: [.variable("lwt"), .power("lwt", 2), .power("lwt", 3), .variable("smoke")],
      estimates: [
        16.149740391445, -0.340020302724309, 0.0021962891542887, -4.70063916741266e-06, 0.635816097117242,
      ],
      errors: [
        10.7593956925331, 0.23095489731044, 0.0016100889414745, 3.6370830524552e-06, 0.329469140144762,
      ], logLikelihood: -110.949889506324, null: -117.335998096609),
    Certified(
      terms: [age, .variable("smoke")],
      estimates: [
        0.170028776160958, -0.0646425988756412, 0.611364125576516, -2.21749105165056, 0.733417382903415,
      ],
      errors: [
        2.11325283016371, 0.111744127059718, 0.646202597622615, 1.849681935389, 0.326123290791593,
      ], logLikelihood: -111.622096798528, null: -117.335998096609),
    Certified(
      terms: [
        .variable("smoke"), .spline("age", knots: [18, 22, 33]),
        .interaction([.variable("smoke"), .spline("age", knots: [18, 22, 33])]),
        .interaction([.log("lwt"), .variable("smoke")]),
      ],
      estimates: [
        -1.56761926640893, 3.57104292751391, 0.0419795023070238, -0.379785727940076, 0.0387849270907491,
        0.164949235967707, -0.815405075621892,
      ],
      errors: [
        2.04153408394219, 5.90195743864764, 0.102387576793072, 0.290329651645039, 0.16582010898244,
        0.422422567887762, 1.04640871534741,
      ], logLikelihood: -111.443095212505, null: -117.335998096609),
    Certified(
      terms: [.variable("age"), .variable("smoke"), .offset(.variable("o"))],
      estimates: [0.564812227379759, -0.074685132367637, 0.778892895101977],
      errors: [0.783076894874775, 0.0329965532057275, 0.335454764127178],
      logLikelihood: -128.499121961205, null: -134.176970189814),
    Certified(
      terms: [.variable("age"), .variable("smoke"), .offset(.variable("o"))], intercept: false,
      estimates: [-0.052038270277776, 0.831767980908645], errors: [0.00936011857380124, 0.327038607331016],
      logLikelihood: -128.760069715699, null: -148.14240553013),
    Certified(
      terms: [.offset(.variable("o"))], estimates: [-0.833130504814239], errors: [0.16381406252038],
      logLikelihood: -134.176970189814, null: -134.176970189814),
    Certified(
      terms: [], estimates: [-0.789997006549862], errors: [0.156975986172008],
      logLikelihood: -117.335998096609, null: -117.335998096609),
  ]

  @Test(arguments: certified.indices) func agreesWithR(_ index: Int) throws {
    let expected = TermsTests.certified[index]
    let model = try TermsTests.fit(expected.terms, intercept: expected.intercept)
    // R's standard errors are those of the step before the last.
    #expect(worst(model.estimated.map(\.estimate), expected.estimates) < 1e-9)
    #expect(worst(model.estimated.map(\.standardError), expected.errors) < 2e-7)
    #expect(worst([model.logLikelihood], [expected.logLikelihood]) < 1e-13)
    #expect(worst([model.nullLogLikelihood], [expected.null]) < 1e-13)
    #expect((model.likelihoodRatio == nil) == (model.rank <= 1 && expected.intercept))
  }

  @Test func namesOfColumns() throws {
    let model = try TermsTests.fit([
      TermsTests.age, .log("lwt"), .interaction([.variable("smoke"), TermsTests.age]), .power("lwt", 2),
    ])
    #expect(
      model.coefficients.map { $0.levels.map { $0 ?? "-" } } == [
        [], ["age"], ["age'"], ["age''"], [], ["-", "age"], ["-", "age'"], ["-", "age''"], [],
      ])
    #expect(
      model.coefficients.map(\.term) == [
        "(Intercept)", "rcs(age, 18, 22, 26, 33)", "rcs(age, 18, 22, 26, 33)", "rcs(age, 18, 22, 26, 33)",
        "log(lwt)", "smoke:rcs(age, 18, 22, 26, 33)", "smoke:rcs(age, 18, 22, 26, 33)",
        "smoke:rcs(age, 18, 22, 26, 33)", "lwt^2",
      ])
    #expect(
      model.basis?.design.columns.map(\.name) == [
        "(Intercept)", "rcs(age)", "rcs(age)'", "rcs(age)''", "log(lwt)", "smoke:rcs(age)", "smoke:rcs(age)'",
        "smoke:rcs(age)''", "lwt^2",
      ])
  }

  /// GVIF, Wald and LR of R for `low ~ log(lwt) * smoke + rcs(age, c(18, 22, 26, 33))`: a spline is one term of three
  /// degrees of freedom.
  @Test func aSplineIsOneTerm() throws {
    let model = try TermsTests.fit([
      .log("lwt"), .variable("smoke"), TermsTests.age, .interaction([.log("lwt"), .variable("smoke")]),
    ])
    let found = try #require(try model.termTests().first { $0.term == TermsTests.age.description })
    #expect(found.df == 3)
    #expect(worst([found.likelihoodRatio.statistic], [4.48170710765]) < 1e-9)
    #expect(worst([found.wald.statistic], [3.06910794498]) < 1e-8)
    let factors = try model.collinearity()
    #expect(factors.map(\.df) == [1, 1, 3, 1])
    #expect(
      worst(factors.map(\.gvif), [2.71963299645, 625.745683361, 1.03801728893, 630.447735692]) < 1e-8)
  }

  @Test func offsetsStandEverywhere() throws {
    let terms: [Formula.Term] = [.variable("age"), .variable("smoke"), .offset(.variable("o"))]
    let model = try TermsTests.fit(terms)
    let tests = try model.termTests()
    #expect(tests.map(\.term) == ["age", "smoke"])
    let without = try TermsTests.fit([.variable("age"), .offset(.variable("o"))])
    #expect(
      worst([tests[1].likelihoodRatio.statistic], [2 * (model.logLikelihood - without.logLikelihood)])
        < 1e-10)
    #expect(LikelihoodRatioTest.compare(without, model) != nil)
    // Without the offset it is another model, not a smaller one.
    #expect(LikelihoodRatioTest.compare(try TermsTests.fit([.variable("age")]), model) == nil)
    // R: predict(fit, data.frame(age = 25, smoke = 1, o = 0.4), se.fit = TRUE)
    let predicted = try model.predict(["age": "25", "smoke": "1", "o": "0.4"])
    #expect(
      worst([predicted.logOdds, predicted.standardError], [-0.123423186709, 0.262785430465]) < 1e-9)
    var scaled = FitOptions()
    scaled.scaled = true
    let mapped = try TermsTests.fit(terms, options: scaled)
    #expect(worst([mapped.logLikelihood], [model.logLikelihood]) < 1e-13)
    #expect(mapped.scaling.map(\.column) == ["age", "smoke"])
    let again = try mapped.predict(["age": "25", "smoke": "1", "o": "0.4"])
    #expect(worst([again.logOdds], [predicted.logOdds]) < 1e-9)
    // A constant offset moves the intercept and nothing else, whatever is maximised.
    for method in [FitOptions.Method.maximumLikelihood, .firth] {
      var options = FitOptions()
      options.method = method
      let plain = try TermsTests.fit([.variable("age")], options: options)
      let moved = try TermsTests.fit([.variable("age"), .offset(.variable("three"))], options: options) {
        $0.columns["three"] = Column(.integer([Int64](repeating: 3, count: $0.rowCount)))
      }
      #expect(
        worst(
          [(moved.coefficients[0].estimate ?? 0) + 3, moved.coefficients[1].estimate],
          plain.coefficients.compactMap(\.estimate)) < 1e-9)
      #expect(worst([moved.nullLogLikelihood], [plain.nullLogLikelihood]) < 1e-10)
      if method == .maximumLikelihood {
        let (a, b) = (try plain.withProfileIntervals(), try moved.withProfileIntervals())
        #expect(worst([b.coefficients[1].oddsRatioLow], [a.coefficients[1].oddsRatioLow ?? 0]) < 1e-8)
      }
    }
  }

  /// R's Brier score on every third row, held out.
  @Test func heldOutRowsHaveTheirOffset() throws {
    let model = try TermsTests.fit([.variable("age"), .offset(.variable("o"))]) {
      $0.heldOut = (1...$0.rowCount).map { $0 % 3 == 0 }
    }
    #expect(model.validation?.n == 63)
    #expect(worst([model.validation?.brier], [0.240715368418097]) < 1e-11)
  }

  /// R's coefficients with the missing values recoded by hand.
  @Test func missingValuesAsALevel() throws {
    let term = Formula.Term.factor("race", missing: "Not recorded")
    let model = try TermsTests.fit([term, .variable("smoke")]) { data in
      let race = data.columns["race"]?.integers ?? []
      data.columns["race"] = Column(
        .integer(race.enumerated().map { ($0.offset + 1) % 5 == 0 ? Column.missingInteger : $0.element }))
    }
    #expect(model.n == 189 && model.dropped == 0 && model.losses.isEmpty)
    #expect(
      worst(
        model.estimated.map(\.estimate),
        [-1.7900077959461, 1.11679355317643, 1.13102570521814, 0.435040860825967, 1.02545496675012]) < 1e-10)
    #expect(worst([model.logLikelihood], [-110.465134880014]) < 1e-13)
    #expect(model.levels["race"] == ["1", "2", "3", "Not recorded"])
    #expect(model.coefficients.map(\.levels) == [[], ["1"], ["2"], ["3"], ["Not recorded"], []])
    let plain = try model.predict(["race": "Not recorded", "smoke": "0"])
    #expect(worst([plain.logOdds], [-1.7900077959461 + 0.435040860825967]) < 1e-10)
    // As the reference, the others turn round.
    let turned = try TermsTests.fit([
      .factor("race", reference: "Not recorded", missing: "Not recorded"), .variable("smoke"),
    ]) { data in
      let race = data.columns["race"]?.integers ?? []
      data.columns["race"] = Column(
        .integer(race.enumerated().map { ($0.offset + 1) % 5 == 0 ? Column.missingInteger : $0.element }))
    }
    #expect(worst([turned.estimated[1].estimate], [-0.435040860825967]) < 1e-10)
  }

  @Test func errorsNameTheTermAndNoValue() throws {
    func reason(_ terms: [Formula.Term], _ change: (inout ModelData) -> Void = { _ in }) -> FitError.Reason? {
      do {
        _ = try TermsTests.fit(terms, change)
        return nil
      } catch { return (error as? FitError)?.reason }
    }
    #expect(reason([.log("ptl")]) == .notPositive(term: "log(ptl)", rows: 159))
    #expect(reason([.offset(.log("ftv"))]) == .notPositive(term: "offset(log(ftv))", rows: 100))
    let category: (inout ModelData) -> Void = {
      $0.columns["c"] = ModelFixtures.category((0..<$0.rowCount).map { $0 % 2 == 0 ? "a" : "b" })
    }
    for term in [
      Formula.Term.log("c"), .power("c", 2), .spline("c", knots: [1, 2, 3]), .offset(.variable("c")),
    ] {
      #expect(reason([term], category) == .notANumber(term: term.description, type: .category))
    }
    #expect(
      reason([.factor("c", missing: "a")], category) == .levelTaken(column: "c", level: "a"))
    #expect(
      reason([.factor("c", missing: "x"), .interaction([.variable("c"), .variable("age")])], category)
        == .mixedMissing(column: "c"))
  }

  @Test func nestingSeesThroughSplines() throws {
    func formula(_ terms: [Formula.Term]) -> Formula { Formula(outcome: .column("y"), terms: terms) }
    let spline = Formula.Term.spline("x", knots: [1, 2, 3])
    let g = Formula.Term.variable("g")
    let x = Formula.Term.variable("x")
    #expect(formula([spline]).covers(x))
    #expect(!formula([x]).covers(spline))
    #expect(formula([.factor("x")]).covers(x) && formula([.factor("x")]).covers(.power("x", 2)))
    #expect(!Formula(outcome: .column("y"), terms: [.factor("x")], intercept: false).covers(x))
    #expect(formula([.interaction([g, spline])]).covers(.interaction([x, g])))
    #expect(!formula([.interaction([g, .factor("x")])]).covers(.interaction([x, g])))
    #expect(!formula([.power("x", 2)]).covers(x) && !formula([spline]).covers(.log("x")))
    let linear = try TermsTests.fit([.variable("age")])
    let bent = try TermsTests.fit([TermsTests.age])
    let test = try #require(LikelihoodRatioTest.compare(linear, bent))
    #expect(test.df == 2 && test.statistic > 0)
    #expect(LikelihoodRatioTest.compare(bent, linear) == nil)
  }
}

extension Column {
  /// Its integers, if it holds such.
  fileprivate var integers: [Int64]? { if case .integer(let values) = storage { values } else { nil } }
}
