import OrderedCollections

extension Recipe {
  /// Follows the recipe over loaded tables. All names and known types are checked before a row is read.
  ///
  /// - Parameters:
  ///   - tables: the loaded tables by name; only those the recipe mentions are read, and of them only the columns
  ///     it uses.
  ///   - given: values for its arguments; those with defaults may be left out.
  /// - Returns: the cohort, which may have no rows.
  /// - Throws: `NameError`, ``ExpressionError``, ``RecipeError``, what reading throws, `Cancelled`.
  public func run(
    on tables: OrderedDictionary<String, Table>, arguments given: [String: Value] = [:], _ work: Work
  ) throws -> Cohort {
    let plan = try plan(tables: tables.mapValues { Schema($0) }, given: Set(given.keys))
    let arguments = try values(for: given)
    var frames: [String: Frame] = [:]
    for name in plan.tables {
      guard var table = tables[plan.aliases[name] ?? name] else { continue }
      // Joined tables are told apart by the names they are loaded under.
      table.name = name
      table.declaredTypes.merge(plan.types[name] ?? [:]) { _, declared in declared }
      // One pass over the file for all of them; asked for singly below, they are there.
      try table.prepare(plan.reads[name].map(Array.init) ?? [], work)
      frames[name] = try Frame(table, work)
      if frames[name]?.rowCount ?? 0 > Int(Int32.max) { throw RecipeError(.tooManyRows) }
    }
    guard let base = frames[plan.base] else { throw RecipeError(.noBaseTable(loaded: Array(tables.keys))) }
    var run = RecipeRun(
      base: plan.base, frame: base, others: frames, arguments: arguments, work: work)
    for step in plan.recipe.steps { try run.take(step) }
    let schema = plan.schema
    for name in schema.dimensions {
      _ = try run.frame.levels(of: name, work, span: dimensionSpan(of: name))
    }
    var cohort = Cohort(
      recipe: self, arguments: arguments, frame: run.frame, attrition: run.attrition, outcomes: [],
      predictors: schema.predictors, dimensions: schema.dimensions, clusters: schema.clusters,
      strata: schema.strata, key: schema.key)
    cohort.recipeLines = run.attrition.count
    cohort.afterReferral = schema.afterReferral
    cohort.blocks = schema.blocks
    cohort.checks = run.checks
    cohort.shares = run.shares
    cohort.outcomes = try schema.outcomes.map { try run.frame.outcome($0, work) }
    return cohort
  }

  private func dimensionSpan(of name: String) -> Span? {
    steps.first { if case .dimensions(let names) = $0.rule { names.contains(name) } else { false } }?.span
  }
}

/// Follows a recipe's statements over rows.
private struct RecipeRun {
  let base: String
  var frame: Frame
  /// Tables not joined yet.
  var others: [String: Frame]
  let arguments: OrderedDictionary<String, Recipe.Value>
  let work: Work
  var attrition: [AttritionLine]
  var checks: [CheckResult] = []
  var shares: [GroupShares] = []

  init(
    base: String, frame: Frame, others: [String: Frame],
    arguments: OrderedDictionary<String, Recipe.Value>, work: Work
  ) {
    self.base = base
    self.frame = frame
    self.others = others
    self.arguments = arguments
    self.work = work
    attrition = [AttritionLine(kind: .start, label: base, before: frame.rowCount, after: frame.rowCount)]
  }

  mutating func take(_ step: Recipe.Step) throws {
    try work.step("cleaning", done: attrition.count)
    let span = step.span
    switch step.rule {
    case .type, .predictor, .dimensions, .cluster, .stratify, .key, .block, .define: break
    case .check(let label, let condition):
      guard case .flag(let values) = try evaluate(condition).storage else { return }
      let (holds, fails) = (values.count(where: { $0 == 1 }), values.count(where: { $0 == 0 }))
      checks.append(
        CheckResult(label: label, holds: holds, fails: fails, unknown: values.count - holds - fails))
    case .latest(let table, let group, let order): try latest(table, group, order, span)
    case .join(let join): try self.join(join, span)
    case .keep(let label, let condition):
      let before = frame.rowCount
      shares += try condition.groupShares(in: frame, arguments: dictionary, work)
      frame = try frame.keeping(where: evaluate(condition), work, span: condition.span)
      attrition.append(AttritionLine(kind: .keep, label: label, before: before, after: frame.rowCount))
    case .derive(let name, let expression):
      frame = try frame.deriving(name, expression, arguments: dictionary, work)
    case .outcome(let name, let expression, let among):
      frame = try frame.marking(
        name, try evaluate(expression), expression.span, among: try among.map { try evaluate($0) },
        among?.span, before: try expression.beforeElse.map { try evaluate($0) }, work)
    }
  }

  private func evaluate(_ expression: Expression) throws -> Column {
    try expression.evaluate(in: frame, arguments: dictionary, work)
  }

  private var dictionary: [String: Recipe.Value] {
    Dictionary(uniqueKeysWithValues: arguments.map { ($0, $1) })
  }

  private mutating func latest(_ name: String, _ group: [String], _ order: [String], _ span: Span) throws {
    let table = try Recipe.table(name, among: others.keys.sorted(), span)
    let old = table == base ? frame : others[table] ?? frame
    let new = try old.latest(per: group, by: order, work, span: span)
    if table == base { frame = new } else { others[table] = new }
    // The rows of a table not joined yet are not the cohort's: the line says whose they are.
    let label = "\(table == base ? "" : "in \(table): ")latest per \(group.joined(separator: ", "))"
    attrition.append(
      AttritionLine(kind: .latest, label: label, before: old.rowCount, after: new.rowCount))
  }

  private mutating func join(_ join: Recipe.Join, _ span: Span) throws {
    let names = others.keys.sorted()
    let table = try Recipe.table(join.table, among: names, span)
    let left = try Recipe.table(join.to, among: names, span)
    guard let right = others[table] else { return }
    let before = frame.rowCount
    let choice = try join.keeping.map { try self.choice($0, in: right, span) }
    let joined = try frame.joined(right, to: left, on: join.on, choosing: choice, work, span: span)
    frame = joined.frame
    var label = "join \(table) to \(left)"
    if let keeping = join.keeping { label += ", \(keeping.which.rawValue) record" }
    attrition.append(
      AttritionLine(
        kind: .join, label: label, before: before, after: frame.rowCount, unmatched: joined.unmatched,
        multiplyMatched: joined.multiplyMatched))
  }

  private func choice(_ keeping: Recipe.Keeping, in right: Frame, _ span: Span) throws -> MatchChoice {
    var column = try right.column(keeping.column, work, span: span)
    try Typing.require(Expression.Typed(column.type), Typing.ordered, "keeping", span)
    guard let window = keeping.window else {
      return MatchChoice(which: keeping.which, values: try column.orderKeys(work), window: nil)
    }
    var ends: [Column] = []
    for end in [window.low, window.high] {
      let values = try evaluate(end)
      try Typing.comparable(
        "keeping", ordered: true, (Expression.Typed(column.type), span),
        (Expression.Typed(values.type), end.span), end.span)
      ends.append(values)
    }
    // Whole numbers and decimals compare as decimals.
    if ([column] + ends).contains(where: { $0.type == .decimal }) {
      column = try column.asDecimal(work)
      ends = try ends.map { try $0.asDecimal(work) }
    }
    return MatchChoice(
      which: keeping.which, values: try column.orderKeys(work),
      window: (try ends[0].orderKeys(work), try ends[1].orderKeys(work)))
  }
}
