import Foundation
import Testing

@testable import Engine

// What is drawn, and which intervals are counted.
extension CoverageStudy {
  /// Outcomes drawn from the model that was fitted to the birth weights, over its mothers four times.
  mutating func drawIndependent(seeds: Int) throws {
    let source = try ModelFixtures.read("birthwt")
    let formula = Formula(
      outcome: .column("low"),
      terms: [.variable("age"), .variable("lwt"), .factor("race", reference: nil), .variable("smoke")]
        + ["ptl", "ht", "ui", "ftv"].map { .variable($0) })
    let truth = try Model.fit(formula, to: source)
    let estimates = truth.coefficients.compactMap { line in line.estimate.map { (line.label, $0) } }
    let effects = try truth.marginalEffects()
    let risks = try ["race", "smoke"].map { try truth.standardisation(of: $0) }
    let copies = (0..<4).flatMap { _ in (0..<source.rowCount).map(Int32.init) }
    var columns = try source.columns.mapValues { try $0.gather(copies) }
    let chances = try Self.chances(truth, source)
    for seed in 0..<seeds {
      var random = SplitMix64(state: UInt64(seed) &* 7919 &+ 11)
      columns["low"] = Column(.integer(copies.map { random.unit() < chances[Int($0)] ? 1 : 0 }))
      let data = ModelData(columns: columns, rowCount: copies.count)
      let model = try Model.fit(formula, to: data)
      let profile = try model.withProfileIntervals()
      var options = FitOptions()
      options.method = .firth
      let firth = try Model.fit(formula, to: data, options: options)
      count("Wald", model, model.covariance, estimates)
      for kind in RobustCovariance.allCases {
        count("robust \(kind.rawValue)", model, try model.covariance(kind), estimates)
      }
      for (kind, fitted) in [("profile likelihood", profile), ("Firth, profile", firth)] {
        for (label, value) in estimates {
          guard let line = fitted.coefficients.first(where: { $0.label == label }),
            let low = line.oddsRatioLow, let high = line.oddsRatioHigh
          else { continue }
          count(kind, label, exp(value), low, high)
        }
      }
      for (known, found) in zip(effects, try model.marginalEffects()) {
        let name = [known.variable, known.level].compactMap(\.self).joined(separator: " ")
        count("average marginal effect", name, known.estimate, found.estimate, error: found.standardError)
      }
      for known in risks { count(known, try model.standardisation(of: known.variable)) }
    }
  }

  private mutating func count(_ known: Standardisation, _ found: Standardisation) {
    for (truth, risk) in zip(known.risks, found.risks) {
      count(
        "standardised risk", "\(known.variable) \(truth.value)", truth.risk.value, risk.risk.value,
        error: risk.risk.standardError)
    }
    for (truth, contrast) in zip(known.contrasts, found.contrasts) {
      let name = "\(known.variable) \(truth.value)"
      count(
        "risk difference", name, truth.difference.value, contrast.difference.value,
        error: contrast.difference.standardError)
      count(
        "risk ratio", name, truth.logRatio.value, contrast.logRatio.value,
        error: contrast.logRatio.standardError)
    }
  }

  /// Ten groups of unlike size whose rates rise along a logistic line; the truth is that of ten million times as many.
  mutating func drawGroups(seeds: Int) throws {
    let sizes = (0..<10).map { 80 + 15 * ($0 % 4) }
    let total = Double(sizes.reduce(0, +))
    var below = 0.0
    let rates = sizes.map { size in
      defer { below += Double(size) / total }
      return 1 / (1 + exp(0.4 - (below + Double(size) / total / 2)))
    }
    func figures(_ groups: OutcomeGroups) throws -> [(String, Measured)] {
      let linear = try #require(groups.linearIndex)
      let logistic = try #require(try groups.logisticIndex())
      let concentration = try #require(groups.concentration)
      return [
        ("slope index, linear", linear.slope), ("relative index, linear", try #require(linear.relative)),
        ("slope index, logistic", logistic.slope),
        ("relative index, logistic", try #require(logistic.relative)),
        ("concentration index", concentration.standard), ("Wagstaff", concentration.wagstaff),
        ("Erreygers", concentration.erreygers),
      ]
    }
    let scale = 10_000_000
    let known = try figures(
      OutcomeGroups(
        zip(sizes, rates).enumerated().map { index, group in
          OutcomeGroups.Group(
            level: "\(index)", rows: group.0 * scale,
            events: Int((Double(group.0 * scale) * group.1).rounded()))
        }))
    for seed in 0..<seeds {
      var random = SplitMix64(state: UInt64(seed) &* 15_485_863 &+ 7)
      let drawn = zip(sizes, rates).enumerated().map { index, group in
        OutcomeGroups.Group(
          level: "\(index)", rows: group.0,
          events: (0..<group.0).count { _ in random.unit() < group.1 })
      }
      for (truth, found) in zip(known, try figures(OutcomeGroups(drawn))) {
        count("inequality", truth.0, truth.1.value, found.1.low, found.1.high)
      }
    }
  }

  /// 200 clusters of 20 with a likeness within each; of the population's model, which is saturated, the coefficients
  /// are known by integration.
  /// A random intercept is fitted in the first `mixed` draws: of it the coefficients within a cluster are known.
  mutating func drawClustered(seeds: Int, mixed: Int) throws {
    let formula = Formula(
      outcome: .column("y"),
      terms: [.variable("z"), .variable("x"), .interaction([.variable("z"), .variable("x")])])
    let rows = 200 * 20
    let cluster = (0..<rows).map { Int32($0 / 20) }
    let z = (0..<rows).map { UInt8($0 / 20 % 2) }
    let x = (0..<rows).map { UInt8($0 % 2) }
    func linear(_ z: UInt8, _ x: UInt8) -> Double {
      -0.3 + 0.5 * Double(z) + 0.6 * Double(x) - 0.3 * Double(z * x)
    }
    func odds(_ z: UInt8, _ x: UInt8) -> Double {
      let p = Self.mean { 1 / (1 + exp(-linear(z, x) - 1.5 * $0)) }
      return log(p / (1 - p))
    }
    let estimates = [
      ("(Intercept)", odds(0, 0)), ("z", odds(1, 0) - odds(0, 0)), ("x", odds(0, 1) - odds(0, 0)),
      ("z:x", odds(1, 1) - odds(1, 0) - odds(0, 1) + odds(0, 0)),
    ]
    let within = [("(Intercept)", -0.3), ("z", 0.5), ("x", 0.6), ("z:x", -0.3)]
    for seed in 0..<seeds {
      var random = SplitMix64(state: UInt64(seed) &* 104_729 &+ 3)
      let shifts = (0..<200).map { _ in
        (-2 * log(1 - random.unit())).squareRoot() * cos(2 * Double.pi * random.unit())
      }
      let y = (0..<rows).map { row -> UInt8 in
        random.unit() < 1 / (1 + exp(-linear(z[row], x[row]) - 1.5 * shifts[Int(cluster[row])])) ? 1 : 0
      }
      let data = ModelData(
        columns: ["y": Column(.flag(y)), "z": Column(.flag(z)), "x": Column(.flag(x))], rowCount: rows,
        clusters: cluster)
      let model = try Model.fit(formula, to: data)
      count("clustered data: Wald", model, model.covariance, estimates)
      for kind in ClusterCovariance.allCases {
        count("clustered data: cluster \(kind.rawValue)", model, try model.covariance(kind), estimates)
      }
      guard seed < mixed else { continue }
      var options = FitOptions()
      options.random = .init(by: "cluster")
      let conditional = try Model.fit(formula, to: data, options: options)
      count("clustered data: random intercept", conditional, conditional.covariance, within)
      if let sigma = conditional.random?.deviation.interval {
        count("clustered data: random intercept", "sigma", 1.5, sigma.low, sigma.high)
      }
    }
    // What does not vary within a cluster counts the same likeness twenty times over; of what does, the naive errors
    // are too long, which is no interest of this study.
    forget("clustered data: Wald", ["x", "z:x"])
    expectFailure("clustered data: Wald", ["(Intercept)", "z"])
  }

  private mutating func count(
    _ kind: String, _ model: Model, _ covariance: [Double], _ estimates: [(String, Double)]
  ) {
    var place = 0
    for line in model.coefficients {
      guard let estimate = line.estimate else { continue }
      let error = covariance[place * model.rank + place].squareRoot()
      place += 1
      if let known = estimates.first(where: { $0.0 == line.label }) {
        count(kind, line.label, known.1, estimate, error: error)
      }
    }
  }

  /// The probability of each row by the model's own coefficients.
  private static func chances(_ model: Model, _ data: ModelData) throws -> [Double] {
    try (0..<data.rowCount).map { row in
      var values: [String: String] = [:]
      for name in model.predictors { values[name] = try data.column(name).text(row) }
      return try model.predict(values).probability
    }
  }

  /// The mean over a standard normal distribution, by the trapezoid rule, which is exact to the last digits here.
  private static func mean(_ body: (Double) -> Double) -> Double {
    let step = 0.01
    return (-1000...1000).reduce(0) { sum, k in
      let u = Double(k) * step
      return sum + step * exp(-u * u / 2) / (2 * Double.pi).squareRoot() * body(u)
    }
  }
}

extension Model.Coefficient {
  /// Term and level in one.
  fileprivate var label: String { ([term] + levels.compactMap(\.self)).joined(separator: " ") }
}
