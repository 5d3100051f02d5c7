import Engine

extension ReportMaker {
  /// What several sections show, each passed through the gate once.
  struct Results {
    var outcomes: Gated?
    var waits: Gated?
    var deciles: Gated?
    /// The models that are not of segments, in the order in which they were fitted.
    var models: [ModelResult] = []
  }

  /// A model with what is known of it on rows it was not fitted to.
  struct ModelResult {
    var fitted: FittedModel
    var output: Gated
    var validation: Gated?
    var figures: [FigureOutput] = []
  }

  /// Computes them.
  func gather() throws -> Results {
    var results = Results()
    if let cohort = workspace.cohort {
      results.outcomes = gate.pass(.table(cohort.outcomeTable))
      results.waits = try cohort.waitTable(run.workspace.policy, run.work).map { gate.pass(.table($0)) }
      if let outcome, let column = gradient(cohort) {
        var inner = run
        results.deciles = gate.pass(
          .figure(try inner.deciles(outcome, Name(text: column, span: Span(0, 0)), nil)))
      }
    }
    for fitted in workspace.models.values where segments(of: fitted) == nil {
      var result = ModelResult(
        fitted: fitted, output: gate.pass(.model(try workspace.shown(fitted, run.work).fullOutput(run.work))))
      if fitted.heldOut != nil {
        let name = Name(text: fitted.name, span: Span(0, 0))
        let tables = try run.outputs(of: Validate(model: name)).compactMap { output -> TableOutput? in
          if case .table(let table) = output { table } else { nil }
        }
        result.validation = tables.first { $0.name == "validation" }.map { gate.pass(.table($0)) }
        result.figures = [
          FigureOutput.calibration(tables, of: fitted.name), FigureOutput.roc(tables, of: fitted.name),
        ].compactMap(\.self)
      }
      results.models.append(result)
    }
    return results
  }

  /// The models of every segment that a model is one of; `nil` for others.
  func segments(of fitted: FittedModel) -> FittedSegments? {
    guard let bracket = fitted.name.firstIndex(of: "[") else { return nil }
    return (try? FittedSegments(String(fitted.name[..<bracket]), in: workspace)) ?? nil
  }

  /// What was asked, what was found in plain words, and the definitions that both rest on.
  mutating func question() {
    heading("Question and answer")
    words(
      """
      How often did the outcome happen, in whom, and what goes together with it? In short, from the figures below. They \
      say what is associated with what among the people observed, and do not by themselves say what causes what.
      """)
    findings(answers)
    var rows: [(String, Cell)] = []
    let definitions = workspace.cohort?.recipe.definitions ?? []
    for outcome in workspace.cohort?.outcomes ?? [] {
      let text = definitions.first { $0.name == outcome.name }?.text ?? "see the recipe"
      rows.append(("outcome \(outcome.name)", .label(text)))
    }
    rows += results.models.map { ("model \($0.fitted.name)", .label($0.fitted.formula.description)) }
    facts("report_question", "What is counted and what was fitted", rows)
  }

  private typealias Sentence = ModelOutput.Sentence

  private var answers: [ModelOutput.Sentence] {
    let ofModels = results.models.flatMap {
      [reading($0), extremes($0), discrimination($0)].compactMap(\.self)
    }
    return [outcomeSentence, gradientSentence].compactMap(\.self) + waitSentences + ofModels
  }

  /// The rows chosen of the cohort in words; `nil` for all.
  private var chosen: String? {
    let words = (try? workspace.pooledView(of: .cohort, run.work))?.view.restriction ?? ""
    return words.isEmpty ? nil : words
  }

  /// `Recovery happened in 19,125 of 38,320 referrals, 49.9%.`
  private var outcomeSentence: Sentence? {
    guard let outcome, outcome.event == nil, let table = results.outcomes?.table,
      let row = table.rows.first(where: { $0.first == .label(outcome.name.text) }), row.count > 3
    else { return nil }
    return Sentence([
      .text(chosen == nil ? capital(outcome.title) : "In the whole cohort \(plain(outcome.title))"),
      .text(" happened in "), .cell(row[2]), .text(" of the "), .cell(row[1]),
      .text(" referrals that count for it ("), .cell(row[3]), .text(")."),
    ])
  }

  /// `… was 41.8% (40.2% to 43.3%) at deprivation 1, the most deprived, and 55.4% (…) at 10, the least deprived.`
  private var gradientSentence: Sentence? {
    guard case .figure(let figure)? = results.deciles?.output, let outcome,
      let column = figure.data.headers.first?.title, let ends = InequalityReport.ends(of: column)
    else { return nil }
    let rows = figure.data.rows.filter { $0.first != .label("(missing)") && $0.count > 4 }
    guard rows.count > 1, let first = rows.first, let last = rows.last, case .share = first[3],
      case .share = last[3]
    else { return nil }
    func part(_ row: [Cell], _ what: String) -> [Sentence.Part] {
      [
        .cell(row[3]), .text(", 95% CI "), .cell(row[4]), .text(", at \(plain(column)) "), .cell(row[0]),
        .text(" (\(what))"),
      ]
    }
    return Sentence(
      [.text("\(chosen.map { "Of \($0) the" } ?? "The") share with \(plain(outcome.title)) was ")]
        + part(first, ends.first) + [.text(", and ")]
        + part(last, ends.last) + [.text(".")])
  }

  /// `Of those whose wait is known 91.2% had their first treatment within six weeks (the standard is 75%: met).`
  private var waitSentences: [Sentence] {
    (results.waits?.table?.rows ?? []).compactMap { row in
      guard row.count == 6, case .label(let what) = row[0], case .label(let standard) = row[4],
        case .label(let verdict) = row[5], !verdict.isEmpty
      else { return nil }
      return Sentence([
        .text("Of those whose wait is known "), .cell(row[3]),
        .text(" had their \(what) (the standard is \(standard): \(verdict))."),
      ])
    }
  }

  /// `Model base: …`, or why it says nothing.
  private func reading(_ result: ModelResult) -> Sentence? {
    guard let model = result.output.model else { return nil }
    let name = Sentence.Part.text("Model \(model.name): ")
    if model.reading.isEmpty {
      let why = model.notes.first { $0.hasPrefix("withheld") || $0.hasPrefix("not shown") }
      return why.map { Sentence([name] + shown(model) + [.text("\($0).")]) }
    }
    let parts = model.reading.enumerated().flatMap { index, sentence in
      (index > 0 ? [Sentence.Part.text(" ")] : []) + sentence.parts
    }
    return Sentence([name] + parts)
  }

  /// The first odds ratios of a model of which some may not be shown: `odds ratios of unemployed 0.58 (95% CI …); `.
  private func shown(_ model: ModelOutput) -> [Sentence.Part] {
    let lines = model.terms.filter { $0.levels.isEmpty && $0.term != "(Intercept)" }.prefix(4)
    let parts = lines.compactMap { term -> [Sentence.Part]? in
      let cells = [term.oddsRatio, term.low, term.high]
      guard cells.allSatisfy({ $0.figureShown != nil }) else { return nil }
      return [
        .text("\(plain(term.term)) "), Self.ratio(cells[0]), .text(" (95% CI "), Self.ratio(cells[1]),
        .text(" to "), Self.ratio(cells[2]), .text(")"),
      ]
    }
    guard !parts.isEmpty else { return [] }
    return [.text("odds ratios of ")]
      + parts.enumerated().flatMap { index, part in
        (index > 0 ? [Sentence.Part.text(", ")] : []) + part
      } + [.text("; ")]
  }

  /// `In model base the adjusted odds ratios of levels go from 0.46 … to 1.23 …`; of two levels or more.
  private func extremes(_ result: ModelResult) -> Sentence? {
    guard let model = result.output.model else { return nil }
    let levels = model.terms.filter { $0.role == .estimated && $0.levels.count == 1 }
    func ratio(_ term: ModelOutput.Term) -> Double {
      term.oddsRatio.figureShown ?? .nan
    }
    let known = levels.filter { ratio($0).isFinite }
    guard known.count > 1, let low = known.min(by: { ratio($0) < ratio($1) }),
      let high = known.max(by: { ratio($0) < ratio($1) })
    else { return nil }
    let shown =
      known.count == levels.count
      ? "of levels against their references" : "that are shown, of levels against their references,"
    func parts(_ term: ModelOutput.Term) -> [Sentence.Part] {
      let ends = [term.low, term.high].filter { $0.figureShown != nil }.map(Self.ratio)
      let interval: [Sentence.Part] =
        ends.count == 2
        ? [.text(" (95% CI "), ends[0], .text(" to "), ends[1], .text(")")] : []
      let level = term.levels.compactMap(\.self).joined(separator: " : ")
      return [Self.ratio(term.oddsRatio)] + interval + [.text(" for \(plain(term.term)) \(level)")]
    }
    return Sentence(
      [.text("In model \(model.name) the odds ratios \(shown) go from ")]
        + parts(low)
        + [.text(" to ")] + parts(high) + [.text(".")])
  }

  /// An odds ratio that has passed the gate: with the decimals it was left, or as ratios are written.
  private static func ratio(_ cell: Cell) -> Sentence.Part {
    if case .number(let value) = cell { .ratio(value) } else { .cell(cell) }
  }

  /// What an AUC on rows held out means.
  private func discrimination(_ result: ModelResult) -> Sentence? {
    guard let row = result.validation?.table?.rows.first(where: { $0.first == .label("AUC") }),
      row.count == 4, let area = row[1].figureShown
    else { return nil }
    let how =
      area < 0.6 ? "hardly better than chance" : area < 0.7 ? "poorly" : area < 0.8 ? "fairly" : "well"
    return Sentence([
      .text(
        "On rows it was not fitted to, model \(result.fitted.name) tells those with the outcome from those without "
          + "\(how): AUC "), .cell(row[1]), .text(" (95% CI "), .cell(row[2]), .text(" to "), .cell(row[3]),
      .text("), where 0.5 is guessing and 1 perfect."),
    ])
  }

  private func capital(_ name: String) -> String {
    let words = plain(name)
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  /// A name as words.
  func plain(_ name: String) -> String { name.replacing("_", with: " ") }
}
