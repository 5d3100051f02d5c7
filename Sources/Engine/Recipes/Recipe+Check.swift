import OrderedCollections

extension Recipe {
  /// What the recipe would make of tables known by their headers only: every name resolves, types fit where known.
  ///
  /// - Parameter tables: the schema of each loaded table by its name.
  /// - Throws: `NameError`, ``ExpressionError`` or ``RecipeError``, pointing at the statement or word in the recipe.
  public func check(
    tables: OrderedDictionary<String, Schema>, given: Set<String> = []
  ) throws -> CohortSchema {
    try plan(tables: tables, given: given).schema
  }

  /// The recipe with its names resolved, for tables and arguments as they are.
  func plan(tables: OrderedDictionary<String, Schema>, given: Set<String>) throws -> RecipePlan {
    try checkArguments()
    let (recipe, aliases) = try fitted(to: tables, given: given)
    var tables = tables
    for (alias, table) in aliases {
      tables[alias] = tables[table].map { schema in
        Schema(
          schema.entries.map { Schema.Entry(name: $0.name, table: alias, type: $0.type, levels: $0.levels) })
      }
    }
    func resolved(_ recipe: Recipe) throws -> RecipePlan {
      var checker = try RecipeChecker(
        recipe: recipe, aliases: aliases, optional: optionalColumns, tables: tables)
      for (place, step) in recipe.steps.enumerated() {
        checker.place = place
        try checker.take(step)
      }
      return try checker.finish()
    }
    // Errors are those of the recipe as it is written.
    let written = try resolved(recipe)
    let arranged = recipe.arranged(base: written.base, tables: Array(tables.keys))
    guard arranged.isLater.contains(true) else { return written }
    var plan = try resolved(arranged.recipe)
    plan.isLater = arranged.isLater
    plan.schema = written.schema
    return plan
  }
}

/// A recipe resolved against tables.
struct RecipePlan {
  /// The recipe with only the statements that hold here, its tables by the names they are joined under.
  var recipe: Recipe
  /// The loaded names of tables joined under another one.
  var aliases: OrderedDictionary<String, String>
  /// Whose rows it starts from.
  var base: String
  /// The tables it reads, the base first, by their loaded names.
  var tables: [String]
  /// Types it declares, by table and column.
  var types: [String: [String: ColumnType]]
  /// The columns it reads, by table.
  var reads: OrderedDictionary<String, OrderedSet<String>>
  /// Of those the ones whose values it uses, not only to group, join and compare rows by.
  var values: [String: Set<String>] = [:]
  /// The statement, by its place, that is the last to read a column, by table.
  var lastUse: [String: [String: Int]] = [:]
  /// How many columns the file of a table has.
  var fileColumns: [String: Int] = [:]
  /// For each step whether it comes later than written; empty when all stand as written.
  var isLater: [Bool] = []
  var schema: CohortSchema
}

/// Follows a recipe's statements over schemas as ``RecipeRun`` follows them over rows.
private struct RecipeChecker {
  let recipe: Recipe
  let kinds: [String: Recipe.Argument.Kind]
  var tables: OrderedDictionary<String, Schema>
  var plan: RecipePlan
  /// The rows' columns so far.
  var rows: Schema
  var joined: [String]
  /// The place of the statement at hand.
  var place = 0

  init(
    recipe: Recipe, aliases: OrderedDictionary<String, String>, optional: Set<String>,
    tables: OrderedDictionary<String, Schema>
  ) throws {
    self.recipe = recipe
    kinds = recipe.argumentKinds
    let names = Array(tables.keys)
    let base = try recipe.base(among: names)
    var used: OrderedSet<String> = [base]
    for step in recipe.steps {
      switch step.rule {
      case .latest(let table, _, _): used.append(try Recipe.table(table, among: names, step.span))
      case .join(let join): used.append(try Recipe.table(join.table, among: names, step.span))
      default: break
      }
    }
    let types = try recipe.declaredTypes(in: tables.filter { used.contains($0.key) }, optional: optional)
    self.tables = tables
    for (table, declared) in types {
      self.tables[table]?.entries = (tables[table]?.entries ?? []).map { entry in
        var entry = entry
        entry.type = declared[entry.name] ?? entry.type
        return entry
      }
    }
    joined = [base]
    rows = self.tables[base] ?? Schema([])
    plan = RecipePlan(
      recipe: recipe, aliases: aliases, base: base, tables: Array(used), types: types, reads: [:],
      fileColumns: tables.mapValues { $0.entries.count }.reduce(into: [:]) { $0[$1.key] = $1.value },
      schema: CohortSchema(
        columns: rows, outcomes: [], predictors: [], dimensions: [], clusters: [:], strata: [], key: []))
  }

  mutating func take(_ step: Recipe.Step) throws {
    let span = step.span
    switch step.rule {
    case .type: break
    case .latest(let table, let group, let order):
      try latest(try Recipe.table(table, among: Array(tables.keys), span), group + order, span)
    case .join(let join): try self.join(join, span)
    case .keep(_, let condition):
      try Typing.require(try check(condition), [.flag], "keep", condition.span)
    case .check(_, let condition):
      try Typing.require(try check(condition), [.flag], "check", condition.span)
    case .derive(let name, let expression):
      if plan.schema.outcomes.contains(name) {
        throw RecipeError(.duplicate(kind: "derive", name: name), span)
      }
      let typed = try check(expression)
      rows = rows.deriving(name, type: typed.type, levels: typed.levels)
    case .outcome(let name, let expression, let among):
      if rows.entries.contains(where: { $0.table == nil && $0.name == name }) {
        throw RecipeError(.duplicate(kind: "outcome", name: name), span)
      }
      for part in [expression] + (among.map { [$0] } ?? []) {
        if let type = try check(part).type, type != .flag {
          throw RecipeError(.outcomeNotFlag(name: name, found: type), part.span)
        }
      }
      rows = rows.deriving(name, type: .flag, levels: nil)
      plan.schema.outcomes.append(name)
    // What names mean is settled when all columns are there: see `finish`.
    case .predictor, .dimensions, .cluster, .stratify, .key, .block, .define: break
    }
  }

  mutating func finish() throws -> RecipePlan {
    for step in recipe.steps {
      switch step.rule {
      case .predictor(let names, let isAfter):
        let resolved = try resolve(names, "predictor", after: plan.schema.predictors, step.span)
        plan.schema.predictors += resolved
        if isAfter { plan.schema.afterReferral += resolved }
      case .block(let name, let columns):
        if plan.schema.blocks[name] != nil {
          throw RecipeError(.duplicate(kind: "block", name: name), step.span)
        }
        plan.schema.blocks[name] = try resolve(columns, "block", after: [], step.span)
      case .dimensions(let names):
        plan.schema.dimensions += try resolve(names, "dimensions", after: plan.schema.dimensions, step.span)
      case .cluster(let name, let columns):
        if plan.schema.clusters[name] != nil {
          throw RecipeError(.duplicate(kind: "cluster", name: name), step.span)
        }
        plan.schema.clusters[name] = try resolve(columns, "cluster", after: [], step.span)
      case .stratify(let names):
        plan.schema.strata += try resolve(names, "stratify", after: plan.schema.strata, step.span)
      case .key(let names): plan.schema.key += try resolve(names, "key", after: plan.schema.key, step.span)
      default: break
      }
    }
    plan.schema.columns = rows
    return plan
  }

  private mutating func latest(_ table: String, _ names: [String], _ span: Span) throws {
    guard !joined.contains(table) || joined == [table] else {
      throw RecipeError(.latestAfterJoin(table: table), span)
    }
    let schema = table == plan.base ? rows : tables[table] ?? Schema([])
    for name in names { read(schema.entries[try schema.find(name, span: span)]) }
  }

  private mutating func join(_ join: Recipe.Join, _ span: Span) throws {
    let names = Array(tables.keys)
    let (table, left) = (
      try Recipe.table(join.table, among: names, span), try Recipe.table(join.to, among: names, span)
    )
    if joined.contains(table) { throw RecipeError(.joinedTwice(table: table), span) }
    if !joined.contains(left) { throw RecipeError(.notJoinedYet(table: left), span) }
    guard let mine = tables[left], let theirs = tables[table] else { return }
    var hidden: Set<Int> = []
    for name in join.on {
      read(mine.entries[try find(name, in: mine, left, span)])
      let index = try find(name, in: theirs, table, span)
      read(theirs.entries[index])
      hidden.insert(index)
    }
    if let keeping = join.keeping {
      let entry = theirs.entries[try find(keeping.column, in: theirs, table, span)]
      read(entry)
      use(entry)
      let typed = Expression.Typed(entry.type)
      try Typing.require(typed, Typing.ordered, "keeping", span)
      if let window = keeping.window {
        for end in [window.low, window.high] {
          try Typing.comparable("keeping", ordered: true, (typed, span), (try check(end), end.span), end.span)
        }
      }
    }
    joined.append(table)
    // Derived columns stay last.
    let derived = rows.entries.filter { $0.table == nil }
    let visible = theirs.entries.indices.filter { !hidden.contains($0) }.map { theirs.entries[$0] }
    rows.entries = rows.entries.filter { $0.table != nil } + visible + derived
  }

  private func find(_ name: String, in schema: Schema, _ table: String, _ span: Span) throws -> Int {
    do {
      return try schema.find(name, span: span)
    } catch {
      var error = error
      error.place = table
      throw error
    }
  }

  private mutating func check(_ expression: Expression) throws -> Expression.Typed {
    let typed = try expression.check(in: rows, arguments: kinds)
    for index in try expression.entries(in: rows) { read(rows.entries[index]) }
    for index in try expression.entries(in: rows, asValues: true) { use(rows.entries[index]) }
    return typed
  }

  private mutating func read(_ entry: Schema.Entry) {
    guard let table = entry.table else { return }
    plan.reads[table, default: []].append(entry.name)
    plan.lastUse[table, default: [:]][entry.name] = place
  }

  /// Notes that a column is named for what comes after the recipe.
  private mutating func declare(_ entry: Schema.Entry) {
    if let table = entry.table, plan.lastUse[table]?[entry.name] == nil { read(entry) }
  }

  /// Notes that a column's values are used.
  private mutating func use(_ entry: Schema.Entry) {
    if let table = entry.table { plan.values[table, default: []].insert(entry.name) }
  }

  private mutating func resolve(
    _ names: [String], _ kind: String, after known: [String], _ span: Span
  ) throws -> [String] {
    var result: [String] = []
    for name in names {
      let index = try rows.find(name, span: span)
      let label = rows.label(of: index)
      if known.contains(label) || result.contains(label) {
        throw RecipeError(.duplicate(kind: kind, name: label), span)
      }
      if kind == "dimensions", let type = rows.entries[index].type, type == .date || type == .decimal {
        throw RecipeError(
          .notADimension(name: label, found: type, levels: nil, limit: Segment.mostLevels), span)
      }
      declare(rows.entries[index])
      if kind == "dimensions" { use(rows.entries[index]) }
      result.append(label)
    }
    return result
  }
}

extension Recipe {
  /// The loaded name of a table.
  static func table(_ name: String, among names: [String], _ span: Span) throws(NameError) -> String {
    switch Names.find(name, in: names) {
    case .found(let index): return names[index]
    case .ambiguous(let indices):
      throw NameError(.table, name, candidates: indices.map { names[$0] }, isAmbiguous: true, span: span)
    case .none: throw NameError(.table, name, candidates: NaturalOrder.sorted(names), span: span)
    }
  }

  /// Whose rows the recipe starts from: what the first join joins to, else the one table it mentions, else the one
  /// called `referrals`, else the only one loaded.
  fileprivate func base(among names: [String]) throws -> String {
    var mentioned: OrderedSet<String> = []
    for step in steps {
      switch step.rule {
      case .join(let join): return try Recipe.table(join.to, among: names, step.span)
      case .latest(let table, _, _): mentioned.append(try Recipe.table(table, among: names, step.span))
      default: break
      }
    }
    if mentioned.count == 1 { return mentioned[0] }
    if case .found(let index) = Names.find("referrals", in: names) { return names[index] }
    if names.count == 1 { return names[0] }
    throw RecipeError(.noBaseTable(loaded: NaturalOrder.sorted(names)), steps.first?.span)
  }

  /// The types the recipe declares, by table and column.
  /// - Throws: `NameError` for columns no table has, unless some `first_of` says that they need not exist.
  fileprivate func declaredTypes(
    in tables: OrderedDictionary<String, Schema>, optional: Set<String>
  ) throws -> [String: [String: ColumnType]] {
    var result: [String: [String: ColumnType]] = [:]
    for step in steps {
      guard case .type(let columns, let type) = step.rule else { continue }
      for column in columns {
        var isThere = false
        for (table, schema) in tables {
          guard let index = try schema.find(ifThere: column, span: step.span) else { continue }
          result[table, default: [:]][schema.entries[index].name] = type
          isThere = true
        }
        if !isThere, !optional.contains(column.lowercased()) {
          let names = OrderedSet(tables.values.flatMap { $0.entries.map(\.name) })
          throw NameError(.column, column, candidates: Array(names), span: step.span)
        }
      }
    }
    return result
  }

  /// Columns that need not exist: `first_of` and its like name them, or a condition asks for them. In lower case.
  fileprivate var optionalColumns: Set<String> {
    let names = (expressions.flatMap(\.optionalColumns) + conditionalColumns).map { $0.lowercased() }
    // `employment.JSAInd` need not exist, so neither need `JSAInd` where it is given a type.
    return Set(names + names.compactMap { $0.split(separator: ".").last.map(String.init) })
  }

  /// The columns some statement asks for with `if` or `unless`, which need not exist.
  fileprivate var conditionalColumns: [String] {
    steps.flatMap { step -> [String] in
      step.conditions.flatMap { condition -> [String] in
        guard case .have(let tables, let columns) = condition.question else { return [] }
        return columns + tables.flatMap { table in columns.map { "\(table).\($0)" } }
      }
    }
  }

  private var expressions: [Expression] {
    steps.flatMap { step -> [Expression] in
      switch step.rule {
      case .keep(_, let condition), .check(_, let condition): [condition]
      case .derive(_, let expression): [expression]
      case .outcome(_, let expression, let among): [expression] + (among.map { [$0] } ?? [])
      case .join(let join): join.keeping?.window.map { [$0.low, $0.high] } ?? []
      default: []
      }
    }
  }
}
