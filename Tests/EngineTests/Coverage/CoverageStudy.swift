import Foundation

@testable import Engine

/// How often 95% intervals hold the truth when data are drawn again and again from a model whose truth is known.
struct CoverageStudy {
  /// Intervals of one kind, by what they are for.
  struct Kind {
    var name: String
    var covered: [String: Int] = [:]
    /// Seeds in which there was an interval.
    var drawn: [String: Int] = [:]
    /// Names for which the intervals are known to be too short; that is checked too.
    var mayFail: Set<String> = []

    func share(_ name: String) -> Double { Double(covered[name] ?? 0) / Double(max(1, drawn[name] ?? 0)) }
    var names: [String] { drawn.keys.sorted() }
  }

  private(set) var kinds: [Kind] = []
  /// Counts an interval.
  mutating func count(_ kind: String, _ name: String, _ truth: Double, _ low: Double, _ high: Double) {
    if !kinds.contains(where: { $0.name == kind }) { kinds.append(Kind(name: kind)) }
    guard let index = kinds.firstIndex(where: { $0.name == kind }) else { return }
    kinds[index].drawn[name, default: 0] += 1
    if low <= truth, truth <= high { kinds[index].covered[name, default: 0] += 1 }
  }

  /// Counts the interval estimate ± 1.96 standard errors.
  mutating func count(_ kind: String, _ name: String, _ truth: Double, _ estimate: Double, error: Double) {
    let half = Distributions.normal95 * error
    count(kind, name, truth, estimate - half, estimate + half)
  }

  /// Leaves out what a kind of interval is not for.
  mutating func forget(_ kind: String, _ names: [String]) {
    guard let index = kinds.firstIndex(where: { $0.name == kind }) else { return }
    for name in names { kinds[index].drawn[name] = nil }
  }

  mutating func expectFailure(_ kind: String, _ names: Set<String>) {
    if let index = kinds.firstIndex(where: { $0.name == kind }) { kinds[index].mayFail = names }
  }

  /// The least and greatest share of `count` draws that chance allows when 95% are covered, all `comparisons` together
  /// with an error of 1% (Bonferroni): binomial quantiles.
  static func band(_ count: Int, comparisons: Int) -> ClosedRange<Double> {
    let tail = 0.005 / Double(max(1, comparisons))
    func quantile(_ success: Double) -> Int {
      var log = Double(count) * Foundation.log(1 - success)
      var sum = 0.0
      for k in 0...count {
        sum += exp(log)
        if sum > tail { return k }
        log += Foundation.log(Double(count - k) / Double(k + 1)) + Foundation.log(success / (1 - success))
      }
      return count
    }
    return Double(quantile(0.95)) / Double(count)...Double(count - quantile(0.05)) / Double(count)
  }

  var comparisons: Int { kinds.reduce(0) { $0 + $1.names.count } }

  /// What chance does not allow: intervals that cover too seldom or too often, and those that should have covered too
  /// seldom and did not.
  var failures: [String] {
    kinds.flatMap { kind in
      kind.names.compactMap { name -> String? in
        let share = kind.share(name)
        let band = Self.band(kind.drawn[name] ?? 1, comparisons: comparisons)
        if kind.mayFail.contains(name) {
          return share < band.lowerBound ? nil : "\(kind.name), \(name): \(share) though it should be short"
        }
        return band.contains(share) ? nil : "\(kind.name), \(name): \(share) outside \(band)"
      }
    }
  }
}
