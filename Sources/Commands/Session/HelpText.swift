import Engine

/// The words of help, made from the declarations.
enum HelpText {
  /// What help knows by name: commands, pages and measures.
  static let topics: [(name: String, summary: String)] =
    Command.all.map { ($0.name, $0.summary) } + pages
    + Measure.all.flatMap { measure in
      // A key that is the name in other letters says nothing new.
      let keys = measure.shownKeys.filter { Measure.folded($0) != Measure.folded(measure.name) }
      return ([measure.name] + keys).map { ($0, measure.text) }
    }

  /// The verbs of the workflow.
  static let workflow = ["load", "clean", "segment", "fit", "summary"]

  /// The other commands by what they are for. One that stands nowhere comes at the end.
  private static let groups: [(title: String, names: [String])] = [
    ("data", ["map", "type", "describe", "problems", "recipe", "derive", "keep", "sample"]),
    ("models", ["compare", "validate", "predict", "margins", "confounding", "plot"]),
    ("groups", ["inequality", "decompose"]),
    ("scripts", ["param", "expect", "run", "save", "export", "report"]),
    ("session", ["show", "set", "history", "edit", "undo", "redo", "reset", "session"]),
    ("help", ["help", "tutorial", "quit"]),
  ]

  /// What there is, on one screen of 24 lines.
  static var overview: String {
    let names = Command.all.map(\.name)
    let first = list(
      workflow.compactMap { name in Command.named(name).map { ($0.name, $0.summary) } })
    var lines = groups.map { group in
      (group.title, group.names.filter(names.contains).joined(separator: ", "))
    }
    let placed = workflow + groups.flatMap(\.names)
    let others = names.filter { !placed.contains($0) }
    if !others.isEmpty { lines.append(("more", others.joined(separator: ", "))) }
    return """
      The workflow
      \(first)

      Beside it
      \(list(lines.filter { !$0.1.isEmpty }))

      help commands      every command in a line; help fit, or fit?, one in full
      help recovery      what a name in results means, by whose definition; help aic
      help search WORDS  finds words in all of it
      More: help expressions, language, keys, errors, measures

      To see it work: load demo rows=20000, then clean, then fit recovery ~ phq9
      """
  }

  /// One command, a page, or what a name in results means; the recipes given come before the built-in ones.
  static func topic(_ name: Name, _ recipes: [Recipe]) throws -> String {
    if let command = Command.named(name.text) { return text(command) }
    if let page = page(name.text) { return page }
    let recipes = recipes + Recipes.builtIn.values
    let definitions = recipes.flatMap(\.definitions)
    var parts: [String] = []
    if let found = definitions.first(where: { $0.name.lowercased() == name.text.lowercased() }) {
      let users = recipes.filter { $0.definitions.contains(found) }.map(\.name).uniqued()
      parts.append(
        """
        \("\(found.name): \(found.text)".filled(to: 79))
        \("Source: \(found.source ?? "the recipe itself")".filled(to: 79))
        In: \(users.joined(separator: ", "))
        """)
    }
    parts += Measure.named(name.text).map(text)
    guard parts.isEmpty else { return parts.joined(separator: "\n\n") }
    if let command = command(ofClause: name.text) { return text(command) }
    let names = (topics.map(\.name) + definitions.map(\.name)).uniqued()
    throw NameError(.topic, name.text, candidates: names, span: name.span)
  }

  /// `segment by`, `validate folds`: the command, where its usage has the words behind it.
  private static func command(ofClause name: String) -> Command? {
    let words = name.lowercased().split(separator: " ").map(String.init)
    guard let command = words.first.flatMap(Command.named), words.count > 1 else { return nil }
    let known = Set(
      (command.usage + command.arguments.map(\.written)).flatMap { line in
        line.split { !$0.isLetter && $0 != "_" }.map { $0.lowercased() }
      })
    return words.allSatisfy(known.contains) ? command : nil
  }

  private static func text(_ measure: Measure) -> String {
    let keys = measure.shownKeys
    return ["\(measure.name): \(measure.text)".filled(to: 79)].joined()
      + (measure.formula.map { "\n" + $0.filled(to: 75).indented } ?? "")
      + "\n\("Source: \(measure.source)".filled(to: 79))"
      + (keys.isEmpty ? "" : "\nIn JSON: \(keys.joined(separator: ", "))")
  }

  private static func text(_ command: Command) -> String {
    var parts = [
      "\(command.name): \(command.summary)", command.usage.map { "  \($0)" }.joined(separator: "\n"),
    ]
    if !command.arguments.isEmpty { parts.append(list(command.arguments.map { ($0.written, $0.summary) })) }
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

extension String {
  /// An example as a user would type it, with files in the working directory.
  var withoutFolders: String {
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
