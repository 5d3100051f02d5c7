import Engine
import Foundation
import OrderedCollections

/// Where recipes come from: built in, read in the session, or a file named on the spot.
enum Recipes {
  /// The built-in recipes by name. Their texts are files beside this one; a test parses each.
  static let builtIn: OrderedDictionary<String, Recipe> = {
    let texts = [
      PackageResources.talking_therapies_iapt, PackageResources.talking_therapies_access_iapt,
      PackageResources.nhs_2022_iapt,
    ]
    let recipes = texts.compactMap { try? parse(String(decoding: $0, as: UTF8.self)) }
    return OrderedDictionary(uniqueKeysWithValues: recipes.map { ($0.name, $0) })
  }()

  /// The recipe that is meant when none is named.
  static let usual = "talking-therapies"

  /// A recipe from its text.
  static func parse(_ text: String) throws -> Recipe {
    var parser = try Parser(text)
    return try parser.recipe()
  }

  /// The recipe meant: one of the session's, a built-in one, or a file.
  static func find(
    _ written: Value?, _ known: OrderedDictionary<String, Recipe>, _ parameters: some ParameterSource
  ) throws -> Recipe {
    let names = Array(known.keys) + builtIn.keys
    guard let written else {
      guard let usual = builtIn[usual] else { throw CommandError(.noRecipe(names)) }
      return usual
    }
    let name = try written.resolved(parameters)
    if case .found(let index) = Names.find(name, in: names),
      let recipe = known[names[index]] ?? builtIn[names[index]]
    {
      return recipe
    }
    if written.isQuoted, name.hasSuffix(".iapt") || FileManager.default.fileExists(atPath: name) {
      return try read(written, parameters)
    }
    throw NameError(.recipe, name, candidates: names, span: written.span)
  }

  /// What errors call a recipe: the file it was read from for this statement, else its name.
  static func label(_ written: Value?, _ recipe: Recipe, _ parameters: some ParameterSource) -> String {
    if let written, written.isQuoted, let path = try? written.resolved(parameters),
      path.lowercased() != recipe.name.lowercased()
    {
      return path
    }
    return "recipe \(recipe.name)"
  }

  /// A recipe from a file. Its errors point into the file.
  static func read(_ file: Value, _ parameters: some ParameterSource) throws -> Recipe {
    let path = try file.resolved(parameters)
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError(.cannotRead(path), file.span)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandError(.notText(path), file.span)
    }
    do {
      return try parse(text)
    } catch {
      var placed = Placed(error, file.span)
      placed.span = nil
      placed.source = SourceText(name: path, text: text)
      throw placed
    }
  }
}
