import Engine
import Foundation
import Testing

@testable import Commands

/// The rows of every file in another order: the same cohort, samples, splits, folds, models and figures, to the last bit.
///
/// Tables without a key are left out: their samples go by the rows' places.
@Suite struct RowOrderTests {
  /// From the cohort to all that is computed of it.
  private static let statements = """
    set disclosure none
    clean
    keep "men and women" where gender in (Male, Female)
    derive is_man = gender = "Male"
    summary flow
    summary cohort
    describe cohort
    summary recovery by deprivation
    fit recovery ~ deprivation + phq9 + is_man + benefits as base
    fit recovery ~ base + rcs(gad7, 5, 10, 15, 20) + factor(deprivation_quintile) as wide holdout 20% by patient
    summary wide
    compare base wide
    fit recovery ~ deprivation + phq9 cluster by provider as clustered
    fit recovery ~ deprivation + phq9 robust HC3 as rows
    fit recovery ~ deprivation + phq9 random by provider as mixed
    summary mixed
    fit recovery ~ deprivation + phq9 + benefits firth as firth
    validate base bootstrap=20
    validate base folds=4 by patient cost=2:1
    validate wide
    margins base
    margins wide of deprivation
    confounding deprivation
    inequality recovery by deprivation
    decompose recovery by gender=Female, Male ~ deprivation + benefits
    sample 400 by deprivation, gender
    fit recovery ~ deprivation + phq9 as drawn
    describe cohort
    sample at most 15 per deprivation seed=4
    fit recovery ~ phq9 as capped holdout 25% by row
    sample all
    segment by gender
    fit recovery ~ deprivation + phq9 as sweep
    segment gender=Female
    fit recovery ~ deprivation + phq9 + benefits as female profile
    summary female
    """

  private func outputs(_ folder: String) throws -> [Gated] {
    var bench = Bench()
    try bench.run("load from \"\(folder)\"")
    bench.outputs = []
    try bench.run(Self.statements)
    return bench.outputs
  }

  @Test func everyFigureIsTheSame() throws {
    try withFolder { folder in
      try DemoData(rows: 8000, seed: 20).write(to: folder, .unattended)
      let first = try outputs(folder)
      #expect(first.count > 40)
      var draws = Draws(state: 9)
      for _ in 0..<2 {
        for name in try FileManager.default.contentsOfDirectory(atPath: folder).sorted() {
          let url = URL(fileURLWithPath: folder + "/" + name)
          let lines = try Data(contentsOf: url).split(separator: 10)
          let moved = lines.prefix(1) + lines.dropFirst().shuffled(using: &draws)
          try Data((moved + [Data()]).joined(separator: [10])).write(to: url)
        }
        let again = try outputs(folder)
        try #require(again.count == first.count)
        for (one, two) in zip(first, again) where one != two {
          Issue.record("differs: \(String(describing: one.output).prefix(300))")
        }
      }
    }
  }
}
