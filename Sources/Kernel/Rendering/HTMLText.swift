/// Text on its way into a page.
enum HTMLText {
  /// One line: control characters made visible, and what HTML would read as markup escaped, in attributes too.
  static func escaped(_ text: String) -> String { markup(DisplayWidth.escaped(text)) }

  /// As ``escaped(_:)``, but line ends and tabs stand.
  static func escapedKeepingLines(_ text: String) -> String { markup(DisplayWidth.escapedKeepingLines(text)) }

  private static func markup(_ text: String) -> String {
    var result = ""
    result.reserveCapacity(text.utf8.count)
    var isFirst = true
    // By scalars: a combining mark would make one character of itself and the "<" before it.
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      default:
        // What a mark combines with may be the tag before it, once somebody normalizes the page.
        if isFirst, scalar.properties.canonicalCombiningClass != .notReordered {
          result += "&#x\(String(scalar.value, radix: 16));"
        } else {
          result.unicodeScalars.append(scalar)
        }
      }
      isFirst = false
    }
    return result
  }
}
