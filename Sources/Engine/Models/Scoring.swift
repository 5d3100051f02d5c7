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
    // Adding 0 makes −0 equal to 0.
    let keys = predictors.map { KeyOrder.rising(($0 + 0).bitPattern) }
    let places = try KeyOrder.sorted(keys, work)
    var doubled: UInt128 = 0
    var below: Int64 = 0
    var events: Int64 = 0
    var index = 0
    while index < places.count {
      var tiedEvents: Int64 = 0
      var tiedOthers: Int64 = 0
      let value = places[index].key
      while index < places.count, places[index].key == value {
        tiedEvents += successes[Int(places[index].position)]
        tiedOthers += failures[Int(places[index].position)]
        index += 1
      }
      doubled += UInt128(tiedEvents) * UInt128(2 * below + tiedOthers)
      below += tiedOthers
      events += tiedEvents
    }
    guard events > 0, below > 0 else { return nil }
    return Double(doubled) / Double(2 * UInt128(events) * UInt128(below))
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
