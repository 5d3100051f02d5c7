import Engine
import Foundation
import Testing

@testable import Commands

/// `margins` and `confounding` as statements: what they print, whom they hide, what they refuse.
@Suite struct EffectsTests {
  private static let setup = """
    load birthwt from "\(fixtures)/birthwt.csv"
    set disclosure none
    fit low ~ age + lwt + factor(race) + smoke as weight
    """

  private func table(_ text: String, _ name: String, after setup: String = EffectsTests.setup) throws
    -> TableOutput
  {
    var bench = Bench()
    try bench.run(setup)
    bench.outputs = []
    try bench.run(text)
    return try #require(bench.tables.first { $0.name == name })
  }

  private func numbers(_ row: [Cell]) -> [Double] {
    row.compactMap { if case .number(let value) = $0 { value } else { nil } }
  }

  @Test func effectsOfEveryTermOrSome() throws {
    let all = try table("margins weight", "margins")
    let labels = all.rows.compactMap(\.first)
    #expect(labels == ["age", "lwt", "race 2", "race 3", "smoke 1"].map(Cell.label))
    #expect(all.notes == ["levels are against race 1, smoke 0"])
    // R 4.2.2: the standardised risk difference of smoking.
    let smoke = numbers(all.rows[4])
    #expect(abs(smoke[0] - 0.2097434851192182) < 1e-9 && abs(smoke[1] - 0.0725185277993507) < 1e-9)
    #expect(abs(smoke[3] - (smoke[0] - 1.959963984540054 * smoke[1])) < 1e-12)
    #expect(try table("margins weight SMOKE race", "margins").rows.count == 3)
    // Set in all rows, a term has no effect of its own to show.
    #expect(try table("margins weight at smoke=1", "margins").rows.count == 4)
  }

  @Test func predictionsByLevelAndNumber() throws {
    let race = try table("margins weight of race", "adjusted")
    #expect(race.rows.map { $0[0] } == ["1", "2", "3"].map(Cell.label))
    #expect(race.rows.map { $0[1] } == [96, 26, 67].map(Cell.roundedCount))
    let risks = try table("margins weight of race", "risks")
    #expect(abs(exp(0.749200742013131) - numbers(risks.rows[0])[3]) < 1e-9)
    let ages = try table("margins weight of age at age=20 age=30 age=40.5 smoke=1", "adjusted")
    #expect(ages.rows.map { $0[0] } == ["20", "30", "40.5"].map(Cell.label))
    #expect(ages.rows[2][2] == .unavailable("no row has it"))
    #expect(ages.title.hasSuffix(", with smoke=1 in every row"))
  }

  @Test func predictedRecoveryByDecile() throws {
    let deciles = try table(
      "margins m of deprivation", "adjusted",
      after: "load demo rows=6000 seed=7\nclean\nfit recovery ~ deprivation + gender + phq9 as m")
    #expect(deciles.rows.map { $0[0] } == (1...10).map { Cell.label(String($0)) })
  }

  @Test(arguments: [
    ("margins wieght", "wieght"), ("margins weight ftv", "ftv"), ("margins weight of ftv", "ftv"),
    ("margins weight at smoke=1 smoke=0", "smoke"), ("margins weight at smoke=maybe", "smoke"),
    ("margins weight of lwt", "lwt"), ("margins weight of race at race=1 race=7", "race"),
    ("margins weight at age=old", "age"),
    ("confounding smok of low adjusting age", "smok"), ("confounding smoke adjusting age", "smoke"),
    ("confounding smoke of low", "smoke"), ("confounding low of low adjusting age", "low"),
    ("confounding smoke of low adjusting mother(age, smoke)", "age"),
    ("confounding smoke of low adjusting a(low)", "a"), ("confounding smoke of low adjusting agee", "agee"),
    ("confounding smoke + age of low", "smoke"), ("confounding smoke of low adjusting", ""),
    ("confounding smoke of low adjusting age age2(age", "("),
  ])
  func refuses(_ text: String, _ word: String) {
    var bench = Bench()
    #expect(bench.failure(EffectsTests.setup) == nil)
    let failure = bench.failure(text)
    #expect(failure != nil, "\(text)")
    if let span = failure?.span, !word.isEmpty {
      let found = String(
        decoding: Array(text.utf8)[span.start..<min(span.end, text.utf8.count)], as: UTF8.self)
      #expect(found == word || failure?.message.contains(word) == true, "\(text): \(found)")
    }
    #expect(failure?.message.contains("has no name") == false)
  }

  @Test func blocksAreTheRecipesUnlessNamed() throws {
    let setup = "load demo rows=6000 seed=7\nclean"
    let steps = try table("confounding deprivation", "adjustment", after: setup)
    #expect(
      steps.rows.map { $0[0] }
        == ["nothing", "+ severity", "+ demographic", "+ employment", "+ treatment, late"].map(Cell.label))
    #expect(steps.title == "recovery by deprivation, one unit")
    // The exposure leaves its own block; a block left empty goes.
    let benefits = try table("confounding benefits of reliable_improvement", "covariates", after: setup)
    #expect(!benefits.rows.contains { $0[0] == .label("benefits") })
    #expect(benefits.rows.contains { $0[0] == .label("employment") })
    let own = try table(
      "confounding deprivation adjusting sessions mine(age + gender, phq9) severity", "khb", after: setup)
    #expect(
      own.rows.compactMap { if case .label(let name) = $0[0], name.hasPrefix("  ") { name } else { nil } }
        == ["  by sessions", "  by mine", "  by severity"])
    // Of a model its own terms, by the recipe's blocks.
    let model = try table(
      "confounding deprivation of m", "adjustment",
      after: setup
        + "\nfit reliable_improvement ~ deprivation + sessions + age + hours + gender as m allow separation")
    #expect(
      model.rows.map { $0[0] }
        == ["nothing", "+ demographic", "+ hours", "+ treatment, late"].map(Cell.label))
    #expect(model.title.hasPrefix("reliable_improvement by deprivation"))
  }

  @Test func errorsOfAModelCarryThrough() throws {
    let setup =
      EffectsTests.setup
      + "\nfit low ~ smoke + age + lwt as sturdy robust HC0\nfit low ~ smoke as crude robust HC0"
    let plain = try table("margins weight smoke", "margins", after: setup)
    #expect(!plain.notes.contains { $0.contains("HC0") })
    #expect(try table("margins sturdy", "margins", after: setup).notes.contains { $0.contains("HC0") })
    var bench = Bench()
    try bench.run(setup + "\nconfounding smoke of sturdy")
    let first = try #require(bench.tables.first { $0.name == "khb" }).rows[0]
    let crude = try #require(bench.workspace.models["crude"]?.model.coefficients.last)
    for (value, expected) in zip(numbers(first), [crude.estimate, crude.standardError]) {
      #expect(abs(value - (expected ?? .nan)) < 1e-12)
    }
    #expect(numbers(first).count == 2)
  }

  /// Conditional odds ratio e, marginal 1.962, no confounding; and with confounding no such warning.
  @Test func warnsOfNonCollapsibility() throws {
    func notes(_ shares: [Int]) throws -> [String] {
      var text = "x,z,y,n\n"
      for (cell, (x, z)) in [(0, 0), (0, 1), (1, 0), (1, 1)].enumerated() {
        let p = 1 / (1 + exp(-(-3 + Double(x) + 3 * Double(z))))
        let events = Int((Double(shares[cell]) * p).rounded())
        text += "\(x),\(z),1,\(events)\n\(x),\(z),0,\(shares[cell] - events)\n"
      }
      var result: [String] = []
      try withFolder { folder in
        try Data(text.utf8).write(to: URL(fileURLWithPath: folder + "/t.csv"))
        result = try table(
          "confounding x of y adjusting z in t", "adjustment",
          after: "load t from \"\(folder)/t.csv\" weight=n"
        ).notes
      }
      return result
    }
    let warning = try notes([1_000_000, 1_000_000, 1_000_000, 1_000_000]).last
    #expect(warning?.hasPrefix("warning: 1 against 0: adjustment moves the odds ratio (+38.5%)") == true)
    #expect(try !notes([1_500_000, 500_000, 500_000, 1_500_000]).contains { $0.hasPrefix("warning") })
  }

  /// What tells of few people is hidden: a rare level's risk, its contrasts and their p.
  @Test func fewPeopleAreHidden() throws {
    let setup = """
      load demo rows=20000 seed=7
      clean
      set disclosure nhs-sde
      fit recovery ~ deprivation + gender + phq9 as m
      """
    let risks = try table("margins m of gender", "adjusted", after: setup)
    let rare = try #require(risks.rows.first { $0[0] == .label("Indeterminate") })
    #expect(rare.dropFirst().allSatisfy { $0 == .suppressed })
    let effects = try table("margins m", "margins", after: setup)
    let line = try #require(effects.rows.first { $0[0] == .label("gender Indeterminate") })
    #expect(line.dropFirst().allSatisfy { $0 == .suppressed })
    var bench = Bench()
    try bench.run(setup + "\nconfounding gender adjusting phq9 deprivation")
    let hidden = bench.tables.filter { $0.title.hasSuffix("Indeterminate against Male") }
    #expect(hidden.count == 3)
    for row in hidden.flatMap(\.rows) {
      #expect(row.dropFirst().allSatisfy { $0 == .suppressed || $0 == .blank })
    }
  }
}
