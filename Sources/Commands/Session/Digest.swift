import Engine

extension Workspace {
  /// Sixteen hexadecimal digits of the state: equal for equal tables, cohort, segments, models, parameters, recipes and
  /// settings.
  ///
  /// It is made of names, sizes, definitions, row numbers and coefficients, never of single values. O(rows chosen).
  public var digest: String {
    var lines = tables.values.flatMap(\.digestLines)
    for (name, frame) in frames.sorted(by: { $0.key < $1.key }) {
      lines.append("frame \(name) \(frame.rowCount) \(frame.columnNames)")
    }
    if let cohort {
      lines.append("cohort \(cohort.recipe.source)")
      lines += cohort.arguments.map { "argument \($0.key) \($0.value)" }
      lines += cohort.attrition.map { "step \($0.label) \($0.before) \($0.after)" }
      lines += cohort.outcomes.map { "outcome \($0.name) \($0.denominator) \($0.events)" }
      lines.append("columns \(cohort.frame.rowCount) \(cohort.frame.columnNames)")
    }
    for (data, changes) in changes.sorted(by: { $0.key.description < $1.key.description }) {
      lines += changes.map { "change \(data) \($0)" }
    }
    for (data, selection) in selections.sorted(by: { $0.key.description < $1.key.description }) {
      let rows = selection.rows.map { "\($0.count) \(Workspace.hash(of: $0))" } ?? "all"
      lines.append("selection \(data) \(selection.description) \(rows)")
    }
    lines += models.values.flatMap(\.digestLines)
    lines += sweeps.sorted { $0.key < $1.key }.map { "sweep \($0.key) \($0.value.by) \($0.value.notes)" }
    lines += parameters.map { "param \($0.key) \($0.value.value) \($0.value.choices)" }
    lines += recipes.map { "recipe \($0.key) \($0.value.source)" }
    lines.append("disclosure \(settings.policy?.name ?? "usual") \(hasSeenPeople)")
    lines.append("settings \(settings.seed) \(settings.missing) \(settings.display)")
    return Workspace.digits(XXH64.hash(Array(lines.joined(separator: "\n").utf8), seed: 0))
  }

  private static func hash(of rows: [Int32]) -> String {
    digits(rows.withUnsafeBytes { XXH64.hash($0, seed: 0) })
  }

  private static func digits(_ hash: UInt64) -> String {
    let digits = String(hash, radix: 16)
    return String(repeating: "0", count: 16 - digits.count) + digits
  }
}

extension Table {
  /// What its part of the digest is made of.
  var digestLines: [String] {
    let size = (try? rowCount(.unattended)) ?? 0
    return ["table \(name) \(source.label) \(size) \(columnNames) \(weight ?? "") \(isDemo)"]
      + declaredTypes.sorted { $0.key < $1.key }.map { "type \($0.key) \($0.value.rawValue)" }
  }
}

extension FittedModel {
  /// What its part of the digest is made of.
  fileprivate var digestLines: [String] {
    ["model \(name) \(formula) \(view.label) \(view.rowCount) \(holdout ?? "") \(model.n) \(model.events)"]
      + model.coefficients.map {
        "\($0.term) \($0.levels) \($0.role) \($0.estimate ?? 0) \($0.standardError ?? 0)"
      }
  }
}
