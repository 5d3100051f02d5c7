import OrderedCollections

extension Recipe {
  /// The recipe for tables and arguments as they are: statements whose condition does not hold are left out, and
  /// tables joined under another name are called by it.
  ///
  /// - Returns: the recipe, and for each other name the loaded table it stands for.
  func fitted(
    to tables: OrderedDictionary<String, Schema>, given: Set<String>
  ) throws -> (recipe: Recipe, aliases: OrderedDictionary<String, String>) {
    var result = self
    var aliases: OrderedDictionary<String, String> = [:]
    let names = Array(tables.keys)
    result.steps = try steps.compactMap { step in
      var step = step
      for condition in step.conditions
      where try holds(condition, tables, given, step.span) != condition.wanted {
        return nil
      }
      if case .join(var join) = step.rule, let alias = join.alias {
        if aliases[alias] != nil || names.contains(alias) {
          throw RecipeError(.duplicate(kind: "join as", name: alias), step.span)
        }
        aliases[alias] = try Recipe.table(join.table, among: names, step.span)
        join.table = alias
        step.rule = .join(join)
      }
      return step
    }
    return (result, aliases)
  }

  private func holds(
    _ condition: Condition, _ tables: OrderedDictionary<String, Schema>, _ given: Set<String>, _ span: Span
  ) throws -> Bool {
    switch condition.question {
    case .given(let name):
      guard arguments.contains(where: { $0.name == name }) else {
        throw NameError(.argument, name, candidates: arguments.map(\.name), span: span)
      }
      return given.contains(name)
    case .have(let wanted, let columns):
      return try wanted.allSatisfy { name in
        guard let schema = tables[try Recipe.table(name, among: Array(tables.keys), span)] else {
          return false
        }
        return try columns.allSatisfy { try schema.find(ifThere: $0, span: span) != nil }
      }
    }
  }
}
