import Foundation
import Testing

@testable import Engine

@Suite struct GapTests {
  /// Rows of two groups with a factor of three levels, a number and an outcome.
  private struct Sample {
    var group: [String] = []
    var factor: [String] = []
    var number: [Int64] = []
    var event: [UInt8] = []

    init(_ seed: UInt64, rows: Int = 400, lacking: Bool = false) {
      var random = SplitMix64(state: seed)
      for _ in 0..<rows {
        let isFirst = random.unit() < 0.4
        let level = lacking && isFirst ? random.below(2) : random.below(3)
        let number = Int64(random.below(isFirst ? 4 : 3))
        let eta = 0.4 * Double(level) - 0.5 * Double(number) + (isFirst ? 0.3 : 0)
        group.append(isFirst ? "a" : "b")
        factor.append("l\(level)")
        self.number.append(number)
        event.append(random.unit() < 1 / (1 + exp(-eta)) ? 1 : 0)
      }
    }

    func data(_ rows: [Int]? = nil, weights: [Int64]? = nil) -> ModelData {
      let rows = rows ?? Array(group.indices)
      return ModelData(
        columns: [
          "g": Self.category(rows.map { group[$0] }), "f": Self.category(rows.map { factor[$0] }),
          "x": Column(.integer(rows.map { number[$0] })), "y": Column(.flag(rows.map { event[$0] })),
        ], rowCount: rows.count, weights: weights)
    }

    private static func category(_ values: [String]) -> Column {
      let levels = ["a", "b", "l0", "l1", "l2"].filter(values.contains)
      return Column(.category(codes: values.map { Int32(levels.firstIndex(of: $0) ?? -1) }, levels: levels))
    }

    /// Counts by group, factor, number and outcome, with what each means.
    func cells() -> (kinds: [(side: Int, level: Int, number: Double, y: Double)], counts: [Double]) {
      var kinds: [(side: Int, level: Int, number: Double, y: Double)] = []
      var counts: [Double] = []
      for side in 0..<2 {
        for level in 0..<3 {
          for number in 0..<4 {
            for y in 0..<2 {
              kinds.append((side, level, Double(number), Double(y)))
              counts.append(
                Double(
                  group.indices.count {
                    group[$0] == ["a", "b"][side] && factor[$0] == "l\(level)" && self.number[$0] == number
                      && event[$0] == y
                  }))
            }
          }
        }
      }
      return (kinds, counts)
    }
  }

  private static let formula = Formula(outcome: .column("y"), terms: [.variable("f"), .variable("x")])

  @Test(arguments: 1...12) func kitagawaByTheBook(_ seed: UInt64) throws {
    let sample = Sample(seed)
    let found = try GapDecomposition(Self.formula, by: "g", levels: nil, data: sample.data())
    let (_, counts) = sample.cells()
    // By cell of factor and number: rows and events of both groups.
    func parts(_ counts: [Double]) -> (gap: Double, composition: Double, rates: Double) {
      let half = counts.count / 2
      let n = [counts[..<half].reduce(0, +), counts[half...].reduce(0, +)]
      var (composition, rates, gap) = (0.0, 0.0, 0.0)
      for cell in stride(from: 0, to: half, by: 2) {
        let rows = [counts[cell] + counts[cell + 1], counts[half + cell] + counts[half + cell + 1]]
        let events = [counts[cell + 1], counts[half + cell + 1]]
        let share = [rows[0] / n[0], rows[1] / n[1]]
        gap += events[0] / n[0] - events[1] / n[1]
        if rows[0] > 0.5, rows[1] > 0.5 {
          let rate = [events[0] / rows[0], events[1] / rows[1]]
          composition += (rate[0] + rate[1]) / 2 * (share[0] - share[1])
          rates += (share[0] + share[1]) / 2 * (rate[0] - rate[1])
        } else {
          composition += events[0] / n[0] - events[1] / n[1]
        }
      }
      return (gap, composition, rates)
    }
    let expected = parts(counts)
    #expect(Slow.close(found.gap.value, expected.gap))
    #expect(abs(found.composition.value - expected.composition) < 1e-12)
    #expect(abs(found.rates.value - expected.rates) < 1e-12)
    #expect(abs(found.composition.value + found.rates.value - found.gap.value) < 1e-15)
    #expect(Slow.close(found.gap.standardError, Slow.error(counts) { parts($0).gap }, 1e-5))
    #expect(Slow.close(found.composition.standardError, Slow.error(counts) { parts($0).composition }, 1e-5))
    #expect(Slow.close(found.rates.standardError, Slow.error(counts) { parts($0).rates }, 1e-5))
  }

  /// Explained part, unexplained part, and the parts of both terms, straight from the definitions.
  private static func logistic(
    _ kinds: [(side: Int, level: Int, number: Double, y: Double)], _ counts: [Double], reference: Int?
  ) -> [Double] {
    func columns(_ kind: (side: Int, level: Int, number: Double, y: Double), side: Double?) -> [Double] {
      [1, kind.level == 1 ? 1 : 0, kind.level == 2 ? 1 : 0, kind.number] + (side.map { [$0] } ?? [])
    }
    let fitted = kinds.indices.filter { reference == nil || kinds[$0].side == reference }
    let beta = Slow.logistic(
      fitted.map { columns(kinds[$0], side: reference == nil ? Double(kinds[$0].side) : nil) },
      events: fitted.map { kinds[$0].y * counts[$0] }, others: fitted.map { (1 - kinds[$0].y) * counts[$0] })
    let n = [0, 1].map { side in kinds.indices.reduce(0) { $0 + (kinds[$1].side == side ? counts[$1] : 0) } }
    var (explained, gap) = (0.0, 0.0)
    var difference = [0.0, 0, 0, 0]
    for (index, kind) in kinds.enumerated() {
      let share = (kind.side == 0 ? 1 : -1) * counts[index] / n[kind.side]
      gap += share * kind.y
      if reference == nil {
        for side in [0, 1] {
          let p = Slow.probability(columns(kind, side: Double(side)), beta)
          explained += n[side] / (n[0] + n[1]) * share * p
        }
      } else {
        explained += share * Slow.probability(columns(kind, side: nil), beta)
      }
      for (place, value) in columns(kind, side: nil).enumerated() { difference[place] += share * value }
    }
    let factor = difference[1] * beta[1] + difference[2] * beta[2]
    let number = difference[3] * beta[3]
    return [
      explained, gap - explained, explained * factor / (factor + number),
      explained * number / (factor + number),
    ]
  }

  @Test(arguments: [nil, 0, 1], 1...2) func theLogisticPartsByDefinition(_ reference: Int?, _ seed: UInt64)
    throws
  {
    let sample = Sample(seed &+ 20)
    let found = try GapDecomposition(
      Self.formula, by: "g", levels: ["a", "b"],
      reference: reference.map { .level(["a", "b"][$0]) } ?? .pooled, data: sample.data())
    let (kinds, counts) = sample.cells()
    let expected = Self.logistic(kinds, counts, reference: reference)
    let parts = try #require(found.parts)
    #expect(parts.map(\.term) == ["f", "x"])
    let measured = [found.explained, found.unexplained] + parts.map(\.part)
    for (place, figure) in measured.enumerated() {
      #expect(abs(figure.value - expected[place]) < 1e-10)
      let error = Slow.error(counts, step: 1e-2) { Self.logistic(kinds, $0, reference: reference)[place] }
      #expect(Slow.close(figure.standardError, error, 2e-4), "\(place): \(figure.standardError) \(error)")
    }
    #expect(abs(found.explained.value + found.unexplained.value - found.gap.value) < 1e-15)
    #expect(abs(parts.reduce(0) { $0 + $1.part.value } - found.explained.value) < 1e-14)
  }

  @Test func theOtherWayRoundIsTheSameWithItsSign() throws {
    let sample = Sample(3)
    let one = try GapDecomposition(Self.formula, by: "g", levels: ["a", "b"], data: sample.data())
    let other = try GapDecomposition(Self.formula, by: "g", levels: ["b", "a"], data: sample.data())
    for (a, b) in [
      (one.gap, other.gap), (one.composition, other.composition), (one.explained, other.explained),
    ] {
      #expect(Slow.close(a.value, -b.value, 1e-10) && Slow.close(a.standardError, b.standardError, 1e-9))
    }
    #expect(one.unmatched == other.unmatched.reversed())
  }

  @Test func neitherOrderNorWeightsMatter() throws {
    let sample = Sample(9)
    var random = SplitMix64(state: 4)
    let order = random.permutation(sample.group.count)
    let plain = try GapDecomposition(Self.formula, by: "g", levels: nil, data: sample.data())
    #expect(try plain == GapDecomposition(Self.formula, by: "g", levels: nil, data: sample.data(order)))
    let weights = sample.group.indices.map { _ in Int64(random.below(3)) }
    let expanded = sample.group.indices.flatMap { Array(repeating: $0, count: Int(weights[$0])) }
    #expect(
      try GapDecomposition(Self.formula, by: "g", levels: nil, data: sample.data(nil, weights: weights))
        == GapDecomposition(Self.formula, by: "g", levels: nil, data: sample.data(expanded)))
  }

  /// The group's indicator is a combination of the terms: which of them is set aside is a matter of their order.
  @Test func termsThatTellTheGroupAreRefused() throws {
    let sample = Sample(5)
    var data = sample.data()
    data.columns["same"] = data.columns["g"]
    let formula = Formula(outcome: .column("y"), terms: [.variable("x"), .variable("same")])
    #expect(throws: GapError.groupDetermined) {
      try GapDecomposition(formula, by: "g", levels: nil, data: data)
    }
    let offset = Formula(outcome: .column("y"), terms: [.variable("f"), .offset(.variable("x"))])
    #expect(throws: GapError.offset) {
      try GapDecomposition(offset, by: "g", levels: nil, data: sample.data())
    }
  }

  @Test func cellsOfOneGroupAloneCountAsComposition() throws {
    let sample = Sample(2, lacking: true)
    let found = try GapDecomposition(Self.formula, by: "g", levels: nil, data: sample.data())
    #expect(found.unmatched[1] >= sample.factor.count { $0 == "l2" })
    #expect(abs(found.composition.value + found.rates.value - found.gap.value) < 1e-15)
    // The first group's model knows nothing of the third level, the second's knows all.
    #expect(throws: GapError.levelsLacking(group: "a")) {
      try GapDecomposition(Self.formula, by: "g", levels: nil, reference: .level("a"), data: sample.data())
    }
    #expect(throws: Never.self) {
      try GapDecomposition(Self.formula, by: "g", levels: nil, reference: .level("b"), data: sample.data())
    }
  }

  @Test func whatHasNotTwoGroupsIsRefused() throws {
    let sample = Sample(2)
    #expect(throws: GapError.notTwoGroups(column: "f", count: 3)) {
      try GapDecomposition(
        Formula(outcome: .column("y"), terms: [.variable("x")]), by: "f", levels: nil, data: sample.data())
    }
    #expect(throws: FitError(.unknownLevel(column: "f", level: "l9"))) {
      try GapDecomposition(
        Formula(outcome: .column("y"), terms: [.variable("x")]), by: "f", levels: ["l1", "l9"],
        data: sample.data())
    }
  }
}
