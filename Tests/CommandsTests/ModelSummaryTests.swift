import Engine
import Foundation
import Testing

@testable import Commands

/// What `summary MODEL` adds to a fit: sentences, crude odds ratios, tests, collinearity, quality of predictions.
@Suite struct ModelSummaryTests {
  private func bench(_ text: String, disclosure: String = "none") throws -> Bench {
    var bench = Bench()
    try bench.run("set disclosure \(disclosure)")
    for set in ["birthwt", "infert", "endometrial", "toenail", "esoph"] {
      try bench.run("load \(set) from \"\(CertifiedTests.folder)/\(set).csv\"")
    }
    try bench.run(text)
    return bench
  }

  private func summary(_ text: String, disclosure: String = "none") throws -> ModelOutput {
    try #require(try bench(text, disclosure: disclosure).models.last)
  }

  private static func text(_ model: ModelOutput) -> [String] {
    model.reading.map { sentence in
      sentence.parts.map { part in
        switch part {
        case .text(let text): text
        case .ratio(let value): String(format: "%.2f", value)
        case .cell(.roundedCount(let count)): String(count)
        case .cell(.share(let share)): String(format: "%.1f%%", share * 100)
        case .cell(.pValue(let log)): String(format: "%.2f", exp(log))
        case .cell(let cell): "\(cell)"
        }
      }.joined()
    }
  }

  @Test(arguments: [
    (
      "fit low ~ age + lwt + factor(race) + smoke in birthwt as m",
      [
        "189 rows used, 59 with low (31.2%).",
        "Those with smoke 1 had higher odds of low than those with smoke 0 (odds ratio 2.87, 95% CI 1.36 to 6.04), "
          + "the other terms being equal.",
      ]
    ),
    (
      "fit low ~ factor(race) in birthwt as m",
      [
        "189 rows used, 59 with low (31.2%).",
        "No single term is clearly associated with low: the least p is 0.09, of factor(race).",
      ]
    ),
    (
      "derive smoker = smoke = 1 in birthwt\nfit low ~ smoker in birthwt as m robust HC0",
      [
        "189 rows used, 59 with low (31.2%).",
        "Those with smoker had higher odds of low than those without (odds ratio 2.02, 95% CI 1.08 to 3.78).",
      ]
    ),
    (
      "fit case ~ education + factor(spontaneous) in infert as m",
      [
        "248 rows used, 83 with case (33.5%).",
        "Those with spontaneous 2 had higher odds of case than those with spontaneous 0 (odds ratio 8.15, 95% CI "
          + "3.63 to 18.31), the other terms being equal.",
      ]
    ),
    (
      "fit outcome=\"moderate or severe\" ~ treatment*time in toenail as m",
      [
        "1908 rows used, 408 with outcome \"moderate or severe\" (21.4%).",
        "treatment and time depend on each other (treatment:time): no single odds ratio says what they do.",
      ]
    ),
    (
      "fit HG ~ NV + PI + EH in endometrial as m allow separation",
      [
        "79 rows used, 30 with HG (38.0%).",
        "Some terms have no finite estimate (separation): they are marked below.",
      ]
    ),
    (
      "fit low ~ lwt in birthwt as m scaled",
      [
        "189 rows used, 59 with low (31.2%).",
        "The greatest lwt had lower odds of low than the least (odds ratio 0.09, 95% CI 0.01 to 0.72).",
      ]
    ),
  ])
  func readsInPlainWords(_ fit: String, _ expected: [String]) throws {
    #expect(Self.text(try summary("\(fit)\nsummary m")) == expected)
  }

  @Test func countsInSentencesPassTheGate() throws {
    let model = try summary("fit low ~ age in birthwt as m\nsummary m", disclosure: "nhs-sde")
    #expect(Self.text(model)[0] == "190 rows used, 60 with low (31.6%).")
  }

  @Test func aWithheldModelSaysNothing() throws {
    let model = try summary(
      "keep \"few\" where age >= 33 in birthwt\nfit low ~ lwt in birthwt as m\nsummary m",
      disclosure: "nhs-sde")
    #expect(model.reading.isEmpty && model.tables.isEmpty && model.terms.isEmpty)
  }

  @Test func oneTestNeedsNoAdjustment() throws {
    let tests = try table("tests", of: summary("fit low ~ lwt in birthwt as m\nsummary m"))
    #expect(tests.headers.count == 8 && tests.rows[0].count == 8 && tests.notes.count == 1)
  }

  @Test func fitItselfStaysBrief() throws {
    let model = try summary("fit low ~ age + lwt in birthwt as m")
    #expect(model.isBrief && model.reading.isEmpty && model.tables.isEmpty)
  }

  // MARK: Tests of terms

  private func certified(_ set: String) throws -> [String: Any] {
    let data = try Data(contentsOf: URL(fileURLWithPath: CertifiedTests.folder + "/certified.json"))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    return try #require(all[set])
  }

  private func table(_ name: String, of model: ModelOutput) throws -> TableOutput {
    try #require(model.tables.first { $0.name == name })
  }

  private func number(_ cell: Cell) -> Double {
    switch cell {
    case .number(let value): value
    case .pValue(let log): exp(log)
    default: .nan
    }
  }

  @Test func testsCollinearityAndAreaAreCertified() throws {
    let model = try summary(
      "fit low ~ age + lwt + factor(race) + smoke + ptl + ht + ui + ftv in birthwt as m\nsummary m")
    let certified = try certified("birthwt")
    let tests = try #require(certified["term_tests"] as? [String: [String: Any]])
    let rows = try table("tests", of: model).rows
    #expect(rows.count == tests.count)
    for row in rows {
      guard case .label(let term) = row[0] else { continue }
      let name = term.replacing("factor(", with: "").replacing(")", with: "")
      let expected = try #require(tests[name])
      for (index, key) in [(2, "Wald"), (3, "Wald_p"), (4, "LR"), (5, "LR_p")] {
        let value = try #require(Double(expected[key] as? String ?? ""))
        #expect(abs(number(row[index]) - value) <= 1e-9 * value, "\(term) \(key)")
      }
    }
    let gvif = try #require(certified["gvif_car"] as? [String: Any])
    #expect(try table("collinearity", of: model).rows.count == gvif.count)
    let facts = model.sections.flatMap(\.facts)
    func fact(_ key: String) throws -> Double {
      let found = try #require(facts.first { $0.key == key })
      return number(found.cell)
    }
    let error = try #require(Double(certified["auc_se_delong"] as? String ?? ""))
    let area = try #require(Double(certified["auc"] as? String ?? ""))
    #expect(abs(try fact("auc_low") - (area - 1.959963984540054 * error)) < 1e-9)
    #expect(abs(try fact("auc_high") - (area + 1.959963984540054 * error)) < 1e-9)
    let parts = try (fact("brier_reliability"), fact("brier_resolution"), fact("brier_uncertainty"))
    #expect(abs(try fact("brier") - (parts.0 - parts.1 + parts.2 + fact("brier_within"))) < 1e-12)
    // Over distinct predictions, of which there are nearly as many as rows, it would be nearly the score.
    #expect(parts.0 < 0.1 * (try fact("brier")))
  }

  @Test func theFamilyIsWhatIsSaid() throws {
    let all = try table(
      "tests", of: summary("fit low ~ age + lwt + factor(race) in birthwt as m\nsummary m"))
    let two = try table(
      "tests",
      of: summary("fit low ~ age + lwt + factor(race) in birthwt as m\nsummary m family=LWT,\"factor(race)\"")
    )
    #expect(two.notes.contains { $0.hasSuffix("family of 2: lwt, factor(race)") })
    #expect(all.notes.contains { $0.hasSuffix("family of 3: age, lwt, factor(race)") })
    let p = all.rows.map { number($0[5]) }
    let least = try #require(p.min())
    // Holm's least is m p; with two tests the other is the greater of itself and that.
    let adjusted = try #require(all.rows.map { number($0[8]) }.min())
    #expect(abs(adjusted - 3 * least) < 1e-12)
    #expect(two.rows[0][8] == .unavailable("not in the family"))
    let others = [p[1], p[2]].sorted()
    #expect(abs(min(number(two.rows[1][8]), number(two.rows[2][8])) - 2 * others[0]) < 1e-12)
  }

  @Test func robustModelsAdjustTheWaldTests() throws {
    let tests = try table(
      "tests", of: summary("fit low ~ lwt + age in birthwt as m robust\nsummary m"))
    let least = tests.rows.map { number($0[3]) }.min()
    let adjusted = try #require(tests.rows.map { number($0[8]) }.min())
    #expect(abs(adjusted - 2 * (least ?? .nan)) < 1e-12)
    #expect(tests.notes.contains { $0.contains("Wald p adjusted") })
  }

  @Test(arguments: [
    ("summary m family=ages", "no term \"ages\""), ("summary birthwt family=age", "family is of the terms"),
    ("summary m family", "expected"), ("summary m family=age lwt", "expected the end of the line"),
  ])
  func wrongFamilies(_ text: String, _ message: String) throws {
    var bench = try bench("fit low ~ age + lwt in birthwt as m")
    let failure = bench.failure(text)
    #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "none")")
  }

  // MARK: Crude odds ratios

  @Test func crudeOddsRatiosAreThoseOfTheTermAlone() throws {
    for option in ["", "cluster by age", "robust HC3", "profile", "firth"] {
      let bench = try bench(
        """
        fit low ~ age + lwt + factor(race) + smoke in birthwt as m \(option)
        summary m
        fit low ~ factor(race) in birthwt as alone \(option)
        """)
      let model = try #require(bench.models.last { !$0.isBrief })
      let rows = try table("crude", of: model).rows
      let alone = try #require(bench.workspace.models["alone"]).model.coefficients.filter {
        $0.levels == ["3"]
      }
      let row = try #require(rows.first { $0[0] == .label("factor(race)") && $0[1] == .label("3") })
      for (cell, value) in zip(
        row[2...4], [alone[0].oddsRatio, alone[0].oddsRatioLow, alone[0].oddsRatioHigh])
      {
        #expect(abs(number(cell) - (value ?? .nan)) < 1e-9, "\(option)")
      }
    }
  }

  /// The odds ratio of a level against another gives their table by the outcome.
  @Test func crudeOddsRatiosOfFewRowsAreHidden() throws {
    let text = "fit low ~ age + factor(race) + ht in birthwt as m\nsummary m"
    let shown = try table("crude", of: summary(text)).rows
    let hidden = try table("crude", of: summary(text, disclosure: "nhs-sde")).rows
    #expect(shown.count == hidden.count && !shown.flatMap(\.self).contains(.suppressed))
    // Of 12 mothers with hypertension 7 had a light child.
    let row = try #require(hidden.first { $0[0] == .label("ht") })
    #expect(row[2] == .suppressed && row[3] == .suppressed && row[5] == .suppressed)
    #expect(hidden.first { $0[0] == .label("age") }?[2] != .suppressed)
  }

  // MARK: Rows held out

  @Test func calibrationIsOfRowsHeldOutOnly() throws {
    let held = try summary("fit low ~ age + lwt in birthwt as m holdout 30% by row\nsummary m")
    let plain = try summary("fit low ~ age + lwt in birthwt as m\nsummary m")
    func keys(_ model: ModelOutput) -> [String] { model.sections.flatMap(\.facts).map(\.key) }
    #expect(keys(held).contains("calibration_slope") && !keys(plain).contains("calibration_slope"))
    #expect(held.sections.first { $0.key == "validation" }?.facts.contains { $0.key == "auc_low" } == true)
  }
}
