import Foundation

/// How predictions stand to what happened, from rows one by one and each definition as it is written: slow and obvious.
struct SlowPerformance {
  /// Linear predictor and outcome by row.
  let eta: [Double]
  let y: [Double]

  var p: [Double] { eta.map { 1 / (1 + exp(-$0)) } }

  /// Pairs of an event and a non-event ranked rightly, ties half, and DeLong's error from the placements of each row.
  var area: (value: Double, error: Double) {
    let events = y.indices.filter { y[$0] == 1 }
    let others = y.indices.filter { y[$0] == 0 }
    func share(_ high: Int, _ low: Int) -> Double {
      eta[high] > eta[low] ? 1 : eta[high] == eta[low] ? 0.5 : 0
    }
    let ofEvents = events.map { event in mean(others.map { share(event, $0) }) }
    let ofOthers = others.map { other in mean(events.map { share($0, other) }) }
    func variance(_ values: [Double]) -> Double {
      let center = mean(values)
      return values.reduce(0) { $0 + ($1 - center) * ($1 - center) } / Double(values.count - 1)
    }
    let square = variance(ofEvents) / Double(events.count) + variance(ofOthers) / Double(others.count)
    return (mean(ofEvents), square.squareRoot())
  }

  var brier: Double { mean(zip(y, p).map { ($0 - $1) * ($0 - $1) }) }

  /// The a of logit P = a + η, and its error.
  var intercept: (value: Double, error: Double) {
    var a = 0.0
    var information = 0.0
    for _ in 0..<60 {
      let now = eta.map { 1 / (1 + exp(-($0 + a))) }
      information = now.reduce(0) { $0 + $1 * (1 - $1) }
      a += zip(y, now).reduce(0) { $0 + $1.0 - $1.1 } / information
    }
    return (a, 1 / information.squareRoot())
  }

  /// The b of logit P = a + b η, and its error.
  var slope: (value: Double, error: Double) {
    let fit = SlowLogit(eta.map { [1, $0] }, y)
    return (fit.coefficients[1], fit.covariance[1][1].squareRoot())
  }

  /// The rows of each group between tenths of the predictions, type 7.
  var groups: [[Int]] {
    let p = p
    let cuts = (1...9).map { SlowPerformance.quantile(p, Double($0) / 10) }
    return (0...9).map { number in p.indices.filter { row in cuts.count { p[row] > $0 } == number } }
      .filter { !$0.isEmpty }
  }

  /// Reliability, resolution, uncertainty, and what predictions add that differ within a group, each by its definition:
  /// the last is their variance within groups less twice their covariance with the outcome.
  var brierParts: [Double] {
    let (p, n, rate) = (p, Double(y.count), mean(y))
    var parts = [0, 0, rate * (1 - rate), 0]
    for group in groups {
      let (expected, observed) = (mean(group.map { p[$0] }), mean(group.map { y[$0] }))
      parts[0] += Double(group.count) / n * (expected - observed) * (expected - observed)
      parts[1] += Double(group.count) / n * (observed - rate) * (observed - rate)
      for row in group {
        parts[3] += (p[row] - expected) * (p[row] - expected) / n
        parts[3] -= 2 * (p[row] - expected) * (y[row] - observed) / n
      }
    }
    return parts
  }

  /// Mean, median, 90th percentile and greatest distance from the spline curve.
  var distances: [Double] {
    let t = [0.05, 0.35, 0.65, 0.95].map { SlowPerformance.quantile(eta, $0) }
    func cube(_ x: Double) -> Double { x > 0 ? x * x * x : 0 }
    let rows = eta.map { x in
      [1, x]
        + (0..<2).map { j in
          (cube(x - t[j]) - cube(x - t[2]) * (t[3] - t[j]) / (t[3] - t[2])
            + cube(x - t[3]) * (t[2] - t[j]) / (t[3] - t[2])) / ((t[3] - t[0]) * (t[3] - t[0]))
        }
    }
    let fit = SlowLogit(rows, y)
    let all = zip(rows, p).map { abs(SlowLogit.probability($0, fit.coefficients) - $1) }
    return [
      mean(all), SlowPerformance.quantile(all, 0.5), SlowPerformance.quantile(all, 0.9), all.max() ?? 0,
    ]
  }

  /// Events and non-events predicted as events above a threshold.
  func positives(_ threshold: Double) -> [Int] {
    [1.0, 0].map { outcome in zip(y, p).count { $0 == outcome && $1 > threshold } }
  }

  /// The greatest recall + specificity − 1 over thresholds at every prediction.
  var youden: Double {
    let (events, others) = (y.count { $0 == 1 }, y.count { $0 == 0 })
    return Set(p).map { threshold in
      let found = positives(threshold)
      return Double(found[0]) / Double(events) - Double(found[1]) / Double(others)
    }.max() ?? 0
  }

  private func mean(_ values: [Double]) -> Double { values.reduce(0, +) / Double(values.count) }

  /// Hyndman and Fan's type 7.
  static func quantile(_ values: [Double], _ share: Double) -> Double {
    let sorted = values.sorted()
    let place = Double(sorted.count - 1) * share
    let low = Int(place.rounded(.down) == place ? place : (place + 1e-9).rounded(.down))
    let high = min(low + 1, sorted.count - 1)
    return sorted[low] + max(0, place - Double(low)) * (sorted[high] - sorted[low])
  }
}
