import Commands
import Foundation
import Testing

@testable import Kernel

/// Tutorials through the real program on a pseudo-terminal.
@Suite(.serialized) struct TutorialScreenTests {
  private let home: String

  init() throws { home = try Paths.temporary() }

  @Test func theFirstScreen() throws {
    let terminal = try PseudoTerminal(
      ["tutorial", "first-steps"], home: home, environment: ["NO_COLOR": "1"])
    let screen = try terminal.wait(for: "first-steps 1/10: ", seconds: 60)
    let shown = screen.components(separatedBy: "to leave.\n\n").last ?? ""
    #expect(
      shown == """
        First steps
        -----------

        This tutorial takes about ten minutes. It uses made-up data, so nothing you do
        here can harm anything, and your own session waits untouched until you leave.

        Leave whenever you like: type `quit`, or press Ctrl-D. You come back to the
        same step with `tutorial first-steps`. While a tutorial runs, these words talk
        to it: `hint`, `answer`, `skip`, `back`, `next`, `list` and `quit`. Everything
        else is the program itself, so look around as much as you want.

        Step 1 of 10: Load some data
        ----------------------------

        Every command is a line that begins with a verb. The verb `load` names data for
        the session. The program can make its own data for practice: referrals,
        patients and employment records with no person behind them. `rows` says how
        many referrals, and the same `seed` always gives the same data.

        Task: Load demo data with 20000 referrals and the seed 7.


        """)
  }

  /// The whole of one, with the detours of a curious person: hints, mistakes, leaving and coming back.
  @Test func firstStepsFromBeginningToEnd() throws {
    let tutorial = try Tutorials.find("first-steps")
    let count = tutorial.steps.count
    let terminal = try PseudoTerminal(home: home)
    try terminal.wait(for: "In [1]: ", seconds: 60)
    terminal.send("param mine = 1\r")
    try terminal.wait(for: "In [2]: ", seconds: 60)
    terminal.send("tutorial first-steps\r")
    for (index, step) in tutorial.steps.enumerated() {
      let prompt = "\(tutorial.name) \(index + 1)/\(count): "
      try terminal.wait(for: prompt, seconds: 120)
      if index == 0 {
        terminal.send("hin\t\r")
        try terminal.wait(for: "Hint 1 of 2", seconds: 60)
        try terminal.wait(for: prompt, seconds: 60)
        // The user's own parameter is not here.
        terminal.send("expect $mine = 1\r")
        try terminal.wait(for: "error: ", seconds: 60)
        try terminal.wait(for: prompt, seconds: 60)
      }
      if index == 3 {
        terminal.send("quit\r")
        try terminal.wait(for: "You have left the tutorial", seconds: 60)
        // The prompt of the user's own session, as it was.
        try terminal.wait(for: "In [3]: ", seconds: 60)
        terminal.send("expect $mine = 1\r")
        try terminal.wait(for: "In [4]: ", seconds: 60)
        terminal.send("tutorial first-steps\r")
        try terminal.wait(for: "You were at step 4", seconds: 120)
        try terminal.wait(for: prompt, seconds: 120)
      }
      terminal.send(step.answer.replacing("\n", with: "\r") + "\r")
      if index + 1 < count { try terminal.wait(for: "Step \(index + 2) of \(count)", seconds: 120) }
    }
    try terminal.wait(for: "The tutorial is over", seconds: 120)
    try terminal.wait(for: "In [5]: ", seconds: 60)
    terminal.send("tutorial\r")
    try terminal.wait(for: "10 minutes  done", seconds: 60)
    try terminal.wait(for: "In [6]: ", seconds: 60)
    terminal.send("quit\r")
    #expect(try terminal.end(seconds: 60) == 0)
    let history = try String(contentsOfFile: home + "/.local/state/iapt/history", encoding: .utf8)
    #expect(!history.contains("hint") && history.contains("segment gender=Female"))
    // What was done in the tutorial is no part of the session that is kept.
    let state = home + "/.local/state/iapt"
    let kept = try FileManager.default.contentsOfDirectory(atPath: state).filter { $0.contains("sqlite") }
      .compactMap { FileManager.default.contents(atPath: "\(state)/\($0)") }.reduce(Data(), +)
    #expect(kept.range(of: Data("param mine = 1".utf8)) != nil)
    #expect(kept.range(of: Data("segment gender=Female".utf8)) == nil)
  }

  @Test func filesAreInAPrivateFolderThatGoes() throws {
    let place = home + "/tmp"
    try FileManager.default.createDirectory(atPath: place, withIntermediateDirectories: true)
    let terminal = try PseudoTerminal(
      ["tutorial", "from-session-to-script", "--from", "fails"], home: home, environment: ["TMPDIR": place])
    try terminal.wait(for: "from-session-to-script 5/", seconds: 120)
    let made = try FileManager.default.contentsOfDirectory(atPath: place)
    #expect(made.count == 1 && made.first?.hasPrefix("iapt-from-session-to-script-") == true)
    terminal.send("run \"yearly.iapt\"\r")
    try terminal.wait(for: "yearly: recovery", seconds: 120)
    try terminal.wait(for: "from-session-to-script 5/", seconds: 60)
    // Ctrl-D leaves the tutorial first, then the program.
    terminal.send("\u{4}")
    try terminal.wait(for: "You have left the tutorial", seconds: 60)
    try terminal.wait(for: "In [1]: ", seconds: 60)
    #expect(try FileManager.default.contentsOfDirectory(atPath: place).isEmpty)
    terminal.send("\u{4}")
    #expect(try terminal.end(seconds: 60) == 0)
  }
}
