extension Formula.Term: CustomStringConvertible {
  /// As it is written in a formula: `age`, `factor(race)`, `treatment:log(time)`. Reads back as the same term.
  public var description: String {
    switch self {
    case .variable(let name): return Formula.written(name)
    case .factor(let name, let reference, let missing):
      let settings = [("ref", reference), ("missing", missing)].compactMap { word, level in
        level.map { ", \(word)=\(Formula.quoted($0))" }
      }
      return "factor(\(Formula.written(name))\(settings.joined()))"
    case .log(let name): return "log(\(Formula.written(name)))"
    case .power(let name, let exponent): return "\(Formula.written(name))^\(exponent)"
    case .spline(let name, let knots):
      return "rcs(\(([Formula.written(name)] + knots.map(FitVariable.text)).joined(separator: ", ")))"
    case .offset(let term): return "offset(\(term))"
    case .interaction(let parts): return parts.map(\.description).joined(separator: ":")
    }
  }
}

extension Formula: CustomStringConvertible {
  /// `low ~ age + factor(race)`; without an intercept `low ~ age without intercept`. Reads back as the same formula.
  public var description: String {
    let left =
      switch outcome {
      case .column(let name): Formula.written(name)
      case .level(let column, let event): "\(Formula.written(column))=\(Formula.quoted(event))"
      case .events(let successes, let failures):
        "events(\(Formula.written(successes)), \(Formula.written(failures)))"
      }
    let right = terms.isEmpty ? "1" : terms.map(\.description).joined(separator: " + ")
    return "\(left) ~ \(right)" + (intercept ? "" : " without intercept")
  }

  /// A name, in backticks where it is neither a word nor `table.column`.
  static func written(_ name: String) -> String {
    func isWord(_ part: Substring) -> Bool {
      guard let first = part.utf8.first, !(48...57).contains(first) else { return false }
      return part.utf8.allSatisfy { byte in
        (48...57).contains(byte) || (97...122).contains(byte | 32) && byte < 128 || byte == 95 || byte >= 128
      }
    }
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    return (1...2).contains(parts.count) && parts.allSatisfy(isWord) ? name : "`\(name)`"
  }

  /// A level in quotes; a dollar is always escaped, so that nothing is put in its place.
  static func quoted(_ level: String) -> String {
    var result = "\""
    for character in level.unicodeScalars {
      if character == "\"" || character == "\\" || character == "$" { result += "\\" }
      result.unicodeScalars.append(character)
    }
    return result + "\""
  }
}
