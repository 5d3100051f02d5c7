import Foundation
import Testing

@testable import Kernel

/// Pager, times and window at the real prompt.
@Suite(.serialized) struct DisplayReplTests {
  private let home: String

  init() throws { home = try Paths.temporary() }

  private func start(_ pager: String, columns: Int = 80) throws -> PseudoTerminal {
    let terminal = try PseudoTerminal(home: home, columns: columns, environment: ["IAPT_PAGER": pager])
    try terminal.wait(for: "In [1]: ")
    return terminal
  }

  private func leave(_ terminal: PseudoTerminal) throws {
    terminal.send("quit\r")
    #expect(try terminal.end() == 0)
  }

  /// A program that stands for a pager.
  private func script(_ text: String) throws -> String {
    try makeProgram(home + "/pager", text)
    return home + "/pager"
  }

  @Test func tallResultsGoThroughThePager() throws {
    let pager = try script("echo \"PAGER $1 $LESSSECURE\"; cat; echo END OF PAGER")
    let terminal = try start("'\(pager)' 'two words'")
    terminal.send("show recipe nhs-2022\r")
    try terminal.wait(for: "PAGER two words 1")
    #expect(try terminal.wait(for: "END OF PAGER").contains("recipe \"nhs-2022\""))
    try terminal.wait(for: "In [2]: ")
    // What fits, and what follows set pager off, comes as it is.
    terminal.send("show settings\r")
    #expect(try !terminal.wait(for: "In [3]: ").contains("PAGER "))
    terminal.send("set pager off\r")
    try terminal.wait(for: "In [4]: ")
    terminal.send("show recipe nhs-2022\r")
    let text = try terminal.wait(for: "In [5]: ")
    #expect(text.contains("recipe \"nhs-2022\"") && !text.contains("PAGER"))
    try leave(terminal)
  }

  /// Statements none of which is tall by itself are paged together; what a failed cell printed is shown before its error.
  @Test func aTallCellOfSmallResultsGoesThroughThePager() throws {
    let terminal = try start(try script("echo PAGER; cat; echo END OF PAGER"))
    let lines = Array(repeating: "show settings", count: 6).joined(separator: "\n")
    terminal.send("\u{1B}[200~\(lines)\u{1B}[201~\r")
    try terminal.wait(for: "PAGER")
    try terminal.wait(for: "END OF PAGER")
    try terminal.wait(for: "In [2]: ")
    terminal.send("\u{1B}[200~show settings\nsummary nothing\u{1B}[201~\r")
    let text = try terminal.wait(for: "In [3]: ")
    let shown = try #require(text.range(of: "digits")), error = try #require(text.range(of: "error:"))
    #expect(shown.lowerBound < error.lowerBound && !text.contains("PAGER"))
    try leave(terminal)
  }

  @Test func aPagerThatLeavesEarlyIsNoError() throws {
    let terminal = try start(try script("head -n 1; echo LEFT"))
    terminal.send("show recipe nhs-2022\r")
    try terminal.wait(for: "LEFT")
    #expect(try !terminal.wait(for: "In [2]: ").contains("error"))
    try leave(terminal)
  }

  @Test func aMissingPagerIsNoLoss() throws {
    let terminal = try start("/no/such/pager")
    terminal.send("show recipe nhs-2022\r")
    #expect(try terminal.wait(for: "In [2]: ").contains("recipe \"nhs-2022\""))
    try leave(terminal)
  }

  /// Ctrl-C belongs to the pager; whatever it did to the terminal's modes is undone.
  @Test func controlCInThePagerLeavesTheSession() throws {
    let terminal = try start(try script("stty -echo -icanon < /dev/tty; echo WAITING; exec sleep 20"))
    terminal.send("show recipe nhs-2022\r")
    try terminal.wait(for: "WAITING")
    terminal.send("\u{3}")
    try terminal.wait(for: "In [2]: ")
    terminal.send("param a = 1\r")
    try terminal.wait(for: "In [3]: ")
    try leave(terminal)
  }

  @Test func timesAreSaidWhenAskedFor() throws {
    let terminal = try start("")
    terminal.send("param a = 1\r")
    #expect(try !terminal.wait(for: "In [2]: ").contains(" s\n"))
    terminal.send("set timing on\r")
    #expect(try terminal.wait(for: "In [3]: ").contains("0.0"))
    terminal.send("param b = 1\r")
    #expect(try terminal.wait(for: "In [4]: ").contains(" s\n"))
    try leave(terminal)
  }

  @Test func aPreviewFitsTheWindow() throws {
    let terminal = try start("", columns: 60)
    terminal.send("load demo rows=200 seed=7\r")
    try terminal.wait(for: "In [2]: ", seconds: 30)
    terminal.send("show patients first 2\r")
    let text = try terminal.wait(for: "In [3]: ", seconds: 30)
    #expect(text.contains("… ") && text.contains(" more columns: ") && text.contains("rows (2 shown)"))
    #expect(text.contains("integer"))
    #expect(text.split(separator: "\n").allSatisfy { DisplayWidth.of(String($0)) <= 60 })
    terminal.send("set width 400\r")
    try terminal.wait(for: "In [4]: ")
    terminal.send("show patients first 2\r")
    #expect(try !terminal.wait(for: "In [5]: ", seconds: 30).contains("more columns"))
    try leave(terminal)
  }

  /// Without a prompt a width holds only when it was set; times never stand among results.
  @Test func withoutAPromptTimesStandBesideTheResults() throws {
    let text =
      "load birthwt from \"\(Paths.root)/Tests/CommandsTests/Fixtures/birthwt.csv\"\nset disclosure none\n"
    let plain = try Run([], input: text + "summary low by smoke in birthwt\n")
    let timed = try Run([], input: text + "set timing on\nsummary low by smoke in birthwt\n")
    #expect(plain.status == 0 && timed.output == plain.output)
    #expect(timed.errors.contains("[4] 0.") && !plain.errors.contains(" s\n"))
    let parts = try Run([], input: "set timing on\nload demo rows=2000 seed=7\nclean\n").errors
    for part in ["make referrals", "read referrals"] {
      #expect(parts.contains("%  \(part)\n"))
    }
    let wide = try Run([], input: text + "set width 100\nsummary low by smoke in birthwt\n")
    #expect(wide.output.contains("####") && !plain.output.contains("####"))
  }
}
