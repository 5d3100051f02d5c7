import OrderedCollections

@testable import Engine

func recipe(_ rules: [Recipe.Rule], arguments: [Recipe.Argument] = []) -> Recipe {
  let steps = rules.enumerated().map { Recipe.Step($1, Span($0 * 10, $0 * 10 + 9)) }
  return Recipe(name: "test", summary: "", arguments: arguments, steps: steps, source: "")
}

func join(
  _ table: String, _ to: String, _ on: [String], _ keeping: Recipe.Keeping? = nil
) -> Recipe.Rule { .join(Recipe.Join(table: table, to: to, on: on, keeping: keeping)) }

func loaded(_ tables: Table...) -> OrderedDictionary<String, Table> {
  OrderedDictionary(uniqueKeysWithValues: tables.map { ($0.name, $0) })
}
