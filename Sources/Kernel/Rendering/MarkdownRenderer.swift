import Commands
import Engine

/// Outputs as Markdown with GitHub's tables, their columns aligned so that they also read well as they are. It takes
/// only what has passed the gate.
public struct MarkdownRenderer: Sendable {
  /// Significant digits of figures; `nil` for each kind's own.
  private let digits: Int?

  /// Makes a renderer.
  public init(digits: Int? = nil) { self.digits = digits }

  /// An output, ending with a line end; below it the policy, unless what stands around it says that.
  public func render(_ gated: Gated, withPolicy: Bool = true) -> String {
    let policy = withPolicy ? [policyLine(gated.policy)] : []
    let blocks: [String] =
      switch gated.output {
      case .text(let text): [MarkdownText.fenced(text, "text")]
      case .notice(let text):
        ["> **note:** " + MarkdownText.paragraph(text).replacing("\n", with: "\n> ") + "\n"]
      case .table(let value): table(value, gated.policy) + policy
      case .figure(let value): figure(value, gated.policy) + policy
      case .model(let value): model(value, gated.policy) + policy
      }
    return blocks.joined(separator: "\n")
  }

  private func policyLine(_ policy: DisclosurePolicy) -> String {
    "*\(MarkdownText.escaped(TextRenderer.policyWords(policy)))*\n"
  }

  private func bold(_ text: String) -> String {
    // Blanks beside the marks would leave them as they are.
    "**\(MarkdownText.escaped(text.split(separator: " ").joined(separator: " ")))**\n"
  }

  private func paragraphs(_ texts: [String]) -> [String] {
    texts.filter { !$0.isEmpty }.map { MarkdownText.paragraph($0) + "\n" }
  }

  private func table(_ table: TableOutput, _ policy: DisclosurePolicy) -> [String] {
    var marks = Marks(digits: digits)
    let decimals = table.headers.indices.map { column in
      Marks.decimals(
        of: table.rows.lazy.compactMap { column < $0.count ? $0[column] : nil }, digits: digits)
    }
    let rows = table.rows.map { row in
      zip(zip(row, table.headers), decimals).map { marks.word(for: $0.0, under: $0.1, decimals: $1) }
    }
    var remarks: [String] = []
    if let total = table.total, total > rows.count {
      remarks.append("\(NumberFormat.count(total)) rows (\(NumberFormat.count(rows.count)) shown)")
    } else if rows.isEmpty {
      remarks.append("(no rows)")
    }
    return (table.title.isEmpty ? [] : [bold(table.title)])
      + [grid(table.headers.map { ($0.title, $0.isText) }, rows)]
      + paragraphs(remarks + marks.words(policy) + table.notes)
  }

  /// Drawn in characters, which Markdown keeps as they are; every figure has its data in the same lines.
  private func figure(_ figure: FigureOutput, _ policy: DisclosurePolicy) -> [String] {
    var untitled = figure
    untitled.title = ""
    untitled.basis = ModelOutput.Sentence([])
    let lines = TextRenderer(digits: digits).lines(of: untitled, policy).drop { $0.isEmpty }
    return [bold(figure.title)] + paragraphs([figure.basis.text(digits: digits ?? 3)]) + [
      MarkdownText.fenced(lines.joined(separator: "\n") + "\n", "text")
    ]
  }

  private func model(_ model: ModelOutput, _ policy: DisclosurePolicy) -> [String] {
    var blocks = [bold("\(model.name): \(model.formula)")]
    let brief = BriefModel(model, digits: digits)
    let about =
      (model.data.isEmpty ? [] : ["data: " + model.data])
      + [model.isBrief ? brief.rows : "outcome: " + model.outcome]
    blocks += paragraphs([about.joined(separator: "\n")])
    blocks += paragraphs(model.reading.map { $0.text(digits: digits) })
    for section in model.isBrief ? [] : model.sections where !section.facts.isEmpty {
      if !section.title.isEmpty { blocks.append(bold(section.title)) }
      blocks.append(
        grid(
          [("figure", true), ("value", false)],
          section.facts.map { [$0.title, Marks.wordAlone($0.cell, digits: digits)] }))
    }
    if !model.terms.isEmpty {
      let table = Coefficients(model.terms, isBrief: model.isBrief, digits: digits)
      let rows = table.lines.map { line in
        line.names
          + (line.remark.isEmpty
            ? line.figures : [line.remark] + Array(repeating: "", count: table.figures.count - 1))
      }
      blocks.append(grid(table.names.map { ($0, true) } + table.figures.map { ($0, false) }, rows))
      blocks += paragraphs(table.marks.words(policy))
    }
    if model.isBrief { return blocks + paragraphs(brief.tests + model.notes + [brief.more]) }
    return blocks + model.tables.flatMap { self.table($0, policy) } + paragraphs(model.notes)
  }

  /// A table; every cell is filled up to its column's width.
  private func grid(_ heads: [(title: String, isText: Bool)], _ rows: [[String]]) -> String {
    let texts = ([heads.map(\.title)] + rows).map { $0.map(MarkdownText.escaped) }
    let widths = heads.indices.map { column in
      texts.reduce(3) { max($0, column < $1.count ? DisplayWidth.of($1[column]) : 0) }
    }
    func line(_ cells: [String]) -> String {
      let cells = heads.indices.map { column in
        let text = column < cells.count ? cells[column] : ""
        let space = String(repeating: " ", count: max(0, widths[column] - DisplayWidth.of(text)))
        return heads[column].isText ? text + space : space + text
      }
      return "| " + cells.joined(separator: " | ") + " |\n"
    }
    let dashes = zip(heads, widths).map { head, width in
      let dashes = String(repeating: "-", count: width - 1)
      return head.isText ? ":" + dashes : dashes + ":"
    }
    return line(texts[0]) + line(dashes) + texts.dropFirst().map(line).joined()
  }
}
