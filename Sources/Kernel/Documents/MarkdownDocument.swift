import Commands

/// Results as Markdown.
enum MarkdownDocument {
  static func text(_ document: Document) throws -> String {
    let renderer = MarkdownRenderer(digits: document.digits)
    var blocks = ["# \(MarkdownText.escaped(document.title))\n"]
    if let warning = document.warning { blocks.append("**\(MarkdownText.escaped(warning))**\n") }
    let shared = document.sharedPolicy
    if let shared { blocks.append("*\(MarkdownText.escaped(shared))*\n") }
    for piece in document.pieces {
      switch piece {
      case .heading(let text, let level):
        let marks = String(repeating: "#", count: min(6, max(2, level + 1)))
        blocks.append("\(marks) \(MarkdownText.escaped(text))\n")
      case .words(let text): blocks.append(text + "\n")
      case .output(let gated): blocks.append(renderer.render(gated, withPolicy: shared == nil))
      case .findings(let findings):
        let points = findings.sentences.map { $0.text(digits: document.digits) }
        blocks.append(points.map { "- \(MarkdownText.paragraph($0))\n" }.joined())
      case .sources: break
      case .records: throw DocumentFailure.wrongForm(.markdown, instead: [.csv])
      }
    }
    return blocks.joined(separator: "\n")
  }
}

/// Results as one page that needs nothing else.
enum HTMLDocument {
  static func text(_ document: Document) throws -> String {
    var html = HTMLPage.opening(title: document.title) + "<h1>\(HTMLText.escaped(document.title))</h1>\n"
    if let warning = document.warning {
      html += "<p class=\"notice\"><strong>\(HTMLText.escaped(warning))</strong></p>\n"
    }
    let shared = document.sharedPolicy
    if let shared { html += "<p class=\"policy\">\(HTMLText.escaped(shared))</p>\n" }
    for piece in document.pieces {
      switch piece {
      case .heading(let text, let level):
        let depth = min(6, max(2, level + 1))
        html += "<h\(depth)>\(HTMLText.escaped(text))</h\(depth)>\n"
      case .words(let text): html += Markdown(text).html { min(6, max(2, $0 + 1)) }
      case .output(let gated):
        html += HTMLRenderer.fragment(gated, digits: document.digits, withPolicy: shared == nil)
      case .findings(let findings):
        let points = findings.sentences.map { HTMLText.escaped($0.text(digits: document.digits)) }
        html += "<ul>\n\(points.map { "<li>\($0)</li>\n" }.joined())</ul>\n"
      case .sources: break
      case .records: throw DocumentFailure.wrongForm(.html, instead: [.csv])
      }
    }
    return html + HTMLPage.closing
  }
}
