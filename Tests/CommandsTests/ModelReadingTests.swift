import Engine
import Foundation
import Testing

@testable import Commands

/// What a model says in a sentence where no odds ratio says it, and which of its figures are not shown beside others.
@Suite struct ModelReadingTests {
  private func bench(_ text: String) throws -> Bench {
    var bench = Bench()
    try bench.run("set disclosure none\nload birthwt from \"\(CertifiedTests.folder)/birthwt.csv\"\n" + text)
    return bench
  }

  private func sentence(_ fit: String) throws -> String {
    let model = try #require(try bench("\(fit)\nsummary m").models.last)
    return model.reading.dropFirst().flatMap(\.parts).map { part in
      switch part {
      case .text(let text): text
      case .ratio(let value): String(format: "%.4f", value)
      case .cell: "#"
      }
    }.joined()
  }

  @Test(arguments: [
    (
      "fit low ~ rcs(lwt, 100, 120, 150) in birthwt as m",
      "low goes most clearly with rcs(lwt, 100, 120, 150) (Wald chi-squared #, df 2, p #), which no single odds ratio says."
    ),
    (
      "fit low ~ lwt + lwt^2 + ptl in birthwt as m",
      "Each unit more of ptl went with higher odds of low (odds ratio "
    ),
    (
      "derive heavy = bwt / 1000 in birthwt\nfit low ~ lwt + offset(lwt) in birthwt as m",
      "low goes most clearly with lwt (Wald chi-squared #, df 1, p #), which no single odds ratio says: "
        + "lwt stands in offset(lwt) too."
    ),
    ("fit low ~ age + age^2 in birthwt as m", ""),
  ])
  func saysNoOddsRatioOfACurve(_ fit: String, _ expected: String) throws {
    let text = try sentence(fit)
    #expect(expected.isEmpty ? text.isEmpty : text.hasPrefix(expected), "\(text)")
  }

  @Test func aLogarithmIsReadByDoublings() throws {
    let bench = try bench("fit low ~ log(lwt) in birthwt as m")
    let line = try #require(bench.workspace.models["m"]?.model.coefficients.last)
    func doubled(_ value: Double?) -> String { String(format: "%.4f", exp(log(value ?? .nan) * log(2.0))) }
    #expect(
      try sentence("fit low ~ log(lwt) in birthwt as m")
        == "Each doubling of lwt went with lower odds of low (odds ratio \(doubled(line.oddsRatio)), 95% CI "
        + "\(doubled(line.oddsRatioLow)) to \(doubled(line.oddsRatioHigh))).")
  }

  // MARK: Penalised fits

  @Test func penalisedFiguresStandBesideNoOthers() throws {
    let bench = try bench(
      "fit low ~ lwt in birthwt as a\nfit low ~ lwt + ht in birthwt as m firth\nsummary m\ncompare a m")
    let fits = try #require(bench.tables.first { $0.name == "fits" })
    let why = Cell.unavailable("penalised")
    #expect(Array(fits.rows[1][4...6]) == [why, why, why] && !fits.rows[0][4...6].contains(why))
    #expect(fits.notes.contains { $0.hasPrefix("penalised: Firth's log-likelihood") })
    for model in bench.models.filter({ $0.name == "m" }) {
      let facts = model.sections[0].facts
      #expect(facts.filter { ["aic", "bic"].contains($0.key) }.map(\.cell) == [why, why])
    }
  }

  // MARK: Models without a term

  @Test func withoutATermFiguresAreExact() throws {
    let model = try #require(try bench("fit low ~ 1 in birthwt as m\nsummary m").models.last)
    let facts = model.sections.flatMap(\.facts)
    for key in [
      "r2_mcfadden", "r2_cox_snell", "r2_nagelkerke", "r2_tjur", "brier_reliability", "brier_resolution",
      "brier_within",
    ] {
      let cell = try #require(facts.first { $0.key == key }).cell
      #expect(cell == .number(0) || cell == .figure(0, rows: 59), "\(key): \(cell)")
    }
  }

  // MARK: Clusters

  @Test func clustersMustOutnumberParameters() throws {
    var bench = try bench("")
    let fit = "fit low ~ lwt + smoke in birthwt as m cluster by"
    #expect(
      bench.failure("\(fit) smoke")?.message
        == "cluster errors need more clusters than parameters: there are 2 for 3")
    #expect(bench.failure("\(fit) race")?.message.hasSuffix("there are 3 for 3") == true)
    #expect(bench.failure("\(fit) age") == nil)
    try bench.run("set disclosure nhs-sde")
    #expect(bench.failure("\(fit) race")?.message.hasSuffix("there are too few for 3") == true)
  }

  // MARK: Segments

  @Test func aFamilyIsOfOneModel() throws {
    var bench = try bench("segment by smoke in birthwt\nfit low ~ lwt + age in birthwt as s")
    let failure = bench.failure("summary s family=age")
    #expect(failure?.message == "family is of the terms of one model, and s is a model in each segment")
    #expect(bench.failure("summary s[1] family=age") == nil)
  }

  @Test(arguments: [
    ("", "Wald interval"), ("profile", "profile interval"),
    ("firth", "profile interval, Firth's penalised likelihood"),
    ("robust HC1", "Wald interval, SE HC1 sandwich, n / (n - k)"),
    ("cluster by age", "Wald interval, SE clustered by age, CR1, G / (G - 1)"),
  ])
  func segmentsSayWhatTheirIntervalsAre(_ option: String, _ words: String) throws {
    let bench = try bench("segment by smoke in birthwt\nfit low ~ lwt in birthwt as s \(option)\ncompare s")
    let table = try #require(bench.tables.first { $0.name == "segments" })
    #expect(table.notes.contains("95%: \(words); each model is kept: summary NAME[LEVEL]"), "\(table.notes)")
    let compared = try #require(bench.tables.first { $0.name == "coefficients" })
    #expect(compared.notes.contains("95%: \(words); levels are against their reference"))
    #expect(table.notes.contains { $0.hasPrefix("fewer than 40 clusters") } == option.hasPrefix("cluster"))
    let tests = try #require(bench.tables.first { $0.name == "heterogeneity" })
    let isOther = option.hasPrefix("cluster") || option.hasPrefix("robust")
    #expect(tests.notes[0].hasSuffix("of the likelihood, whatever the SE") == isOther)
    #expect(tests.notes[1].contains("and their SE") == isOther)
  }

  @Test func doubtsOfSegmentsShareALine() throws {
    let bench = try bench("segment by smoke in birthwt\nfit low ~ lwt + factor(race) in birthwt as s")
    let notes = try #require(bench.tables.first { $0.name == "segments" }).notes
    let sparse = notes.filter { $0.hasPrefix("sparse, fewer than 10 events or non-events: ") }
    #expect(sparse.count == 1 && sparse[0].contains("race 2 (smoke=0, smoke=1)"), "\(notes)")
    #expect(notes.filter { $0 == "few rows to predict from (Riley 2020): every segment" }.count == 1)
  }

  @Test func rowsHeldOutOfSegmentsAreSaid() throws {
    let bench = try bench(
      "segment by smoke in birthwt\nfit low ~ lwt in birthwt as s holdout 30% by row\nsummary s")
    let table = try #require(bench.tables.first { $0.name == "segments" })
    #expect(table.notes.contains { $0.hasPrefix("not in these rows: held out 30% by row") }, "\(table.notes)")
    let held = bench.tables.filter { $0.name == "held_out" }
    #expect(held.count == 2 && held[0].rows.map { $0[0] } == [.label("smoke=0"), .label("smoke=1")])
    let area = try #require(bench.workspace.models["s[1]"]?.model.validation?.auc)
    #expect(held[0].rows[1][3] == .number(area))
  }

  @Test func sigmaOfEverySegmentIsShown() throws {
    let bench = try bench(
      "segment by smoke in birthwt\nfit low ~ lwt random by age points=15 in birthwt as s\nsummary s")
    let random = bench.tables.filter { $0.name == "random" }
    #expect(random.count == 2 && random[0].rows.count == 4)
    #expect(random[0].rows.map { $0[1] } == [.label("sigma"), .label("ICC"), .label("sigma"), .label("ICC")])
    let notes = try #require(bench.tables.first { $0.name == "segments" }).notes
    #expect(notes.filter { $0.hasPrefix("conditional on the random intercept") }.count == 1, "\(notes)")
  }
}
