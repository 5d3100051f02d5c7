import Synchronization
import Testing

@testable import Engine

@Suite struct KeyTableTests {
  @Test func numbersStandInTheOrderOfTheFirstMention() throws {
    var random = SplitMix64(state: 3)
    var table = try KeyTable(.unattended)
    var oracle: [Int64: Int32] = [:]
    for _ in 0..<50_000 {
      let key = Int64(random.below(20_000)) * 0x1_0000_0001 - 7
      let expected = oracle[key] ?? Int32(oracle.count)
      oracle[key] = expected
      #expect(table.insert(key) == expected)
    }
    #expect(table.count == oracle.count && table.find(12_345_678_901_234) == -1)
    #expect(oracle.allSatisfy { table.find($0.key) == $0.value })
    #expect(table.orderedKeys.enumerated().allSatisfy { oracle[$1] == Int32($0) })
  }

  /// Between two looks at the interrupt 65,536 keys may come; the table takes them without growing.
  @Test func aStoppedTableStaysRightWithoutGrowing() throws {
    let isStopped = Atomic(false)
    var table = try KeyTable(Work(isCancelled: { isStopped.load(ordering: .relaxed) }))
    let large = 600_000
    for key in 0..<large { _ = table.insert(Int64(key)) }
    isStopped.store(true, ordering: .relaxed)
    for key in large..<(large + Work.stride) {
      guard table.insert(Int64(key)) == Int32(key) else {
        Issue.record("key \(key) got another number")
        return
      }
    }
    #expect(table.find(5) == 5 && table.find(Int64(large + 9)) == Int32(large + 9))
    isStopped.store(false, ordering: .relaxed)
    for key in 0..<(4 * large) { _ = table.insert(Int64(key)) }
    #expect(table.count == 4 * large && table.find(Int64(4 * large - 1)) == Int32(4 * large - 1))
  }

  @Test func aLargeTableIsNotEvenMadeOnceWorkIsStopped() {
    #expect(throws: Cancelled.self) {
      _ = try KeyTable(capacity: 2_000_000, Work(isCancelled: { true }))
    }
  }

  @Test func numericSummaryIsThatOfTheSortedValues() throws {
    var random = SplitMix64(state: 9)
    let values = (0..<5000).map { _ in (random.unit() - 0.5) * 1e6 } + [.nan, -0.0, 0, 1e-300]
    let known = values.filter { !$0.isNaN }.sorted()
    let mean = known[0] + known.reduce(0) { $0 + ($1 - known[0]) } / Double(known.count)
    let squares = known.reduce(0) { $0 + ($1 - mean) * ($1 - mean) }
    let summary = try #require(try Column(.decimal(values)).numericSummary())
    #expect(summary.mean == mean)
    #expect(summary.deviation == (squares / Double(known.count - 1)).squareRoot())
    #expect(try Column(.decimal([1, .nan])).numericSummary() == nil)
    #expect(try Column(.flag([1, 0])).numericSummary() == nil)
    let whole = try #require(try Column(.integer([1, 2, 3, 6, Column.missingInteger])).numericSummary())
    #expect(whole.mean == 3 && abs(whole.deviation - (14.0 / 3).squareRoot()) < 1e-15)
  }
}

@Suite struct ProportionTests {
  /// Newcombe (1998), Statistics in Medicine 17:857, table I, method 3.
  @Test func wilsonAsPublished() throws {
    let published = [
      (81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718),
    ]
    for (events, n, low, high) in published {
      let interval = try #require(Proportion.wilson(events, of: n))
      #expect(abs(interval.low - low) < 5e-5 && abs(interval.high - high) < 5e-5, "\(events)/\(n)")
    }
    #expect(Proportion.wilson(0, of: 20)?.low == 0 && Proportion.wilson(20, of: 20)?.high == 1)
    #expect(Proportion.wilson(0, of: 0) == nil && Proportion.wilson(3, of: 2) == nil)
    // The interval of the others is the mirror image.
    for n in [1, 2, 7, 100] {
      for events in 0...n {
        let one = try #require(Proportion.wilson(events, of: n))
        let other = try #require(Proportion.wilson(n - events, of: n))
        #expect(abs(one.low - (1 - other.high)) < 1e-12 && one.low <= Double(events) / Double(n))
      }
    }
  }
}
