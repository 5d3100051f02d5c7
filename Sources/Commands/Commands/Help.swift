import Engine

/// `help`: what there is, one thing in full, or what has some words.
struct Help: Action {
  enum Subject: Sendable {
    case overview
    case topic(Name)
    case search(String)
  }

  var subject: Subject

  func check(_ scope: inout Scope) throws {
    guard case .topic(let topic) = subject else { return }
    _ = try HelpText.topic(topic, Array(scope.recipes.values))
  }

  func run(_ run: inout Run) throws {
    let recipes = (run.workspace.cohort.map { [$0.recipe] } ?? []) + run.workspace.recipes.values
    switch subject {
    case .overview: run.text(HelpText.overview)
    case .search(let words): run.text(HelpText.search(words, recipes + Recipes.builtIn.values))
    case .topic(let topic):
      run.text(try HelpText.topic(topic, recipes))
      // What can be set is best read beside what is.
      if topic.text.lowercased() == "set" { try Show(subject: .settings).run(&run) }
    }
  }
}

extension Command.Kind {
  /// What stands for a value of this kind in a usage line.
  var placeholder: String {
    switch self {
    case .table: "TABLE"
    case .data, .synthetic, .rows: "TABLE|cohort"
    case .column, .tableColumn, .columnOf, .outcome, .term, .exposure, .counts, .quantity: "COLUMN"
    case .model, .subject: "MODEL"
    case .recipe: "RECIPE"
    case .file, .dataFile, .script, .recipeFile: "\"FILE\""
    case .folder: "\"FOLDER\""
    case .date: "DATE"
    case .number: "N"
    case .name, .argument, .cluster, .group, .predictor, .modelTerm, .family: "NAME"
    case .expression: "EXPRESSION"
    case .dimension: "DIMENSION"
    case .block: "BLOCK"
    case .level, .modelLevel: "LEVEL"
    case .type: "TYPE"
    case .policy: "POLICY"
    case .topic: "TOPIC"
    case .command: "COMMAND"
    case .parameter: "$NAME"
    case .scriptParameter: "NAME=VALUE"
    case .argumentValue, .choice, .scriptValue: "VALUE"
    case .none: "…"
    case .words(let words): words.joined(separator: "|")
    }
  }
}

extension Command {
  static let help = Command(
    "help", "explain commands, names in results, and errors", role: .session,
    usage: ["help [COMMAND|NAME|TOPIC]", "help search WORDS", "help ~WORDS", "COMMAND?", "NAME?"],
    details: [
      """
      Of an outcome or predictor it gives the definition and its source, as the recipe states them; of a figure in a \
      result how it is computed and who defines it so. Topics: \
      \(HelpText.pages.map(\.name).joined(separator: ", ")). help search finds words in all of it, the best first.
      """
    ],
    arguments: [
      .init(.positional, .topic(after: ""), "a command, a name in results, or a topic"),
      .init(.clause("search"), .none, "words to find"),
    ],
    examples: [
      .init("help", "what there is"), .init("help fit", "one command"), .init("fit?", "the same"),
      .init("help recovery", "a definition with its source"), .init("help odds ratio", "a figure of results"),
      .init("help search missing values", "where to read about something"),
    ]
  ) { parser in
    guard !parser.isAtEnd else { return Help(subject: .overview) }
    var isSearch = try parser.take("~")
    if !isSearch { isSearch = try parser.take(word: "search") }
    if isSearch, parser.isAtEnd { throw parser.expected(["words to find"]) }
    let start = parser.current.span.start
    while !parser.isAtEnd, !parser.at("?") || parser.current.span.start == start {
      // Some names have several words.
      if !isSearch {
        parser.offer(.name(.topic(after: parser.text(of: Span(start, parser.current.span.start))), .name))
      }
      if parser.isAtCursor { throw parser.expected(["a command"]) }
      try parser.take()
    }
    let span = Span(start, parser.previousEnd)
    _ = try parser.take("?")
    let text = parser.text(of: span).filter { $0 != "\"" && $0 != "`" }
    return Help(subject: isSearch ? .search(text) : .topic(Name(text: text, span: span)))
  }
}
