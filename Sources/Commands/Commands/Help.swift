import Engine

/// `help`: what there is, or one thing in full.
struct Help: Action {
  var topic: Name?

  func check(_ scope: inout Scope) throws {
    guard let topic else { return }
    _ = try HelpText.topic(topic, Array(scope.recipes.values))
  }

  func run(_ run: inout Run) throws {
    guard let topic else { return run.text(HelpText.overview) }
    let recipes = (run.workspace.cohort.map { [$0.recipe] } ?? []) + run.workspace.recipes.values
    run.text(try HelpText.topic(topic, recipes))
  }
}

/// The words of help, made from the commands' declarations.
enum HelpText {
  static let topics = Command.all.map(\.name) + ["expressions"]

  /// The commands in one line each.
  static var overview: String {
    let width = Command.all.map(\.name.count).max() ?? 0
    let lines = Command.all.map { "  \($0.name.padded(to: width))  \($0.summary)" }
    return """
      The workflow: load, clean, segment, fit, summary.

      \(lines.joined(separator: "\n"))

      help fit, or fit?, shows one command; help expressions the language of derive and keep;
      help recovery what an outcome or predictor means, and who defines it so.
      To see it work: load demo rows=20000, then clean with nhs-2022, then fit recovery ~ deprivation.
      """
  }

  /// One command, the expressions, or what a recipe defines; the recipes given come before the built-in ones.
  static func topic(_ name: Name, _ recipes: [Recipe]) throws -> String {
    if name.text.lowercased() == "expressions" { return Documentation.expressions }
    if let command = Command.named(name.text) { return text(command) }
    let recipes = recipes + Recipes.builtIn.values
    let definitions = recipes.flatMap(\.definitions)
    guard let found = definitions.first(where: { $0.name.lowercased() == name.text.lowercased() }) else {
      let names = (topics + definitions.map(\.name)).uniqued()
      throw NameError(.command, name.text, candidates: names, span: name.span, place: "help")
    }
    let users = recipes.filter { $0.definitions.contains(found) }.map(\.name).uniqued()
    return """
      \("\(found.name): \(found.text)".filled(to: 79))
      \("Source: \(found.source ?? "the recipe itself")".filled(to: 79))
      In: \(users.joined(separator: ", "))
      """
  }

  private static func text(_ command: Command) -> String {
    var parts = [
      "\(command.name): \(command.summary)", command.usage.map { "  \($0)" }.joined(separator: "\n"),
    ]
    let width = command.arguments.map(\.written.count).max() ?? 0
    if !command.arguments.isEmpty {
      parts.append(
        command.arguments.map { "  \($0.written.padded(to: width))  \($0.summary)" }.joined(separator: "\n"))
    }
    parts += command.details.map { $0.filled(to: 79) }
    parts.append(
      "Examples\n"
        + command.examples.map { "  # \($0.note)\n  \($0.text.withoutFolders)" }.joined(separator: "\n"))
    return parts.joined(separator: "\n\n")
  }
}

extension Command.Argument {
  /// How it is written, for lists.
  var written: String {
    switch form {
    case .positional: kind.placeholder
    case .clause(let word): "\(word) \(kind.placeholder)"
    case .setting(let name): "\(name)=\(kind.placeholder)"
    case .option(let words): words
    }
  }
}

extension Command.Kind {
  /// What stands for a value of this kind in a usage line.
  var placeholder: String {
    switch self {
    case .table: "TABLE"
    case .data: "TABLE|cohort"
    case .column: "COLUMN"
    case .model: "MODEL"
    case .recipe: "RECIPE"
    case .file: "\"FILE\""
    case .date: "DATE"
    case .number: "N"
    case .name: "NAME"
    case .expression: "EXPRESSION"
    case .dimension: "DIMENSION"
    case .type: "TYPE"
    case .policy: "POLICY"
    case .topic: "TOPIC"
    case .command: "COMMAND"
    case .parameter: "$NAME"
    case .none: "…"
    case .words(let words): words.joined(separator: "|")
    }
  }
}

extension String {
  /// An example as a user would type it, with files in the working directory.
  fileprivate var withoutFolders: String {
    replacing("$fixtures/", with: "").replacing("$scratch/", with: "")
  }

  /// The words in lines of at most so many characters.
  func filled(to width: Int) -> String {
    var lines: [String] = []
    for word in split(separator: " ") {
      if let last = lines.last, last.count + 1 + word.count <= width {
        lines[lines.count - 1] = "\(last) \(word)"
      } else {
        lines.append(String(word))
      }
    }
    return lines.joined(separator: "\n")
  }

  /// The text with blanks behind it up to a width.
  func padded(to width: Int) -> String { self + String(repeating: " ", count: max(0, width - count)) }
}

extension Command {
  static let help = Command(
    "help", "explain the commands", role: .session,
    usage: ["help [COMMAND|NAME|expressions]", "COMMAND?"],
    details: [
      "Of an outcome or predictor it gives the definition and its source, as the recipe states them."
    ],
    arguments: [.init(.positional, .topic, "a command, an outcome or predictor, or expressions")],
    examples: [
      .init("help", "every command"), .init("help fit", "one command"), .init("fit?", "the same"),
      .init("help recovery", "a definition with its source"),
    ]
  ) { parser in
    Help(topic: parser.isAtEnd ? nil : try parser.name("a command"))
  }
}
