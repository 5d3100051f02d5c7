/// Text on its way into a page.
enum HTMLText {
  /// One line: control characters made visible, and what HTML would read as markup escaped, in attributes too.
  static func escaped(_ text: String) -> String { markup(DisplayWidth.escaped(text)) }

  /// As ``escaped(_:)``, but line ends and tabs stand.
  static func escapedKeepingLines(_ text: String) -> String { markup(DisplayWidth.escapedKeepingLines(text)) }

  private static func markup(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    // By scalars: a combining mark would make one character of itself and the "<" before it.
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
