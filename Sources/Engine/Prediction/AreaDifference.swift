/// Two models' areas under the ROC curve over the same rows. DeLong, DeLong & Clarke-Pearson (1988).
public struct AreaDifference: Sendable, Hashable {
  /// The areas, in the order of the models.
  public var areas: [Double]
  /// First area less second.
  public var difference: Double
  /// Its standard error, which allows for both being of the same rows.
  public var standardError: Double
  /// difference / standardError; `nil` where both models rank every row alike.
  public var z: Double?
  /// Natural logarithm of the two-sided normal p-value.
  public var logP: Double?
  /// Rows with both predictions.
  public var rows: Int
  /// Events among them.
  public var events: Int
  /// Ends of the 95% interval difference ± 1.96 SE.
  public var low: Double { difference - Distributions.normal95 * standardError }
  /// Upper end.
  public var high: Double { difference + Distributions.normal95 * standardError }
}

/// Rows counted by the predictions of two models.
struct PairedScoring {
  /// The place of each distinct prediction among those of its model, rising, by pair of patterns.
  private var places: [(first: Int, second: Int)] = []
  private var successes: [Int64] = []
  private var failures: [Int64] = []
  private var counts: (first: Int, second: Int) = (0, 0)

  /// Counts pairs of linear predictors. O(rows).
  ///
  /// - Parameters:
  ///   - first, second: the pattern of each row in each model; −1 for rows that do not take part.
  ///   - predictors: by pattern of each model; `nil` where there is none.
  init(
    _ first: [Int32], _ second: [Int32], predictors: (first: [Double?], second: [Double?]),
    outcomes: (Int) -> (events: Int64, others: Int64), _ work: Work
  ) throws(Cancelled) {
    let ranks = (
      first: try PairedScoring.ranks(predictors.first, work),
      second: try PairedScoring.ranks(predictors.second, work)
    )
    counts = (ranks.first.count, ranks.second.count)
    var table = try KeyTable(work)
    for row in first.indices {
      if row % Work.stride == 0 { try work.step("pairing predictions", done: row, of: first.count) }
      guard first[row] >= 0, second[row] >= 0 else { continue }
      let pair = (ranks.first.of[Int(first[row])], ranks.second.of[Int(second[row])])
      guard pair.0 >= 0, pair.1 >= 0 else { continue }
      let entry = Int(table.insert(Int64(pair.0) << 32 | Int64(pair.1)))
      if entry == places.count {
        places.append(pair)
        successes.append(0)
        failures.append(0)
      }
      let (events, others) = outcomes(row)
      successes[entry] += events
      failures[entry] += others
    }
  }

  /// The place of each predictor among the distinct ones, −1 where there is none, and their number.
  private static func ranks(
    _ predictors: [Double?], _ work: Work
  ) throws(Cancelled) -> (of: [Int], count: Int) {
    let known = predictors.indices.filter { predictors[$0] != nil }
    let values = known.map { (predictors[$0] ?? 0) + 0 }
    var result = [Int](repeating: -1, count: predictors.count)
    var rank = -1
    var last: Double?
    for index in try KeyOrder.order(values.map { KeyOrder.rising($0.bitPattern) }, work).map(Int.init) {
      if last != values[index] { rank += 1 }
      last = values[index]
      result[known[index]] = rank
    }
    return (result, rank + 1)
  }

  /// The difference with its error; `nil` with fewer than two rows of a class. O(distinct pairs).
  ///
  /// Twice the placements are whole numbers, so that the variance of their differences loses no digit.
  func difference() -> AreaDifference? {
    let events = successes.reduce(0, +)
    let others = failures.reduce(0, +)
    guard events > 1, others > 1 else { return nil }
    let first = placements(counts.first) { $0.first }
    let second = placements(counts.second) { $0.second }
    var sums: (first: Int128, second: Int128) = (0, 0)
    var ofEvents = WholeSpread(rows: events + others)
    var ofOthers = WholeSpread(rows: events + others)
    for (index, place) in places.enumerated() {
      let (a, b) = (first[place.first], second[place.second])
      ofEvents.add(a.ofEvent - b.ofEvent, successes[index])
      ofOthers.add(a.ofOther - b.ofOther, failures[index])
      sums.first += Int128(successes[index]) * Int128(a.ofEvent)
      sums.second += Int128(successes[index]) * Int128(b.ofEvent)
    }
    let (m, n) = (Double(events), Double(others))
    let pairs = 2 * m * n
    let variance = ofEvents.variance / (4 * n * n * m) + ofOthers.variance / (4 * m * m * n)
    let error = variance.squareRoot()
    let difference = Double(sums.first - sums.second) / pairs
    let z = error > 0 ? difference / error : nil
    return AreaDifference(
      areas: [Double(sums.first) / pairs, Double(sums.second) / pairs], difference: difference,
      standardError: error, z: z, logP: z.map(Distributions.logTwoSidedNormalP), rows: Int(events + others),
      events: Int(events))
  }

  /// By distinct prediction, twice the non-events below an event there, and twice the events above a non-event there,
  /// ties counted half.
  private func placements(
    _ count: Int, _ place: ((first: Int, second: Int)) -> Int
  ) -> [(ofEvent: Int64, ofOther: Int64)] {
    var tied = [(events: Int64, others: Int64)](repeating: (0, 0), count: count)
    for index in places.indices {
      tied[place(places[index])].events += successes[index]
      tied[place(places[index])].others += failures[index]
    }
    let events = successes.reduce(0, +)
    var below: (events: Int64, others: Int64) = (0, 0)
    return tied.map { tie in
      let result = (
        ofEvent: 2 * below.others + tie.others, ofOther: 2 * (events - below.events) - tie.events
      )
      below = (below.events + tie.events, below.others + tie.others)
      return result
    }
  }
}

extension Model {
  /// The difference of two models' areas over rows they share: those fitted, or those held out by both.
  ///
  /// `data` are of the same rows in the same order, one for each model. Rows that a model does not use take no part.
  /// `nil` with fewer than two rows of a class, or without finite fits. O(rows + distinct pairs of predictions).
  ///
  /// On rows both were fitted to, and the one nested in the other, the test is conservative: Demler, Pencina &
  /// D'Agostino (2012); the likelihood-ratio test is the one to use.
  public static func areaDifference(
    _ models: (Model, Model), _ data: (ModelData, ModelData), heldOut: Bool, _ work: Work = .unattended
  ) throws -> AreaDifference? {
    guard let first = models.0.basis, let second = models.1.basis else { return nil }
    func predictors(_ basis: FitBasis) -> [Double?]? {
      heldOut ? basis.heldOut?.predictors : basis.predictors.map(Optional.some)
    }
    guard let ofFirst = predictors(first), let ofSecond = predictors(second) else { return nil }
    let (rows, patterns) = try FitPreparation.patterns(models.0.formula, data.0, heldOut: heldOut, work)
    let (_, others) = try FitPreparation.patterns(models.1.formula, data.1, heldOut: heldOut, work)
    return try PairedScoring(
      patterns, others, predictors: (ofFirst, ofSecond),
      outcomes: { row in
        rows.counts.map { ($0.successes[row], $0.failures[row]) }
          ?? (Int64(rows.event[row]), 1 - Int64(rows.event[row]))
      }, work
    ).difference()
  }
}

extension FitPreparation {
  /// The covariate pattern of each row fitted, or of each held out, as a fit numbers them; −1 for others. O(rows).
  static func patterns(
    _ formula: Formula, _ data: ModelData, heldOut: Bool, _ work: Work
  ) throws -> (rows: FitRows, patterns: [Int32]) {
    var data = data
    // Patterns are numbered among rows of one use.
    if heldOut { data.heldOut = data.heldOut?.map { !$0 } }
    var rows = try FitRows(formula, data, work)
    let variables = try variables(formula, data, work)
    _ = rows.dropIncomplete(variables, data.clusters)
    return (rows, try PatternKeys(variables, rows, work).patterns(of: rows, work))
  }
}
