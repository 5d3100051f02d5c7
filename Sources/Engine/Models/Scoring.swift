import Foundation

/// Predictions of patterns with what happened: all that classification, ROC and Brier need.
struct Scoring {
  /// Linear predictor by pattern; ±∞ where the outcome is separated.
  let predictors: [Double]
  /// Events by pattern.
  let successes: [Int64]
  /// Non-events by pattern.
  let failures: [Int64]

  /// Area under the ROC curve, ties counted half; `nil` when there is one class only. Counted in integers, over
  /// linear predictors, which stay apart where probabilities round to 1. O(patterns).
  func auc(_ work: Work) throws(Cancelled) -> Double? {
    var doubled: UInt128 = 0
    var below: Int64 = 0
    var events: Int64 = 0
    for (index, tie) in try merged(work).enumerated() {
      if index % Work.stride == 0 { try work.check() }
      doubled += UInt128(tie.events) * UInt128(2 * below + tie.others)
      below += tie.others
      events += tie.events
    }
    guard events > 0, below > 0 else { return nil }
    return Double(doubled) / Double(2 * UInt128(events) * UInt128(below))
  }

  /// Rows counted by prediction, the distinct linear predictors rising. O(patterns).
  func merged(
    _ work: Work
  ) throws(Cancelled) -> [(predictor: Double, events: Int64, others: Int64)] {
    // Adding 0 makes −0 equal to 0.
    let keys = try RowSums.filled(predictors.count, work) {
      (keys: UnsafeMutableBufferPointer<UInt64>, rows) in
      for row in rows { keys[row] = KeyOrder.rising((predictors[row] + 0).bitPattern) }
    }
    let places = try KeyOrder.sorted(keys, work)
    // Each part has the predictors that begin in it, to the last of their rows.
    let parts = try RowSums.map(places.count, work) { range in
      var result: [(predictor: Double, events: Int64, others: Int64)] = []
      var index = range.lowerBound
      while index > 0, index < range.upperBound, places[index].key == places[index - 1].key { index += 1 }
      while index < range.upperBound {
        let key = places[index].key
        var (events, others): (Int64, Int64) = (0, 0)
        while index < places.count, places[index].key == key {
          events += successes[Int(places[index].position)]
          others += failures[Int(places[index].position)]
          index += 1
        }
        guard events + others > 0 else { continue }
        result.append((Double(bitPattern: KeyOrder.bits(rising: key)), events, others))
      }
      return result
    }
    var result: [(predictor: Double, events: Int64, others: Int64)] = []
    result.reserveCapacity(parts.reduce(0) { $0 + $1.count })
    for part in parts { result.append(contentsOf: part) }
    return result
  }

  /// Mean squared error of the probabilities; `nil` without rows.
  func brier(_ work: Work) throws(Cancelled) -> Double? {
    let count = successes.reduce(0, +) + failures.reduce(0, +)
    let sum = try RowSums.sum(predictors.count, work) { index in
      let (p, q) = Logistic.probabilities(predictors[index])
      return Double(successes[index]) * q * q + Double(failures[index]) * p * p
    }
    return count == 0 ? nil : sum / Double(count)
  }

  /// Mean probability among events less that among non-events; `nil` when there is one class only.
  func discrimination(_ work: Work) throws(Cancelled) -> Double? {
    let (events, others) = (successes.reduce(0, +), failures.reduce(0, +))
    guard events > 0, others > 0 else { return nil }
    return try RowSums.sum(predictors.count, work) { index in
      Logistic.probabilities(predictors[index]).p
        * (Double(successes[index]) / Double(events) - Double(failures[index]) / Double(others))
    }
  }

  /// How a threshold sorts the rows: an event is predicted when p > threshold.
  func classification(_ threshold: Double) -> Model.Classification {
    var result = Model.Classification(
      threshold: threshold, truePositives: 0, falsePositives: 0, falseNegatives: 0, trueNegatives: 0)
    for index in predictors.indices {
      if Logistic.probabilities(predictors[index]).p > threshold {
        result.truePositives += Int(successes[index])
        result.falsePositives += Int(failures[index])
      } else {
        result.falseNegatives += Int(successes[index])
        result.trueNegatives += Int(failures[index])
      }
    }
    return result
  }

  /// The thresholds of a sweep: 0.05, 0.10 … 0.95 and 0.99.
  static let sweep: [Double] = (1...19).map { Double($0) / 20 } + [0.99]
}
