import Engine
import Foundation

extension FittedModel {
  /// What a reader should doubt, in a line each: nothing where nothing is.
  var warnings: [String] { [sparseWarning, sampleSizeWarning].compactMap(\.self) }

  /// The same without the names of levels that few rows have.
  var guardedWarnings: [String] {
    let terms = model.sparseLevels.map(\.term).uniqued()
    let sparse =
      terms.isEmpty
      ? nil
      : "sparse, levels with fewer than \(Model.SparseLevel.threshold) events or non-events: "
        + terms.joined(separator: ", ")
    return [sparse, sampleSizeWarning].compactMap(\.self)
  }

  /// The levels are named; how few rows they have is not.
  private var sparseWarning: String? {
    let names = model.sparseLevels.map(\.name)
    guard !names.isEmpty else { return nil }
    let most = 5
    let more = names.count > most ? " and \(names.count - most) more" : ""
    return "sparse, fewer than \(Model.SparseLevel.threshold) events or non-events: "
      + names.prefix(most).joined(separator: ", ") + more
  }

  /// The rows needed for the overall risk are not told: exact as they are they would give away the events.
  private var sampleSizeWarning: String? {
    let unmet = model.unmetSampleSize
    guard !unmet.isEmpty, let size = model.sampleSize else { return nil }
    var parts: [String] = []
    for need in unmet {
      let rows = need.rows.map { " (about \(Self.rounded($0)) rows would do)" }
      switch need.criterion {
      case .shrinkage:
        parts.append(rows.map { "overfitted by over 10%\($0)" } ?? "no more explained than by chance")
      case .optimism: if let rows { parts.append("Nagelkerke R2 too high by over 0.05\(rows)") }
      case .risk: parts.append("overall risk not known to 0.05")
      }
    }
    let parameters = size.parameters == 1 ? "1 parameter" : "\(size.parameters) parameters"
    return "few rows to predict from with \(parameters) (Riley 2020): \(parts.joined(separator: ", "))"
  }

  /// Two digits, upwards: more would only look exact.
  private static func rounded(_ rows: Int) -> Int {
    var unit = 1
    while rows / unit >= 100 { unit *= 10 }
    return (rows + unit - 1) / unit * unit
  }
}
