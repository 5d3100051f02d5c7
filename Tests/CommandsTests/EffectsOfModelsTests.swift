import Engine
import Foundation
import Testing

@testable import Commands

/// What `margins` and `confounding` take from a model: its own term of the exposure, its offsets, its segments.
@Suite struct EffectsOfModelsTests {
  private static let load = "load b from \"\(fixtures)/birthwt.csv\"\nset disclosure none\n"

  private func bench(_ setup: String, _ text: String = "") throws -> Bench {
    var bench = Bench()
    try bench.run(Self.load + setup)
    bench.outputs = []
    try bench.run(text)
    return bench
  }

  private func numbers(_ row: [Cell]) -> [Double] {
    row.compactMap { if case .number(let value) = $0 { value } else { nil } }
  }

  private func labels(_ table: TableOutput?) -> [String] {
    table?.rows.compactMap { if case .label(let name) = $0[0] { name } else { nil } } ?? []
  }

  /// The exposure in another form than a column: nothing is put in its place without a word.
  @Test(arguments: [
    ("rcs(age, 18, 22, 30) + lwt + smoke", "age", "rcs(age, 18, 22, 30)"),
    ("age + age^2 + lwt", "AGE", "age^2"), ("age*smoke + lwt", "smoke", "age:smoke"),
    ("log(lwt) + age", "lwt", "log(lwt)"), ("age + factor(race) + race", "race", "factor(race) and race"),
    ("smoke + lwt + ftv + offset(ftv)", "ftv", "offset(ftv)"),
  ])
  func refusesAnExposureInOtherTerms(_ terms: String, _ name: String, _ inTheWay: String) throws {
    var bench = try bench("fit low ~ \(terms) as q allow separation")
    for rest in ["", " adjusting ht"] {
      let failure = bench.failure("confounding \(name) of q\(rest)")
      #expect(
        failure?.message
          == "model q has \(name.lowercased()) in \(inTheWay): confounding needs the exposure as one term, "
          + "\(name.lowercased()) or factor(\(name.lowercased()))")
      #expect(failure?.span == Span(12, 12 + name.utf8.count))
      // Known before a row is read.
      #expect(failure?.stage == .resolve)
    }
    // A column that the model does without is one like any other.
    #expect(bench.failure("confounding ui of q") == nil)
  }

  @Test func theExposureKeepsItsReferenceAndMissingLevel() throws {
    var bench = Bench()
    try bench.run(
      "load demo rows=12000 seed=7\nclean\n"
        + "fit recovery ~ factor(benefits, missing=\"NR\") + phq9 + deprivation as mi")
    let model = try #require(bench.workspace.models["mi"]?.model)
    for exposure in ["benefits", "factor(benefits)"] {
      bench.outputs = []
      try bench.run("confounding \(exposure) of mi")
      #expect(bench.tables.first?.rows.first?[3] == .roundedCount(model.n))
      let titles = bench.tables.filter { $0.name == "adjustment" }.map(\.title)
      #expect(titles.contains { $0.contains("NR against ") })
    }
    let own = try self.bench(
      "fit low ~ factor(race, ref=\"3\") + age + lwt as r",
      "confounding race of r\nconfounding factor(race) of r")
    let titles = own.tables.filter { $0.name == "adjustment" }.map(\.title)
    #expect(
      titles == ["1 against 3", "2 against 3", "2 against 1", "3 against 1"].map { "low by race, \($0)" })
  }

  /// An offset is part of every line, the crude one included, and adjusts for nothing.
  @Test(arguments: [
    ("of o", ["nothing", "+ lwt"]), ("of o adjusting age", ["nothing", "+ age"]),
    ("of low adjusting m(age, offset(ftv))", ["nothing", "+ m"]),
    ("of low adjusting offsets(offset(ftv)) age", ["nothing", "+ age"]),
  ])
  func offsetsStandInEveryLine(_ rest: String, _ lines: [String]) throws {
    let bench = try bench(
      "fit low ~ smoke + lwt + offset(ftv) as o\nfit low ~ smoke + offset(ftv) as crude",
      "confounding smoke \(rest)")
    #expect(labels(bench.tables.first { $0.name == "adjustment" }) == lines)
    #expect(
      labels(bench.tables.first { $0.name == "covariates" }) == [String(lines[1].dropFirst(2))]
        || rest.contains("m(age"))
    #expect(!labels(bench.tables.first { $0.name == "covariates" }).contains { $0.contains("ftv") })
    #expect(bench.tables.first?.notes.contains("in every line: offset(ftv)") == true)
    let first = try #require(bench.tables.first { $0.name == "khb" }?.rows.first)
    let crude = try #require(bench.workspace.models["crude"]?.model.coefficients.last)
    for (value, expected) in zip(numbers(first), [crude.estimate, crude.standardError]) {
      #expect(abs(value - (expected ?? .nan)) < 1e-10)
    }
    #expect(numbers(first).count == 2)
    guard rest == "of o" else { return }
    // The last line is the model itself.
    let full = try #require(bench.workspace.models["o"]?.model.coefficients.first { $0.term == "smoke" })
    let last = try #require(bench.tables.first { $0.name == "adjustment" }?.rows.last)
    #expect(abs(numbers(last)[0] - exp(full.estimate ?? .nan)) < 1e-10)
  }

  @Test func anOffsetIsNotTested() throws {
    let setup = "fit low ~ smoke + lwt + offset(ftv) as o\nfit low ~ smoke + ftv + offset(ftv) as both"
    let bench = try bench(
      setup, "margins o\nmargins o ftv\nmargins o of ftv at ftv=0 ftv=2\nmargins both\nmargins both of smoke")
    let effects = bench.tables.filter { $0.name == "margins" }
    #expect(effects.map(labels) == [["smoke 1", "lwt"], ["ftv"], ["smoke 1", "ftv"]])
    #expect(effects[0].notes.last?.hasSuffix("no coefficient to test: ftv") == true)
    #expect(effects[1].notes.isEmpty && effects[2].notes.count == 1)
    let row = try #require(effects[1].rows.first)
    // The coefficient is 1: the effect is the average of p (1 - p).
    let model = try #require(bench.workspace.models["o"]?.model)
    let effect = try #require(try model.marginalEffects().first { $0.variable == "ftv" })
    #expect(numbers(row).count == 1 && abs(numbers(row)[0] - effect.estimate) < 1e-15)
    #expect(row.dropFirst(2).allSatisfy { $0 == .unavailable("an offset: its coefficient is fixed") })
    // Column p of the differences of risks.
    let risks = bench.tables.filter { $0.name == "risks" }
    #expect(risks[0].rows[0][4] == .unavailable("an offset: its coefficient is fixed"))
    if case .unavailable = risks[1].rows[0][4] { Issue.record("a term has a test") }
    #expect(effects[2].rows[1].count == 7 && numbers(effects[2].rows[1]).count >= 5)
  }

  @Test(arguments: [
    "confounding ⟦rcs⟧(age, 18, 22, 30) of low adjusting x(lwt) in b",
    "confounding ⟦log⟧(lwt) of low adjusting age", "confounding ⟦age⟧^2 of low adjusting lwt",
    "confounding ⟦age⟧:smoke of low adjusting lwt", "confounding ⟦age⟧ + lwt of low adjusting smoke",
  ])
  func theExposureIsAColumn(_ written: String) throws {
    let (text, span) = marked(written)
    var bench = try bench("")
    let failure = bench.failure(text)
    #expect(failure?.message == "the exposure must be a column or factor(COLUMN …)")
    #expect(failure?.span == span && failure?.stage == .parse)
  }

  /// Checked before a row is read, and run.
  @Test func aSegmentsModelIsKnownToScripts() throws {
    let text =
      Self.load + "segment by smoke\nfit low ~ age + lwt as s\nconfounding age of s[1]\n"
      + "confounding lwt of s[0] adjusting age\nmargins s[1] age\npredict s[1] age=20 lwt=100\n"
    var scope = Scope(Workspace())
    for statement in try Interpreter.statements(of: text) { try Interpreter.check(statement, in: &scope) }
    var bench = Bench()
    try bench.run(text)
    #expect(bench.tables.filter { $0.name == "confounding" }.count == 2)
    #expect(bench.failure("confounding age of s[2]")?.message == "there is no model \"s[2]\"")
  }

  @Test(arguments: [
    "margins s", "margins s of age", "confounding age of s", "predict s age=20 lwt=100", "validate s",
    "compare s q",
  ])
  func aNameOfManyModelsIsNotOne(_ text: String) throws {
    var bench = try bench("fit low ~ age as q\nsegment by smoke\nfit low ~ age + lwt as s")
    #expect(bench.failure(text)?.message == "s is a fit in every segment: name one, such as s[0]")
  }

  @Test func predictionsAtSeveralValuesOfAnotherTerm() throws {
    let setup = "fit low ~ age + lwt + smoke as q"
    let several = try bench(setup, "margins q of smoke at age=20 lwt=100 age=30 age=20").tables
    let single = try bench(
      setup, "margins q of smoke at age=20 lwt=100\nmargins q of smoke at age=30 lwt=100"
    ).tables
    #expect(several == single && single.count == 4)
    #expect(several[2].title.hasSuffix(", with age=30 lwt=100 in every row"))
  }

  @Test(arguments: [
    "scaled OR", "standardised risks", "standardised risk", "reduced", "difference", "of the limit", "change",
    "of reduced", "of difference", "effect", "ratio",
  ])
  func helpKnowsWhatIsPrinted(_ word: String) throws {
    var bench = Bench()
    #expect(bench.failure("help \(word)") == nil)
    #expect(!Measure.named(word).isEmpty)
  }

  /// What other terms determine has no effect of its own, least of all one of exactly 0.
  @Test func aliasedTermsHaveNoEffect() throws {
    var bench = try bench(
      "derive kilos = lwt * 0.45 in b\nfit low ~ age + lwt + kilos in b as m", "margins m")
    #expect(labels(bench.tables.last) == ["age", "lwt"])
    #expect(bench.tables.last?.notes.contains { $0.contains("aliased") } == true)
    #expect(bench.failure("margins m of kilos at kilos=50")?.message.hasPrefix("kilos is aliased") == true)
  }
}
