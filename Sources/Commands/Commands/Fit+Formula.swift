import Engine

extension Fit {
  /// The formula meant: model names and `.` expanded, removed terms taken out, every column looked up.
  func formula(_ scope: Scope, _ data: DataName) throws -> Formula {
    let schema = try scope.schema(of: data)
    for name in outcomeNames { _ = try schema.entry(name.text, span: name.span) }
    let outcome = try canonical(outcome, schema)
    if case .level(let name, let event) = outcome { try requireLevel(event, of: name, schema, levelSpan) }
    var terms: [Formula.Term] = []
    for written in writtenTerms(scope, data, outcome) {
      let resolved = try resolve(written, scope, schema)
      for term in resolved {
        if written.isRemoved {
          terms.removeAll { $0 == term }
        } else if !terms.contains(term) {
          terms.append(term)
        }
      }
    }
    return Formula(outcome: outcome, terms: terms, intercept: intercept)
  }

  /// The written terms, with `.` replaced by everything that can predict.
  private func writtenTerms(_ scope: Scope, _ data: DataName, _ outcome: Formula.Outcome) -> [WrittenTerm] {
    terms.flatMap { written -> [WrittenTerm] in
      guard written.isEverything else { return [written] }
      let span = written.names.first?.span ?? Span(0, 0)
      let names: [String]
      switch data {
      case .cohort:
        let after = scope.cohort?.afterReferral ?? []
        names = (scope.cohort?.predictors ?? []).filter { !after.contains($0) }
      case .table:
        let used = Formula(outcome: outcome, terms: []).columns
        let weight = scope.tables[data.description]?.weight
        names = ((try? scope.schema(of: data).labels) ?? []).filter { !used.contains($0) && $0 != weight }
      }
      return names.map {
        WrittenTerm(term: .variable($0), names: [Name(text: $0, span: span)], isRemoved: written.isRemoved)
      }
    }
  }

  /// One written term as the terms it stands for, spelled as the data spell them.
  private func resolve(_ written: WrittenTerm, _ scope: Scope, _ schema: Schema) throws -> [Formula.Term] {
    if case .variable(let name) = written.term, let model = scope.models[name] { return model.terms }
    for name in written.names {
      do {
        _ = try schema.entry(name.text, span: name.span)
      } catch {
        var widened = error
        if !widened.isAmbiguous { widened.candidates += scope.models.keys }
        throw widened
      }
    }
    if case .factor(let name, let reference?) = written.term {
      try requireLevel(reference, of: name, schema, written.levelSpan)
    }
    return [try canonical(written.term, schema)]
  }

  /// A level that the recipe does not make is an error before a row is read.
  private func requireLevel(_ level: String, of column: String, _ schema: Schema, _ span: Span?) throws {
    guard let levels = try schema.entry(column).levels, !levels.contains(level) else { return }
    throw NameError(.level, level, candidates: levels, span: span, place: column)
  }

  private func canonical(_ term: Formula.Term, _ schema: Schema) throws -> Formula.Term {
    switch term {
    case .variable(let name): .variable(try schema.spelling(of: name))
    case .factor(let name, let reference): .factor(try schema.spelling(of: name), reference: reference)
    case .interaction(let parts): .interaction(try parts.map { try canonical($0, schema) })
    }
  }

  private func canonical(_ outcome: Formula.Outcome, _ schema: Schema) throws -> Formula.Outcome {
    switch outcome {
    case .column(let name): .column(try schema.spelling(of: name))
    case .level(let name, let event): .level(column: try schema.spelling(of: name), event: event)
    case .events(let successes, let failures):
      .events(
        successes: try schema.spelling(of: successes), failures: try schema.spelling(of: failures))
    }
  }
}

extension Parser {
  /// `outcome ~ terms` of a fit.
  mutating func fitFormula() throws -> Fit {
    let first = try column(.outcome)
    var fit: Fit
    if first.text.lowercased() == "events", try take("(") {
      let successes = try column(.counts)
      try expect(",")
      let failures = try column(.counts)
      try expect(")")
      fit = Fit(
        outcome: .events(successes: successes.text, failures: failures.text),
        outcomeNames: [successes, failures], terms: [])
    } else if try take("=") {
      let start = current.span.start
      fit = Fit(
        outcome: .level(column: first.text, event: try code(.level(of: first.text))), outcomeNames: [first],
        terms: [])
      fit.levelSpan = Span(start, previousEnd)
    } else {
      fit = Fit(outcome: .column(first.text), outcomeNames: [first], terms: [])
    }
    expectations?.taken = fit.outcomeNames
    try expect("~")
    fit.terms = try terms()
    return fit
  }

  /// Terms joined by `+` and `-`.
  mutating func terms() throws -> [Fit.WrittenTerm] {
    var result: [Fit.WrittenTerm] = []
    var removed = try take("-")
    while true {
      result += try termProduct().map {
        var term = $0
        term.isRemoved = removed
        return term
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
    while try take(":") { left = join(left, try singleTerm()) }
    return left
  }

  private func join(_ left: Fit.WrittenTerm, _ right: Fit.WrittenTerm) -> Fit.WrittenTerm {
    func parts(_ term: Formula.Term) -> [Formula.Term] {
      if case .interaction(let parts) = term { parts } else { [term] }
    }
    return Fit.WrittenTerm(
      term: .interaction(parts(left.term) + parts(right.term)), names: left.names + right.names,
      isRemoved: false, levelSpan: left.levelSpan ?? right.levelSpan)
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
    guard start.kind == .word, at("("), current.span.start == name.span.end else {
      return Fit.WrittenTerm(term: .variable(name.text), names: [name], isRemoved: false)
    }
    guard name.text.lowercased() == "factor" else {
      throw NameError(.function, name.text, candidates: ["factor"], span: name.span, place: "a model's terms")
    }
    try take()
    let variable = try column()
    var reference: String?
    var levelSpan: Span?
    if try take(",") {
      try expect(word: "ref")
      try expect("=")
      let start = current.span.start
      reference = try code(.level(of: variable.text))
      levelSpan = Span(start, previousEnd)
    }
    try expect(")")
    return Fit.WrittenTerm(
      term: .factor(variable.text, reference: reference), names: [variable], isRemoved: false,
      levelSpan: levelSpan)
  }
}
