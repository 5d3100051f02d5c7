import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

/// Random sessions: what is saved replays to the same state, undo goes back exactly, redo forward again.
@Suite struct SessionPropertyTests {
  private static let load = "load birthwt from \"\(Paths.root)/Tests/CommandsTests/Fixtures/birthwt.csv\""

  /// Cells that work, fail, or work in some states only.
  private static let births: [String] = [
    load, "derive young = age < 20 in birthwt", "derive young = age < 22 in birthwt",
    "derive load = lwt * $k in birthwt", "param k = 2", "param k = 3", "param race = 1 choose 1, 2, 3",
    "segment race=$race in birthwt", "segment by race in birthwt", "segment all in birthwt",
    "sample 90 in birthwt",
    "sample at most 30 per race in birthwt", "keep \"heavy\" where lwt > 100 in birthwt",
    "keep \"none\" where lwt > 10000 in birthwt", "fit low ~ age + lwt in birthwt",
    "fit low ~ age + \\\n  smoke as m",
    "fit low ~ smoke as m holdout 20% by row", "fit low ~ young as m", "summary m",
    "predict m age=20 smoke=1",
    "expect rows(birthwt) > 150", "expect n(m) > 0", "type race category in birthwt",
    "map birthwt lwt -> weight",
    "map birthwt weight -> lwt", "set seed 5", "set seed 6", "set missing \"\", NA", "set disclosure none",
    "lod",
    "set seed 9\nexpect 1 > 2\nset seed 10", "help", "show 2", "history", "session", "recipe", "reset",
    "undo", "undo", "undo 2", "redo", "redo", "edit 1", "set seed 7\nundo",
  ]

  private static let courses: [String] = [
    "load demo rows=1500 seed=3", "load demo rows=1500 seed=4", "clean with talking-therapies",
    "clean with nhs-2022 from 2021-01-01 to 2021-12-31", "segment gender=$g",
    "param g = Female choose All, Female, Male",
    "param g = Male choose All, Female, Male", "segment by gender", "derive near = deprivation > 5",
    "derive near = deprivation > 3", "keep \"near\" where near", "fit recovery ~ deprivation as m",
    "fit recovery ~ deprivation + gender as w holdout 25%", "sample 200", "sample at most 20 per deprivation",
    "summary cohort", "expect rows(cohort) > 100", "set seed 4", "undo", "undo 2", "redo", "redo 2", "reset",
    "lod",
    "show 3", "session",
  ]

  @Test(arguments: 0..<40) func aSavedSessionReplaysToTheSameState(_ seed: Int) throws {
    try play(SessionPropertyTests.births, [SessionPropertyTests.load], seed: UInt64(seed), cells: 14)
  }

  @Test(arguments: 0..<8) func soDoesOneOfADemo(_ seed: Int) throws {
    try play(
      SessionPropertyTests.courses, ["load demo rows=1500 seed=3", "clean with talking-therapies"],
      seed: UInt64(1000 + seed), cells: 10)
  }

  private func play(_ cells: [String], _ first: [String], seed: UInt64, cells count: Int) throws {
    var generator = SplitMix64(state: seed)
    var desk = Desk()
    desk.session.workspace.overrides = seed % 3 == 0 ? ["race": "2", "g": "Male"] : [:]
    // The digests that undo goes back to, and those that redo goes forward to: the slow, obvious record.
    var past: [String] = []
    var future: [String] = []
    for index in 0..<count {
      let text =
        index < first.count ? first[index] : cells[Int.random(in: 0..<cells.count, using: &generator)]
      let before = desk.digest
      let failure = desk.run(text)
      let words = text.split(separator: " ")
      let steps = words.count > 1 ? Int(words[1]) ?? 1 : 1
      switch words[0] {
      case "undo" where !text.contains("\n"):
        #expect((failure == nil) == (steps <= past.count), "\(seed): \(text)")
        guard failure == nil else { break }
        future += [before] + past.suffix(steps).dropFirst().reversed()
        #expect(desk.digest == past[past.count - steps], "\(seed): \(text)")
        past.removeLast(steps)
      case "redo":
        #expect((failure == nil) == (steps <= future.count), "\(seed): \(text)")
        guard failure == nil else { break }
        past += [before] + future.suffix(steps).dropFirst().reversed()
        #expect(desk.digest == future[future.count - steps], "\(seed): \(text)")
        future.removeLast(steps)
      default:
        if desk.digest != before {
          past.append(before)
          future = []
        }
      }
    }
    try replay(desk, seed)
  }

  /// Saves, replays, compares.
  private func replay(_ desk: Desk, _ seed: UInt64) throws {
    var desk = desk
    let folder = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    let path = folder + "/saved.iapt"
    let digest = desk.digest
    if let failure = desk.run("save session \"\(path)\"") {
      #expect(failure == "no statement stands that a script could hold", "\(seed)")
      #expect(digest == Desk().digest, "\(seed)")
      return
    }
    let text = try String(contentsOfFile: path, encoding: .utf8)
    var again = Session()
    for cell in Script(path: path, text: text).cells {
      let ending = again.run(cell.text, Interpreter.parse(cell.text), .unattended, emit: { _ in })
      if case .failed(let diagnostic) = ending {
        Issue.record("\(seed): \(diagnostic.message)\n\(cell.text)\nin\n\(text)")
      }
    }
    #expect(again.workspace.digest == digest, "\(seed):\n\(text)")
  }
}
