import Foundation
import Testing

@testable import Engine

/// What follows a fit, against results computed with 60 digits on the rows.
@Suite struct CertifiedInferenceTests {
  /// Twelve digits is the aim; 1e-11 leaves a margin for other C libraries.
  static let tolerance = 1e-11

  /// As the certified results name a term of an interaction: by its design column.
  static func certifiedName(_ term: String) -> String {
    term.replacing("factor(", with: "").replacing(")", with: "")
      .replacing("treatment:", with: "treatmentterbinafine:")
  }

  private func fitted(_ index: Int) throws -> (name: String, certified: [String: Any], model: Model) {
    let (name, formula) = CertifiedModelsTests.formulas[index]
    return (
      name, try ModelFixtures.certified(name), try Model.fit(formula, to: try ModelFixtures.read(name))
    )
  }

  @Test(arguments: CertifiedModelsTests.formulas.indices)
  func robustErrors(_ index: Int) throws {
    let (name, certified, model) = try fitted(index)
    for (kind, key) in [
      (RobustCovariance.hc0, "se_HC0"), (.hc1, "se_HC1"), (.hc2, "se_HC2"), (.hc3, "se_HC3"),
      (.stata, "se_stata_robust"),
    ] {
      let errors = model.replacing(covariance: try model.covariance(kind)).estimated.map(\.standardError)
      let difference = worst(errors, try ModelFixtures.figures(certified, key))
      #expect(difference <= CertifiedInferenceTests.tolerance, "\(name) \(key): \(difference)")
    }
  }

  @Test(arguments: [("infert", "stratum"), ("toenail", "patientID")])
  func clusterErrors(_ name: String, _ cluster: String) throws {
    let formula = try #require(CertifiedModelsTests.formulas.first { $0.name == name }).formula
    let certified = try ModelFixtures.certified(name)
    var data = try ModelFixtures.read(name)
    guard case .integer(let values) = data.columns[cluster]?.storage else {
      Issue.record("no clusters")
      return
    }
    data.clusters = values.map { Int32($0) }
    let model = try Model.fit(formula, to: data)
    #expect(model.clusterCount == certified["n_clusters"] as? Int)
    for (kind, key) in [
      (ClusterCovariance.cr0, "se_cluster_CR0"), (.cr1, "se_cluster_CR1_G/(G-1)"),
      (.cr1s, "se_cluster_CR1S_statsmodels"),
    ] {
      let errors = model.replacing(covariance: try model.covariance(kind)).estimated.map(\.standardError)
      let difference = worst(errors, try ModelFixtures.figures(certified, key))
      #expect(difference <= CertifiedInferenceTests.tolerance, "\(name) \(key): \(difference)")
    }
  }

  @Test func rowsWithoutAClusterAreDroppedAndTold() throws {
    var data = try ModelFixtures.read("birthwt")
    data.clusters = (0..<Int32(data.rowCount)).map { $0 < 9 ? -1 : $0 % 20 }
    let model = try Model.fit(CertifiedModelsTests.formulas[1].formula, to: data)
    #expect(model.n == data.rowCount - 9 && model.dropped == 9 && model.clusterCount == 20)
    #expect(model.losses == [Model.Loss(term: "(cluster)", rows: 9)])
  }

  @Test(arguments: CertifiedModelsTests.formulas.indices)
  func termTests(_ index: Int) throws {
    let (name, certified, model) = try fitted(index)
    let expected = try #require(certified["term_tests"] as? [String: [String: Any]])
    for test in try model.termTests() {
      let term = CertifiedInferenceTests.certifiedName(test.term)
      guard let figures = expected[term] else {
        Issue.record("\(name) has no certified tests of \(term): \(expected.keys.sorted())")
        continue
      }
      #expect(figures["df"] as? Int == test.df)
      for (actual, key) in [
        (test.likelihoodRatio.statistic, "LR"), (test.wald.statistic, "Wald"),
        (exp(test.likelihoodRatio.logP), "LR_p"), (exp(test.wald.logP), "Wald_p"),
      ] {
        // A likelihood ratio is a difference of log-likelihoods of about 1000: its error is absolute.
        let value = try ModelFixtures.figure(figures, key)
        let difference = abs(actual - value) / max(abs(value), 1)
        #expect(difference <= CertifiedInferenceTests.tolerance, "\(name) \(term) \(key): \(difference)")
      }
    }
  }

  @Test(arguments: CertifiedModelsTests.formulas.indices)
  func areaAndInflation(_ index: Int) throws {
    let (name, certified, model) = try fitted(index)
    let area = try #require(try model.rocArea())
    let error = try ModelFixtures.figure(certified, "auc_se_delong")
    #expect(worst([area.area], [try ModelFixtures.figure(certified, "auc")]) <= 1e-15)
    #expect(worst([area.standardError], [error]) <= 1e-13, "\(name): \(area.standardError) \(error)")
    guard let gvif = certified["gvif_car"] as? [String: [String: Any]] else { return }
    for line in try model.collinearity() {
      let term = CertifiedInferenceTests.certifiedName(line.term)
      let figures = try #require(gvif[term], "\(name) \(term)")
      let key = try #require(figures.keys.sorted().first { $0.lowercased() == "gvif" }, "\(figures.keys)")
      let difference = worst([line.gvif], [try ModelFixtures.figure(figures, key)])
      #expect(difference <= CertifiedInferenceTests.tolerance, "\(name) \(term): \(difference)")
    }
  }

  /// Without toenail: its certified effects hold the interaction's column still, ours move it with its parts.
  @Test(arguments: CertifiedModelsTests.formulas.indices.dropLast())
  func marginalEffects(_ index: Int) throws {
    let (name, certified, model) = try fitted(index)
    let expected = try #require(certified["ame"] as? [String: [String: Any]])
    for effect in try model.marginalEffects() {
      let key =
        effect.kind == .contrast && expected[effect.variable] == nil
        ? effect.variable + (effect.level ?? "") : effect.variable
      guard let figures = expected[key] else {
        Issue.record("\(name) has no certified effect of \(key): \(expected.keys.sorted())")
        continue
      }
      let difference = worst(
        [effect.estimate, effect.standardError],
        [try ModelFixtures.figure(figures, "ame"), try ModelFixtures.figure(figures, "se_delta")])
      #expect(difference <= CertifiedInferenceTests.tolerance, "\(name) \(key): \(difference)")
    }
  }
}
