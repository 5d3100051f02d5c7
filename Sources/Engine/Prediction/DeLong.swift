import Foundation

/// Area under the ROC curve with its standard error.
public struct RocArea: Sendable, Hashable {
  /// Share of pairs of an event and a non-event in which the event has the higher prediction, ties counted half.
  public var area: Double
  /// Its standard error after DeLong, DeLong & Clarke-Pearson (1988).
  public var standardError: Double
  /// Ends of the 95% interval area ± 1.96 SE, cut at 0 and 1.
  public var low: Double { max(0, area - Distributions.normal95 * standardError) }
  /// Upper end.
  public var high: Double { min(1, area + Distributions.normal95 * standardError) }
}

extension Scoring {
  /// The area with DeLong's standard error, by midranks over distinct scores (Sun & Xu 2014). O(patterns).
  ///
  /// `nil` unless there are at least two rows of each class.
  func rocArea(_ work: Work) throws(Cancelled) -> RocArea? {
    let keys = predictors.map { KeyOrder.rising(($0 + 0).bitPattern) }
    let order = try KeyOrder.order(keys, work).map(Int.init)
    let events = successes.reduce(0, +)
    let others = failures.reduce(0, +)
    guard events > 1, others > 1 else { return nil }
    // Doubled placements are whole numbers: 2·(below) + tied.
    var (eventsBelow, othersBelow): (Int64, Int64) = (0, 0)
    var doubled: UInt128 = 0
    var eventSquares: UInt128 = 0
    var otherSquares: UInt128 = 0
    var index = 0
    while index < order.count {
      let value = predictors[order[index]]
      var (tiedEvents, tiedOthers): (Int64, Int64) = (0, 0)
      while index < order.count, predictors[order[index]] == value {
        tiedEvents += successes[order[index]]
        tiedOthers += failures[order[index]]
        index += 1
      }
      // Of an event here: non-events below it. Of a non-event here: events above it.
      let below = UInt128(2 * othersBelow + tiedOthers)
      let above = UInt128(2 * (events - eventsBelow - tiedEvents) + tiedEvents)
      doubled += UInt128(tiedEvents) * below
      eventSquares += UInt128(tiedEvents) * below * below
      otherSquares += UInt128(tiedOthers) * above * above
      eventsBelow += tiedEvents
      othersBelow += tiedOthers
    }
    let (m, n) = (UInt128(events), UInt128(others))
    // m Σ v² − (Σ v)² in whole numbers, so that no digit is lost to cancellation.
    let ofEvents = Scoring.spread(eventSquares, doubled, m) / (4 * Double(n) * Double(n))
    let ofOthers = Scoring.spread(otherSquares, doubled, n) / (4 * Double(m) * Double(m))
    return RocArea(
      area: Double(doubled) / Double(2 * m * n),
      standardError: (ofEvents / Double(m) + ofOthers / Double(n)).squareRoot())
  }

  /// The sample variance of `count` whole numbers from their squares' sum and their sum.
  private static func spread(_ squares: UInt128, _ sum: UInt128, _ count: UInt128) -> Double {
    let (product, overflow) = squares.multipliedReportingOverflow(by: count)
    let (square, squareOverflow) = sum.multipliedReportingOverflow(by: sum)
    guard !overflow, !squareOverflow, product >= square else {
      let mean = Double(sum) / Double(count)
      return max(0, (Double(squares) - Double(count) * mean * mean) / (Double(count) - 1))
    }
    return Double(product - square) / (Double(count) * (Double(count) - 1))
  }
}
