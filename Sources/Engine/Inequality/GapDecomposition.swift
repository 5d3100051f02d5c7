/// The difference of an outcome between two groups, split into what their make-up accounts for and what it does not.
public struct GapDecomposition: Sendable, Hashable {
  /// One of the two groups.
  public struct Side: Sendable, Hashable {
    /// Its level.
    public var level: String
    /// Rows with every value.
    public var rows: Int
    /// Of those, rows with the event.
    public var events: Int

    var rate: Double { Double(events) / Double(rows) }
  }

  /// Whose coefficients weigh the differences of make-up.
  public enum Reference: Sendable, Hashable {
    /// Those of a model of both groups with an indicator of the group in it (Jann 2008), probabilities averaged over the
    /// indicator with the groups' shares.
    case pooled
    /// Those of a model of one group's rows.
    case level(String)
  }

  /// A term's part of the explained gap.
  public struct Part: Sendable, Hashable {
    /// The term as written.
    public var term: String
    /// Its part, as a share.
    public var part: Measured
  }

  /// The groups; the gap is the rate of the first less that of the second.
  public var sides: [Side]
  /// The gap.
  public var gap: Measured
  /// Kitagawa: the part of different shares of the cells.
  public var composition: Measured
  /// Kitagawa: the part of different rates within the cells; the two sum to the gap.
  public var rates: Measured
  /// Distinct combinations of the terms' values.
  public var cells: Int
  /// Rows in cells that the other group does not have, by group: they count as composition.
  public var unmatched: [Int]
  /// Logistic: the part of different make-up under the reference's coefficients.
  public var explained: Measured
  /// Logistic: the rest; the two sum to the gap.
  public var unexplained: Measured
  /// The terms' parts of the explained one, which they sum to; `nil` where they cancel out.
  public var parts: [Part]?
  /// Whose coefficients.
  public var reference: Reference
  /// Rows dropped for missing values, and what cost them.
  public var dropped: Int
  /// By term.
  public var losses: [Model.Loss]
}

/// Why a gap cannot be decomposed.
public enum GapError: Error, Sendable, Hashable {
  /// The column has not two levels among the rows, and none were named.
  case notTwoGroups(column: String, count: Int)
  /// The group's rows lack a level that the other group has: its model says nothing of that.
  case levelsLacking(group: String)
  /// No term is left to explain anything.
  case nothingVaries
  /// The terms say which group a row is of, so that nothing tells the group's part from theirs.
  case groupDetermined
  /// A term is given, with no coefficient to compare.
  case offset
}

extension GapDecomposition {
  /// Decomposes the gap between two levels of a column (the two it has, when none are named).
  ///
  /// Kitagawa 1955, doi:10.1080/01621459.1955.10501299, over the cells that the terms' values make; the logistic
  /// decomposition of Fairlie 2005, doi:10.3233/JEM-2005-0259, with Yun's weights for the terms (2004,
  /// doi:10.1016/j.econlet.2003.09.008) in place of random matching. Intervals by the delta method: outcomes, make-up
  /// and coefficients are all samples. Detailed parts of the unexplained gap are not given: they change with the choice
  /// of reference levels (Oaxaca and Ransom 1999). O(patterns × columns²).
  ///
  /// Throws ``GapError``, ``FitError``, ``InferenceError``, ``NameError``, ``Cancelled``.
  public init(
    _ formula: Formula, by group: String, levels: [String]?, reference: Reference = .pooled, data: ModelData,
    _ work: Work = .unattended
  ) throws {
    let column = try data.column(group)
    guard let variable = try FitVariable(name: group, column: column, work) else {
      throw FitError(.unusable(term: group, type: column.type))
    }
    let codes = try GapDecomposition.codes(of: variable, levels)
    let both = data.keeping(variable.codes, codes)
    let pooled = Formula(outcome: formula.outcome, terms: formula.terms + [.factor(group, reference: nil)])
    let prepared = try FitPreparation(pooled, both, work)
    let sample = try GapSample(prepared.training, codes: codes)
    sides = zip(codes, zip(sample.rows, sample.events)).map { code, counts in
      Side(level: variable.label(code), rows: counts.0, events: counts.1)
    }
    gap = sample.gap
    let cells = GapCells(sample)
    self.cells = cells.cells.count
    unmatched = cells.unmatched
    (composition, rates) = cells.kitagawa(gap: gap.value)

    let model: Model
    switch reference {
    case .pooled: model = try Model.fit(pooled, to: both, work)
    case .level(let level):
      guard let side = sides.firstIndex(where: { $0.level == level }) else {
        throw FitError(.unknownLevel(column: group, level: level))
      }
      model = try Model.fit(formula, to: data.keeping(variable.codes, [codes[side]]), work)
    }
    let index = try GapIndex(
      model, sample, groupTerm: pooled.terms.last?.description ?? group, reference, sides, work)
    let result = try index.decompose(work)
    (explained, unexplained, parts) = (result.explained, result.unexplained, result.parts)
    self.reference = reference
    dropped = prepared.dropped
    losses = prepared.losses
  }

  /// The codes of the two groups, in the order named.
  private static func codes(of variable: FitVariable, _ levels: [String]?) throws -> [Int] {
    var seen = [Bool](repeating: false, count: variable.cardinality)
    for code in variable.codes where code >= 0 { seen[Int(code)] = true }
    let present = seen.indices.filter { seen[$0] }
    guard let levels else {
      guard present.count == 2 else {
        throw GapError.notTwoGroups(column: variable.name, count: present.count)
      }
      return present
    }
    return try levels.map { level in
      guard let code = present.first(where: { variable.label($0) == level }) else {
        throw FitError(.unknownLevel(column: variable.name, level: level))
      }
      return code
    }
  }
}

extension ModelData {
  /// The data with the rows of other known codes counting nothing.
  fileprivate func keeping(_ codes: [Int32], _ wanted: [Int]) -> ModelData {
    var result = self
    let all = weights
    result.weights = codes.indices.map { row in
      codes[row] < 0 || wanted.contains(Int(codes[row])) ? all?[row] ?? 1 : 0
    }
    return result
  }
}

/// The patterns of two groups' rows, the group being the last variable.
struct GapSample {
  let patterns: CovariatePatterns
  /// 0 or 1 by pattern.
  let side: [Int]
  /// The codes of the group, by side.
  let codes: [Int]
  /// Rows by side.
  let rows: [Int]
  /// Events by side.
  let events: [Int]

  /// Throws ``FitError`` when a group has no rows with every value.
  init(_ patterns: CovariatePatterns, codes: [Int]) throws {
    self.patterns = patterns
    self.codes = codes
    let last = patterns.variables - 1
    side = (0..<patterns.count).map { patterns.code($0, last) == codes[0] ? 0 : 1 }
    var (rows, events) = ([0, 0], [0, 0])
    for (pattern, side) in side.enumerated() {
      rows[side] += Int(patterns.successes[pattern] + patterns.failures[pattern])
      events[side] += Int(patterns.successes[pattern])
    }
    guard rows.allSatisfy({ $0 > 0 }) else { throw FitError(.noRows) }
    self.rows = rows
    self.events = events
  }

  /// The share of events by side.
  var rates: [Double] { zip(events, rows).map { Double($0) / Double($1) } }

  /// Rate of the first less that of the second.
  var gap: Measured {
    let variance = zip(rates, rows).reduce(0) { $0 + $1.0 * (1 - $1.0) / Double($1.1) }
    return Measured(rates[0] - rates[1], standardError: variance.squareRoot())
  }
}
