import Commands
import Engine

/// A run as Markdown: text cells as they are, statements between fences, outputs as tables.
struct MarkdownWriter: NotebookWriter {
  let holdsMessages = true
  private var isFirst = true

  mutating func opening(_ scripts: [ScriptHeading]) -> String { "" }

  mutating func script(_ heading: ScriptHeading) -> String {
    block("# \(MarkdownText.escaped(heading.path))\n")
  }

  mutating func words(_ text: String) -> String {
    var text = DisplayWidth.escapedKeepingLines(text)
    // What a text cell leaves open must not swallow the results below.
    if let end = MarkdownReader.openFence(text) { text += "\n" + end }
    return block(text + "\n")
  }

  mutating func cell(_ text: String, title: String, number: Int?) -> String {
    let head = "**In [\(number.map(String.init) ?? " ")]:**"
    return block(title.isEmpty ? head + "\n" : "\(head) \(MarkdownText.escaped(title))\n")
      + block(MarkdownText.fenced(text, "iapt"))
      + (number == nil ? block("skipped\n") : "")
  }

  mutating func output(_ gated: Gated, _ display: Settings.Display, cell: Int) -> String {
    block(MarkdownRenderer(digits: display.digits).render(gated))
  }

  mutating func failure(_ diagnostic: Diagnostic, cell: Int, in source: SourceText) -> String {
    block(MarkdownText.fenced(DiagnosticRenderer().headless(diagnostic, in: source), "text"))
  }

  mutating func endCell() -> String { "" }
  mutating func closing() -> String { "" }

  /// Blocks have an empty line between them.
  private mutating func block(_ text: String) -> String {
    defer { isFirst = false }
    return (isFirst ? "" : "\n") + text
  }
}
