import Engine

/// `undo` and `redo`: go back to the state before a cell, and forward again.
struct Move: Action {
  enum Direction: String, Sendable { case undo, redo }

  var direction: Direction
  var count: Value?

  func check(_ scope: inout Scope) throws {
    try scope.requirePrompt(direction.rawValue)
    _ = try number(scope)
  }

  func run(_ run: inout Run) throws {
    let count = try number(run.workspace)
    let timeline = run.context.timeline
    let cells = direction == .undo ? timeline.undoable : timeline.redoable
    guard count <= cells.count else {
      throw CommandError(
        .session(.cannotMove(direction.rawValue, there: cells.count)), count == 1 ? nil : self.count?.span)
    }
    let moved = cells.prefix(count).map { "[\($0.number)] \($0.headline())" }.joined(separator: "; ")
    run.notice("\(direction == .undo ? "taken back" : "brought back"): \(moved)")
    run.request = direction == .undo ? .undo(count) : .redo(count)
  }

  private func number(_ parameters: some ParameterSource) throws -> Int {
    try count?.whole("the number of cells", 1...Int.max, parameters) ?? 1
  }
}

extension Command {
  static let undo = Command(
    "undo", "take back the last cells that changed something", role: .session,
    usage: ["undo [N]"],
    details: [
      """
      A cell is taken back whole, with the cells that looked at what it made: the state is then what it was before \
      it. What only shows something is not counted. \(Timeline.deepest) cells can be taken back, and redo brings them \
      back until another cell changes something. It is for the prompt and stands alone in its cell; a script says \
      what stands.
      """
    ],
    arguments: [.init(.positional, .number, "how many cells, 1 unless said")],
    examples: [
      .init("undo", "the state before the last change", after: "param age = 18"),
      .init("undo 2", "two steps", after: "set seed 7\nset seed 8"),
    ]
  ) { parser in
    Move(direction: .undo, count: parser.isAtEnd ? nil : try parser.value(.number, "a number of cells"))
  }

  static let redo = Command(
    "redo", "bring back what undo took back", role: .session,
    usage: ["redo [N]"],
    details: ["Once another cell has changed something, nothing can be brought back any more."],
    arguments: [.init(.positional, .number, "how many cells, 1 unless said")],
    examples: [.init("redo", "the cell that undo took back", after: "set seed 7\nundo")]
  ) { parser in
    Move(direction: .redo, count: parser.isAtEnd ? nil : try parser.value(.number, "a number of cells"))
  }
}
