import Commands

extension Repl {
  /// Runs the init file as the session's first cells, up to the first error; true when it asks to leave.
  mutating func runsInitFile() -> Bool {
    guard let file = initFile else { return false }
    let name = DisplayWidth.escaped(file.path)
    switch file.read() {
    case .none: return false
    case .unreadable(let why):
      screen.note("error: cannot read \(name): \(why)\n\n")
      return false
    case .cells(let cells):
      for cell in cells {
        var parsed = Interpreter.parse(cell.text)
        if case .complete(let statements) = parsed {
          if statements.isEmpty { continue }
          do throws(Diagnostic) { try Interpreter.requireNoPrompt(statements) } catch {
            parsed = .invalid(error)
          }
        }
        let screen = screen
        keeper.begin(session.nextNumber, cell.text)
        let ending = session.run(cell.text, parsed, screen.beginCell(statements: parsed.count)) {
          screen.output($0, $1)
        }
        keeper.end(session)
        screen.endCell(session.cells.last, session.workspace.settings.display)
        switch ending {
        case .finished: if screen.hasShown { screen.say("\n") }
        case .quit: return true
        case .failed(var diagnostic), .interrupted(var diagnostic):
          diagnostic.source =
            diagnostic.source ?? SourceText(name: name, text: cell.text, firstLine: cell.firstLine)
          screen.error(diagnostic, in: cell.text, echoed: nil)
          screen.note("the rest of \(name) was not run; the session goes on\n\n")
          return false
        }
      }
      return false
    }
  }
}
