/// The rows fitted, counted by cluster and covariate pattern: what the scores of clusters are summed from, in whole
/// numbers and in a fixed order.
struct ClusterCounts: Sendable {
  /// Where each cluster's entries begin, and one end more.
  var starts: [Int] = [0]
  /// The pattern of each entry.
  var patterns: [Int32] = []
  /// Events of each entry.
  var successes: [Int64] = []
  /// Non-events of each entry.
  var failures: [Int64] = []

  /// Clusters with rows.
  var count: Int { starts.count - 1 }

  /// Counts the training rows. O(rows).
  init(_ clusters: [Int32], _ keys: PatternKeys, _ rows: FitRows, _ work: Work)
    throws(Cancelled)
  {
    let patternOf = try keys.patterns(of: rows, work)
    var table = try KeyTable(work)
    var entries: (successes: [Int64], failures: [Int64]) = ([], [])
    for row in 0..<rows.count {
      if row % Work.stride == 0 { try work.step("counting clusters", done: row, of: rows.count) }
      guard rows.use[row] == FitRows.Use.training.rawValue else { continue }
      let events = rows.counts.map { $0.successes[row] } ?? Int64(rows.event[row])
      let others = rows.counts.map { $0.failures[row] } ?? 1 - Int64(rows.event[row])
      let entry = Int(table.insert(Int64(clusters[row]) << 32 | Int64(patternOf[row])))
      if entry == entries.successes.count {
        entries.successes.append(0)
        entries.failures.append(0)
      }
      entries.successes[entry] += events
      entries.failures[entry] += others
    }
    let distinct = table.orderedKeys.map { UInt64(bitPattern: $0) }
    var cluster: UInt64?
    for index in try KeyOrder.order(distinct, work) {
      let key = distinct[Int(index)]
      if let cluster, cluster != key >> 32 { starts.append(self.patterns.count) }
      cluster = key >> 32
      self.patterns.append(Int32(truncatingIfNeeded: key & 0xFFFF_FFFF))
      successes.append(entries.successes[Int(index)])
      failures.append(entries.failures[Int(index)])
    }
    if cluster != nil { starts.append(self.patterns.count) }
  }
}

extension ClusterCounts {
  /// The same of patterns counted anew: a cluster may have several entries of one.
  func numbered(_ numbers: [Int32]) -> ClusterCounts {
    var result = self
    result.patterns = patterns.map { numbers[Int($0)] }
    return result
  }

  /// The same of some of the patterns, which get new numbers in their order.
  func keeping(_ kept: [Int]) -> ClusterCounts {
    var result = self
    result.starts = [0]
    (result.patterns, result.successes, result.failures) = ([], [], [])
    let numbers = Dictionary(uniqueKeysWithValues: kept.enumerated().map { (Int32($1), Int32($0)) })
    for cluster in 0..<count {
      for entry in starts[cluster]..<starts[cluster + 1] {
        guard let number = numbers[patterns[entry]] else { continue }
        result.patterns.append(number)
        result.successes.append(successes[entry])
        result.failures.append(failures[entry])
      }
      if result.patterns.count > result.starts[result.starts.count - 1] {
        result.starts.append(result.patterns.count)
      }
    }
    return result
  }
}

extension PatternKeys {
  /// The pattern of each training row, as ``CovariatePatterns`` numbers them; −1 for other rows. O(rows).
  func patterns(of rows: FitRows, _ work: Work) throws(Cancelled) -> [Int32] {
    try PatternRuns(words, rows.chosen(.training), work).numbers(of: rows.count)
  }
}

/// Covariance of the estimates that allows for likeness of rows within clusters. Liang & Zeger (1986).
public enum ClusterCovariance: String, Sendable, Hashable, CaseIterable {
  /// A⁻¹ (Σ s s') A⁻¹ over the clusters' sums s of scores.
  case cr0 = "CR0"
  /// CR0 × G / (G − 1), as Stata's `vce(cluster)` for a logit.
  case cr1 = "CR1"
  /// CR0 × G / (G − 1) × (n − 1) / (n − k), as statsmodels and Stata's `regress`.
  case cr1s = "CR1S"
}

extension Model {
  /// Clusters among the rows fitted, where clusters were given.
  public var clusterCount: Int? { basis?.clusters?.count }

  /// The covariance of the estimated coefficients, row-major. O(rows + clusters × rank²).
  ///
  /// Throws ``InferenceError`` without a finite maximum, with fewer than two clusters or no more than parameters: the
  /// clusters' scores sum to 0, so that G of them span G − 1 dimensions at most; ``Cancelled``.
  public func covariance(_ kind: ClusterCovariance, _ work: Work = .unattended) throws -> [Double] {
    let basis = try answerable()
    guard let clusters = basis.clusters, clusters.count > 1 else {
      throw InferenceError.tooFewClusters(basis.clusters?.count ?? 0)
    }
    guard clusters.count > rank else {
      throw InferenceError.fewerClusters(clusters.count, parameters: rank)
    }
    let solved = try SolvedDesign(basis, work)
    let matrix = solved.standard.matrix
    let lines = matrix.block(0..<matrix.rows)
    let factor = try LinearAlgebra.triangularFactor(rows: clusters.count, columns: matrix.columns, work) {
      cluster, line in
      for column in 0..<matrix.columns { line[column] = 0 }
      for entry in clusters.starts[cluster]..<clusters.starts[cluster + 1] {
        let row = Int(clusters.patterns[entry])
        let residual =
          Double(clusters.successes[entry]) * solved.q[row] - Double(clusters.failures[entry]) * solved.p[row]
        for column in 0..<matrix.columns { line[column] += residual * lines[row, column] }
      }
      return true
    }
    let (g, total) = (Double(clusters.count), Double(n))
    let scale =
      switch kind {
      case .cr0: 1.0
      case .cr1: g / (g - 1)
      case .cr1s: g / (g - 1) * (total - 1) / (total - Double(rank))
      }
    return solved.sandwich(factor).map { $0 * scale }
  }
}
