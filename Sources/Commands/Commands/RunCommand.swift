import Engine
import Foundation

/// `run`: does what another script says, in this session.
struct RunScript: Action {
  var file: Value
  /// Values for parameters of the script.
  var given: [Setting] = []

  /// Each level is checked whole before it runs, so depth costs.
  static let deepest = 16

  func check(_ scope: inout Scope) throws {
    let (path, script) = try open(scope, running: scope.running)
    try requireDeclared(script, scope)
    let outside = scope.overrides
    scope.overrides.merge(try values(scope)) { $1 }
    scope.running.append(path)
    defer {
      scope.running.removeLast()
      scope.overrides = outside
    }
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
    let outside = run.workspace.overrides
    run.workspace.overrides.merge(try values(run.workspace)) { $1 }
    run.workspace.running.append(path)
    // After an error the workspace is dropped as a whole.
    defer {
      run.workspace.running.removeLast()
      run.workspace.overrides = outside
    }
    // What the script shows is at hand to what it writes.
    var context = run.context
    for cell in script.cells where cell.kind == .code {
      let source = SourceText(name: script.path, text: cell.text, firstLine: cell.firstLine)
      do throws(Diagnostic) {
        for statement in try Interpreter.statements(of: cell.text)
        where !run.context.isReplay || statement.command.role == .changes || statement.command.name == "quit"
        {
          let effect = try Interpreter.run(statement, in: &run.workspace, context)
          run.passed += effect.outputs
          context.timeline.add(effect.outputs)
          if effect.quits {
            run.quits = true
            return
          }
        }
      } catch { throw error.placed(in: source).after(run.passed) }
    }
  }

  /// The values given, as `--param` gives them.
  private func values(_ parameters: some ParameterSource) throws -> [String: String] {
    var result: [String: String] = [:]
    for setting in given { result[setting.name.text] = try setting.value.resolved(parameters) }
    return result
  }

  /// A misspelt name must not silently run the script with its defaults.
  private func requireDeclared(_ script: Script, _ scope: Scope) throws {
    guard !given.isEmpty else { return }
    let names = RunScript.declared(script, scope, depth: 0).map(\.name.text).uniqued()
    for setting in given where !names.contains(setting.name.text) {
      throw NameError(
        .setting, setting.name.text, candidates: names, span: setting.name.span, place: "the script")
    }
  }

  /// The parameters that the script declares, in order, with those of the scripts it runs, as far as they can be read.
  func declaredNames(_ parameters: some ParameterSource) -> [String] {
    declared(parameters).map(\.name.text).uniqued()
  }

  /// The statements that declare them.
  func declared(_ parameters: some ParameterSource) -> [Param] {
    guard let (_, script) = try? open(parameters, running: []) else { return [] }
    return RunScript.declared(script, parameters, depth: 0)
  }

  private static func declared(_ script: Script, _ parameters: some ParameterSource, depth: Int) -> [Param] {
    var found: [Param] = []
    for cell in script.cells where cell.kind == .code {
      for statement in (try? Interpreter.statements(of: cell.text)) ?? [] {
        if let param = statement.action as? Param { found.append(param) }
        if let run = statement.action as? RunScript, depth < deepest,
          let (_, inner) = try? run.open(parameters, running: [])
        {
          found += declared(inner, parameters, depth: depth + 1)
        }
      }
    }
    return found
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

  /// The error with what came out before it, oldest first.
  func after(_ outputs: [Gated]) -> Diagnostic {
    var copy = self
    copy.outputs = outputs + copy.outputs
    return copy
  }
}

extension Command {
  static let run = Command(
    "run", "do what another script says, in this session", role: .changes,
    usage: ["run \"FILE.iapt\" {NAME=VALUE}"],
    details: [
      """
      The whole script is checked before its first statement runs. A script that runs itself, directly or not, is \
      refused. NAME=VALUE gives a parameter of the script its value, as --param does.
      """
    ],
    arguments: [
      .init(.positional, .script, "the script"), .init(.positional, .none, "a parameter=value each"),
    ],
    examples: [.init("run \"$fixtures/small.iapt\"", "a script inside a session")]
  ) { parser in
    var run = RunScript(file: try parser.value(.script))
    while !parser.isAtEnd {
      let used = run.given.map(\.name.text)
      let setting = try parser.setting(.scriptParameter(of: run.file), besides: used) {
        [file = run.file] in .scriptValue(of: file, name: $0)
      }
      guard let setting else { throw parser.expected(["NAME=VALUE"]) }
      guard !used.contains(setting.name.text) else {
        throw SyntaxError(reason: .repeated(setting.name.text), span: setting.name.span)
      }
      run.given.append(setting)
      _ = try parser.take(",")
    }
    return run
  }
}
