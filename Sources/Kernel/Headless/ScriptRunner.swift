import Commands
import Engine
import Foundation

/// Runs and checks script files.
public struct ScriptRunner {
  private let report: Report

  /// Makes a runner.
  public init(_ report: Report) { self.report = report }

  private struct Cell {
    var title: String
    var text: String
    var source: SourceText
    /// What it says, or `nil` for text cells.
    var statements: [Statement]?
  }

  /// `iapt check`: parses and resolves a script without running it. The exit status.
  public func check(_ path: String, parameters: [String: String]) -> Int32 {
    var session = Session()
    session.workspace.overrides = parameters
    return report.close(load(path, session) == nil ? ExitStatus.usage : ExitStatus.success)
  }

  /// `iapt run`: checks the whole script, then runs it cell by cell. The exit status.
  public func run(_ path: String, parameters: [String: String], keepsGoing: Bool) -> Int32 {
    var session = Session()
    session.workspace.overrides = parameters
    guard let cells = load(path, session) else { return report.close(ExitStatus.usage) }
    var status = ExitStatus.success
    for cell in cells {
      guard let statements = cell.statements else {
        report.echo(cell.text + "\n\n")
        continue
      }
      let number = session.nextNumber
      report.echo(Prompt.echo(cell.text, title: cell.title, number: number))
      let ending = session.run(cell.text, .complete(statements), report.work()) {
        report.output($0, cell: number)
      }
      if let text = Tutorials.reading(session.asked) { report.echo(text) }
      switch ending {
      case .finished: break
      case .quit: return report.close(status)
      case .failed(let diagnostic):
        report.failure(diagnostic, cell: number, in: cell.source)
        status = ExitStatus.failure
        if !keepsGoing { return report.close(status) }
      case .interrupted(let diagnostic):
        report.failure(diagnostic, cell: number, in: cell.source)
        return report.close(ExitStatus.interrupted)
      }
      report.echo("\n")
      report.endCell()
      if Interrupt.isRequested { return report.close(ExitStatus.interrupted) }
      if report.isBroken { break }
    }
    return report.close(status)
  }

  /// Reads a script and looks everything up in it; `nil` when something is wrong, which has been said.
  ///
  /// Every cell that does not parse is told. Of what does not resolve only the first is: what follows may hang on it.
  private func load(_ path: String, _ session: Session) -> [Cell]? {
    guard let script = read(path) else { return nil }
    var cells: [Cell] = []
    var isRight = true
    var number = 0
    for cell in script.cells {
      let source = SourceText(name: path, text: cell.text, firstLine: cell.firstLine)
      let trimmed = cell.text.trimmingCharacters(in: .newlines)
      guard cell.kind == .code else {
        if !trimmed.isEmpty { cells.append(Cell(title: cell.title, text: trimmed, source: source)) }
        continue
      }
      switch Interpreter.parse(cell.text) {
      case .complete(let statements):
        // A cell of comments is no cell.
        guard !statements.isEmpty else { continue }
        number += 1
        cells.append(Cell(title: cell.title, text: trimmed, source: source, statements: statements))
      case .incomplete(let diagnostic), .invalid(let diagnostic):
        number += 1
        report.failure(diagnostic, cell: number, in: source)
        isRight = false
      }
    }
    return isRight && resolve(cells, session) ? cells : nil
  }

  private func resolve(_ cells: [Cell], _ session: Session) -> Bool {
    var scope = Scope(session.workspace)
    var number = 0
    for cell in cells {
      guard let statements = cell.statements else { continue }
      number += 1
      for statement in statements {
        do throws(Diagnostic) {
          try Interpreter.check(statement, in: &scope)
        } catch {
          report.failure(error, cell: number, in: cell.source)
          return false
        }
      }
    }
    return knows(session.workspace.overrides.keys.sorted(), scope.parameterNames)
  }

  /// A misspelt `--param` must not silently run the script with its defaults.
  private func knows(_ given: [String], _ declared: [String]) -> Bool {
    var isRight = true
    for name in given where !declared.contains(name) {
      let list = declared.isEmpty ? "it has no parameters" : "there are: " + declared.joined(separator: ", ")
      report.failure(
        Diagnostic(.resolve, "the script has no parameter named \"\(name)\"", notes: [list]), cell: 0,
        in: SourceText(name: "", text: ""))
      isRight = false
    }
    return isRight
  }

  private func read(_ path: String) -> Script? {
    guard let data = FileManager.default.contents(atPath: path) else {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      let why =
        !exists
        ? "there is no script \(path)"
        : isFolder.boolValue
          ? "\(path) is a folder, not a script"
          : "the script \(path) cannot be read"
      report.failure(Diagnostic(.resolve, why), cell: 0, in: SourceText(name: "", text: ""))
      return nil
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      report.failure(
        Diagnostic(.parse, "the script is not UTF-8 text"), cell: 0, in: SourceText(name: path, text: ""))
      return nil
    }
    return Script(path: path, text: text)
  }
}
