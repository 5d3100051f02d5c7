import Foundation

/// What a test knows of a page: its tags are few, in order and harmless, and nothing but escaped text stands between.
struct Page {
  /// Tags with their attributes, in order.
  private(set) var tags: [(name: String, attributes: [String: String], isEnd: Bool)] = []
  /// The text between them, line by line where tags separate it.
  private(set) var text: [String] = []
  /// What is wrong with it; empty for a good one.
  private(set) var faults: [String] = []

  private static let void: Set = ["meta", "br", "hr"]
  private static let known: Set = [
    "html", "head", "meta", "title", "style", "body", "main", "a", "h1", "h2", "h3", "h4", "h5", "h6", "p",
    "ul",
    "ol", "li", "blockquote", "hr", "br", "pre", "code", "em", "strong", "div", "section", "table", "caption",
    "thead", "tbody", "tr", "th", "td", "dl", "dt", "dd", "svg", "desc", "path", "circle", "text", "rect",
    "figure", "figcaption", "details", "summary",
  ]
  private static let attributes: Set = [
    "lang", "charset", "http-equiv", "content", "name", "class", "href", "id", "tabindex", "role",
    "aria-label", "aria-hidden",
    "scope", "colspan", "start", "rel", "xmlns", "width", "height", "viewBox", "font-family", "font-size",
    "fill",
    "d", "stroke", "stroke-width", "stroke-dasharray", "x", "y", "cx", "cy", "r", "text-anchor",
    "font-weight", "transform",
  ]

  init(_ html: String) {
    var open: [String] = []
    var rest = html[...]
    if rest.hasPrefix("<!DOCTYPE html>\n") { rest = rest.dropFirst(16) }
    while let start = rest.firstIndex(of: "<") {
      note(String(rest[..<start]))
      guard
        let match = rest[start...].prefixMatch(of: /<(\/?)([a-z][a-z0-9]*)((?: [a-zA-Z-]+="[^"<>]*")*)(\/?)>/)
      else {
        faults.append("a raw < before \(rest[start...].prefix(40).debugDescription)")
        rest = rest[rest.index(after: start)...]
        continue
      }
      let name = String(match.2)
      if !Page.known.contains(name) { faults.append("a tag \(name)") }
      var attributes: [String: String] = [:]
      for pair in match.3.matches(of: /([a-zA-Z-]+)="([^"]*)"/) {
        attributes[String(pair.1)] = String(pair.2)
        if !Page.attributes.contains(String(pair.1)) { faults.append("an attribute \(pair.1)") }
      }
      if name == "a", match.1.isEmpty {
        let target = attributes["href"] ?? ""
        if !["http://", "https://", "mailto:", "#"].contains(where: target.lowercased().hasPrefix) {
          faults.append("a link to \(target)")
        }
      }
      tags.append((name, attributes, !match.1.isEmpty))
      rest = rest[match.range.upperBound...]
      if !match.1.isEmpty {
        if open.popLast() != name { faults.append("</\(name)> out of place") }
      } else if match.4.isEmpty, !Page.void.contains(name) {
        open.append(name)
      }
      if name == "style", match.1.isEmpty, let end = rest.range(of: "</style>") {
        rest = rest[end.lowerBound...]
      }
    }
    note(String(rest))
    if !open.isEmpty { faults.append("open: \(open)") }
  }

  private mutating func note(_ piece: String) {
    if piece.contains(">") { faults.append("a raw > in \(piece.debugDescription)") }
    if piece.unicodeScalars.contains(where: {
      $0.value < 32 && $0 != "\n" && $0 != "\t" || $0.value == 0x202E
    }) {
      faults.append("a control character in \(piece.debugDescription)")
    }
    let plain = piece.replacing("&lt;", with: "<").replacing("&gt;", with: ">").replacing(
      "&quot;", with: "\""
    )
    .replacing("&#39;", with: "'").replacing("&amp;", with: "&")
    if plain.contains(where: { !$0.isWhitespace }) { text.append(plain) }
  }

  /// The levels of its headings, in order.
  var headings: [Int] {
    tags.filter { !$0.isEnd && $0.name.count == 2 && $0.name.first == "h" }.compactMap {
      Int($0.name.dropFirst())
    }
  }
}
