import Engine

/// The statements of a session that stand, as a script whose replay gives the same state.
struct SavedSession {
  /// The script.
  var text: String
  /// How many cells it has.
  var cells = 0

  /// Makes the script.
  /// - Throws: ``CommandError`` when nothing stands, or a parameter's value cannot be written on a line.
  init(_ timeline: Timeline, _ workspace: Workspace) throws {
    text = """
      # A session of iapt \(Version.text). iapt run replays it; session then shows the
      # state digest \(workspace.digest)

      """
    for cell in timeline.standing {
      let said = try SavedSession.text(of: cell, workspace)
      guard !said.isEmpty else { continue }
      cells += 1
      text += "\n# %%\n\(said)\n"
    }
    if cells == 0 { throw CommandError(.session(.nothingToSave)) }
  }

  /// What stands of a cell: its text with its comments where all of it does, else its statements.
  private static func text(of cell: CellRecord, _ workspace: Workspace) throws -> String {
    let statements = cell.statements.filter(isSaved)
    guard !statements.isEmpty else { return "" }
    var text = ""
    if cell.status == .finished, statements.count == cell.statements.count {
      var bytes = Array(cell.source.utf8)
      for statement in statements.reversed() {
        for change in try changes(statement, workspace).reversed() {
          bytes.replaceSubrange(change.span.start..<change.span.end, with: change.text.utf8)
        }
      }
      text = String(decoding: bytes, as: UTF8.self)
    } else {
      text = try statements.map { statement in
        var bytes = Array(statement.text.utf8)
        for change in try changes(statement, workspace).reversed() {
          let start = change.span.start - statement.span.start
          bytes.replaceSubrange(start..<(start + change.span.end - change.span.start), with: change.text.utf8)
        }
        return String(decoding: bytes, as: UTF8.self)
      }.joined(separator: "\n")
    }
    return defused(text)
  }

  /// Whether a script can hold a statement: not one about the session, or one that names its cells by number.
  private static func isSaved(_ statement: Statement) -> Bool {
    if let show = statement.action as? Show, case .cell = show.subject { return false }
    if let export = statement.action as? Export, case .cell = export.subject { return false }
    return statement.command.role != .session
  }

  /// What must be written differently because of values given from outside: places in the cell, with what stands there.
  private static func changes(
    _ statement: Statement, _ workspace: Workspace
  ) throws -> [(span: Span, text: String)] {
    if let param = statement.action as? Param, let given = workspace.overrides[param.name.text] {
      return [(param.fallback.span, try quoted(given))]
    }
    if let script = statement.action as? RunScript {
      let end = statement.span.end
      let said = script.given.map(\.name.text)
      let names = script.declaredNames(workspace).filter {
        workspace.overrides[$0] != nil && !said.contains($0)
      }
      let values = try names.sorted().map {
        " \(Completer.ticked($0))=\(try quoted(workspace.overrides[$0] ?? ""))"
      }
      return values.isEmpty ? [] : [(Span(end, end), values.joined())]
    }
    return []
  }

  /// A value as a quoted text, which a script reads as that value.
  /// - Throws: ``CommandError`` where it has more than one line.
  static func quoted(_ value: String) throws -> String {
    if value.utf8.contains(UInt8(ascii: "\n")) {
      throw CommandError(.badValue("a parameter's value in a script", "one line"))
    }
    let inside = value.replacing("\\", with: "\\\\").replacing("\"", with: "\\\"").replacing("$", with: "\\$")
    return "\"\(inside)\""
  }

  /// The text with its own cell marks, from a pasted script, as mere comments.
  private static func defused(_ text: String) -> String {
    text.split(separator: "\n", omittingEmptySubsequences: false)
      .map { Script.isMark($0) ? "#" + $0 : String($0) }
      .joined(separator: "\n")
  }
}
