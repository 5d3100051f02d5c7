import Commands
import Engine
import Foundation

/// Results as LaTeX to `\input` into a document that uses booktabs: a tabular for each table.
enum LaTeXDocument {
  static func text(_ document: Document) throws -> String {
    var blocks = ["% Made by iapt. In the preamble: \\usepackage{booktabs}\n"]
    if let warning = document.warning { blocks.append("\\par\\noindent\\textbf{\(escaped(warning))}\\par\n") }
    for piece in document.pieces {
      switch piece {
      case .heading(let text, _): blocks.append("\\par\\noindent\\textbf{\(escaped(text))}\\par\n")
      case .words(let text): blocks.append("\\par\\noindent \(escapedLines(text))\\par\n")
      case .findings(let findings):
        for sentence in findings.sentences {
          blocks.append("\\par\\noindent \(escapedLines(sentence.text(digits: document.digits)))\\par\n")
        }
      case .sources: break
      case .output(let gated): blocks += output(gated, document.digits)
      case .records: throw DocumentFailure.wrongForm(.latex, instead: [.csv])
      }
    }
    return blocks.joined(separator: "\n")
  }

  private static func output(_ gated: Gated, _ digits: Int?) -> [String] {
    switch gated.output {
    case .text(let text), .notice(let text): return ["\\par\\noindent \(escapedLines(text))\\par\n"]
    case .table(let value): return [table(value, gated.policy, digits)]
    case .figure(let value): return [table(value.data, gated.policy, digits)]
    case .model(let model):
      var blocks: [String] = []
      for section in model.sections where !section.facts.isEmpty {
        let rows = section.facts.map { [$0.title, Marks.wordAlone($0.cell, digits: digits)] }
        let title = section.title.isEmpty ? "\(model.name): \(model.formula)" : section.title
        blocks.append(grid(title, [("", true), ("", false)], rows, [], gated.policy))
      }
      if !model.terms.isEmpty {
        let table = Coefficients(model.terms, digits: digits)
        let rows = table.lines.map { line in
          line.names
            + (line.remark.isEmpty
              ? line.figures : [line.remark] + Array(repeating: "", count: table.figures.count - 1))
        }
        blocks.append(
          grid(
            "Coefficients of \(model.name): \(model.formula)",
            table.names.map { ($0, true) } + table.figures.map { ($0, false) }, rows,
            table.marks.words(gated.policy) + model.notes, gated.policy))
      }
      return blocks + model.tables.map { self.table($0, gated.policy, digits) }
    }
  }

  private static func table(_ table: TableOutput, _ policy: DisclosurePolicy, _ digits: Int?) -> String {
    var marks = Marks(digits: digits)
    let decimals = table.headers.indices.map { column in
      Marks.decimals(
        of: table.rows.lazy.compactMap { column < $0.count ? $0[column] : nil }, digits: digits)
    }
    let rows = table.rows.map { row in zip(row, decimals).map { marks.word(for: $0, decimals: $1) } }
    return grid(
      table.title, table.headers.map { ($0.title, $0.isText) }, rows, marks.words(policy) + table.notes,
      policy)
  }

  private static func grid(
    _ title: String, _ heads: [(title: String, isText: Bool)], _ rows: [[String]], _ notes: [String],
    _ policy: DisclosurePolicy
  ) -> String {
    func line(_ cells: [String]) -> String { cells.map(escaped).joined(separator: " & ") + " \\\\\n" }
    let hasHeads = heads.contains { !$0.title.isEmpty }
    let below = (notes + [TextRenderer.policyWords(policy)]).map { escapedLines($0) }
    let sides = heads.map { $0.isText ? "l" : "r" }.joined()
    let head = hasHeads ? line(heads.map(\.title)) + "\\midrule\n" : ""
    return """
      \\par\\noindent\\textbf{\(escaped(title))}\\par
      \\begin{tabular}{\(sides)}
      \\toprule
      \(head)\(rows.map(line).joined())\\bottomrule
      \\end{tabular}
      \\par{\\footnotesize \(below.joined(separator: "\\par "))\\par}

      """
  }

  /// Several lines, each a paragraph.
  private static func escapedLines(_ text: String) -> String {
    text.split(whereSeparator: \.isNewline).map { escaped(String($0)) }.joined(separator: "\\par ")
  }

  /// One line of text: no character of it is a command, ends the line, or joins with its neighbour.
  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in DisplayWidth.escaped(text).precomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar {
      case "\\": result += "\\textbackslash{}"
      case "{", "}", "$", "&", "#", "%", "_": result += "\\\(scalar)"
      case "^": result += "\\textasciicircum{}"
      case "~": result += "\\textasciitilde{}"
      case "<": result += "\\textless{}"
      case ">": result += "\\textgreater{}"
      case "|": result += "\\textbar{}"
      case "\"": result += "\\symbol{34}"
      case "'": result += "{'}"
      case "`": result += "\\textasciigrave{}"
      // Behind the end of a row both would be read as belonging to it.
      case "[", "*": result += "{\(scalar)}"
      // Two would become a dash.
      case "-" where result.last == "-": result += "{-}"
      case "–": result += "\\textendash{}"
      case "\u{2212}": result += "-"
      case _ where isKnown(scalar): result.unicodeScalars.append(scalar)
      default:
        result += "\\textbackslash{}u\\{" + String(scalar.value, radix: 16, uppercase: true) + "\\}"
      }
    }
    return result
  }

  /// Whether LaTeX has the character with no more than its first font encoding, OT1: without an error, that is. Others
  /// are written out.
  private static func isKnown(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0xAB, 0xBB, 0xD0, 0xDE, 0xF0, 0xFE, 0x104...0x105, 0x110...0x111, 0x118...0x119, 0x126...0x127,
      0x12E...0x12F, 0x138, 0x13F...0x140, 0x149...0x14B, 0x166...0x167, 0x172...0x173:
      false
    case 0x20..<0x7F, 0xA0..<0x17F, 0x2014, 0x2018, 0x2019, 0x201C, 0x201D, 0x2020...0x2022, 0x2026, 0x2030,
      0x20AC, 0x2122:
      true
    default: false
    }
  }
}
