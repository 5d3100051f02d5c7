import Engine

extension Fit {
  /// A function that can stand among a model's terms.
  struct TermFunction {
    var name: String
    /// How it is written.
    var form: String
    var meaning: String
  }

  /// The functions of terms, from which help, completion and errors are made.
  static let functions = [
    TermFunction(
      name: "factor", form: "factor(NAME[, ref=\"LEVEL\"][, missing=\"LABEL\"])",
      meaning: "a column by its levels"),
    TermFunction(name: "log", form: "log(NAME)", meaning: "the natural logarithm of a number"),
    TermFunction(
      name: "rcs", form: "rcs(NAME, KNOT, KNOT, KNOT {, KNOT})",
      meaning: "a restricted cubic spline of a number, with 3 to 7 knots"),
    TermFunction(name: "offset", form: "offset(NAME)", meaning: "a number with the coefficient 1"),
  ]
}

extension Parser {
  /// Terms joined by `+` and `-`; `1` for the intercept alone.
  mutating func terms() throws -> [Fit.WrittenTerm] {
    var result: [Fit.WrittenTerm] = []
    var removed = try take("-")
    while true {
      if !removed, current.kind == .number, current.text == "1" {
        // The intercept is there in any case.
        try take()
      } else if current.kind == .number {
        throw expected(["a term (without intercept leaves the intercept out)"])
      } else {
        result += try termProduct().map {
          var term = $0
          term.isRemoved = removed
          return term
        }
      }
      if try take("+") {
        removed = false
      } else if try take("-") {
        removed = true
      } else {
        return result
      }
    }
  }

  /// `a`, `a:b`, or `a*b`, which is `a + b + a:b`.
  private mutating func termProduct() throws -> [Fit.WrittenTerm] {
    var result = [try interaction()]
    while try take("*") {
      let start = current.span
      let right = try interaction()
      // Every factor doubles the terms.
      guard result.count < Parser.mostOperators / 2 else {
        throw SyntaxError(reason: .tooLong(Parser.mostOperators), span: start)
      }
      result += [right] + result.map { left in join(left, right) }
    }
    // Main effects first, as R orders them.
    return result.enumerated().sorted {
      ($0.element.names.count, $0.offset) < ($1.element.names.count, $1.offset)
    }.map(\.element)
  }

  private mutating func interaction() throws -> Fit.WrittenTerm {
    var left = try singleTerm()
    while at(":") || at("*") {
      // An offset has no coefficient that could differ between groups.
      if left.term.isOffset { throw expected(["\"+\" behind an offset, which stands by itself"]) }
      guard try take(":") else { break }
      let span = current.span
      let right = try singleTerm()
      if right.term.isOffset { throw offsetAlone(span) }
      left = join(left, right)
    }
    return left
  }

  private func offsetAlone(_ span: Span) -> SyntaxError {
    SyntaxError(reason: .expected(["a term with a coefficient"], found: "an offset"), span: span)
  }

  private func join(_ left: Fit.WrittenTerm, _ right: Fit.WrittenTerm) -> Fit.WrittenTerm {
    Fit.WrittenTerm(
      term: .interaction(left.term.flattened + right.term.flattened), names: left.names + right.names,
      isRemoved: false, levelSpan: left.levelSpan ?? right.levelSpan)
  }

  /// A column, or `factor(column …)`, and no more of a formula.
  mutating func exposure() throws -> Fit.WrittenTerm {
    let start = current
    let wrong = CommandError(.badValue("the exposure", "a column or factor(COLUMN …)"), start.span)
    let name = try column(.exposure)
    var result = Fit.WrittenTerm(term: .variable(name.text), names: [name], isRemoved: false)
    if start.kind == .word, at("("), current.span.start == name.span.end {
      guard name.text.lowercased() == "factor" else { throw wrong }
      try take()
      result = try factor()
      try expect(")")
    }
    if ["+", "-", "*", ":", "^"].contains(where: { at($0) }) { throw wrong }
    return result
  }

  private mutating func singleTerm() throws -> Fit.WrittenTerm {
    if at(".") {
      let token = try take()
      return Fit.WrittenTerm(
        term: .variable("."), names: [Name(text: ".", span: token.span)], isRemoved: false, isEverything: true
      )
    }
    let start = current
    let name = try column(.term)
    if at("^") { return try power(of: name) }
    guard start.kind == .word, at("("), current.span.start == name.span.end else {
      return Fit.WrittenTerm(term: .variable(name.text), names: [name], isRemoved: false)
    }
    let functions = Fit.functions.map(\.name)
    guard functions.contains(name.text.lowercased()) else {
      throw NameError(
        .function, name.text, candidates: functions, span: name.span, place: "a model's terms")
    }
    try take()
    let result =
      switch name.text.lowercased() {
      case "log": try logarithm()
      case "rcs": try spline()
      case "offset": try offset()
      default: try factor()
      }
    try expect(")")
    return result
  }

  /// `x^2`.
  private mutating func power(of name: Name) throws -> Fit.WrittenTerm {
    try take()
    let (least, most) = (Formula.exponents.lowerBound, Formula.exponents.upperBound)
    guard current.kind == .number, let exponent = Int(current.text), Formula.exponents.contains(exponent)
    else { throw expected(["a whole power from \(least) to \(most)"]) }
    try take()
    return Fit.WrittenTerm(term: .power(name.text, exponent), names: [name], isRemoved: false)
  }

  private mutating func logarithm() throws -> Fit.WrittenTerm {
    let name = try column(.quantity)
    return Fit.WrittenTerm(term: .log(name.text), names: [name], isRemoved: false)
  }

  /// A column and its knots.
  private mutating func spline() throws -> Fit.WrittenTerm {
    let name = try column(.quantity)
    let start = current.span
    var knots: [Double] = []
    while try take(",") {
      let sign = try take("-") ? -1.0 : 1
      guard current.kind == .number, let knot = Double(current.text), knot.isFinite else {
        throw expected(["a knot, which is a number"])
      }
      try take()
      knots.append(sign * knot + 0)
    }
    if isAtCursor || current.kind == .end { throw expected(["\",\"", "\")\""]) }
    let isRising = zip(knots, knots.dropFirst()).allSatisfy { $0 < $1 }
    guard Formula.knotCounts.contains(knots.count), isRising else {
      throw CommandError(
        .badValue(
          "what follows the column in rcs(…)",
          "\(Formula.knotCounts.lowerBound) to \(Formula.knotCounts.upperBound) knots, each above the one before"
        ),
        Span(start.start, max(previousEnd, start.end)))
    }
    return Fit.WrittenTerm(term: .spline(name.text, knots: knots), names: [name], isRemoved: false)
  }

  /// A number, its logarithm or power.
  private mutating func offset() throws -> Fit.WrittenTerm {
    let span = current.span
    var inner = try singleTerm()
    switch inner.term {
    case .variable where !inner.isEverything, .log, .power: break
    default:
      throw SyntaxError(
        reason: .expected(["a number's column, its log or power"], found: "another term"), span: span)
    }
    inner.term = .offset(inner.term)
    return inner
  }

  private mutating func factor() throws -> Fit.WrittenTerm {
    let variable = try column()
    var settings: [String: String] = [:]
    var levelSpan: Span?
    while try take(",") {
      let word = current
      if settings["ref"] == nil, try take(word: "ref") {
        try expect("=")
        let start = current.span.start
        settings["ref"] = try code(.level(of: variable.text))
        levelSpan = Span(start, previousEnd)
      } else if settings["missing"] == nil, try take(word: "missing") {
        try expect("=")
        settings["missing"] = try code()
      } else if settings[word.text.lowercased()] != nil {
        throw SyntaxError(reason: .repeated(word.text), span: word.span)
      } else {
        throw expected(["ref", "missing"].filter { settings[$0] == nil })
      }
    }
    return Fit.WrittenTerm(
      term: .factor(variable.text, reference: settings["ref"], missing: settings["missing"]),
      names: [variable], isRemoved: false, levelSpan: levelSpan)
  }
}
