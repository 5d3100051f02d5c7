import Engine
import Foundation
import Testing

@testable import Commands
@testable import Kernel

/// Outputs of many commands over small random data, and an attacker who takes them together.
@Suite struct AttackTests {
  struct Row {
    var g: Int
    var h: Int
    var y: Int
  }

  /// 60 to 180 rows; the last level of g has one to six of them.
  static func rows(_ draws: inout Draws) -> [Row] {
    let n = 60 + draws.below(121)
    let few = 1 + draws.below(6)
    return (0..<n).map { index in
      Row(g: index < few ? 3 : draws.below(3), h: draws.below(3) == 0 ? 1 : 0, y: draws.below(5) < 2 ? 1 : 0)
    }
  }

  static func count(_ rows: [Row], _ key: Attacker.Key) -> Int {
    rows.count { row in
      (key.g.map { $0 == row.g } ?? true) && (key.h.map { $0 == row.h } ?? true)
        && (key.y.map { $0 == row.y } ?? true)
    }
  }

  /// What is asked: every table, segments and their complements, saturated models, and a second run without a level.
  private static let runs: [(statements: [String], segment: Attacker.Key)] =
    [(tables + models, Attacker.Key())]
    + Attacker.g.indices.map {
      (["segment g=\(Attacker.g[$0])"] + tables, Attacker.Key(g: $0))
    }
    + Attacker.h.indices.map { (["segment h=\(Attacker.h[$0])"] + tables + models, Attacker.Key(h: $0)) }

  private static let tables = [
    "describe t g", "describe t h", "describe t y", "describe g, y by h", "describe h, y by g",
    "describe g, h by y", "summary y by g", "summary y by h",
  ]
  private static let models = [
    "fit y ~ g allow separation", "fit y ~ g * h allow separation", "fit y ~ g + h", "fit y ~ h", "fit y ~ 1",
  ]

  /// Everything that could be known of the data, in the order in which it is found out.
  ///
  /// - Parameter isOfAllRows: from the outputs of all rows only, without segments and a second run.
  static func attack(
    _ policy: DisclosurePolicy, _ rows: [Row], _ folder: String, isOfAllRows: Bool = false
  ) throws -> Attacker {
    let lines = rows.map { "\(Attacker.g[$0.g]),\(Attacker.h[$0.h]),\($0.y)" }
    let file = "\(folder)/t.csv"
    try "g,h,y\n\(lines.joined(separator: "\n"))\n".write(toFile: file, atomically: true, encoding: .utf8)
    var attacker = Attacker(policy)
    func run(_ statements: [String], _ segment: Attacker.Key) throws {
      var workspace = Workspace()
      workspace.settings.policy = policy
      for text in ["load t from \"\(file)\"", "type g, h category", "type y integer"] + statements {
        for statement in try Interpreter.statements(of: text) {
          // What fails shows nothing but its words.
          guard let effect = try? Interpreter.run(statement, in: &workspace) else { continue }
          for gated in effect.outputs {
            let json = Data(JSONRenderer().render(gated, cell: 1).utf8)
            let object = try JSONSerialization.jsonObject(with: json) as? [String: Any]
            attacker.read(object ?? [:], segment: segment)
          }
        }
      }
    }
    for (statements, segment) in runs.prefix(isOfAllRows ? 1 : runs.count) { try run(statements, segment) }
    if isOfAllRows { return attacker }
    // A second run from which a level has gone: the differences are its rows.
    let others = try without(3, policy, file)
    attacker.others = others
    for (key, range) in others {
      let all = Attacker.Key(h: key.h, y: key.y)
      attacker.solve()
      let least = (attacker.low[all] ?? 0) - range.upperBound
      let most = (attacker.high[all] ?? 0) - range.lowerBound
      if least <= most, most >= 0 {
        attacker.narrow(Attacker.Key(g: 3, h: key.h, y: key.y), max(0, least)...most)
      }
    }
    attacker.solve()
    return attacker
  }

  /// Bounds of the sums over h and y of the rows without a level of g.
  private static func without(
    _ level: Int, _ policy: DisclosurePolicy, _ file: String
  ) throws -> [(Attacker.Key, ClosedRange<Int>)] {
    var workspace = Workspace()
    workspace.settings.policy = policy
    var second = Attacker(policy)
    let text =
      "load t from \"\(file)\"\ntype y integer\nkeep \"others\" where g != \"\(Attacker.g[level])\"\n"
      + "describe t h\ndescribe t y\nsummary y by h"
    for statement in try Interpreter.statements(of: text) {
      guard let effect = try? Interpreter.run(statement, in: &workspace) else { continue }
      for gated in effect.outputs {
        let json = Data(JSONRenderer().render(gated, cell: 1).utf8)
        second.read(
          try JSONSerialization.jsonObject(with: json) as? [String: Any] ?? [:], segment: Attacker.Key())
      }
    }
    second.solve()
    return Attacker.keys.filter { $0.g == nil }.compactMap { key in
      guard let low = second.low[key], let high = second.high[key], low <= high, high < 100_000 else {
        return nil
      }
      return (key, low...high)
    }
  }

  /// Hidden counts that are known exactly, over some data sets.
  private static func recovered(_ policy: DisclosurePolicy, seeds: Range<UInt64>) throws -> (
    hidden: Int, found: [String]
  ) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("attack-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var hidden = 0
    var found: [String] = []
    for seed in seeds {
      var draws = Draws(state: seed)
      let rows = rows(&draws)
      let attacker = try attack(policy, rows, folder.path)
      let known = attacker.found
      for key in Attacker.keys {
        let count = count(rows, key)
        #expect(
          (attacker.low[key] ?? 0) <= count && count <= (attacker.high[key] ?? 0), "seed \(seed) \(key)")
        guard count < max(policy.threshold, policy.leastRows), policy.shown(count) != count else { continue }
        hidden += 1
        if let value = known[key], value > 0 { found.append("seed \(seed): \(key) is \(value)") }
      }
    }
    return (hidden, found)
  }

  @Test(arguments: DisclosurePolicy.all.filter { !$0.isOpen })
  func hiddenCountsAreNotFound(_ policy: DisclosurePolicy) throws {
    let (hidden, found) = try Self.recovered(policy, seeds: 1..<25)
    #expect(hidden > 100)
    #expect(found.isEmpty, "\(policy.name): \(found.prefix(8))")
  }

  /// The attacker can do something: it finds what rules that only hide small counts leave open.
  @Test func countsThatAreOnlyHiddenAreFound() throws {
    var naive = DisclosurePolicy.nhsSDE
    naive.rounding = 1
    naive.totals = .open
    let (hidden, found) = try Self.recovered(naive, seeds: 1..<5)
    #expect(hidden > 20 && found.count > 4)
  }
}

/// Random numbers that are the same in every run: SplitMix64.
struct Draws: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }

  mutating func below(_ bound: Int) -> Int { Int(next() >> 33) % bound }
}
