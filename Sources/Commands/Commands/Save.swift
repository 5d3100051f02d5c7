import Engine
import Foundation

/// `save`: writes a recipe to a file, to be edited.
struct Save: Action {
  var recipe: Value
  var file: Value

  func check(_ scope: inout Scope) throws { _ = try Recipes.find(recipe, scope.recipes, scope) }

  func run(_ run: inout Run) throws {
    let recipe = try Recipes.find(recipe, run.workspace.recipes, run.workspace)
    let path = try file.resolved(run.workspace)
    guard !FileManager.default.fileExists(atPath: path) else {
      throw CommandError(.fileExists(path), file.span)
    }
    do {
      try Data(recipe.source.utf8).write(to: URL(fileURLWithPath: path), options: .atomic)
    } catch {
      throw CommandError(.cannotWrite(path), file.span)
    }
    run.notice("recipe \(recipe.name) written to \(path)")
  }
}

extension Command {
  static let save = Command(
    "save", "write a recipe to a file, to be edited", role: .shows,
    usage: ["save recipe NAME to \"FILE.iapt\""],
    details: ["An existing file is not overwritten."],
    arguments: [
      .init(.clause("recipe"), .recipe, "the recipe"), .init(.clause("to"), .recipeFile, "the file"),
    ],
    examples: [.init("save recipe nhs-2022 to \"$scratch/mine.iapt\"", "a copy to edit")]
  ) { parser in
    try parser.expect(word: "recipe")
    let recipe = try parser.value(.recipe)
    try parser.expect(word: "to")
    return Save(recipe: recipe, file: try parser.value(.recipeFile))
  }
}
