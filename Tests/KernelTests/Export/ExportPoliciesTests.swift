import Engine
import Foundation
import Testing

@testable import Kernel

/// Exports of the demo data under each policy, kept: a table, a model's coefficients and a sidecar.
@Suite struct ExportPoliciesTests {
  @Test(arguments: DisclosurePolicy.all.map(\.name)) func eachPolicyHasItsExport(_ policy: String) throws {
    let bench = try ExportBench()
    defer { bench.close() }
    let run = try bench.run(
      """
      load demo rows=20000 seed=7
      set disclosure \(policy)
      clean with talking-therapies
      summary recovery by employment
      export to "by.csv"
      fit recovery ~ deprivation as crude
      export crude table coefficients to "crude.csv"
      fit recovery ~ deprivation + employment as adjusted
      export adjusted table coefficients to "adjusted.json"
      """)
    #expect(run.status == 0, "\(run.errors)")
    var kept =
      "by.csv\n\(try bench.text("by.csv"))\ncrude.csv\n\(try bench.text("crude.csv"))\nadjusted.json\n"
    let outputs = try bench.object("adjusted.json")["outputs"] as? [[String: Any]]
    for term in outputs?.first?["terms"] as? [[String: Any]] ?? [] {
      let figures = ["estimate", "se", "p", "or", "or_low", "or_high"].map { key in
        (term[key] as? Double).map { "\($0)" } ?? term["\(key)_reason"] as? String ?? "?"
      }
      kept += "\(term["term"] ?? "") \(term["level"] as? String ?? "-"): \(figures.joined(separator: ", "))\n"
    }
    kept += "\ncrude.csv.json\n"
    // Versions, machine, time and sums of files are not what this is about.
    let sidecar = try bench.object("crude.csv.json")
    for key in ["file", "form", "statement", "policy", "policy_summary", "unsafe", "numbers", "seed"] {
      kept += "\(key): \(sidecar[key].map { $0 is NSNull ? "null" : "\($0)" } ?? "lacks")\n"
    }
    for decision in sidecar["decisions"] as? [[String: Any]] ?? [] {
      kept +=
        "decision: \(["output", "action", "rule", "cells", "reason"].map { "\(decision[$0] ?? "")" }.joined(separator: ", "))\n"
    }
    for key in ["sha256", "bytes", "outputs", "sources", "recipe", "time", "program"]
    where sidecar[key] == nil {
      kept += "lacks \(key)\n"
    }
    try FigureBench.expect(Self.tenDigits(kept), kept: "Exports/\(policy).txt")
  }

  /// The text with ten significant digits of longer numbers: the last few may differ between processors.
  private static func tenDigits(_ text: String) -> String {
    text.replacing(#/-?\d+\.\d{9,}(e-?\d+)?/#) { found in
      Double(found.0).map { String(format: "%.10g", $0) } ?? String(found.0)
    }
  }
}
