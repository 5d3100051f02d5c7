import Commands
import Engine

/// A run as one page.
struct HTMLWriter: NotebookWriter {
  let holdsMessages = true
  private var title = ""
  private var hasTitle = false
  private var hasSeveral = false
  /// The level of the last heading, so that none is left out.
  private var level = 1
  private var isCellOpen = false

  mutating func opening(_ scripts: [ScriptHeading]) -> String {
    hasSeveral = scripts.count > 1
    title = scripts.first?.name(isAlone: true) ?? "Results"
    if hasSeveral { title = "Results of \(scripts.count) scripts" }
    return HTMLPage.opening(title: title)
  }

  mutating func script(_ heading: ScriptHeading) -> String {
    let before = endCell() + titleLine()
    level = 2
    return before + "<h2>\(HTMLText.escaped(heading.path))</h2>\n"
  }

  mutating func words(_ text: String) -> String {
    let markdown = Markdown(text)
    // The script's own first heading is the page's, if it begins with one.
    var isFirst = !hasSeveral && !hasTitle && markdown.title != nil
    if isFirst { hasTitle = true }
    let before = endCell() + titleLine()
    var last = level
    let html = markdown.html { depth in
      defer { isFirst = false }
      if isFirst { return 1 }
      // One heading of the first level only, and none that skips one.
      last = min(max(depth + (hasSeveral ? 2 : 0), 2), last + 1, 6)
      return last
    }
    level = last
    return before + html
  }

  mutating func cell(_ text: String, title: String, number: Int?) -> String {
    let before = endCell() + titleLine()
    isCellOpen = true
    let name = HTMLText.escaped(
      "In [\(number.map(String.init) ?? " ")]" + (title.isEmpty ? "" : ": " + title))
    return before + """
      <section class="cell" aria-label="\(name)">
      <p class="in">\(name)</p>
      <pre class="code"><code>\(HTMLText.escapedKeepingLines(text))
      </code></pre>
      \(number == nil ? "<p class=\"remark\">skipped</p>\n" : "")
      """
  }

  mutating func output(_ gated: Gated, _ display: Settings.Display, cell: Int) -> String {
    titleLine() + HTMLRenderer.fragment(gated, digits: display.digits)
  }

  mutating func failure(_ diagnostic: Diagnostic, cell: Int, in source: SourceText) -> String {
    titleLine() + HTMLRenderer.error(diagnostic, in: source)
  }

  mutating func endCell() -> String {
    defer { isCellOpen = false }
    return isCellOpen ? "</section>\n" : ""
  }

  mutating func closing() -> String { endCell() + titleLine() + HTMLPage.closing }

  /// The page's heading, where nothing else gave it one.
  private mutating func titleLine() -> String {
    defer { hasTitle = true }
    return hasTitle ? "" : "<h1>\(HTMLText.escaped(title))</h1>\n"
  }
}
