import Engine
import Foundation
import Testing

@testable import Commands

@Suite struct HelpTests {
  private func text(_ statement: String, after setup: String = "") throws -> String {
    var bench = Bench()
    try bench.run(setup)
    bench.outputs = []
    try bench.run(statement)
    guard case .text(let text)? = bench.outputs.first?.output else { return "" }
    return text
  }

  @Test func theOverviewFitsAScreenAndLeavesNoCommandOut() throws {
    let lines = HelpText.overview.split(separator: "\n", omittingEmptySubsequences: false)
    // With the line that asks for it, a blank one and the next prompt.
    #expect(lines.count <= 21)
    #expect(lines.allSatisfy { $0.count < 80 })
    let words = HelpText.overview.split { !($0.isLetter || $0 == "_") }.map(String.init)
    for command in Command.all { #expect(words.contains(command.name), "\(command.name)") }
    for command in HelpText.workflow { #expect(HelpText.overview.contains("\n  \(command) ")) }
    let more = lines.first { $0.hasPrefix("  more") }
    #expect(more == nil, "which group are these of? \(more ?? "")")
  }

  @Test(arguments: HelpText.pages.map(\.name)) func everyPageHasText(_ name: String) throws {
    #expect(try text("help \(name)").split(separator: "\n").count > 5)
    #expect(HelpText.overview.contains(name))
    if name != "language", name != "expressions" {
      #expect(try text("help \(name)").split(separator: "\n").allSatisfy { $0.count < 80 }, "\(name)")
    }
  }

  @Test func termsAndClausesHaveHelp() throws {
    #expect(try text("help offset").contains("added to the log odds"))
    #expect(try text("help rcs").contains("restricted cubic spline"))
    #expect(try text("help segment by") == text("help segment"))
    #expect(try text("help validate folds") == text("help validate"))
    var bench = Bench()
    #expect(bench.failure("help segment nonsense") != nil)
  }

  /// What other programs call them.
  @Test(arguments: [
    ("logit low ~ age", "fit low ~ age"), ("glm low ~ age", "fit low ~ age"), ("exit", "quit"),
  ])
  func commandsOfOtherProgramsAreKnown(_ text: String, _ suggestion: String) {
    var bench = Bench()
    #expect(bench.failure(text)?.suggestion == suggestion)
  }

  @Test func namesOfFiguresComplete() {
    let found = Interpreter.complete("help odds", cursor: 9, in: Workspace()).candidates.map(\.text)
    #expect(found == ["odds ratio"])
  }

  @Test func aQuestionMarkAsksForHelp() throws {
    #expect(try text("fit?") == text("help fit"))
    #expect(try text("auc?") == text("help auc") && text("help auc?") == text("help auc"))
    #expect(try text("recovery?").hasPrefix("recovery: "))
    #expect(try text("Odds_Ratio?") == text("help odds ratio"))
    #expect(try text("help \"odds ratio\"") == text("help OR"))
  }

  @Test func unknownTopicsHaveASuggestion() {
    var bench = Bench()
    let failure = bench.failure("help recal")
    #expect(failure?.message == "there is no help topic \"recal\"")
    #expect(failure?.suggestion == "help recall")
    #expect(failure?.notes.last == "see: help, or help search recal")
    #expect(bench.failure("ftt?")?.suggestion == "fit?")
    #expect(bench.failure("ftt ?")?.message == "there is no command \"ftt\"")
    #expect(bench.failure("help search")?.stage == .parse)
  }

  /// The name of the first thing found.
  private func first(_ words: String) throws -> String {
    String(try text("help search \(words)").split(separator: "\n")[0].drop { $0 == " " }.prefix { $0 != " " })
  }

  @Test func searchFindsTheBestFirst() throws {
    #expect(try first("rename") == "map")
    #expect(try first("logistic regression") == "fit")
    #expect(try first("separation finite") == "errors")
    #expect(try first("Nagelkerke") == "Nagelkerke")
    #expect(try first("brier") == "Brier")
    #expect(try first("reliable deter") == "reliable_deterioration")
    #expect(try !text("help search missing values").contains("..."))
    #expect(try text("help ~rename") == text("help search rename"))
    #expect(try text("help search zzz fitt").contains("nothing in the help has: zzz fitt"))
    #expect(try text("help search zzz fitt").contains("near to it: fit"))
    #expect(try text("help search the").contains("more; another word finds fewer"))
  }

  @Test func thePageOfThePromptListsTheKeysOfHelp() throws {
    let page = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appendingPathComponent("docs/prompt.md")
    let rows = HelpText.keyBindings.map { "| \($0.keys) | \($0.meaning.replacing("\\", with: "\\\\")) |\n" }
    #expect(try String(contentsOf: page, encoding: .utf8).contains("| --- | --- |\n\(rows.joined())\n"))
  }

  @Test func aSearchForVeryManyWordsIsSoonOver() throws {
    let words = (0..<100_000).map { "w\($0)" }.joined(separator: " ")
    let begun = ContinuousClock.now
    #expect(try text("help search \(words)").utf8.count < 500)
    #expect(begun.duration(to: .now) < .seconds(30))
  }

  @Test func helpOnSettingsShowsTheirValues() throws {
    var bench = Bench()
    try bench.run("set seed 77\nset disclosure none\nhelp set")
    let cells = try #require(bench.tables.last).rows.flatMap { $0 }
    #expect(cells.contains(.label("77")))
    for name in SetAction.names { #expect(cells.contains(.label(name)), "\(name)") }
  }

  /// What is printed as usual is what users see: the words are made where all are.
  @Test func theErrorGuideHasWordsAndAdvice() {
    #expect(ErrorGuide.all.count > 15)
    for entry in ErrorGuide.all {
      #expect(!entry.message.isEmpty && !entry.message.contains("has no name"), "\(entry)")
      #expect(!entry.advice.isEmpty)
    }
    var bench = Bench()
    #expect(ErrorGuide.all.map(\.message).contains(bench.failure("summary cohort")?.message ?? "-"))
  }
}

/// Every figure that an output holds has a definition.
@Suite struct MeasureTests {
  /// Sessions whose outputs hold every table and figure there is. A command's own examples are run too.
  private static let sessions = [
    """
    load demo rows=6000 seed=7
    clean with talking-therapies providers complete >= 10%
    summary
    summary cohort
    describe cohort phq9
    describe cohort
    fit recovery ~ phq9 + deprivation + hours as small holdout 20% scaled
    summary small
    fit recovery ~ phq9 + deprivation as large
    compare small large
    validate small cost=5:1
    validate large folds=3
    predict large phq9=12 deprivation=3
    margins large
    margins large of deprivation
    confounding deprivation
    confounding gender of large
    segment by gender
    fit recovery ~ phq9 as each
    summary each
    sample 500
    summary models
    problems
    """,
    "load demo rows=20000 seed=7\nclean with nhs-2022 from 2021-01-01 to 2021-12-31",
    "load demo rows=3000 seed=7\nclean with talking-therapies-access\nsummary cohort",
  ]

  private static func outputs(of text: String) throws -> [Output] {
    var bench = Bench()
    try bench.run(text)
    return bench.outputs.map(\.output)
  }

  private func check(_ outputs: [Output], _ what: String) {
    let recipes = Recipes.builtIn.values
    let names = Set(recipes.flatMap(\.definitions).map(\.name) + recipes.flatMap(\.namesInResults))
    func check(_ key: String, _ place: String) {
      #expect(
        Measure.meaning(of: key, in: place) != nil || names.contains(key),
        "\(what): nothing says what \(key) in \(place) means; see Sources/Commands/Definitions")
    }
    func check(_ table: TableOutput) {
      for header in table.headers where !header.isText { check(header.key, table.name) }
      // A table of measures names them in its lines.
      guard table.headers.first?.key == "measure" else { return }
      for case .label(let name) in table.rows.compactMap(\.first) {
        #expect(!Measure.named(name).isEmpty || names.contains(name), "\(what): \(name) in \(table.name)")
      }
    }
    for output in outputs {
      switch output {
      case .table(let table): check(table)
      case .figure(let figure): check(figure.data)
      case .model(let model):
        for section in model.sections {
          for fact in section.facts { check(fact.key, section.key.isEmpty ? "model" : section.key) }
        }
        for key in ["estimate", "se", "z", "p", "or", "or_low", "or_high"] { check(key, "terms") }
        model.tables.forEach(check)
      case .text, .notice: break
      }
    }
  }

  @Test(arguments: sessions) func everyFigureOfASessionIsDefined(_ text: String) throws {
    let outputs = try Self.outputs(of: text)
    #expect(outputs.contains { if case .table = $0 { true } else { false } })
    check(outputs, String(text.prefix(40)))
  }

  @Test func everyFigureOfTheExamplesIsDefined() throws {
    for command in Command.all {
      for example in command.examples where !example.text.contains("demo") && !example.setup.contains("demo")
      {
        try withFolder { scratch in
          let setup = "param fixtures = \"\(fixtures)\"\nparam scratch = \"\(scratch)\"\n"
          // Some need the session around them; that they run is tested with the examples.
          if let outputs = try? Self.outputs(of: setup + example.setup + "\n" + example.text) {
            check(outputs, example.text)
          }
        }
      }
    }
  }

  @Test func definitionsAreWhole() {
    #expect(Measure.all.count > 60)
    for measure in Measure.all {
      #expect(measure.text.count > 15 && !measure.source.isEmpty, "\(measure.name)")
      #expect(Measure.named(measure.name).contains(measure))
      // Sentences start small and end bare, as in tables.
      #expect(measure.text.last != "." && measure.source.last != ".", "\(measure.name)")
    }
    #expect(Set(Measure.all.map(\.name)).count == Measure.all.count)
    let keys = Measure.all.flatMap(\.keys)
    #expect(Set(keys).count == keys.count)
  }

  @Test func aKeyOfOnePlaceComesFirst() {
    #expect(Measure.meaning(of: "rows", in: "model")?.name == "rows in question")
    #expect(Measure.meaning(of: "rows", in: "tables")?.name == "rows")
    #expect(Measure.meaning(of: "base_or_low", in: "coefficients")?.name == "95% interval")
    #expect(Measure.meaning(of: "nonsense", in: "model") == nil)
  }
}

/// What a failed expectation says it found.
@Suite struct ExpectTests {
  private func notes(_ claim: String, _ setup: String) throws -> [String] {
    var bench = Bench()
    try bench.run(setup)
    return bench.failure("expect \(claim)")?.notes ?? []
  }

  private static let model = """
    load birthwt from "\(fixtures)/birthwt.csv"
    fit low ~ age as m holdout 30% by row

    """

  @Test func itSaysWhatItFound() throws {
    let setup = Self.model + "set disclosure none"
    #expect(try notes("rows(birthwt) > 500", setup) == ["rows(birthwt) is 189"])
    #expect(try notes("( rows(birthwt)+0 ) > 500", setup) == ["rows(birthwt) is 189"])
    #expect(try notes("500 < n(m) and events(m) = events(m)", setup).count == 2)
    #expect(try notes("1 + 1 = 3", setup) == [])
    #expect(
      try notes("rows(birthwt) > $x", setup + "\nparam x = 500") == ["rows(birthwt) is 189", "$x is 500"])
    #expect(
      try notes("abs(estimate(m, age)) > 2", setup).first?.hasPrefix("estimate(m, age) is -0.0") == true)
    #expect(try notes("accuracy(m) between 2 and 3", setup).first?.hasPrefix("accuracy(m) is 0.") == true)
  }

  @Test func countsPassThePolicy() throws {
    let setup = Self.model + "set disclosure nhs-sde"
    #expect(
      try notes("rows(birthwt) > 500", setup) == [
        "rows(birthwt) is 190, rounded as disclosure control has it"
      ])
    let few = setup + "\nkeep \"oldest\" where age >= 36 in birthwt"
    #expect(try notes("rows(birthwt) > 500", few) == [])
    var bench = Bench()
    try bench.run(few)
    for claim in ["rows(birthwt) > 500", "rows(birthwt) < 500", "rows(birthwt) = 5"] {
      #expect(bench.failure("expect \(claim)")?.message.contains("is not shown here") == true)
    }
  }

  @Test func figuresOfFewRowsAreNotShown() throws {
    let setup = """
      load birthwt from "\(fixtures)/birthwt.csv"
      set disclosure none
      keep "few" where lwt = 95 or lwt = 85 in birthwt
      fit low ~ age as m allow separation
      """
    var bench = Bench()
    try bench.run(setup)
    let n = try #require(bench.workspace.models["m"]).model.n
    try #require(n < 10)
    bench.workspace.settings.policy = .nhsSDE
    for claim in ["loglik(m) > 1", "aic(m) < 0", "n(m) > 100", "auc(m) > 2"] {
      #expect(bench.failure("expect \(claim)")?.message.contains("is not shown here") == true)
    }
  }
}
