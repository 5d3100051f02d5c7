import Commands
import Engine

/// A tutorial's Markdown: its figures put in, and the whole laid out for a terminal.
enum TutorialText {
  /// A piece of a text.
  enum Piece {
    case text(String)
    /// `{rows(cohort)}`, a figure of the state; with ` %` behind it a share.
    case figure(StateTest, isShare: Bool)
  }

  /// The text cut at its braces.
  static func pieces(_ text: String) throws(Diagnostic) -> [Piece] {
    var result: [Piece] = []
    var rest = text[...]
    while let open = rest.firstIndex(of: "{") {
      result.append(.text(String(rest[..<open])))
      guard let close = rest[open...].firstIndex(of: "}") else {
        throw Diagnostic(.parse, "a \"{\" is not closed")
      }
      var inside = rest[rest.index(after: open)..<close]
      let isShare = inside.hasSuffix(" %")
      if isShare { inside = inside.dropLast(2) }
      result.append(.figure(try StateTest(String(inside)), isShare: isShare))
      rest = rest[rest.index(after: close)...]
    }
    return result + [.text(String(rest))]
  }

  /// What a figure that cannot be worked out in this state is shown as.
  static let unknown = "(not known here)"

  /// The text with its figures as tables would show them, disclosure control included.
  static func filled(_ text: String, in workspace: Workspace) -> String {
    guard text.contains("{"), let pieces = try? pieces(text) else { return text }
    return pieces.map { piece in
      switch piece {
      case .text(let text): return text
      case .figure(let figure, let isShare):
        guard let value = figure.number(in: workspace) else { return unknown }
        if isShare { return NumberFormat.percent(value) }
        guard !figure.isRatio else { return NumberFormat.ratio(value) }
        guard let count = Int(exactly: value) else { return NumberFormat.number(value) }
        return workspace.policy.shown(count).map(NumberFormat.count)
          ?? "fewer than \(workspace.policy.threshold)"
      }
    }.joined()
  }

  /// Paragraphs filled to the width, headings underlined, code and lists kept; `code` becomes bold where there is colour.
  static func laidOut(_ markdown: String, width: Int, _ style: Style) -> String {
    var result: [String] = []
    var paragraph: [String] = []
    func close() {
      guard !paragraph.isEmpty else { return }
      let text = paragraph.joined(separator: " ")
      let isItem = text.hasPrefix("- ")
      let lines = wrapped(isItem ? String(text.dropFirst(2)) : text, to: isItem ? width - 2 : width)
      result += lines.enumerated().map { (isItem ? ($0 == 0 ? "- " : "  ") : "") + $1 }
      paragraph = []
    }
    for line in markdown.split(separator: "\n", omittingEmptySubsequences: false) {
      if let title = heading(line) {
        close()
        result += [style.strong(title), String(repeating: "-", count: DisplayWidth.of(title))]
      } else if line.hasPrefix("    ") {
        close()
        result.append(style.strong(String(line)))
      } else if line.allSatisfy(\.isWhitespace) {
        close()
        if result.last?.isEmpty == false { result.append("") }
      } else {
        if line.hasPrefix("- ") { close() }
        paragraph.append(line.trimmingPrefix { $0 == " " }.description)
      }
    }
    close()
    return result.map { coded($0, style) + "\n" }.joined()
  }

  /// The words of a heading.
  private static func heading(_ line: Substring) -> String? {
    guard line.hasPrefix("# ") || line.hasPrefix("## ") else { return nil }
    return String(line.drop { $0 == "#" || $0 == " " })
  }

  /// Lines of at most so many columns; code in backticks is not broken.
  private static func wrapped(_ text: String, to width: Int) -> [String] {
    var words: [String] = []
    var isCode = false
    for word in text.split(separator: " ") {
      if isCode, let last = words.last {
        words[words.count - 1] = "\(last) \(word)"
      } else {
        words.append(String(word))
      }
      if word.count(where: { $0 == "`" }) % 2 == 1 { isCode.toggle() }
    }
    var lines: [String] = []
    for word in words {
      if let last = lines.last, DisplayWidth.of(last) + 1 + DisplayWidth.of(word) <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(word)
      }
    }
    return lines
  }

  private static func coded(_ line: String, _ style: Style) -> String {
    guard style.hasColour, line.contains("`") else { return line }
    return line.split(separator: "`", omittingEmptySubsequences: false).enumerated()
      .map { $0 % 2 == 1 ? style.strong(String($1)) : String($1) }.joined()
  }
}
