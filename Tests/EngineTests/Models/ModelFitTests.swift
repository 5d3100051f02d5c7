import Testing

@testable import Engine

@Suite struct ModelFitTests {
  static let rows = 40

  /// A small table with every type, reproducible.
  static func data() -> ModelData {
    var random = SplitMix64(state: 11)
    func numbers(_ bound: Int) -> [Int64] { (0..<rows).map { _ in Int64(random.below(bound)) } }
    return ModelData(
      columns: [
        "y": Column(.flag((0..<rows).map { _ in UInt8(random.below(2)) })),
        "n": Column(.integer(numbers(3))), "d": Column(.decimal(numbers(4).map { Double($0) / 2 })),
        "f": Column(.flag(numbers(2).map { UInt8($0) })),
        "g": Column(.category(codes: numbers(3).map { Int32($0) + 1 }, levels: ["none", "p", "q", "r"])),
        "day": Column(.date(numbers(9).map { Int32($0) })),
        "id": ModelFixtures.category((0..<rows).map { "person \($0)" }),
        "infinite": Column(.decimal((0..<rows).map { $0 == 3 ? .infinity : 1 })),
      ], rowCount: rows)
  }

  static func fit(
    _ terms: [Formula.Term], outcome: Formula.Outcome = .column("y"),
    _ change: (inout ModelData) -> Void = { _ in }
  ) throws -> Model {
    var data = data()
    change(&data)
    return try Model.fit(Formula(outcome: outcome, terms: terms), to: data)
  }

  @Test func tableLists() throws {
    let terms: [Formula.Term] = [
      .variable("g"), .factor("d", reference: "1"), .factor("f", reference: nil), .variable("n"),
      .interaction([.variable("g"), .factor("d", reference: nil), .variable("n")]),
    ]
    // So few rows leave some cells of the interaction separated; the lines are the same.
    var options = FitOptions()
    options.allowsSeparation = true
    let model = try Model.fit(
      Formula(outcome: .column("y"), terms: terms), to: ModelFitTests.data(), options: options)
    let lines = model.coefficients.map { ($0.term, $0.levels, $0.role == .reference) }
    #expect(lines[0].0 == "(Intercept)" && lines[0].1.isEmpty)
    #expect(lines[1...3].map(\.1) == [["p"], ["q"], ["r"]])
    #expect(lines[1...3].map(\.2) == [true, false, false])
    #expect(lines[4...7].map(\.0) == [String](repeating: "factor(d, ref=\"1\")", count: 4))
    #expect(lines[4...7].map(\.1) == [["0"], ["0.5"], ["1"], ["1.5"]])
    #expect(lines[4...7].map(\.2) == [false, false, true, false])
    #expect(lines[8...9].map(\.1) == [["no"], ["yes"]])
    #expect(lines[10].1.isEmpty)
    #expect(
      lines[11...].map(\.1) == [
        ["q", "0.5", nil], ["r", "0.5", nil], ["q", "1", nil], ["r", "1", nil], ["q", "1.5", nil],
        ["r", "1.5", nil],
      ])
    #expect(lines[11].0 == "g:factor(d):n")
    #expect(model.emptyLevels == [Model.EmptyLevels(column: "g", levels: ["none"])])
  }

  @Test func referenceWithoutRowsGivesWay() throws {
    let model = try ModelFitTests.fit([.factor("g", reference: "none")])
    #expect(model.coefficients[1...3].map(\.levels) == [["p"], ["q"], ["r"]])
    #expect(model.coefficients[1].role == .reference)
    #expect(model.ending == .converged)
  }

  @Test func outcomes() throws {
    let plain = try ModelFitTests.fit([.variable("d")], outcome: .level(column: "n", event: "1"))
    let flag = try ModelFitTests.fit([.variable("d")], outcome: .column("is1")) { data in
      guard case .integer(let values)? = data.columns["n"]?.storage else { return }
      data.columns["is1"] = Column(.flag(values.map { $0 == 1 ? 1 : 0 }))
    }
    #expect(plain.estimated == flag.estimated)
    let level = try ModelFitTests.fit([.variable("d")], outcome: .level(column: "f", event: "no"))
    let other = try ModelFitTests.fit([.variable("d")], outcome: .column("f"))
    #expect(worst(level.estimated.map(\.estimate), other.estimated.map { -($0.estimate ?? 0) }) < 1e-10)
    // Aggregated rows are the rows they stand for, and names are found whatever their case.
    let events = try ModelFitTests.fit([.variable("D")], outcome: .events(successes: "S", failures: "F")) {
      $0 = ModelData(
        columns: [
          "s": Column(.integer([3, 5, 0, 7])), "f": Column(.decimal([4, 2, 0, 3])),
          "d": Column(.integer([0, 1, 2, 3])),
        ], rowCount: 4, weights: [1, 2, 1, 1])
    }
    #expect(events.n == 7 + 14 + 10 && events.events == 20 && events.patterns == 3)
  }

  @Test func refusals() throws {
    let d: [Formula.Term] = [.variable("d")]
    func reason(
      _ terms: [Formula.Term], outcome: Formula.Outcome = .column("y"),
      _ change: (inout ModelData) -> Void = { _ in }
    ) -> FitError.Reason? {
      do {
        _ = try ModelFitTests.fit(terms, outcome: outcome, change)
        return nil
      } catch { return (error as? FitError)?.reason }
    }
    #expect(reason(d, outcome: .column("g")) == .eventLevelNeeded(column: "g"))
    #expect(reason(d, outcome: .column("n")) == .notBinary(column: "n"))
    #expect(reason(d, outcome: .column("d")) == .notBinary(column: "d"))
    #expect(reason(d, outcome: .column("day")) == .notBinary(column: "day"))
    for (column, event) in [("g", "x"), ("g", "none"), ("n", "7"), ("f", "maybe"), ("d", "z"), ("day", "x")] {
      let expected: FitError.Reason? =
        event == "none"
        ? .oneClass(event: false, n: ModelFitTests.rows) : .unknownLevel(column: column, level: event)
      #expect(reason(d, outcome: .level(column: column, event: event)) == expected)
    }
    #expect(reason([.factor("g", reference: "x")]) == .unknownLevel(column: "g", level: "x"))
    #expect(reason([.variable("day")]) == .unusable(term: "day", type: .date))
    #expect(reason([.variable("id")]) == .unusable(term: "id", type: .category))
    #expect(reason([.variable("infinite")]) == .unusable(term: "infinite", type: .decimal))
    let huge = Column(.decimal((0..<40).map { Double($0) * 1e200 }))
    #expect(reason(d) { $0.columns["d"] = huge } == .outOfRange(term: "d", isLarge: true))
    #expect(reason(d, outcome: .events(successes: "n", failures: "g")) == .badCounts(column: "g"))
    #expect(reason(d, outcome: .events(successes: "n", failures: "d")) == .badCounts(column: "d"))
    #expect(reason(d) { $0.weights = [Int64](repeating: -1, count: 40) } == .badCounts(column: "weight"))
    #expect(
      reason(d) { $0.weights = [Int64](repeating: .max, count: 40) } == .tooManyCounts(column: "weight"))
    #expect(reason(d) { $0.weights = [Int64](repeating: 0, count: 40) } == .noRows)
    #expect(reason(d) { $0.columns["d"] = Column(.decimal(.init(repeating: .nan, count: 40))) } == .noRows)
    #expect(
      reason(d) { $0.columns["y"] = Column(.flag(.init(repeating: 1, count: 40))) }
        == .oneClass(event: true, n: 40))
    let tooMany = reason([.variable("a"), .interaction([.variable("a"), .variable("b")])]) { data in
      let rows = 4000
      func labels(_ period: Int) -> Column { ModelFixtures.category((0..<rows).map { "\($0 % period)" }) }
      data = ModelData(
        columns: [
          "y": Column(.flag((0..<rows).map { UInt8($0 % 2) })), "a": labels(30), "b": labels(31),
        ], rowCount: rows)
    }
    #expect(tooMany == .tooManyColumns(count: 1 + 29 + 29 * 30, limit: 500))
    #expect(throws: NameError.self) { try ModelFitTests.fit([.variable("nowhere")]) }
    #expect(throws: NameError.self) { try ModelFitTests.fit(d, outcome: .column("nowhere")) }
    var options = FitOptions()
    options.maximumIterations = 1
    #expect(throws: FitError(.notConverged(iterations: 1))) {
      try Model.fit(Formula(outcome: .column("y"), terms: d), to: ModelFitTests.data(), options: options)
    }
    #expect(throws: Cancelled.self) {
      try Model.fit(
        Formula(outcome: .column("y"), terms: d), to: ModelFitTests.data(), Work(isCancelled: { true }))
    }
  }

  @Test func interceptOnly() throws {
    let model = try ModelFitTests.fit([])
    let share = Double(model.events) / Double(model.n)
    #expect(worst([model.coefficients[0].oddsRatio], [share / (1 - share)]) < 1e-13)
    #expect(model.likelihoodRatio == nil && model.patterns == 1 && model.auc == 0.5)
    let nothing = try Model.fit(
      Formula(outcome: .column("y"), terms: [], intercept: false), to: ModelFitTests.data())
    #expect(nothing.rank == 0 && nothing.logLikelihood == nothing.nullLogLikelihood)
  }

  @Test func missingValuesAreCounted() throws {
    var data = ModelFitTests.data()
    data.columns["d"] = Column(.decimal((0..<40).map { $0 < 4 ? .nan : Double($0 % 3) }))
    data.columns["n"] = Column(.integer((0..<40).map { $0 < 2 || $0 == 39 ? Column.missingInteger : $0 % 4 }))
    data.columns["y"] = Column(.flag((0..<40).map { $0 == 38 ? 2 : UInt8($0 / 3 % 2) }))
    data.heldOut = (0..<40).map { $0 % 4 == 3 }
    let formula = Formula(
      outcome: .column("y"),
      terms: [.variable("d"), .variable("n"), .interaction([.variable("n"), .variable("d")])])
    let model = try Model.fit(formula, to: data)
    #expect(
      model.losses == [
        Model.Loss(term: "y", rows: 1), Model.Loss(term: "d", rows: 4), Model.Loss(term: "n", rows: 3),
      ])
    #expect(model.rows == 40 && model.dropped == 6)
    #expect(model.n == 26 && model.validation?.n == 8)
    let complete = try Model.completeRows(formula: formula, data: data)
    #expect(complete == (0..<40).map { $0 >= 4 && $0 < 38 })
  }

  @Test func scaledByTrainingRange() throws {
    var data = ModelFitTests.data()
    guard case .decimal(var values)? = data.columns["d"]?.storage else { return }
    values[0] = 10
    data.columns["d"] = Column(.decimal(values))
    data.heldOut = (0..<40).map { $0 % 5 == 0 }
    let formula = Formula(outcome: .column("y"), terms: [.variable("d"), .variable("g")])
    let plain = try Model.fit(formula, to: data)
    var options = FitOptions()
    options.scaled = true
    let scaled = try Model.fit(formula, to: data, options: options)
    #expect(
      scaled.scaling == [
        Model.Scaling(column: "d", minimum: 0, maximum: 1.5),
        Model.Scaling(column: "g q", minimum: 0, maximum: 1),
        Model.Scaling(column: "g r", minimum: 0, maximum: 1),
      ])
    #expect(plain.scaling.isEmpty)
    #expect(worst([scaled.estimated[1].estimate], [1.5 * (plain.estimated[1].estimate ?? 0)]) < 1e-10)
    #expect(worst([scaled.logLikelihood], [plain.logLikelihood]) < 1e-13)
    // The same model, so the same predictions, also beyond the training range.
    #expect(scaled.validation?.confusion == plain.validation?.confusion)
    #expect(worst([scaled.validation?.brier], [plain.validation?.brier ?? 0]) < 1e-10)
  }

  @Test func validation() throws {
    let data = ModelData(
      columns: [
        "y": Column(.flag([0, 0, 1, 1, 1, 0, 0, 1, 1, 0])),
        "g": ModelFixtures.category(["a", "a", "a", "b", "b", "b", "a", "b", "c", "b"]),
      ], rowCount: 10, heldOut: (0..<10).map { $0 >= 6 })
    let model = try Model.fit(Formula(outcome: .column("y"), terms: [.variable("g")]), to: data)
    let validation = try #require(model.validation)
    // p is 1/3 for a and 2/3 for b; nothing is known of c.
    #expect(validation.unpredictable == 1 && validation.n == 3 && validation.events == 1)
    #expect(validation.auc == 0.75)
    #expect(worst([validation.brier], [(1.0 / 9 + 1.0 / 9 + 4.0 / 9) / 3]) < 1e-13)
    #expect(validation.confusion.truePositives == 1 && validation.confusion.falsePositives == 1)
    #expect(validation.sweep.map(\.threshold) == (1...19).map { Double($0) / 20 } + [0.99])
    #expect(validation.sweep[0].trueNegatives == 0 && validation.sweep[19].trueNegatives == 2)
    #expect(validation.sweep[7].specificity == 0.5)
    #expect(model.n == 6 && model.rows == 10 && model.dropped == 0)
  }
}
