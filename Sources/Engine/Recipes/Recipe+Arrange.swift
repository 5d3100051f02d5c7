extension Recipe {
  /// The recipe with every `derive` and `outcome` behind those later statements that drop rows without looking at it:
  /// what is dropped anyway is not worked on. Rows, their counts and the values of columns are the same.
  ///
  /// Statements that change the rows stay in their order, which the attrition reports. A statement whose column, or one
  /// that it looks at, is made anew later stays where it is. A `share_by` depends on all the
  /// rows there are and stays where it is; nothing moves past a join, which may make rows.
  ///
  /// - Returns: the recipe, and for each of its steps whether it comes later than written.
  func arranged(base: String, tables: [String]) -> (recipe: Recipe, isLater: [Bool]) {
    func dropsRows(_ step: Step) -> Bool {
      switch step.rule {
      case .keep: true
      case .latest(let table, _, _): (try? Recipe.table(table, among: tables, step.span)) == base
      default: false
      }
    }
    guard let last = steps.lastIndex(where: dropsRows) else {
      return (self, steps.map { _ in false })
    }
    var done: [(step: Step, isLater: Bool)] = []
    var waiting: [(step: Step, isLater: Bool)] = []
    for (place, step) in steps.enumerated() {
      if place < last, step.canWait, !steps[(place + 1)...].contains(where: { $0.changes(step) }) {
        waiting.append((step, false))
        continue
      }
      let needed = step.rule.endsWaiting ? Set(waiting.indices) : step.needs(among: waiting.map(\.step))
      done += waiting.indices.filter(needed.contains).map { waiting[$0] }
      waiting = waiting.indices.filter { !needed.contains($0) }.map { waiting[$0] }
      done.append((step, false))
      if dropsRows(step) { for place in waiting.indices { waiting[place].isLater = true } }
      if place == last {
        done += waiting
        waiting = []
      }
    }
    var recipe = self
    recipe.steps = done.map(\.step)
    return (recipe, done.map(\.isLater))
  }
}

extension Recipe.Step {
  /// Whether it makes a column of each row by itself.
  fileprivate var canWait: Bool {
    switch rule {
    case .derive(_, let expression): !expression.looksAtGroups
    case .outcome(_, let expression, let among): !expression.looksAtGroups && among?.looksAtGroups != true
    default: false
    }
  }

  /// Whether it makes anew what the statement makes or looks at: then their order is not free.
  fileprivate func changes(_ step: Recipe.Step) -> Bool {
    guard let name = rule.made else { return false }
    return name == step.rule.made || step.rule.mentioned.contains(name)
  }

  /// Those of the statements whose columns it uses, and whose columns those use.
  fileprivate func needs(among waiting: [Recipe.Step]) -> Set<Int> {
    var names = rule.mentioned
    var result: Set<Int> = []
    for place in waiting.indices.reversed() {
      guard let name = waiting[place].rule.made, names.contains(name) else { continue }
      result.insert(place)
      names.formUnion(waiting[place].rule.mentioned)
    }
    return result
  }
}

extension Recipe.Rule {
  /// The column it makes, in lower case.
  fileprivate var made: String? {
    switch self {
    case .derive(let name, _), .outcome(let name, _, _): name.lowercased()
    default: nil
    }
  }

  /// The columns it names while it runs, in lower case, with and without their tables.
  fileprivate var mentioned: Set<String> {
    let names: [String] =
      switch self {
      case .keep(_, let condition), .check(_, let condition): condition.columns
      case .derive(_, let expression): expression.columns
      case .outcome(_, let expression, let among): expression.columns + (among?.columns ?? [])
      case .latest(_, let group, let order): group + order
      default: []
      }
    return Set(
      names.flatMap { [$0, $0.split(separator: ".").last.map(String.init) ?? $0] }.map { $0.lowercased() })
  }

  /// Whether nothing may wait past it: the rows after a join may be more, and a derived column that cannot wait itself
  /// may be asked for by any later one.
  fileprivate var endsWaiting: Bool {
    switch self {
    case .join, .derive, .outcome: true
    default: false
    }
  }
}

extension Expression {
  /// Whether a row's value depends on other rows.
  fileprivate var looksAtGroups: Bool {
    var found = false
    visit { expression in
      if case .call(let name, _) = expression.node, name.lowercased() == "share_by" { found = true }
      return !found
    }
    return found
  }
}
