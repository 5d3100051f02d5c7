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
  /// What is fitted, by cluster, where clusters are given.
  let clusters: ClusterCounts?

  /// Reads the outcome and the predictors. O(rows × predictors).
  init(_ formula: Formula, _ data: ModelData, _ work: Work) throws {
    var rows = try FitRows(formula, data, work)
    variables = try FitPreparation.variables(formula, data, work)
    self.rows = rows.weights.map { Int($0.reduce(0, +)) } ?? rows.count
    var losses = FitPreparation.losses(formula, variables, rows) { [rows] in rows.total($0) }
      .filter { $0.rows > 0 }.map { Model.Loss(term: $0.term, rows: $0.rows) }
    if let clusters = data.clusters {
      let count = rows.total(clusters.map { $0 < 0 })
      if count > 0 { losses.append(Model.Loss(term: Model.Loss.cluster, rows: count)) }
    }
    self.losses = losses
    dropped = rows.dropIncomplete(variables, data.clusters)
    let keys = try PatternKeys(variables, rows, work)
    training = try CovariatePatterns(keys, of: rows, use: .training, work)
    heldOut =
      data.heldOut == nil
      ? nil : try CovariatePatterns(keys, of: rows, use: .heldOut, work)
    clusters = try data.clusters.map { try ClusterCounts($0, keys, rows, work) }
    try checkPositive(formula)
  }

  /// A logarithm of 0 or less does not exist: whoever asks for one must say what to do with those rows.
  func checkPositive(_ formula: Formula) throws(FitError) {
    for term in formula.terms.flatMap(\.flattened) where term.needsPositive {
      guard let index = variables.firstIndex(where: { term.columns.contains($0.name) }) else { continue }
      let values = variables[index].values
      var rows: Int64 = 0
      for patterns in [training, heldOut].compactMap(\.self) where !values.isEmpty {
        for pattern in 0..<patterns.count where values[patterns.code(pattern, index)] <= 0 {
          rows += patterns.successes[pattern] + patterns.failures[pattern]
        }
      }
      if rows > 0 { throw FitError(.notPositive(term: term.description, rows: Int(rows))) }
    }
  }

  /// The predictors' columns in the order first written. Two spellings of one column are two variables.
  static func variables(_ formula: Formula, _ data: ModelData, _ work: Work) throws -> [FitVariable] {
    if let column = formula.mixedMissing { throw FitError(.mixedMissing(column: column)) }
    var wanted: [(name: String, term: Formula.Term)] = []
    for term in formula.terms {
      for name in term.columns where !wanted.contains(where: { $0.name == name }) {
        wanted.append((name, term))
      }
    }
    return try Parallel.map(wanted.count) { [wanted] place in
      let (name, term) = wanted[place]
      let column = try data.column(name)
      let missing = formula.missingLevel(of: name)
      guard let variable = try FitVariable(name: name, column: column, missingLevel: missing, work) else {
        throw FitError(.unusable(term: term.description, type: column.type))
      }
      if let missing, (0..<variable.cardinality).count(where: { variable.label($0) == missing }) > 1 {
        throw FitError(.levelTaken(column: name, level: missing))
      }
      return variable
    }
  }

  /// The rows that each term costs, as `total` counts the rows marked. An interaction is listed only when one of its
  /// columns stands nowhere else.
  static func losses<Rows>(
    _ formula: Formula, _ variables: [FitVariable], _ rows: FitRows, _ total: ([Bool]) -> Rows
  ) -> [(term: String, rows: Rows)] {
    var result: [(term: String, rows: Rows)] = []
    if rows.event.contains(2) { result.append((formula.outcomeName, total(rows.event.map { $0 == 2 }))) }
    let alone = Set(formula.terms.filter { $0.flattened.count == 1 }.flatMap(\.columns))
    for term in formula.terms where term.flattened.count == 1 || !alone.isSuperset(of: term.columns) {
      let columns = variables.filter { $0.missing > 0 && term.columns.contains($0.name) }
      guard let first = columns.first else { continue }
      var isMissing = first.codes.map { $0 < 0 }
      for column in columns.dropFirst() {
        for row in isMissing.indices where column.codes[row] < 0 { isMissing[row] = true }
      }
      result.append((term.description, total(isMissing)))
    }
    return result
  }
}

extension FitPreparation {
  /// Rows counted for another fit, none of them dropped or held out.
  init(_ variables: [FitVariable], _ patterns: CovariatePatterns, _ clusters: ClusterCounts?) {
    self.variables = variables
    rows = Int(patterns.total)
    dropped = 0
    losses = []
    training = patterns
    heldOut = nil
    self.clusters = clusters
  }

  /// The rows counted by no more variables than a formula has.
  func counted(for formula: Formula, _ work: Work) throws(Cancelled) -> FitPreparation {
    let columns = Set(formula.terms.flatMap(\.columns))
    let used = variables.indices.filter { columns.contains(variables[$0].name) }
    let (patterns, numbers) = try training.counted(by: used, work)
    return FitPreparation(variables, patterns, clusters?.numbered(numbers))
  }
}

extension FitRows {
  /// How many rows are marked, as they count.
  func total(_ marked: [Bool]) -> Int {
    guard let weights else { return marked.count { $0 } }
    return marked.indices.reduce(0) { marked[$1] ? $0 + Int(weights[$1]) : $0 }
  }

  /// Takes rows with a missing value out of use; gives their number, as they count.
  mutating func dropIncomplete(_ variables: [FitVariable], _ clusters: [Int32]?) -> Int {
    // Without branches: whether a value is missing cannot be foreseen.
    var marks = event.map { $0 >> 1 }
    marks.withUnsafeMutableBufferPointer { marks in
      for variable in variables where variable.missing > 0 {
        variable.codes.withUnsafeBufferPointer { codes in
          for row in 0..<codes.count { marks[row] |= UInt8(truncatingIfNeeded: codes[row] >> 31) & 1 }
        }
      }
      if let clusters { for row in 0..<clusters.count where clusters[row] < 0 { marks[row] = 1 } }
      use.withUnsafeMutableBufferPointer { use in
        for row in 0..<use.count { use[row] &= marks[row] &- 1 }
      }
    }
    guard weights != nil else { return marks.reduce(0) { $0 + Int($1) } }
    return total(marks.map { $0 == 1 })
  }
}

extension Model {
  /// Rows with every value a formula needs, and events among them, as they count. O(rows × predictors).
  public static func outcomeCounts(
    _ formula: Formula, _ data: ModelData, _ work: Work = .unattended
  ) throws -> (rows: Int, events: Int) {
    let training = try FitPreparation(formula, data, work).training
    return (Int(training.total), Int(training.events))
  }

  /// Which rows have every value a formula needs, outcome included; weights play no part. O(rows × columns).
  ///
  /// Throws ``NameError`` for a missing column and ``FitError`` for an outcome that is none.
  public static func completeRows(
    formula: Formula, data: ModelData, _ work: Work = .unattended
  ) throws -> [Bool] {
    var complete = [Bool](repeating: true, count: data.rowCount)
    for name in formula.columns where formula.missingLevel(of: name) == nil {
      let column = try data.column(name)
      try forEachRow(complete.count, work) { row in if column.isMissing(row) { complete[row] = false } }
    }
    if let clusters = data.clusters {
      try forEachRow(complete.count, work) { row in if clusters[row] < 0 { complete[row] = false } }
    }
    return complete
  }
}
