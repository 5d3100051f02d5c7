import Engine

/// `session`: the state in a few lines, and a digest of it.
struct SessionAction: Action {
  func check(_ scope: inout Scope) {}

  func run(_ run: inout Run) throws {
    let workspace = run.workspace
    let timeline = run.context.timeline
    func moves(_ cells: [CellRecord]) -> String {
      guard let next = cells.first else { return "" }
      let more = cells.count > 1 ? ", then \(cells.count - 1) more" : ""
      return "[\(next.number)] \(next.headline(limit: 40))\(more)"
    }
    var rows: [(String, String)] = [
      ("tables", workspace.tables.keys.joined(separator: ", ")),
      ("cohort", workspace.cohort.map { "recipe \($0.recipe.name)" } ?? ""),
      ("segment", workspace.selections[.cohort]?.description ?? ""),
      ("models", workspace.models.keys.joined(separator: ", ")),
      ("disclosure", workspace.policy.name),
      ("settings", workspace.settings.changes.joined(separator: ", ")),
      ("cells", timeline.counts),
    ]
    if workspace.isInteractive {
      rows.append(("undo takes back", moves(timeline.undoable)))
      rows.append(("redo brings back", moves(timeline.redoable)))
    }
    rows.append(("state digest", workspace.digest))
    run.table(
      TableOutput(
        name: "session", title: "Session",
        headers: [Header("part", isText: true), Header("what", isText: true)],
        rows: rows.map { [.label($0.0), .label($0.1)] }))
  }
}

extension Timeline {
  /// How many cells there are and how they ended, each counted once: `5: 1 failed, 1 undone`. The one that runs is not
  /// counted.
  fileprivate var counts: String {
    let ended = cells.filter { $0.status != .running }
    let others = [
      ("failed", ended.count { $0.status == .failed && !$0.isUndone }),
      ("interrupted", ended.count { $0.status == .interrupted && !$0.isUndone }),
      ("undone", ended.count(where: \.isUndone)),
    ].filter { $0.1 > 0 }
    return "\(ended.count)" + (others.isEmpty ? "" : ": ")
      + others.map { "\($0.1) \($0.0)" }.joined(separator: ", ")
  }
}

extension Settings {
  /// What `set` changed, but for disclosure, in words.
  fileprivate var changes: [String] {
    let usual = Settings()
    var parts: [String] = []
    if seed != usual.seed { parts.append("seed \(seed)") }
    if missing != usual.missing {
      parts.append("missing \(missing.map { "\"\($0)\"" }.joined(separator: " "))")
    }
    if let width = display.width { parts.append("width \(width)") }
    if let digits = display.digits { parts.append("digits \(digits)") }
    if display.pager != usual.display.pager { parts.append("pager \(display.pager ? "on" : "off")") }
    if display.timing != usual.display.timing { parts.append("timing \(display.timing ? "on" : "off")") }
    return parts
  }
}

extension Command {
  static let session = Command(
    "session", "show the state of the session, with a digest to compare", role: .session,
    usage: ["session"],
    details: [
      """
      Two sessions with the same digest hold the same tables, cohort, segments, models, parameters and settings. It is \
      made of names, sizes and definitions, of which rows are chosen and of what the models came to, not of the data \
      themselves. What undo and redo would do next stands there too.
      """
    ],
    arguments: [],
    examples: [.init("session", "what there is")]
  ) { _ in SessionAction() }
}
