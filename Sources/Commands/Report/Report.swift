import Engine

/// `report`: everything that stands, as one document for readers and for who checks outputs.
struct ReportAction: Action {
  /// The title; `nil` for one made from the analysis.
  var title: Value?
  var target: DocumentTarget

  static let forms: [Document.Form] = [.html, .markdown]

  func check(_ scope: inout Scope) throws {
    _ = try title?.resolved(scope)
    _ = try target.resolved(scope, among: Self.forms)
    if !scope.hasCohort, scope.models.isEmpty { throw CommandError(.nothingToReport) }
  }

  func run(_ run: inout Run) throws {
    var maker = ReportMaker(run)
    let title = try title?.resolved(run.workspace) ?? run.context.heading ?? maker.title
    maker.statement = try? statement(title, run.workspace)
    try maker.make()
    try run.write(maker.pieces, titled: title, to: target)
  }

  /// The statement that makes it again from a script that has no heading and no parameters of its own.
  private func statement(_ title: String, _ parameters: some ParameterSource) throws -> String {
    let path = try target.resolved(parameters).path
    return "report \(try SavedSession.quoted(title)) to \(try SavedSession.quoted(path))"
      + (target.isReplacing ? " replacing" : "") + (target.allowsUnsafe ? " allow unsafe" : "")
  }
}

/// Gathers what a report holds. Every figure comes from the command that shows it, and passes the gate.
///
/// It is written for who decides: first the question and what the figures answer, then who and how, and at the end, for
/// who checks, how it was made. What is only looked up stands in the appendix.
struct ReportMaker {
  private(set) var pieces: [Document.Piece] = []
  let run: Run
  let gate: Gate
  var workspace: Workspace { run.workspace }
  /// What passed the gate, for the statement of disclosure control.
  private(set) var outputs: [Gated] = []
  /// Where the figures shown stand in outputs: keys, and the tables and sections they are in. For the definitions.
  var places: [(place: String, key: String)] = []
  /// What is said before it is shown.
  var results = Results()
  /// The statement that makes this report; `nil` where it cannot be written on a line.
  var statement: String?

  init(_ run: Run) {
    self.run = run
    gate = Gate(run.workspace.policy)
  }

  /// Every section, in the order of a paper, what it found first.
  mutating func make() throws {
    results = try gather()
    question()
    try data()
    try people()
    try models()
    methods()
    limitations()
    disclosure()
    try reproducibility()
    checklists()
    try appendix()
  }

  // MARK: Pieces

  mutating func heading(_ text: String, level: Int = 1) { pieces.append(.heading(text, level: level)) }

  /// Words of this program's own; what the user or the data wrote stands in tables and findings, which every form
  /// escapes.
  mutating func words(_ text: String) { pieces.append(.words(text)) }

  mutating func findings(_ sentences: [ModelOutput.Sentence]) {
    guard !sentences.isEmpty else { return }
    pieces.append(.findings(Findings(sentences, workspace.policy)))
  }

  mutating func add(_ output: Output) { add(gate.pass(output)) }

  mutating func add(_ table: TableOutput?) { if let table { add(.table(table)) } }

  /// What has passed, as it is.
  mutating func add(_ gated: Gated?) {
    guard let gated else { return }
    pieces.append(.output(gated))
    outputs.append(gated)
    places += gated.places
  }

  /// Lines of a name and what it says.
  mutating func facts(_ name: String, _ title: String, _ rows: [(String, Cell)]) {
    add(.table(Self.factsTable(name, title, rows)))
  }

  static func factsTable(_ name: String, _ title: String, _ rows: [(String, Cell)]) -> TableOutput {
    TableOutput(
      name: name, title: title,
      headers: [Header("item", isText: true), Header("value", key: "text", isText: true)],
      rows: rows.map { [.label($0.0), $0.1] })
  }

  mutating func place(_ piece: Document.Piece) { pieces.append(piece) }

  mutating func removePieces(from start: Int) { pieces.removeSubrange(start...) }
}

extension ReportMaker {
  /// The outcome that the report is about: that of the first model, else the cohort's first.
  var outcome: WrittenOutcome? {
    let span = Span(0, 0)
    switch workspace.models.values.first?.formula.outcome {
    case .column(let name)?: return WrittenOutcome(name: Name(text: name, span: span))
    case .level(let column, let event)?:
      return WrittenOutcome(name: Name(text: column, span: span), event: (event, span))
    case .events?: return nil
    case nil:
      return (workspace.cohort?.outcomes.first).map { WrittenOutcome(name: Name(text: $0.name, span: span)) }
    }
  }

  /// Where no title is given.
  var title: String {
    let what = outcome.map { $0.title.replacing("_", with: " ") } ?? "results"
    let from = workspace.cohort.map { ", \($0.origin)" } ?? ""
    return what.prefix(1).uppercased() + what.dropFirst() + from
  }

  /// The data that models and descriptions are of: the cohort, or the table that the first model is of.
  var subject: Name? {
    if workspace.cohort != nil { return nil }
    guard case .table(let name)? = workspace.models.values.first?.view.data else { return nil }
    return Name(text: name, span: Span(0, 0))
  }

  /// The column by which outcomes are drawn: deprivation where there is one, else the first dimension.
  func gradient(_ cohort: Cohort) -> String? {
    let names = cohort.predictors + cohort.dimensions
    return names.first { $0.lowercased() == "deprivation" } ?? cohort.dimensions.first
  }

  /// The columns that describe people: predictors and dimensions, but of what came after the referral only what a model
  /// has, and no second form of a column, such as its fifths. Empty for the columns of a table.
  var described: [String] {
    guard let cohort = workspace.cohort else { return [] }
    let fitted = workspace.models.values.flatMap { $0.formula.terms.flatMap(\.columns) }
    let names = (fitted + cohort.predictors + cohort.dimensions).uniqued().filter { name in
      fitted.contains(name) || !cohort.afterReferral.contains(name)
    }
    let known = cohort.predictors + cohort.dimensions
    return known.uniqued().filter { name in
      names.contains(name) && (fitted.contains(name) || !names.contains { name.hasPrefix($0 + "_") })
    } + fitted.uniqued().filter { !known.contains($0) }
  }
}

extension Gated {
  /// Where figures stand in it: their keys, and the tables and sections they are in.
  var places: [(place: String, key: String)] {
    func places(of table: TableOutput) -> [(place: String, key: String)] {
      table.headers.filter { !$0.isText }.map { (table.name, $0.key) }
    }
    switch output {
    case .table(let table): return places(of: table)
    case .figure(let figure): return places(of: figure.data)
    case .model(let model):
      let facts = model.sections.flatMap { section in
        section.facts.map { (place: section.key.isEmpty ? "model" : section.key, key: $0.key) }
      }
      let terms = ["estimate", "se", "z", "p", "or", "or_low", "or_high"].map { (place: "terms", key: $0) }
      return facts + terms + model.tables.flatMap(places)
    case .text, .notice: return []
    }
  }

  var table: TableOutput? { if case .table(let table) = output { table } else { nil } }

  var model: ModelOutput? { if case .model(let model) = output { model } else { nil } }
}
