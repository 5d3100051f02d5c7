import Foundation
import Testing

@testable import Engine

@Suite struct SeparationTests {
  static let endometrial = Formula(outcome: .column("HG"), terms: ["NV", "PI", "EH"].map { .variable($0) })

  /// NV quasi-separates (Heinze & Schemper 2002, doi:10.1002/sim.1047).
  @Test func endometrialNamesNV() throws {
    let data = try ModelFixtures.read("endometrial")
    #expect(
      throws: FitError(
        .separated([.init(term: "NV", column: "NV", upwards: true)], complete: false))
    ) {
      try Model.fit(SeparationTests.endometrial, to: data)
    }
  }

  /// Limits of the other coefficients, computed with 60 digits.
  @Test func endometrialLimits() throws {
    var options = FitOptions()
    options.allowsSeparation = true
    let model = try Model.fit(
      SeparationTests.endometrial, to: try ModelFixtures.read("endometrial"), options: options)
    #expect(model.ending == .separated)
    #expect(
      model.coefficients.map(\.role) == [.estimated, .separated(upwards: true), .estimated, .estimated])
    #expect(
      worst(model.estimated.map(\.estimate), [4.304517783, -0.042183403, -2.902605613778]) < 1e-8)
    #expect(worst([model.estimated[2].estimate], [-2.902605613778]) < 1e-12)
    #expect(model.coefficients[1].estimate == nil && model.coefficients[1].standardError == nil)
    #expect(model.rank == 3 && model.covariance.count == 9)
    #expect(model.n == 79)
    // The supremum: the likelihood with NV at +40, where its events have probability 1.
    #expect(model.logLikelihood < -20 && model.logLikelihood > -30)
  }

  @Test func irisIsComplete() throws {
    let formula = Formula(
      outcome: .column("setosa"), terms: [.variable("Sepal.Length"), .variable("Sepal.Width")])
    let data = try ModelFixtures.read("iris_setosa")
    #expect(
      throws: FitError(
        .separated(
          [
            .init(term: "Sepal.Length", column: "Sepal.Length", upwards: false),
            .init(term: "Sepal.Width", column: "Sepal.Width", upwards: true),
          ], complete: true))
    ) {
      try Model.fit(formula, to: data)
    }
    var options = FitOptions()
    options.allowsSeparation = true
    let model = try Model.fit(formula, to: data, options: options)
    #expect(model.logLikelihood == 0 && model.rank == 0 && model.auc == 1 && model.brier == 0)
    #expect(model.coefficients[1].role == .separated(upwards: false))
    #expect(model.coefficients[2].role == .separated(upwards: true))
  }

  /// A level whose rows all have the event separates, and only its own coefficient grows.
  @Test func levelWithOneOutcome() throws {
    var random = SplitMix64(state: 5)
    for _ in 0..<20 {
      let group = (0..<200).map { _ in ["a", "b", "c", "d"][random.below(4)] }
      let x = (0..<200).map { _ in Int64(random.below(10)) }
      let y = group.map { group -> UInt8 in group == "c" ? 1 : UInt8(random.below(2)) }
      let data = ModelData(
        columns: [
          "y": Column(.flag(y)), "x": Column(.integer(x)), "group": ModelFixtures.category(group),
        ], rowCount: 200)
      let formula = Formula(outcome: .column("y"), terms: [.variable("x"), .variable("group")])
      let growth = FitError.Growth(term: "group", column: "group c", upwards: true)
      #expect(throws: FitError(.separated([growth], complete: false))) { try Model.fit(formula, to: data) }
      var options = FitOptions()
      options.allowsSeparation = true
      let limit = try Model.fit(formula, to: data, options: options)
      // In the limit the level's rows add nothing: the fit is that of the others.
      var others = data
      others.weights = group.map { $0 == "c" ? 0 : 1 }
      let rest = try Model.fit(formula, to: others)
      #expect(worst(limit.estimated.map(\.estimate), rest.estimated.compactMap(\.estimate)) < 1e-9)
      #expect(worst(limit.estimated.map(\.standardError), rest.estimated.compactMap(\.standardError)) < 1e-9)
      #expect(worst([limit.logLikelihood], [rest.logLikelihood]) < 1e-12)
      let grown = limit.coefficients.filter { $0.role == .separated(upwards: true) }
      #expect(grown.map(\.levels) == [["c"]])
      // As the reference, the level takes the intercept along.
      let first = Formula(
        outcome: .column("y"), terms: [.variable("x"), .factor("group", reference: "c")])
      let turned = try Model.fit(first, to: data, options: options)
      #expect(turned.coefficients.map(\.role).filter { $0 == .separated(upwards: true) }.count == 1)
      #expect(turned.coefficients.map(\.role).filter { $0 == .separated(upwards: false) }.count == 3)
      #expect(turned.estimated.map(\.term) == ["x"])
      #expect(worst(turned.estimated.map(\.estimate), [rest.estimated[1].estimate ?? .nan]) < 1e-9)
    }
  }

  /// Rows set aside are predicted at the limit: certainty where the direction reaches, the rest as fitted.
  @Test func predictsAtTheLimit() throws {
    let x: [Int64] = [1, 2, 3, 4, 5, 6, 1, 3, 6, 4]
    let group = ["a", "a", "a", "a", "b", "b", "a", "b", "b", "a"]
    let data = ModelData(
      columns: [
        "y": Column(.flag([0, 1, 0, 1, 1, 1, 0, 1, 0, 1])), "x": Column(.integer(x)),
        "group": ModelFixtures.category(group),
      ], rowCount: 10, heldOut: (0..<10).map { $0 >= 6 })
    var options = FitOptions()
    options.allowsSeparation = true
    let formula = Formula(outcome: .column("y"), terms: [.variable("x"), .variable("group")])
    let model = try Model.fit(formula, to: data, options: options)
    let line = model.estimated.compactMap(\.estimate)
    let p = [1.0, 4].map { 1 / (1 + exp(-line[0] - line[1] * $0)) }
    let brier = (p[0] * p[0] + 0 + 1 + (1 - p[1]) * (1 - p[1])) / 4
    #expect(worst([model.validation?.brier], [brier]) < 1e-12)
    #expect(model.validation?.sweep.last?.truePositives == 1)
  }

  /// Sparse designs of small integers, against all extreme rays found by exact integer arithmetic.
  @Test(arguments: 0..<8)
  func agreesWithExactOracle(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(1000 + seed))
    var separated = 0
    var maxima = 0
    for _ in 0..<150 {
      let columns = 1 + random.below(3)
      let rows = columns + 3 + random.below(9)
      let reach = 2 + random.below(3)
      let x = (0..<columns).map { _ in (0..<rows).map { _ in Int64(random.below(reach)) } }
      let y = (0..<rows).map { _ in UInt8(random.below(3) == 0 ? 1 : 0) }
      let intercept = random.below(4) != 0
      guard y.contains(0), y.contains(1),
        let expected = ExactSeparation(x, y, intercept: intercept)
      else { continue }
      var named: [String: Column] = ["y": Column(.flag(y))]
      for (index, values) in x.enumerated() { named["x\(index)"] = Column(.integer(values)) }
      let formula = Formula(
        outcome: .column("y"), terms: (0..<columns).map { .variable("x\($0)") }, intercept: intercept)
      var options = FitOptions()
      options.allowsSeparation = true
      let model = try Model.fit(formula, to: ModelData(columns: named, rowCount: rows), options: options)
      let guilty = model.coefficients.map { line in
        if case .separated = line.role { true } else { false }
      }
      #expect(guilty == expected.guilty, "x \(x) y \(y) intercept \(intercept)")
      if expected.guilty.contains(true) {
        separated += 1
        do {
          _ = try Model.fit(formula, to: ModelData(columns: named, rowCount: rows))
          Issue.record("not flagged")
        } catch let error as FitError {
          guard case .separated(_, let complete) = error.reason else {
            Issue.record("\(error)")
            continue
          }
          #expect(complete == expected.complete)
        }
      } else {
        maxima += 1
        #expect(model.ending == .converged)
      }
    }
    #expect(separated > 20 && maxima > 20)
  }

  /// A far maximum is a maximum: one row in a million against the trend.
  @Test func rareContradictionIsNotSeparation() throws {
    let data = ModelData(
      columns: [
        "y": Column(.flag([0, 1, 0, 1])), "x": Column(.integer([0, 0, 1, 1])),
      ], rowCount: 4, weights: [1_000_000_000, 1, 1, 1_000_000_000])
    let model = try Model.fit(Formula(outcome: .column("y"), terms: [.variable("x")]), to: data)
    let logit = 20.72326583694641
    #expect(worst(model.estimated.map(\.estimate), [-logit, 2 * logit]) < 1e-9)
  }
}

/// All extreme rays of the cone of separating directions, by brute force in integers: for every choice of k − 1
/// rows the direction orthogonal to them, if there is one only. The cone of a full-rank design is pointed, so its
/// rays are all among these.
struct ExactSeparation {
  var guilty: [Bool]
  var complete: Bool

  /// `nil` when the design has not full rank.
  init?(_ x: [[Int64]], _ y: [UInt8], intercept: Bool) {
    let columns = (intercept ? [[Int64](repeating: 1, count: y.count)] : []) + x
    let k = columns.count
    var outcomes: [[Int64]: Set<UInt8>] = [:]
    for row in y.indices { outcomes[columns.map { $0[row] }, default: []].insert(y[row]) }
    let rows = outcomes.map { (x: $0.key, y: $0.value) }
    guard
      ExactSeparation.combinations(rows.count, k).contains(where: { chosen in
        ExactSeparation.determinant(chosen.map { rows[$0].x }) != 0
      })
    else { return nil }
    guilty = [Bool](repeating: false, count: k)
    var moved = [Bool](repeating: false, count: rows.count)
    for chosen in ExactSeparation.combinations(rows.count, k - 1) {
      let tight = chosen.map { rows[$0].x }
      let ray = (0..<k).map { column -> Int64 in
        let minor = tight.map { row in row.indices.filter { $0 != column }.map { row[$0] } }
        return (column % 2 == 0 ? 1 : -1) * ExactSeparation.determinant(minor)
      }
      if ray.allSatisfy({ $0 == 0 }) { continue }
      for sign: Int64 in [1, -1] {
        let values = rows.map { row in sign * zip(row.x, ray).reduce(0) { $0 + $1.0 * $1.1 } }
        let holds = zip(values, rows).allSatisfy { value, row in
          row.y.count == 2 ? value == 0 : (row.y.contains(1) ? value >= 0 : value <= 0)
        }
        guard holds else { continue }
        for column in 0..<k where ray[column] != 0 { guilty[column] = true }
        for row in rows.indices where values[row] != 0 { moved[row] = true }
      }
    }
    complete = moved.allSatisfy { $0 }
  }

  private static func combinations(_ count: Int, _ size: Int) -> [[Int]] {
    if size == 0 { return [[]] }
    if size > count { return [] }
    return combinations(count - 1, size - 1).map { $0 + [count - 1] } + combinations(count - 1, size)
  }

  private static func determinant(_ rows: [[Int64]]) -> Int64 {
    guard let first = rows.first else { return 1 }
    return first.indices.reduce(0) { sum, column in
      let minor = rows.dropFirst().map { row in row.indices.filter { $0 != column }.map { row[$0] } }
      return sum + (column % 2 == 0 ? 1 : -1) * first[column] * determinant(Array(minor))
    }
  }
}
