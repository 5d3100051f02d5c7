import Foundation
import Testing

@testable import Kernel

/// Data made to do harm, in levels, heads, titles and names of files, come through figures, reports and the register as
/// mere text.
@Suite struct HarmlessPicturesTests {
  private static let hasGnuplot = (try? Gnuplot()) != nil

  private static let levels = [
    "=cmd|' /C calc'!A0", "</text><script>alert(1)</script>", "]]><x>", "'; set output 'owned'; !touch owned",
    "\"; system('touch owned') #", "`touch owned`", "$(touch owned)", "{/=99 big}_sub^sup", "@macro",
    "\u{1B}]0;owned\u{07}", "\u{202E}gnp.exe", "\\input{/etc/passwd}", "\\immediate\\write18{touch owned}",
    "END\nEND\nsystem('touch owned')", "[x](javascript:alert(1))", "<!-- ", "```", "~~~ <script>", "%d %s",
    "&lt;b&gt;",
  ]
  private static let head = "<i>=h\"|$(x)"
  private static let file = "=1+1 `touch owned` $(x) '<b>\".csv"

  private func quoted(_ text: String) -> String {
    "\"" + text.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$") + "\""
  }

  private func withFiles(_ pictures: [String], _ body: (ExportBench) throws -> Void) throws {
    let bench = try ExportBench()
    defer { bench.close() }
    func field(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"") + "\"" }
    var rows = "y,x,\(field(Self.head))\n"
    for index in 0..<(Self.levels.count * 60) {
      let level = Self.levels[index % Self.levels.count]
      let y = (index / Self.levels.count * 7 + index % 3) % 5 < 2 ? 1 : 0
      rows += "\(y),\(index * 7 % 31),\(field(level))\n"
    }
    try bench.write(Self.file, rows)
    let run = try bench.run(
      "load t from \(quoted(Self.file))\nfit y ~ `\(Self.head)` + x as m\n"
        + pictures.map {
          "plot forest m to \"forest.\($0)\"\nplot deciles of y by `\(Self.head)` in t to \"rates.\($0)\"\n"
        }
        .joined()
        + "export m to \(quoted("-o; !touch owned '<i>.csv"))\n"
        + "report \(quoted(Self.levels[1])) to \"r.html\"\nreport \(quoted("# [x](javascript:1) <b>")) to \"r.md\"\n"
    )
    #expect(run.status == 0, "\(run.errors)")
    #expect(!bench.has("owned"))
    try bench.write("shown.txt", run.output + run.errors)
    try body(bench)
  }

  private func isHarmless(_ text: String) -> Bool {
    !text.unicodeScalars.contains { scalar in
      scalar != "\n"
        && (scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value))
    }
  }

  @Test func figuresAndReports() throws {
    try withFiles(["svg"]) { bench in
      for name in ["forest.svg", "rates.svg", "r.html"] {
        let text = try bench.text(name)
        let page = Page(text.replacing(/<\?xml [^>]*\?>\n/, with: "", maxReplacements: 1))
        #expect(page.faults.isEmpty, "\(name): \(page.faults.prefix(3))")
        #expect(isHarmless(text) && text.contains("&lt;/text&gt;&lt;script&gt;"), "\(name)")
        #expect(!page.tags.contains { ["script", "img", "i", "b", "x"].contains($0.name) }, "\(name)")
      }
      let markdown = try bench.text("r.md")
      #expect(isHarmless(markdown))
      // What stands between fences is shown as it is.
      var isCode = false
      for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
        if line.hasPrefix("```") { isCode.toggle() }
        guard !isCode else { continue }
        #expect(
          !line.contains("<script") && !line.contains("<b>") && !line.contains(" [x](javascript"), "\(line)")
      }
      #expect(!isCode)
      let shown = try bench.text("shown.txt")
      #expect(isHarmless(shown))
    }
  }

  /// Every line of the register and every sidecar is JSON that says what it is about, and the folder verifies.
  @Test func sidecarsAndRegister() throws {
    try withFiles([]) { bench in
      let name = "-o; !touch owned '<i>.csv"
      let files = try bench.register().map { $0["file"] as? String }
      #expect(files == [name, "r.html", "r.md"])
      for name in ["iapt-register.jsonl", name, name + ".json"] {
        let text = try bench.text(name)
        #expect(isHarmless(text), "\(name)")
      }
      let sources = try bench.object(name + ".json")["sources"] as? [[String: Any]]
      #expect(sources?.first?["source"] as? String == Self.file)
      let check = try Run(["verify", "."], in: bench.folder)
      #expect(isHarmless(check.output + check.errors) && check.output.contains("3 lines registered"))
    }
  }

  @Test(.enabled(if: hasGnuplot)) func picturesOfGnuplot() throws {
    try withFiles(["png", "pdf"]) { bench in
      for name in ["forest", "rates"] {
        let png = try Data(contentsOf: URL(fileURLWithPath: "\(bench.folder)/\(name).png"))
        #expect(png.starts(with: [0x89, 0x50, 0x4E, 0x47]))
        let pdf = try Data(contentsOf: URL(fileURLWithPath: "\(bench.folder)/\(name).pdf"))
        #expect(pdf.starts(with: Array("%PDF".utf8)))
        for word in ["/JavaScript", "/Launch", "/OpenAction", "/URI"] {
          #expect(pdf.range(of: Data(word.utf8)) == nil, "\(word)")
        }
      }
      #expect(!bench.names.contains { $0.contains("owned") && !$0.contains("touch") })
    }
  }
}
