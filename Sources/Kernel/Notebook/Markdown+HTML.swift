extension Markdown {
  /// As HTML; `level` gives the level that a heading gets on its page.
  func html(_ level: (Int) -> Int) -> String { Markdown.html(blocks, level) }

  private static func html(_ blocks: [Block], _ level: (Int) -> Int) -> String {
    blocks.map { html($0, level) }.joined()
  }

  private static func html(_ block: Block, _ level: (Int) -> Int) -> String {
    switch block {
    case .heading(let depth, let text):
      let name = "h\(level(depth))"
      return "<\(name)>\(MarkdownInline.html(text))</\(name)>\n"
    case .paragraph(let text): return "<p>\(MarkdownInline.html(text))</p>\n"
    case .code(let text): return "<pre><code>\(HTMLText.escapedKeepingLines(text))\n</code></pre>\n"
    case .quote(let inner): return "<blockquote>\n\(html(inner, level))</blockquote>\n"
    case .rule: return "<hr>\n"
    case .table(let heads, let columns, let rows): return table(heads, columns, rows)
    case .list(let start, let isLoose, let items):
      let name = start == nil ? "ul" : "ol"
      let first = start.map { $0 == 1 ? "" : " start=\"\($0)\"" } ?? ""
      let inner = items.map { item in
        "<li>" + item.map { piece(of: $0, isLoose, level) }.joined(separator: "\n") + "</li>\n"
      }
      return "<\(name)\(first)>\n\(inner.joined())</\(name)>\n"
    }
  }

  /// A part of an item: without blank lines in the list its paragraphs are lines.
  private static func piece(of block: Block, _ isLoose: Bool, _ level: (Int) -> Int) -> String {
    if case .paragraph(let text) = block, !isLoose { return MarkdownInline.html(text) }
    return html(block, level)
  }

  private static func table(_ heads: [String], _ columns: [Column], _ rows: [[String]]) -> String {
    func cells(_ texts: [String], _ name: String) -> String {
      let cells = zip(texts, columns).map { text, column in
        let place =
          switch column {
          case .plain, .left: ""
          case .right: " class=\"n\""
          case .middle: " class=\"mid\""
          }
        let scope = name == "th" ? " scope=\"col\"" : ""
        return "<\(name)\(scope)\(place)>\(MarkdownInline.html(text))</\(name)>"
      }
      return "<tr>\(cells.joined())</tr>\n"
    }
    let body = rows.map { cells($0, "td") }.joined()
    return """
      <div class="wide" tabindex="0" role="group" aria-label="Table"><table>
      <thead>\(cells(heads, "th"))</thead>
      <tbody>
      \(body)</tbody>
      </table></div>

      """
  }
}
