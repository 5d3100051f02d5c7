import Foundation
import Testing

/// The oracle's models and how they are compared.
@Suite struct PublishedModelTests {
  private func row(_ gender: String, _ recovered: Bool, among: Bool = true, phq9: Int? = 1)
    -> OraclePublished.Row
  {
    OraclePublished.Row(
      pathway: "", values: [.gender: .label(gender), .phq9: .number(phq9)],
      outcomes: ["recovery": .init(isAmong: among, value: recovered)])
  }

  private func rows(_ gender: String, _ recovered: Int, of n: Int) -> [OraclePublished.Row] {
    (0..<n).map { row(gender, $0 < recovered) }
  }

  /// Log odds and their errors from the counts of a table; a level without events is set aside.
  @Test func countsOfATable() throws {
    let all =
      rows("Male", 30, of: 50) + rows("Female", 20, of: 60) + rows("Indeterminate", 0, of: 4)
      + [row("Male", true, among: false), row("Female", true, phq9: nil)]
    let model = PublishedModel(
      all, outcome: "recovery", predictors: [.gender, .phq9], references: [.gender: "Male"])
    #expect(model.n == 114 && model.events == 50 && model.converged)
    #expect(model.separated == [.init(name: "gender", level: "Indeterminate")])
    let base = try #require(model.figures[.init(name: "(Intercept)")])
    let female = try #require(model.figures[.init(name: "gender", level: "Female")])
    let oddsOfMen: Double = log(1.5)
    let oddsRatio: Double = log(0.5) - oddsOfMen
    // Variances are sums of one over a count: 1/30 + 1/20 is 1/12, and 1/20 + 1/40 is 3/40.
    let errorOfMen: Double = (1.0 / 12).squareRoot()
    let errorOfRatio: Double = (19.0 / 120).squareRoot()
    let men: Double = 30 * log(0.6) + 20 * log(0.4)
    let women: Double = 20 * log(1.0 / 3) + 40 * log(2.0 / 3)
    #expect(PublishedModel.agree(base.estimate, oddsOfMen))
    #expect(PublishedModel.agree(base.error, errorOfMen))
    #expect(PublishedModel.agree(female.estimate, oddsRatio))
    #expect(PublishedModel.agree(female.error, errorOfRatio))
    #expect(PublishedModel.agree(model.logLikelihood, men + women))
    // Against the level without events, all the others are without bound.
    let unbounded = PublishedModel(
      all.dropLast(), outcome: "recovery", predictors: [.gender], references: [.gender: "Indeterminate"])
    #expect(Set(unbounded.separated.map { $0.level ?? $0.name }) == ["(Intercept)", "Male", "Female"])
    #expect(unbounded.figures.isEmpty && PublishedModel.agree(unbounded.logLikelihood, men + women))
    // The score is constant: it has no figures.
    let constant = model.figures[.init(name: "phq9")]
    #expect(constant?.estimate == nil)
  }

  @Test func everyFigureOfAModelCounts() {
    let all = rows("Male", 30, of: 50) + rows("Female", 20, of: 60)
    let right = PublishedModel(all, outcome: "recovery", predictors: [.gender], references: [.gender: "Male"])
    let female = PublishedModel.Term(name: "gender", level: "Female")
    #expect(right.differences(from: right) == [])
    let spoilers: [(inout PublishedModel) -> Void] = [
      { $0.n += 1 }, { $0.events += 1 }, { $0.logLikelihood *= 1 + 2e-9 }, { $0.separated = [female] },
      { $0.figures[female] = nil }, { $0.figures[female]?.estimate? *= 1 + 2e-9 },
      { $0.figures[female]?.error? *= 1 + 2e-9 },
    ]
    for (place, spoil) in spoilers.enumerated() {
      var wrong = right
      spoil(&wrong)
      #expect(!wrong.differences(from: right).isEmpty, "\(place)")
    }
  }

  /// What the program prints is read as it is meant.
  @Test func printedFiguresAreRead() throws {
    let lines = """
      {"cell":1,"kind":"table","policy":"none","name":"attrition","title":"A","columns":[],"rows":[{"step":"a","before":9,"after":8},{"step":"b","before":8,"after":7,"unmatched":null}],"total":null,"notes":[]}
      {"cell":1,"kind":"table","policy":"none","name":"outcomes","title":"O","columns":[],"rows":[{"outcome":"recovery","among":6,"events":3,"rate":0.5,"unknown":1}],"total":null,"notes":[]}
      {"cell":1,"kind":"notice","policy":"none","text":"…"}
      {"cell":2,"kind":"table","policy":"none","name":"column","title":"gender: category, cohort","columns":[],"rows":[{"level":"Male","rows":3,"share":0.5},{"level":"Female","rows":0,"share":0},{"level":"(missing)","rows":4,"share":0.5}],"total":null,"notes":[]}
      {"cell":3,"kind":"table","policy":"none","name":"column","title":"phq9: integer, cohort","columns":[],"rows":[{"measure":"rows","value":7},{"measure":"missing","value":1},{"measure":"distinct values","value":5},{"measure":"mean","value":9.5},{"measure":"standard deviation","value":2}],"total":null,"notes":[]}
      {"cell":4,"kind":"model","policy":"none","name":"model1","n":6,"events":3,"rows":7,"loglik":-4.5,"terms":[{"term":"(Intercept)","level":null,"estimate":0.5,"se":0.25},{"term":"gender","level":"Male","estimate":null,"se":null,"reference":true},{"term":"gender","level":"Female","estimate":null,"se":null,"separated":true},{"term":"age","level":"90+","estimate":null,"se":null,"aliased":true}],"notes":[]}
      """
    let read = try PublishedProgram(lines: Data(lines.utf8))
    var expected = PublishedFigures()
    expected.rows = 7
    expected.outcomes = ["recovery": .init(among: 6, events: 3, unknown: 1)]
    expected.levels = ["gender": ["Male": 3, "(missing)": 4]]
    expected.measures = ["phq9": .init(rows: 7, missing: 1, distinct: 5, mean: 9.5, deviation: 2)]
    #expect(read.figures == expected)
    let output = try #require(read.models.first)
    #expect(PublishedModel.references(of: output) == [.gender: "Male"])
    let model = PublishedModel(output)
    #expect(model.n == 6 && model.events == 3 && model.logLikelihood == -4.5)
    #expect(model.figures.keys.map(\.name) == ["(Intercept)"])
    #expect(model.separated == [.init(name: "gender", level: "Female")])
  }
}
