import Engine
import Foundation
import Testing

@testable import Commands

/// Terms as they are written, checked and shown.
@Suite struct TermsLanguageTests {
  private func parse(_ text: String) throws -> (
    outcome: Formula.Outcome, terms: [Formula.Term], intercept: Bool
  ) {
    var parser = try Parser(text)
    var fit = try parser.fitFormula()
    try parser.fitOptions(&fit)
    #expect(parser.isAtEnd, "\(text)")
    return (fit.outcome, fit.terms.map(\.term), fit.intercept)
  }

  @Test func everyTermReads() throws {
    let found = try parse(
      "y ~ log(x) + x^2 + rcs(age, -1, 20, 35.5) + factor(g, missing=\"Not recorded\", ref=b) + offset(log(n)) + 1"
    )
    #expect(
      found.terms == [
        .log("x"), .power("x", 2), .spline("age", knots: [-1, 20, 35.5]),
        .factor("g", reference: "b", missing: "Not recorded"), .offset(.log("n")),
      ])
    let product = try parse("y ~ smoke*rcs(age, 20, 25, 35) - log(x):smoke")
    #expect(
      product.terms == [
        .variable("smoke"), .spline("age", knots: [20, 25, 35]),
        .interaction([.variable("smoke"), .spline("age", knots: [20, 25, 35])]),
        .interaction([.log("x"), .variable("smoke")]),
      ])
    #expect(try parse("y ~ 1").terms.isEmpty)
  }

  /// A column may be called as a function is.
  @Test func functionsAreNotKeywords() throws {
    #expect(
      try parse("y ~ log + rcs:offset").terms == [
        .variable("log"), .interaction([.variable("rcs"), .variable("offset")]),
      ])
  }

  /// What a formula says of itself reads as that formula.
  @Test func formulasReadBack() throws {
    var random = Draws(state: 3)
    let names = [
      "x", "age", "Sepal.Length", "two words", "5QH", "12", "log", "Größe", "in", "a-b", "v.1", "factor",
    ]
    let levels = ["b", "01", "two \"words\"", "back\\slash", "$x", "18-25", "", "æ", "#1"]
    func name() -> String { names[random.below(names.count)] }
    func level() -> String { levels[random.below(levels.count)] }
    func knots() -> [Double] {
      var result = [Double(random.below(100)) - 50.5]
      for _ in 0..<(2 + random.below(5)) {
        result.append(result[result.count - 1] + [1e-3, 0.1, 3, 1e9][random.below(4)])
      }
      return result
    }
    func single() -> Formula.Term {
      switch random.below(6) {
      case 0:
        .factor(
          name(), reference: random.below(2) == 0 ? level() : nil,
          missing: random.below(2) == 0 ? level() : nil)
      case 1: .log(name())
      case 2: .power(name(), 2 + random.below(4))
      case 3: .spline(name(), knots: knots())
      default: .variable(name())
      }
    }
    for _ in 0..<1000 {
      var terms: [Formula.Term] = (0..<random.below(4)).map { _ in
        random.below(3) == 0 ? .interaction((0..<(2 + random.below(2))).map { _ in single() }) : single()
      }
      if random.below(4) == 0 {
        terms.append(.offset([.variable(name()), .log(name()), .power(name(), 3)][random.below(3)]))
      }
      let outcome: Formula.Outcome = [
        .column(name()), .level(column: name(), event: level()), .events(successes: name(), failures: name()),
      ][random.below(3)]
      // An outcome's level is read as a code, which no empty text is.
      let formula = Formula(outcome: outcome, terms: terms, intercept: random.below(3) != 0)
      let found = try parse(formula.description)
      #expect(
        found == (formula.outcome, formula.terms, formula.intercept), "\(formula.description)")
    }
  }

  static let load = "load birthwt from \"\(fixtures)/birthwt.csv\"\n"

  @Test(arguments: [
    (load + "fit low ~ ⟦sqrt⟧(age)", "there is no function \"sqrt\"", "factor, log, rcs, offset"),
    (load + "fit low ~ rcs(age⟦⟧)", "3 to 7 knots", ""),
    (load + "fit low ~ rcs(age, 30, 20, 40)", "each above the one before", ""),
    (load + "fit low ~ rcs(age, 4)", "3 to 7 knots", ""),
    (load + "fit low ~ age - ⟦1⟧", "without intercept leaves the intercept out", ""),
    (load + "fit low ~ ⟦0⟧ + age", "without intercept leaves the intercept out", ""),
    (load + "fit low ~ age^⟦1⟧", "a whole power from 2 to 5", ""),
    (load + "fit low ~ age^⟦2.5⟧", "a whole power from 2 to 5", ""),
    (load + "fit low ~ offset(⟦factor⟧(race))", "a number's column", ""),
    (load + "fit low ~ smoke:⟦offset⟧(age)", "a term with a coefficient", ""),
    (load + "fit low ~ log(⟦agee⟧)", "there is no column \"agee\"", ""),
    (load + "type race category in birthwt\nfit low ~ log(⟦race⟧)", "log(race) needs a number", ""),
    (load + "fit low ~ factor(⟦race⟧, missing=none) + race", "are a level in one term", ""),
    (load + "fit low ~ factor(race, ref=1, ⟦ref⟧=2)", "\"ref\" stands twice", ""),
  ])
  func mistakesAreExplained(_ text: String, _ message: String, _ note: String) throws {
    let (source, span) = marked(text)
    var bench = Bench()
    let found = bench.failure(source)
    let error = try #require(found)
    #expect(error.message.contains(message), "\(error.message)")
    if !note.isEmpty { #expect(error.notes.joined(separator: " ").contains(note), "\(error.notes)") }
    if text.contains("⟦"), span.start < span.end { #expect(error.span?.start == span.start, "\(source)") }
  }

  @Test func aLogarithmOfNothing() throws {
    var bench = Bench()
    try bench.run(Self.load + "set disclosure none")
    let found = bench.failure("fit low ~ age + log(ptl)")
    let error = try #require(found)
    #expect(error.message == "log(ptl) does not exist in 159 rows, where the number is 0 or less")
    try bench.run("derive few = case(age = 45 -> 0; else -> 1)\nset disclosure nhs-sde")
    let withheld = bench.failure("fit low ~ log(few)")
    let hidden = try #require(withheld)
    #expect(hidden.message.contains("in some rows"), "\(hidden.message)")
  }

  /// A model's name stands for its terms, whatever they are.
  @Test func blocks() throws {
    var bench = Bench()
    try bench.run(
      Self.load
        + """
        set disclosure none
        fit low ~ rcs(age, 18, 22, 33) + log(lwt) + offset(ftv) as base
        fit low ~ base + smoke as more
        compare base more
        predict more age=25 lwt=120 ftv=0 smoke=1
        expect odds_ratio(more, smoke) > 1
        """)
    #expect(
      bench.workspace.models["more"]?.formula.description
        == "low ~ rcs(age, 18, 22, 33) + log(lwt) + offset(ftv) + smoke")
    let fits = try #require(bench.tables.first { $0.name == "fits" })
    #expect(fits.rows[1][9] == .integer(1))
  }
}
