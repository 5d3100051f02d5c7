import Engine
import Foundation
import Testing

@testable import Commands

/// Numbers too large or too small, shares that leave nothing, and lines that do not exist: each is said as it is.
@Suite struct MagnitudesTests {
  private func failure(_ csv: String, weight: String? = nil, _ text: String) throws -> Diagnostic? {
    var result: Diagnostic?
    try withFolder { folder in
      try csv.write(toFile: "\(folder)/t.csv", atomically: true, encoding: .utf8)
      var bench = Bench()
      try bench.run(
        "set disclosure none\nload t from \"\(folder)/t.csv\"\(weight.map { " weight=\($0)" } ?? "")")
      result = bench.failure(text)
    }
    return result
  }

  private func rows(_ count: Int, _ header: String, _ row: (Int) -> String) -> String {
    ([header] + (0..<count).map(row)).joined(separator: "\n")
  }

  @Test func weightsTooManyToCount() throws {
    let csv = rows(40, "y,x,n") { "\($0 % 2),\($0 % 5),\($0 < 10 ? "1000000000000000" : "3")" }
    let error = try failure(csv, weight: "n", "fit y ~ x")
    #expect(
      error?.message == "the weights in column \"n\" of t add up to more than 9,007,199,254,740,992")
    #expect(error?.notes == ["so many cannot be counted exactly; row 10 is the first beyond it"])
    let counts = try failure(csv, "fit events(n, x) ~ y")
    #expect(counts?.message == "the counts in \"n\" add up to more than 9,007,199,254,740,992")
  }

  @Test(arguments: [
    ("e200", "large: 1e150 or more", "/"), ("e-300", "small: none is as large as 1e-150", "*"),
  ])
  func numbersOutOfRange(_ exponent: String, _ size: String, _ sign: String) throws {
    let csv = rows(60, "y,x") { "\($0 % 2),\(1 + $0 % 7)\(exponent)" }
    let error = try failure(csv, "fit y ~ x")
    #expect(error?.message == "the numbers of \"x\" are too \(size)")
    #expect(error?.notes == ["give them in other units: derive NAME = COLUMN \(sign) 1e200"])
    // Which is a way out.
    #expect(try failure(csv, "derive z = x \(sign) 1e200\nfit y ~ z") == nil)
  }

  @Test func aHoldoutThatLeavesNothing() throws {
    let csv = rows(60, "y,x") { "\($0 % 2),\($0 % 7)" }
    #expect(
      try failure(csv, "fit y ~ x holdout 99.99% by row")?.message
        == "holdout must be a share that leaves rows to fit the model to")
  }

  @Test func groupsThatPartTheOutcome() throws {
    let csv = rows(200, "y,d") { "\($0 % 10 > 4 ? 1 : 0),\($0 % 10 + 1)" }
    let error = try failure(csv, "inequality y by d")
    #expect(error?.message == "the logistic line along \"d\" has no finite slope")
  }

  @Test func aBlockNamedTwice() throws {
    let csv = rows(200, "y,x,a,b") { "\($0 * 7 % 3 % 2),\($0 % 5),\($0 % 4),\($0 % 3)" }
    let error = try failure(csv, "confounding x of y adjusting s(a) s(b)")
    #expect(error?.message == "the name of a block must be another than those before it")
  }

  /// Counts of events give what the rows they stand for give.
  @Test func countsAsOutcomes() throws {
    var draws = Draws(state: 3)
    var (counted, single) = (["ill,well,d,g"], ["y,d,g"])
    for d in 1...5 {
      for g in ["a", "b"] {
        let (ill, well) = (5 + d + draws.below(9), 20 + draws.below(12))
        counted.append("\(ill),\(well),\(d),\(g)")
        for (y, count) in [(1, ill), (0, well)] {
          single += Array(repeating: "\(y),\(d),\(g)", count: count)
        }
      }
    }
    try withFolder { folder in
      try counted.joined(separator: "\n").write(toFile: "\(folder)/c.csv", atomically: true, encoding: .utf8)
      try single.joined(separator: "\n").write(toFile: "\(folder)/s.csv", atomically: true, encoding: .utf8)
      var (one, two) = (Bench(), Bench())
      try one.run(
        """
        set disclosure none
        load t from "\(folder)/c.csv"
        inequality events(ill, well) by d
        confounding d of events(ill, well) adjusting g
        """)
      try two.run(
        "set disclosure none\nload t from \"\(folder)/s.csv\"\ninequality y by d\nconfounding d of y adjusting g"
      )
      #expect(one.tables.count > 4)
      for (counts, rows) in zip(one.tables, two.tables).dropFirst() {
        #expect(counts.rows == rows.rows, "\(counts.name)")
      }
      #expect(
        one.failure("inequality events(ill, well) by well")?.message.contains("another than the outcome")
          == true)
      #expect(one.failure("confounding well of events(ill, well) adjusting g") != nil)
    }
  }
}
