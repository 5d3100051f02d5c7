import OrderedCollections
import Testing

@testable import Engine

@Suite struct RecipeErrorTests {
  private let tables = loaded(
    table(
      "referrals",
      [
        ("id", integers([1, 2])), ("done", flags([true, nil])), ("x", decimals([1, 2])),
        ("big", integers([1, 2])),
      ]),
    table(
      "patients", [("id", integers([1, 2])), ("done", flags([true, nil])), ("g", category(["a", nil]))]),
    table("employment", [("id", integers([])), ("s", category([]))]))

  private func error(_ rules: [Recipe.Rule], _ arguments: [Recipe.Argument] = []) -> (any Error)? {
    do {
      _ = try recipe(rules, arguments: arguments).run(on: tables, .unattended)
      return nil
    } catch { return error }
  }

  private func reason(_ rules: [Recipe.Rule]) -> RecipeError? { error(rules) as? RecipeError }

  private let both = join("patients", "referrals", ["id"])

  @Test func statementsThatCannotBeFollowed() {
    let second = Span(10, 19)
    #expect(reason([both, both]) == RecipeError(.joinedTwice(table: "patients"), second))
    #expect(reason([join("Referrals", "referrals", ["id"])])?.reason == .joinedTwice(table: "referrals"))
    #expect(
      reason([both, join("referrals", "employment", ["id"])])?.reason == .joinedTwice(table: "referrals"))
    #expect(
      reason([join("employment", "referrals", ["id"]), .keep(label: "", condition: col("done"))]) == nil)
    let early: [Recipe.Rule] = [
      join("patients", "referrals", ["id"]), join("employment", "patients", ["id"]),
    ]
    #expect(reason(early) == nil)
    #expect(
      reason([both, .latest(table: "patients", per: ["id"], by: ["g"])])
        == RecipeError(.latestAfterJoin(table: "patients"), second))
    #expect(
      reason([both, .latest(table: "referrals", per: ["id"], by: ["x"])])
        == RecipeError(.latestAfterJoin(table: "referrals"), second))
    let elsewhere: [Recipe.Rule] = [
      join("patients", "referrals", ["id"]), join("demo", "referrals", ["id"]),
    ]
    #expect(
      error(elsewhere) as? NameError
        == NameError(.table, "demo", candidates: ["employment", "patients", "referrals"], span: second))
  }

  @Test func notJoinedYet() {
    let rules = [join("patients", "referrals", ["id"]), join("employment", "other", ["id"])]
    let extended = {
      var result = tables
      result["other"] = table("other", [("id", integers([1]))])
      return result
    }()
    #expect(throws: RecipeError(.notJoinedYet(table: "other"), Span(10, 19))) {
      try recipe(rules).run(on: extended, .unattended)
    }
    #expect(throws: RecipeError(.noBaseTable(loaded: ["a", "b"]), Span(0, 9))) {
      try recipe([.keep(label: "", condition: tree(.flag(true)))]).run(
        on: loaded(table("b", []), table("a", [])), .unattended)
    }
  }

  @Test func namesGivenTwice() {
    let outcome = Recipe.Rule.outcome(name: "o", col("done"), among: nil)
    #expect(reason([outcome, outcome])?.reason == .duplicate(kind: "outcome", name: "o"))
    #expect(
      reason([outcome, .derive(name: "o", col("x"))])?.reason == .duplicate(kind: "derive", name: "o"))
    #expect(reason([.predictor(["x", "X"])])?.reason == .duplicate(kind: "predictor", name: "x"))
    #expect(
      reason([.dimensions(["done"]), .dimensions(["done"])])
        == RecipeError(.duplicate(kind: "dimensions", name: "done"), Span(10, 19)))
    let cluster = Recipe.Rule.cluster(name: "c", columns: ["id"])
    #expect(reason([cluster, cluster])?.reason == .duplicate(kind: "cluster", name: "c"))
  }

  @Test func typesThatDoNotFit() {
    let late = Recipe.Rule.outcome(name: "o", col("x", Span(3, 4)), among: nil)
    #expect(reason([late]) == RecipeError(.outcomeNotFlag(name: "o", found: .decimal), Span(3, 4)))
    #expect(
      reason([.type(columns: ["x"], .decimal), late])
        == RecipeError(.outcomeNotFlag(name: "o", found: .decimal), Span(3, 4)))
    #expect(
      error([.keep(label: "", condition: col("x", Span(3, 4)))]) as? ExpressionError
        == ExpressionError(.wrongType(operation: "keep", expected: [.flag], found: .decimal), Span(3, 4)))
    #expect(
      reason([.dimensions(["x"])])
        == RecipeError(
          .notADimension(name: "x", found: .decimal, levels: nil, limit: 100), Span(0, 9)))
    let keeping = Recipe.Keeping(which: .latest, column: "g", window: nil)
    #expect(
      error([join("patients", "referrals", ["id"], keeping)]) as? ExpressionError
        == ExpressionError(
          .wrongType(operation: "keeping", expected: [.integer, .decimal, .date], found: .category),
          Span(0, 9)))
  }

  @Test func argumentsThatDoNotFit() throws {
    let from = Recipe.Argument(name: "from", kind: .date, fallback: nil, span: Span(1, 2))
    let rules = [Recipe.Rule.predictor(["id"])]
    #expect(error(rules, [from]) as? RecipeError == RecipeError(.missingArgument("from"), Span(1, 2)))
    #expect(
      error(rules, [from, from]) as? RecipeError
        == RecipeError(.duplicate(kind: "argument", name: "from"), Span(1, 2)))
    #expect(
      throws: RecipeError(.wrongArgument(name: "from", expected: .date, found: .text), Span(1, 2))
    ) {
      try recipe(rules, arguments: [from]).run(on: tables, arguments: ["from": .text("x")], .unattended)
    }
    #expect(throws: NameError(.argument, "form", candidates: ["from"], place: "test")) {
      try recipe(rules, arguments: [from]).run(on: tables, arguments: ["form": .text("x")], .unattended)
    }
  }

  @Test func missingColumnsAreFoundWithoutReading() throws {
    let schemas = tables.mapValues { Schema($0) }
    func check(_ rules: [Recipe.Rule]) throws -> CohortSchema { try recipe(rules).check(tables: schemas) }
    #expect(
      throws: NameError(.column, "key", candidates: ["id", "done", "g"], span: Span(0, 9), place: "patients")
    ) {
      var others = schemas
      others["referrals"]?.entries.append(.init(name: "key", table: "referrals"))
      _ = try recipe([join("patients", "referrals", ["key"])]).check(tables: others)
    }
    #expect(
      throws: NameError(
        .column, "done", candidates: ["referrals.done", "patients.done"], isAmbiguous: true, span: Span(4, 5))
    ) { try check([both, .keep(label: "", condition: col("done", Span(4, 5)))]) }
    #expect(throws: NameError.self) { try check([.predictor(["nothing"])]) }
    #expect(throws: NameError.self) { try check([.type(columns: ["nothing"], .flag)]) }
    let known = try check([
      .type(columns: ["nothing", "x"], .category),
      .derive(name: "a", call("first_of", col("nothing"), col("x"))),
      .derive(
        name: "b", tree(.recode(col("x"), arms: [.init(codes: ["1"], label: "one")], otherwise: "more"))),
      .dimensions(["b", "done"]), .key(["ID"]), .cluster(name: "c", columns: ["referrals.id"]),
    ])
    #expect(known.levels(of: "b") == ["one", "more"])
    #expect(known.columns["a"]?.type == .category)
    #expect(known.dimensions == ["b", "done"])
    #expect(known.key == ["id"])
    #expect(known.clusters == ["c": ["id"]])
  }

  @Test func anEmptyResultIsNoError() throws {
    let cohort = try recipe([
      both, .keep(label: "none", condition: tree(.flag(false))), .dimensions(["g"]),
      .outcome(name: "o", col("referrals.done"), among: nil),
    ]).run(on: tables, .unattended)
    #expect(cohort.frame.rowCount == 0)
    #expect(cohort.outcomes == [Outcome(name: "o", denominator: 0, events: 0, unknown: 0)])
    let empty = try recipe([join("referrals", "employment", ["id"])]).run(on: tables, .unattended)
    #expect(empty.frame.rowCount == 0)
  }
}
