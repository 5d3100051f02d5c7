import Testing

@testable import Kernel

@Suite struct MarkdownTests {
  private func html(_ text: String) -> String { Markdown(text).html { $0 } }

  @Test(arguments: [
    ("# A *b*", "<h1>A <em>b</em></h1>\n"), ("### C ###", "<h3>C</h3>\n"),
    ("####### no", "<p>####### no</p>\n"),
    ("A\n=", "<h1>A</h1>\n"), ("A\n---", "<h2>A</h2>\n"), ("a\n\n---\n", "<p>a</p>\n<hr>\n"),
    ("a\nb\n\nc", "<p>a\nb</p>\n<p>c</p>\n"), ("a  \nb\\\nc", "<p>a<br>\nb<br>\nc</p>\n"),
    ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
    ("3. a\n4. b", "<ol start=\"3\">\n<li>a</li>\n<li>b</li>\n</ol>\n"),
    ("* a\n  more\n  * in", "<ul>\n<li>a\nmore\n<ul>\n<li>in</li>\n</ul>\n</li>\n</ul>\n"),
    ("- a\n\n- b", "<ul>\n<li><p>a</p>\n</li>\n<li><p>b</p>\n</li>\n</ul>\n"),
    ("text\n1986. A year", "<p>text\n1986. A year</p>\n"),
    ("text\n- point", "<p>text</p>\n<ul>\n<li>point</li>\n</ul>\n"),
    ("> a\n> # b", "<blockquote>\n<p>a</p>\n<h1>b</h1>\n</blockquote>\n"),
    ("```sh\na *b* <c>\n```\nd", "<pre><code>a *b* &lt;c&gt;\n</code></pre>\n<p>d</p>\n"),
    ("    iapt run\n\n    more", "<pre><code>iapt run\n\nmore\n</code></pre>\n"),
    (
      "**a** __b__ ***c*** `d*e*`",
      "<p><strong>a</strong> <strong>b</strong> <strong><em>c</em></strong> <code>d*e*</code></p>\n"
    ),
    ("six_or_more_sessions 2 * 3 * 4 \\*a*", "<p>six_or_more_sessions 2 * 3 * 4 *a*</p>\n"),
    ("*a **b** c* ``x`y``", "<p><em>a <strong>b</strong> c</em> <code>x`y</code></p>\n"),
    (
      "[a *b*](https://x.org/?a=1&b=2 \"t\")",
      "<p><a href=\"https://x.org/?a=1&amp;b=2\" rel=\"noreferrer\">a <em>b</em></a></p>\n"
    ),
    ("<mailto:a@b.c> <b>", "<p><a href=\"mailto:a@b.c\" rel=\"noreferrer\">mailto:a@b.c</a> &lt;b&gt;</p>\n"),
    ("[a](javascript:x(1)) [b](docs/a.md)", "<p>a (javascript:x(1)) b (docs/a.md)</p>\n"),
    ("![words](https://x.org/i.png)", "<p>words</p>\n"), ("[a] [b", "<p>[a] [b</p>\n"),
  ]) func part(_ text: String, _ expected: String) {
    #expect(html(text) == expected)
    #expect(Page(html(text)).faults == [])
  }

  @Test func tables() {
    let page = html("| a | b |\n|:--|--:|\n| x \\| y | `2` |\n| short |\n\nafter")
    #expect(page.contains("<th scope=\"col\">a</th><th scope=\"col\" class=\"n\">b</th>"))
    #expect(page.contains("<td>x | y</td><td class=\"n\"><code>2</code></td>"))
    #expect(page.contains("<td>short</td><td class=\"n\"></td>") && page.hasSuffix("<p>after</p>\n"))
    #expect(html("a | b\nno table") == "<p>a | b\nno table</p>\n")
  }

  @Test func titles() {
    #expect(Markdown("# The `x` of *y*\nwords").title == "The x of y")
    #expect(Markdown("words\n# later").title == nil && Markdown("").title == nil)
  }

  @Test func openCodeIsClosed() {
    #expect(MarkdownReader.openFence("a\n~~~~\nb\n~~~") == "~~~~")
    #expect(MarkdownReader.openFence("```\na\n```") == nil && MarkdownReader.openFence("a") == nil)
  }

  /// Nobody writes such text; it must neither end the program nor take for ever.
  @Test func depthAndLength() {
    for piece in ["> ", "- ", "*a ", "**", "[", "![a](", "`", "<", "_(", "  - x\n", "|a\n|-\n", "1. "] {
      let text = String(repeating: piece, count: 1500)
      #expect(Page(html(text)).faults == [], "\(piece)")
    }
  }

  /// Whatever stands in a text cell, the page has the few tags it may have, closed in order.
  @Test(arguments: 0..<150 as Range<UInt64>) func anyTextIsHarmless(_ seed: UInt64) {
    var random = SplitMix64(state: seed)
    let pieces = [
      "<", ">", "&", "\"", "'", "*", "**", "_", "`", "```", "[", "]", "(", ")", "!", "\\", "\n", "\n\n",
      "    ", "- ",
      "1. ", "> ", "# ", "|", "|-|\n", "---\n", "a", "b c", "https://x.org", "javascript:a", "<script>",
      "</main>",
      "<!--", "\u{1B}[31m", "\u{202E}", "\u{301}", "\0", "é", "onload=\"x\"", "](https://a.b/\" onclick=\"x)",
    ]
    let text = (0..<60).compactMap { _ in pieces.randomElement(using: &random) }.joined()
    #expect(Page(html(text)).faults == [], "\(text.debugDescription)")
  }
}
