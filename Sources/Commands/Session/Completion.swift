import Engine

extension Interpreter {
  /// What fits at the cursor (a UTF-8 offset): where the word to replace starts, and the candidates.
  ///
  /// It reads the commands' declarations: the word before the cursor says which argument stands there.
  public static func complete(
    _ text: String, cursor: Int, in workspace: Workspace
  ) -> (start: Int, candidates: [Completion]) {
    let bytes = Array(text.utf8.prefix(cursor))
    let start = wordStart(bytes)
    let word = String(decoding: bytes[start...], as: UTF8.self)
    let line =
      bytes[..<start].split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false).last ?? []
    let before = String(decoding: line, as: UTF8.self)
    let words = before.split { $0 == " " || $0 == "\t" }.map(String.init)
    var finder = CompletionFinder(workspace: workspace)
    if words.isEmpty {
      finder.add(Command.all.map { Completion(text: $0.name, summary: $0.summary) })
    } else if let command = Command.named(words[0]) {
      finder.addArguments(of: command, after: words, word: word, before: before)
    }
    let candidates = finder.found.filter { $0.text.lowercased().hasPrefix(word.lowercased()) }
    var seen: Set<String> = []
    return (start, candidates.filter { seen.insert($0.text).inserted })
  }

  /// A word ends at a blank, a bracket, an operator or `=`; inside quotes at the quote.
  private static func wordStart(_ bytes: [UInt8]) -> Int {
    let quotes = bytes.count(where: { $0 == UInt8(ascii: "\"") })
    if quotes % 2 == 1, let quote = bytes.lastIndex(of: UInt8(ascii: "\"")) { return quote + 1 }
    let ends = Array(" \t\n(),=~+*:".utf8)
    return (bytes.lastIndex(where: ends.contains)).map { $0 + 1 } ?? 0
  }
}

/// Candidates by kind of argument.
private struct CompletionFinder {
  let workspace: Workspace
  var found: [Interpreter.Completion] = []

  mutating func add(_ more: [Interpreter.Completion]) { found += more }

  mutating func add(_ names: some Sequence<String>, _ summary: String) {
    found += names.map { Interpreter.Completion(text: $0, summary: summary) }
  }

  mutating func addArguments(of command: Command, after words: [String], word: String, before: String) {
    let data = words.dropFirst().first { workspace.tables[$0] != nil }
    // Right behind `name=`: the values of that setting or dimension.
    if let name = settingName(before) {
      addValues(of: name, command)
      return
    }
    let last = words.last?.lowercased() ?? ""
    let clause = command.arguments.first {
      if case .clause(let word) = $0.form { return word == last || word.hasSuffix(" \(last)") }
      return false
    }
    if words.count > 1, let clause {
      addValues(clause.kind, data: inData(words) ?? data, word: word)
      return
    }
    for argument in command.arguments {
      switch argument.form {
      case .positional where argument.kind == .dimension:
        // A dimension is filtered by: its level follows at once.
        let first = found.count
        addValues(.dimension, data: inData(words) ?? data, word: word)
        for index in first..<found.count { found[index].text += "=" }
      case .positional: addValues(argument.kind, data: inData(words) ?? data, word: word)
      case .clause(let word) where !words.dropFirst().contains(word):
        add([word], argument.summary)
      case .option(let words): add([words], argument.summary)
      case .setting(let name): add(["\(name)="], argument.summary)
      default: break
      }
    }
  }

  private func inData(_ words: [String]) -> String? {
    guard let index = words.lastIndex(of: "in"), index + 1 < words.count else { return nil }
    return words[index + 1]
  }

  /// The name before a trailing `=`.
  private func settingName(_ before: String) -> String? {
    guard before.last == "=" else { return nil }
    let name = before.dropLast().split { " \t,(".contains($0) }.last
    return name.map(String.init)
  }

  private mutating func addValues(of name: String, _ command: Command) {
    if command.name == "segment" {
      guard let levels = workspace.cohort?.schema.levels(of: name) else { return }
      add(levels + ["All"], "level of \(name)")
    } else if let argument = command.arguments.first(where: { $0.form == .setting(name) }) {
      addValues(argument.kind, data: nil, word: "")
    }
  }

  private mutating func addValues(_ kind: Command.Kind, data: String?, word: String) {
    switch kind {
    case .table: add(workspace.tables.keys, "table")
    case .data:
      add(workspace.tables.keys, "table")
      if workspace.cohort != nil { add(["cohort"], "the cohort") }
    case .column, .expression: addColumns(data, word)
    case .model:
      add(workspace.models.keys, "model")
      add(workspace.tables.keys, "table")
      add(Summary.words, "summary")
    case .recipe: add(Array(Recipes.builtIn.keys) + workspace.recipes.keys, "recipe")
    case .dimension:
      if let cohort = workspace.cohort { add(cohort.dimensions, "dimension") } else { addColumns(data, word) }
    case .type: add(ColumnType.allCases.map(\.rawValue), "type")
    case .policy: add(DisclosurePolicy.all.map(\.name), "policy")
    case .topic:
      add(HelpText.topics, "topic")
      add(Recipes.builtIn.values.flatMap(\.definitions).map(\.name), "definition")
    case .command: add(Command.all.map { Interpreter.Completion(text: $0.name, summary: $0.summary) })
    case .parameter: add(workspace.parameters.keys.map { "$\($0)" }, "parameter")
    case .words(let words): add(words, "")
    case .file, .date, .number, .name, .none: break
    }
  }

  private mutating func addColumns(_ data: String?, _ word: String) {
    if let data, let table = workspace.tables[data] {
      add(table.columnNames, "column")
    } else if let cohort = workspace.cohort {
      add(cohort.outcomes.map(\.name), "outcome")
      add(cohort.predictors, "predictor")
      add(cohort.dimensions, "dimension")
      add(cohort.schema.columns.entries.filter { $0.table == nil }.map(\.name), "derived")
      // The tables' own columns are many; they are offered once something is typed.
      if !word.isEmpty { add(cohort.frame.columnNames, "column") }
    } else {
      for table in workspace.tables.values { add(table.columnNames, "column of \(table.name)") }
    }
  }
}
