import Engine
import Foundation

/// `run`: does what another script says, in this session.
struct RunScript: Action {
  var file: Value

  /// Each level is checked whole before it runs, so depth costs.
  static let deepest = 16

  func check(_ scope: inout Scope) throws {
    let (path, script) = try open(scope, running: scope.running)
    scope.running.append(path)
    defer { scope.running.removeLast() }
    for cell in script.cells where cell.kind == .code {
      let source = SourceText(name: script.path, text: cell.text, firstLine: cell.firstLine)
      do throws(Diagnostic) {
        for statement in try Interpreter.statements(of: cell.text) {
          try Interpreter.check(statement, in: &scope)
        }
      } catch { throw error.placed(in: source) }
    }
  }

  func run(_ run: inout Run) throws {
    let (path, script) = try open(run.workspace, running: run.workspace.running)
    run.workspace.running.append(path)
    for cell in script.cells where cell.kind == .code {
      let source = SourceText(name: script.path, text: cell.text, firstLine: cell.firstLine)
      do throws(Diagnostic) {
        for statement in try Interpreter.statements(of: cell.text) {
          let effect = try Interpreter.run(statement, in: &run.workspace, run.context)
          run.passed += effect.outputs
          if effect.quits {
            run.quits = true
            run.workspace.running.removeLast()
            return
          }
        }
      } catch { throw error.placed(in: source) }
    }
    run.workspace.running.removeLast()
  }

  private func open(_ parameters: some ParameterSource, running: [String]) throws -> (String, Script) {
    let name = try file.resolved(parameters)
    let path = URL(fileURLWithPath: name).resolvingSymlinksInPath().path
    guard !running.contains(path) else { throw CommandError(.cycle(name), file.span) }
    guard running.count < Self.deepest else { throw CommandError(.tooDeep(Self.deepest), file.span) }
    guard let data = FileManager.default.contents(atPath: path) else {
      throw CommandError(.cannotRead(name), file.span)
    }
    guard let text = String(validating: data, as: UTF8.self) else {
      throw CommandError(.notText(name), file.span)
    }
    return (path, Script(path: name, text: text))
  }
}

extension Interpreter {
  /// The statements of a text; an incomplete one is an error here.
  static func statements(of text: String) throws(Diagnostic) -> [Statement] {
    switch parse(text) {
    case .complete(let statements): return statements
    case .incomplete(let error), .invalid(let error): throw error
    }
  }
}

extension Diagnostic {
  /// The error with the source its span points into, unless it already has one.
  func placed(in source: SourceText) -> Diagnostic {
    var copy = self
    if copy.source == nil { copy.source = source }
    return copy
  }
}

extension Command {
  static let run = Command(
    "run", "do what another script says, in this session", role: .changes,
    usage: ["run \"FILE.iapt\""],
    details: [
      "The whole script is checked before its first statement runs. A script that runs itself, directly or not, is refused."
    ],
    arguments: [.init(.positional, .script, "the script")],
    examples: [.init("run \"$fixtures/small.iapt\"", "a script inside a session")]
  ) { parser in
    RunScript(file: try parser.value(.script))
  }
}
