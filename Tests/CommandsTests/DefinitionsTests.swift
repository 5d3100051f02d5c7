import Engine
import Testing

@testable import Commands

/// Every name that stands in a result of a built-in recipe has a meaning and a source.
@Suite struct DefinitionsTests {
  @Test(arguments: Array(Recipes.builtIn.keys))
  func everyNameIsDefined(_ name: String) throws {
    let recipe = try #require(Recipes.builtIn[name])
    let names = recipe.namesInResults
    #expect(names.count > 10)
    for name in names {
      let found = recipe.definitions.filter { $0.name == name }
      #expect(found.count == 1, "\(recipe.name): \(name)")
      #expect(found.allSatisfy { !$0.text.isEmpty && $0.source?.isEmpty == false }, "\(recipe.name): \(name)")
      var bench = Bench()
      #expect(bench.failure("help \(name)") == nil, "help \(name)")
    }
  }

  /// A cohort's own recipe explains the names, though other recipes use them too.
  @Test func helpGivesTheCohortsOwnDefinition() throws {
    var bench = Bench()
    try bench.run("load demo rows=400 seed=1\nhelp recovery\nclean with nhs-2022\nhelp recovery")
    let texts = bench.outputs.compactMap { if case .text(let text) = $0.output { text } else { nil } }
    #expect(texts.first?.contains("NHS Talking Therapies annual report") == true)
    #expect(texts.last?.contains("as the 2022 notebooks had it") == true)
    #expect(texts.last?.contains("In: nhs-2022") == true)
  }

  @Test func thePageHasEachDefinition() throws {
    let page = try #require(Documentation.files().first { $0.name == "definitions.md" }).text
    for recipe in Recipes.builtIn.values {
      for definition in recipe.definitions {
        #expect(page.contains("| `\(definition.name)` |") && page.contains(definition.text))
      }
    }
  }
}
