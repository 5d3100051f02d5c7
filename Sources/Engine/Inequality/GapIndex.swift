/// The logistic decomposition of a gap: average probabilities of two groups' rows under one set of coefficients.
struct GapIndex {
  private let sample: GapSample
  /// The estimated columns over all patterns: one design, or of the pooled model one with each group's indicator.
  private let designs: [DesignMatrix]
  /// How the designs' probabilities are averaged.
  private let shares: [Double]
  /// The design that holds a pattern's own probability, by side; `nil` for a group the model was not fitted to.
  private let own: [Int?]
  private let estimates: [Double]
  private let covariance: [Double]
  /// Terms that can explain, each with its columns.
  private let terms: [(term: String, columns: [Int])]

  /// Throws ``InferenceError/noMaximum``, ``GapError``, ``Cancelled``.
  init(
    _ model: Model, _ sample: GapSample, groupTerm: String, _ reference: GapDecomposition.Reference,
    _ sides: [GapDecomposition.Side], _ work: Work
  ) throws {
    guard let basis = model.basis, basis.predictors.allSatisfy(\.isFinite) else {
      throw InferenceError.noMaximum
    }
    guard basis.offset == nil else { throw GapError.offset }
    if case .pooled = reference,
      !basis.estimated.contains(where: { basis.design.columns[$0].term == groupTerm })
    {
      throw GapError.groupDetermined
    }
    self.sample = sample
    estimates = model.coefficients.compactMap(\.estimate)
    covariance = model.covariance
    func design(_ patterns: CovariatePatterns) throws -> DesignMatrix {
      try basis.design.matrix(patterns, work).select(columns: basis.estimated)
    }
    switch reference {
    case .pooled:
      let last = sample.patterns.variables - 1
      designs = try sample.codes.map { try design(sample.patterns.setting(last, to: $0)) }
      let total = Double(sample.rows[0] + sample.rows[1])
      shares = sample.rows.map { Double($0) / total }
      own = [0, 1]
    case .level(let level):
      guard (0..<sample.patterns.count).allSatisfy({ basis.design.covers(sample.patterns, $0) }) else {
        throw GapError.levelsLacking(group: level)
      }
      designs = [try design(sample.patterns)]
      shares = [1]
      own = sides.map { $0.level == level ? 0 : nil }
    }
    var terms: [(term: String, columns: [Int])] = []
    for (place, column) in basis.estimated.enumerated() {
      let term = basis.design.columns[column].term
      if term == Design.interceptName || term == groupTerm { continue }
      if let index = terms.firstIndex(where: { $0.term == term }) {
        terms[index].columns.append(place)
      } else {
        terms.append((term, [place]))
      }
    }
    guard !terms.isEmpty else { throw GapError.nothingVaries }
    self.terms = terms
  }

  /// Averages over a group's rows.
  private struct Averages {
    /// The columns' means by side.
    var columns: [[Double]]
    /// The probability by pattern, averaged over the designs, and its mean by side.
    var probability: [Double]
    var means = [0.0, 0.0]
    /// The explained part under each design.
    var byDesign: [Double]
    /// The derivative of the explained part by the coefficients.
    var gradient: [Double]

    var explained: Double { means[0] - means[1] }
  }

  private func count(_ pattern: Int) -> Double {
    Double(sample.patterns.successes[pattern] + sample.patterns.failures[pattern])
  }

  private func probability(_ design: DesignMatrix, _ pattern: Int) -> (p: Double, q: Double) {
    var eta = 0.0
    for (place, estimate) in estimates.enumerated() { eta += design[pattern, place] * estimate }
    return Logistic.probabilities(eta)
  }

  private func averages(_ work: Work) throws -> Averages {
    let width = estimates.count
    let none = [Double](repeating: 0, count: width)
    var result = Averages(
      columns: [none, none], probability: [Double](repeating: 0, count: sample.patterns.count),
      byDesign: [Double](repeating: 0, count: designs.count), gradient: none)
    for pattern in 0..<sample.patterns.count {
      if pattern % Work.stride == 0 { try work.check() }
      let side = sample.side[pattern]
      let share = count(pattern) / Double(sample.rows[side])
      let sign = side == 0 ? 1.0 : -1.0
      for (index, design) in designs.enumerated() {
        let (p, q) = probability(design, pattern)
        result.probability[pattern] += shares[index] * p
        result.byDesign[index] += sign * share * p
        for place in 0..<width {
          result.gradient[place] += sign * share * shares[index] * p * q * design[pattern, place]
        }
      }
      result.means[side] += share * result.probability[pattern]
      for place in 0..<width { result.columns[side][place] += share * designs[0][pattern, place] }
    }
    return result
  }

  /// The parts with their errors, by what one row moves each by: through the make-up of its group, through the
  /// coefficients, and of the pooled model through the groups' shares.
  func decompose(_ work: Work) throws -> (
    explained: Measured, unexplained: Measured, parts: [GapDecomposition.Part]?
  ) {
    let averages = try averages(work)
    let explained = averages.explained
    let differences = zip(averages.columns[0], averages.columns[1]).map { $0 - $1 }
    let linear = terms.map { $0.columns.reduce(0) { $0 + differences[$1] * estimates[$1] } }
    let whole = linear.reduce(0, +)
    let hasParts = abs(whole) > 1e-10 * linear.reduce(0) { $0 + abs($1) }
    let weights = linear.map { hasParts ? $0 / whole : 0 }
    var variances = (explained: 0.0, unexplained: 0.0)
    var ofParts = [Double](repeating: 0, count: terms.count)
    let total = Double(sample.rows[0] + sample.rows[1])
    let rates = sample.rates
    for pattern in 0..<sample.patterns.count {
      if pattern % 1_024 == 0 { try work.check() }
      let side = sample.side[pattern]
      let sign = (side == 0 ? 1.0 : -1.0) / Double(sample.rows[side])
      let makeUp =
        sign * (averages.probability[pattern] - averages.means[side])
        + (designs.count == 2 ? (averages.byDesign[side] - explained) / total : 0)
      let (reach, p) = influence(pattern, side)
      for (y, rows) in [(1.0, sample.patterns.successes[pattern]), (0.0, sample.patterns.failures[pattern])]
      where rows > 0 {
        let residual = y - p
        var byCoefficients = 0.0
        for place in reach.indices { byCoefficients += averages.gradient[place] * reach[place] * residual }
        let move = makeUp + byCoefficients
        variances.explained += Double(rows) * move * move
        let rest = sign * (y - rates[side]) - move
        variances.unexplained += Double(rows) * rest * rest
        guard hasParts else { continue }
        let moves = terms.map { term in
          term.columns.reduce(0) { sum, place in
            sum + sign * (designs[0][pattern, place] - averages.columns[side][place]) * estimates[place]
              + differences[place] * reach[place] * residual
          }
        }
        let all = moves.reduce(0, +)
        for index in terms.indices {
          let part = move * weights[index] + explained * (moves[index] - weights[index] * all) / whole
          ofParts[index] += Double(rows) * part * part
        }
      }
    }
    return (
      Measured(explained, standardError: variances.explained.squareRoot()),
      Measured(sample.gap.value - explained, standardError: variances.unexplained.squareRoot()),
      hasParts
        ? zip(terms, zip(weights, ofParts)).map { term, figures in
          .init(
            term: term.term,
            part: Measured(figures.0 * explained, standardError: figures.1.squareRoot()))
        } : nil
    )
  }

  /// Covariance times a pattern's columns: what a row of it moves the coefficients by, but for the residual.
  private func influence(_ pattern: Int, _ side: Int) -> (reach: [Double], p: Double) {
    let width = estimates.count
    var reach = [Double](repeating: 0, count: width)
    guard let index = own[side] else { return (reach, 0) }
    let design = designs[index]
    for i in 0..<width {
      for j in 0..<width { reach[i] += covariance[i * width + j] * design[pattern, j] }
    }
    return (reach, probability(design, pattern).p)
  }
}
