import Engine
import Foundation

/// `recipe`: lists recipes, or reads one from a file.
struct RecipeAction: Action {
  var file: Value?

  func check(_ scope: inout Scope) throws {
    guard let file else { return }
    let recipe = try Recipes.read(file, scope)
    scope.recipes[recipe.name] = recipe
  }

  func run(_ run: inout Run) throws {
    if let file {
      let recipe = try Recipes.read(file, run.workspace)
      run.workspace.recipes[recipe.name] = recipe
      run.notice("recipe \(recipe.name) read: clean with \(recipe.name)")
      return
    }
    let all = Array(Recipes.builtIn.values) + run.workspace.recipes.values
    run.table(
      TableOutput(
        name: "recipes", title: "Recipes",
        headers: [
          Header("recipe", isText: true), Header("arguments", isText: true), Header("about", isText: true),
        ],
        rows: all.map { recipe in
          [
            .label(recipe.name), .label(recipe.arguments.map(\.name).joined(separator: ", ")),
            .label(recipe.summary),
          ]
        }))
  }
}

extension Command {
  static let recipe = Command(
    "recipe", "list recipes, or read one from a file", role: .changes,
    usage: ["recipe [\"FILE.iapt\"]"],
    details: [
      """
      A recipe turns loaded tables into a cohort: types, joins, filters, derived columns, outcomes. show recipe NAME \
      prints one, save recipe NAME to "mine.iapt" writes it to a file to be edited, and clean with "mine.iapt" uses it.
      """
    ],
    arguments: [.init(.positional, .recipeFile, "the file")],
    examples: [.init("recipe", "what there is")]
  ) { parser in
    RecipeAction(file: parser.isAtEnd ? nil : try parser.value(.recipeFile))
  }
}
