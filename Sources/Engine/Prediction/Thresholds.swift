/// What a wrong prediction of each kind costs, in any unit.
public struct ErrorCosts: Sendable, Hashable {
  /// Of an event predicted as a non-event.
  public var falseNegative: Double
  /// Of a non-event predicted as an event.
  public var falsePositive: Double

  /// Costs above 0.
  public init(falseNegative: Double, falsePositive: Double) {
    self.falseNegative = falseNegative
    self.falsePositive = falsePositive
  }

  /// The threshold at which calibrated predictions cost least: costFP / (costFP + costFN). Elkan (2001).
  public var calibratedThreshold: Double { falsePositive / (falsePositive + falseNegative) }
}

/// Thresholds between distinct predictions: the points of the ROC curve.
public struct Thresholds: Sendable, Hashable {
  /// Thresholds that sort the rows differently: one between each two neighbouring predictions.
  public var distinct: Int
  /// All of them, rising; of more than 19 those at which the share predicted as events first is at most 95%, 90%, … 5%.
  public var sweep: [Model.Classification]
  /// That with the greatest recall + specificity − 1, of equal ones the lowest. Youden (1950). `nil` where there are
  /// no two predictions, or one class only.
  public var youden: Model.Classification?
  /// That with the least cost, of equal ones the lowest, where costs were given.
  public var cheapest: Model.Classification?
  /// The classification at ``ErrorCosts/calibratedThreshold``, where costs were given.
  public var calibrated: Model.Classification?
}

extension Model.Classification {
  /// Recall + specificity − 1; `nil` with one class only.
  public var youdenIndex: Double? {
    guard let recall, let specificity else { return nil }
    return recall + specificity - 1
  }
}

extension Scoring {
  /// The thresholds between distinct probabilities. O(patterns).
  func thresholds(_ costs: ErrorCosts?, _ work: Work) throws(Cancelled) -> Thresholds {
    var groups: [(p: Double, events: Int64, others: Int64)] = []
    for group in try merged(work) {
      // Linear predictors far out round to one probability, which no threshold parts.
      let p = Logistic.probabilities(group.predictor).p
      if let last = groups.last, last.p == p {
        groups[groups.count - 1].events += group.events
        groups[groups.count - 1].others += group.others
      } else {
        groups.append((p, group.events, group.others))
      }
    }
    let events = groups.reduce(0) { $0 + $1.events }
    let others = groups.reduce(0) { $0 + $1.others }
    var result = Thresholds(distinct: max(0, groups.count - 1), sweep: [])
    var (eventsBelow, othersBelow): (Int64, Int64) = (0, 0)
    var best: (youden: Int128, cost: Double) = (Int128.min, .infinity)
    var nextTwentieth: Int64 = 19
    for index in groups.indices.dropLast() {
      if index % Work.stride == 0 { try work.check() }
      eventsBelow += groups[index].events
      othersBelow += groups[index].others
      let (low, high) = (groups[index].p, groups[index + 1].p)
      let middle = low + (high - low) / 2
      let point = Model.Classification(
        threshold: middle < high ? middle : low, truePositives: Int(events - eventsBelow),
        falsePositives: Int(others - othersBelow), falseNegatives: Int(eventsBelow),
        trueNegatives: Int(othersBelow))
      let above = events - eventsBelow + others - othersBelow
      if groups.count <= 20 {
        result.sweep.append(point)
      } else if nextTwentieth > 0, 20 * above <= nextTwentieth * (events + others) {
        result.sweep.append(point)
        while nextTwentieth > 0, 20 * above <= nextTwentieth * (events + others) { nextTwentieth -= 1 }
      }
      // recall + specificity − 1, times both classes' rows: whole numbers tell equal ones apart from nearly equal ones.
      let youden =
        Int128(point.truePositives) * Int128(others) - Int128(point.falsePositives) * Int128(events)
      if events > 0, others > 0, youden > best.youden {
        best.youden = youden
        result.youden = point
      }
      if let costs {
        let cost =
          costs.falseNegative * Double(eventsBelow) + costs.falsePositive * Double(others - othersBelow)
        if cost < best.cost {
          best.cost = cost
          result.cheapest = point
        }
      }
    }
    result.calibrated = costs.map { classification($0.calibratedThreshold) }
    return result
  }
}
