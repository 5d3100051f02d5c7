import Engine
import OrderedCollections

/// `clean`: makes a cohort of the loaded tables by a recipe.
struct Clean: Action {
  /// What is given for an argument of the recipe.
  enum Given: Sendable {
    case value(Value)
    case list([String])
  }

  var recipe: Value?
  var given: [(name: Name, value: Given)]

  func check(_ scope: inout Scope) throws {
    let recipe = try Recipes.find(recipe, scope.recipes, scope)
    let given = Set(try arguments(of: recipe, scope).keys)
    scope.cohortNames = Set(recipe.columnNames)
    do {
      scope.cohort = try recipe.check(tables: scope.tables.mapValues { Schema($0) }, given: given)
    } catch { throw Placed(error, in: recipe, named: Recipes.label(self.recipe, recipe, scope)) }
  }

  func run(_ run: inout Run) throws {
    let recipe = try Recipes.find(recipe, run.workspace.recipes, run.workspace)
    let arguments = try arguments(of: recipe, run.workspace)
    let cohort: Cohort
    do {
      cohort = try recipe.run(on: run.workspace.tables, arguments: arguments, run.work)
    } catch { throw Placed(error, in: recipe, named: Recipes.label(self.recipe, recipe, run.workspace)) }
    run.workspace.cohort = cohort
    run.workspace.selections[.cohort] = nil
    run.workspace.changes[.cohort] = run.workspace.tables.values.flatMap(\.digestLines)
    run.table(cohort.attritionTable)
    for shares in cohort.shares { run.table(shares.table(run.workspace.policy)) }
    run.table(cohort.outcomeTable)
    for notice in cohort.notices(run.workspace.policy) { run.notice(notice) }
    run.noticeProblems(of: Array(run.workspace.tables.values))
    if cohort.frame.rowCount == 0 { throw CommandError(.emptyCohort(cohort.attrition)) }
  }

  /// The recipe's arguments: what was given, else their defaults.
  private func arguments(
    of recipe: Recipe, _ parameters: some ParameterSource
  ) throws -> [String: Recipe.Value] {
    var result: [String: Recipe.Value] = [:]
    for (name, given) in given {
      guard let argument = recipe.arguments.first(where: { $0.name == name.text.lowercased() }) else {
        throw NameError(
          .argument, name.text, candidates: recipe.arguments.map(\.name), span: name.span,
          place: "recipe \(recipe.name)")
      }
      guard result[argument.name] == nil else {
        throw SyntaxError(reason: .repeated(name.text), span: name.span)
      }
      result[argument.name] = try typed(given, as: argument, name, parameters)
    }
    for argument in recipe.arguments where result[argument.name] == nil {
      guard let fallback = argument.fallback else {
        if argument.isOptional { continue }
        throw CommandError(.argumentNeeded(argument.name, recipe: recipe.name))
      }
      result[argument.name] = fallback
    }
    if case .date(let from)? = result["from"], case .date(let to)? = result["to"], to < from {
      throw CommandError(
        .wrongOrder("from", "to"), given.first { $0.name.text.lowercased() == "from" }?.name.span)
    }
    return result
  }

  private func typed(
    _ given: Given, as argument: Recipe.Argument, _ name: Name, _ parameters: some ParameterSource
  ) throws -> Recipe.Value {
    switch (given, argument.kind) {
    case (.list(let codes), .list): return .list(codes)
    case (.value(let value), .list):
      return .list(try value.resolved(parameters).split(separator: ",").map { $0.trimmed })
    case (.value(let value), .text): return .text(try value.resolved(parameters))
    case (.value(let value), .date):
      if let day = Day(try value.resolved(parameters)) { return .date(day) }
      throw CommandError(.badValue(argument.name, "a date such as 2021-01-31"), value.span)
    case (.value(let value), .number):
      if let number = Double(try value.resolved(parameters)), number.isFinite { return .number(number) }
      throw CommandError(.badValue(argument.name, "a number"), value.span)
    case (.list, _):
      throw CommandError(.badValue(argument.name, "a single \(argument.kind.rawValue)"), name.span)
    }
  }
}

extension Substring {
  /// Without blanks at its ends.
  var trimmed: String {
    var part = self
    while part.first == " " { part.removeFirst() }
    while part.last == " " { part.removeLast() }
    return String(part)
  }
}

extension Parser {
  /// True at the `complete` of `providers complete >= 85%`.
  fileprivate func atComplete(of recipe: Value?) -> Bool {
    offer(.name(.argument(of: recipe, only: "complete"), .name))
    return current.kind == .word && current.text.lowercased() == "complete"
  }
}

extension Command {
  static let clean = Command(
    "clean", "make a cohort of the loaded tables by a recipe", role: .changes,
    usage: [
      "clean [with RECIPE|\"FILE.iapt\"] [from DATE] [to DATE]",
      "    [providers (CODE {, CODE})] [providers complete >= N%]",
    ],
    details: [
      """
      Without with, the recipe is talking-therapies. Prints the attrition: what every statement of the recipe did to the rows. from, to and providers are arguments \
      of the recipe; another recipe may have others. An empty cohort is an error.
      """
    ],
    arguments: [
      .init(.clause("with"), .recipe, "the recipe"), .init(.clause("from"), .date, "first day"),
      .init(.clause("to"), .date, "last day"), .init(.clause("providers"), .none, "codes in parentheses"),
    ],
    examples: [
      .init(
        "clean with nhs-2022 from 2021-01-01 to 2021-12-31", "the 2022 rules",
        after: "load demo rows=20000 seed=7")
    ]
  ) { parser in
    var recipe: Value?
    var given: [(name: Name, value: Clean.Given)] = []
    while !parser.isAtEnd {
      if recipe == nil { parser.offer(.word("with")) }
      let word = try parser.name(.argument(of: recipe), besides: given.map(\.name.text))
      if word.text.lowercased() == "with" {
        guard recipe == nil else { throw SyntaxError(reason: .repeated("with"), span: word.span) }
        recipe = try parser.value(.recipe)
      } else if word.text.lowercased() == "providers", parser.atComplete(of: recipe) {
        // providers complete >= 85%: an argument of its own.
        let span = try parser.take().span
        try parser.expect(">=")
        guard parser.current.kind == .number else { throw parser.expected(["a percentage such as 85%"]) }
        given.append((Name(text: "complete", span: span), .value(Value(try parser.take()))))
        try parser.expect("%")
      } else if parser.at("(") {
        given.append((word, .list(try parser.codeList())))
      } else {
        given.append((word, .value(try parser.value(.argumentValue(of: recipe, name: word.text)))))
      }
    }
    return Clean(recipe: recipe, given: given)
  }
}
