import Commands

extension TextRenderer {
  /// What `fit` says of a model: rows, coefficients, one line of tests, and where the rest is.
  func briefLines(of model: ModelOutput) -> [String] {
    var lines = notes([
      "  "
        + phrases(
          model, [("n", "rows used"), ("events", "events"), ("dropped", "dropped for missing values")]
        )
        .joined(separator: ", ") + "; " + DisplayWidth.escaped(model.outcome)
    ])
    if !model.terms.isEmpty { lines += [""] + coefficients(model.terms, isBrief: true) }
    let tests = [test(of: model), phrases(model, [("auc", "AUC")]).first].compactMap { $0 }
    let heldOut = phrases(
      model, [("n", "rows"), ("accuracy", "accuracy"), ("auc", "AUC"), ("brier", "Brier score")],
      in: "validation")
    lines.append("")
    if !model.terms.isEmpty {
      if !tests.isEmpty { lines += notes([tests.joined(separator: "; ")]) }
      if !heldOut.isEmpty { lines += notes(["held out: " + heldOut.joined(separator: ", ")]) }
    }
    return lines + notes(model.notes + ["more: summary \(TextRenderer.quoted(model.name))"])
  }

  /// `LR chi-squared 2.2 on 2 df, p 0.33`; `nil` where there is no such test.
  private func test(of model: ModelOutput) -> String? {
    guard let statistic = figure("lr", model), let df = figure("lr_df", model), let p = figure("lr_p", model)
    else { return nil }
    return "against the null model: LR chi-squared \(statistic) on \(df) df, p \(p)"
  }

  /// Name and figure of each fact there is.
  private func phrases(
    _ model: ModelOutput, _ facts: [(key: String, name: String)], in section: String = ""
  ) -> [String] {
    facts.compactMap { key, name in
      cell(key, model, in: section).map { "\(name) \(Marks.alone($0, digits: digits))" }
    }
  }

  private func figure(_ key: String, _ model: ModelOutput) -> String? {
    switch cell(key, model, in: "") {
    case nil, .unavailable, .suppressed: nil
    case let cell?: Marks.alone(cell, digits: digits)
    }
  }

  private func cell(_ key: String, _ model: ModelOutput, in section: String) -> Cell? {
    model.sections.first { $0.key == section }?.facts.first { $0.key == key }?.cell
  }

  /// A model's name as it is typed.
  private static func quoted(_ name: String) -> String {
    let isPlain = name.unicodeScalars.allSatisfy {
      $0.properties.isAlphabetic || $0.properties.numericType != nil || $0 == "_"
    }
    return isPlain ? name : "\"\(DisplayWidth.escaped(name))\""
  }
}
