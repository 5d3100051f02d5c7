import Engine

extension Completer {
  /// Names and values of a kind, written as the form asks, without those used already.
  func add(_ kind: Command.Kind, _ form: Expected.Form, besides used: [String]) {
    let used = Set(used.map { $0.lowercased() })
    func isFree(_ name: String) -> Bool { !used.contains(name.lowercased()) }
    switch kind {
    case .table: add(scope.tables.keys, "table")
    case .data: addData { _ in true }
    case .synthetic: addData(workspace.isSynthetic)
    case .column, .tableColumn, .columnOf, .outcome, .term, .exposure, .counts, .quantity: addColumns(kind)
    case .dimension: addDimensions(isFree, form == .setting ? "=" : "")
    case .model: add(scope.models.keys.filter(isFree), "model")
    case .subject: addSubjects(form)
    case .recipe: addRecipes()
    case .dataFile, .folder, .script, .recipeFile, .file: addFiles(kind)
    case .type: for type in ColumnType.allCases { add(type.rawValue, "") }
    case .policy: for policy in DisclosurePolicy.all { add(policy.name, policy.summary, .value) }
    case .topic(let before): addTopics(after: before)
    case .command: for command in Command.all { add(command.name, command.summary) }
    case .parameter: add(scope.parameters.keys, "parameter")
    case .words(let words):
      for word in words {
        add(word, expectations.command?.summary(of: word) ?? "", form == .value ? .value : .word)
      }
    case .cluster:
      add("row", "each row by itself")
      addClusters()
    case .group:
      addClusters()
      if data != .cohort { addColumns(.column) }
    case .block:
      for (name, columns) in data == .cohort ? scope.cohort?.blocks ?? [:] : [:] where isFree(name) {
        add(name, "block: \(columns.joined(separator: ", "))")
      }
    case .level(let column):
      let levels = levels(ofColumn: column)
      for level in levels { add(level, "level of \(column)", form == .value ? .value : .code) }
      // Of a filter All takes it away.
      if form == .value, !levels.isEmpty {
        add("All", "no filter", .value)
        addParameters { value in value.lowercased() == "all" || levels.contains(value) }
      }
    case .predictor(let model):
      let columns = scope.models[model]?.terms.flatMap(\.columns).uniqued() ?? []
      add(columns.filter(isFree), "predictor of \(model)", form == .setting ? "=" : "")
    case .family(let model):
      if scope.models[model] != nil { add(["family"], "the terms whose p are adjusted together", "=") }
    case .modelTerm(let model): addTerms(of: model)
    case .modelLevel(let model, let term): addLevels(of: term, in: model, form)
    case .argument(let recipe, let only):
      for argument in arguments(of: recipe) where isFree(argument.name) {
        if let only, only != argument.name { continue }
        if tail.has(argument.name) { continue }
        add(argument.name, argument.summary)
      }
    case .scriptParameter(let script):
      let names = declared(in: script).map(\.name.text).uniqued().filter(isFree)
      add(names, "parameter of the script", "=")
    case .scriptValue(let script, let name): addChoices(of: name, in: script)
    case .argumentValue(let recipe, let name): addValue(of: name, for: recipe)
    case .choice(let name): addChoices(of: name)
    case .number: addParameters { Double($0) != nil }
    case .date: addParameters { Day($0) != nil }
    case .rows, .name, .expression, .none: break
    }
  }

  private func addData(_ fits: (DataName) -> Bool) {
    add(scope.tables.keys.filter { fits(.table($0)) }, "table")
    if scope.hasCohort, fits(.cohort) { add("cohort", "what clean made") }
  }

  private func addSubjects(_ form: Expected.Form) {
    let models = scope.models.keys.map { $0 }
    if form == .label {
      // A name in quotes: of a model in one segment.
      if case .cursor(.string) = cursor.kind { for model in models { add(model, "model", .text) } }
      return
    }
    add(models, "model")
    addWords(of: models)
    add(scope.tables.keys, "table")
  }

  private func addWords(of models: [String]) {
    for word in Summary.words {
      switch word {
      case "flow", "cohort": if scope.hasCohort { add(word, "of the cohort") }
      case "models": if !models.isEmpty { add(word, "every model in a line") }
      case "tables": if !scope.tables.isEmpty { add(word, "every table in a line") }
      default: if scope.hasCohort || scope.tables.count == 1 { add(word, "the rows chosen") }
      }
    }
  }

  private func addRecipes() {
    for recipe in Array(scope.recipes.values) + Recipes.builtIn.values {
      add(recipe.name, recipe.summary.isEmpty ? "recipe" : recipe.summary, .value)
    }
    if case .cursor(.string) = cursor.kind { addFiles(.recipeFile) }
  }

  /// What help knows; of names of several words what follows those that stand already.
  private func addTopics(after before: String) {
    for topic in HelpText.topics where topic.name.lowercased().hasPrefix(before.lowercased()) {
      // The keys of figures in JSON are found too, but nobody looks for them by Tab.
      if topic.name.contains("_") { continue }
      add(String(topic.name.dropFirst(before.count)), Self.firstClause(of: topic.summary))
    }
    guard before.isEmpty else { return }
    let recipes = (workspace.cohort.map { [$0.recipe] } ?? []) + scope.recipes.values + Recipes.builtIn.values
    var seen: Set<String> = []
    for definition in recipes.flatMap(\.definitions) where seen.insert(definition.name).inserted {
      add(definition.name, Self.firstClause(of: definition.text), .name([definition.name]))
    }
  }

  /// As much of a definition as a listing has room for.
  static func firstClause(of text: String) -> String {
    let ends = ["; ", ". ", ": ", " ("].compactMap { text.firstRange(of: $0)?.lowerBound }
    return ends.min().map { String(text[..<$0]) } ?? text
  }

  /// Dimensions of the cohort, or columns of a table that can be one.
  private func addDimensions(_ isFree: (String) -> Bool, _ then: String) {
    guard data == .cohort else { return addColumns(.dimension, isFree, then) }
    for name in scope.cohort?.dimensions ?? [] where isFree(name) {
      add(name, role(of: name) ?? "dimension", .name([name], then: then))
    }
  }

  private func addClusters() {
    guard data == .cohort, let clusters = scope.cohort?.clusters else { return }
    for (name, columns) in clusters { add(name, "rows that share \(columns.joined(separator: ", "))") }
  }

  // MARK: Recipes' arguments

  /// The recipe a statement of `clean` uses, as far as it can be known.
  private func recipe(_ written: Value?) -> Recipe? {
    var value = written
    if value == nil, let token = tail.name(after: "with"), case .string = token.kind { value = Value(token) }
    if value == nil, let name = tail.name(after: "with") {
      // A recipe's name may have a hyphen, which ends a word.
      let all = Array(scope.recipes.values) + Recipes.builtIn.values
      return all.first { $0.name == name.text } ?? all.first { $0.name.hasPrefix(name.text) }
    }
    return try? Recipes.find(value, scope.recipes, scope)
  }

  private func arguments(of recipe: Value?) -> [(name: String, summary: String)] {
    (self.recipe(recipe)?.arguments ?? []).map { argument in
      let usual =
        switch argument.fallback {
        case .date(let day)?: "\(day) unless said"
        case .number(let number)?: "\(number) unless said"
        case .text(let text)?: "\(text) unless said"
        case .list(let codes)?: "\(codes.count) codes unless said"
        case nil: argument.isOptional ? "optional" : "needed"
        }
      let meaning = expectations.command?.summary(of: argument.name)
      return (argument.name, [meaning ?? argument.kind.rawValue, usual].joined(separator: "; "))
    }
  }

  private func addValue(of name: String, for written: Value?) {
    guard let argument = recipe(written)?.arguments.first(where: { $0.name == name.lowercased() }) else {
      return
    }
    switch argument.kind {
    case .date: addParameters { Day($0) != nil }
    case .number: addParameters { Double($0) != nil }
    case .text: addParameters { _ in true }
    case .list:
      if cursor.text.isEmpty { add("(", "codes in parentheses") }
      addParameters { _ in true }
    }
  }

  // MARK: Parameters

  /// Parameters one of whose values will do.
  func addParameters(_ fits: (String) -> Bool) {
    for (name, parameter) in scope.parameters
    where fits(parameter.value) || parameter.choices.contains(where: fits) {
      add(name, Self.summary(of: parameter), .parameter)
    }
  }

  private static func summary(of parameter: Parameter) -> String {
    let choices = parameter.choices.joined(separator: ", ")
    return choices.isEmpty ? "\"\(parameter.value)\"" : "\"\(parameter.value)\", one of \(choices)"
  }

  /// The values a parameter may have: as its choices say, here or where it was set before.
  private func addChoices(of name: String) {
    for choice in scope.parameters[name]?.choices ?? [] { add(choice, "choice of \(name)", .value) }
    addParameters { _ in true }
  }

  /// What a script declares.
  private func declared(in script: Value) -> [Param] {
    guard let path = try? script.resolved(scope), Self.isFile(path) else { return [] }
    return RunScript(file: script).declared(scope)
  }

  /// The values that a script's parameter may have, else the one it has.
  private func addChoices(of name: String, in script: Value) {
    for parameter in declared(in: script) where parameter.name.text == name {
      let values = parameter.choices.isEmpty ? [parameter.fallback] : parameter.choices
      for value in values.compactMap({ try? $0.resolved(scope) }) {
        add(value, parameter.choices.isEmpty ? "unless given" : "choice of \(name)", .value)
      }
    }
    addParameters { _ in true }
  }

  // MARK: Models

  private func addTerms(of model: String) {
    guard let fitted = workspace.models[model] else {
      return add((scope.models[model]?.terms ?? []).flatMap(\.columns).uniqued(), "term of \(model)")
    }
    for term in fitted.model.coefficients.map(\.term).uniqued() {
      let name = term == "(Intercept)" ? "intercept" : term
      add(name, "term of \(model)", .name([name]))
    }
  }

  /// The levels a model knows of a term, unless the model itself is withheld.
  private func addLevels(of term: String, in model: String, _ form: Expected.Form) {
    guard let fitted = workspace.models[model], !workspace.policy.isFew(fitted.model.n) else { return }
    let writing: Writing = form == .value ? .value : .text
    var levels: [String]
    if form == .value {
      levels = fitted.model.levels.first { $0.key.lowercased() == term.lowercased() }?.value ?? []
    } else {
      levels = fitted.model.coefficients.filter { $0.term == term }
        .map { $0.levels.compactMap(\.self).joined(separator: ":") }.filter { !$0.isEmpty }
    }
    if levels.isEmpty, form == .value,
      (try? fitted.view.frame.schema.entry(term))?.type == .flag
    {
      levels = ["no", "yes"]
    }
    for level in levels { add(level, "level of \(term)", writing) }
    if form == .value { addParameters { levels.isEmpty ? Double($0) != nil : levels.contains($0) } }
  }
}
