import Engine
import Foundation
import Testing

@testable import Commands
@testable import Kernel

/// All outputs of a small cohort taken together, as whole numbers: is a hidden count the only one that fits them?
@Suite struct JointAttackTests {
  /// Hidden counts, those that nothing else than their true value fits, and those of which that is not known.
  private static func determined(
    _ policy: DisclosurePolicy, seeds: Range<UInt64>, isOfAllRows: Bool
  ) throws -> (
    hidden: Int, found: [String], unknown: Int
  ) {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("joint-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    var (hidden, found, unknown) = (0, [String](), 0)
    for seed in seeds {
      var draws = Draws(state: seed)
      let rows = AttackTests.rows(&draws)
      let attacker = try AttackTests.attack(policy, rows, folder.path, isOfAllRows: isOfAllRows)
      let truth = Attacker.cells.map { AttackTests.count(rows, $0) }
      let numbers = attacker.numbers(granting: truth)
      // The truth fits what is known of it, or the rest would say nothing.
      #expect(numbers.answer([0], is: truth[0], guess: truth) == .possible, "\(policy.name) \(seed)")
      for key in Attacker.keys {
        let count = AttackTests.count(rows, key)
        guard count > 0, count < policy.enough, policy.shown(count) != count else { continue }
        hidden += 1
        let others = (0..<policy.enough).filter { $0 != count }
          .sorted { (abs($0 - count), $0) < (abs($1 - count), $1) }
        var isOpen = true
        for other in others where isOpen {
          switch numbers.answer(Attacker.places(of: key), is: other, guess: truth) {
          case .possible: isOpen = false
          case .unknown: (unknown, isOpen) = (unknown + 1, false)
          case .impossible: break
          }
        }
        if isOpen { found.append("seed \(seed): \(key) is \(count)") }
      }
    }
    return (hidden, found, unknown)
  }

  /// All tables and models of the same rows.
  @Test(arguments: DisclosurePolicy.all.filter { !$0.isOpen })
  func noHiddenCountIsTheOnlyOneThatFits(_ policy: DisclosurePolicy) throws {
    let (hidden, found, unknown) = try Self.determined(policy, seeds: 1..<25, isOfAllRows: true)
    #expect(hidden > 50)
    #expect(found.isEmpty, "\(policy.name): \(found.prefix(8))")
    #expect(unknown == 0)
  }

  /// With those of every segment and of a second run too. The gate looks at one output at a time and cannot rule it out:
  /// in two segments of nine each a hidden count is found where the count of both is shown. How rare that is, the page on
  /// disclosure control says.
  @Test(arguments: DisclosurePolicy.all.filter { !$0.isOpen })
  func fewAreTheOnlyOnesWithAllSegments(_ policy: DisclosurePolicy) throws {
    let (hidden, found, unknown) = try Self.determined(policy, seeds: 1..<9, isOfAllRows: false)
    #expect(hidden > 50 && unknown == 0)
    #expect(found.count * 20 <= hidden, "\(policy.name): \(found.count) of \(hidden): \(found.prefix(8))")
  }

  /// It finds what interval by interval is not found.
  @Test func countsThatAreOnlyHiddenAreFound() throws {
    var naive = DisclosurePolicy.nhsSDE
    naive.rounding = 1
    naive.totals = .open
    let (hidden, found, _) = try Self.determined(naive, seeds: 1..<4, isOfAllRows: true)
    #expect(hidden > 20 && found.count > 4)
  }

  @Test func wholeNumbersAreSolvedFor() {
    var numbers = WholeNumbers(count: 3, most: 20)
    numbers.add([(0, 1), (1, 1), (2, 1)], 10...10)
    numbers.add([(0, 1), (1, 1)], 7...8)
    numbers.add([(0, 3), (1, -1)], 0...0)
    // 3a = b, a + b = 8: a is 2, b 6, c 2; 7 is no multiple of 4.
    #expect(numbers.answer([0], is: 2, guess: [0, 0, 0]) == .possible)
    for other in [0, 1, 3, 4] { #expect(numbers.answer([0], is: other, guess: [2, 6, 2]) == .impossible) }
    #expect(numbers.answer([2], is: 3, guess: [2, 6, 2]) == .impossible)
  }
}
