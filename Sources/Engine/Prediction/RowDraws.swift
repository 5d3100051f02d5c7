import Foundation

/// Bootstrap samples of rows, or of clusters, as counts by pattern.
///
/// Drawing n rows with replacement and counting them by pattern and outcome gives multinomial counts; these are drawn
/// directly, cell by cell, each binomial given those before. Every number comes from the seed, the replicate and the
/// cell alone (XXH64 of the three), so samples do not depend on threads or on the order of rows.
struct RowDraws: Sendable {
  private let seed: Int64
  private let patterns: CovariatePatterns
  private let clusters: ClusterCounts?

  /// Draws of the rows that a fit used; of its clusters where it has them.
  init(_ basis: FitBasis, seed: Int64) {
    (self.seed, patterns, clusters) = (seed, basis.patterns, basis.clusters)
  }

  /// The counts of one sample by pattern. O(patterns), or O(rows of clusters × patterns).
  func sample(_ replicate: Int, _ work: Work) throws(Cancelled) -> (successes: [Int64], failures: [Int64]) {
    let stream = XXH64.hash(Int64(replicate), seed: XXH64.hash(seed, seed: 42))
    guard let clusters else {
      var weights: [Int64] = []
      for pattern in 0..<patterns.count {
        weights.append(patterns.successes[pattern])
        weights.append(patterns.failures[pattern])
      }
      let drawn = try RowDraws.multinomial(patterns.total, weights, stream, work)
      return (
        stride(from: 0, to: drawn.count, by: 2).map { drawn[$0] },
        stride(from: 1, to: drawn.count, by: 2).map { drawn[$0] }
      )
    }
    var successes = [Int64](repeating: 0, count: patterns.count)
    var failures = successes
    let times = try RowDraws.multinomial(
      Int64(clusters.count), [Int64](repeating: 1, count: clusters.count), stream, work)
    for cluster in 0..<clusters.count where times[cluster] > 0 {
      for entry in clusters.starts[cluster]..<clusters.starts[cluster + 1] {
        let pattern = Int(clusters.patterns[entry])
        successes[pattern] += times[cluster] * clusters.successes[entry]
        failures[pattern] += times[cluster] * clusters.failures[entry]
      }
    }
    return (successes, failures)
  }

  /// How often each cell is drawn in so many draws with probabilities in proportion to the weights.
  static func multinomial(
    _ draws: Int64, _ weights: [Int64], _ stream: UInt64, _ work: Work
  ) throws(Cancelled) -> [Int64] {
    var (left, whole) = (draws, weights.reduce(0, +))
    var result: [Int64] = []
    result.reserveCapacity(weights.count)
    for (cell, weight) in weights.enumerated() {
      if cell % 8192 == 0 { try work.check() }
      let uniform = Double(XXH64.hash(Int64(cell), seed: stream) >> 11) * 0x1p-53
      let count = binomial(left, weight, of: whole, uniform)
      result.append(count)
      left -= count
      whole -= weight
    }
    return result
  }

  /// Successes among so many trials of probability `part` / `whole`, by inversion of a number from 0 to 1, 1 excluded.
  ///
  /// Terms are taken from 0 up where few successes are expected, else from the mode outwards: O(√(n p q)).
  static func binomial(_ trials: Int64, _ part: Int64, of whole: Int64, _ uniform: Double) -> Int64 {
    if trials == 0 || part == 0 { return 0 }
    if part >= whole { return trials }
    if 2 * part > whole { return trials - binomial(trials, whole - part, of: whole, uniform) }
    let n = Double(trials)
    let p = Double(part) / Double(whole)
    let odds = p / (Double(whole - part) / Double(whole))
    let mode = n * p < 10 ? 0 : min(trials, Int64((n + 1) * p))
    let m = Double(mode)
    let ways = mode == 0 ? 0 : lgamma(n + 1) - lgamma(m + 1) - lgamma(n - m + 1)
    let top = exp(ways + m * log(p) + (n - m) * log1p(-p))
    var rest = uniform - top
    if rest < 0 { return mode }
    var (up, down) = (mode, mode)
    var (above, below) = (top, top)
    while above > 0 || below > 0 {
      if above > 0 {
        above *= Double(trials - up) / Double(up + 1) * odds
        up += 1
        rest -= above
        if rest < 0 { return up }
      }
      if below > 0 {
        below *= Double(down) / (Double(trials - down + 1) * odds)
        down -= 1
        rest -= below
        if rest < 0 { return down }
      }
    }
    // What rounding left over, less than 1e-9 of all.
    return mode
  }
}
