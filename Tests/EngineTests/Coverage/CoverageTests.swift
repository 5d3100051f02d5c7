import Foundation
import Testing

@testable import Engine

/// Do 95% intervals cover 95%? With few seeds here; `scripts/coverage` asks with many, and writes docs/coverage.md.
@Suite struct CoverageTests {
  private static let environment = ProcessInfo.processInfo.environment

  @Test func intervalsCover() throws {
    var study = CoverageStudy()
    try study.drawIndependent(seeds: 12)
    try study.drawClustered(seeds: 60, mixed: 6)
    try study.drawGroups(seeds: 100)
    #expect(study.failures.isEmpty)
    #expect(study.kinds.count >= 18)
  }

  /// The study sees what is wrong: intervals a third too short.
  @Test func shortIntervalsAreSeen() throws {
    var study = CoverageStudy()
    var random = SplitMix64(state: 5)
    for _ in 0..<400 {
      let z = (-2 * log(1 - random.unit())).squareRoot() * cos(2 * Double.pi * random.unit())
      study.count("right", "mean", 0, z, error: 1)
      study.count("short", "mean", 0, z, error: 0.67)
    }
    #expect(study.failures.count == 1 && study.failures.first?.hasPrefix("short") == true)
  }

  @Test(.enabled(if: environment["IAPT_COVERAGE"] != nil)) func write() throws {
    let path = try #require(CoverageTests.environment["IAPT_COVERAGE"])
    let seeds = CoverageTests.environment["IAPT_SEEDS"].flatMap { Int($0) } ?? 2000
    var study = CoverageStudy()
    try study.drawIndependent(seeds: seeds)
    try study.drawClustered(seeds: seeds, mixed: seeds)
    try study.drawGroups(seeds: seeds)
    #expect(study.failures.isEmpty)
    try Data(study.page(seeds).utf8).write(to: URL(filePath: path))
  }
}

extension CoverageStudy {
  /// docs/coverage.md.
  func page(_ seeds: Int) -> String {
    func percent(_ share: Double) -> String { String(format: "%.1f%%", share * 100) }
    let band = Self.band(seeds, comparisons: comparisons)
    var text = """
      # Do the intervals cover?

      A 95% interval should hold the truth in 95 of 100 studies. Here data are drawn from a model whose truth is known,
      analysed, and drawn again, \(seeds) times; this page is made by `scripts/coverage`, which fails when an interval
      covers more or less often than chance allows: between \(percent(band.lowerBound)) and \(percent(band.upperBound)) for
      all \(comparisons) shares together (binomial, with an error of 1% after Bonferroni).

      * **Independent rows**: outcomes drawn from the model fitted to the birth weights of Hosmer and Lemeshow (ten
        coefficients), over its 189 mothers four times.
      * **Clustered data**: 200 clusters of 20 rows, a normal random intercept of standard deviation 1.5, one predictor of the
        cluster and one of the row; the truth is the population's model, by integration. Intervals that take the rows for
        independent must be seen to fail here. Of the random intercept the truth is the model that was drawn from.
      * **Inequality**: ten groups of unlike size whose rates rise along a logistic line.

      | interval | figures | least often | on average | most often |
      | --- | ---: | ---: | ---: | ---: |

      """
    for kind in kinds {
      let shares = kind.names.map(kind.share)
      let mean = shares.reduce(0, +) / Double(max(1, shares.count))
      let figures = [shares.min() ?? 0, mean, shares.max() ?? 0].map(percent).joined(separator: " | ")
      let note = kind.mayFail.isEmpty ? "" : " (too short, as it must be)"
      text += "| \(kind.name)\(note) | \(shares.count) | \(figures) |\n"
    }
    return text
  }
}
