extension Cohort {
  /// The cohort with a further derived column, which replaces a derived one of that name.
  /// - Throws: ``RecipeError`` when the name is an outcome's; what evaluating throws.
  public func deriving(
    _ name: String, _ expression: Expression, arguments given: [String: Recipe.Value] = [:], _ work: Work
  ) throws -> Cohort {
    if outcomes.contains(where: { $0.name == name }) {
      throw RecipeError(.duplicate(kind: "derive", name: name), expression.span)
    }
    var result = self
    result.frame = try frame.deriving(name, expression, arguments: values(beside: given), work)
    return result
  }

  /// The cohort's rows for which the condition is true, with a further line of attrition and outcomes counted anew.
  /// - Throws: ``ExpressionError`` when the condition is not a flag; what evaluating throws.
  public func keeping(
    _ label: String, _ condition: Expression, arguments given: [String: Recipe.Value] = [:], _ work: Work
  ) throws -> Cohort {
    let flags = try condition.evaluate(in: frame, arguments: values(beside: given), work)
    var result = self
    result.frame = try frame.keeping(where: flags, work, span: condition.span)
    result.attrition.append(
      AttritionLine(kind: .keep, label: label, before: frame.rowCount, after: result.frame.rowCount))
    result.outcomes = try outcomes.map { try result.frame.outcome($0.name, work) }
    return result
  }

  /// The recipe's arguments, and what the session gives beside them, which comes first.
  private func values(beside given: [String: Recipe.Value]) -> [String: Recipe.Value] {
    given.merging(arguments.map { ($0, $1) }) { mine, _ in mine }
  }
}
