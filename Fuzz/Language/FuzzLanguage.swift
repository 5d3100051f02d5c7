import Engine

@testable import Commands

/// Reads any text as statements, as a recipe and as a script, completes it at any place, and runs what only computes.
///
/// The first byte says where the cursor stands; the rest is the text.
@_cdecl("LLVMFuzzerTestOneInput")
public func readAnyText(_ start: UnsafePointer<UInt8>?, _ count: Int) -> CInt {
  guard let start, count >= 1 else { return 0 }
  let input = UnsafeBufferPointer(start: start, count: count)
  let text = String(decoding: input.dropFirst(), as: UTF8.self)
  let workspace = Desk.workspace
  switch Interpreter.parse(text) {
  case .complete(let statements): follow(statements, workspace, text)
  case .incomplete(let diagnostic), .invalid(let diagnostic): check(diagnostic, text)
  }
  let cursor = Int(input[0]) * (text.utf8.count + 1) / 256
  let (place, candidates) = Interpreter.complete(text, cursor: cursor, in: workspace)
  precondition(place >= 0 && place <= cursor && candidates.allSatisfy { !$0.text.isEmpty }, "completion")
  if case .success(var parser) = Result(catching: { try Parser(text) }) { _ = try? parser.recipe() }
  for format in Script.Format.allCases {
    guard let script = try? Script.read(path: "script", text: text, as: format).script else { continue }
    guard let written = try? script.text(as: format) else { continue }
    let again = try? Script.read(path: "script", text: written, as: format).script
    precondition(again?.cells.map(\.text) == script.cells.map(\.text), "a script is not what was written")
  }
  return 0
}

/// Checks statements one after the other, and runs those that neither read nor write files.
private func follow(_ statements: [Statement], _ start: Workspace, _ text: String) {
  var workspace = start
  for statement in statements.prefix(8) {
    precondition(statement.span.start >= 0 && statement.span.end <= text.utf8.count, "a span")
    var scope = Scope(workspace)
    do {
      try Interpreter.check(statement, in: &scope)
      guard Desk.computing.contains(statement.command.name) else { return }
      _ = try Interpreter.run(statement, in: &workspace)
    } catch {
      check(error, statement.text)
      return
    }
  }
}

/// An error has words, and points into its text.
private func check(_ diagnostic: Diagnostic, _ text: String) {
  precondition(!diagnostic.message.isEmpty, "an error without words")
  if let span = diagnostic.span {
    precondition(span.start >= 0 && span.start <= span.end, "an error points nowhere")
  }
}

private enum Desk {
  /// What only computes.
  static let computing: Set<String> = [
    "derive", "keep", "segment", "fit", "type", "map", "sample", "predict", "margins", "compare", "describe",
    "summary", "expect", "param", "confounding", "inequality", "decompose", "show", "help",
  ]

  /// A session with one small table.
  static let workspace: Workspace = {
    var workspace = Workspace()
    let names = ["y", "x", "n", "g", "when"]
    let rows = (0..<24).map { row in
      "\(row * 7 % 3 % 2),\(Double(row * row % 11) / 4),\(row % 5),\(["a", "b", "NA", "c d"][row % 4]),2021-0\(1 + row % 9)-11"
    }
    let text = ([names.joined(separator: ",")] + rows).joined(separator: "\n")
    if let source = try? CSVSource(bytes: Array(text.utf8), label: "t.csv") {
      workspace.tables["t"] = Table(name: "t", source: source)
    }
    return workspace
  }()
}
