import Engine
import Foundation
import Testing

@testable import Commands

/// What checking finds without reading a row, and what only running can find.
@Suite struct ResolveTests {
  static let load = "load birthwt from \"\(fixtures)/birthwt.csv\"\n"
  static let demo = "load demo rows=3000 seed=7\nclean with nhs-2022\n"

  @Test(arguments: [
    (load + "fit low ~ ⟦agee⟧ + lwt", "there is no column \"agee\" in birthwt", "fit low ~ age + lwt"),
    (load + "fit low ~ age in ⟦birthwd⟧", "there is no table", "fit low ~ age in birthwt"),
    (load + "describe birthwt ⟦rase⟧", "there is no column", "describe birthwt race"),
    (load + "summary ⟦flwo⟧", "there is no model \"flwo\"", "summary flow"),
    (load + "fit low ~ age as ⟦lwt⟧", "already the name of a column", nil),
    (load + "fit low ~ age holdout 20% by ⟦patient⟧", "nothing says which rows", nil),
    (load + "compare ⟦a⟧ b", "there is no model", nil),
    (load + "fit low ~ age as ⟦flow⟧", "something that summary shows", nil),
    (load + "fit low ~ ⟦low⟧ + age", "stands among its own predictors", nil),
    (load + "derive ⟦lwt⟧ = age", "already the name of a column of birthwt", nil),
    (demo + "derive ⟦gender⟧ = age", "a column of the recipe", nil),
    ("set seed 7, ⟦8⟧", "one whole number", nil),
    ("load demo rows=100\nclean with nhs-2022 ⟦from⟧ 2022-01-01 to 2021-01-01", "from is later than to", nil),
    (load + "derive x = ⟦dayz⟧(age, lwt)", "there is no function", "derive x = days(age, lwt)"),
    (load + "derive x = ⟦$cut⟧ + age", "no parameter or argument", nil),
    (load + "segment race=1 in ⟦tabel⟧", "there is no table", nil),
    (load + "map birthwt ⟦lw⟧ -> weight", "there is no column", "map birthwt low -> weight"),
    ("clean with ⟦nhs-2023⟧", "there is no recipe", "clean with nhs-2022"),
    ("load x from ⟦\"no/such.csv\"⟧", "there is no file", nil),
    ("load x from ⟦\"/\"⟧", "is a folder", nil),
    (demo + "segment ⟦gendr⟧=Female", "no segment dimension is named", "segment gender=Female"),
    (demo + "segment gender=⟦Femal⟧", "is not a level of gender", "segment gender=Female"),
    (demo + "segment age=⟦18-40⟧", "is not a level of age", nil),
    (demo + "fit recovery ~ deprivation holdout 20% by ⟦person⟧", "nothing says which rows", nil),
    ("param g = ⟦C⟧ choose A, B", "is not a choice of parameter g", nil),
    ("run ⟦\"no.iapt\"⟧", "there is no readable file", nil),
    ("help ⟦fitt⟧", "there is no help topic \"fitt\"", "help fit"),
  ])
  func checkingPointsAtTheWord(_ text: String, _ message: String, _ suggestion: String?) throws {
    let (source, span) = marked(text)
    var scope = Scope(Workspace())
    var found: Diagnostic?
    do throws(Diagnostic) {
      for statement in try Interpreter.statements(of: source) { try Interpreter.check(statement, in: &scope) }
    } catch { found = error }
    let error = try #require(found)
    #expect(error.stage == .resolve)
    #expect(error.message.contains(message), "\(error.message)")
    #expect(error.span == span)
    if let suggestion { #expect(error.suggestion == suggestion) }
  }

  @Test(arguments: [
    (load + "fit bwt ~ age", "neither yes/no nor 0/1"),
    (load + "segment race=9", "is not a level of race"),
    (load + "keep \"old\" where age > 90", "no row is left"),
    (load + "keep \"low\" where low = 1\nfit low ~ age", "all are events"),
    (load + "type race category\nfit race ~ age", "say which level is the event"),
    (load + "fit race=\"7\" ~ age", "is not a level of race"),
    (load + "derive x = smoke and ui", "and takes a flag"),
    (load + "expect rows(birthwt) = 1", "does not hold: rows(birthwt) = 1"),
    (load + "derive perfect = low\nfit low ~ perfect + age", "predicted perfectly"),
  ])
  func whatOnlyTheDataCanTellFailsWhenItRuns(_ text: String, _ message: String) throws {
    var bench = Bench()
    let failure = bench.failure(text)
    let error = try #require(failure)
    #expect(error.stage == .run)
    #expect(error.message.contains(message), "\(error.message)")
  }

  @Test func fewRowsMakeNoModel() throws {
    var bench = Bench()
    try bench.run(Self.load + "segment by race, smoke, ui in birthwt\nfit low ~ age as m")
    let table = try #require(bench.tables.last { $0.name == "segments" })
    #expect(table.rows.contains { $0[3] == .label("(not fitted)") })
    #expect(table.notes.contains { $0.hasSuffix("not fitted: fewer than 10 rows") }, "\(table.notes)")
    #expect(bench.models.isEmpty)
    try bench.run("keep \"few\" where age < 16 in birthwt\nsegment all in birthwt")
    let failure = bench.failure("keep \"fewer\" where low = 0\nfit low ~ age as few")
    #expect(failure?.message == "the model stands on fewer than 10 rows")
  }

  @Test func aFileThatChangedIsRefused() throws {
    try withFolder { folder in
      let path = folder + "/t.csv"
      try "a,b\n1,2\n3,4\n".write(toFile: path, atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run("load t from \"\(path)\"")
      // In place, as a program that writes over an extract does; a file put in its place does no harm.
      let handle = try #require(FileHandle(forWritingAtPath: path))
      try handle.seekToEnd()
      try handle.write(contentsOf: Data("5,6\n".utf8))
      try handle.close()
      let failure = bench.failure("describe t a")
      #expect(failure?.message.contains("has changed since it was loaded") == true)
      try bench.run("load t from \"\(path)\"\ndescribe t a")
      #expect(bench.tables.contains { $0.rows.contains([.label("rows"), .suppressed]) })
    }
  }

  @Test func scriptsRunOneAnotherOnlySoDeep() throws {
    try withFolder { folder in
      for index in 0..<40 {
        try "run \"\(folder)/\(index + 1).iapt\"".write(
          toFile: "\(folder)/\(index).iapt", atomically: true, encoding: .utf8)
      }
      var bench = Bench()
      let failure = bench.failure("run \"\(folder)/0.iapt\"")
      #expect(failure?.message == "scripts run one another more than 16 deep")
    }
  }

  @Test func aFailedCommandChangesNothing() throws {
    var bench = Bench()
    try bench.run(Self.load + "fit low ~ age as m")
    let digest = bench.workspace.digest
    for text in [
      "fit bwt ~ age as m", "segment race=9", "keep \"x\" where age > 90", "derive y = nothing",
      "load z from \"no\"",
      "sample 10 by nothing", "set seed x", "type age datum", "param p = x choose y", "clean with nhs-2022",
    ] {
      #expect(bench.failure(text) != nil, "\(text)")
      #expect(bench.workspace.digest == digest, "\(text)")
    }
    try bench.run("set seed 5")
    #expect(bench.workspace.digest != digest)
  }

  @Test func aRecipesErrorPointsIntoTheRecipe() throws {
    try withFolder { folder in
      let path = folder + "/mine.iapt"
      try "recipe \"mine\"\nkeep \"old\" where agee > 30\n".write(
        toFile: path, atomically: true, encoding: .utf8)
      var bench = Bench()
      let failure = bench.failure(Self.load + "clean with \"\(path)\"")
      let error = try #require(failure)
      #expect(error.source?.name == path)
      let source = Array(try #require(error.source).text.utf8)
      let span = try #require(error.span)
      #expect(String(decoding: source[span.start..<span.end], as: UTF8.self) == "agee")
    }
  }

  @Test func scriptsThatRunThemselvesAreRefused() throws {
    try withFolder { folder in
      let path = folder + "/a.iapt"
      try "run \"\(folder)/b.iapt\"".write(toFile: path, atomically: true, encoding: .utf8)
      try "run \"\(path)\"".write(toFile: folder + "/b.iapt", atomically: true, encoding: .utf8)
      var bench = Bench()
      let failure = bench.failure("run \"\(path)\"")
      let error = try #require(failure)
      #expect(error.message.contains("would run itself"))
      #expect(error.source?.name == folder + "/b.iapt")
    }
  }

  @Test func theBuiltInRecipesParse() {
    #expect(
      Recipes.builtIn.keys.elementsEqual(["talking-therapies", "talking-therapies-access", "nhs-2022"]))
    for recipe in Recipes.builtIn.values { #expect(!recipe.summary.isEmpty) }
  }

  @Test func theNamesOfNHS2022AreFixed() throws {
    var bench = Bench()
    try bench.run(Self.demo)
    let cohort = try #require(bench.workspace.cohort)
    #expect(cohort.outcomes.map(\.name) == ["recovery"])
    #expect(
      cohort.predictors == [
        "deprivation", "full_time", "unemployed", "benefits", "job_seeker", "self_employed", "sick_pay",
        "six_or_more_sessions", "six_week_wait",
      ])
    #expect(cohort.dimensions == ["symptom", "gender", "ethnicity", "age"])
    #expect(cohort.schema.columns["part_time"]?.type == .flag)
    #expect(cohort.schema.levels(of: "age") == ["<18", "18-30", "30-50", "50-70", "+70", "Not_known"])
    #expect(cohort.arguments.keys.elementsEqual(["from", "to", "providers"]))
    guard case .list(let providers)? = cohort.arguments["providers"] else {
      Issue.record("no providers")
      return
    }
    #expect(providers.count == 15)
  }
}
