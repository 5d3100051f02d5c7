import Commands
import Engine
import Foundation
import Testing

@testable import Kernel

@Suite struct ReportTests {
  private static let statements = """
    load demo rows=20000 seed=7
    set disclosure POLICY
    clean with talking-therapies
    fit recovery ~ deprivation + ethnicity + employment as m holdout 20%
    fit recovery ~ deprivation as crude
    """

  /// The report of these statements, as text of a form.
  private static func report(_ policy: String, _ form: String) throws -> String {
    let folder = try Paths.temporary()
    var bench = FigureBench()
    let path = "\(folder)/report.\(form)"
    try bench.run(statements.replacing("POLICY", with: policy) + "\nreport \"Recovery\" to \"\(path)\"")
    return try String(contentsOfFile: path, encoding: .utf8).replacing(folder, with: "FOLDER")
  }

  /// Under each policy, without the sections that are the same under all.
  @Test(arguments: DisclosurePolicy.all.map(\.name)) func eachPolicyHasItsReport(_ policy: String) throws {
    let text = try Self.report(policy, "md")
    var kept = ""
    var isKept = true
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      if line.hasPrefix("## ") {
        isKept = !["Methods", "Reproducibility", "Reporting guidelines"].contains(line.dropFirst(3))
      }
      // The definitions are the same under all.
      if line.hasPrefix("**Figures in this report") { isKept = false }
      // Tables are padded for readers of the plain text; that is not what this is about.
      if isKept { kept += line.replacing(/[ ]{2,}/, with: " ").replacing(/-{3,}/, with: "--") + "\n" }
    }
    try FigureBench.expect(kept, kept: "Reports/\(policy).md")
  }

  /// Without a title a report has the heading that its script begins with.
  @Test func aScriptsHeadingIsTheTitle() throws {
    let bench = try ExportBench()
    defer { bench.close() }
    try bench.write("t.csv", ExportBench.people)
    let run = try bench.run(
      """
      # %% [markdown]
      # # Who gets better
      # %%
      load t from "t.csv"
      fit y ~ x as m
      report to "r.md"
      """)
    #expect(run.status == 0, "\(run.errors)")
    let text = try bench.text("r.md")
    #expect(text.hasPrefix("# Who gets better\n"))
    // The file's sum is the one that the sidecar has.
    let sources = try #require(try bench.object("r.md.json")["sources"] as? [[String: Any]])
    #expect(text.contains(try #require(sources.first?["sha256"] as? String)))
  }

  @Test func theSameStatementsGiveTheSameBytes() throws {
    #expect(try Self.report("nhs-sde", "html") == Self.report("nhs-sde", "html"))
  }

  /// What can be told of a page without eyes: order, names, nothing from outside.
  @Test func aPageIsForEveryone() throws {
    let html = try Self.report("none", "html")
    let page = Page(html)
    #expect(page.faults == [])
    #expect(html.contains("<html lang=\"en-GB\">") && html.contains("default-src 'none'"))
    #expect(page.headings.filter { $0 == 1 }.count == 1 && page.headings.first == 1)
    for (before, after) in zip(page.headings, page.headings.dropFirst()) { #expect(after <= before + 1) }
    let starts = page.tags.filter { !$0.isEnd }
    for svg in starts where svg.name == "svg" && svg.attributes["aria-hidden"] != "true" {
      #expect(svg.attributes["role"] == "img" && svg.attributes["aria-label"]?.isEmpty == false)
    }
    let drawings = html.components(separatedBy: "role=\"img\"").count - 1
    #expect(drawings == 5 && html.components(separatedBy: "<desc>").count - 1 == drawings)
    for head in starts where head.name == "th" { #expect(["col", "row"].contains(head.attributes["scope"])) }
    #expect(starts.count { $0.name == "table" } == starts.count { $0.name == "caption" })
    #expect(starts.count { $0.name == "figure" } == starts.count { $0.name == "figcaption" })
    // What moves sideways can be reached with the keyboard and has a name.
    for box in starts where box.attributes["tabindex"] != nil && box.name == "div" {
      #expect(box.attributes["role"] == "group" && box.attributes["aria-label"]?.isEmpty == false)
    }
    // What is there twice cannot be meant by its name.
    let names = starts.compactMap { $0.attributes["id"] }
    #expect(Set(names).count == names.count)
    // In the order of who reads it: the answer first, what is looked up last.
    let titles = [
      "Question and answer", "Data, period and flow", "People and outcomes", "Table 1: who they are",
      "The outcome by group", "Models", "Methods", "Limitations", "Disclosure control", "Reproducibility",
      "Reporting guidelines", "Appendix",
    ]
    let places = titles.compactMap { html.range(of: ">\($0)</h")?.lowerBound }
    #expect(places == places.sorted())
    for title in titles { #expect(html.contains(">\(title)</h"), "\(title)") }
    #expect(html.contains("Crude and adjusted odds ratios of m"))
    // The policy is said once, above everything it is of.
    #expect(html.components(separatedBy: "class=\"policy\"").count == 2)
    // What a figure shows is said to those who cannot see it, not only what it is of.
    for svg in starts where svg.name == "svg" && svg.attributes["role"] == "img" {
      #expect(svg.attributes["aria-label"]?.contains(". ") == true)
    }
  }

  /// The colours of pages, by day and by night: every text on every ground.
  @Test func pagesCanBeRead() throws {
    let style = HTMLPage.opening(title: "")
    let themes = style.components(separatedBy: "prefers-color-scheme: dark")
    #expect(themes.count == 2)
    for theme in themes {
      var colours: [String: String] = [:]
      for match in theme.matches(of: /--([a-z]+): (#[0-9a-f]{3,6})/) {
        let digits = match.2.dropFirst()
        // What is printed comes behind and is black on white.
        if colours[String(match.1)] == nil {
          colours[String(match.1)] =
            "#" + (digits.count == 3 ? digits.map { "\($0)\($0)" }.joined() : String(digits))
        }
      }
      for text in ["ink", "soft", "link", "bad", "note"] {
        for ground in ["paper", "code"] {
          let found = try Self.contrast(try #require(colours[text]), try #require(colours[ground]))
          #expect(found >= 4.5, "\(text) on \(ground): \(found)")
        }
      }
    }
  }

  /// Contrast of two colours, after WCAG 2.2.
  private static func contrast(_ one: String, _ other: String) throws -> Double {
    func luminance(_ colour: String) throws -> Double {
      let value = try #require(Int(colour.dropFirst(), radix: 16))
      func part(_ shift: Int) -> Double {
        let share = Double((value >> shift) & 255) / 255
        return share <= 0.04045 ? share / 12.92 : pow((share + 0.055) / 1.055, 2.4)
      }
      return 0.2126 * part(16) + 0.7152 * part(8) + 0.0722 * part(0)
    }
    let pair = [try luminance(one), try luminance(other)].sorted()
    return (pair[1] + 0.05) / (pair[0] + 0.05)
  }

  /// Text and marks can be told from their ground: 7:1 for text, 3:1 for marks, after WCAG 2.2 (1.4.6, 1.4.11).
  @Test func coloursCanBeTold() throws {
    func contrast(_ one: Drawing.Ink, _ other: Drawing.Ink) throws -> Double {
      try Self.contrast(one.rawValue, other.rawValue)
    }
    for ink in [Drawing.Ink.ink, .soft] { #expect(try contrast(ink, .paper) >= 7) }
    #expect(try contrast(.ink, .pale) >= 7)
    for ink in [Drawing.Ink.mark, .second] { #expect(try contrast(ink, .paper) >= 3) }
  }

  /// Names that are markup, commands or escapes stay text in the report and its figures.
  @Test func evilNamesStayText() throws {
    let folder = try Paths.temporary()
    let evil = ["<script>alert(1)</script>", "\u{1B}]0;x\u{07}", "\"><img src=x>", "a|b`c*d", "\u{202E}x"]
    var rows = "y,x\n"
    for index in 0..<400 {
      rows += "\(index / evil.count % 2),\"\(evil[index % evil.count].replacing("\"", with: "\"\""))\"\n"
    }
    try Data(rows.utf8).write(to: URL(fileURLWithPath: "\(folder)/t.csv"))
    var bench = FigureBench()
    try bench.run(
      """
      load t from "\(folder)/t.csv"
      fit y ~ x as m
      report "<b>\\"T\\"" to "\(folder)/r.html"
      report to "\(folder)/r.md"
      plot forest m to "\(folder)/f.svg"
      plot deciles of y by x to "\(folder)/d.svg"
      """)
    #expect(Page(try String(contentsOfFile: "\(folder)/r.html", encoding: .utf8)).faults == [])
    for name in ["r.html", "r.md", "f.svg", "d.svg"] {
      let text = try String(contentsOfFile: "\(folder)/\(name)", encoding: .utf8)
      #expect(!text.contains("\u{1B}") && !text.contains("\u{202E}"), "\(name)")
      // In Markdown it may stand in a block of code, where it is no markup.
      if name != "r.md" { #expect(!text.contains("<script>") && !text.contains("<img"), "\(name)") }
    }
  }
}
