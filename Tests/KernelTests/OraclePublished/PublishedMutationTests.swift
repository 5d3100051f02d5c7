import Testing

/// One folder and what is asked of it.
struct PublishedCase {
  var name: String
  var fixture: PublishedFixture
  var request: OraclePublished.Request

  /// Random extracts of every shape under both recipes, and providers at the edge of completeness.
  static func all(seed: UInt64, referrals: Int) -> [PublishedCase] {
    var cases = [
      PublishedCase(
        name: "complete", fixture: PublishedCompleteTests.fixture(), request: .init(complete: 85)),
      PublishedCase(
        name: "nearly complete", fixture: PublishedCompleteTests.fixture(), request: .init(complete: 80)),
    ]
    for shape in PublishedShape.allCases {
      let fixture = PublishedFixture.random(seed: seed, referrals: referrals, shape)
      for recipe in OraclePublished.Recipe.allCases {
        cases.append(
          PublishedCase(
            name: "\(recipe.rawValue), \(shape)", fixture: fixture, request: .init(recipe: recipe)))
      }
    }
    let chosen = OraclePublished.Request(
      from: "2021-05-15", to: "2021-10-31", providers: ["NMQ", "X1"], complete: 20)
    cases.append(
      PublishedCase(name: "chosen", fixture: .random(seed: seed, referrals: referrals), request: chosen))
    return cases
  }
}

/// A comparison that no wrong rule can fail shows nothing: each mutation must change what is compared.
@Suite struct PublishedMutationTests {
  private typealias Mutation = OraclePublished.Mutation

  @Test func everyMutationChangesTheFigures() throws {
    var quiet = Mutation.allCases
    for item in PublishedCase.all(seed: 11, referrals: 1500) {
      try item.fixture.withFolder { folder in
        let oracle = try OraclePublished(directory: folder)
        let right = PublishedFigures(try oracle.cohort(item.request), of: item.request.recipe)
        #expect(right.rows > 20, "\(item.name)")
        quiet = try quiet.filter { mutation in
          let wrong = try oracle.cohort(item.request, mutation: mutation)
          return PublishedFigures(wrong, of: item.request.recipe).differences(from: right).isEmpty
        }
      }
    }
    #expect(quiet == [])
    #expect(Mutation.allCases.count >= 10)
  }

  /// Each outcome has both answers, rows outside its denominator where it has one, and unknown values.
  @Test func randomExtractsHoldEveryCase() throws {
    let fixture = PublishedFixture.random(seed: 12, referrals: 3000)
    for recipe in OraclePublished.Recipe.allCases {
      let figures = PublishedFigures(try fixture.rows(.init(recipe: recipe)), of: recipe)
      for (name, outcome) in figures.outcomes {
        #expect(outcome.events > 10 && outcome.among - outcome.events > 10, "\(name)")
      }
      for column in ["employment", "employment_at_end", "hours", "age", "ethnicity", "gender", "problem"] {
        let least = [
          "employment": 10, "employment_at_end": 10, "hours": 7, "age": 7, "ethnicity": 6, "gender": 4,
        ]
        #expect(figures.levels[column]?.count == least[column] ?? 5, "\(column)")
      }
    }
  }

  @Test func everyFigureCounts() throws {
    let right = PublishedFigures(try PublishedFixture.random(seed: 13, referrals: 800).rows(), of: .therapies)
    #expect(right.differences(from: right) == [])
    let spoilers: [(inout PublishedFigures) -> Void] = [
      { $0.rows += 1 }, { $0.outcomes["recovery"]?.among += 1 }, { $0.outcomes["recovery"]?.events -= 1 },
      { $0.outcomes["reliable_improvement"]?.unknown += 1 }, { $0.outcomes["reliable_recovery"] = nil },
      { $0.levels["gender"]?["Male"]? += 1 }, { $0.levels["gender"]?["Male"] = nil },
      { $0.levels["gender"]?["Other"] = 1 }, { $0.levels["problem"] = nil }, { $0.measures["phq9"] = nil },
      { $0.measures["phq9"]?.missing += 1 }, { $0.measures["phq9"]?.distinct += 1 },
      { $0.measures["phq9"]?.mean? *= 1 + 2e-9 }, { $0.measures["phq9"]?.deviation? *= 1 + 2e-9 },
    ]
    for (place, spoil) in spoilers.enumerated() {
      var wrong = right
      spoil(&wrong)
      #expect(!wrong.differences(from: right).isEmpty, "\(place)")
    }
  }
}
