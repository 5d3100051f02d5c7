import Engine

/// `save`: writes a recipe to a file, to be edited, or the session as a script.
struct Save: Action {
  enum Subject: Sendable {
    case recipe(Value)
    case session
  }

  var subject: Subject
  var file: Value
  /// Whether a file that is there may be written over.
  var isReplacing: Bool

  func check(_ scope: inout Scope) throws {
    if case .recipe(let name) = subject { _ = try Recipes.find(name, scope.recipes, scope) }
    _ = try file.resolved(scope)
  }

  func run(_ run: inout Run) throws {
    switch subject {
    case .recipe(let name):
      let recipe = try Recipes.find(name, run.workspace.recipes, run.workspace)
      run.notice("recipe \(recipe.name) written to \(try write(recipe.source, run))")
    case .session:
      let saved = try SavedSession(run.context.timeline, run.workspace)
      let path = try write(saved.text, run)
      run.notice(
        "\(saved.cells) \(saved.cells == 1 ? "cell" : "cells") written to \(path); iapt run replays them")
      run.request = .saved
    }
  }

  /// Writes the file whole or not at all; its path.
  private func write(_ text: String, _ run: Run) throws -> String {
    let path = try file.resolved(run.workspace)
    let place = WholeFile(path)
    if place.isFolder { throw CommandError(.cannotWrite(path), file.span) }
    if place.isTaken, !isReplacing { throw CommandError(.fileExists(path), file.span) }
    guard place.write(Array(text.utf8)) == 0 else { throw CommandError(.cannotWrite(path), file.span) }
    return path
  }
}

extension Command {
  static let save = Command(
    "save", "write the session as a script, or a recipe to be edited", role: .session,
    usage: ["save session \"FILE.iapt\" [replacing]", "save recipe NAME to \"FILE.iapt\" [replacing]"],
    details: [
      """
      save session writes the statements that stand, a cell for each cell: what failed or was undone is left out, and \
      so are help, history and their like. A parameter that was given from outside is written with that value. iapt \
      run replays the script to the same state, with the same digest as session shows, as long as the files it loads \
      are the same; their paths stand there as they were typed.
      """,
      "An existing file is not overwritten unless replacing is said.",
    ],
    arguments: [
      .init(.clause("session"), .script, "the statements that stand, as a script"),
      .init(.clause("recipe"), .recipe, "the recipe"), .init(.clause("to"), .recipeFile, "the file"),
      .init(.option("replacing"), .none, "write over a file that is there"),
    ],
    examples: [
      .init("save session \"$scratch/mine.iapt\"", "a script of what stands", after: "set seed 7"),
      .init("save recipe nhs-2022 to \"$scratch/mine.iapt\"", "a copy to edit"),
    ]
  ) { parser in
    let subject: Save.Subject
    if try parser.take(word: "session") {
      // Neither offered nor asked for.
      if !parser.isAtCursor { _ = try parser.take(word: "to") }
      subject = .session
    } else if try parser.take(word: "recipe") {
      subject = .recipe(try parser.value(.recipe))
      try parser.expect(word: "to")
    } else {
      throw parser.expected(["session", "recipe"])
    }
    return Save(
      subject: subject, file: try parser.value(.script, "a file in quotes"),
      isReplacing: try parser.take(word: "replacing"))
  }
}
