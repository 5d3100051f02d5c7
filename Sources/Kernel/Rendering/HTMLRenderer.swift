import Commands
import Engine

/// Outputs as pieces of a page. It takes only what has passed the gate; it needs no style sheet, no script and nothing
/// from outside, and reads well with the one that ``HTMLPage`` has.
public enum HTMLRenderer {
  /// An output as one element; `digits`: significant digits of figures, `nil` for each kind's own. Below it stands the
  /// policy, unless what stands around it says that.
  public static func fragment(_ gated: Gated, digits: Int? = nil, withPolicy: Bool = true) -> String {
    let policy = withPolicy ? gated.policy : nil
    switch gated.output {
    case .text(let text):
      let shown = HTMLText.escapedKeepingLines(text)
      return "<pre class=\"wide\" tabindex=\"0\">\(shown)\(shown.hasSuffix("\n") ? "" : "\n")</pre>\n"
    case .notice(let text):
      return "<p class=\"notice\"><strong>note:</strong> \(lines(of: text))</p>\n"
    case .table(let value): return output(table(value, gated.policy, digits), policy)
    case .figure(let value): return output(figure(value, gated.policy, digits), policy)
    case .model(let value): return output(model(value, gated.policy, digits), policy)
    }
  }

  /// An error with its line, its place and the evidence.
  static func error(_ diagnostic: Diagnostic, in source: SourceText) -> String {
    let text = DiagnosticRenderer().headless(diagnostic, in: source)
    return "<pre class=\"error\">\(HTMLText.escapedKeepingLines(text))</pre>\n"
  }

  private static func output(_ inner: String, _ policy: DisclosurePolicy?) -> String {
    let words = policy.map { "<p class=\"policy\">\(HTMLText.escaped(TextRenderer.policyWords($0)))</p>\n" }
    return """
      <div class="output">
      \(inner)\(words ?? "")</div>

      """
  }

  private static func lines(of text: String) -> String {
    HTMLText.escapedKeepingLines(text).replacing("\n", with: "<br>\n")
  }

  private static func notes(_ notes: [String]) -> String {
    notes.map { "<p class=\"remark\">\(lines(of: $0))</p>\n" }.joined()
  }

  // MARK: Tables

  private static func table(
    _ table: TableOutput, _ policy: DisclosurePolicy, _ digits: Int?
  ) -> String {
    var marks = Marks(digits: digits)
    let decimals = table.headers.indices.map { column in
      Marks.decimals(
        of: table.rows.lazy.compactMap { column < $0.count ? $0[column] : nil }, digits: digits)
    }
    let bars = Bars.lengths(table)
    let rows = table.rows.enumerated().map { index, row in
      let cells = zip(zip(row, decimals), table.headers.indices).map { cell, column in
        let (value, decimals) = cell
        let text = marks.word(for: value, under: table.headers[column], decimals: decimals)
        return element(
          text, isText: table.headers[column].isText, isName: column == 0,
          isAgain: column == 0 && table.names ?? 1 > 1 && index > 0 && table.rows[index - 1].first == value)
      }
      let length = bars.flatMap { index < $0.count ? $0[index] : nil }
      return "<tr>\(cells.joined())\(bars == nil ? "" : "<td>\(bar(length))</td>")</tr>\n"
    }
    let title = table.title.isEmpty ? table.name : table.title
    var remarks: [String] = []
    if let total = table.total, total > rows.count {
      remarks.append("\(NumberFormat.count(total)) rows (\(NumberFormat.count(rows.count)) shown)")
    } else if rows.isEmpty {
      remarks.append("(no rows)")
    }
    return grid(
      caption: title, heads: table.headers.map { ($0.title, $0.isText) } + (bars == nil ? [] : [("", true)]),
      rows)
      + notes(remarks + marks.words(policy) + table.notes)
  }

  /// A bar that says nothing the figures beside it do not; it is silent where a page is read aloud.
  private static func bar(_ length: Double?) -> String {
    guard let length else { return "" }
    let width = Int((length * 160).rounded())
    return "<svg width=\"160\" height=\"10\" aria-hidden=\"true\">"
      + "<path d=\"M0 0h\(width)v10H0z\" fill=\"currentColor\"/></svg>"
  }

  /// A table that moves sideways where it is too wide for its window; a short one is not broken over two pages.
  private static func grid(
    caption: String, heads: [(title: String, isText: Bool)], _ rows: [String]
  ) -> String {
    let heads = heads.map { head in
      head.title.isEmpty
        ? "<td></td>"
        : "<th scope=\"col\"\(head.isText ? "" : " class=\"n\"")>\(HTMLText.escaped(head.title))</th>"
    }
    let caption = HTMLText.escaped(caption)
    return """
      <div class="wide\(rows.count <= 12 ? " short" : "")" tabindex="0" role="group" aria-label="\(caption)"><table>
      <caption>\(caption)</caption>
      <thead><tr>\(heads.joined())</tr></thead>
      <tbody>
      \(rows.joined())</tbody>
      </table></div>

      """
  }

  /// A name that stands above already is said again, more softly.
  private static func element(_ text: String, isText: Bool, isName: Bool, isAgain: Bool = false) -> String {
    let text = HTMLText.escaped(text)
    if isName, isText { return "<th scope=\"row\"\(isAgain ? " class=\"again\"" : "")>\(text)</th>" }
    return "<td\(isText ? "" : " class=\"n\"")>\(text)</td>"
  }

  // MARK: Models

  private static func model(
    _ model: ModelOutput, _ policy: DisclosurePolicy, _ digits: Int?
  ) -> String {
    let brief = BriefModel(model, digits: digits)
    var html =
      "<p class=\"model\"><strong>\(HTMLText.escaped(model.name))</strong>: "
      + "<code>\(HTMLText.escaped(model.formula))</code></p>\n"
    let facts =
      (model.data.isEmpty ? [] : ["data: " + model.data]) + [
        model.isBrief ? brief.rows : "outcome: " + model.outcome
      ]
    html += "<p class=\"about\">" + facts.map(HTMLText.escaped).joined(separator: "<br>\n") + "</p>\n"
    html += model.reading.map { "<p>\(lines(of: $0.text(digits: digits)))</p>\n" }.joined()
    for section in model.isBrief ? [] : model.sections where !section.facts.isEmpty {
      if !section.title.isEmpty { html += "<p class=\"section\">\(HTMLText.escaped(section.title))</p>\n" }
      let pairs = section.facts.map { fact in
        "<div><dt>\(HTMLText.escaped(fact.title))</dt><dd>\(HTMLText.escaped(Marks.wordAlone(fact.cell, digits: digits)))</dd></div>\n"
      }
      html += "<dl>\n\(pairs.joined())</dl>\n"
    }
    html += coefficients(model, policy, digits)
    if model.isBrief { return html + notes(brief.tests + model.notes + [brief.more]) }
    return html + model.tables.map { table($0, policy, digits) }.joined() + notes(model.notes)
  }

  private static func coefficients(
    _ model: ModelOutput, _ policy: DisclosurePolicy, _ digits: Int?
  ) -> String {
    guard !model.terms.isEmpty else { return "" }
    let table = Coefficients(model.terms, isBrief: model.isBrief, digits: digits)
    let rows = table.lines.map { line in
      let names = line.names.enumerated().map { element($1, isText: true, isName: $0 == 0) }
      let figures =
        line.remark.isEmpty
        ? line.figures.map { element($0, isText: false, isName: false) }
        : ["<td colspan=\"\(table.figures.count)\">\(HTMLText.escaped(line.remark))</td>"]
      return "<tr>\((names + figures).joined())</tr>\n"
    }
    let heads = table.names.map { ($0, true) } + table.figures.map { ($0, false) }
    return grid(caption: "Coefficients of \(model.name)", heads: heads, rows)
      + notes(table.marks.words(policy))
      + plot(of: model, policy)
  }

  /// The intervals of a model that has any, drawn.
  private static func plot(of model: ModelOutput, _ policy: DisclosurePolicy) -> String {
    let figure = FigureOutput.forest(model)
    let data = FigureData(figure)
    guard (0..<data.rowCount).contains(where: { data.interval($0) != nil }) else { return "" }
    return drawing(FigureLayout.embedded(figure, policy).drawing)
  }

  // MARK: Figures

  /// A figure with its title and notes, and behind them its data as a table.
  private static func figure(
    _ figure: FigureOutput, _ policy: DisclosurePolicy, _ digits: Int?
  ) -> String {
    let (drawing, remarks) = FigureLayout.embedded(figure, policy)
    let basis = figure.basis.text(digits: digits ?? 3)
    var data = figure.data
    // What is said below the drawing is not said again.
    data.notes = []
    return """
      <figure class="\(figure.kind.rawValue)">
      <figcaption><strong>\(HTMLText.escaped(figure.title))</strong>\
      \(basis.isEmpty ? "" : "<br>\n\(HTMLText.escaped(basis))")</figcaption>
      \(self.drawing(drawing))\(notes(remarks))</figure>
      <details>
      <summary>What is drawn, as a table</summary>
      \(table(data, policy, digits))</details>

      """
  }

  /// A drawing that moves sideways where it is too wide for its window.
  private static func drawing(_ drawing: Drawing) -> String {
    """
    <div class="wide" tabindex="0" role="group" aria-label="\(HTMLText.escaped(drawing.title)), drawn">
    \(drawing.svg(isFile: false))</div>

    """
  }
}
