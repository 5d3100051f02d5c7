import Engine

/// `tutorial`: begins a tutorial, or goes on with one.
struct TutorialAction: Action {
  /// A tutorial of the program, or a file.
  var tutorial: Value?
  var step: Value?

  func check(_ scope: inout Scope) throws { _ = try name(scope) }

  func run(_ run: inout Run) throws {
    run.request = .tutorial(try name(run.workspace), from: try step?.resolved(run.workspace))
  }

  /// The tutorial's name as the program spells it, or a file's path.
  private func name(_ parameters: some ParameterSource) throws -> String? {
    guard let tutorial else { return nil }
    let name = try tutorial.resolved(parameters)
    if tutorial.isQuoted, name.hasSuffix(".md") { return name }
    if case .found(let index) = Names.find(name, in: Command.tutorials) { return Command.tutorials[index] }
    throw NameError(.tutorial, name, candidates: Command.tutorials, span: tutorial.span)
  }
}

extension Command {
  /// The tutorials of the program, in the order to take them.
  public static let tutorials = [
    "first-steps", "your-own-extract", "reading-a-model", "from-session-to-script",
    "the-2022-notebooks-again",
  ]

  static let tutorial = Command(
    "tutorial", "learn the program step by step, at the prompt", role: .session,
    usage: ["tutorial [NAME|\"FILE.md\" [from STEP]]"],
    details: [
      """
      Without a name it lists the tutorials. A tutorial has a session of its own: yours is as before when you leave it. \
      It goes on where you left it; from begins at a step, given by its number or name. While it runs, the words next, \
      hint, answer, skip, back, list and quit are for the tutorial. In a pipe it prints the text.
      """
    ],
    arguments: [
      .init(.positional, .words(tutorials), "which one"),
      .init(.clause("from"), .number, "the step to begin at"),
    ],
    examples: [.init("tutorial", "what there is"), .init("tutorial first-steps", "the first, ten minutes")]
  ) { parser in
    guard !parser.isAtEnd else { return TutorialAction() }
    var action = TutorialAction(tutorial: try parser.value(.words(tutorials), "a tutorial"))
    if try parser.take(word: "from") { action.step = try parser.value("a step's number or name") }
    return action
  }
}
