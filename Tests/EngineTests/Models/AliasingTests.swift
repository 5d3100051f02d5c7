import Testing

@testable import Engine

@Suite struct AliasingTests {
  /// All three race indicators beside the intercept, and the weight in pounds and kilograms.
  @Test func birthwtWithDummiesAndKilograms() throws {
    var data = try ModelFixtures.read("birthwt")
    guard case .integer(let race)? = data.columns["race"]?.storage,
      case .integer(let pounds)? = data.columns["lwt"]?.storage
    else { throw FitError(.noRows) }
    for level in Int64(1)...3 {
      data.columns["race\(level)"] = Column(.flag(race.map { $0 == level ? 1 : 0 }))
    }
    data.columns["kg"] = Column(.decimal(pounds.map { Double($0) * 0.45359237 }))
    let names = ["lwt", "race1", "race2", "race3", "smoke", "kg"]
    let formula = Formula(outcome: .column("low"), terms: names.map { .variable($0) })
    let model = try Model.fit(formula, to: data)
    #expect(model.ending == .aliased)
    #expect(model.rank == 5)
    #expect(abs(model.logLikelihood + 107.5073287) < 5e-8)
    let aliased = model.coefficients.filter { if case .aliased = $0.role { true } else { false } }
    #expect(aliased.map(\.term) == ["race3", "kg"])
    #expect(
      aliased[0].role
        == .aliased(equals: [
          .init(column: "(Intercept)", factor: 1), .init(column: "race1", factor: -1),
          .init(column: "race2", factor: -1),
        ]))
    guard case .aliased(let parts) = aliased[1].role else { return }
    #expect(parts.map(\.column) == ["lwt"])
    #expect(worst(parts.map(\.factor), [0.45359237]) < 1e-12)
    #expect(aliased.allSatisfy { $0.estimate == nil && $0.standardError == nil && $0.logP == nil })
  }

  @Test func constantAndZeroColumns() throws {
    let data = ModelData(
      columns: [
        "y": Column(.flag([0, 1, 0, 1, 1, 0])), "x": Column(.decimal([1, 2, 3, 4, 5, 6])),
        "five": Column(.integer([5, 5, 5, 5, 5, 5])), "zero": Column(.flag([0, 0, 0, 0, 0, 0])),
        "x2": Column(.decimal([4.5, 6, 7.5, 9, 10.5, 12])),
      ], rowCount: 6)
    let terms: [Formula.Term] = ["five", "x", "zero", "x2"].map { .variable($0) }
    let model = try Model.fit(Formula(outcome: .column("y"), terms: terms), to: data)
    #expect(
      model.coefficients.map(\.role) == [
        .estimated, .aliased(equals: [.init(column: "(Intercept)", factor: 5)]), .estimated,
        .aliased(equals: []),
        .aliased(equals: [.init(column: "(Intercept)", factor: 3), .init(column: "x", factor: 1.5)]),
      ])
    let plain = try Model.fit(Formula(outcome: .column("y"), terms: [.variable("x")]), to: data)
    #expect(worst(model.estimated.map(\.estimate), plain.estimated.compactMap(\.estimate)) < 1e-13)
    // Without an intercept the constant column stands on its own.
    let bare = try Model.fit(Formula(outcome: .column("y"), terms: terms, intercept: false), to: data)
    #expect(
      bare.coefficients.map(\.role) == [
        .estimated, .estimated, .aliased(equals: []),
        .aliased(equals: [.init(column: "five", factor: 3.0 / 5), .init(column: "x", factor: 1.5)]),
      ])
    var options = FitOptions()
    options.scaled = true
    let scaled = try Model.fit(Formula(outcome: .column("y"), terms: terms), to: data, options: options)
    #expect(
      scaled.coefficients.map(\.role) == [
        .estimated, .aliased(equals: []), .estimated, .aliased(equals: []),
        .aliased(equals: [.init(column: "x", factor: 1)]),
      ])
  }

  /// Far offsets are not constants, and close columns are not equal.
  @Test func nearlyDependentColumnsStand() throws {
    var random = SplitMix64(state: 3)
    let x = (0..<200).map { _ in random.unit() }
    let columns = [
      "y": Column(.flag(x.map { random.unit() < 0.2 + 0.6 * $0 ? 1 : 0 })), "x": Column(.decimal(x)),
      "near": Column(.decimal(x.map { $0 + 1e-6 * random.unit() })),
      "far": Column(.decimal(x.map { _ in 1e9 + random.unit() })),
    ]
    let formula = Formula(outcome: .column("y"), terms: ["x", "near", "far"].map { .variable($0) })
    let model = try Model.fit(formula, to: ModelData(columns: columns, rowCount: 200))
    #expect(model.ending == .converged && model.rank == 4)
  }
}
