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
    let tallies = try basis.patterns.tallies(variables, work)
    for index in variables.indices where tallies[index].count(where: { $0.patterns > 0 }) <= 2 {
      levelled.insert(index)
    }
    func categories(_ term: Formula.Term) -> [Int] {
      variables.indices.filter { levelled.contains($0) && term.columns.contains(variables[$0].name) }
    }
    var ofColumns: [[Int]: Int] = [:]
    for term in formula.terms {
      let columns = categories(term)
      guard !columns.isEmpty, ofColumns[columns] == nil else { continue }
      ofColumns[columns] =
        columns.count == 1
        ? fewest(tallies[columns[0]]) : try fewest(columns, of: variables, basis.patterns, work)
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

  private func fewest(_ tallies: [CodeTally]) -> Int {
    // Codes without rows are none.
    tallies.filter { $0.events + $0.others > 0 }.map { Int(clamping: min($0.events, $0.others)) }.min() ?? 0
  }

  private func fewest(
    _ columns: [Int], of variables: [FitVariable], _ patterns: CovariatePatterns, _ work: Work
  ) throws(Cancelled) -> Int {
    // Cells by mixed radix; numbered as they come where there would be too many.
    let radices = columns.map { max(1, variables[$0].cardinality) }
    var size = 1
    for radix in radices {
      let (product, overflow) = size.multipliedReportingOverflow(by: radix)
      size = overflow ? .max : product
    }
    let isDirect = size <= 1 << 20
    var numbers: [[Int]: Int] = [:]
    var events = [Int64](repeating: 0, count: isDirect ? size : 0)
    var others = events
    for pattern in 0..<patterns.count {
      if pattern % Work.stride == 0 { try work.check() }
      var cell = 0
      if isDirect {
        for (place, column) in columns.enumerated() {
          cell = cell &* radices[place] &+ patterns.code(pattern, column)
        }
      } else {
        cell = numbers[columns.map { patterns.code(pattern, $0) }, default: numbers.count]
        if cell == events.count {
          numbers[columns.map { patterns.code(pattern, $0) }] = cell
          events.append(0)
          others.append(0)
        }
      }
      events[cell] += patterns.successes[pattern]
      others[cell] += patterns.failures[pattern]
    }
    // Cells without rows are none.
    return zip(events, others).filter { $0 + $1 > 0 }.map { Int(clamping: min($0, $1)) }.min() ?? 0
  }
}
