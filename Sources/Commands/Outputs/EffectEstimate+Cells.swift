import Engine
import Foundation

extension EffectEstimate {
  /// Estimate, standard error, z, p and both ends of its interval.
  func tested(rows: Int, _ policy: DisclosurePolicy) -> [Cell] {
    [.figure(value, rows: rows), .figure(standardError, rows: rows), zCell(rows: rows)]
      + [pCell(rows: rows, policy), .figure(low, rows: rows), .figure(high, rows: rows)]
  }

  /// Estimate and both ends of its interval.
  func interval(rows: Int) -> [Cell] {
    [.figure(value, rows: rows), .figure(low, rows: rows), .figure(high, rows: rows)]
  }

  /// The same of a logarithm, as ratios.
  func ratio(rows: Int) -> [Cell] {
    [value, low, high].map {
      let ratio = exp($0)
      return ratio.isFinite ? .ratio(ratio, rows: rows, least: rows) : .unavailable("too large for a number")
    }
  }

  /// The p-value. Its own cell stands on no rows: where the estimate is going to be hidden, one that does takes its place.
  func pCell(rows: Int, _ policy: DisclosurePolicy) -> Cell {
    guard let logP else { return .unavailable("no standard error") }
    return policy.isFew(rows) ? .figure(logP, rows: rows) : .pValue(log: logP)
  }

  private func zCell(rows: Int) -> Cell {
    z.map { .figure($0, rows: rows) } ?? .unavailable("no standard error")
  }
}

extension Formula {
  /// The outcome as it is written in a formula.
  var outcomeText: String {
    switch outcome {
    case .column(let name): name
    case .level(let column, let event): "\(column)=\"\(event)\""
    case .events(let successes, let failures): "events(\(successes), \(failures))"
    }
  }
}
