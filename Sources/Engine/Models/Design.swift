import OrderedCollections

/// The design columns a formula means on given data: intercept, then terms as written, levels in their order.
///
/// Factors are coded by treatment contrasts always, within interactions too, whether or not the main effects
/// stand in the formula: an interaction's column is the product of its parts' columns, first part fastest (R's
/// order). Where R would switch to full dummies because a main effect is absent, the model here is the smaller
/// one that is written.
struct Design {
  /// One factor of a design column.
  enum Part: Hashable {
    /// The numbers of a variable, or a function of them.
    case number(variable: Int, Curve)
    /// 1 where the variable has the code.
    case level(variable: Int, code: Int)
  }

  /// One design column.
  struct Column {
    /// The term as written; `(Intercept)`.
    let term: String
    /// What the column is called in records: `age`, `race 2`, `rcs(age)'`, `treatment terbinafine:time`.
    let name: String
    /// The level of each part, of a spline the piece (`age`, `age'`, `age''`), `nil` for other numbers.
    let levels: [String?]
    /// What is multiplied; none for the intercept.
    let parts: [Part]
  }

  /// A line of the coefficient table: a design column, or a reference level.
  enum Line {
    /// The design column at the index.
    case column(Int)
    /// A factor's reference level.
    case reference(term: String, level: String)
  }

  /// The name of the intercept, as term and as column.
  static let interceptName = Model.interceptName
  /// Most design columns a fit takes.
  static let columnLimit = 500

  /// The variables the patterns are made of.
  private(set) var variables: [FitVariable]
  /// Whether the first column is the intercept.
  let intercept: Bool
  /// The design columns.
  private(set) var columns: [Column] = []
  /// What is added to the linear predictor as it is.
  private(set) var offsets: [Part] = []
  /// The lines of the coefficient table.
  private(set) var lines: [Line] = []
  /// Levels left out because no row used has them.
  private(set) var emptyLevels: [Model.EmptyLevels] = []
  /// Terms without a design column.
  private(set) var emptyTerms: [Model.EmptyTerm] = []
  /// By variable: whether training rows have the code; `nil` for variables that never stand as factors.
  private(set) var seen: [[Bool]?]
  /// By variable and code: how often training rows have it.
  let tallies: [[CodeTally]]

  /// Lays out the columns for the levels that the training patterns have.
  init(
    _ formula: Formula, _ variables: [FitVariable], _ patterns: CovariatePatterns, _ work: Work
  ) throws {
    self.variables = variables
    tallies = try patterns.tallies(variables, work)
    intercept = formula.intercept
    seen = [[Bool]?](repeating: nil, count: variables.count)
    if intercept {
      columns.append(Column(term: Design.interceptName, name: Design.interceptName, levels: [], parts: []))
      lines.append(.column(0))
    }
    for term in formula.terms { try add(term, patterns) }
  }

  /// The same layout with further numbers that a variable can be set to; they get the codes after its own.
  func adding(_ numbers: [Double], to variable: Int) -> Design {
    var result = self
    result.variables[variable] = variables[variable].adding(numbers)
    return result
  }

  /// The same layout for patterns, without the rows it was made from.
  var withoutRows: Design {
    var result = self
    result.variables = variables.map(\.withoutRows)
    return result
  }

  private mutating func add(_ term: Formula.Term, _ patterns: CovariatePatterns) throws {
    let parts = term.flattened
    let written = term.description
    if case .offset = term {
      offsets += try code(term, patterns).columns.map(\.part)
      return
    }
    var coded: [[Coded]] = []
    for part in parts {
      let (levels, reference) = try code(part, patterns)
      coded.append(levels)
      if parts.count == 1, let reference { lines.append(.reference(term: written, level: reference)) }
    }
    let single = zip(parts, coded).filter { $1.isEmpty }.flatMap { $0.0.columns }
    if !single.isEmpty { emptyTerms.append(.init(term: written, columns: single)) }
    let added = coded.reduce(1) { $0.multipliedReportingOverflow(by: $1.count).partialValue }
    let isHuge = coded.contains { $0.count > Design.columnLimit }
    guard !isHuge, columns.count + added <= Design.columnLimit else {
      let count = isHuge ? coded.map(\.count).max() ?? 0 : columns.count + added
      throw FitError(.tooManyColumns(count: count, limit: Design.columnLimit))
    }
    for index in 0..<added {
      var rest = index
      var chosen: [Coded] = []
      for levels in coded {
        chosen.append(levels[rest % levels.count])
        rest /= levels.count
      }
      let name = chosen.map(\.name).joined(separator: ":")
      let isNumber = chosen.count == 1 && chosen[0].label == nil
      lines.append(.column(columns.count))
      columns.append(
        Column(
          term: written, name: name, levels: isNumber ? [] : chosen.map(\.label), parts: chosen.map(\.part)))
    }
    if parts.count == 1 { sortLines(of: written) }
  }

  /// A design column of a part.
  private typealias Coded = (name: String, label: String?, part: Part)

  /// A part's columns, and its reference level if it is a factor.
  private mutating func code(
    _ part: Formula.Term, _ patterns: CovariatePatterns
  ) throws -> (columns: [Coded], reference: String?) {
    guard let name = part.columns.first, part.flattened.count == 1 else { return ([], nil) }
    guard let index = variables.firstIndex(where: { $0.name == name }) else {
      throw NameError(.column, name, candidates: variables.map(\.name))
    }
    let variable = variables[index]
    var asked: String?
    switch part {
    case .variable where variable.type == .category: break
    case .factor(_, let reference, _): asked = reference
    default:
      if part.needsNumber, variable.type != .integer, variable.type != .decimal {
        throw FitError(.notANumber(term: part.description, type: variable.type))
      }
      return (Design.curves(of: part, name).map { ($0, $1, .number(variable: index, $2)) }, nil)
    }
    let present = try levelsPresent(of: index, part, patterns)
    var reference = present.first
    if let asked {
      guard let code = (0..<variable.cardinality).first(where: { variable.label($0) == asked }) else {
        throw FitError(.unknownLevel(column: name, level: asked))
      }
      // A reference without rows (a segment may lack it) gives way to the first level that has some.
      if present.contains(code) { reference = code }
    }
    let columns = present.filter { $0 != reference }.map { code -> Coded in
      let label = variable.label(code)
      return ("\(name) \(label)", label, .level(variable: index, code: code))
    }
    return (columns, reference.map(variable.label))
  }

  /// The columns a number enters by: name, piece of a spline, function.
  private static func curves(
    of term: Formula.Term, _ name: String
  ) -> [(name: String, label: String?, curve: Curve)] {
    switch term {
    case .log: return [("log(\(name))", nil, .log)]
    case .power(_, let exponent): return [("\(name)^\(exponent)", nil, .power(exponent))]
    case .offset(let inner): return curves(of: inner, name)
    case .spline(_, let knots):
      return (0..<max(1, knots.count - 1)).map { piece in
        let primes = String(repeating: "'", count: piece)
        let curve = piece == 0 ? Curve.identity : .spline(knots: knots, piece: piece - 1)
        return ("rcs(\(name))\(primes)", name + primes, curve)
      }
    case .variable, .factor, .interaction: return [(name, nil, .identity)]
    }
  }

  private mutating func levelsPresent(
    of index: Int, _ part: Formula.Term, _ patterns: CovariatePatterns
  ) throws -> [Int] {
    let variable = variables[index]
    var present = seen[index] ?? []
    if present.isEmpty {
      present = tallies[index].map { $0.patterns > 0 }
      seen[index] = present
    }
    let codes = present.indices.filter { present[$0] }
    // More than twenty levels, and on average fewer than two rows each: an identifier, not a category.
    if codes.count > 20, Int64(codes.count) > patterns.total / 2 {
      throw FitError(.unusable(term: part.description, type: variable.type))
    }
    if variable.type == .category, codes.count < present.count {
      let empty = present.indices.filter { !present[$0] }.map(variable.label)
      let record = Model.EmptyLevels(column: variable.name, levels: empty)
      if !emptyLevels.contains(record) { emptyLevels.append(record) }
    }
    return codes
  }

  /// Puts the reference level where it stands among its siblings.
  private mutating func sortLines(of term: String) {
    guard let start = lines.lastIndex(where: { if case .reference(term, _) = $0 { true } else { false } }),
      let reference = referenceCode(at: start)
    else { return }
    let line = lines.remove(at: start)
    let position = lines[start...].firstIndex { other in
      if case .column(let column) = other, case .level(_, let code) = columns[column].parts[0] {
        return code > reference
      }
      return false
    }
    lines.insert(line, at: position ?? lines.endIndex)
  }

  private func referenceCode(at line: Int) -> Int? {
    guard case .reference(_, let level) = lines[line], line + 1 < lines.count,
      case .column(let column) = lines[line + 1],
      case .level(let variable, _) = columns[column].parts[0]
    else { return nil }
    return (0..<variables[variable].cardinality).first { variables[variable].label($0) == level }
  }

  /// By column that enters by level: the levels that training rows have, in their order.
  var levelsPresent: OrderedDictionary<String, [String]> {
    var result: OrderedDictionary<String, [String]> = [:]
    for (variable, seen) in zip(variables, seen) {
      guard let seen else { continue }
      result[variable.name] = seen.indices.filter { seen[$0] }.map(variable.label)
    }
    return result
  }

  /// Whether the training rows had every level of a pattern.
  func covers(_ patterns: CovariatePatterns, _ pattern: Int) -> Bool {
    for (variable, seen) in seen.enumerated() {
      if let seen, !seen[patterns.code(pattern, variable)] { return false }
    }
    return true
  }

  /// Throws `outOfRange` for a column whose squares a double could not hold.
  func check(_ matrix: DesignMatrix, offset: [Double]?) throws(FitError) {
    if let offset, !offset.allSatisfy({ abs($0) < 1e150 }) {
      throw FitError(.outOfRange(term: "offset", isLarge: true))
    }
    for index in 0..<columns.count {
      var greatest = 0.0
      // A value that is no number is out of range too.
      matrix.forEachValue(index) { greatest = abs($0) < 1e150 ? max(greatest, abs($0)) : .infinity }
      guard greatest < 1e150 else { throw FitError(.outOfRange(term: columns[index].term, isLarge: true)) }
      if greatest > 0, greatest < 1e-150 {
        throw FitError(.outOfRange(term: columns[index].term, isLarge: false))
      }
    }
  }

  /// What is added to the linear predictor of patterns; `nil` for nothing. O(patterns).
  func offset(_ patterns: CovariatePatterns) -> [Double]? {
    guard !offsets.isEmpty else { return nil }
    return (0..<patterns.count).map { row in offsets.reduce(0) { $0 + value($1, patterns, row) } }
  }

  /// A part's factor in a pattern.
  func value(_ part: Part, _ patterns: CovariatePatterns, _ row: Int) -> Double {
    value(part, patterns.code(row, part.variable))
  }

  /// A part's factor where its variable has a code.
  func value(_ part: Part, _ code: Int) -> Double {
    switch part {
    case .number(let variable, let curve): curve(variables[variable].values[code])
    case .level(_, let level): code == level ? 1 : 0
    }
  }
}
