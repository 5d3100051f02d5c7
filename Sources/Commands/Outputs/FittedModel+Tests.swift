import Engine

extension FittedModel {
  /// Wald, likelihood-ratio and score test of each term, and p adjusted for a family of them; `nil` without terms.
  func testTable(_ tests: [TermTest], family: [String]?, _ work: Work) throws -> TableOutput? {
    guard !tests.isEmpty else { return nil }
    // Where the errors are not those of the likelihood its ratio is no longer a test.
    let usesWald = model.options.errors != .information && model.options.method == .maximumLikelihood
    let members = tests.indices.filter { family?.contains(tests[$0].term) ?? true }
    let logs = members.map { usesWald ? tests[$0].wald.logP : tests[$0].likelihoodRatio.logP }
    // An adjusted p is made of those of the whole family, hidden ones among them.
    let standing = try Standing(model, work)
    let least = members.map { standing.least(tests[$0].term) }.min() ?? 0
    let holm = MultipleTesting.holm.adjusted(logP: logs)
    let bh = MultipleTesting.benjaminiHochberg.adjusted(logP: logs)
    func cells(_ test: TermTest.ChiSquared?) -> [Cell] {
      guard let test else { return Array(repeating: .unavailable("a penalised fit has none"), count: 2) }
      return [.number(test.statistic), .pValue(log: test.logP)]
    }
    let rows = tests.indices.map { index -> [Cell] in
      let test = tests[index]
      let adjusted =
        members.firstIndex(of: index).map {
          [Cell.pValue(log: holm[$0], least: least), .pValue(log: bh[$0], least: least)]
        }
        ?? Array(repeating: .unavailable("not in the family"), count: 2)
      return [.label(test.term), .integer(test.df)] + cells(test.wald) + cells(test.likelihoodRatio)
        + cells(test.score) + adjusted
    }
    var notes = [
      "each term given all others"
        + (formula.hasInteractions ? "; of one in an interaction: at 0 or the reference of its partner" : "")
    ]
    if tests.count > 1 {
      notes.append(
        "Holm, BH: \(usesWald ? "Wald" : "LR") p adjusted over the family of \(members.count): "
          + members.map { tests[$0].term }.joined(separator: ", "))
    }
    if usesWald { notes.append("Wald: by the SE above; LR and score: by the likelihood") }
    let headers = [
      Header("term", isText: true), Header("df"), Header("Wald"), Header("p", key: "wald_p"), Header("LR"),
      Header("p", key: "lr_p"), Header("score"), Header("p", key: "score_p"), Header("Holm p", key: "holm_p"),
      Header("BH p", key: "bh_p"),
    ]
    // One test needs no adjustment.
    let width = tests.count > 1 ? headers.count : headers.count - 2
    return TableOutput(
      name: "tests", title: "Tests of each term", headers: Array(headers.prefix(width)),
      rows: rows.map { Array($0.prefix(width)) }, notes: notes)
  }

  /// Odds ratios of each term alone beside those of the model; `nil` where there is one term only.
  func crudeTable(_ work: Work) throws -> TableOutput? {
    guard formula.terms.count - model.emptyTerms.count > 1, model.ending != .separated, formula.intercept
    else { return nil }
    let fits = try model.crude(work)
    let standing = try Standing(model, work)
    let rows = fits.flatMap { fit -> [[Cell]] in
      fit.lines.compactMap { line in
        let crude = line.coefficient
        guard crude.role == .estimated else { return nil }
        let least = min(line.support, standing.least(crude))
        let adjusted = model.coefficients.first { $0.term == crude.term && $0.levels == crude.levels }
        func figure(_ value: Double?) -> Cell {
          value.map {
            $0.isFinite
              ? .ratio($0, rows: line.support, least: least) : .unavailable("too large for a number")
          }
            ?? .unavailable("not estimated")
        }
        return [
          .label(crude.term), crude.levels.first.flatMap { $0 }.map(Cell.label) ?? .blank,
          figure(crude.oddsRatio), figure(crude.oddsRatioLow), figure(crude.oddsRatioHigh),
          adjusted?.oddsRatio.map { .ratio($0, rows: model.n, least: least) }
            ?? .unavailable("not estimated"),
        ]
      }
    }
    guard !rows.isEmpty else { return nil }
    let hasLevels = rows.contains { $0[1] != .blank }
    let headers = [
      Header("term", isText: true), Header("level", isText: true), Header("crude OR", key: "crude_or"),
      Header("95% from", key: "crude_or_low"), Header("to", key: "crude_or_high"),
      Header("adjusted OR", key: "adjusted_or"),
    ]
    let alone = fits.filter(\.lines.isEmpty).map(\.term)
    return TableOutput(
      name: "crude", title: "Crude and adjusted odds ratios",
      headers: hasLevels ? headers : [headers[0]] + headers.dropFirst(2),
      rows: hasLevels ? rows : rows.map { [$0[0]] + $0.dropFirst(2) },
      notes: ["crude: the term alone, over the same rows; adjusted: the model above"]
        + (alone.isEmpty ? [] : ["without finite estimates alone: \(alone.joined(separator: ", "))"]))
  }

  /// Generalised variance inflation factors; `nil` with fewer than two terms.
  func collinearityTable(_ work: Work) throws -> TableOutput? {
    guard model.ending != .separated else { return nil }
    let factors = try model.collinearity(work)
    guard !factors.isEmpty else { return nil }
    return TableOutput(
      name: "collinearity", title: "Collinearity of the terms",
      headers: [
        Header("term", isText: true), Header("df"), Header("GVIF"),
        Header("GVIF^(1/(2 df))", key: "gvif_adjusted"),
      ],
      rows: factors.map {
        [.label($0.term), .integer($0.df), .number($0.gvif), .number($0.adjusted)]
      },
      notes: ["the last column is the factor by which the other terms stretch the term's standard errors"])
  }

  /// Condition indices from ``notableIndex`` on, or the greatest, with the columns whose variance goes with them.
  func conditionTable(_ work: Work) throws -> TableOutput? {
    guard model.ending != .separated, model.rank > 1 else { return nil }
    let indices = try model.conditionIndices(work)
    let notable = indices.filter { $0.index >= Self.notableIndex }
    let shown = notable.isEmpty ? Array(indices.suffix(1)) : notable
    return TableOutput(
      name: "conditions",
      title: notable.isEmpty
        ? "Greatest condition index of the design" : "Condition indices of the design, from 10 on",
      headers: [
        Header("condition index"), Header("over half the variance of", key: "columns", isText: true),
      ],
      rows: shown.map { index in
        let columns = index.shares.filter { $0.share > 0.5 }.map(\.column)
        return [.number(index.index), .label(columns.isEmpty ? "none" : columns.joined(separator: ", "))]
      }, notes: ["from 30 on, with two columns or more: their estimates cannot be told apart well"])
  }

  /// Belsley, Kuh & Welsch's lower bound of a dependence worth naming.
  static let notableIndex = 10.0
}

extension Formula {
  /// Whether some terms are products.
  var hasInteractions: Bool {
    terms.contains { if case .interaction = $0 { true } else { false } }
  }
}
