import Engine
import Foundation
import Testing

@testable import Commands

/// Every policy's rules, by the examples that its own source gives.
@Suite struct PolicyTests {
  private func shown(_ cells: [Cell], _ policy: DisclosurePolicy) -> [Cell] {
    let table = TableOutput(name: "t", title: "T", headers: cells.map { _ in Header("x") }, rows: [cells])
    guard case .table(let result) = Gate(policy).pass(.table(table)).output else { return [] }
    return result.rows[0]
  }

  private func counts(_ counts: [Int], _ policy: DisclosurePolicy) -> [Cell] {
    shown(counts.map(Cell.count), policy)
  }

  /// Published files: counts under 5 are `*`, others to the nearest 5, percentages whole numbers from unrounded counts.
  /// June 2020: 27,884 recovered of 57,060 - 3,200: 51.8%.
  @Test func nhsPublished() {
    let policy = DisclosurePolicy.nhsPublished
    #expect(
      counts([0, 4, 5, 7, 8, 27884], policy)
        == [
          .suppressed, .suppressed, .roundedCount(5), .roundedCount(5), .roundedCount(10),
          .roundedCount(27885),
        ])
    #expect(shown([.proportion(27_884, of: 57_060 - 3_200)], policy) == [.share(0.52)])
    #expect(
      shown([.proportion(4, of: 500), .proportion(497, of: 500)], policy) == [.suppressed, .suppressed])
  }

  @Test func nhsSDE() {
    #expect(
      counts([9, 10, 12, 13], .nhsSDE) == [
        .suppressed, .roundedCount(10), .roundedCount(10), .roundedCount(15),
      ])
    #expect(shown([.proportion(52, of: 101)], .nhsSDE) == [.share(0.5)])
  }

  /// Counts up to 7 are redacted, others to the nearest 5; a total is the sum of the cells shown.
  @Test func openSAFELY() {
    #expect(
      counts([7, 8, 12, 13], .openSAFELY) == [
        .suppressed, .roundedCount(10), .roundedCount(10), .roundedCount(15),
      ])
    var table = TableOutput(
      name: "t", title: "T", headers: [Header("n")], rows: [13, 14, 22, 49].map { [.count($0)] })
    table.declare(total: .init(3, 0), of: [.init(0, 0), .init(1, 0), .init(2, 0)])
    guard case .table(let result) = Gate(.openSAFELY).pass(.table(table)).output else { return }
    #expect(result.rows.map { $0[0] } == [15, 15, 20, 50].map(Cell.roundedCount))
    #expect(shown([.extreme(97)], .openSAFELY) == [.suppressed])
  }

  /// 0 is 0, 1–6 are 3, 7–12 are 9, and so on.
  @Test func midpoint6() {
    #expect(
      counts([0, 1, 6, 7, 12, 13, 18], .midpoint6) == [0, 3, 3, 9, 9, 15, 15].map(Cell.roundedCount))
  }

  /// Threshold 10, zeros disclosive, residual degrees of freedom from 10, dominance of two over 0.9, p-ratio 0.1.
  @Test func acro() throws {
    #expect(counts([0, 9, 10], .acro) == [.suppressed, .suppressed, .roundedCount(10)])
    func mean(_ values: [Double]) throws -> Cell {
      let summary = try #require(NumberSummary(values: values, counts: values.map { _ in 1 }))
      return shown(
        [.location(summary.mean, spread: summary.deviation ?? 0, least: 20, summary.concentrated)], .acro)[0]
    }
    #expect(try mean((1...20).map(Double.init)) != .suppressed)
    #expect(try mean([1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 40, 90]) == .suppressed)
    #expect(try mean([0.1, 0.2, 0.3, 1, 2, 100]) == .suppressed)
  }

  @Test func strictness() {
    let all = DisclosurePolicy.all
    for policy in all {
      #expect(!policy.isStricter(than: policy))
      #expect(!DisclosurePolicy.none.isStricter(than: policy))
      if !policy.isOpen { #expect(policy.isStricter(than: .none), "\(policy.name)") }
    }
    #expect(DisclosurePolicy.nhsSDE.isStricter(than: .nhsPublished))
    #expect(DisclosurePolicy.acro.isStricter(than: .nhsSDE))
    #expect(DisclosurePolicy.nhsSDE.isStricter(than: .midpoint6))
  }

  /// An output that passed the policy of this name before it had rules for models is not taken for one that did.
  @Test func whatWasKeptEarlierIsReadable() throws {
    let old = """
      {"changed":1,"output":{"notice":{"_0":"x"}},"policy":{"name":"nhs-sde","rounding":5,"summary":"s","threshold":10}}
      """
    let gated = try JSONDecoder().decode(Gated.self, from: Data(old.utf8))
    #expect(gated.decisions.isEmpty && gated.policy.name == "nhs-sde")
    #expect(DisclosurePolicy.nhsSDE.isStricter(than: gated.policy))
    let again = try JSONDecoder().decode(
      Gated.self,
      from: JSONEncoder().encode(
        Gate(.acro).pass(
          .table(
            .init(
              name: "t", title: "T", headers: [Header("n")], rows: [[.count(3)]])))))
    #expect(again.policy == .acro && again.decisions == [Decision(.suppressed, .threshold, count: 1)])
  }

  // MARK: Sums

  private func hidden(_ counts: [Int], total: Int, _ policy: DisclosurePolicy = .nhsSDE) -> [Bool] {
    let relation = SumProtection.Relation(
      whole: total, total: counts.count, parts: Array(counts.indices), isStrict: false)
    return SumProtection(policy, counts + [total], [relation]).isHidden
  }

  /// Exact counts: one hidden cell would be the total less the others, so the smallest of these goes too.
  @Test func aSecondCellIsHidden() {
    var exact = DisclosurePolicy.nhsSDE
    exact.rounding = 1
    #expect(hidden([40, 30, 4], total: 74, exact) == [false, true, true, false])
    #expect(hidden([40, 30, 14], total: 84, exact) == [false, false, false, false])
    // Rounded, 74 is 72 to 76... the hidden one may be anything from 0 to 8.
    #expect(hidden([40, 30, 4], total: 74) == [false, false, true, false])
    // 30 is 32 at most, three times 10 are 30 at least: 0 to 2 would be three values, and two less are too few.
    #expect(hidden([13, 13, 1], total: 27) == [true, false, true, false])
  }

  @Test func whatASegmentLeavesOutIsNotKnownToBeFew() throws {
    var table = TableOutput(
      name: "segment", title: "", headers: [Header("n"), Header("share")],
      rows: [[.count(95), .proportion(95, of: 100)]])
    table.declare(whole: 100, of: [.init(0, 0)], isStrict: true)
    for policy in DisclosurePolicy.all where policy.threshold > 5 {
      guard case .table(let shown) = Gate(policy).pass(.table(table)).output else { continue }
      #expect(shown.rows == [[.suppressed, .suppressed]], "\(policy.name)")
      #expect(shown.sums == nil)
    }
  }
}
