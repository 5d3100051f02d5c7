import Testing

@testable import Engine

/// Against maximum-likelihood results computed with 60 digits from the decimal strings of the files.
///
/// Data: spector, Spector & Mazzeo 1980; birthwt, Hosmer & Lemeshow, as in R's MASS; infert, Trichopoulos et al. 1976;
/// esoph, Breslow & Day 1980, both as in R; toenail, De Backer et al. 1998, as in R's HSAUR3.
@Suite struct CertifiedModelsTests {
  static let formulas: [(name: String, formula: Formula)] = [
    ("spector", Formula(outcome: .column("GRADE"), terms: ["GPA", "TUCE", "PSI"].map { .variable($0) })),
    (
      "birthwt",
      Formula(
        outcome: .column("low"),
        terms: [
          .variable("age"), .variable("lwt"), .factor("race", reference: nil), .variable("smoke"),
          .variable("ptl"), .variable("ht"), .variable("ui"), .variable("ftv"),
        ])
    ),
    (
      "infert",
      Formula(
        outcome: .column("case"),
        terms: ["age", "parity", "education", "spontaneous", "induced"].map { .variable($0) })
    ),
    (
      "esoph",
      Formula(
        outcome: .events(successes: "ncases", failures: "ncontrols"),
        terms: ["agegp", "alcgp", "tobgp"].map { .variable($0) })
    ),
    (
      "toenail",
      Formula(
        outcome: .level(column: "outcome", event: "moderate or severe"),
        terms: [
          .variable("treatment"), .variable("time"),
          .interaction([.variable("treatment"), .variable("time")]),
        ])
    ),
  ]

  /// Twelve digits is the aim; 1e-11 leaves a margin for other C libraries.
  static let tolerance = 1e-11

  @Test(arguments: formulas.indices)
  func coefficients(_ index: Int) throws {
    let (name, formula) = CertifiedModelsTests.formulas[index]
    let certified = try ModelFixtures.certified(name)
    let model = try Model.fit(formula, to: try ModelFixtures.read(name))
    let lines = model.estimated
    let pairs: [(String, [Double?])] = [
      ("coef", lines.map(\.estimate)), ("se", lines.map(\.standardError)), ("z", lines.map(\.z)),
      ("log_pvalue", lines.map(\.logP)), ("odds_ratio", lines.map(\.oddsRatio)),
    ]
    for (key, actual) in pairs {
      let difference = worst(actual, try ModelFixtures.figures(certified, key))
      #expect(difference <= CertifiedModelsTests.tolerance, "\(name) \(key): \(difference)")
    }
    #expect(model.ending == .converged)
    #expect(model.rank == certified["k"] as? Int)
    #expect(model.n == certified["nobs"] as? Int)
    #expect(model.covariance.count == model.rank * model.rank)
    for (position, line) in lines.enumerated() {
      #expect(line.standardError == model.covariance[position * model.rank + position].squareRoot())
    }
  }

  @Test(arguments: formulas.indices)
  func figures(_ index: Int) throws {
    let (name, formula) = CertifiedModelsTests.formulas[index]
    let certified = try ModelFixtures.certified(name)
    let model = try Model.fit(formula, to: try ModelFixtures.read(name))
    let pseudo = try #require(certified["pseudo_r2"] as? [String: Any])
    let pairs: [(String, Double?, Double)] = [
      ("loglik", model.logLikelihood, try ModelFixtures.figure(certified, "loglik_bernoulli")),
      ("null", model.nullLogLikelihood, try ModelFixtures.figure(certified, "loglik_null_bernoulli")),
      ("LR", model.likelihoodRatio?.statistic, try ModelFixtures.figure(certified, "LR")),
      ("aic", model.aic, try ModelFixtures.figure(certified, "aic")),
      ("bic", model.bic, try ModelFixtures.figure(certified, "bic")),
      ("brier", model.brier, try ModelFixtures.figure(certified, "brier")),
      ("mcfadden", model.pseudoR2?.mcFadden, try ModelFixtures.figure(pseudo, "mcfadden")),
      ("cox_snell", model.pseudoR2?.coxSnell, try ModelFixtures.figure(pseudo, "cox_snell")),
      ("nagelkerke", model.pseudoR2?.nagelkerke, try ModelFixtures.figure(pseudo, "nagelkerke")),
      ("tjur", model.pseudoR2?.tjur, try ModelFixtures.figure(pseudo, "tjur")),
    ]
    for (key, actual, expected) in pairs {
      let difference = worst([actual], [expected])
      #expect(difference <= CertifiedModelsTests.tolerance, "\(name) \(key): \(difference)")
    }
    #expect(model.likelihoodRatio?.df == certified["df_model"] as? Int)
    let fraction = try #require(certified["auc_exact_fraction"] as? [Int])
    #expect(model.auc == Double(fraction[0]) / Double(fraction[1]))
    #expect(model.events == certified["n_pos"] as? Int)
  }

  /// The rows themselves, held out and weighted 1, must be classified as certified.
  @Test(arguments: formulas.indices)
  func confusion(_ index: Int) throws {
    let (name, formula) = CertifiedModelsTests.formulas[index]
    let certified = try ModelFixtures.certified(name)
    let once = try ModelFixtures.read(name)
    let rows = Array(0..<Int32(once.rowCount))
    let twice = ModelData(
      columns: try once.columns.mapValues { try $0.gather(rows + rows) }, rowCount: 2 * rows.count,
      heldOut: rows.map { _ in false } + rows.map { _ in true })
    let model = try Model.fit(formula, to: twice)
    let validation = try #require(model.validation)
    let expected = try #require(certified["confusion_at_0.5"] as? [String: Int])
    #expect(validation.confusion.truePositives == expected["tp"])
    #expect(validation.confusion.falsePositives == expected["fp"])
    #expect(validation.confusion.falseNegatives == expected["fn"])
    #expect(validation.confusion.trueNegatives == expected["tn"])
    let fraction = try #require(certified["auc_exact_fraction"] as? [Int])
    #expect(validation.auc == Double(fraction[0]) / Double(fraction[1]))
    #expect(worst([validation.brier], [try ModelFixtures.figure(certified, "brier")]) <= 1e-11)
    #expect(validation.unpredictable == 0)
  }
}
