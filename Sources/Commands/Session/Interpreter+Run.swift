import Engine

extension Interpreter {
  /// Looks names up without reading rows; updates the scope by what the statement will make.
  public static func check(_ statement: Statement, in scope: inout Scope) throws(Diagnostic) {
    var copy = scope
    do {
      try statement.action.check(&copy)
    } catch {
      throw Words.diagnostic(error, .resolve, text: statement.text, at: statement.span)
    }
    scope = copy
  }

  /// Runs one statement. When it throws, the workspace is as it was.
  public static func run(
    _ statement: Statement, in workspace: inout Workspace, _ context: Context = Context()
  ) throws(Diagnostic) -> Effect {
    var scope = Scope(workspace)
    try check(statement, in: &scope)
    var run = Run(workspace: workspace, context: context, text: statement.text)
    do {
      try context.work.check()
      try statement.action.run(&run)
    } catch {
      throw Words.diagnostic(error, .run, text: statement.text, at: statement.span)
    }
    workspace = run.workspace
    let gate = Gate(workspace.policy)
    return Effect(outputs: run.passed + run.outputs.map(gate.pass), quits: run.quits, request: run.request)
  }

  /// Fails when a statement asks something of who sits at a prompt: the init file runs before anyone does.
  public static func requireNoPrompt(_ statements: [Statement]) throws(Diagnostic) {
    let refused = statements.first { $0.command.standsAlone || $0.command.name == Command.tutorial.name }
    guard let refused else { return }
    throw Words.diagnostic(
      CommandError(.session(.promptOnly(refused.command.name))), .resolve, text: refused.text,
      at: refused.span)
  }

  /// Fails when a cell holds more than a statement that must stand alone, such as `undo`.
  public static func requireAlone(_ statements: [Statement]) throws(Diagnostic) {
    guard statements.count > 1, let lone = statements.first(where: \.command.standsAlone) else { return }
    throw Words.diagnostic(
      CommandError(.session(.standsAlone(lone.command.name))), .resolve, text: lone.text, at: lone.span)
  }
}
