import Foundation
import Testing

@testable import Kernel

/// Data made to do harm comes through every form of file as mere text.
@Suite struct HarmlessTests {
  /// Levels as an attacker would write them.
  private static let levels = [
    "=cmd|' /C calc'!A0", "+1+1", "-2+3", "@SUM(A1)", " =1+1", "\u{FF1D}1+1", "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>", "\u{1B}]0;owned\u{07}\u{1B}[31mred", "\\input{/etc/passwd}",
    "^^5cinput",
    "$(reboot)`reboot`", "'; set output '/tmp/x'; !reboot", "[x](javascript:alert(1))", "| a | b |",
    "**bold**",
    "{/=99 big}_sub^sup", "\u{202E}gnp.exe", "\u{9B}31m", "tab\tline", "%comment & # ~ _", "\\\\[9em]", "-5",
    "]]>",
  ]

  private static let head = "=HYPERLINK(\"\"http://x\"\")"

  private func withFiles(_ body: (ExportBench) throws -> Void) throws {
    let bench = try ExportBench()
    defer { bench.close() }
    var rows = "y,x,\"\(Self.head)\"\n"
    for index in 0..<(Self.levels.count * 40) {
      let level = Self.levels[index % Self.levels.count].replacing("\"", with: "\"\"")
      rows += "\(index / Self.levels.count % 2),\(index * 7 % 11),\"\(level)\"\n"
    }
    try bench.write("t.csv", rows)
    let column = "`=HYPERLINK(\"http://x\")`"
    let forms = ["csv", "json", "md", "html", "tex"]
    let run = try bench.run(
      "load t from \"t.csv\"\nsummary y by \(column)\n"
        + forms.map { "export to \"table.\($0)\"" }.joined(separator: "\n") + "\nfit y ~ \(column) + x as m\n"
        + forms.map { "export m to \"model.\($0)\"" }.joined(separator: "\n"))
    #expect(run.status == 0, "\(run.errors)")
    try bench.write("shown.txt", run.output + run.errors)
    try body(bench)
  }

  @Test func noControlCharacterReachesAFile() throws {
    try withFiles { bench in
      for name in bench.names where name != "t.csv" && name != "a.iapt" {
        for scalar in try bench.text(name).unicodeScalars where scalar != "\n" {
          let isControl =
            scalar.properties.generalCategory == .control || (0x202A...0x202E).contains(scalar.value)
          #expect(!isControl, "\(name): \(scalar.value)")
          if isControl { break }
        }
      }
      #expect(bench.names.count == 2 + 20 + 2)
    }
  }

  @Test func noSpreadsheetCalculates() throws {
    try withFiles { bench in
      for name in ["table.csv", "model.csv"] {
        let text = try bench.text(name)
        let rows = OracleFields.rows(text)
        #expect(rows.count > Self.levels.count - 1 && Set(rows.map(\.count)).count == 1, "\(name)")
        for field in rows.joined() {
          let first = field.drop { $0.isWhitespace }.first
          let isFormula = first.map { "=+-@\u{FF1D}".contains($0) } ?? false
          #expect(!isFormula || Double(field) != nil, "\(name): \(field)")
        }
        #expect(rows.joined().contains("'=cmd|' /C calc'!A0") && rows.joined().contains("-5"), "\(name)")
      }
    }
  }

  @Test func pagesHaveOnlyTheirOwnTags() throws {
    try withFiles { bench in
      let known: Set<String> = [
        "html", "head", "meta", "title", "style", "body", "a", "main", "h1", "h2", "h3", "p", "strong",
        "code", "div",
        "table", "caption", "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "br", "svg", "path", "line",
        "rect",
        "circle", "text", "g", "pre", "desc",
      ]
      for name in ["table.html", "model.html"] {
        let text = try bench.text(name)
        for match in text.matches(of: /<\/?([A-Za-z][A-Za-z0-9]*)([^>]*)>/) {
          #expect(known.contains(String(match.1)), "\(name): \(match.1)")
          #expect(!match.2.contains("onerror") && !match.2.contains("src="), "\(match.2)")
        }
        #expect(text.contains("&lt;script&gt;alert(1)&lt;/script&gt;"))
      }
      for name in ["table.md", "model.md"] {
        let text = try bench.text(name)
        #expect(!text.contains("<script>") && !text.contains("<img"), "\(name)")
        #expect(!text.contains(" [x](javascript") && !text.contains(" **bold** "), "\(name)")
      }
    }
  }

  /// Every command in a LaTeX file is one that the program writes, and nothing opens what it does not close.
  @Test func latexHasOnlyItsOwnCommands() throws {
    let known: Set<String> = [
      "par", "noindent", "textbf", "begin", "end", "toprule", "midrule", "bottomrule", "footnotesize",
      "textbackslash",
      "textasciicircum", "textasciitilde", "textless", "textgreater", "textbar", "symbol", "textasciigrave",
      "textendash",
    ]
    try withFiles { bench in
      for name in ["table.tex", "model.tex"] {
        let lines = try bench.text(name).split(separator: "\n").dropFirst()
        #expect(lines.count > 20)
        for line in lines {
          var rest = line[...]
          while let slash = rest.firstIndex(of: "\\") {
            let after = rest[rest.index(after: slash)...]
            let word = after.prefix { $0.isASCII && $0.isLetter }
            if word.isEmpty {
              #expect(after.first.map { "{}$&#%_\\".contains($0) } ?? true, "\(line)")
              rest = after.dropFirst()
            } else {
              #expect(known.contains(String(word)), "\(line)")
              rest = after.dropFirst(word.count)
            }
          }
          let bare = line.replacing(/\\[{}$&#%_\\]/, with: "")
          #expect(
            !bare.contains("$") && !bare.contains("#") && !bare.contains("%") && !bare.contains("^"),
            "\(line)")
          #expect(!line.contains("\\\\[") && !line.hasPrefix("[") && !line.hasPrefix("*"), "\(line)")
          if !line.contains("tabular") {
            #expect(bare.count { $0 == "{" } == bare.count { $0 == "}" }, "\(line)")
          }
        }
      }
    }
  }

  @Test func textsOfEveryKind() {
    for text in ["-5", "+3.25", "-0.1", "plain", "a=b", "5-3", "", " ", "2021-01-01"] {
      #expect(Harmless.cell(text) == text, "\(text)")
    }
    for text in ["=1", "+a", "-1-1", "@x", "-", "+", "-1e5", "--1", "-1.", "\u{200B}=1", "\u{2212}1"] {
      #expect(Harmless.cell(text) == "'" + text, "\(text)")
    }
    #expect(Harmless.cell("\t=1") == "\\t=1" && Harmless.cell("\r=1") == "\\r=1")
  }
}

/// Fields of a CSV text, by RFC 4180 and nothing else.
enum OracleFields {
  static func rows(_ text: String) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field = ""
    var isQuoted = false
    var characters = Array(text.unicodeScalars)[...]
    while let scalar = characters.popFirst() {
      if isQuoted {
        if scalar == "\"", characters.first == "\"" {
          characters.removeFirst()
          field.unicodeScalars.append("\"")
        } else if scalar == "\"" {
          isQuoted = false
        } else {
          field.unicodeScalars.append(scalar)
        }
      } else if scalar == "\"", field.isEmpty {
        isQuoted = true
      } else if scalar == "," || scalar == "\n" {
        row.append(field)
        field = ""
        if scalar == "\n" {
          rows.append(row)
          row = []
        }
      } else {
        field.unicodeScalars.append(scalar)
      }
    }
    return rows
  }
}
