import Engine

extension Workspace {
  /// Sixteen hexadecimal digits of the state: equal for equal tables, cohort, segment, models and settings.
  ///
  /// It is made of names, sizes, choices and coefficients, never of single values.
  public var digest: String {
    var lines: [String] = []
    for table in tables.values {
      lines.append("table \(table.name) \(table.source.label) \(table.columnNames) \(table.weight ?? "")")
      lines += table.declaredTypes.sorted { $0.key < $1.key }.map { "type \($0.key) \($0.value.rawValue)" }
    }
    for (name, frame) in frames.sorted(by: { $0.key < $1.key }) {
      lines.append("frame \(name) \(frame.rowCount) \(frame.columnNames)")
    }
    if let cohort {
      lines.append("cohort \(cohort.recipe.source)")
      lines += cohort.arguments.map { "argument \($0.key) \($0.value)" }
      lines += cohort.attrition.map { "step \($0.label) \($0.before) \($0.after)" }
      lines += cohort.outcomes.map { "outcome \($0.name) \($0.denominator) \($0.events)" }
      lines.append("columns \(cohort.frame.columnNames)")
    }
    for (data, selection) in selections.sorted(by: { $0.key.description < $1.key.description }) {
      lines.append("selection \(data.description) \(selection.description) \(selection.rows?.count ?? -1)")
    }
    for model in models.values {
      lines.append("model \(model.name) \(model.formula) \(model.view.label) \(model.holdout ?? "")")
      lines += model.model.coefficients.map { "\($0.label) \($0.estimate ?? 0)" }
    }
    lines += parameters.map { "param \($0.key) \($0.value.value)" }
    lines += recipes.values.map { "recipe \($0.source)" }
    lines.append("settings \(policy.name) \(settings.seed) \(settings.missing)")
    let hash = XXH64.hash(Array(lines.joined(separator: "\n").utf8), seed: 0)
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}
