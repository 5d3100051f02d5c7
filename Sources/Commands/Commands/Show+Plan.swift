import Engine
import OrderedCollections

/// `show plan`: what `clean` does, in the order in which it does it; after it ran, with rows and, on request, times.
enum PlanTable {
  /// The steps that made the cohort, or those that a recipe would take over the tables that are loaded.
  static func steps(_ wanted: Value?, _ workspace: Workspace) throws -> (recipe: Recipe, steps: [PlanStep]) {
    if wanted == nil, let cohort = workspace.cohort { return (cohort.recipe, cohort.plan) }
    return try planned(
      wanted, workspace.recipes, workspace.tables.mapValues { Schema($0) }, workspace)
  }

  /// What a recipe would do, its arguments at their defaults.
  static func planned(
    _ wanted: Value?, _ recipes: OrderedDictionary<String, Recipe>,
    _ tables: OrderedDictionary<String, Schema>,
    _ parameters: some ParameterSource
  ) throws -> (recipe: Recipe, steps: [PlanStep]) {
    let recipe = try Recipes.find(wanted, recipes, parameters)
    let given = recipe.arguments.filter { $0.fallback != nil || !$0.isOptional }.map(\.name)
    do {
      return (recipe, try recipe.steps(tables: tables, given: Set(given)))
    } catch { throw Placed(error, in: recipe, named: Recipes.label(wanted, recipe, parameters)) }
  }

  /// The steps as a table.
  static func table(_ recipe: Recipe, _ steps: [PlanStep], _ workspace: Workspace) -> TableOutput {
    let hasRun = steps.contains { $0.measured != nil }
    let isTimed = hasRun && workspace.settings.display.timing
    let counts =
      (hasRun ? workspace.cohort : nil).map { Self.counts(steps, $0, workspace.policy) } ?? []
    var headers = [Header("step", isText: true)]
    if hasRun { headers.append(Header("rows")) }
    if isTimed { headers.append(Header("time", isText: true)) }
    headers += [Header("how", isText: true), Header("columns", isText: true)]
    let rows = steps.enumerated().map { place, step in
      var row = [Cell.label(step.label)]
      if hasRun { row.append(counts.indices.contains(place) ? counts[place] : .blank) }
      if isTimed { row.append(.label(step.measured.map { Elapsed.text($0.seconds) } ?? "")) }
      return row + [.label(step.how), .label(step.columns.joined(separator: ", "))]
    }
    var notes: [String] = []
    if steps.contains(where: { !$0.keys.isEmpty }) {
      notes.append("only as keys: to group and join by, no list of their values is made")
    }
    if steps.contains(where: \.isLater) {
      notes.append("later than written: after rows are dropped; the result is the same")
    }
    if hasRun, !isTimed { notes.append("set timing on adds the time of each step") }
    return TableOutput(
      name: "plan", title: "Plan of \(recipe.name), \(hasRun ? "as it ran" : "not run yet")",
      headers: headers,
      rows: rows,
      notes: notes)
  }

  /// The rows after each step that reads or changes rows. They are those of the attrition as it may be shown: two
  /// tables of the same numbers must hide the same.
  private static func counts(_ steps: [PlanStep], _ cohort: Cohort, _ policy: DisclosurePolicy) -> [Cell] {
    guard case .table(let shown) = Gate(policy).pass(.table(cohort.attritionTable)).output else { return [] }
    var line = 0
    return steps.enumerated().map { place, step in
      if place == 0 { return shown.rows.first?[2] ?? .blank }
      if step.kind == .read { return step.measured.map { .count($0.rows) } ?? .blank }
      guard step.isAttrition else { return .blank }
      line += 1
      return shown.rows.indices.contains(line) ? shown.rows[line][2] : .blank
    }
  }
}

extension PlanStep {
  /// How it is done.
  fileprivate var how: String {
    var parts: [String] = []
    if kind == .read {
      parts.append("\(columns.count) of \(fileColumns) columns")
      if !keys.isEmpty { parts.append("\(keys.count) only as keys") }
    }
    if isByLevel { parts.append("once per level") }
    if isLater { parts.append("later than written") }
    return parts.joined(separator: "; ")
  }
}
