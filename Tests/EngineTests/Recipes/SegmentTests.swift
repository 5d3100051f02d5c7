import OrderedCollections
import Testing

@testable import Engine

@Suite struct SegmentTests {
  private func frame() throws -> Frame {
    try Frame(
      table(
        "t",
        [
          ("g", category(["F", "M", nil, "F", "M", "F"], levels: ["M", "F", "X"])),
          ("f", flags([true, false, true, nil, true, true])), ("n", integers([10, 9, 9, 10, -1, nil])),
          ("x", decimals([1, 2, 3, 4, 5, 6])),
        ]), .unattended)
  }

  @Test(
    arguments: [
      ([:], [0, 1, 2, 3, 4, 5]), (["g": ["F"]], [0, 3, 5]), (["G": ["f"], "f": ["yes"]], [0, 5]),
      (["g": ["M", "F"]], [0, 1, 3, 4, 5]), (["n": ["10", "-1"]], [0, 3, 4]), (["g": ["X"]], []),
      (["f": ["no"], "n": ["9"]], [1]),
    ] as [(OrderedDictionary<String, [String]>, [Int32])])
  func rows(_ filters: OrderedDictionary<String, [String]>, _ expected: [Int32]) throws {
    #expect(try frame().rows(in: Segment(filters)) == expected)
  }

  @Test func unknownLevelsAndDimensions() throws {
    let frame = try frame()
    #expect(throws: NameError(.level, "W", candidates: ["M", "F", "X"], place: "g")) {
      try frame.rows(in: Segment(["g": ["W"]]))
    }
    #expect(throws: NameError(.level, "8", candidates: ["-1", "9", "10"], place: "n")) {
      try frame.rows(in: Segment(["n": ["8"]]))
    }
    #expect(throws: RecipeError(.notADimension(name: "x", found: .decimal, levels: nil, limit: 100))) {
      try frame.rows(in: Segment(["x": ["1"]]))
    }
    let wide = try Frame(
      table(
        "t",
        [
          ("c", category((0..<101).map { String($0) })), ("i", integers((0..<101).map { Int64($0) })),
          ("ok", integers((0..<101).map { Int64($0 % 100) })),
        ]), .unattended)
    #expect(throws: RecipeError(.notADimension(name: "c", found: .category, levels: 101, limit: 100))) {
      try wide.rows(in: Segment(["c": ["1"]]))
    }
    #expect(throws: RecipeError(.notADimension(name: "i", found: .integer, levels: nil, limit: 100))) {
      try wide.rows(in: Segment(["i": ["1"]]))
    }
    #expect(try wide.rows(in: Segment(["ok": ["0"]])) == [0, 100])
  }

  @Test func everyCombinationWithRows() throws {
    let (combinations, missing) = try frame().combinations(of: ["g", "f"], .unattended)
    #expect(
      combinations == [
        Combination(levels: ["M", "no"], rows: [1]), Combination(levels: ["M", "yes"], rows: [4]),
        Combination(levels: ["F", "yes"], rows: [0, 5]),
      ])
    #expect(missing == 2)
    #expect(
      try frame().combinations(of: ["n"], .unattended).combinations.map(\.levels) == [["-1"], ["9"], ["10"]])
    #expect(try frame().combinations(of: [], .unattended).combinations.map(\.rows.count) == [6])
  }

  @Test func cohortsChange() throws {
    let made = try recipe([
      .outcome(name: "o", col("f"), among: tree(.isMissing(col("g"), negated: true))), .dimensions(["g"]),
    ]).run(
      on: loaded(
        table("t", [("g", frame().column("g", .unattended)), ("f", frame().column("f", .unattended))])),
      .unattended)
    #expect(made.outcomes == [Outcome(name: "o", denominator: 5, events: 3, unknown: 1)])
    let kept = try made.keeping(
      "women", same(col("g"), tree(.argument("sex"))), arguments: ["sex": .text("F")], .unattended)
    #expect(kept.outcomes == [Outcome(name: "o", denominator: 3, events: 2, unknown: 1)])
    #expect(kept.attrition.last == AttritionLine(kind: .keep, label: "women", before: 6, after: 3))
    #expect(kept.attrition.last?.dropped == 3)
    let derived = try kept.deriving("g", tree(.isMissing(col("o"), negated: false)), .unattended)
    #expect(try derived.frame.column("g", .unattended).plain == [.flag(false), .flag(true), .flag(false)])
    #expect(derived.schema.levels(of: "g") == ["no", "yes"])
    #expect(throws: RecipeError(.duplicate(kind: "derive", name: "o"), nowhere)) {
      try made.deriving("o", col("f"), .unattended)
    }
  }
}
