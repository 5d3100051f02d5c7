import Foundation
import Testing

@testable import Engine

@Suite struct CrossValidationTests {
  static let formula = Formula(
    outcome: .column("y"), terms: [.variable("group"), .variable("level"), .variable("count")])

  /// Each fold held out by itself in a fit of its own gives the same predictions.
  @Test(arguments: 0..<4)
  func foldsAgainstHoldouts(_ seed: Int) throws {
    let data = PatternPropertyTests.random(seed, rows: 400)
    var random = SplitMix64(state: UInt64(seed) + 70)
    let folds = (0..<400).map { _ in Int32(random.below(5)) }
    let model = try Model.fit(CrossValidationTests.formula, to: data)
    let found = try model.crossValidated(data, folds: folds)
    #expect(found.folds.count == 5)
    #expect(found.folds.reduce(0) { $0 + $1.rows } == model.n)
    #expect(found.performance.rows == model.n && found.performance.events == model.events)
    var predictors: [Double] = []
    var successes: [Int64] = []
    var failures: [Int64] = []
    for fold in 0..<Int32(5) {
      var part = data
      part.heldOut = folds.map { $0 == fold }
      let alone = try Model.fit(CrossValidationTests.formula, to: part)
      let scoring = try #require(alone.basis?.heldOut).scoring
      predictors += scoring.predictors
      successes += scoring.successes
      failures += scoring.failures
      #expect(found.folds[Int(fold)].rows == alone.validation?.n)
      let area = try #require(try alone.heldOutRocArea())
      #expect(worst([found.folds[Int(fold)].area?.area], [area.area]) < 1e-12)
    }
    let pooled = Scoring(predictors: predictors, successes: successes, failures: failures)
    #expect(worst([found.performance.brier], [try pooled.brier(.unattended) ?? 0]) < 1e-12)
    #expect(worst([found.performance.area?.area], [try pooled.auc(.unattended) ?? 0]) < 1e-4)
    let calibration = try pooled.calibration(groups: 10, .unattended)
    #expect(worst([found.performance.calibration?.slope], [calibration.slope]) < 1e-9)
    #expect(worst([found.performance.calibration?.intercept], [calibration.intercept]) < 1e-7)
  }

  /// Any order of rows, and rows counted beforehand, give the same bytes.
  @Test(arguments: 0..<3)
  func rowsInAnyForm(_ seed: Int) throws {
    var data = PatternPropertyTests.random(seed, rows: 300)
    var random = SplitMix64(state: UInt64(seed) + 90)
    let weights = (0..<300).map { _ in Int64(random.below(4)) }
    let folds = (0..<300).map { _ in Int32(random.below(4)) }
    let places = weights.indices.flatMap { [Int](repeating: $0, count: Int(weights[$0])) }
    let repeated = try PatternPropertyTests.gather(data, places)
    data.weights = weights
    func validated(_ data: ModelData, _ folds: [Int32]) throws -> CrossValidation {
      try Model.fit(CrossValidationTests.formula, to: data).crossValidated(data, folds: folds)
    }
    let expected = try validated(data, folds)
    #expect(try validated(repeated, places.map { folds[$0] }) == expected)
    let order = random.permutation(places.count)
    #expect(
      try validated(try PatternPropertyTests.gather(repeated, order), order.map { folds[places[$0]] })
        == expected)
  }

  /// A level of one fold only cannot be predicted from the others, reference or not; nor can rows be guessed.
  @Test(arguments: ["a", "c"])
  func levelsOfOneFoldAreNotPredicted(_ level: String) throws {
    let rows = 120
    let group = (0..<rows).map { $0 % 4 == 0 ? level : "b" }
    let data = ModelData(
      columns: [
        "y": Column(.integer((0..<rows).map { Int64($0 * 7 % 5 < 2 ? 1 : 0) })),
        "g": ModelFixtures.category(group),
        "x": Column(.integer((0..<rows).map { Int64($0 * 11 % 7) })),
      ], rowCount: rows)
    let model = try Model.fit(
      Formula(outcome: .column("y"), terms: [.variable("g"), .variable("x")]), to: data)
    // All rows of the level in fold 0, with some others.
    let folds = (0..<rows).map { group[$0] == level ? Int32(0) : Int32($0 % 3) }
    let found = try model.crossValidated(data, folds: folds)
    #expect(found.performance.unpredictable == 30 && found.performance.rows == 90)
    #expect(found.folds.reduce(0) { $0 + $1.rows } == rows)
  }

  @Test func foldsThatCannotBeLeftOutAreErrors() throws {
    let data = ModelData(
      columns: [
        "y": Column(.integer([1, 0, 1, 0, 1, 0, 1, 0])), "x": Column(.integer([1, 1, 2, 2, 3, 3, 5, 4])),
      ], rowCount: 8)
    let model = try Model.fit(Formula(outcome: .column("y"), terms: [.variable("x")]), to: data)
    #expect(throws: ValidationError.fold(1, of: 2, .oneClass(event: true, n: 3))) {
      try model.crossValidated(data, folds: [0, 0, 1, 0, 1, 0, 1, 0])
    }
    #expect(throws: ValidationError.tooFewFolds(1)) {
      try model.crossValidated(data, folds: [Int32](repeating: 2, count: 8))
    }
  }
}
