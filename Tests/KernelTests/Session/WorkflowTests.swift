import Foundation
import Testing

@testable import Kernel

/// The whole workflow at a prompt, and work that is interrupted, on a pseudo-terminal.
@Suite(.serialized) struct WorkflowTests {
  private let home: String

  init() throws { home = try Paths.temporary() }

  private func start() throws -> PseudoTerminal { try PseudoTerminal(home: home, columns: 200) }

  /// Types a line and waits for the next prompt; what was shown in between.
  @discardableResult
  private func run(
    _ line: String, _ terminal: PseudoTerminal, then number: Int, seconds: Double = 60
  ) throws -> String {
    terminal.send(line + "\r")
    return try terminal.wait(for: "In [\(number)]: ", seconds: seconds)
  }

  /// The digest of the state that `session` prints.
  private func digest(_ terminal: PseudoTerminal, then number: Int) throws -> String {
    let shown = try run("session", terminal, then: number)
    let line = try #require(shown.split(separator: "\n").first { $0.hasPrefix("state digest") })
    return try #require(line.split(separator: " ").last.map(String.init))
  }

  @Test func fromLoadToCompare() throws {
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    // The verb by Tab, as far as it is clear.
    terminal.send("loa\t")
    try terminal.wait(for: "load ")
    #expect(try run("demo rows=20000 seed=7", terminal, then: 2).contains("demo referrals.csv"))
    terminal.send("cle\t")
    try terminal.wait(for: "clean ")
    let cleaned = try run("with nhs-2022 from 2021-01-01 to 2021-12-31", terminal, then: 3)
    #expect(cleaned.contains("Attrition") && cleaned.contains("at caseness when treatment started"))
    terminal.send("segment gen\t")
    try terminal.wait(for: "gender=")
    #expect(try run("Female", terminal, then: 4).contains("Segment of cohort: gender=Female"))
    // A column by Tab.
    terminal.send("fit recovery ~ depriv\t")
    try terminal.wait(for: "deprivation ")
    #expect(try run("+ unemployed as base", terminal, then: 5).contains("base: recovery ~ deprivation"))
    let treated = try run(
      "fit recovery ~ base + six_week_wait as treated holdout 20% by patient", terminal, then: 6)
    #expect(treated.contains("held out 20% by patient"))
    #expect(try run("summary treated", terminal, then: 7).contains("Confusion matrix"))
    #expect(try run("compare base treated", terminal, then: 8).contains("Odds ratios side by side"))
    let before = try digest(terminal, then: 9)
    // A line that was thrown away has left nothing.
    terminal.send("segment gender=Male")
    try terminal.wait(for: "gender=Male")
    terminal.send("\u{3}")
    try terminal.wait(for: "^C\nIn [9]: ")
    #expect(try digest(terminal, then: 10) == before)
    terminal.send("\u{4}")
    try terminal.wait(for: "session 1 is kept; iapt resume 1 brings it back")
    #expect(try terminal.end() == 0)
  }

  @Test func controlCDuringACleanOfTenMillionRows() throws {
    let folder = try tenMillionRows()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let terminal = try start()
    try terminal.wait(for: "In [1]: ")
    let loaded = try run("load visits from \"\(folder)/visits.csv\"", terminal, then: 2)
    #expect(loaded.contains("10,000,000"))
    try run("load people from \"\(folder)/people.csv\"", terminal, then: 3)
    try run("fit old ~ sex in people as before", terminal, then: 4)
    let before = try digest(terminal, then: 5)
    // While it reads, and again well after that.
    for (cell, moment) in [(5, "visits.csv  "), (7, "cleaning")] {
      terminal.send("clean with \"\(folder)/big.iapt\"\r")
      try terminal.wait(for: moment, seconds: 60)
      let pressed = Date()
      terminal.send("\u{3}")
      try terminal.wait(for: "interrupted; the session is as it was before this cell", seconds: 20)
      // Unoptimised and beside other tests; by itself it is a fraction of a second.
      #expect(Date().timeIntervalSince(pressed) < 4, "while \(moment)")
      try terminal.wait(for: "In [\(cell + 1)]: ")
      #expect(try digest(terminal, then: cell + 2) == before)
    }
    #expect(try run("describe people", terminal, then: 10).contains("Columns of people"))
    terminal.send("quit\r")
    try terminal.wait(for: "session 1 is kept; iapt resume 1 brings it back")
    #expect(try terminal.end() == 0)
  }

  /// A folder with a table of ten million rows of a few bytes each, one to join to it, and a recipe.
  private func tenMillionRows() throws -> String {
    let folder = try Paths.temporary()
    let block = (0..<20_000).map { "\($0 * 7919 % 9973),\($0 % 10 + 1)\n" }.joined()
    let bytes = Data(String(repeating: block, count: 25).utf8)
    try Data("k,decile\n".utf8).write(to: URL(fileURLWithPath: folder + "/visits.csv"))
    let file = try #require(FileHandle(forWritingAtPath: folder + "/visits.csv"))
    try file.seekToEnd()
    for _ in 0..<20 { try file.write(contentsOf: bytes) }
    try file.close()
    let people = (0..<9973).map { "\($0),\($0 % 2 + 1),\(18 + $0 % 70),\($0 % 3 == 0 ? 1 : 0)\n" }.joined()
    try Data(("k,sex,age,old\n" + people).utf8).write(to: URL(fileURLWithPath: folder + "/people.csv"))
    try Data(WorkflowTests.recipe.utf8).write(to: URL(fileURLWithPath: folder + "/big.iapt"))
    return folder
  }

  private static let recipe = """
    recipe "big"
    type k category
    type decile, age integer
    type old flag
    join people to visits on k
    derive band = bands(age, ..25 -> "young", 26..64 -> "middle", 65.. -> "old")
    derive poor = decile <= 3 else no
    keep "decile known" where decile is not missing
    derive group = case(band = "old" and poor -> "a"; poor -> "b"; else -> "c")
    outcome recovery = old else no
    predictor decile, poor
    dimensions band, group
    """
}
