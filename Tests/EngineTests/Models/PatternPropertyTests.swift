import Foundation
import Testing

@testable import Engine

@Suite struct PatternPropertyTests {
  /// Mixed columns of random size with some values missing, and an outcome that depends on them.
  static func random(_ seed: Int, rows: Int) -> ModelData {
    var random = SplitMix64(state: UInt64(seed))
    let group = (0..<rows).map { _ in random.below(20) == 0 ? "" : ["a", "b", "c"][random.below(3)] }
    let flag = (0..<rows).map { _ in random.below(25) == 0 ? Column.missingFlag : UInt8(random.below(2)) }
    let count = (0..<rows).map { _ in
      random.below(30) == 0 ? Column.missingInteger : Int64(random.below(6)) - 2
    }
    let level = (0..<rows).map { _ in Double(random.below(8)) / 4 }
    let y = (0..<rows).map { row -> UInt8 in
      if random.below(30) == 0 { return Column.missingFlag }
      let shift = (group[row] == "b" ? 0.8 : 0) - 0.7 * level[row] + 0.2 * Double(max(-2, count[row]))
      return random.unit() < 1 / (1 + exp(-shift)) ? 1 : 0
    }
    return ModelData(
      columns: [
        "y": Column(.flag(y)), "group": ModelFixtures.category(group), "flag": Column(.flag(flag)),
        "count": Column(.integer(count)), "level": Column(.decimal(level)),
      ], rowCount: rows)
  }

  static let formula = Formula(
    outcome: .column("y"),
    terms: [
      .variable("group"), .variable("flag"), .variable("count"), .factor("level", reference: "0.5"),
      .interaction([.variable("group"), .variable("flag")]),
    ])

  static func gather(_ data: ModelData, _ rows: [Int]) throws -> ModelData {
    ModelData(
      columns: try data.columns.mapValues { try $0.gather(rows.map(Int32.init)) }, rowCount: rows.count,
      weights: data.weights.map { weights in rows.map { weights[$0] } },
      heldOut: data.heldOut.map { heldOut in rows.map { heldOut[$0] } })
  }

  /// Everything a record says, as bits where it is a number.
  static func bytes(_ model: Model) -> String {
    var text = ""
    dump(model, to: &text)
    return text
  }

  @Test(arguments: 0..<6)
  func rowOrderChangesNoByte(_ seed: Int) throws {
    var data = PatternPropertyTests.random(seed, rows: 500)
    var random = SplitMix64(state: UInt64(77 + seed))
    data.heldOut = (0..<500).map { _ in random.below(5) == 0 }
    let expected = PatternPropertyTests.bytes(try Model.fit(PatternPropertyTests.formula, to: data))
    for _ in 0..<3 {
      let shuffled = try PatternPropertyTests.gather(data, random.permutation(500))
      let model = try Model.fit(PatternPropertyTests.formula, to: shuffled)
      #expect(PatternPropertyTests.bytes(model) == expected)
    }
  }

  @Test(arguments: 0..<6)
  func weightsAreRepeatedRows(_ seed: Int) throws {
    var data = PatternPropertyTests.random(seed, rows: 300)
    var random = SplitMix64(state: UInt64(99 + seed))
    let weights = (0..<300).map { _ in Int64(random.below(4)) }
    let repeated = try PatternPropertyTests.gather(
      data, weights.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) })
    data.weights = weights
    let weighted = try Model.fit(PatternPropertyTests.formula, to: data)
    let plain = try Model.fit(PatternPropertyTests.formula, to: repeated)
    #expect(PatternPropertyTests.bytes(weighted) == PatternPropertyTests.bytes(plain))
    #expect(weighted.rows == weights.reduce(0) { $0 + Int($1) })
    #expect(weighted.n + weighted.dropped == weighted.rows)
    #expect(weighted.losses.map(\.term) == ["y", "group", "flag", "count"])
  }

  /// Counting changes nothing: with a column of distinct numbers every row is its own pattern.
  @Test(arguments: 0..<6)
  func compressedEqualsUncompressed(_ seed: Int) throws {
    var data = PatternPropertyTests.random(seed, rows: 400)
    data.columns["row"] = Column(.integer((0..<400).map { Int64($0) }))
    let compressed = try Model.fit(PatternPropertyTests.formula, to: data)
    // A factor keeps its distinct values apart in patterns; 0 × row keeps them out of the design.
    data.columns["nothing"] = Column(.flag([UInt8](repeating: 0, count: 400)))
    var formula = PatternPropertyTests.formula
    formula.terms.append(.interaction([.variable("nothing"), .variable("row")]))
    let full = try Model.fit(formula, to: data)
    #expect(full.patterns == full.n && compressed.patterns < full.patterns * 3 / 4)
    #expect(full.coefficients.last?.role == .aliased(equals: []))
    for (key, path) in [
      ("estimate", \Model.Coefficient.estimate), ("error", \.standardError), ("logP", \.logP),
    ] {
      let difference = worst(
        full.estimated.map { $0[keyPath: path] }, compressed.estimated.compactMap { $0[keyPath: path] })
      #expect(difference < 1e-10, "\(key)")
    }
    #expect(worst([full.logLikelihood], [compressed.logLikelihood]) < 1e-13)
    #expect(worst([full.brier], [compressed.brier ?? 0]) < 1e-12)
  }

  /// Without an intercept, against Newton's method written out on the rows.
  @Test(arguments: 0..<6)
  func withoutInterceptAgainstSlowNewton(_ seed: Int) throws {
    let rows = 200
    var random = SplitMix64(state: UInt64(seed) + 500)
    let a = (0..<rows).map { _ in random.unit() * 4 - 1 }
    let b = (0..<rows).map { _ in Double(random.below(3)) }
    let y = (0..<rows).map { random.unit() < 1 / (1 + exp(-0.5 * a[$0] + 0.6 * b[$0])) ? 1.0 : 0 }
    let data = ModelData(
      columns: ["y": Column(.decimal(y)), "a": Column(.decimal(a)), "b": Column(.decimal(b))],
      rowCount: rows)
    let formula = Formula(
      outcome: .column("y"), terms: [.variable("a"), .variable("b")], intercept: false)
    let model = try Model.fit(formula, to: data)
    var (u, v) = (0.0, 0.0)
    var (aa, ab, bb) = (0.0, 0.0, 0.0)
    for _ in 0..<30 {
      (aa, ab, bb) = (0, 0, 0)
      var (ga, gb) = (0.0, 0.0)
      for row in 0..<rows {
        let p = 1 / (1 + exp(-(u * a[row] + v * b[row])))
        ga += (y[row] - p) * a[row]
        gb += (y[row] - p) * b[row]
        aa += p * (1 - p) * a[row] * a[row]
        ab += p * (1 - p) * a[row] * b[row]
        bb += p * (1 - p) * b[row] * b[row]
      }
      let determinant = aa * bb - ab * ab
      u += (bb * ga - ab * gb) / determinant
      v += (aa * gb - ab * ga) / determinant
    }
    let determinant = aa * bb - ab * ab
    #expect(worst(model.estimated.map(\.estimate), [u, v]) < 1e-11)
    #expect(
      worst(
        model.estimated.map(\.standardError),
        [(bb / determinant).squareRoot(), (aa / determinant).squareRoot()]) < 1e-11)
    #expect(worst([model.nullLogLikelihood], [-Double(rows) * log(2.0)]) < 1e-14)
    #expect(model.likelihoodRatio?.df == 2)
  }

  /// Twenty columns of ten thousand values each do not fit 64 bits at once.
  @Test func manyWidePredictors() throws {
    var random = SplitMix64(state: 9)
    let rows = 3000
    var columns: [String: Column] = ["y": Column(.flag((0..<rows).map { _ in UInt8(random.below(2)) }))]
    for index in 0..<20 {
      columns["x\(index)"] = Column(.decimal((0..<rows).map { _ in Double(random.below(10_000)) }))
    }
    let formula = Formula(outcome: .column("y"), terms: (0..<20).map { .variable("x\($0)") })
    var data = ModelData(columns: columns, rowCount: rows)
    let once = try Model.fit(formula, to: data)
    #expect(once.patterns == rows)
    data = try PatternPropertyTests.gather(data, random.permutation(rows) + Array(0..<rows))
    let twice = try Model.fit(formula, to: data)
    #expect(twice.patterns == rows && twice.n == 2 * rows)
    #expect(worst(twice.estimated.map(\.estimate), once.estimated.compactMap(\.estimate)) < 1e-10)
    #expect(
      worst(
        twice.estimated.map(\.standardError),
        once.estimated.compactMap { ($0.standardError ?? 0) / 2.0.squareRoot() }) < 1e-11)
  }

  /// Sparse data with factors: either separated, with a direction that was checked, or a true maximum. Never stuck.
  @Test(arguments: 0..<5)
  func sparseDataAlwaysEnd(_ seed: Int) throws {
    var random = SplitMix64(state: UInt64(seed) + 4000)
    var (separated, converged) = (0, 0)
    for _ in 0..<40 {
      let rows = 15 + random.below(60)
      func labels(_ count: Int) -> Column {
        ModelFixtures.category((0..<rows).map { _ in "l\(random.below(count))" })
      }
      let x = (0..<rows).map { _ in random.unit() * 100 }
      let data = ModelData(
        columns: [
          "y": Column(.flag((0..<rows).map { _ in UInt8(random.below(4) == 0 ? 1 : 0) })),
          "a": labels(3), "b": labels(4), "x": Column(.decimal(x)),
          "xx": Column(.decimal(x.map { $0 * $0 })),
        ], rowCount: rows)
      let formula = Formula(outcome: .column("y"), terms: ["a", "b", "x", "xx"].map { .variable($0) })
      do {
        let model = try Model.fit(formula, to: data)
        converged += 1
        #expect(model.ending == .converged || model.ending == .aliased)
        #expect(model.lastStep < 1e-6)
      } catch let error as FitError {
        guard case .separated = error.reason else {
          if case .oneClass = error.reason { continue }
          Issue.record("\(error)")
          continue
        }
        separated += 1
        var options = FitOptions()
        options.allowsSeparation = true
        #expect(try Model.fit(formula, to: data, options: options).ending == .separated)
      }
    }
    #expect(separated > 0 && converged > 10)
  }
}
