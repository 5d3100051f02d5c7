import Engine
import Foundation

extension FittedModel {
  /// What a reader should doubt, in a line each: nothing where nothing is.
  var warnings: [String] { [sparseWarning, sampleSizeWarning].compactMap(\.self) }

  /// The levels are named; how few rows they have is not.
  private var sparseWarning: String? {
    let names = model.sparseLevels.map(\.name)
    guard !names.isEmpty else { return nil }
    let most = 5
    let more = names.count > most ? " and \(names.count - most) more" : ""
    return "sparse, fewer than \(Model.SparseLevel.threshold) events or non-events: "
      + names.prefix(most).joined(separator: ", ") + more
  }

  private var sampleSizeWarning: String? {
    let unmet = model.unmetSampleSize
    guard !unmet.isEmpty, let size = model.sampleSize else { return nil }
    let parts = unmet.map { need in
      let what =
        switch need.criterion {
        case .shrinkage: "shrinkage of at most 0.1"
        case .optimism: "R2 optimism of at most 0.05"
        case .risk: "the overall risk to 0.05"
        }
      return need.rows.map { "\(what) (about \(Self.rounded($0)) rows)" } ?? "\(what) (no number of rows)"
    }
    let parameters = size.parameters == 1 ? "1 parameter" : "\(size.parameters) parameters"
    return "few rows for predicting with \(parameters) (Riley 2020): \(parts.joined(separator: ", "))"
  }

  /// Two digits, upwards: more would only look exact.
  private static func rounded(_ rows: Int) -> Int {
    var unit = 1
    while rows / unit >= 100 { unit *= 10 }
    return (rows + unit - 1) / unit * unit
  }
}
