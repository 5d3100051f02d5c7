import Engine
import Testing

@testable import Commands

/// `inequality`, `decompose`, `describe … by` and `describe missing`.
@Suite struct GroupsTests {
  private static let cohort = "load demo rows=20000 seed=7\nclean with talking-therapies\n"

  private func bench(_ text: String) throws -> Bench {
    var bench = Bench()
    try bench.run(Self.cohort + text)
    return bench
  }

  @Test func theDirectionIsSaidInWords() throws {
    let table = try #require(try bench("inequality recovery by deprivation").tables.last)
    let note = try #require(table.notes.first)
    #expect(note.hasPrefix("the least deprived have recovery more often than the most deprived, by "))
    guard case .number(let slope) = table.rows[0][1] else {
      Issue.record("no slope")
      return
    }
    #expect(slope > 0 && note.contains(Words.decimal(slope, 1) + " percentage points"))
    let reversed = try bench("inequality recovery by deprivation reversed").tables.last
    guard case .number(let other)? = reversed?.rows[0][1] else {
      Issue.record("no slope")
      return
    }
    #expect(abs(slope + other) < 1e-9)
  }

  @Test func smallSegmentsAreNamedWithTheReason() throws {
    let bench = try bench("segment by gender\ninequality recovery by deprivation")
    let table = try #require(bench.tables.first { $0.name == "inequality_linear" })
    #expect(table.notes.contains { $0.hasPrefix("gender=Indeterminate: left out: ") })
    #expect(table.rows.count == 2)
    #expect(bench.tables.suffix(3).map(\.rows.count) == [2, 2, 2])
  }

  @Test func partsSumToTheGap() throws {
    let table = try #require(
      try bench("decompose recovery by gender=Female, Male ~ deprivation + problem").tables.first {
        $0.name == "gap"
      })
    func points(_ row: Int) -> Double {
      if case .number(let value) = table.rows[row][2] { value } else { .nan }
    }
    #expect(abs(points(1) + points(2) - points(0)) < 1e-12)
    #expect(abs(points(3) + points(6) - points(0)) < 1e-12)
    #expect(abs(points(4) + points(5) - points(3)) < 1e-12)
  }

  @Test func fewRowsShowNothing() throws {
    var bench = Bench()
    try bench.run(
      "load birthwt from \"\(fixtures)/birthwt.csv\"\nset disclosure nhs-sde\nkeep \"older\" where age > 33")
    #expect(bench.failure("inequality low=1 by race in birthwt") != nil)
    #expect(bench.failure("decompose low=1 by smoke ~ ht in birthwt") != nil)
    bench.outputs = []
    try bench.run("describe lwt, race, smoke by low in birthwt")
    for row in try #require(bench.tables.first).rows {
      for cell in row.dropFirst(4) {
        if cell.figureShown != nil { Issue.record("a figure of few rows is shown") }
        if case .share = cell { Issue.record("a share of few rows is shown") }
      }
    }
  }

  @Test func mistakesAreNamedAtTheirPlace() throws {
    var bench = try bench("")
    for (text, message) in [
      ("decompose recovery by gender ~ age", "gender has 4 levels among these rows, not two"),
      ("decompose recovery by gender=Female, Mle ~ age", "\"Mle\" is not a level of gender"),
      ("decompose recovery by gender=Female, Male ~ gender", "the groups' column must be"),
      ("inequality recovery by recovery", "the column behind by must be"),
      ("inequality phq9 by deprivation", "\"phq9\" is neither yes/no nor 0/1"),
      ("describe gender by phq10", "phq10"),
      ("describe missing phq10", "phq10"),
    ] {
      let found = bench.failure(text)
      let failure = try #require(found, "\(text)")
      #expect(failure.message.contains(message), "\(text): \(failure.message)")
      #expect(failure.span != nil)
    }
  }

  @Test func aTableOfGroupsSaysWhatIsLeftOut() throws {
    let table = try #require(try bench("describe gender, phq9 by recovery").tables.last)
    #expect(table.notes.contains { $0.hasPrefix("left out: ") && $0.hasSuffix(" rows without recovery") })
    #expect(table.headers.map(\.key).contains("yes_share"))
    let labels = table.rows.map { Array($0.prefix(2)) }
    #expect(labels.contains([.label("phq9"), .label("mean, SD")]))
  }
}
