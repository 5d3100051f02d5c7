extension DisplayWidth {
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
