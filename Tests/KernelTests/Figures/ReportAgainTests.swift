import Foundation
import Testing

@testable import Kernel

/// A report says how it is made again, and that is true.
@Suite struct ReportAgainTests {
  private static let script = """
    # %% [markdown]
    # # Who "recovers" for $5?
    # %% Load
    param who = Female choose All, Male, Female
    set seed 7
    load from "data"
    set disclosure nhs-sde
    # %% Clean
    clean with talking-therapies
    derive older = age_years >= 50 in cohort
    segment gender=$who
    fit recovery ~ deprivation + older as m holdout 20%
    summary m
    # %% Report
    report to "one.END"
    """

  /// The script in the report, on the same data: the program makes the same bytes.
  @Test(arguments: ["md", "html"]) func theScriptInAReportMakesItAgain(_ ending: String) throws {
    let (first, second) = (try ExportBench(), try ExportBench())
    defer {
      first.close()
      second.close()
    }
    for bench in [first, second] {
      #expect(try Run(["demo", "--rows", "3000", "--seed", "3", "data"], in: bench.folder).status == 0)
    }
    try first.write("a.iapt", Self.script.replacing("END", with: ending))
    let run = try Run(["run", "a.iapt", "--param", "who=Male"], in: first.folder, limit: 120)
    #expect(run.status == 0, "\(run.errors)")
    let report = try first.text("one.\(ending)")
    let block = try #require(
      ending == "md"
        ? report.firstMatch(of: /```text\n(# A session[\s\S]*?)```/)?.1
        : report.firstMatch(of: /<pre[^>]*>(# A session[\s\S]*?)<\/pre>/)?.1)
    let text = block.replacing("&quot;", with: "\"").replacing("&gt;", with: ">").replacing("&lt;", with: "<")
      .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    #expect(text.contains("segment gender=$who") && text.contains("\"Male\""))
    try second.write("again.iapt", String(text))
    let again = try Run(["run", "again.iapt"], in: second.folder, limit: 120)
    #expect(again.status == 0, "\(again.errors)")
    let made = try second.text("one.\(ending)")
    let difference = zip(report.split(separator: "\n"), made.split(separator: "\n")).first { $0 != $1 }
    #expect(made == report, "\(difference.map { "\($0.0) | \($0.1)" } ?? "")")
  }
}
