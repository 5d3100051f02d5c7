import Engine

import class Foundation.FileManager

/// Claims about the state beside its figures: what is loaded, chosen, fitted.
extension Claims {
  /// A function that is true or false, or a count, of names.
  struct StateFunction: Sendable {
    var name: String
    var signature: String
    /// How many arguments it takes.
    var arguments: ClosedRange<Int>
    /// What its arguments name, for completion.
    var takes: [Command.Kind] = []
    var value: @Sendable ([String], inout Run) throws -> Outcome
  }

  /// What any claim can say.
  static let stateFunctions: [StateFunction] = [
    StateFunction(name: "loaded", signature: "loaded(TABLE|cohort)", arguments: 1...1, takes: [.data]) {
      names, run in
      .truth(names[0] == "cohort" ? run.workspace.cohort != nil : run.workspace.tables[names[0]] != nil)
    },
    StateFunction(name: "made_by", signature: "made_by(\"RECIPE\")", arguments: 1...1) { names, run in
      .truth(run.workspace.cohort?.recipe.name == names[0])
    },
    StateFunction(
      name: "has_column", signature: "has_column(TABLE|cohort, COLUMN)", arguments: 2...2,
      takes: [.data, .columnOf("")]
    ) {
      names, run in
      let isThere =
        names[0] == "cohort" ? run.workspace.cohort != nil : run.workspace.tables[names[0]] != nil
      guard isThere else { return .truth(false) }
      let data: DataName = names[0] == "cohort" ? .cohort : .table(names[0])
      return .truth((try? Scope(run.workspace).schema(of: data).find(names[1])) != nil)
    },
    StateFunction(name: "has_model", signature: "has_model(MODEL)", arguments: 1...1, takes: [.model]) {
      names, run in
      .truth(run.workspace.models[names[0]] != nil)
    },
    StateFunction(
      name: "has_term", signature: "has_term(MODEL, TERM)", arguments: 2...2,
      takes: [.model, .modelTerm(of: "")]
    ) { names, run in
      .truth(run.workspace.models[names[0]]?.formula.terms.contains { $0.columns.contains(names[1]) } == true)
    },
    StateFunction(name: "predicts", signature: "predicts(MODEL, OUTCOME)", arguments: 2...2) { names, run in
      .truth(run.workspace.models[names[0]]?.formula.columns.first == names[1])
    },
    StateFunction(name: "has_intercept", signature: "has_intercept(MODEL)", arguments: 1...1, takes: [.model])
    { names, run in
      .truth(run.workspace.models[names[0]]?.formula.intercept == true)
    },
    StateFunction(
      name: "declared", signature: "declared(TABLE, COLUMN, \"TYPE\")", arguments: 3...3,
      takes: [.table, .columnOf("")]
    ) {
      names, run in
      .truth(run.workspace.tables[names[0]]?.declaredTypes[names[1]]?.rawValue == names[2])
    },
    StateFunction(
      name: "has_reference", signature: "has_reference(MODEL, TERM, \"LEVEL\")", arguments: 3...3,
      takes: [.model, .modelTerm(of: ""), .modelLevel(of: "", term: "")]
    ) { names, run in
      let lines = run.workspace.models[names[0]]?.model.coefficients ?? []
      return .truth(
        lines.contains { $0.term.contains(names[1]) && $0.role == .reference && $0.levels == [names[2]] })
    },
    StateFunction(name: "segment", signature: "segment(DIMENSION, \"LEVEL\")", arguments: 2...2) {
      names, run in
      let filters = run.workspace.selections[.cohort]?.segment.filters ?? [:]
      return .truth(filters[names[0]] == [names[1]])
    },
    StateFunction(
      name: "segment_by", signature: "segment_by(DIMENSION)", arguments: 1...1, takes: [.dimension]
    ) { names, run in
      .truth(run.workspace.selections[.cohort]?.by.contains(names[0]) == true)
    },
    StateFunction(name: "param", signature: "param(NAME[, \"VALUE\"])", arguments: 1...2) { names, run in
      guard let parameter = run.workspace.parameters[names[0]] else { return .truth(false) }
      return .truth(names.count == 1 || parameter.value == names[1])
    },
    StateFunction(
      name: "count", signature: "count(TABLE|cohort|segment, COLUMN, \"LEVEL\")", arguments: 3...3
    ) { names, run in
      let isSegment = names[0] == "segment"
      let data = try run.workspace.data(isSegment ? nil : Name(text: names[0], span: Span(0, 0)))
      var view = try run.workspace.view(of: data, run.work)
      if !isSegment { view.rows = nil }
      let column = try view.column(names[1], run.work)
      let counts = try column.levelCounts(run.work)
      return .number(Double(counts.first { $0.level == names[2] }?.rows ?? 0))
    },
    StateFunction(
      name: "distinct", signature: "distinct(TABLE|cohort, COLUMN)", arguments: 2...2,
      takes: [.data, .columnOf("")]
    ) { names, run in
      let data = try run.workspace.data(Name(text: names[0], span: Span(0, 0)))
      return .number(
        Double(try run.workspace.frame(of: data, run.work).column(names[1], run.work).distinctCount(run.work))
      )
    },
    StateFunction(name: "heldout", signature: "heldout(MODEL)", arguments: 1...1, takes: [.model]) {
      names, run in
      .number(Double(run.workspace.models[names[0]]?.heldOut?.count(where: { $0 }) ?? 0))
    },
  ]

  /// What only a tutorial's test can say: it looks at the cells it is given and at files.
  static let sessionFunctions: [StateFunction] = [
    StateFunction(name: "ran", signature: "ran(COMMAND|\"STATEMENT\")", arguments: 1...1) { names, run in
      let wanted = Interpreter.normalised(names[0])
      let statements = run.context.cells.filter { !$0.isUndone }.flatMap(\.statements)
      return .truth(
        statements.contains { $0.command.name == names[0] || Interpreter.normalised($0.text) == wanted })
    },
    StateFunction(name: "failed", signature: "failed(COMMAND)", arguments: 1...1) { names, run in
      .truth(
        run.context.cells.contains { cell in
          guard cell.status == .failed, case .complete(let all) = Interpreter.parse(cell.source),
            all.count > cell.statements.count
          else { return false }
          return all[cell.statements.count].command.name == names[0]
        })
    },
    StateFunction(name: "file", signature: "file(\"FILE\"[, \"TEXT\"])", arguments: 1...2) { names, _ in
      guard let data = FileManager.default.contents(atPath: names[0]) else { return .truth(false) }
      return .truth(names.count == 1 || String(decoding: data, as: UTF8.self).contains(names[1]))
    },
  ]

  /// The state function of a call, its arguments read as names.
  static func state(
    _ name: String, _ arguments: [Expression], _ span: Span, _ run: inout Run
  ) throws -> Outcome? {
    let all = stateFunctions + (run.context.isTutorial ? sessionFunctions : [])
    guard let function = all.first(where: { $0.name == name }) else { return nil }
    guard function.arguments.contains(arguments.count) else { throw CommandError(.notAClaim, span) }
    return try function.value(try arguments.map(text(of:)), &run)
  }
}

/// A test of a session's state, as a tutorial's step has one: a claim of `expect`, and some more.
///
/// What cannot be said of a state (a figure of a model that is not there) makes the test false, never an error.
public struct StateTest: Sendable {
  /// As written.
  public let text: String
  private let claim: Expression

  /// Reads a test; its functions must exist, its names need not.
  public init(_ text: String) throws(Diagnostic) {
    self.text = text
    do {
      var parser = try Parser(text)
      claim = try parser.expression()
      if !parser.isAtEnd { throw parser.expected(["the end of the test"]) }
      try Claims.checkFunctions(claim)
    } catch {
      throw Words.diagnostic(error, .parse, text: text)
    }
  }

  /// Whether it holds; `cells` are those it may look back on.
  public func holds(in workspace: Workspace, cells: [CellRecord] = []) -> Bool {
    guard case .truth(true)? = outcome(workspace, cells) else { return false }
    return true
  }

  /// Its number; `nil` when it has none in this state.
  public func number(in workspace: Workspace) -> Double? {
    guard case .number(let value)? = outcome(workspace, []), value.isFinite else { return nil }
    return value
  }

  /// Whether its number is an odds ratio.
  public var isRatio: Bool {
    guard case .call(let name, _) = claim.node else { return false }
    return ["odds_ratio", "low", "high"].contains(name)
  }

  private func outcome(_ workspace: Workspace, _ cells: [CellRecord]) -> Claims.Outcome? {
    var timeline = Timeline()
    cells.forEach { timeline.append($0) }
    var context = Interpreter.Context(timeline: timeline)
    context.isTutorial = true
    var run = Run(workspace: workspace, context: context, text: text)
    return try? Claims.evaluate(claim, &run)
  }
}

extension Claims {
  /// Fails at a function that does not exist or has another number of arguments.
  static func checkFunctions(_ claim: Expression) throws {
    switch claim.node {
    case .and(let a, let b), .or(let a, let b), .compare(_, let a, let b), .arithmetic(_, let a, let b):
      try checkFunctions(a)
      try checkFunctions(b)
    case .between(let a, let b, let c, _):
      for part in [a, b, c] { try checkFunctions(part) }
    case .not(let a), .negate(let a): try checkFunctions(a)
    case .integer, .decimal: break
    case .call("abs", let arguments): try arguments.forEach(checkFunctions)
    case .call(let name, let arguments):
      for argument in arguments {
        switch argument.node {
        case .column, .text, .integer: break
        default: throw CommandError(.notAClaim, argument.span)
        }
      }
      let states = stateFunctions + sessionFunctions
      if let state = states.first(where: { $0.name == name }) {
        guard state.arguments.contains(arguments.count) else { throw CommandError(.notAClaim, claim.span) }
        return
      }
      guard functions.contains(where: { $0.name == name }) else {
        throw NameError(
          .function, name, candidates: (functions.map(\.name) + states.map(\.name)).uniqued(),
          span: claim.span, place: "tests")
      }
    default: throw CommandError(.notAClaim, claim.span)
    }
  }
}

extension Interpreter {
  /// A statement's text with single blanks between its words, keywords and names in lower case, without comments: two
  /// statements that differ only in how they are typed give the same.
  public static func normalised(_ text: String) -> String {
    var lexer = Lexer(text)
    var parts: [String] = []
    while let token = try? lexer.next() {
      switch token.kind {
      case .end: return parts.joined(separator: " ")
      case .newline: if parts.last != "\n" { parts.append("\n") }
      case .string: parts.append("\"\(token.text)\"")
      case .parameter: parts.append("$\(token.text)")
      default: parts.append(token.text.lowercased())
      }
    }
    return text.split(whereSeparator: \.isWhitespace).joined(separator: " ").lowercased()
  }
}
