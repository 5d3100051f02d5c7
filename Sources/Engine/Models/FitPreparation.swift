/// Rows sorted into those fitted, held out and dropped, and counted by pattern.
struct FitPreparation {
  /// The columns that predict, coded.
  let variables: [FitVariable]
  /// Rows in question, as they count.
  let rows: Int
  /// Of them, rows dropped for missing values.
  let dropped: Int
  /// What each term costs.
  let losses: [Model.Loss]
  /// What is fitted.
  let training: CovariatePatterns
  /// What is set aside, if anything is.
  let heldOut: CovariatePatterns?

  /// Reads the outcome and the predictors. O(rows × predictors).
  init(_ formula: Formula, _ data: ModelData, _ work: Work) throws {
    var rows = try FitRows(formula, data, work)
    variables = try FitPreparation.variables(formula, data, work)
    self.rows = rows.total { _ in true }
    losses = FitPreparation.losses(formula, variables, rows)
    dropped = rows.dropIncomplete(variables)
    let keys = try PatternKeys(variables, rows, work)
    training = try CovariatePatterns(keys, variables, of: rows, use: .training, work)
    heldOut =
      data.heldOut == nil
      ? nil : try CovariatePatterns(keys, variables, of: rows, use: .heldOut, work)
  }

  /// The predictors' columns in the order first written. Two spellings of one column are two variables.
  static func variables(_ formula: Formula, _ data: ModelData, _ work: Work) throws -> [FitVariable] {
    var result: [FitVariable] = []
    for term in formula.terms {
      for name in term.columns where !result.contains(where: { $0.name == name }) {
        let column = try data.column(name)
        guard let variable = try FitVariable(name: name, column: column, work) else {
          throw FitError(.unusable(term: term.description, type: column.type))
        }
        result.append(variable)
      }
    }
    return result
  }

  /// An interaction is listed only when one of its columns stands nowhere else.
  private static func losses(
    _ formula: Formula, _ variables: [FitVariable], _ rows: FitRows
  ) -> [Model.Loss] {
    var result: [Model.Loss] = []
    if rows.event.contains(2) {
      let count = rows.total { rows.event[$0] == 2 }
      if count > 0 { result.append(Model.Loss(term: formula.outcomeName, rows: count)) }
    }
    let alone = Set(formula.terms.filter { $0.flattened.count == 1 }.flatMap(\.columns))
    for term in formula.terms where term.flattened.count == 1 || !alone.isSuperset(of: term.columns) {
      let columns = variables.filter { $0.hasMissing && term.columns.contains($0.name) }
      if columns.isEmpty { continue }
      let count = rows.total { row in columns.contains { $0.codes[row] < 0 } }
      if count > 0 { result.append(Model.Loss(term: term.description, rows: count)) }
    }
    return result
  }
}

extension FitRows {
  /// How many rows, as they count, meet a condition.
  func total(where condition: (Int) -> Bool) -> Int {
    var sum = 0
    for row in 0..<count where condition(row) { sum += Int(weight(row)) }
    return sum
  }

  /// Takes rows with a missing value out of use; gives their number, as they count.
  mutating func dropIncomplete(_ variables: [FitVariable]) -> Int {
    var dropped = 0
    func drop(_ row: Int) {
      if use[row] == Use.none.rawValue { return }
      use[row] = Use.none.rawValue
      dropped += Int(weight(row))
    }
    for row in event.indices where event[row] == 2 { drop(row) }
    for variable in variables where variable.hasMissing {
      for row in 0..<count where variable.codes[row] < 0 { drop(row) }
    }
    return dropped
  }
}

extension Model {
  /// Which rows have every value a formula needs, outcome included; weights play no part. O(rows × columns).
  ///
  /// Throws ``NameError`` for a missing column and ``FitError`` for an outcome that is none.
  public static func completeRows(formula: Formula, data: ModelData) throws -> [Bool] {
    var complete = [Bool](repeating: true, count: data.rowCount)
    for name in formula.columns {
      let column = try data.column(name)
      for row in complete.indices where column.isMissing(row) { complete[row] = false }
    }
    return complete
  }
}
