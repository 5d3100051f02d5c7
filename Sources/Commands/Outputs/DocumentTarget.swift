import Engine

/// Where results go, as a command's last clauses say it: `to "FILE" [replacing] [allow unsafe]`.
struct DocumentTarget: Sendable {
  var file: Value
  var isReplacing = false
  var allowsUnsafe = false

  /// What stands behind `to`, for help and completion.
  static let arguments: [Command.Argument] = [
    .init(.clause("to"), .file, "the file"),
    .init(.option("replacing"), .none, "write over a file that is there"),
    .init(.option("allow unsafe"), .none, "write what disclosure control has not made safe, marked UNSAFE"),
  ]

  /// The file's path and what it will hold, which is one of the forms given.
  func resolved(
    _ parameters: some ParameterSource,
    among forms: [Document.Form] = Document.Form.allCases.filter { $0 != .spreadsheet }
  ) throws -> (path: String, form: Document.Form) {
    let path = try file.resolved(parameters)
    guard let form = Document.Form(path: path) else {
      throw Placed(DocumentFailure.unknownForm(path, instead: forms), file.span)
    }
    // Known before anything runs.
    guard forms.contains(form) else {
      let instead = form == .spreadsheet ? [.csv] : forms
      throw Placed(DocumentFailure.wrongForm(form, instead: instead), file.span)
    }
    return (path, form)
  }
}

extension Parser {
  /// `to "FILE" [replacing] [allow unsafe]`.
  mutating func documentTarget() throws -> DocumentTarget {
    try expect(word: "to")
    var target = DocumentTarget(file: try value(.file, "a file in quotes"))
    while !isAtEnd {
      if !target.isReplacing, try take(word: "replacing") {
        target.isReplacing = true
      } else if !target.allowsUnsafe, try take(word: "allow") {
        try expect(word: "unsafe")
        target.allowsUnsafe = true
      } else {
        throw expected(["the end of the line"])
      }
    }
    return target
  }
}

extension Run {
  /// Why rows are not safe to leave.
  static let ofPeople = "rows of people"

  /// Writes results to a file, with the register beside it, and says so. Where nothing is to be written, nothing is.
  /// `danger`: why it is not safe to leave, whatever the policy.
  mutating func write(
    _ pieces: [Document.Piece], titled title: String, to target: DocumentTarget, danger: String? = nil
  ) throws {
    let (path, form) = try target.resolved(workspace)
    // Rows of people leave by no switch but those of `export cohort`.
    let isOfPeople = pieces.contains { piece in
      if case .output(let gated) = piece, case .table(let table) = gated.output {
        table.isOfPeople == true
      } else {
        false
      }
    }
    let policies = pieces.compactMap { piece in
      if case .output(let gated) = piece { gated.policy } else { nil }
    }
    let policy = policies.dropFirst().reduce(policies.first ?? workspace.policy) {
      $0.isStricter(than: $1) ? $1 : $0
    }
    var danger = isOfPeople ? Self.ofPeople : danger
    if danger == nil, workspace.hasSeenPeople, policy.isOpen {
      danger = "disclosure is none, and the data are not synthetic"
    }
    let document = Document(
      path: path, form: form, title: title, pieces: pieces, statement: text,
      cell: context.cells.last.flatMap { $0.status == .running ? $0.number : nil },
      scripts: workspace.running,
      policy: policy, sources: workspace.loaded,
      recipe: workspace.cohort.map { Document.RecipeText(name: $0.recipe.name, text: $0.recipe.source) },
      seed: workspace.settings.seed, digits: workspace.settings.display.digits,
      isReplacing: target.isReplacing,
      danger: danger, allowsUnsafe: target.allowsUnsafe && !isOfPeople)
    guard let documents = context.documents else { return }
    do {
      let beside = try documents.write(document, work)
      let mark = danger == nil ? "" : "UNSAFE: "
      notice(
        "\(mark)written to \(path) under disclosure \(policy.name); beside it: \(Words.choice(beside, "and"))"
      )
    } catch DocumentFailure.unsafe(Self.ofPeople) {
      // That it was asked for stands in the register.
      throw CommandError(.session(isOfPeople ? .rowsShown : .recordsOfPeople))
    } catch let failure as DocumentFailure { throw Placed(failure, target.file.span) }
  }
}
