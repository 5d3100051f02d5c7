import Foundation
import Testing

@testable import Engine

/// Sums by code against sums over the rows written out, few rows and many, with and without groups.
@Suite struct DesignMatrixTests {
  @Test(arguments: [40, 700, 20_000])
  func sumsByCode(_ rows: Int) throws {
    var data = PatternPropertyTests.random(rows, rows: rows)
    var random = SplitMix64(state: UInt64(rows))
    data.columns["wide"] = Column(.decimal((0..<rows).map { _ in random.unit() }))
    var formula = PatternPropertyTests.formula
    formula.terms += [.variable("wide"), .interaction([.variable("wide"), .variable("group")])]
    let prepared = try FitPreparation(formula, data, .unattended)
    let design = try Design(formula, prepared.variables, prepared.training, .unattended)
    let matrix = try design.matrix(prepared.training, .unattended)
    #expect(matrix.entries.contains { $0.group == nil } && matrix.entries.contains { $0.group != nil })
    let count = matrix.rows
    let weights = (0..<count).map { _ in random.unit() }
    let dense = matrix.block(0..<count)
    var products = Matrix(rows: matrix.columns, columns: matrix.columns)
    var sums = [Double](repeating: 0, count: matrix.columns)
    for row in 0..<count {
      for i in 0..<matrix.columns {
        let column = design.columns[i]
        let value = column.parts.reduce(1) { $0 * design.value($1, prepared.training, row) }
        if row < 300 { #expect(dense[row, i] == value && matrix[row, i] == value) }
        sums[i] += weights[row] * value
        for j in i..<matrix.columns { products[i, j] += weights[row] * value * dense[row, j] }
      }
    }
    #expect(worst(try matrix.sums(weights, .unattended), sums) < 1e-11)
    #expect(worst(try matrix.products(weights, .unattended).values, products.values) < 1e-11)
    let vector = sums.map { _ in random.unit() }
    let combined = try matrix.product(vector, .unattended)
    for row in stride(from: 0, to: count, by: 97) {
      let expected = vector.indices.reduce(0) { $0 + vector[$1] * dense[row, $1] }
      #expect(abs(combined[row] - expected) < 1e-12 * (1 + abs(expected)))
    }
  }

  /// Models of segments from one count are those of each segment's rows.
  @Test(arguments: 0..<4)
  func segmentsOfOneCount(_ seed: Int) throws {
    var data = PatternPropertyTests.random(seed, rows: 3000)
    var random = SplitMix64(state: UInt64(seed + 70))
    let segments = (0..<3000).map { _ in Int32(random.below(5)) - 1 }
    if seed > 1 { data.weights = segments.map { _ in Int64(random.below(3)) } }
    let formula = PatternPropertyTests.formula
    let models = try Model.fit(formula, segments: segments, count: 4, of: data)
    #expect(models.count == 4)
    for (segment, model) in models.enumerated() {
      let rows = segments.indices.filter { segments[$0] == Int32(segment) }
      let alone = try Model.fit(formula, to: try PatternPropertyTests.gather(data, rows))
      // What a model is asked further questions from holds the codes of all rows' values.
      var (one, other) = (try model.get(), alone)
      (one.basis, other.basis) = (nil, nil)
      #expect(PatternPropertyTests.bytes(one) == PatternPropertyTests.bytes(other))
    }
  }
}
