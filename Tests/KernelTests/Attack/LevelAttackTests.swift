import Engine
import Foundation
import Testing

@testable import Commands
@testable import Kernel

/// A factor of which some levels' lines are hidden: what the others and the score equations leave of those.
///
/// With the intercept, every level's fitted events add up to its events, and all to the events shown. Who knew the
/// other levels exactly would have the hidden ones as the rest. That is granted here, though nobody could: without the
/// distribution of the other terms within a level its odds ratio does not give its counts.
@Suite struct LevelAttackTests {
  private static let levels = ["A", "B", "C", "D", "E", "F"]

  private struct Row {
    var g: Int
    var x: Int
    var y: Int
  }

  /// 150 to 330 rows; the last level has few of them, in every other data set the one before it too.
  private static func rows(_ seed: UInt64) -> [Row] {
    var draws = Draws(state: seed)
    let n = 150 + draws.below(181)
    let few = 2 + draws.below(14)
    let more = seed % 2 == 0 ? 4 + draws.below(16) : 0
    return (0..<n).map { index in
      let g = index < few ? 5 : index < few + more ? 4 : draws.below(more > 0 ? 4 : 5)
      return Row(g: g, x: draws.below(40), y: draws.below(5) < 2 ? 1 : 0)
    }
  }

  /// What is known, and the levels whose lines are shown.
  private static func known(
    _ policy: DisclosurePolicy, _ rows: [Row], _ folder: String, onlyTheGuilty: Bool = false
  ) throws -> (numbers: WholeNumbers, truth: [Int], isShown: [Bool]) {
    let lines = rows.map { "\(levels[$0.g]),\($0.x),\($0.y)" }
    let file = "\(folder)/t.csv"
    try "g,x,y\n\(lines.joined(separator: "\n"))\n".write(toFile: file, atomically: true, encoding: .utf8)
    var truth = [Int](repeating: 0, count: 2 * levels.count)
    for row in rows { truth[2 * row.g + row.y] += 1 }
    var workspace = Workspace()
    workspace.settings.policy = policy
    let attacker = Attacker(policy)
    var numbers = WholeNumbers(count: truth.count, most: 400)
    var isShown = [Bool](repeating: false, count: levels.count)
    func learn(_ places: [Int], _ value: Any?) {
      let count = places.reduce(0) { $0 + truth[$1] }
      if let shown = value as? Int {
        numbers.add(places.map { ($0, 1) }, attacker.counts(shownAs: shown))
      } else if policy.shown(count) == nil {
        numbers.add(places.map { ($0, 1) }, (policy.showsZero ? 1 : 0)...policy.threshold - 1)
      }
    }
    let all = Array(truth.indices)
    let text =
      "load t from \"\(file)\"\ntype g category\ntype y integer\ndescribe t g\nsummary y by g\n"
      + "fit y ~ g + x allow separation as m\nsummary m"
    for statement in try Interpreter.statements(of: text) {
      guard let effect = try? Interpreter.run(statement, in: &workspace) else { continue }
      for gated in effect.outputs {
        let data = Data(JSONRenderer().render(gated, cell: 1).utf8)
        let object = try JSONSerialization.jsonObject(with: data) as? [String: Any] ?? [:]
        let rows = object["rows"] as? [[String: Any]] ?? []
        for row in rows {
          guard let level = levels.firstIndex(of: row["level"] as? String ?? "") else { continue }
          learn([2 * level, 2 * level + 1], row["rows"])
          if object["name"] as? String == "outcome_by" { learn([2 * level + 1], row["events"]) }
        }
        guard let terms = object["terms"] as? [[String: Any]], !terms.isEmpty else { continue }
        learn(all, object["n"])
        learn(all.filter { $0 % 2 == 1 }, object["events"])
        for term in terms where term["term"] as? String == "g" {
          guard let level = levels.firstIndex(of: term["level"] as? String ?? "") else { continue }
          isShown[level] = term["estimate"] is Double || term["reference"] as? Bool == true
        }
        let tests = object["tests"] as? [[String: Any]] ?? []
        let hasHidden = terms.contains {
          $0["term"] as? String == "g" && $0["estimate_reason"] as? String == "suppressed"
        }
        for test in tests where test["term"] as? String == "g" && hasHidden {
          #expect(!(test["wald"] is Double))
        }
      }
    }
    if onlyTheGuilty {
      let isModel = isShown.contains(true)
      for level in levels.indices {
        isShown[level] = isModel && policy.carries(min(truth[2 * level], truth[2 * level + 1]))
      }
    }
    for place in truth.indices where isShown[place / 2] {
      numbers.add([(place, 1)], truth[place]...truth[place])
    }
    return (numbers, truth, isShown)
  }

  private static func found(
    _ policy: DisclosurePolicy, seeds: Range<UInt64>, onlyTheGuilty: Bool = false
  ) throws -> (partly: Int, found: [String]) {
    let folder = try Paths.temporary()
    defer { try? FileManager.default.removeItem(atPath: folder) }
    var (partly, found) = (0, [String]())
    for seed in seeds {
      let rows = rows(seed)
      let (numbers, truth, isShown) = try known(policy, rows, folder, onlyTheGuilty: onlyTheGuilty)
      #expect(numbers.answer([0], is: truth[0], guess: truth) == .possible, "seed \(seed)")
      guard isShown.contains(true), isShown.contains(false) else { continue }
      partly += 1
      for place in truth.indices where !isShown[place / 2] && policy.isFew(truth[place]) {
        guard policy.shown(truth[place]) != truth[place] else { continue }
        let isOpen = !(0..<policy.enough).contains {
          $0 != truth[place] && numbers.answer([place], is: $0, guess: truth) != .impossible
        }
        if isOpen { found.append("seed \(seed): \(levels[place / 2]) \(place % 2) is \(truth[place])") }
      }
    }
    return (partly, found)
  }

  @Test(arguments: DisclosurePolicy.all.filter { !$0.isOpen })
  func whatIsLeftOfHiddenLevelsDoesNotGiveThem(_ policy: DisclosurePolicy) throws {
    let (partly, found) = try Self.found(policy, seeds: 1..<41)
    #expect(partly > 10)
    #expect(found.isEmpty, "\(policy.name): \(found.count) \(found.prefix(8))")
  }

  /// Were the guilty level's line alone hidden, its counts would be what is left.
  @Test func aLevelHiddenAloneIsFound() throws {
    let (partly, found) = try Self.found(.nhsSDE, seeds: 1..<81, onlyTheGuilty: true)
    #expect(partly > 10 && !found.isEmpty, "\(partly)")
  }
}
