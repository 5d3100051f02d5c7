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
    let order = try KeyOrder.order(keys, work).map(Int.init)
    var doubled: UInt128 = 0
    var below: Int64 = 0
    var events: Int64 = 0
    var index = 0
    while index < order.count {
      var tiedEvents: Int64 = 0
      var tiedOthers: Int64 = 0
      let value = predictors[order[index]]
      while index < order.count, predictors[order[index]] == value {
        tiedEvents += successes[order[index]]
        tiedOthers += failures[order[index]]
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
  var brier: Double? {
    var sum = 0.0
    var count: Int64 = 0
    for index in predictors.indices {
      let (p, q) = Logistic.probabilities(predictors[index])
      sum += Double(successes[index]) * q * q + Double(failures[index]) * p * p
      count += successes[index] + failures[index]
    }
    return count == 0 ? nil : sum / Double(count)
  }

  /// Mean probability among events less that among non-events; `nil` when there is one class only.
  var discrimination: Double? {
    var (ofEvents, ofOthers) = (0.0, 0.0)
    var (events, others): (Int64, Int64) = (0, 0)
    for index in predictors.indices {
      let p = Logistic.probabilities(predictors[index]).p
      ofEvents += Double(successes[index]) * p
      ofOthers += Double(failures[index]) * p
      events += successes[index]
      others += failures[index]
    }
    guard events > 0, others > 0 else { return nil }
    return ofEvents / Double(events) - ofOthers / Double(others)
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
