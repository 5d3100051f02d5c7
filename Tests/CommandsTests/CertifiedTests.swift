import Engine
import Foundation
import Testing

@testable import Commands

/// From CSV file to model through the language, against results certified with 60-digit arithmetic.
@Suite struct CertifiedTests {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appendingPathComponent("EngineTests/Fixtures").path

  @Test(arguments: [
    ("spector", "GRADE ~ GPA + TUCE + PSI"),
    ("birthwt", "low ~ age + lwt + factor(race) + smoke + ptl + ht + ui + ftv"),
    ("infert", "case ~ age + parity + education + spontaneous + induced"),
    ("esoph", "events(ncases, ncontrols) ~ agegp + alcgp + tobgp"),
    ("toenail", "outcome=\"moderate or severe\" ~ treatment*time"),
  ])
  func matches(_ set: String, _ formula: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: Self.folder + "/certified.json"))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    let certified = try #require(all[set])
    let names = try #require(certified["names"] as? [String])
    func figures(_ key: String) throws -> [Double] {
      let texts = try #require(certified[key] as? [String: String])
      return try names.map { try #require(texts[$0].flatMap(Double.init)) }
    }
    func figure(_ key: String) throws -> Double {
      try #require((certified[key] as? String).flatMap(Double.init))
    }
    var bench = Bench()
    try bench.run("load \(set) from \"\(Self.folder)/\(set).csv\"\nfit \(formula) in \(set) as certified")
    let model = try #require(bench.workspace.models["certified"]).model
    let lines = model.coefficients.filter { $0.role == .estimated }
    try expectClose(lines.map(\.estimate), figures("coef"), "\(set) coefficients")
    try expectClose(lines.map(\.standardError), figures("se"), "\(set) standard errors")
    try expectClose(lines.map(\.logP), figures("log_pvalue"), "\(set) log p")
    try expectClose([model.logLikelihood], [figure("loglik_bernoulli")], "\(set) log-likelihood")
    try expectClose([model.nullLogLikelihood], [figure("loglik_null_bernoulli")], "\(set) null")
    try expectClose([model.aic, model.bic], [figure("aic"), figure("bic")], "\(set) information criteria")
    try expectClose([model.auc], [figure("auc")], "\(set) AUC")
    #expect(model.n == certified["nobs"] as? Int)
  }

  private func expectClose(_ found: [Double?], _ expected: [Double], _ what: String) {
    #expect(found.count == expected.count, "\(what)")
    for (found, expected) in zip(found, expected) {
      #expect(abs((found ?? .nan) - expected) <= 1e-10 * abs(expected), "\(what)")
    }
  }
}
