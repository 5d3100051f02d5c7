import Engine

extension Words {
  static func syntax(_ error: SyntaxError) -> Sentence {
    var result = Sentence(message: "", span: error.span)
    switch error.reason {
    case .expected(let things, let found): result.message = "expected \(choice(things)), found \(found)"
    case .unclosedString: result.message = "this quoted text has no closing quote on its line"
    case .unclosedName: result.message = "this name has no closing backtick on its line"
    case .unclosedBracket: result.message = "this bracket is never closed"
    case .danglingBackslash: result.message = "a line ends with \\ but nothing follows"
    case .strayCharacter: result.message = "this character means nothing here"
    case .unmatchedBracket: result.message = "this bracket closes nothing"
    case .repeated(let clause): result.message = "\"\(clause)\" stands twice"
    case .lacks(let command, let clause): result.message = "\(command) needs \(clause)"
    case .badNumber: result.message = "this is too large for a number"
    case .tooDeep: result.message = "this is nested too deeply; derive parts of it first"
    case .tooLong(let limit):
      result.message = "this has more than \(limit) parts; derive some of them first, or use in (…)"
    case .noSuchDay: result.message = "there is no such day; dates are written YYYY-MM-DD"
    }
    if error.openBracket != nil, error.span != error.openBracket {
      result.notes.append("inside a bracket that is still open")
    }
    return result
  }

  /// What commands are called in other programs.
  private static let elsewhere = [
    "logit": "fit", "glm": "fit", "logistic": "fit", "regress": "fit", "exit": "quit", "bye": "quit",
  ]

  static func name(_ error: NameError) -> Sentence {
    let near = Similarity.nearest(to: error.name, among: error.candidates)
    var result = Sentence(message: "", near: error.isAmbiguous ? [] : near, span: error.span)
    if error.isAmbiguous {
      result.message = "\"\(error.name)\" can mean several columns"
      result.notes = ["say which: \(listed(error.candidates))"]
      return result
    }
    let place = error.place.map { " in \($0)" } ?? ""
    switch error.kind {
    case .command:
      result.message = "there is no command \"\(error.name)\"\(place)"
      if let meant = elsewhere[error.name.lowercased()] { result.near = [meant] }
    case .dimension: result.message = "no segment dimension is named \"\(error.name)\""
    case .level: result.message = "\"\(error.name)\" is not a level of \(error.place ?? "this column")"
    case .column: result.message = "there is no column \"\(error.name)\"\(place)"
    case .file:
      result.message = "there is no file \"\(error.name)\""
      result.near = fileNear(error).map { ["\"\($0)\""] } ?? []
    case .clause: result.message = "\"\(error.name)\" means nothing\(place)"
    case .argument where error.place == nil:
      result.message = "there is no parameter or argument \"$\(error.name)\""
    case .parameter: result.message = "there is no parameter \"$\(error.name)\""
    default: result.message = "there is no \(error.kind.rawValue) \"\(error.name)\"\(place)"
    }
    if error.kind == .parameter || error.kind == .argument && error.place == nil {
      result.near = near.map { "$\($0)" }
    }
    if error.kind == .topic {
      // Of some hundred names only the nearest help.
      result.notes =
        (near.isEmpty ? [] : ["nearest: \(listed(near, limit: 5))"]) + [
          "see: help, or help search \(error.name)"
        ]
    } else if error.candidates.isEmpty {
      result.notes = [nothing(of: error.kind)].compactMap { $0 }
    } else {
      // Of many names those nearest to the one written say more than the first of the list.
      let count = error.candidates.count
      let isLong = count > 40 && !near.isEmpty
      result.notes = [
        isLong ? "nearest of \(count): \(listed(near))" : "there are: \(listed(error.candidates))"
      ]
      if error.kind == .level { result.near = near.map(quotedIfNeeded) }
    }
    return result
  }

  /// The file of the folder whose own name is nearest.
  private static func fileNear(_ error: NameError) -> String? {
    func last(_ path: String) -> String { path.split(separator: "/").last.map(String.init) ?? path }
    let names = error.candidates.map(last)
    guard let best = Similarity.nearest(to: last(error.name), among: names).first else { return nil }
    return names.firstIndex(of: best).map { error.candidates[$0] }
  }

  private static func nothing(of kind: NameError.Kind) -> String? {
    switch kind {
    case .table: "no table is loaded; see: help load"
    case .model: "no model has been fitted; see: help fit"
    case .parameter: "no parameter is set; see: help param"
    default: nil
    }
  }

  private static func quotedIfNeeded(_ level: String) -> String {
    let plain = level.utf8.allSatisfy {
      Lexer.isNameStart($0) || Lexer.isDigit($0) || "+-.".utf8.contains($0)
    }
    return plain && !level.isEmpty ? level : "\"\(level)\""
  }

  static func expression(_ error: ExpressionError) -> Sentence {
    var result = Sentence(message: "", span: error.span)
    switch error.reason {
    case .wrongType(let operation, let expected, let found):
      result.message =
        "\(operation) takes \(choice(expected.map { article($0.rawValue) })), this is \(article(found.rawValue))"
    case .differentTypes(let operation, let left, let right):
      result.message = "\(operation) joins \(article(left.rawValue)) and \(article(right.rawValue))"
    case .wrongCount(let function, let expected, let found):
      result.message = "\(function) takes \(expected) arguments, here are \(found)"
    case .noneExists(let names): result.message = "none of these columns exists: \(listed(names))"
    case .listExpected(let argument, let found):
      result.message =
        found ? "$\(argument) is a list; it can only stand behind in" : "$\(argument) is not a list"
    case .badBand(let label): result.message = "the band \"\(label)\" overlaps another or runs backwards"
    case .columnExpected(let function): result.message = "\(function) takes names of columns only"
    }
    return result
  }

  static func article(_ noun: String) -> String { "\("aeiou".contains(noun.prefix(1)) ? "an" : "a") \(noun)" }

  static func recipe(_ error: RecipeError) -> Sentence {
    var result = Sentence(message: "", span: error.span)
    switch error.reason {
    case .duplicate(let kind, let name): result.message = "\(kind) \"\(name)\" stands twice"
    case .noBaseTable(let loaded):
      result.message = "the recipe does not say which table its rows come from"
      result.notes = ["loaded: \(listed(loaded))"]
    case .joinedTwice(let table): result.message = "\(table) is joined twice"
    case .notJoinedYet(let table): result.message = "\(table) is not joined yet at this point"
    case .latestAfterJoin(let table): result.message = "latest for \(table) must stand before it is joined"
    case .missingArgument(let name): result.message = "the recipe needs a value for \"\(name)\""
    case .wrongArgument(let name, let expected, let found):
      result.message =
        "\"\(name)\" takes \(article(expected.rawValue)), this is \(article(found.rawValue))"
    case .outcomeNotFlag(let name, let found):
      result.message = "the outcome \"\(name)\" must be yes or no, this is \(article(found.rawValue))"
    case .notADimension(let name, let found, let levels, let limit):
      result.message = "\"\(name)\" cannot be segmented by: it is \(article(found.rawValue))"
      if levels != nil { result.notes = ["it has more than \(limit) levels, which make no segments"] }
    case .tooManyRows: result.message = "the join gives more rows than can be numbered"
    case .badSize: result.message = "a sample cannot have this size"
    }
    return result
  }
}
