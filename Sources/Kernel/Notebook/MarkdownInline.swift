/// What stands within a line of Markdown, as HTML: code, emphasis, links to the web and to mail addresses. Everything
/// else is text and escaped; pictures are their descriptions.
struct MarkdownInline {
  private let text: [Character]
  private let isPlain: Bool
  /// Emphasis within emphasis; deeper marks are text.
  private static let deepest = 8
  /// A longer link is text: the search for its end stays short.
  private static let longestLink = 1000

  private init(_ text: String, isPlain: Bool) {
    self.text = Array(text)
    self.isPlain = isPlain
  }

  /// As HTML.
  static func html(_ text: String) -> String {
    let inline = MarkdownInline(text, isPlain: false)
    return inline.render(inline.text.indices, 0)
  }

  /// Without any marks.
  static func plain(_ text: String) -> String {
    let inline = MarkdownInline(text, isPlain: true)
    return inline.render(inline.text.indices, 0)
  }

  private func escaped(_ range: Range<Int>) -> String {
    let piece = String(text[range])
    return isPlain ? piece : HTMLText.escapedKeepingLines(piece)
  }

  private func tag(_ name: String, _ inner: String) -> String {
    isPlain ? inner : "<\(name)>\(inner)</\(name)>"
  }

  private func render(_ range: Range<Int>, _ depth: Int) -> String {
    var result = ""
    var index = range.lowerBound
    // Marks for which no end was found once have none further on.
    var unended: Set<String> = []
    while index < range.upperBound {
      let piece: (String, Int)? =
        switch text[index] {
        case "\\": escape(index, range)
        case "`": code(index, range)
        case "*", "_": emphasis(index, range, depth, &unended)
        case "!": index + 1 < range.upperBound && text[index + 1] == "[" ? link(index + 1, range, depth) : nil
        case "[": link(index, range, depth)
        case "<": address(index, range)
        case " ": lineEnd(index, range)
        default: nil
        }
      if let (html, next) = piece {
        result += html
        index = next
      } else {
        // A run of marks is text as a whole.
        var end = index + 1
        if "`*_".contains(text[index]) {
          while end < range.upperBound, text[end] == text[index] { end += 1 }
        }
        result += escaped(index..<end)
        index = end
      }
    }
    return result
  }

  /// A backslash before punctuation; at the end of a line it breaks the line.
  private func escape(_ index: Int, _ range: Range<Int>) -> (String, Int)? {
    guard index + 1 < range.upperBound else { return nil }
    let next = text[index + 1]
    if next == "\n" { return (isPlain ? " " : "<br>\n", index + 2) }
    guard next.isASCII, next.isPunctuation || next.isSymbol else { return nil }
    return (escaped(index + 1..<index + 2), index + 2)
  }

  /// Two blanks or more at the end of a line break it.
  private func lineEnd(_ index: Int, _ range: Range<Int>) -> (String, Int)? {
    let end = text[index..<range.upperBound].firstIndex { $0 != " " } ?? range.upperBound
    guard end < range.upperBound, text[end] == "\n", end - index >= 2 else {
      return (String(repeating: " ", count: end - index), end)
    }
    return (isPlain ? " " : "<br>\n", end + 1)
  }

  private func run(_ index: Int, _ range: Range<Int>) -> Int {
    text[index..<range.upperBound].prefix { $0 == text[index] }.count
  }

  private func code(_ index: Int, _ range: Range<Int>) -> (String, Int)? {
    guard let end = codeEnd(index, range) else { return nil }
    let length = run(index, range)
    var inner = index + length..<end - length
    let isPadded = inner.count > 2 && text[inner.lowerBound] == " " && text[inner.upperBound - 1] == " "
    if isPadded, !text[inner].allSatisfy({ $0 == " " }) {
      inner = inner.lowerBound + 1..<inner.upperBound - 1
    }
    return (tag("code", escaped(inner).replacing("\n", with: " ")), end)
  }

  /// Where code that begins here is over, after its marks.
  private func codeEnd(_ index: Int, _ range: Range<Int>) -> Int? {
    let length = run(index, range)
    var next = index + length
    while let mark = text[next..<range.upperBound].firstIndex(of: "`") {
      let found = run(mark, range)
      if found == length { return mark + found }
      next = mark + found
    }
    return nil
  }

  private func emphasis(_ index: Int, _ range: Range<Int>, _ depth: Int, _ unended: inout Set<String>)
    -> (String, Int)?
  {
    let mark = text[index]
    let length = run(index, range)
    let start = index + length
    guard length <= 3, depth < MarkdownInline.deepest, start < range.upperBound, !text[start].isWhitespace,
      mark == "*" || index == range.lowerBound || !text[index - 1].isWord
    else { return nil }
    let key = String(repeating: mark, count: length)
    guard !unended.contains(key) else { return nil }
    guard let end = emphasisEnd(mark, length, start, range) else {
      unended.insert(key)
      return nil
    }
    let inner = render(start..<end, depth + 1)
    let html =
      switch length {
      case 1: tag("em", inner)
      case 2: tag("strong", inner)
      default: tag("strong", tag("em", inner))
      }
    return (html, end + length)
  }

  private func emphasisEnd(_ mark: Character, _ length: Int, _ start: Int, _ range: Range<Int>) -> Int? {
    var index = start
    while index < range.upperBound {
      switch text[index] {
      case "\\": index += 2
      case "`": index = codeEnd(index, range) ?? index + run(index, range)
      case mark:
        let found = run(index, range)
        let end = index + found
        let isClosing =
          !text[index - 1].isWhitespace && (mark == "*" || end == range.upperBound || !text[end].isWord)
        if isClosing, found == length { return index }
        index = end
      default: index += 1
      }
    }
    return nil
  }

  /// `[words](address)`; where the address leads elsewhere than to the web or a mail address, it stands as text.
  private func link(_ index: Int, _ range: Range<Int>, _ depth: Int) -> (String, Int)? {
    let limit = min(range.upperBound, index + MarkdownInline.longestLink)
    guard let close = closing("]", index, limit), close + 1 < limit, text[close + 1] == "(",
      let end = closing(")", close + 1, limit), depth < MarkdownInline.deepest
    else { return nil }
    let words = render(index + 1..<close, depth + 1)
    // A title in quotes may follow the address.
    var address = String(text[close + 2..<end].prefix { !$0.isWhitespace })
    if address.hasPrefix("<"), address.hasSuffix(">") { address = String(address.dropFirst().dropLast()) }
    if isPlain || (index > 0 && text[index - 1] == "!") { return (words, end + 1) }
    guard MarkdownInline.isWebAddress(address) else {
      return ("\(words) (\(HTMLText.escaped(address)))", end + 1)
    }
    return (MarkdownInline.anchor(address, words), end + 1)
  }

  /// Where a bracket that opens here closes.
  private func closing(_ mark: Character, _ index: Int, _ limit: Int) -> Int? {
    var depth = 0
    var position = index
    while position < limit {
      switch text[position] {
      case "\\": position += 1
      case text[index]: depth += 1
      case mark:
        depth -= 1
        if depth == 0 { return position }
      default: break
      }
      position += 1
    }
    return nil
  }

  /// `<https://…>`.
  private func address(_ index: Int, _ range: Range<Int>) -> (String, Int)? {
    let limit = min(range.upperBound, index + MarkdownInline.longestLink)
    guard !isPlain, let end = text[index..<limit].firstIndex(of: ">") else { return nil }
    let address = String(text[index + 1..<end])
    guard MarkdownInline.isWebAddress(address) else { return nil }
    return (MarkdownInline.anchor(address, HTMLText.escaped(address)), end + 1)
  }

  private static func isWebAddress(_ address: String) -> Bool {
    let lower = address.lowercased()
    return ["http://", "https://", "mailto:"].contains { lower.hasPrefix($0) && lower.count > $0.count }
      && address.unicodeScalars.allSatisfy { $0.value > 0x20 && !"\"<>\\`{}|^".unicodeScalars.contains($0) }
  }

  private static func anchor(_ address: String, _ words: String) -> String {
    "<a href=\"\(HTMLText.escaped(address))\" rel=\"noreferrer\">\(words)</a>"
  }
}

extension Character {
  fileprivate var isWord: Bool { isLetter || isNumber }
}
