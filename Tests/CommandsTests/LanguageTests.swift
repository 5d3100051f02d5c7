import Engine
import Testing

@testable import Commands

@Suite struct LanguageTests {
  /// The design's script, line for line.
  static let script = """
    param data = "extract"
    param gender = All choose All, Male, Female            # a widget: --param gender=Female overrides it
    load referrals  from "$data/referrals.csv"
    load patients   from "$data/patients.csv"
    load employment from "$data/employment.csv"
    clean with nhs-2022 from 2021-01-01 to 2021-12-31
    segment gender=$gender age=18-30
    fit recovery ~ deprivation + full_time + unemployed + benefits as base
    fit recovery ~ base + six_or_more_sessions + six_week_wait as treated holdout 20% by patient
    summary treated
    compare base treated
    expect rows(cohort) > 0                                  # a script can assert; a failed expectation exits 1
    segment all
    segment by gender, age
    sample 500000 by deprivation
    sample at most 50000 per deprivation
    fit y ~ x in TABLE
    segment age="<18"
    clean with "mine.iapt"
    show recipe nhs-2022
    save recipe nhs-2022 to "mine.iapt"
    summary flow
    fit low ~ age + factor(race) in birthwt
    load england from "published.csv" weight=n
    fit events(ncases, ncontrols) ~ agegp + alcgp + tobgp in esoph
    fit `Sepal.Length` ~ . - x + factor(race, ref="2") * smoke + a:b
    fit outcome="moderate or severe" ~ treatment*time in toenail
    """

  static let recipe = """
    recipe "example"
    key PathwayID
    type LocalPatientId, EmployStatus category
    latest referrals  per PathwayID by Unique_MonthID, UniqueID_IDS101
    latest patients   per OrgID_Provider, LocalPatientId by Unique_MonthID
    join patients   to referrals on OrgID_Provider, LocalPatientId
    join employment to referrals on OrgID_Provider, LocalPatientId keeping earliest EmployStatusRecDate between ReferralRequestReceivedDate and coalesce(ServDischDate, $to)
    keep "discharged in the period"   where ServDischDate between $from and $to
    keep "completed treatment"        where CompletedTreatment_Flag
    derive deprivation = IndicesOfDeprivationDecile
    derive gender    = recode Gender (1 -> "Male"; 2 -> "Female"; 9 -> "Indeterminate"; else -> "Not known")
    derive age       = bands(Age_RP_EndDate, ..17 -> "<18", 18..25 -> "18-25", 26..64 -> "26-64", 65..74 -> "65-74", 75..89 -> "75-89", 90.. -> "90+")
    derive ethnicity = recode EthnicCategory (A, B, C -> "White"; D, E, F, G -> "Mixed"; H, J, K, L -> "Asian"; M, N, P -> "Black"; R, S -> "Other"; else -> "Not known")
    derive within_six_weeks = days(ReferralRequestReceivedDate, TherapySession_FirstDate) <= 42
    outcome recovery = Recovery_Flag else no among not NotCaseness_Flag else yes
    outcome reliable_improvement = ReliableImprovement_Flag
    predictor deprivation, gender, age, ethnicity
    dimensions gender, age, ethnicity
    cluster referrals.OrgID_Provider
    """

  @Test func everyLineOfTheScriptParses() {
    for line in Self.script.split(separator: "\n") {
      guard case .complete(let statements) = Interpreter.parse(String(line)) else {
        Issue.record("does not parse: \(line)")
        continue
      }
      #expect(statements.count == 1, "\(line)")
    }
  }

  @Test func theExampleRecipeParses() throws {
    let recipe = try Recipes.parse(Self.recipe)
    #expect(recipe.name == "example")
    #expect(recipe.steps.count == 18)
    guard case .outcome(_, let event, let among?) = recipe.steps[13].rule else {
      Issue.record("not an outcome")
      return
    }
    guard case .otherwise(_, let no) = event.node, case .flag(false) = no.node,
      case .otherwise(let not, let yes) = among.node, case .flag(true) = yes.node, case .not = not.node
    else {
      Issue.record("else binds wrongly")
      return
    }
    guard case .join(let join) = recipe.steps[5].rule, let window = join.keeping?.window,
      case .call("coalesce", let parts) = window.high.node
    else {
      Issue.record("no window")
      return
    }
    #expect(parts.count == 2)
  }

  @Test(arguments: [
    "fit y ~ x (", "derive a = (b + ", "clean with r providers (A,", "derive a = b \\", "keep \"l\" where (a",
    "derive x = recode y (1 -> \"a\";", "derive a = bands(b, ..17 -> \"<18\",\n",
  ])
  func moreLinesMayMakeItRight(_ text: String) {
    // "fit y ~ x (" is wrong at once: a bracket cannot stand there.
    if text.hasPrefix("fit") {
      guard case .invalid = Interpreter.parse(text) else {
        Issue.record("should be invalid")
        return
      }
      return
    }
    guard case .incomplete = Interpreter.parse(text) else {
      Issue.record("should be incomplete: \(text)")
      return
    }
  }

  @Test(arguments: [
    ("⟦lod⟧ x", "there is no command"), ("load x from ⟦\"abc⟧", "no closing quote"),
    ("derive a = b⟦)⟧", "closes nothing"), ("derive a = b ⟦@⟧ c", "means nothing here"),
    ("fit a ~ b ⟦holdup⟧ 20%", "means nothing in fit"), ("fit a ~ b as m ⟦as⟧ n", "stands twice"),
    ("clean with r from ⟦2021-02-30⟧", "no such day"), ("derive a = b c⟦⟧", "the end of the line"),
    ("segment a=1 ⟦a⟧=2", "stands twice"), ("set ⟦sed⟧ 4", "there is no setting"),
    ("fit a ~ ⟦sqrt⟧(b)", "there is no function"), ("type a ⟦datum⟧", "expected category"),
    ("fit a ~ b holdout ⟦120⟧%", "more than 0%"),
    ("load ⟦cohort⟧ from \"x.csv\"", "what clean makes"),
  ])
  func wrongTextPointsAtTheWord(_ text: String, _ words: String) {
    let (source, span) = marked(text)
    guard case .invalid(let error) = Interpreter.parse(source) else {
      Issue.record("parses: \(source)")
      return
    }
    #expect(error.message.contains(words), "\(error.message)")
    if span.end > span.start { #expect(error.span == span, "\(source)") }
  }

  @Test func statementsAndTokensHaveSpans() throws {
    let text = "set seed 4  # comment\n\n  expect rows(cohort) \\\n > 0\nquit"
    let statements = try Interpreter.statements(of: text)
    #expect(statements.map(\.text) == ["set seed 4", "expect rows(cohort) \\\n > 0", "quit"])
    let bytes = Array(text.utf8)
    for statement in statements {
      #expect(
        String(decoding: bytes[statement.span.start..<statement.span.end], as: UTF8.self) == statement.text)
    }
    var lexer = Lexer("fit `a b` ~ 18..25 \"x$y\" 2021-01-31 5QH é->")
    var tokens: [Token] = []
    while true {
      let token = try lexer.next()
      if token.kind == .end { break }
      tokens.append(token)
    }
    #expect(
      tokens.map(\.text) == ["fit", "a b", "~", "18", "..", "25", "x$y", "2021-01-31", "5QH", "é", "->"])
    for (left, right) in zip(tokens, tokens.dropFirst()) { #expect(left.span.end <= right.span.start) }
  }

  @Test func keywordsAreContextual() throws {
    for text in ["fit case ~ outcome in in", "derive not_in = outcome = \"x\"", "derive a = `not` and b"] {
      _ = try Interpreter.statements(of: text)
    }
  }

  @Test func parametersAreValuesNeverParsedAgain() throws {
    var bench = Bench()
    try bench.run("param sneaky = \"1 in t\"\nparam f = \"\(fixtures)\"")
    try bench.run("load birthwt from \"$f/birthwt.csv\"")
    let error = bench.failure("segment smoke=$sneaky")
    #expect(error?.message == "\"1 in t\" is not a level of smoke")
  }

  @Test func randomTextNeverCrashes() {
    var state: UInt64 = 7
    func next(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let pieces =
      Array(Self.script.utf8.map { String(UnicodeScalar($0)) })
      + [
        "fit ", "(", ")", "\"", "`", "$", "..", "->", "\n", "é", "\\", "#", "recode ", "bands(", "case(",
        "= ",
      ]
    for _ in 0..<3000 {
      let text = (0..<next(40)).map { _ in pieces[next(pieces.count)] }.joined()
      switch Interpreter.parse(text) {
      case .complete: break
      case .incomplete(let error), .invalid(let error):
        if let span = error.span {
          #expect(span.start >= 0 && span.start <= span.end && span.end <= text.utf8.count)
        }
      }
      _ = try? Recipes.parse("recipe \"x\"\n" + text)
      _ = Interpreter.complete(text, cursor: next(text.utf8.count + 1), in: Workspace())
    }
  }
}
