import Commands
import Engine

extension Session {
  /// Brings a cell of an earlier run back: what its statements that stand change is done again, nothing is shown or
  /// written, and its outputs stay as they were. When it throws, the session is as it was before.
  mutating func replay(_ cell: CellRecord, _ statements: [String], _ work: Work) throws(Diagnostic) {
    var cell = cell
    var after = workspace
    let context = Interpreter.Context(work: work, timeline: timeline, isReplay: true)
    for text in statements {
      switch Interpreter.parse(text) {
      case .incomplete(let diagnostic), .invalid(let diagnostic): throw diagnostic.placed(in: text, cell)
      case .complete(let parsed):
        for statement in parsed {
          if statement.command.role == .changes {
            do throws(Diagnostic) {
              _ = try Interpreter.run(statement, in: &after, context)
            } catch { throw error.placed(in: text, cell) }
          }
          cell.statements.append(statement)
        }
      }
    }
    if cell.empties { after = after.emptied }
    let before = workspace
    workspace = after
    if hasChanged(by: cell, since: before) {
      timeline.append(cell, replacing: before)
    } else {
      timeline.append(cell)
    }
  }

  /// Puts a cell back that is not done again, with as many of its statements as can be read.
  /// `isReached`: what does not, though it stands, counts as taken back when it would have changed the state or shown
  /// something of a state that is not there.
  ///
  /// - Returns: whether it counts as that.
  mutating func recall(_ cell: CellRecord, _ statements: [String], isReached: Bool = true) -> Bool {
    var cell = cell
    for text in statements {
      if case .complete(let parsed) = Interpreter.parse(text) { cell.statements += parsed }
    }
    let did = cell.changesState || cell.statements.contains { $0.command.role != .session }
    let isLost = !isReached && !cell.isUndone && (did || cell.statements.count < statements.count)
    if isLost { cell.isUndone = true }
    timeline.recall(cell)
    return isLost
  }
}

extension Diagnostic {
  /// The error with the statement it is about, unless it has a source of its own.
  fileprivate func placed(in statement: String, _ cell: CellRecord) -> Diagnostic {
    var copy = self
    if copy.source == nil { copy.source = SourceText(name: "cell \(cell.number)", text: statement) }
    return copy
  }
}
