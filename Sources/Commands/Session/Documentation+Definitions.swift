import Engine

extension Documentation {
  /// `docs/definitions.md`: what the names of the built-in recipes mean, from the recipes themselves, and what the
  /// figures of results mean.
  static var definitions: String {
    var parts = [
      """
      # Definitions

      Made by `iapt docs` from the `define` lines of the recipes and the list of measures; not edited by hand.
      `help NAME` gives the same at the prompt. First the outcomes and predictors of each recipe, then
      [the figures of results](#figures-of-results).
      """
    ]
    for recipe in Recipes.builtIn.values {
      parts.append("## \(recipe.name)")
      if !recipe.summary.isEmpty { parts.append(recipe.summary.sentence) }
      parts.append(
        "| name | role | definition | source |\n| --- | --- | --- | --- |\n"
          + recipe.definitions.map { definition in
            let cells = [
              "`\(definition.name)`", recipe.roles(of: definition.name).joined(separator: ", "),
              definition.text,
              definition.source ?? "",
            ]
            return "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |"
          }.joined(separator: "\n"))
    }
    parts.append("## Figures of results")
    for group in Measure.groups {
      parts.append("### \(group.title)")
      parts.append(
        "| figure | in JSON | meaning | computed as | source |\n| --- | --- | --- | --- | --- |\n"
          + group.measures.map { measure in
            let cells = [
              measure.name, measure.shownKeys.map { "`\($0)`" }.joined(separator: ", "), measure.text,
              measure.formula.map { "`\($0)`" } ?? "", measure.source.replacing("<", with: "&lt;"),
            ]
            return "| \(cells.map { $0.replacing("|", with: "\\|") }.joined(separator: " | ")) |"
          }.joined(separator: "\n"))
    }
    return parts.joined(separator: "\n\n") + "\n"
  }
}

extension Recipe {
  /// Names that readers meet in results: outcomes, predictors, dimensions and members of blocks, without repeats.
  var namesInResults: [String] {
    steps.flatMap { step -> [String] in
      switch step.rule {
      case .outcome(let name, _, _): [name]
      case .predictor(let names, _), .block(_, let names), .dimensions(let names): names
      default: []
      }
    }.uniqued()
  }

  /// What a name stands for in results: outcome, predictor, predictor after the referral, dimension.
  func roles(of name: String) -> [String] {
    steps.compactMap { step -> String? in
      switch step.rule {
      case .outcome(name, _, _): "outcome"
      case .predictor(let names, let isAfter) where names.contains(name):
        isAfter ? "predictor after the referral" : "predictor"
      case .dimensions(let names) where names.contains(name): "dimension"
      default: nil
      }
    }.uniqued()
  }
}
