import Foundation

@testable import Engine

/// How many digits of each figure agree with the certified results, by data set.
struct Accuracy {
  /// A line of the table: what is compared, and the digits by data set; `nil` where nothing is certified.
  struct Line {
    var figure: String
    var digits: [Int?]
  }

  /// More than a double holds.
  static let most = 15

  private(set) var names: [String] = []
  private(set) var lines: [Line] = []
  private(set) var iterations: [Int] = []
  private(set) var lastSteps: [Double] = []

  init() throws {
    var columns: [[String: Double]] = []
    for (name, formula) in CertifiedModelsTests.formulas {
      var data = try ModelFixtures.read(name)
      let clusters = ["infert": "stratum", "toenail": "patientID"][name]
      if let clusters, case .integer(let values)? = data.columns[clusters]?.storage {
        data.clusters = values.map { Int32($0) }
      }
      let model = try Model.fit(formula, to: data)
      columns.append(try Accuracy.errors(model, try ModelFixtures.certified(name), name))
      names.append(name)
      iterations.append(model.iterations)
      lastSteps.append(model.lastStep)
    }
    lines = Accuracy.figures.map { figure in
      Line(figure: figure, digits: columns.map { $0[figure].map(Accuracy.digits) })
    }
  }

  private static let figures = [
    "coefficients", "standard errors", "z", "log p", "odds ratios", "log-likelihood", "null log-likelihood",
    "LR", "AIC, BIC", "pseudo-R2", "robust errors HC0", "robust errors HC1", "robust errors HC2",
    "robust errors HC3", "robust errors Stata", "cluster errors CR0", "cluster errors CR1",
    "cluster errors CR1S", "Wald per term", "LR per term", "GVIF", "average marginal effects", "AUC",
    "DeLong's standard error", "Brier score",
  ]

  private static func digits(_ error: Double) -> Int {
    error > 0 ? max(0, min(most, Int((-log10(error)).rounded(.down)))) : most
  }

  /// The greatest relative error of each figure.
  private static func errors(
    _ model: Model, _ certified: [String: Any], _ name: String
  ) throws -> [String: Double] {
    let lines = model.estimated
    func all(_ key: String, _ values: [Double?]) throws -> Double {
      worst(values, try ModelFixtures.figures(certified, key))
    }
    func one(_ object: [String: Any], _ key: String, _ value: Double?) throws -> Double {
      worst([value], [try ModelFixtures.figure(object, key)])
    }
    var result: [String: Double] = [
      "coefficients": try all("coef", lines.map(\.estimate)),
      "standard errors": try all("se", lines.map(\.standardError)), "z": try all("z", lines.map(\.z)),
      "log p": try all("log_pvalue", lines.map(\.logP)),
      "odds ratios": try all("odds_ratio", lines.map(\.oddsRatio)),
      "log-likelihood": try one(certified, "loglik_bernoulli", model.logLikelihood),
      "null log-likelihood": try one(certified, "loglik_null_bernoulli", model.nullLogLikelihood),
      "LR": try one(certified, "LR", model.likelihoodRatio?.statistic),
      "AIC, BIC": max(try one(certified, "aic", model.aic), try one(certified, "bic", model.bic)),
      "Brier score": try one(certified, "brier", model.brier),
    ]
    let pseudo = certified["pseudo_r2"] as? [String: Any] ?? [:]
    result["pseudo-R2"] = max(
      try one(pseudo, "mcfadden", model.pseudoR2?.mcFadden),
      try one(pseudo, "cox_snell", model.pseudoR2?.coxSnell),
      try one(pseudo, "nagelkerke", model.pseudoR2?.nagelkerke),
      try one(pseudo, "tjur", model.pseudoR2?.tjur))
    for (kind, figure, key) in [
      (RobustCovariance.hc0, "HC0", "se_HC0"), (.hc1, "HC1", "se_HC1"), (.hc2, "HC2", "se_HC2"),
      (.hc3, "HC3", "se_HC3"), (.stata, "Stata", "se_stata_robust"),
    ] {
      let robust = model.replacing(covariance: try model.covariance(kind))
      result["robust errors \(figure)"] = try all(key, robust.estimated.map(\.standardError))
    }
    for (kind, figure, key) in [
      (ClusterCovariance.cr0, "CR0", "se_cluster_CR0"), (.cr1, "CR1", "se_cluster_CR1_G/(G-1)"),
      (.cr1s, "CR1S", "se_cluster_CR1S_statsmodels"),
    ] where certified[key] != nil {
      let clustered = model.replacing(covariance: try model.covariance(kind))
      result["cluster errors \(figure)"] = try all(key, clustered.estimated.map(\.standardError))
    }
    if let area = try model.rocArea() {
      result["AUC"] = try one(certified, "auc", area.area)
      result["DeLong's standard error"] = try one(certified, "auc_se_delong", area.standardError)
    }
    try addTerms(model, certified, name, to: &result)
    return result
  }

  private static func addTerms(
    _ model: Model, _ certified: [String: Any], _ name: String, to result: inout [String: Double]
  ) throws {
    let tests = certified["term_tests"] as? [String: [String: Any]] ?? [:]
    for test in try model.termTests() {
      guard let figures = tests[CertifiedInferenceTests.certifiedName(test.term)] else { continue }
      for (figure, key, value) in [
        ("Wald per term", "Wald", test.wald.statistic), ("LR per term", "LR", test.likelihoodRatio.statistic),
      ] {
        // A likelihood ratio is a difference of log-likelihoods: its error is absolute.
        let expected = try ModelFixtures.figure(figures, key)
        let error = abs(value - expected) / max(abs(expected), 1)
        result[figure] = max(result[figure] ?? 0, error)
      }
    }
    let inflation = certified["gvif_car"] as? [String: [String: Any]] ?? [:]
    for line in try model.collinearity() {
      guard let figures = inflation[CertifiedInferenceTests.certifiedName(line.term)] else { continue }
      let key = figures.keys.sorted().first { $0.lowercased() == "gvif" } ?? "GVIF"
      result["GVIF"] = max(
        result["GVIF"] ?? 0, worst([line.gvif], [try ModelFixtures.figure(figures, key)]))
    }
    // Toenail's certified effects hold the interaction's column still, which is another definition.
    let effects = name == "toenail" ? [:] : certified["ame"] as? [String: [String: Any]] ?? [:]
    for effect in effects.isEmpty ? [] : try model.marginalEffects() {
      let levelled = effect.variable + (effect.level ?? "")
      guard let figures = effects[effect.variable] ?? effects[levelled] else { continue }
      let error = worst(
        [effect.estimate, effect.standardError],
        [try ModelFixtures.figure(figures, "ame"), try ModelFixtures.figure(figures, "se_delta")])
      result["average marginal effects"] = max(result["average marginal effects"] ?? 0, error)
    }
  }
}
