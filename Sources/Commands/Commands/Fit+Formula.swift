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
    let formula = Formula(outcome: outcome, terms: terms, intercept: intercept)
    if let column = formula.mixedMissing {
      throw Placed(
        FitError(.mixedMissing(column: column)),
        self.terms.flatMap(\.names).first { $0.text.lowercased() == column.lowercased() }?.span
          ?? outcomeNames.first?.span ?? Span(0, 0))
    }
    return formula
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
    if case .variable(let name) = written.term, let model = scope.formula(of: name) {
      return model.terms
    }
    for name in written.names {
      do {
        _ = try schema.entry(name.text, span: name.span)
      } catch {
        var widened = error
        if !widened.isAmbiguous { widened.candidates += scope.models.keys }
        throw widened
      }
    }
    for part in written.term.flattened { try check(part, written, schema) }
    return [try canonical(written.term, schema)]
  }

  /// What can be known of a part before a row is read: whether it has the levels named, or is a number.
  private func check(_ part: Formula.Term, _ written: WrittenTerm, _ schema: Schema) throws {
    if case .factor(let name, let reference, let missing) = part {
      if let reference, reference != missing {
        try requireLevel(reference, of: name, schema, written.levelSpan)
      }
      if let missing, let levels = try schema.entry(name).levels, levels.contains(missing) {
        throw Placed(
          FitError(.levelTaken(column: name, level: missing)), written.levelSpan ?? written.names[0].span)
      }
    }
    guard part.needsNumber, let name = written.names.first(where: { part.columns.contains($0.text) }),
      let type = try schema.entry(name.text).type, type != .integer, type != .decimal
    else { return }
    throw Placed(FitError(.notANumber(term: part.description, type: type)), name.span)
  }

  /// A level that the recipe does not make is an error before a row is read.
  private func requireLevel(_ level: String, of column: String, _ schema: Schema, _ span: Span?) throws {
    guard let levels = try schema.entry(column).levels, !levels.contains(level) else { return }
    throw NameError(.level, level, candidates: levels, span: span, place: column)
  }

  private func canonical(_ term: Formula.Term, _ schema: Schema) throws -> Formula.Term {
    switch term {
    case .variable(let name): .variable(try schema.spelling(of: name))
    case .factor(let name, let reference, let missing):
      .factor(try schema.spelling(of: name), reference: reference, missing: missing)
    case .log(let name): .log(try schema.spelling(of: name))
    case .power(let name, let exponent): .power(try schema.spelling(of: name), exponent)
    case .spline(let name, let knots): .spline(try schema.spelling(of: name), knots: knots)
    case .offset(let inner): .offset(try canonical(inner, schema))
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
}
