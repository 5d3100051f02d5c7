import Engine

/// `session`: the state in a few lines, and a digest of it.
struct SessionAction: Action {
  func check(_ scope: inout Scope) {}

  func run(_ run: inout Run) throws {
    let workspace = run.workspace
    run.table(
      TableOutput(
        name: "session", title: "Session",
        headers: [Header("part", isText: true), Header("what", isText: true)],
        rows: [
          [.label("tables"), .label(workspace.tables.keys.joined(separator: ", "))],
          [.label("cohort"), .label(workspace.cohort.map { "recipe \($0.recipe.name)" } ?? "")],
          [.label("segment"), .label(workspace.selections[.cohort]?.description ?? "")],
          [.label("models"), .label(workspace.models.keys.joined(separator: ", "))],
          [.label("disclosure"), .label(workspace.policy.name)],
          [.label("state digest"), .label(workspace.digest)],
        ]))
  }
}

extension Command {
  static let session = Command(
    "session", "show the state of the session, with a digest to compare", role: .session,
    usage: ["session"],
    details: [
      "Two sessions with the same digest hold the same tables, cohort, segment, models and settings."
    ],
    arguments: [],
    examples: [.init("session", "what there is")]
  ) { _ in SessionAction() }
}
