import OrderedCollections

extension Recipe {
  /// The value of every argument: what was given, else its default, in the recipe's order.
  /// - Throws: `NameError` for names the recipe does not have, ``RecipeError`` for values of another kind or missing.
  public func values(for given: [String: Value]) throws -> OrderedDictionary<String, Value> {
    try checkArguments()
    let names = arguments.map(\.name)
    for name in given.keys.sorted() where !names.contains(name) {
      throw NameError(.argument, name, candidates: names, place: self.name)
    }
    var result: OrderedDictionary<String, Value> = [:]
    for argument in arguments {
      guard let value = given[argument.name] ?? argument.fallback else {
        if argument.isOptional { continue }
        throw RecipeError(.missingArgument(argument.name), argument.span)
      }
      guard value.kind == argument.kind else {
        throw RecipeError(
          .wrongArgument(name: argument.name, expected: argument.kind, found: value.kind), argument.span)
      }
      result[argument.name] = value
    }
    return result
  }

  /// The kind of every argument by its name.
  var argumentKinds: [String: Argument.Kind] {
    Dictionary(arguments.map { ($0.name, $0.kind) }, uniquingKeysWith: { first, _ in first })
  }

  /// Throws when an argument is declared twice or its default is of another kind.
  func checkArguments() throws {
    var seen: Set<String> = []
    for argument in arguments {
      if !seen.insert(argument.name).inserted {
        throw RecipeError(.duplicate(kind: "argument", name: argument.name), argument.span)
      }
      if let kind = argument.fallback?.kind, kind != argument.kind {
        throw RecipeError(
          .wrongArgument(name: argument.name, expected: argument.kind, found: kind), argument.span)
      }
    }
  }
}
