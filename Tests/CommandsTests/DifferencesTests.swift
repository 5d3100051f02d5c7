import Engine
import Testing

@testable import Commands

/// The page of differences is measured by the release program; here is what must hold for it to be true.
@Suite struct DifferencesTests {
  private static let tables: [String: Schema] = {
    var scope = Scope(Workspace())
    for statement in (try? Interpreter.statements(of: "load demo rows=1 seed=7")) ?? [] {
      try? Interpreter.check(statement, in: &scope)
    }
    return Dictionary(uniqueKeysWithValues: scope.tables.map { ($0.key, Schema($0.value)) })
  }()

  /// The recipe's DEFECT comments, each with the lines that go on with it.
  private static let defects: [String] = {
    var found: [String] = []
    var isOpen = false
    for line in Differences.recipe2022.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("#") else {
        isOpen = false
        continue
      }
      let text = line.drop { $0 == "#" || $0 == " " }
      if text.contains("DEFECT:") {
        found.append(String(text))
        isOpen = true
      } else if isOpen {
        found[found.count - 1] += " " + text
      }
    }
    return found
  }()

  @Test(arguments: Differences.rules.indices) func everyEditedRecipeHolds(_ index: Int) throws {
    let rule = Differences.rules[index]
    let recipe = try rule.recipe()
    #expect(recipe.source != Differences.recipe2022)
    let names = ["referrals", "patients", "employment"]
    let cohort = try recipe.check(
      tables: .init(
        uniqueKeysWithValues: names.compactMap { name in Self.tables[name].map { (name, $0) } }))
    if let counted = rule.counted { _ = try cohort.columns.find(counted.column) }
  }

  @Test func anEditThatDoesNotFitIsRefused() {
    for words in ["no such rule", "else no"] {
      let rule = Differences.Rule(
        title: "", then: "", published: "", why: "", edits: [.init(words, "")])
      #expect(throws: Differences.Unmatched.self) { try rule.recipe() }
    }
  }

  @Test func everyDefectIsExplained() {
    let explained = Differences.rules.compactMap(\.defect) + Differences.modelDefects
    #expect(Self.defects.count == Differences.recipe2022.ranges(of: "DEFECT:").count)
    for defect in Self.defects {
      #expect(explained.contains { defect.contains($0) }, "\(defect)")
    }
    for words in explained {
      #expect(Self.defects.count { $0.contains(words) } == 1, "\(words)")
    }
  }
}
