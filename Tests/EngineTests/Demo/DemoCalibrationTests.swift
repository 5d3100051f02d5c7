import Foundation
import Testing

@testable import Engine

/// The demo data look like England 2021-22, and the model that recovery was drawn from can be found again.
@Suite struct DemoCalibrationTests {
  static let rows = 60_000

  @Test func figuresAreThePublishedOnes() throws {
    let cohort = try DemoCohort(rows: Self.rows, seed: 7)
    #expect(cohort.courses.count > Self.rows / 6)
    #expect(cohort.contradictions == 0, "scores and flags that say different things")
    let figures = DemoFigures(cohort).figures
    #expect(figures.count > 90)
    for figure in figures {
      #expect(figure.isMet, "\(figure.name): \(figure.demo) instead of \(figure.published)")
    }
  }

  /// Missing flags and scores leave something to derive, and something that nobody can know.
  @Test func flagsAndScoresAreMissingAtTimes() throws {
    let names = [
      "CompletedTreatment_Flag", "PHQ9_FirstScore", "GAD_FirstScore", "PHQ9_LastScore", "GAD_LastScore",
      "NotCaseness_Flag", "Recovery_Flag",
    ]
    var (fromScores, fromFlags, unknown, finished) = (0, 0, 0, 0)
    let bytes = try DemoData(rows: 20_000, seed: 7).bytes(of: .referrals, .unattended)
    try DemoScan.each(bytes, names) { row in
      guard row.isTrue(0) else { return }
      finished += 1
      let hasScores = (1...4).allSatisfy { row.number($0) >= 0 }
      let hasFlags = row.flag(5) != nil && row.flag(6) != nil
      if hasScores, !hasFlags { fromScores += 1 }
      if !hasScores, hasFlags { fromFlags += 1 }
      if row.number(1) < 0, row.number(2) < 0, row.flag(5) == nil, row.flag(6) == nil { unknown += 1 }
    }
    #expect((0.01...0.06).contains(Double(fromScores) / Double(finished)))
    #expect((0.02...0.08).contains(Double(fromFlags) / Double(finished)))
    #expect(unknown > 0 && unknown < finished / 100)
  }

  /// One draw of the estimates about their true values: far off is a mistake, not bad luck.
  @Test func trueCoefficientsAreFound() throws {
    let truth = try DemoTruth(DemoCohort(rows: 40_000, seed: 3), least: 60)
    let lines = truth.lines
    #expect(lines.count > 25)
    for line in lines { #expect(abs(line.z) < 4.5, "\(line.term) \(line.level ?? "")") }
    #expect(lines.count(where: \.isCovered) * 10 >= lines.count * 8)
  }

  @Test func theTableOfTrueValuesIsWhole() {
    let table = DemoModel.coefficients
    #expect(table.first?.term == "(Intercept)")
    #expect(Set(table.map { "\($0.term)=\($0.level ?? "")" }).count == table.count)
    for term in ["gender", "age", "ethnicity", "problem", "employment", "benefits"] {
      let lines = table.filter { $0.term == term }
      #expect(lines.count > 2 && lines.first?.value == 0)
    }
    #expect(DemoModel.providers.count == 158)
  }

  /// The page was made from this model: a change of values needs `scripts/calibration` again.
  @Test func thePageIsCurrent() throws {
    var root = URL(filePath: #filePath)
    for _ in 0..<4 { root.deleteLastPathComponent() }
    let page = try String(contentsOf: root.appending(path: "docs/demo-data.md"), encoding: .utf8)
    #expect(page.contains(DemoDocument.coefficients))
  }
}
