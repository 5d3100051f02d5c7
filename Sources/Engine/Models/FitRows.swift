/// What a fit does with each row, and the outcome of each.
struct FitRows {
  /// What a row is used for.
  enum Use: UInt8 {
    /// Incomplete, or of weight 0.
    case none
    /// To fit.
    case training
    /// To validate.
    case heldOut
  }

  /// Number of rows.
  let count: Int
  /// ``Use`` by row.
  var use: [UInt8]
  /// 0, 1, or 2 when missing; all 0 for counts.
  let event: [UInt8]
  /// Events and non-events by row, when rows stand for several; both 0 where the outcome is missing.
  let counts: (successes: [Int64], failures: [Int64])?
  /// How often each row counts; `nil` for once each.
  let weights: [Int64]?

  /// Reads the outcome. Every row is still in use but those that count nothing.
  init(_ formula: Formula, _ data: ModelData, _ work: Work) throws {
    count = data.rowCount
    if let weights = data.weights, weights.contains(where: { $0 < 0 }) {
      throw FitError(.badCounts(column: "weight"))
    }
    if case .events(let successes, let failures) = formula.outcome {
      let pair = (
        try FitRows.counts(try data.column(successes), successes, data.weights),
        try FitRows.counts(try data.column(failures), failures, data.weights)
      )
      counts = pair
      weights = zip(pair.0, pair.1).map { $0 &+ $1 }
      event = [UInt8](repeating: 0, count: count)
    } else {
      let outcome = try FitRows.outcome(formula.outcome, data)
      event = outcome
      weights = data.weights
      counts = data.weights.map { weights in
        (
          zip(weights, outcome).map { $1 == 1 ? $0 : 0 },
          zip(weights, outcome).map { $1 == 0 ? $0 : 0 }
        )
      }
    }
    // Below 2⁵³ every sum of counts is exact, as an integer and as a double.
    if let weights {
      var total: Int64 = 0
      for weight in weights {
        let (sum, overflow) = total.addingReportingOverflow(weight)
        guard !overflow, sum <= 1 << 53 else { throw FitError(.tooManyCounts(column: formula.countsColumn)) }
        total = sum
      }
    }
    try work.check()
    if let heldOut = data.heldOut {
      use = heldOut.map { ($0 ? Use.heldOut : .training).rawValue }
    } else {
      use = [UInt8](repeating: Use.training.rawValue, count: count)
    }
    if let weights { for row in 0..<count where weights[row] == 0 { use[row] = Use.none.rawValue } }
  }

  /// How often a row counts.
  func weight(_ row: Int) -> Int64 { weights?[row] ?? 1 }

  private static func counts(_ column: Column, _ name: String, _ weights: [Int64]?) throws -> [Int64] {
    let raw: [Int64]
    switch column.storage {
    case .integer(let values): raw = values
    case .decimal(let values): raw = values.map { Int64(exactly: $0) ?? -1 }
    default: throw FitError(.badCounts(column: name))
    }
    return try raw.enumerated().map { row, value in
      let weight = weights?[row] ?? 1
      if weight == 0 { return 0 }
      let (product, overflow) = value.multipliedReportingOverflow(by: weight)
      guard value >= 0 else { throw FitError(.badCounts(column: name)) }
      guard !overflow, product <= 1 << 53 else { throw FitError(.tooManyCounts(column: name)) }
      return product
    }
  }

  private static func outcome(_ outcome: Formula.Outcome, _ data: ModelData) throws -> [UInt8] {
    switch outcome {
    case .level(let name, let event): return try level(try data.column(name), name, event)
    case .events: return []
    case .column(let name):
      let column = try data.column(name)
      switch column.storage {
      case .flag(let flags): return flags
      case .category: throw FitError(.eventLevelNeeded(column: name))
      case .date: throw FitError(.notBinary(column: name))
      case .integer(let values):
        return try values.map { value in
          if value == Column.missingInteger { return 2 }
          guard value == 0 || value == 1 else { throw FitError(.notBinary(column: name)) }
          return value == 1 ? 1 : 0
        }
      case .decimal(let values):
        return try values.map { value in
          if value.isNaN { return 2 }
          guard value == 0 || value == 1 else { throw FitError(.notBinary(column: name)) }
          return value == 1 ? 1 : 0
        }
      }
    }
  }

  /// A level that no row has is none: a mistyped number must not make every row a non-event.
  private static func level(_ column: Column, _ name: String, _ event: String) throws -> [UInt8] {
    let unknown = FitError(.unknownLevel(column: name, level: event))
    let result: [UInt8]
    switch column.storage {
    case .category(let codes, let levels):
      guard let index = levels.firstIndex(of: event) else { throw unknown }
      return codes.map { $0 < 0 ? 2 : ($0 == Int32(index) ? 1 : 0) }
    case .flag(let flags):
      guard let wanted: UInt8 = ["true": 1, "yes": 1, "false": 0, "no": 0][event] else { throw unknown }
      return flags.map { $0 == Column.missingFlag ? 2 : ($0 == wanted ? 1 : 0) }
    case .date(let days):
      guard let wanted = Day(event) else { throw unknown }
      result = days.map { $0 == Column.missingDate ? 2 : ($0 == wanted.number ? 1 : 0) }
    case .integer(let values):
      guard let wanted = Int64(event), wanted != Column.missingInteger else { throw unknown }
      result = values.map { $0 == Column.missingInteger ? 2 : ($0 == wanted ? 1 : 0) }
    case .decimal(let values):
      guard let wanted = Double(event) else { throw unknown }
      result = values.map { $0.isNaN ? 2 : ($0 == wanted ? 1 : 0) }
    }
    guard result.contains(1) else { throw unknown }
    return result
  }
}

extension Formula {
  /// What errors about counts call their column.
  fileprivate var countsColumn: String {
    if case .events(let successes, _) = outcome { successes } else { "weight" }
  }

  /// The outcome's own name, as losses list it.
  var outcomeName: String {
    switch outcome {
    case .column(let name), .level(let name, _): name
    case .events(let successes, let failures): "events(\(successes), \(failures))"
    }
  }
}

extension ModelData {
  /// The column meant by `name`: exactly first, then ignoring case.
  func column(_ name: String) throws(NameError) -> Column {
    if let column = columns[name] { return column }
    let names = columns.keys.sorted()
    switch Names.find(name, in: names) {
    case .found(let index):
      if let column = columns[names[index]] { return column }
      throw NameError(.column, name, candidates: names)
    case .ambiguous(let indices):
      throw NameError(.column, name, candidates: indices.map { names[$0] }, isAmbiguous: true)
    case .none: throw NameError(.column, name, candidates: names)
    }
  }
}
