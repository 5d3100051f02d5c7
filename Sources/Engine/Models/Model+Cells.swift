import OrderedCollections

extension Model {
  /// For every term with levels the fewest events, or rows without the event, of a level or of a combination of levels
  /// that rows used have; the reference levels are among them. A term whose columns stand in an interaction is looked at
  /// within it, since its coefficient is of the reference of its partner. A number with two values is taken by level.
  ///
  /// Empty for a model that keeps no patterns. O(patterns × terms).
  public func leastCells(_ work: Work = .unattended) throws(Cancelled) -> OrderedDictionary<String, Int> {
    guard let basis = basis ?? predictionBasis else { return [:] }
    let variables = basis.design.variables
    var levelled = Set(
      basis.design.columns.flatMap(\.parts).compactMap { part in
        if case .level(let variable, _) = part { variable } else { nil }
      })
    for index in variables.indices where !levelled.contains(index) {
      if try hasTwoValues(index, basis.patterns, work) { levelled.insert(index) }
    }
    func categories(_ term: Formula.Term) -> [Int] {
      variables.indices.filter { levelled.contains($0) && term.columns.contains(variables[$0].name) }
    }
    var ofColumns: [[Int]: Int] = [:]
    for term in formula.terms {
      let columns = categories(term)
      guard !columns.isEmpty, ofColumns[columns] == nil else { continue }
      ofColumns[columns] = try fewest(columns, basis.patterns, work)
    }
    var result: OrderedDictionary<String, Int> = [:]
    for term in formula.terms {
      let own = categories(term)
      let all = Set(term.columns)
      let within = formula.terms.filter { all.isSubset(of: $0.columns) }.map(categories)
      let least = (within + [own]).compactMap { ofColumns[$0] }.min()
      if let least { result[term.description] = least }
    }
    return result
  }

  private func hasTwoValues(
    _ variable: Int, _ patterns: CovariatePatterns, _ work: Work
  ) throws(Cancelled) -> Bool {
    var seen: Set<Int> = []
    for pattern in 0..<patterns.count {
      if pattern % Work.stride == 0 { try work.check() }
      seen.insert(patterns.code(pattern, variable))
      if seen.count > 2 { return false }
    }
    return true
  }

  private func fewest(
    _ columns: [Int], _ patterns: CovariatePatterns, _ work: Work
  ) throws(Cancelled) -> Int {
    var cells: [[Int]: (events: Int64, others: Int64)] = [:]
    for pattern in 0..<patterns.count {
      if pattern % Work.stride == 0 { try work.check() }
      let key = columns.map { patterns.code(pattern, $0) }
      let known = cells[key] ?? (0, 0)
      cells[key] = (known.events + patterns.successes[pattern], known.others + patterns.failures[pattern])
    }
    return cells.values.map { Int(clamping: min($0.events, $0.others)) }.min() ?? 0
  }
}
