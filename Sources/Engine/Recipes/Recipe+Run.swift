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
    var steps = plan.steps
    let clock = ContinuousClock()
    let begun = clock.now
    var run = try RecipeRun(plan, tables, arguments: arguments, work)
    steps[0].step.measured = .init(
      rows: run.frame.rowCount, seconds: begun.duration(to: clock.now) / .seconds(1))
    let schema = plan.schema
    var outcomes: [Outcome] = []
    for place in steps.indices.dropFirst() {
      let begun = clock.now
      var rows: Int?
      try work.timed(steps[place].step.stage) {
        switch steps[place].work {
        case .read(let table): rows = try run.other(table).rowCount
        case .statement(let place): rows = try run.take(plan.recipe.steps[place], place)
        case .finish:
          run.frame.order(by: schema.columns)
          for name in schema.dimensions {
            _ = try run.frame.levels(of: name, work, span: dimensionSpan(of: name))
          }
          outcomes = try schema.outcomes.map { try run.frame.outcome($0, work) }
        }
      }
      steps[place].step.measured = .init(
        rows: rows ?? run.frame.rowCount, seconds: begun.duration(to: clock.now) / .seconds(1))
    }
    var cohort = Cohort(
      recipe: self, arguments: arguments, frame: run.frame, attrition: run.attrition,
      outcomes: outcomes,
      predictors: schema.predictors, dimensions: schema.dimensions, clusters: schema.clusters,
      strata: schema.strata, key: schema.key)
    cohort.recipeLines = run.attrition.count
    cohort.afterReferral = schema.afterReferral
    cohort.blocks = schema.blocks
    cohort.checks = run.checks
    cohort.shares = run.shares
    cohort.plan = steps.map(\.step)
    return cohort
  }

  private func dimensionSpan(of name: String) -> Span? {
    steps.first { if case .dimensions(let names) = $0.rule { names.contains(name) } else { false } }?.span
  }
}

/// Follows a recipe's statements over rows.
private struct RecipeRun {
  let plan: RecipePlan
  let tables: OrderedDictionary<String, Table>
  let base: String
  var frame: Frame
  /// Tables that were read and not joined yet.
  var others: [String: Frame] = [:]
  let arguments: OrderedDictionary<String, Recipe.Value>
  let work: Work
  var attrition: [AttritionLine]
  var checks: [CheckResult] = []
  var shares: [GroupShares] = []

  init(
    _ plan: RecipePlan, _ tables: OrderedDictionary<String, Table>,
    arguments: OrderedDictionary<String, Recipe.Value>, _ work: Work
  ) throws {
    self.plan = plan
    self.tables = tables
    base = plan.base
    self.arguments = arguments
    self.work = work
    frame = try work.timed("read \(base)") { try RecipeRun.opened(plan.base, plan, tables, work) }
    attrition = [AttritionLine(kind: .start, label: base, before: frame.rowCount, after: frame.rowCount)]
  }

  /// A table with the columns the recipe uses: one pass over the file for all of them; asked for singly later, they are
  /// there.
  private static func opened(
    _ name: String, _ plan: RecipePlan, _ tables: OrderedDictionary<String, Table>, _ work: Work
  ) throws -> Frame {
    guard var table = tables[plan.aliases[name] ?? name] else {
      throw RecipeError(.noBaseTable(loaded: Array(tables.keys)))
    }
    // Joined tables are told apart by the names they are loaded under.
    table.name = name
    table.declaredTypes.merge(plan.types[name] ?? [:]) { _, declared in declared }
    let reads = plan.reads[name].map(Array.init) ?? []
    try table.prepare(reads, keys: Set(reads).subtracting(plan.values(of: name)), work)
    let frame = try Frame(table, work)
    if frame.rowCount > Int(Int32.max) { throw RecipeError(.tooManyRows) }
    return frame
  }

  /// The rows of a table that is not joined yet, read when they are first wanted.
  mutating func other(_ name: String) throws -> Frame {
    if let known = others[name] { return known }
    let made = try RecipeRun.opened(name, plan, tables, work)
    others[name] = made
    return made
  }

  /// Follows the statement at a place, then lets go of columns that only it and others before it grouped or joined by.
  ///
  /// - Returns: how many rows it made, where those are not the cohort's.
  mutating func take(_ step: Recipe.Step, _ place: Int) throws -> Int? {
    try take(step)
    var rows: Int?
    if case .latest(let name, _, _) = step.rule,
      case let table = try Recipe.table(name, among: plan.tables.sorted(), step.span)
    {
      rows = others[table]?.rowCount
    }
    for name in plan.tables {
      let done = plan.columns(of: name, lastUsedAt: place)
      if !done.isEmpty { try tables[plan.aliases[name] ?? name]?.release(done) }
    }
    return rows
  }

  private mutating func take(_ step: Recipe.Step) throws {
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
    let table = try Recipe.table(name, among: plan.tables.sorted(), span)
    let old = try table == base ? frame : other(table)
    let new = try old.latest(per: group, by: order, work, span: span)
    if table == base { frame = new } else { others[table] = new }
    // The rows of a table not joined yet are not the cohort's: the line says whose they are.
    let label = "\(table == base ? "" : "in \(table): ")latest per \(group.joined(separator: ", "))"
    attrition.append(
      AttritionLine(kind: .latest, label: label, before: old.rowCount, after: new.rowCount))
  }

  private mutating func join(_ join: Recipe.Join, _ span: Span) throws {
    let names = plan.tables.sorted()
    let table = try Recipe.table(join.table, among: names, span)
    let left = try Recipe.table(join.to, among: names, span)
    let right = try other(table)
    others[table] = nil
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

extension RecipePlan {
  /// The columns of a file whose values are used, whichever name it is joined under.
  func values(of name: String) -> Set<String> {
    sharing(name).reduce(into: []) { $0.formUnion(values[$1] ?? []) }
  }

  /// The columns of a table that were only grouped and joined by, the last time by the statement at a place.
  fileprivate func columns(of name: String, lastUsedAt place: Int) -> [String] {
    let values = values(of: name)
    return (reads[name] ?? []).filter { column in
      !values.contains(column) && place == sharing(name).compactMap { lastUse[$0]?[column] }.max()
    }
  }

  /// The names under which the recipe reads the same file.
  private func sharing(_ name: String) -> [String] {
    tables.filter { (aliases[$0] ?? $0) == (aliases[name] ?? name) }
  }
}
