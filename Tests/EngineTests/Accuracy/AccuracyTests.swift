import Foundation
import Testing

@testable import Engine

/// `docs/accuracy.md` states no more digits than there are, and not many fewer.
///
/// With `IAPT_RECORD=1` the page is written anew, and the run fails so that nobody takes a recording for a test.
@Suite struct AccuracyTests {
  private static let page = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "docs/accuracy.md")

  @Test func thePageIsTrue() throws {
    let found = try Accuracy()
    if ProcessInfo.processInfo.environment["IAPT_RECORD"] == "1" {
      try text(found).write(to: Self.page, atomically: true, encoding: .utf8)
      Issue.record("recorded docs/accuracy.md")
      return
    }
    let page = try String(contentsOf: Self.page, encoding: .utf8)
    // The page but for its figures is what the recording writes.
    func bare(_ text: String) -> String {
      text.replacing(/\b\d+ ?(?=\|)/, with: "N |").replacing("N ||", with: "N |")
    }
    #expect(bare(page) == bare(text(found)), "docs/accuracy.md is old: IAPT_RECORD=1 writes it anew")
    for line in found.lines {
      let row = try #require(
        page.split(separator: "\n").first { $0.hasPrefix("| \(line.figure) |") }, "\(line.figure)")
      let cells = row.split(separator: "|").map { $0.trimmingCharacters(in: .whitespaces) }.dropFirst()
      #expect(cells.count == found.names.count)
      for ((cell, digits), name) in zip(zip(cells, line.digits), found.names) {
        #expect((Int(cell) == nil) == (digits == nil), "\(line.figure) \(name)")
        guard let stated = Int(cell), let digits else { continue }
        // Another C library may move the last digit.
        #expect(stated <= digits + 1, "\(line.figure) of \(name): \(digits) digits, not \(stated)")
        #expect(stated >= digits - 2, "\(line.figure) of \(name): \(digits) digits, more than \(stated)")
        #expect(digits >= 11, "\(line.figure) of \(name)")
      }
    }
  }

  private func text(_ found: Accuracy) -> String {
    func row(_ cells: [String]) -> String { "| " + cells.joined(separator: " | ") + " |" }
    let table =
      [row(["figure"] + found.names), row(["---"] + found.names.map { _ in "--:" })]
      + found.lines.map { line in row([line.figure] + line.digits.map { $0.map(String.init) ?? "-" }) }
    let steps =
      [row(["fit"] + found.names), row(["---"] + found.names.map { _ in "--:" })]
      + [row(["Newton steps"] + found.iterations.map(String.init))]
    return """
      # Accuracy

      How many significant digits of each figure agree with results computed from the rows with 60 digits of working
      precision: of several figures, such as a model's coefficients, those of the worst. Measured by a test, which fails where
      this page claims more than it finds. The aim is 12; a double holds 15 to 16. How the figures are computed is in
      [methods.md](methods.md).

      \(table.joined(separator: "\n"))

      `-`: no certified value, or one by another definition. The statistics of tests per term that are below 1 are compared
      by their absolute error, since a likelihood ratio is a difference of two large numbers.

      The data: spector (Spector and Mazzeo 1980), birthwt (Hosmer and Lemeshow, in R's MASS), infert (Trichopoulos et al.
      1976) and esoph (Breslow and Day 1980), both in R, toenail (De Backer et al. 1998, in R's HSAUR3).

      ## Convergence

      Newton's method stops when a step changes the deviance by less than 10⁻¹² of it (plus 0.1) and no linear predictor by
      more than 10⁻⁴; then one step more, which doubles the digits. A step that lowers the likelihood is halved. Every model
      keeps the steps it took, how many were halved and how far the last one moved; past \(FitOptions().maximumIterations) steps a fit fails.

      \(steps.joined(separator: "\n"))

      ## Terms and distributions

      Logarithms, powers, splines and offsets are compared with R 4.2.2's `glm` and Hmisc 4.8-0's `rcspline.eval`:
      coefficients to 9 digits, which is what R's own stopping rule leaves, spline columns to 14. The tails of the normal and
      χ² distributions and their inverses are compared with mpmath: 13 digits of the normal quantile out to |z| = 1000, 12 of
      the χ² quantile from 1 to 1000 degrees of freedom.

      """
  }
}
