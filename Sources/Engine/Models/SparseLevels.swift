extension Model {
  /// A level, or a cell of an interaction, in which few rows have the event or few have not.
  public struct SparseLevel: Sendable, Hashable {
    /// The term, as written.
    public var term: String
    /// The level or cell: `race 2`, `smoke:race 2`.
    public var name: String

    /// Fewer events than this, or fewer non-events, are few: under ten estimates are biased and Wald intervals too
    /// short (Peduzzi et al. 1996, doi:10.1016/S0895-4356(96)00236-3; van Smeden et al. 2016,
    /// doi:10.1186/s12874-016-0267-3).
    public static let threshold = 10
  }
}

extension Design {
  /// Levels and cells that some rows have, but few of one outcome, in the order of the terms. The reference levels are
  /// looked at too. O(patterns × columns).
  func sparseLevels(_ patterns: CovariatePatterns, _ work: Work) throws(Cancelled) -> [Model.SparseLevel] {
    var result: [Model.SparseLevel] = []
    var seen: Set<Int> = []
    let binary = variables.indices.map(isBinary)
    for column in columns where !column.parts.isEmpty {
      try work.check()
      if column.parts.count == 1 {
        guard let variable = cells(column.parts[0], binary), seen.insert(variable).inserted else { continue }
        for code in tallies[variable].indices where isSparse(variable, code) {
          result.append(
            .init(term: column.term, name: "\(variables[variable].name) \(variables[variable].label(code))"))
        }
      } else {
        let parts = column.parts.filter { cells($0, binary) != nil }
        guard parts.count > 1 else { continue }
        var (events, others): (Int64, Int64) = (0, 0)
        for row in 0..<patterns.count where parts.allSatisfy({ value($0, patterns, row) != 0 }) {
          events += patterns.successes[row]
          others += patterns.failures[row]
        }
        if Design.isSparse(events, others) { result.append(.init(term: column.term, name: column.name)) }
      }
    }
    return result
  }

  /// The variable whose codes are cells: it enters by level, or is 0 or 1 only.
  private func cells(_ part: Part, _ binary: [Bool]) -> Int? {
    switch part {
    case .level(let variable, _): variable
    case .number(let variable, .identity): binary[variable] ? variable : nil
    case .number: nil
    }
  }

  private func isBinary(_ variable: Int) -> Bool {
    let values = variables[variable].values
    guard !values.isEmpty else { return false }
    return values.indices.allSatisfy { tallies[variable][$0].patterns == 0 || [0, 1].contains(values[$0]) }
  }

  private func isSparse(_ variable: Int, _ code: Int) -> Bool {
    Design.isSparse(tallies[variable][code].events, tallies[variable][code].others)
  }

  /// A cell without rows has no column either.
  private static func isSparse(_ events: Int64, _ others: Int64) -> Bool {
    events + others > 0 && min(events, others) < Int64(Model.SparseLevel.threshold)
  }
}
