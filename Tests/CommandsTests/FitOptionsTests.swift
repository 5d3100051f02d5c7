import Engine
import Foundation
import Testing

@testable import Commands

/// What `fit` says of standard errors, through the language.
@Suite struct FitOptionsTests {
  private func bench(_ text: String) throws -> Bench {
    var bench = Bench()
    for set in ["birthwt", "infert", "endometrial", "toenail"] {
      try bench.run("load \(set) from \"\(CertifiedTests.folder)/\(set).csv\"")
    }
    try bench.run(text)
    return bench
  }

  private static let birthwt = "low ~ age + lwt + factor(race) + smoke + ptl + ht + ui + ftv in birthwt"
  private static let infert = "case ~ age + parity + education + spontaneous + induced in infert"
  private static let toenail = "outcome=\"moderate or severe\" ~ treatment*time in toenail"

  @Test(arguments: [
    ("birthwt", birthwt, "robust", "se_stata_robust"),
    ("birthwt", birthwt, "robust stata", "se_stata_robust"),
    ("birthwt", birthwt, "robust HC0", "se_HC0"), ("birthwt", birthwt, "robust hc1", "se_HC1"),
    ("birthwt", birthwt, "robust HC2", "se_HC2"), ("birthwt", birthwt, "robust HC3", "se_HC3"),
    ("infert", infert, "cluster by stratum", "se_cluster_CR1_G/(G-1)"),
    ("infert", infert, "cluster by stratum CR0", "se_cluster_CR0"),
    ("infert", infert, "cluster by Stratum cr1s", "se_cluster_CR1S_statsmodels"),
    ("toenail", toenail, "cluster by patientID", "se_cluster_CR1_G/(G-1)"),
  ])
  func certified(_ set: String, _ formula: String, _ option: String, _ key: String) throws {
    let data = try Data(contentsOf: URL(fileURLWithPath: CertifiedTests.folder + "/certified.json"))
    let all = try #require(try JSONSerialization.jsonObject(with: data) as? [String: [String: Any]])
    let names = try #require(all[set]?["names"] as? [String])
    let figures = try #require(all[set]?[key] as? [String: String])
    let expected = try names.map { name in try #require(Double(figures[name] ?? "")) }
    let bench = try bench("fit \(formula) as m \(option)")
    let model = try #require(bench.workspace.models["m"]).model
    let lines = model.coefficients.filter { $0.role == .estimated }
    #expect(lines.count == expected.count)
    for (line, expected) in zip(lines, expected) {
      let (error, estimate) = (try #require(line.standardError), try #require(line.estimate))
      #expect(abs(error - expected) < 1e-10 * expected, "\(line.term)")
      // What is made of the error follows.
      #expect(abs(try #require(line.z) - estimate / expected) < 1e-9 * abs(estimate / expected))
      #expect(abs(log(try #require(line.oddsRatioHigh)) - estimate - 1.959963984540054 * expected) < 1e-9)
    }
    // The likelihood does not know of it.
    let likelihood = try #require(Double(all[set]?["loglik_bernoulli"] as? String ?? ""))
    #expect(abs(model.logLikelihood - likelihood) < 1e-9 * abs(likelihood))
  }

  @Test func firthOfTheEndometrialSet() throws {
    let bench = try bench("fit HG ~ NV + PI + EH in endometrial as m firth")
    let line = try #require(bench.workspace.models["m"]?.model.coefficients.first { $0.term == "NV" })
    #expect(abs(log(try #require(line.oddsRatioLow)) - 0.6097244363) < 1e-8)
    #expect(abs(log(try #require(line.oddsRatioHigh)) - 7.8546317139) < 1e-8)
    #expect(abs(exp(try #require(line.logP)) - 0.009123667547) < 1e-10)
    #expect(abs(try #require(line.standardError) - 1.5507637295) < 1e-8)
  }

  @Test func separationSuggestsFirth() throws {
    var bench = try bench("")
    let failure = bench.failure("fit HG ~ NV + PI + EH in endometrial")
    #expect(failure?.notes.joined().contains("firth") == true)
  }

  @Test(arguments: [
    ("robust cluster by stratum", "robust and cluster"), ("firth robust", "firth and robust"),
    ("cluster by stratum firth", "firth and cluster"), ("profile robust HC1", "profile and robust"),
    ("allow separation robust", "allow and robust"), ("firth allow separation", "firth and allow"),
    ("robust robust", "stands twice"), ("robust HC4", "\"HC4\" means nothing in robust"),
    ("cluster stratum", "expected by"), ("cluster by stratun", "no column \"stratun\""),
    ("cluster by stratum HC1", "\"HC1\" means nothing in cluster by"),
  ])
  func whatDoesNotGoTogether(_ options: String, _ message: String) throws {
    var bench = try bench("")
    let failure = bench.failure("fit case ~ age in infert \(options)")
    #expect(failure?.message.contains(message) == true, "\(failure?.message ?? "no error")")
  }

  @Test func oneClusterIsNone() throws {
    var bench = try bench("derive one = age > 0 in infert")
    let failure = bench.failure("fit case ~ age in infert cluster by one")
    #expect(failure?.message == "all rows used are of one cluster", "\(failure?.message ?? "no error")")
  }

  @Test func comparedModelsKeepTheirErrors() throws {
    // Different rows: both are fitted again, on the same clusters.
    let text = """
      derive few = age > 25 in infert
      fit case ~ age in infert as small cluster by stratum CR0
      fit case ~ age + spontaneous in infert as large cluster by stratum CR0
      compare small large
      """
    let bench = try bench(text)
    let models = [bench.workspace.models["small"], bench.workspace.models["large"]].compactMap(\.self)
    let again = try #require(try FittedModel.refittedOnCommonRows(models, .unattended))
    #expect(again.map(\.model.clusterCount) == models.map(\.model.clusterCount))
    #expect(again[1].model.coefficients == models[1].model.coefficients)
  }

  @Test func segmentsAndHoldoutsHaveThem() throws {
    let text = """
      load demo rows=4000 seed=3
      clean with nhs-2022
      segment by gender
      fit recovery ~ deprivation as bygender cluster by provider
      segment all
      fit recovery ~ deprivation as held holdout 25% by patient cluster by patient CR1S
      fit recovery ~ deprivation as plain holdout 25% by patient
      fit recovery ~ deprivation as sturdy holdout 25% by patient robust HC2
      fit recovery ~ deprivation as profiled holdout 25% by patient profile
      fit recovery ~ deprivation as penalised holdout 25% by patient firth
      """
    let bench = try bench(text)
    let models = bench.workspace.models
    let parts = models.values.filter { $0.name.hasPrefix("bygender[") }
    #expect(parts.count > 1)
    for part in parts { #expect((part.model.clusterCount ?? 0) > 1 && part.clusters?.name == "provider") }
    for name in ["held", "sturdy", "profiled"] {
      #expect(models[name]?.model.validation == models["plain"]?.model.validation)
      #expect(models[name]?.model.coefficients != models["plain"]?.model.coefficients)
    }
    #expect(models["penalised"]?.model.validation?.n == models["plain"]?.model.validation?.n)
  }

  /// The order of the rows changes neither the clusters' numbers nor a digit of the errors.
  @Test func rowOrderDoesNotMatter() throws {
    try withFolder { folder in
      let path = CertifiedTests.folder + "/infert.csv"
      let lines = try String(contentsOfFile: path, encoding: .utf8).split(separator: "\n").map(String.init)
      let turned = "\(folder)/turned.csv"
      try ([lines[0]] + lines.dropFirst().reversed()).joined(separator: "\n")
        .write(toFile: turned, atomically: true, encoding: .utf8)
      let bench = try bench(
        """
        load turned from "\(turned)"
        fit \(Self.infert) as m cluster by stratum
        fit \(Self.infert.replacing("in infert", with: "in turned")) as t cluster by stratum
        fit \(Self.infert) as n cluster by age
        fit \(Self.infert.replacing("in infert", with: "in turned")) as u cluster by age
        """)
      let models = bench.workspace.models
      #expect(models["m"]?.model.coefficients == models["t"]?.model.coefficients)
      #expect(models["n"]?.model.coefficients == models["u"]?.model.coefficients)
    }
  }
}
