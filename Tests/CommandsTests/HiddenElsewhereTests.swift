import Engine
import Testing

@testable import Commands

/// What one output hides no other may show: ways by which it did once, each closed.
@Suite struct HiddenElsewhereTests {
  private func birthwt(_ text: String, _ policy: String = "nhs-sde") throws -> Bench {
    var bench = Bench()
    try bench.run("load birthwt from \"\(fixtures)/birthwt.csv\"\nset disclosure \(policy)\n")
    bench.outputs = []
    try bench.run(text)
    return bench
  }

  /// The figures of some tables that are made of predictions and coefficients, not of counts that stand beside them.
  private func figures(_ tables: [TableOutput]) -> [Double] {
    let columns = [
      "optimism": ["apparent", "optimism", "corrected"], "validation": ["value", "low", "high"],
      "percentiles": ["or", "low", "high"], "calibration": ["predicted", "curve"], "folds": ["auc"],
    ]
    return tables.flatMap { table in
      let places = table.headers.indices.filter {
        columns[table.name]?.contains(table.headers[$0].key) == true
      }
      return table.rows.flatMap { row in places.compactMap { row[$0].figureShown } }
    }
  }

  /// A factor with a level of 12 rows.
  private let sparse = """
    derive g = case(ftv >= 3 -> "c"; ftv >= 1 -> "b"; ftv >= 0 -> "a") in birthwt
    fit low ~ age + lwt + g as m

    """

  @Test func whatFitWithholdsValidateDoesToo() throws {
    let model = "fit low ~ ht * smoke as m\n"
    #expect(try birthwt(model).models.first?.terms.isEmpty == true)
    for way in ["bootstrap=20", "folds=3"] {
      let tables = try birthwt(model + "validate m \(way)").tables
      #expect(tables.count > 2 && figures(tables).isEmpty, "\(way)")
      #expect(try !figures(birthwt(model + "validate m \(way)", "none").tables).isEmpty)
    }
    for output in try birthwt(model + "plot calibration m").outputs {
      if case .figure(let figure) = output.output { #expect(figures([figure.data]).isEmpty) }
    }
  }

  @Test func aLevelThatFitHidesHasNoPercentiles() throws {
    let text = sparse + "validate m bootstrap=20"
    let shown = try birthwt(text).tables.first { $0.name == "percentiles" }
    let hidden = try #require(shown).rows.filter { $0[1] == .suppressed }
    #expect(!hidden.isEmpty)
    for row in hidden { #expect(row[2] == .suppressed && row[3] == .suppressed) }
    #expect(try #require(shown).rows.contains { $0[1].figureShown != nil })
  }

  @Test func fewRowsDoNotTellHowManyValuesTheyHave() throws {
    let few = try birthwt("segment ftv=4\ndescribe birthwt").tables.first { $0.name == "columns" }
    for row in try #require(few).rows { #expect(row[3] == .suppressed) }
    let all = try birthwt("describe birthwt").tables.first { $0.name == "columns" }
    #expect(try #require(all).rows.contains { $0[3] == .integer(2) })
  }

  @Test func ofFewRowsNobodyLearnsThatTheyAreSeparated() throws {
    var bench = Bench()
    try bench.run(
      "load birthwt from \"\(fixtures)/birthwt.csv\"\nset disclosure nhs-sde\nkeep \"few\" where bwt < 1500 or bwt > 4500 in birthwt"
    )
    let failure = bench.failure("fit low ~ bwt as m")
    let error = try #require(failure)
    #expect(!error.message.contains("separat") && !error.message.contains("predicted"), "\(error.message)")
    var open = bench
    try open.run("set disclosure none")
    let told = open.failure("fit low ~ bwt as m")
    #expect(told?.message.contains("separation") == true)
  }

  @Test func inequalityNamesNoRareLevel() throws {
    let text = "segment by ftv\ninequality low by race"
    let notes = try birthwt(text).tables.flatMap(\.notes)
    #expect(notes.contains { $0.hasPrefix("(segments that few rows have): left out") })
    #expect(!notes.contains { $0.contains("ftv=6") || $0.contains("ftv=4") })
    #expect(try birthwt(text, "none").tables.flatMap(\.notes).contains { $0.contains("ftv=6") })
  }

  /// Holm's p is a multiple of the smallest that is left, which may be a hidden one.
  @Test func adjustedPsDoNotTellHiddenOnes() throws {
    let text = sparse + "summary m"
    func holm(_ policy: String) throws -> [Cell] {
      let model = try #require(try birthwt(text, policy).models.last)
      let tests = try #require(model.tables.first { $0.name == "tests" })
      return tests.rows.map { $0[8] }
    }
    #expect(try holm("nhs-sde").allSatisfy { $0 == .suppressed })
    #expect(try holm("none").allSatisfy { $0 != .suppressed })
  }

  @Test func aVerdictOnAHiddenShareIsNone() throws {
    var bench = Bench()
    try bench.run("load demo rows=2000 seed=7\nclean\nset disclosure nhs-sde")
    func verdicts(_ bench: inout Bench) throws -> [Cell] {
      bench.outputs = []
      try bench.run("summary cohort")
      return try #require(bench.tables.first { $0.name == "waits" }).rows.map { $0[5] }
    }
    #expect(try verdicts(&bench).contains(.label("met")))
    try bench.run("keep \"few\" where gender = \"Male\" and age = \"65-74\" in cohort")
    #expect(try verdicts(&bench).allSatisfy { $0 == .label("") })
  }

  @Test func aTermAdjustedForIsThatTerm() throws {
    func ratios(_ adjusting: String) throws -> [Double] {
      let tables = try birthwt("confounding smoke of low adjusting \(adjusting)", "none").tables
      return try #require(tables.first { $0.name == "adjustment" }).rows.compactMap { $0[1].figureShown }
    }
    #expect(try ratios("factor(race)") == ratios("r(factor(race))"))
    #expect(try ratios("factor(race)") != ratios("r(race)"))
    #expect(try ratios("log(lwt)") == ratios("w(log(lwt))"))
  }
}
