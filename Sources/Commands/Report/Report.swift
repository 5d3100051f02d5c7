import Engine

/// `report`: everything that stands, as one document for readers and for who checks outputs.
struct ReportAction: Action {
  /// The title; `nil` for one made from the analysis.
  var title: Value?
  var target: DocumentTarget

  static let forms: [Document.Form] = [.html, .markdown]

  func check(_ scope: inout Scope) throws {
    _ = try title?.resolved(scope)
    let (_, form) = try target.resolved(scope)
    guard Self.forms.contains(form) else {
      throw Placed(DocumentFailure.wrongForm(form, instead: Self.forms), target.file.span)
    }
    if !scope.hasCohort, scope.models.isEmpty { throw CommandError(.nothingToReport) }
  }

  func run(_ run: inout Run) throws {
    var maker = ReportMaker(run, try target.resolved(run.workspace).form)
    try maker.make()
    let title = try title?.resolved(run.workspace) ?? run.context.heading ?? maker.title
    try run.write(maker.pieces, titled: title, to: target)
  }
}

/// Gathers what a report holds. Every figure comes from the command that shows it, and passes the gate.
struct ReportMaker {
  private(set) var pieces: [Document.Piece] = []
  let run: Run
  let gate: Gate
  let form: Document.Form
  var workspace: Workspace { run.workspace }
  /// What passed the gate, for the statement of disclosure control and the definitions.
  private(set) var outputs: [Gated] = []

  init(_ run: Run, _ form: Document.Form) {
    self.run = run
    self.form = form
    gate = Gate(run.workspace.policy)
  }

  /// Every section, in the order of a paper.
  mutating func make() throws {
    question()
    try data()
    try people()
    try models()
    methods()
    limitations()
    disclosure()
    try reproducibility()
    checklists()
  }

  // MARK: Pieces

  mutating func heading(_ text: String, level: Int = 1) { pieces.append(.heading(text, level: level)) }

  /// Words of this program's own; what the user or the data wrote stands in tables, which every form escapes.
  mutating func words(_ text: String) { pieces.append(.words(text)) }

  mutating func add(_ output: Output) {
    let gated = gate.pass(output)
    pieces.append(.output(gated))
    outputs.append(gated)
  }

  mutating func add(_ table: TableOutput?) { if let table { add(.table(table)) } }

  /// What a command shows: its tables, models and figures.
  mutating func add(_ action: some Action) throws {
    for output in try run.outputs(of: action) {
      switch output {
      case .table, .model, .figure: add(output)
      case .text, .notice: break
      }
    }
  }

  /// Lines of a name and what it says.
  mutating func facts(_ name: String, _ title: String, _ rows: [(String, Cell)]) {
    add(
      .table(
        TableOutput(
          name: name, title: title,
          headers: [Header("item", isText: true), Header("value", key: "text", isText: true)],
          rows: rows.map { [.label($0.0), $0.1] })))
  }

  mutating func place(_ piece: Document.Piece) { pieces.append(piece) }
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

  /// The data that models and descriptions are of.
  var isOfCohort: Bool { workspace.cohort != nil }
}
