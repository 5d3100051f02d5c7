import Engine
import OrderedCollections

/// `confounding`: how an effect changes as blocks of other variables are adjusted for.
struct ConfoundingAction: Action {
  /// A block as written: terms in brackets, or a name that stands for some.
  struct WrittenBlock: Sendable {
    var name: Name
    var terms: [Fit.WrittenTerm]?
  }

  var exposure: Fit.WrittenTerm
  /// An outcome, or a model.
  var of: Name?
  var event: String?
  var eventSpan: Span?
  /// Of `events(SUCCESSES, FAILURES)` the column of those without the event; `of` names the other.
  var failures: Name?
  var blocks: [WrittenBlock] = []
  var data: Name?

  private var exposureSpan: Span? { exposure.names.first?.span }

  /// What is asked, every name looked up.
  struct Question {
    var exposure: Formula.Term
    var outcome: Formula.Outcome
    var blocks: [Confounding.Block]
    /// In every line: they are nothing that is adjusted for.
    var offsets: [Formula.Term]
    /// Columns of each block that come after the referral.
    var after: [[String]]

    var outcomeText: String { Formula(outcome: outcome, terms: []).outcomeText }
    var exposureText: String { exposure.columns.first ?? "" }
    /// Blocks before the first that comes after the referral.
    var confounders: Int { after.firstIndex { !$0.isEmpty } ?? blocks.count }
  }

  func check(_ scope: inout Scope) throws {
    if let of, data == nil, failures == nil, let formula = scope.formula(of: of.text) {
      // Of a model's own data only the run can tell.
      let columns = formula.terms.flatMap(\.columns)
      if let name = exposure.names.first { _ = try ownTerm(of: name.text, in: formula) }
      if blocks.isEmpty, columns.isEmpty { throw CommandError(.nothingToAdjust("the model"), of.span) }
      return
    }
    _ = try question(scope, try scope.data(data), model: nil)
  }

  func run(_ run: inout Run) throws {
    let scope = Scope(run.workspace)
    var model: FittedModel?
    if let of, data == nil, failures == nil, scope.mayHaveModel(of.text) {
      model = try run.workspace.model(of)
    }
    let data = try model?.view.data ?? run.workspace.data(data)
    var view = try model?.view ?? run.workspace.view(of: data, run.work)
    if model == nil, let selection = run.workspace.selections[data], !selection.by.isEmpty {
      run.notice("over all segments together; segment \(selection.by[0])=LEVEL chooses one")
      view.restriction = selection.restriction
    }
    let question = try question(scope, data, model: model?.formula)
    let formula = Formula(
      outcome: question.outcome,
      terms: [question.exposure] + question.offsets + question.blocks.flatMap(\.terms))
    // What was held out of a model stays out, and its errors stay its errors.
    let values = try view.modelData(
      for: formula, heldOut: model?.heldOut, clusters: model?.clusters, run.work)
    var options = model?.model.options ?? FitOptions()
    options.scaled = false
    let found: Confounding
    do {
      found = try Confounding(
        of: question.exposure, on: question.outcome, adjusting: question.blocks,
        offsets: question.offsets, in: values, leastRows: max(1, run.workspace.policy.enough),
        options: options, run.work)
    } catch let error as FitError {
      if case .oneClass(_, let n) = error.reason, run.workspace.policy.isFew(n) {
        throw CommandError(.tooFewRows(run.workspace.policy.enough), exposureSpan)
      }
      throw Placed(error, exposureSpan ?? Span(0, 0))
    }
    let output = ConfoundingOutput(
      found: found, question: question, policy: run.workspace.policy,
      errors: options.errors == .information ? nil : options.errors.words(model?.clusters))
    for table in output.tables(view.label, holdout: model?.holdout) { run.table(table) }
  }

  /// What is asked of some data: the outcome named, or the recipe's first; the blocks named, or the recipe's.
  private func question(_ scope: Scope, _ data: DataName, model: Formula?) throws -> Question {
    let cohort = data == .cohort ? scope.cohort : nil
    var outcome = Formula.Outcome.column("")
    if let model {
      outcome = model.outcome
    } else if let of, let failures {
      outcome = .events(successes: of.text, failures: failures.text)
    } else if let of {
      outcome = event.map { .level(column: of.text, event: $0) } ?? .column(of.text)
    } else if let first = cohort?.outcomes.first {
      outcome = .column(first)
    } else {
      throw CommandError(.sayWhichOutcome, exposureSpan)
    }
    func resolved(_ terms: [Fit.WrittenTerm]) throws -> Formula {
      var fit = Fit(
        outcome: outcome, outcomeNames: model == nil ? [of, failures].compactMap(\.self) : [], terms: terms)
      fit.levelSpan = eventSpan
      return try fit.formula(scope, data)
    }
    let formula = try resolved([exposure])
    guard formula.terms.count == 1, var term = formula.terms.first, term.isColumn,
      let name = term.columns.first
    else { throw CommandError(.badValue("the exposure", "a column or factor(COLUMN …)"), exposureSpan) }
    if let own = try model.flatMap({ try ownTerm(of: name, in: $0) }) { term = term.completed(by: own) }
    outcome = formula.outcome
    let outcomes = Formula(outcome: outcome, terms: []).columns
    if outcomes.contains(name) { throw CommandError(.outcomePredicts(name), exposureSpan) }

    var found: [Confounding.Block]
    if !blocks.isEmpty {
      for (index, block) in blocks.enumerated()
      where blocks[..<index].contains(where: { $0.name.text == block.name.text }) {
        throw CommandError(.badValue("the name of a block", "another than those before it"), block.name.span)
      }
      found = try blocks.map { block in
        let terms = try self.terms(of: block, cohort, resolved)
        if terms.contains(where: { $0.columns.contains(name) }) {
          throw CommandError(.exposureAdjusts(name), block.terms?.first?.names.first?.span ?? block.name.span)
        }
        return Confounding.Block(name: block.name.text, terms: terms)
      }
    } else {
      found = Self.usual(model, cohort).map { block in
        Confounding.Block(
          name: block.name,
          terms: block.terms.filter {
            !$0.columns.contains(name) && !$0.columns.contains(where: outcomes.contains)
          })
      }.filter { !$0.terms.isEmpty }
      // What comes after the referral is adjusted for last, so that what confounds can be told from it.
      let late = { (block: Confounding.Block) in !Self.late(block, cohort).isEmpty }
      found = found.filter { !late($0) } + found.filter(late)
      if found.isEmpty { throw CommandError(.nothingToAdjust(data.description), exposureSpan) }
    }
    let offsets = ((model?.terms ?? []) + found.flatMap(\.terms)).filter(\.isOffset).uniqued()
    for place in found.indices { found[place].terms.removeAll(where: \.isOffset) }
    found.removeAll(where: \.terms.isEmpty)
    if found.isEmpty { throw CommandError(.nothingToAdjust(data.description), exposureSpan) }
    if let term = (offsets + found.flatMap(\.terms)).flatMap(\.columns).first(where: outcomes.contains) {
      throw CommandError(.outcomePredicts(term), blocks.first?.name.span)
    }
    return Question(
      exposure: term, outcome: outcome, blocks: found, offsets: offsets,
      after: found.map { Self.late($0, cohort) })
  }

  /// The exposure as a model has it; `nil` where the model does without. What moves with another term of the model has
  /// no one coefficient to follow, and to analyse the plain column in its place would answer another question.
  private func ownTerm(of name: String, in model: Formula) throws -> Formula.Term? {
    let columns = model.terms.flatMap(\.columns).uniqued()
    guard case .found(let index) = Names.find(name, in: columns) else { return nil }
    let terms = model.terms.filter { $0.columns.contains(columns[index]) }
    let others = terms.filter { !$0.isColumn }
    guard others.isEmpty, terms.count == 1 else {
      let shown = others.isEmpty ? terms : others
      throw CommandError(
        .exposureInTerms(columns[index], model: of?.text ?? "", terms: shown.map(\.description)), exposureSpan
      )
    }
    return terms[0]
  }

  /// The terms a block stands for.
  private func terms(
    of block: WrittenBlock, _ cohort: CohortSchema?, _ resolved: ([Fit.WrittenTerm]) throws -> Formula
  ) throws -> [Formula.Term] {
    if let terms = block.terms { return try resolved(terms).terms }
    if let columns = cohort?.blocks[block.name.text] { return columns.map(Formula.Term.variable) }
    do {
      return try resolved([
        Fit.WrittenTerm(term: .variable(block.name.text), names: [block.name], isRemoved: false)
      ]).terms
    } catch var error as NameError {
      if !error.isAmbiguous { error.candidates += Array(cohort?.blocks.keys ?? []) }
      throw error
    }
  }

  /// The blocks when none are named: the recipe's; of a model its own terms, in the recipe's blocks where they are in
  /// one, else each by itself.
  private static func usual(_ model: Formula?, _ cohort: CohortSchema?) -> [Confounding.Block] {
    let declared = cohort?.blocks ?? [:]
    guard let model else {
      return declared.map { .init(name: $0.key, terms: $0.value.map(Formula.Term.variable)) }
    }
    var result: OrderedDictionary<String, [Formula.Term]> = [:]
    for term in model.terms {
      let block = declared.first { $0.value.contains { term.columns.contains($0) } }?.key
      result[block ?? term.description, default: []].append(term)
    }
    return result.map { .init(name: $0.key, terms: $0.value) }
  }

  private static func late(_ block: Confounding.Block, _ cohort: CohortSchema?) -> [String] {
    block.terms.flatMap(\.columns).uniqued().filter { cohort?.afterReferral.contains($0) == true }
  }
}

extension Formula.Term {
  /// Whether it is a column, as it is or by its levels.
  fileprivate var isColumn: Bool {
    switch self {
    case .variable, .factor: true
    case .log, .power, .spline, .offset, .interaction: false
    }
  }

  /// The term of a model in place of its column's bare name; of a factor asked for, the level of missing values, without
  /// which it would be of other rows than the model.
  fileprivate func completed(by own: Formula.Term) -> Formula.Term {
    guard case .factor(let name, let reference, let missing) = self else { return own }
    guard missing == nil, case .factor(_, _, let ownMissing) = own else { return self }
    return .factor(name, reference: reference, missing: ownMissing)
  }
}

extension Command {
  static let confounding = Command(
    "confounding", "show how an effect changes as other variables are adjusted for", role: .shows,
    usage: [
      "confounding EXPOSURE [of OUTCOME|MODEL] [adjusting BLOCK {BLOCK}] [in TABLE]",
      "EXPOSURE: NAME | factor(NAME[, ref=\"LEVEL\"])",
      "OUTCOME: NAME | NAME=\"LEVEL\" | events(SUCCESSES, FAILURES)",
      "BLOCK: NAME(TERM {, TERM}) | a block of the recipe | a model | a column",
    ],
    details: [
      """
      The effect of the exposure is estimated without adjustment and then with one block of covariates after another, \
      over the same rows: those complete for all of them. Each line has the odds ratio, the average marginal effect \
      and the odds ratio on the scale of the full model. The outcome is the recipe's first unless said, the blocks \
      those the recipe declares; of a model its outcome, rows, terms and kind of standard errors, and the exposure as the model has it. \
      Offsets stand in every line.
      """,
      """
      An odds ratio moves with every covariate that predicts the outcome, confounder or not (non-collapsibility). \
      Whether there is confounding is told by the marginal effect, and by the decomposition of Karlson, Holm and Breen: \
      it compares the coefficients on one scale and splits their difference exactly into the blocks' shares. Where the \
      odds ratio moves by 10% or more and neither of these does, a note says so.
      """,
      """
      Further: how far each covariate alone moves the effect; and the E-value: how strongly something unmeasured would \
      have to be tied to exposure and outcome to explain the effect away. Columns that come after the referral (sessions, \
      waits) are adjusted for last and marked: they may be results of the exposure, and adjusting for them takes away \
      part of its effect. Rows that a rare level predicts perfectly are left out of every line and counted.
      """,
      """
      A model with a random intercept (random by) is refused: every term added changes sigma, and with it the scale of \
      every coefficient, so that a change of an odds ratio says nothing of confounding. Use cluster by in its place.
      """,
    ],
    arguments: [
      .init(.positional, .exposure, "the exposure"),
      .init(.clause("of"), .outcome, "the outcome, or a model"),
      .init(.clause("adjusting"), .block, "blocks in order"),
      .init(.clause("in"), .data, "a table instead of the cohort"),
    ],
    examples: [
      .init(
        "confounding deprivation", "block by block, as the recipe declares them",
        after: "load demo rows=20000 seed=7\nclean"),
      .init(
        "confounding deprivation of recovery adjusting severity(phq9, gad7) demographic(gender, age) benefits",
        "blocks of one's own", after: "load demo rows=20000 seed=7\nclean"),
      .init(
        "confounding smoke of low adjusting mother(age, lwt, factor(race)) in birthwt", "any table",
        after: "load birthwt from \"$fixtures/birthwt.csv\""),
    ]
  ) { parser in
    var action = ConfoundingAction(exposure: try parser.exposure())
    try parser.clauses(["of", "adjusting", "in"], of: "confounding") { clause, parser in
      switch clause {
      case "of":
        parser.offer(.name(.model, .name))
        let outcome = try parser.outcome(orCounts: true)
        action.of = outcome.name
        action.failures = outcome.failures
        (action.event, action.eventSpan) = (outcome.event?.level, outcome.event?.span)
      case "adjusting":
        repeat {
          action.blocks.append(try parser.block(besides: action.blocks.map(\.name.text)))
          _ = try parser.take(",")
        } while !parser.isAtEnd && (action.of != nil || !parser.at(word: "of"))
          && (action.data != nil || !parser.at(word: "in"))
      default: action.data = try parser.name(.data)
      }
    }
    return action
  }
}

extension Parser {
  /// `NAME(TERM {, TERM})` or a name.
  fileprivate mutating func block(besides used: [String]) throws -> ConfoundingAction.WrittenBlock {
    offer(.name(.block, .name, besides: used))
    offer(.name(.model, .name, besides: used))
    // Before a bracket any name will do.
    offer(.name(.name, .name))
    let start = self
    let name = try column()
    guard at("("), current.span.start == name.span.end else { return .init(name: name) }
    // `factor(race)` is a term, and no block of that name.
    if Fit.functions.contains(where: { $0.name == name.text.lowercased() }) {
      self = start
      let terms = try terms()
      return .init(
        name: Name(text: terms.map(\.term.description).joined(separator: " + "), span: name.span),
        terms: terms)
    }
    try take()
    let terms = try list { try $0.terms() }.flatMap(\.self)
    try expect(")")
    return .init(name: name, terms: terms)
  }
}
