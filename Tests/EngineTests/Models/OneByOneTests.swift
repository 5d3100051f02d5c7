import Foundation
import Testing

@testable import Engine

/// Every quantity a fit offers is the same from counted patterns as from rows one by one. A new quantity is one more line.
///
/// Not here: rows held out, cross-validation and `Confounding` as a whole, which ``RowByRowTests`` and
/// ``ConfoundingByRowTests`` compare with rows; and the bootstrap, which draws counts of patterns and so draws other rows
/// from rows one by one.
@Suite struct OneByOneTests {
  struct Quantity: Sendable {
    let name: String
    let of: @Sendable (Model) throws -> [Double?]

    init(_ name: String, of: @escaping @Sendable (Model) throws -> [Double?]) {
      self.name = name
      self.of = of
    }
  }

  static let quantities: [Quantity] = [
    Quantity("estimates") { $0.estimated.map(\.estimate) },
    Quantity("standard errors") { $0.estimated.map(\.standardError) },
    Quantity("log p") { $0.estimated.map(\.logP) },
    Quantity("intervals") { $0.estimated.flatMap { [$0.oddsRatioLow, $0.oddsRatioHigh] } },
    Quantity("covariance") { $0.covariance },
    Quantity("likelihood") { [$0.logLikelihood, $0.nullLogLikelihood, $0.aic, $0.bic] },
    Quantity("likelihood ratio") { [$0.likelihoodRatio?.statistic, $0.likelihoodRatio?.logP] },
    Quantity("pseudo-R²") {
      [$0.pseudoR2?.mcFadden, $0.pseudoR2?.coxSnell, $0.pseudoR2?.nagelkerke, $0.pseudoR2?.tjur]
    },
    Quantity("AUC and Brier") { [$0.auc, $0.brier] },
    Quantity("HC0") { try $0.covariance(.hc0) },
    Quantity("HC1") { try $0.covariance(.hc1) },
    Quantity("HC2") { try $0.covariance(.hc2) },
    Quantity("HC3") { try $0.covariance(.hc3) },
    Quantity("Stata's robust") { try $0.covariance(.stata) },
    Quantity("CR0") { try $0.covariance(.cr0) },
    Quantity("CR1") { try $0.covariance(.cr1) },
    Quantity("CR1S") { try $0.covariance(.cr1s) },
    Quantity("Wald") { try $0.termTests().map(\.wald.statistic) },
    Quantity("LR by term") { try $0.termTests().map(\.likelihoodRatio.statistic) },
    Quantity("score") { try $0.termTests().map { $0.score?.statistic } },
    Quantity("GVIF") { try $0.collinearity().map(\.gvif) },
    Quantity("condition indices") { try $0.conditionIndices().map(\.index) },
    Quantity("crude") { try $0.crude().flatMap { $0.lines.map(\.coefficient.oddsRatio) } },
    Quantity("crude, rows behind") { try $0.crude().flatMap { $0.lines.map { Double($0.support) } } },
    Quantity("DeLong") { [try $0.rocArea()?.area, try $0.rocArea()?.standardError] },
    Quantity("Hosmer-Lemeshow, R's") { [try $0.hosmerLemeshow(.interpolated)?.statistic] },
    Quantity("Hosmer-Lemeshow, Stata's") { [try $0.hosmerLemeshow(.averaged)?.statistic] },
    Quantity("Brier in parts") { parts(try $0.brierParts()) },
    Quantity("Brier in parts by group") { parts(try $0.brierParts(groups: 10, .interpolated)) },
    Quantity("calibration") {
      let line = try scoring($0).calibration(groups: 10, .unattended)
      return [line.interceptError, line.slope, line.slopeError] + line.groups.map(\.expected)
    },
    Quantity("calibration curve") {
      let curve = try scoring($0).calibrationCurve(at: [0.2, 0.5, 0.8], .unattended)
      return [curve.ici, curve.e50, curve.e90, curve.emax] + curve.atGroups
    },
    Quantity("thresholds") {
      let found = try scoring($0).thresholds(ErrorCosts(falseNegative: 2, falsePositive: 1), .unattended)
      return [Double(found.distinct), found.youden?.threshold, found.cheapest?.threshold]
        + found.sweep.map { Double($0.truePositives) }
    },
    Quantity("confusion") { model in
      try Scoring.sweep.map { Double(try scoring(model).classification($0).truePositives) }
    },
    Quantity("margins") { try $0.marginalEffects().flatMap { [$0.estimate, $0.standardError] } },
    Quantity("adjusted predictions") {
      try $0.adjustedPredictions(of: "group").flatMap { [$0.probability, $0.standardError] }
    },
    Quantity("standardisation") {
      try $0.standardisation(of: "group").contrasts.flatMap {
        [$0.difference.value, $0.difference.standardError, $0.logRatio.standardError]
      }
    },
    Quantity("setting") {
      try scoring($0.setting([("count", "1")])).predictors.sorted().suffix(1).map { $0 }
    },
    Quantity("KHB") { model in
      let khb = try KHB(model, leading: [0, 1, 2], blocks: [[3], [4]], .unattended)
      let parts = [khb.coefficient(of: 1, adjustingFirst: 0), khb.difference(of: 1, by: 0..<2)]
      return parts.flatMap { [$0.value, $0.standardError] }
    },
    Quantity("profile") { try $0.withProfileIntervals().estimated.flatMap { [$0.z, $0.oddsRatioLow] } },
    Quantity("prediction") {
      let found = try $0.predict(["group": "b", "flag": "yes", "count": "2", "level": "0.5"])
      return [found.logOdds, found.standardError]
    },
  ]

  private static func parts(_ brier: BrierParts?) -> [Double?] {
    [brier?.score, brier?.reliability, brier?.resolution, brier?.uncertainty, brier?.within]
  }

  private static func scoring(_ model: Model) throws -> Scoring {
    let basis = try #require(model.basis)
    return Scoring(
      predictors: basis.predictors, successes: basis.patterns.successes, failures: basis.patterns.failures)
  }

  private static func data(_ seed: Int) -> ModelData {
    var data = PatternPropertyTests.random(seed, rows: 700)
    var random = SplitMix64(state: UInt64(seed + 4000))
    data.columns["level"] = Column(.decimal((0..<700).map { _ in Double(random.below(3)) / 4 }))
    data.clusters = (0..<700).map { _ in Int32(random.below(40)) }
    return data
  }

  /// Equal to 11 digits, or of small numbers to 1e-12.
  private static func isEqual(_ one: Double?, _ other: Double?) -> Bool {
    guard let one, let other else { return one == nil && other == nil }
    return abs(one - other) <= max(1e-12, 1e-11 * abs(other))
  }

  @Test(arguments: 0..<8)
  func countedEqualsOneByOne(_ seed: Int) throws {
    let prepared = try FitPreparation(PatternPropertyTests.formula, OneByOneTests.data(seed), .unattended)
    let rows = prepared.oneByOne
    #expect(rows.training.count == Int(prepared.training.total))
    #expect(prepared.training.count < rows.training.count / 3)
    let counted = try Model.fit(PatternPropertyTests.formula, to: prepared, options: .init(), .unattended)
    let single = try Model.fit(PatternPropertyTests.formula, to: rows, options: .init(), .unattended)
    for quantity in OneByOneTests.quantities {
      let name = quantity.name
      let (one, other) = (try quantity.of(counted), try quantity.of(single))
      #expect(!one.isEmpty && one.count == other.count, "\(name)")
      for (a, b) in zip(one, other) {
        #expect(OneByOneTests.isEqual(a, b), "\(name): \(a ?? .nan) and \(b ?? .nan)")
      }
    }
  }

  @Test(arguments: 0..<4)
  func otherFits(_ seed: Int) throws {
    let formula = Formula(outcome: .column("y"), terms: [.variable("group"), .variable("count")])
    let prepared = try FitPreparation(formula, OneByOneTests.data(seed), .unattended)
    var firth = FitOptions()
    firth.method = .firth
    var mixed = FitOptions()
    mixed.random = .init(by: "cluster", points: 15)
    for options in [firth, mixed] {
      let models = try [prepared, prepared.oneByOne].map {
        try Model.fit(formula, to: $0, options: options, .unattended)
      }
      for path in [\Model.Coefficient.estimate, \.standardError, \.logP, \.oddsRatioLow] {
        for (a, b) in zip(models[0].estimated, models[1].estimated) {
          #expect(abs((a[keyPath: path] ?? 0) - (b[keyPath: path] ?? 1)) < 1e-8)
        }
      }
      #expect(abs(models[0].logLikelihood - models[1].logLikelihood) < 1e-9)
    }
  }
}

extension FitPreparation {
  /// Every row as a pattern of its own, events first within what was one pattern.
  fileprivate var oneByOne: FitPreparation {
    var single = training
    single.words = [[UInt64]](repeating: [], count: training.words.count)
    (single.successes, single.failures) = ([], [])
    // The next row with and without the event of each pattern.
    var next: [(event: Int, other: Int)] = []
    for pattern in 0..<training.count {
      let (events, others) = (training.successes[pattern], training.failures[pattern])
      next.append((single.successes.count, single.successes.count + Int(events)))
      for row in 0..<(events + others) {
        for word in training.words.indices { single.words[word].append(training.words[word][pattern]) }
        single.successes.append(row < events ? 1 : 0)
        single.failures.append(row < events ? 0 : 1)
      }
    }
    guard let clusters else { return FitPreparation(variables, single, nil) }
    var own = clusters
    own.starts = [0]
    (own.patterns, own.successes, own.failures) = ([], [], [])
    for cluster in 0..<clusters.count {
      for entry in clusters.starts[cluster]..<clusters.starts[cluster + 1] {
        let pattern = Int(clusters.patterns[entry])
        for _ in 0..<clusters.successes[entry] {
          own.patterns.append(Int32(next[pattern].event))
          own.successes.append(1)
          own.failures.append(0)
          next[pattern].event += 1
        }
        for _ in 0..<clusters.failures[entry] {
          own.patterns.append(Int32(next[pattern].other))
          own.successes.append(0)
          own.failures.append(1)
          next[pattern].other += 1
        }
      }
      own.starts.append(own.patterns.count)
    }
    return FitPreparation(variables, single, own)
  }
}
