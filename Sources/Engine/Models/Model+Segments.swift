extension Model {
  /// A model for each segment of the rows, or why there is none: all that ``fit(_:to:options:_:)`` gives of each segment's
  /// rows by themselves, from one count of all rows.
  ///
  /// - Parameter segments: each row's segment from 0 up, below `count`; −1 for none.
  /// - Throws: ``FitError`` of the formula itself, ``NameError``, ``Cancelled``. O(rows × predictors) and a fit on patterns
  ///   a segment, side by side.
  public static func fit(
    _ formula: Formula, segments: [Int32], count: Int, of data: ModelData, options: FitOptions = .init(),
    _ work: Work = .unattended
  ) throws -> [Result<Model, any Error>] {
    let prepared = try FitPreparation.segments(segments, count, formula, data, work)
    let part = work.unreported
    try work.step("fitting segments", done: 0, of: count)
    let models = try Parallel.map(count) { segment in
      try part.check()
      return Result { try fit(formula, to: try prepared[segment].get(), options: options, part) }
    }
    // An interrupt within a segment is one of them all.
    try work.check()
    return models
  }
}

extension FitPreparation {
  /// The rows of each segment sorted and counted: one count with the segment as a first variable, which is then cut.
  fileprivate static func segments(
    _ segments: [Int32], _ count: Int, _ formula: Formula, _ data: ModelData, _ work: Work
  ) throws -> [Result<FitPreparation, any Error>] {
    var rows = try FitRows(formula, data, work)
    for row in segments.indices where segments[row] < 0 { rows.use[row] = FitRows.Use.none.rawValue }
    let variables = try FitPreparation.variables(formula, data, work)
    // Rows as they count, and those that each term costs.
    var totals = [Int](repeating: 0, count: count)
    for row in segments.indices where segments[row] >= 0 {
      totals[Int(segments[row])] += Int(rows.weight(row))
    }
    let losses = FitPreparation.losses(formula, variables, rows) { isMissing in
      var sums = [Int](repeating: 0, count: count)
      for row in segments.indices where segments[row] >= 0 && isMissing[row] {
        sums[Int(segments[row])] += Int(rows.weight(row))
      }
      return sums
    }
    _ = rows.dropIncomplete(variables, nil)
    let column = Column(.category(codes: segments, levels: (0..<count).map(String.init)))
    guard let segment = try FitVariable(name: "", column: column, work) else { throw FitError(.noRows) }
    let keys = try PatternKeys([segment] + variables, rows, work)
    let parts = try CovariatePatterns(keys, of: rows, use: .training, work).cut(into: count)
    return parts.enumerated().map { place, patterns in
      Result {
        try FitPreparation(
          variables, patterns, rows: totals[place],
          losses: losses.compactMap {
            $0.rows[place] > 0 ? Model.Loss(term: $0.term, rows: $0.rows[place]) : nil
          },
          formula)
      }
    }
  }

  /// What a segment's share of a count is to a fit.
  private init(
    _ variables: [FitVariable], _ patterns: CovariatePatterns, rows: Int, losses: [Model.Loss],
    _ formula: Formula
  ) throws(FitError) {
    self.variables = variables
    self.rows = rows
    self.losses = losses
    dropped = rows - Int(patterns.total)
    training = patterns
    heldOut = nil
    clusters = nil
    try checkPositive(formula)
  }
}
