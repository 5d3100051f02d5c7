import Commands
import Engine
import Foundation

/// A script that was read and looked up to its end: what a run needs of it.
struct RunnableScript {
  /// A text cell, or a code cell with its statements.
  struct Cell {
    var title: String
    var text: String
    var source: SourceText
    /// What it says, or `nil` for text cells.
    var statements: [Statement]?
  }

  /// Its path as given; `<stdin>` for standard input.
  var path: String
  /// The cells that hold something.
  var cells: [Cell]
  /// The parameters it declares.
  var parameters: [String] = []

  /// How many cells there are to run.
  var codeCount: Int { cells.count { $0.statements != nil } }

  /// Its path, and its first heading when it begins with a text cell that has one.
  var heading: ScriptHeading {
    guard let first = cells.first, first.statements == nil else { return ScriptHeading(path: path) }
    return ScriptHeading(path: path, title: Markdown(first.text).title)
  }

  /// Reads a script and looks everything up in it; `nil` when something is wrong, which has been said.
  ///
  /// Every cell that does not parse is told. Of what does not resolve only the first is: what follows may hang on it.
  init?(_ path: String, _ session: Session, _ report: Report) {
    guard let script = RunnableScript.read(path, report) else { return nil }
    self.path = script.path
    cells = []
    var isRight = true
    var number = 0
    for (index, cell) in script.cells.enumerated() {
      let trimmed = cell.text.trimmingCharacters(in: .newlines)
      // A notebook's lines count from the first of their cell.
      let name = ScriptFormat(path: path) == .ipynb ? "\(path) cell \(index + 1)" : script.path
      let source = SourceText(name: name, text: cell.text, firstLine: cell.firstLine)
      guard cell.kind == .code else {
        cells.append(Cell(title: cell.title, text: trimmed, source: source))
        continue
      }
      switch Interpreter.parse(cell.text) {
      case .complete(let statements):
        // A cell of comments is no cell.
        guard !statements.isEmpty else { continue }
        let whole = Cell(title: cell.title, text: trimmed, source: source, statements: statements)
        let parts = script.hasMarks ? [whole] : RunnableScript.parts(of: whole) ?? [whole]
        number += parts.count
        cells += parts
      case .incomplete(let diagnostic), .invalid(let diagnostic):
        number += 1
        report.failure(diagnostic, cell: number, in: source)
        isRight = false
      }
    }
    guard isRight, resolve(session, report) else { return nil }
  }

  /// The statements of a script without marks, a cell each with the comments above it, as if they were typed.
  private static func parts(of cell: Cell) -> [Cell]? {
    let bytes = Array(cell.source.text.utf8)
    let newline = UInt8(ascii: "\n")
    var parts: [Cell] = []
    var start = 0
    var line = cell.source.firstLine
    for statement in cell.statements ?? [] {
      let end = bytes[min(statement.span.end, bytes.count)...].firstIndex(of: newline) ?? bytes.count
      guard start <= end else { return nil }
      while start < end, bytes[start] == newline {
        start += 1
        line += 1
      }
      let text = String(decoding: bytes[start..<end], as: UTF8.self)
      // It must mean alone what it means in its place.
      guard case .complete(let alone) = Interpreter.parse(text), alone.count == 1,
        alone[0].text == statement.text
      else { return nil }
      let source = SourceText(name: cell.source.name, text: text, firstLine: line)
      parts.append(Cell(title: "", text: text, source: source, statements: alone))
      line += bytes[start..<end].count { $0 == newline } + 1
      start = min(end + 1, bytes.count)
    }
    return parts
  }

  private mutating func resolve(_ session: Session, _ report: Report) -> Bool {
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
    parameters = scope.parameterNames
    return true
  }

  /// The script in whatever form its name tells; `-` is standard input.
  private static func read(_ path: String, _ report: Report) -> Script? {
    let name = path == "-" ? "<stdin>" : path
    func refuse(_ stage: Diagnostic.Stage, _ words: String, notes: [String] = [], in name: String = "")
      -> Script?
    {
      report.failure(
        Diagnostic(stage, words, notes: notes), cell: 0, in: SourceText(name: name, text: ""))
      return nil
    }
    let data =
      path == "-"
      ? try? FileHandle.standardInput.readToEnd() ?? Data() : FileManager.default.contents(atPath: path)
    guard let data else {
      var isFolder: ObjCBool = false
      let exists = FileManager.default.fileExists(atPath: path, isDirectory: &isFolder)
      return refuse(
        .resolve,
        !exists
          ? "there is no script \(path)"
          : isFolder.boolValue
            ? "\(path) is a folder, not a script"
            : "the script \(path) cannot be read")
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      return refuse(.parse, "the script is not UTF-8 text", in: name)
    }
    let format = ScriptFormat(path: path) ?? .iapt
    do throws(Script.ReadingError) {
      let (script, notes) = try Script.read(path: name, text: text, as: format)
      guard format != .databricks || script.hasMarks else {
        return refuse(
          .parse, "this is Python, not a notebook's source",
          notes: [
            "such a file begins with the line \"# Databricks notebook source\", or has cells marked # %%"
          ],
          in: name)
      }
      for note in notes where !report.isQuiet {
        // Cells that are no statements are told as errors.
        if case .notStatements = note { continue }
        report.error("\(name): \(note.words)\n")
      }
      return script
    } catch {
      return refuse(.parse, error.words, in: name)
    }
  }
}
