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

  /// The text in lines of at most so many columns, broken at blanks; further lines are set in as the first is, or, where
  /// they `hang`, as what stands behind its first gap of two blanks or more. A word longer than a line stays whole.
  /// Without a width the text is one line.
  static func wrapped(_ text: String, to width: Int?, hangs: Bool = false) -> [String] {
    guard let width, of(text) > width else { return [text] }
    let first = String(text.prefix { $0 == " " })
    let indent = hangs ? hanging(text, width) ?? first : first
    var lines: [String] = []
    var line = first
    var used = of(first)
    var isEmpty = true
    for word in text.dropFirst(first.count).split(separator: " ", omittingEmptySubsequences: false) {
      let wide = of(String(word))
      if !isEmpty, used + 1 + wide > width {
        while line.hasSuffix(" ") { line.removeLast() }
        lines.append(line)
        line = indent
        used = of(indent)
        isEmpty = true
      }
      // The blanks at which a line is broken are not carried over.
      if isEmpty, wide == 0, !lines.isEmpty { continue }
      if !isEmpty {
        line += " "
        used += 1
      }
      line += word
      used += wide
      isEmpty = false
    }
    return isEmpty ? lines : lines + [line]
  }

  /// Lines of text, each fitted to the window by itself.
  static func wrappedLines(_ text: String, to width: Int?) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .flatMap { wrapped(String($0), to: width, hangs: true) }.joined(separator: "\n")
  }

  /// Blanks up to what stands behind the first gap of a line such as `  name   what it is`, where that is in its first
  /// half.
  private static func hanging(_ text: String, _ width: Int) -> String? {
    let first = text.prefix { $0 == " " }
    guard let gap = text[first.endIndex...].firstRange(of: "  ") else { return nil }
    let start = text[gap.lowerBound...].firstIndex { $0 != " " } ?? text.endIndex
    let columns = of(String(text[..<start]))
    return columns <= width / 2 ? String(repeating: " ", count: columns) : nil
  }
}
