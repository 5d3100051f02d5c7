import Engine

/// `edit`: brings an earlier cell's text back to the prompt.
struct Edit: Action {
  var number: Value?

  func check(_ scope: inout Scope) throws {
    try scope.requirePrompt("edit")
    _ = try number?.whole("the cell", 0...Int.max, scope)
  }

  func run(_ run: inout Run) throws {
    let cells = run.context.timeline.cells.dropLast()
    guard let number else {
      // The last that is not about the session; one that did not parse has no statements.
      let last = cells.last { cell in
        cell.statements.contains { $0.command.role != .session }
          || cell.status == .failed && !cell.isAboutTheSession
      }
      guard let last else { throw CommandError(.session(.noSuchCell(1, there: 0))) }
      run.request = .edit(last.number)
      return
    }
    let wanted = try number.whole("the cell", 0...Int.max, run.workspace)
    guard cells.contains(where: { $0.number == wanted }) else {
      throw CommandError(.session(.noSuchCell(wanted, there: cells.last?.number ?? 0)), number.span)
    }
    run.request = .edit(wanted)
  }
}

extension CellRecord {
  /// Whether its text has statements about the session only, as one that failed may.
  fileprivate var isAboutTheSession: Bool {
    let lines = source.split(whereSeparator: \.isNewline).map(\.trimmed).filter {
      !$0.isEmpty && !$0.hasPrefix("#")
    }
    let roles = lines.map { line in
      Command.named(String(line.prefix { !$0.isWhitespace }).lowercased())?.role
    }
    // What follows may be a line of the same statement.
    return roles.first == .session && roles.dropFirst().allSatisfy { $0 == nil || $0 == .session }
  }
}

extension Command {
  static let edit = Command(
    "edit", "bring an earlier cell's text back to the prompt, to be changed and run", role: .session,
    usage: ["edit [N]"],
    details: [
      """
      Without a number the last cell is meant that was not about the session itself. The text stands on the line as if it had been pasted: Enter runs it as \
      a new cell, Ctrl-C forgets it. A cell of several lines is opened in the editor that VISUAL or EDITOR names, if \
      one does, and comes back from there; without one, a cell taller than the window can only be run again or added to. The earlier cell stays as it was; undo takes it back.
      """
    ],
    arguments: [.init(.positional, .number, "the cell, the last unless said")],
    examples: [.init("edit 1", "the first cell again", after: "set seed 7")]
  ) { parser in
    Edit(number: parser.isAtEnd ? nil : try parser.value(.number, "a cell's number"))
  }
}
