extension DisplayWidth {
  /// The text in at most so many columns, what does not fit left out of its middle: `provider with…known`.
  static func shortened(_ text: String, to width: Int) -> String {
    guard of(text) > width else { return text }
    let room = max(0, width - 1)
    var head = ""
    var tail = ""
    for character in text {
      guard of(head) + of(String(character)) <= (room + 1) / 2 else { break }
      head.append(character)
    }
    for character in text.reversed() {
      guard of(head) + of(tail) + of(String(character)) <= room else { break }
      tail = String(character) + tail
    }
    return head + "…" + tail
  }

  /// The text in lines of at most so many columns, broken at blanks; further lines are set in as the first is. A word
  /// longer than a line stays whole. Without a width the text is one line.
  static func wrapped(_ text: String, to width: Int?) -> [String] {
    guard let width, of(text) > width else { return [text] }
    let indent = String(text.prefix { $0 == " " })
    var lines: [String] = []
    var line = indent
    var used = of(indent)
    for word in text.dropFirst(indent.count).split(separator: " ", omittingEmptySubsequences: false) {
      let wide = of(String(word))
      if used > of(indent), used + 1 + wide > width {
        lines.append(line)
        line = indent
        used = of(indent)
      }
      if used > of(indent) {
        line += " "
        used += 1
      }
      line += word
      used += wide
    }
    return lines + [line]
  }
}
