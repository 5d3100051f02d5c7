/// Text on its way into Markdown, after GitHub's flavour of it.
enum MarkdownText {
  /// A text that means itself, within a line: nothing in it is markup, a link, a border or a formula.
  static func escaped(_ text: String) -> String {
    var result = ""
    let characters = Array(DisplayWidth.escaped(text).unicodeScalars)
    for (index, scalar) in characters.enumerated() {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\\", "`", "*", "[", "]", "|", "$", "@", "!", "#", "{", "}":
        result += "\\"
        result.unicodeScalars.append(scalar)
      case "~":
        // Between blanks, as in a formula, it strikes nothing out.
        let isAlone =
          index > 0 && index + 1 < characters.count && characters[index - 1] == " "
          && characters[index + 1] == " "
        result += isAlone ? "~" : "\\~"
      case "_":
        // Within a word it is no mark: names of columns stay readable.
        let isInside =
          index > 0 && index + 1 < characters.count && isWord(characters[index - 1])
          && isWord(characters[index + 1])
        result += isInside ? "_" : "\\_"
      case "/" where index > 0 && (characters[index - 1] == ":" || characters[index - 1] == "/"):
        // GitHub makes links of bare addresses.
        result += "\\/"
      case "."
      where index > 2 && characters[index - 3..<index].allSatisfy { "wW".unicodeScalars.contains($0) }:
        result += "\\."
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }

  /// A paragraph of such text: what would begin a list, a heading or a rule does not.
  static func paragraph(_ text: String) -> String {
    let lines = text.split(separator: "\n").map { line -> String in
      let text = escaped(String(line.drop { $0 == " " || $0 == "\t" }))
      let digits = text.prefix { $0.isASCII && $0.isNumber }
      let rest = text.dropFirst(digits.count)
      if digits.isEmpty, let first = rest.first, "-+=".contains(first) { return "\\" + text }
      if !digits.isEmpty, let first = rest.first, ".)".contains(first) { return digits + "\\" + rest }
      return text
    }
    return lines.joined(separator: "\\\n")
  }

  /// Lines as they are, between marks that no line in them ends.
  static func fenced(_ text: String, _ language: String = "") -> String {
    let shown = DisplayWidth.escapedKeepingLines(text)
    var longest = 0
    var run = 0
    for byte in shown.utf8 {
      run = byte == UInt8(ascii: "`") ? run + 1 : 0
      longest = max(longest, run)
    }
    let marks = String(repeating: "`", count: max(3, longest + 1))
    return "\(marks)\(language)\n\(shown)\(shown.hasSuffix("\n") ? "" : "\n")\(marks)\n"
  }

  private static func isWord(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.numericType != nil
  }
}
