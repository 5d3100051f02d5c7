/// An outcome within one level of a column.
public struct OutcomeLevel: Sendable, Hashable {
  /// The level; `nil` where the column is missing.
  public var level: String?
  /// Rows the outcome is counted among, each as often as it counts.
  public var denominator: Int
  /// Of those, rows with the event.
  public var events: Int
}

extension Frame {
  /// An outcome within each level of a column, in the levels' order, rows without a level last; levels without rows
  /// are left out.
  ///
  /// A cohort's outcome has its own denominator; of any other column the rows count whose value is known. `weights`
  /// says how often each row counts. O(rows).
  /// - Throws: ``FitError`` when the outcome is not yes or no; ``RecipeError`` when the column has no levels.
  public func outcome(
    _ outcome: Formula.Outcome, by column: String, weights: [Int64]? = nil, _ work: Work
  ) throws -> [OutcomeLevel] {
    let (levels, codes) = try levels(of: column, work)
    let (events, inside) = try outcomeValues(outcome, work)
    var denominators = [Int](repeating: 0, count: levels.count + 1)
    var counts = denominators
    try forEachRow(min(rowCount, events.count), work) { row in
      guard inside.map({ $0[row] != 0 }) ?? (events[row] != Column.missingFlag) else { return }
      let place = codes[row] < 0 ? levels.count : Int(codes[row])
      let weight = weights.map { Int($0[row]) } ?? 1
      denominators[place] += weight
      if events[row] == 1 { counts[place] += weight }
    }
    return denominators.indices.compactMap { place in
      guard denominators[place] > 0 else { return nil }
      return OutcomeLevel(
        level: place < levels.count ? levels[place] : nil, denominator: denominators[place],
        events: counts[place])
    }
  }

  /// 0, 1 or missing by row; of a cohort's outcome also which rows its denominator holds.
  private func outcomeValues(
    _ outcome: Formula.Outcome, _ work: Work
  ) throws -> (events: [UInt8], inside: [UInt8]?) {
    if case .column(let name) = outcome, case .flag(let values)? = derived[name]?.storage,
      case .flag(let inside)? = marks[name]?.storage
    {
      return (values, inside)
    }
    let formula = Formula(outcome: outcome, terms: [])
    var columns: [String: Column] = [:]
    for name in formula.columns { columns[name] = try column(name, work) }
    return (try FitRows(formula, ModelData(columns: columns, rowCount: rowCount), work).event, nil)
  }
}
