import Foundation
import Testing

@testable import Engine

/// Makes docs/demo-data.md; `scripts/calibration` runs it, with the number of seeds in the environment.
@Suite(.enabled(if: ProcessInfo.processInfo.environment["IAPT_CALIBRATION"] != nil))
struct DemoReport {
  static let rows = 1_000_000
  static let coverageRows = 100_000
  static let least = 25

  @Test func write() throws {
    let environment = ProcessInfo.processInfo.environment
    let path = try #require(environment["IAPT_CALIBRATION"])
    let seeds = environment["IAPT_SEEDS"].flatMap { Int($0) } ?? 200
    let cohort = try DemoCohort(rows: Self.rows, seed: 1)
    let figures = DemoFigures(cohort).figures
    for figure in figures { #expect(figure.isMet, "\(figure.name)") }
    var text = DemoDocument.introduction
    text += DemoDocument.calibration(figures, rows: Self.rows, finished: cohort.courses.count)
    text += DemoDocument.coefficients
    text += try coverage(seeds)
    try Data(text.utf8).write(to: URL(filePath: path))
  }

  private func coverage(_ seeds: Int) throws -> String {
    var found: [String: [DemoTruth.Line]] = [:]
    var order: [String] = []
    for seed in 0..<seeds {
      let truth = try DemoTruth(
        DemoCohort(rows: Self.coverageRows, seed: UInt64(1000 + seed)), least: Self.least)
      for line in truth.lines {
        let name = line.term == "provider" ? "provider" : DemoDocument.name(line.term, line.level)
        found[name, default: []].append(line)
      }
      if seed % 10 == 9 { print("coverage: \(seed + 1) of \(seeds) seeds") }
    }
    for line in DemoModel.coefficients {
      let name = DemoDocument.name(line.term, line.level)
      if found[name] != nil { order.append(name) }
    }
    let lines = (order + ["provider"]).compactMap { name in found[name].map { (name, $0) } }
    for (name, of) in lines {
      let share = Double(of.count(where: \.isCovered)) / Double(of.count)
      let error = (0.95 * 0.05 / Double(of.count)).squareRoot()
      // The lines are many: four standard errors.
      #expect(abs(share - 0.95) <= max(0.01, 4 * error), "\(name) is covered \(share)")
    }
    return DemoDocument.coverage(lines, seeds: seeds, rows: Self.coverageRows, least: Self.least)
  }
}
