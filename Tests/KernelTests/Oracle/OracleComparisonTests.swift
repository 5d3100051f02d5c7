import Foundation
import Testing

/// The comparison itself: it must agree with the oracle's own figures in JSON, and notice any that is off.
@Suite struct OracleComparisonTests {
  private func json(_ fit: Oracle2022.Fit, name: String) throws -> Data {
    let judged = try #require(fit.validation)
    let terms = fit.model.names.map { term -> [String: Any] in
      guard let estimate = fit.model.coefficients[term], let se = fit.model.standardErrors[term] else {
        return ["term": term, "level": NSNull(), "estimate": NSNull(), "se": NSNull(), "aliased": true]
      }
      return ["term": term, "level": NSNull(), "estimate": estimate, "se": se]
    }
    var validation: [String: Any] = [
      "n": judged.n, "events": judged.events, "tp": judged.confusion.truePositives,
      "fp": judged.confusion.falsePositives, "fn": judged.confusion.falseNegatives,
      "tn": judged.confusion.trueNegatives,
    ]
    let ratios: [(String, Double?)] = [
      ("accuracy", judged.confusion.accuracy), ("precision", judged.confusion.precision),
      ("recall", judged.confusion.recall), ("f1", judged.confusion.f1), ("auc", judged.auc),
      ("brier", judged.brier),
    ]
    for (key, value) in ratios { validation[key] = value ?? NSNull() }
    return try JSONSerialization.data(withJSONObject: [
      "cell": 3, "kind": "model", "policy": "none", "name": name, "formula": "recovery ~ …",
      "n": fit.model.n, "events": fit.model.events, "loglik": fit.model.logLikelihood, "outcome": "converged",
      "terms": terms, "validation": validation,
    ])
  }

  private func models(of rows: [Oracle2022.Row]) throws -> [ModelJSON] {
    let (base, treated) = Oracle2022.models(rows)
    var lines = Data("{\"cell\":1,\"kind\":\"notice\",\"text\":\"…\"}\n".utf8)
    lines += try json(base, name: "base") + Data("\n".utf8)
    lines += try json(treated, name: "treated") + Data("\n".utf8)
    return try ModelJSON.all(in: lines)
  }

  @Test func figuresPassThroughJSON() throws {
    let rows = try OracleFixture.random(seed: 31, referrals: 3000).rows()
    let right = try models(of: rows)
    #expect(right.map(\.name) == ["base", "treated"])
    #expect(OracleComparison.differences(right, rows: rows) == [])
    #expect(OracleComparison.rows(right) == rows.count)
    #expect(OracleComparison.differences([], rows: rows).count == 2)
  }

  @Test func everyFigureCounts() throws {
    let rows = try OracleFixture.random(seed: 32, referrals: 3000).rows()
    let right = try models(of: rows)
    let spoilers: [(String, (inout ModelJSON) -> Void)] = [
      ("n", { $0.n += 1 }), ("events", { $0.events -= 1 }), ("loglik", { $0.loglik *= 1 + 2e-9 }),
      ("estimate", { $0.terms[3].estimate = ($0.terms[3].estimate ?? 0) * (1 - 2e-9) }),
      ("no estimate", { $0.terms[3].estimate = nil }),
      ("se", { $0.terms[0].se = ($0.terms[0].se ?? 0) * (1 + 2e-9) }),
      ("aliased", { $0.terms[1].aliased = true }), ("terms", { $0.terms.swapAt(0, 1) }),
      ("no validation", { $0.validation = nil }), ("held-out n", { $0.validation?.n += 1 }),
      ("held-out events", { $0.validation?.events += 1 }), ("tp", { $0.validation?.tp += 1 }),
      ("fp", { $0.validation?.fp += 1 }), ("fn", { $0.validation?.fn += 1 }),
      ("tn", { $0.validation?.tn += 1 }),
      ("accuracy", { $0.validation?.accuracy = 0.123 }), ("f1", { $0.validation?.f1 = nil }),
      ("precision", { $0.validation?.precision = 0.123 }), ("recall", { $0.validation?.recall = 0.123 }),
      ("auc", { $0.validation?.auc = 0.123 }), ("brier", { $0.validation?.brier = 0.123 }),
    ]
    for (what, spoil) in spoilers {
      var wrong = right
      spoil(&wrong[1])
      #expect(!OracleComparison.differences(wrong, rows: rows).isEmpty, "\(what)")
    }
  }

  /// Every mutation is told from the right rules by row counts or models of twenty segments.
  @Test func mutationsAreTold() throws {
    let fixture = OracleFixture.random(seed: 33, referrals: 6000)
    try fixture.withFolder { folder in
      let oracle = try Oracle2022(directory: folder)
      let right = try oracle.cohort(from: "2021-01-01", to: "2021-12-31")
      let segments = OracleComparison.segments(of: right, least: 60)
      #expect(segments.count == 20)
      #expect(Set(segments).count == 20)
      let results = try segments.map { try models(of: OracleComparison.select($0, of: right)) }
      let toldRight = Oracle2022Tests.isTold(right, from: results, segments)
      #expect(!toldRight)
      for mutation in Oracle2022.Mutation.allCases {
        let wrong = try oracle.cohort(from: "2021-01-01", to: "2021-12-31", mutation: mutation)
        let told = Oracle2022Tests.isTold(wrong, from: results, segments)
        #expect(told, "\(mutation)")
      }
    }
  }

  @Test func segmentsAreSplicedIntoTheScript() {
    let script =
      "load a\n# %% Segment\nsegment symptom=$symptom gender=$gender ethnicity=$ethnicity age=$age\nfit"
    #expect(
      spliceSegments(script, segments: [[:], ["age": "<18", "symptom": "Other"]]) == """
        load a
        # %% Segment
        segment symptom=All gender=All ethnicity=All age=All
        fit
        # %% Segment
        segment symptom="Other" gender=All ethnicity=All age="<18"
        fit

        """)
  }
}
