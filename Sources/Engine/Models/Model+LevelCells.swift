import OrderedCollections

extension Model {
  /// What stands behind the lines of a model's coefficient table.
  public struct LevelCells: Sendable, Hashable {
    /// The fewest events, or rows without the event, behind the intercept: those of the reference levels.
    public var intercept: Int
    /// By term and level the same behind a line. Terms whose lines do not stand on their own level alone are not here.
    public var levels: OrderedDictionary<String, OrderedDictionary<String, Int>>
  }

  /// For every factor that stands in one term only the fewest events, or rows without the event, behind each of its
  /// lines: those of the level or of the reference. Of each but the least the number is that of the next smaller: so
  /// beside the lines that stand on too few one more is left out, or they would be what the others leave of all events
  /// and rows.
  ///
  /// - Parameter least: ``leastCells(_:)``.
  public func levelCells(_ least: OrderedDictionary<String, Int>) -> LevelCells {
    var result = LevelCells(intercept: .max, levels: [:])
    guard let basis = basis ?? predictionBasis else { return result }
    let design = basis.design
    func fewest(_ variable: Int, _ code: Int) -> Int {
      let tally = design.tallies[variable][code]
      return Int(clamping: min(tally.events, tally.others))
    }
    for term in formula.terms {
      let written = term.description
      guard let cell = least[written] else { continue }
      let isAlone = !formula.terms.contains { $0 != term && !Set($0.columns).isDisjoint(with: term.columns) }
      guard isAlone, term.flattened.count == 1, let name = term.columns.first,
        let variable = design.variables.firstIndex(where: { $0.name == name })
      else {
        result.intercept = min(result.intercept, cell)
        continue
      }
      let variables = design.variables[variable]
      var reference: Int?
      for case .reference(written, let level) in design.lines {
        reference = (0..<variables.cardinality).first { variables.label($0) == level }
      }
      guard let reference else {
        // A number with two values: the lesser is nearer to the intercept.
        result.intercept = min(result.intercept, fewest(variable, 0))
        continue
      }
      let base = fewest(variable, reference)
      result.intercept = min(result.intercept, base)
      var own: OrderedDictionary<String, Int> = [:]
      for case .level(variable, let code) in design.columns.filter({ $0.term == written }).flatMap(\.parts) {
        own[variables.label(code)] = min(base, fewest(variable, code))
      }
      let ranked = own.enumerated().sorted {
        ($0.element.value, $0.offset) < ($1.element.value, $1.offset)
      }.map(\.element)
      for (place, level) in ranked.enumerated().dropFirst() { own[level.key] = ranked[place - 1].value }
      result.levels[written] = own
    }
    return result
  }
}
