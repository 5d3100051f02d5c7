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
    let events = successes.reduce(0, +)
    let others = failures.reduce(0, +)
    guard events > 1, others > 1 else { return nil }
    // Doubled placements are whole numbers: 2·(below) + tied.
    var (eventsBelow, othersBelow): (Int64, Int64) = (0, 0)
    var doubled: UInt128 = 0
    var ofEvents = WholeSpread(rows: events + others)
    var ofOthers = WholeSpread(rows: events + others)
    for (index, tie) in try merged(work).enumerated() {
      if index % Work.stride == 0 { try work.check() }
      let (tiedEvents, tiedOthers) = (tie.events, tie.others)
      // Of an event here: non-events below it. Of a non-event here: events above it.
      let below = 2 * othersBelow + tiedOthers
      let above = 2 * (events - eventsBelow - tiedEvents) + tiedEvents
      doubled += UInt128(tiedEvents) * UInt128(below)
      ofEvents.add(below, tiedEvents)
      ofOthers.add(above, tiedOthers)
      eventsBelow += tiedEvents
      othersBelow += tiedOthers
    }
    let (m, n) = (Double(events), Double(others))
    return RocArea(
      area: Double(doubled) / Double(2 * UInt128(events) * UInt128(others)),
      standardError: (ofEvents.variance / (4 * n * n * m) + ofOthers.variance / (4 * m * m * n)).squareRoot())
  }
}

/// The sample variance of whole numbers from their sums, which are exact, so that no digit is lost to cancellation.
struct WholeSpread {
  /// Beyond so many rows the sums might not fit; then they are kept as doubles.
  private let isExact: Bool
  private var count: Int128 = 0
  private var sum: Int128 = 0
  private var squares: Int128 = 0
  private var rough = (sum: 0.0, squares: 0.0)

  /// For doubled placements among so many rows.
  init(rows: Int64) { isExact = rows <= 1 << 40 }

  mutating func add(_ value: Int64, _ times: Int64) {
    count += Int128(times)
    if isExact {
      sum += Int128(times) * Int128(value)
      squares += Int128(times) * Int128(value) * Int128(value)
    } else {
      rough.sum += Double(times) * Double(value)
      rough.squares += Double(times) * Double(value) * Double(value)
    }
  }

  var variance: Double {
    if isExact {
      let (product, overflow) = squares.multipliedReportingOverflow(by: count)
      let (square, squareOverflow) = sum.multipliedReportingOverflow(by: sum)
      if !overflow, !squareOverflow {
        return Double(product - square) / (Double(count) * Double(count - 1))
      }
    }
    let (sum, squares) = isExact ? (Double(sum), Double(squares)) : rough
    return max(0, (squares - sum * (sum / Double(count))) / (Double(count) - 1))
  }
}
