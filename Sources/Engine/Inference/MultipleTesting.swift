import Foundation

/// p-values adjusted for a family of tests, on the log scale so that none becomes 0.
public enum MultipleTesting: String, Sendable, Hashable, CaseIterable {
  /// Holm (1979): bounds the chance of any false finding.
  case holm = "Holm"
  /// Benjamini & Hochberg (1995): bounds the expected share of false findings.
  case benjaminiHochberg = "Benjamini-Hochberg"

  /// The adjusted p-values in the order given, as natural logarithms, at most 0. O(m log m).
  public func adjusted(logP: [Double]) -> [Double] {
    let m = logP.count
    let order = logP.indices.sorted { (logP[$0], $0) < (logP[$1], $1) }
    var result = logP
    switch self {
    case .holm:
      var greatest = -Double.infinity
      for (rank, index) in order.enumerated() {
        greatest = max(greatest, min(0, logP[index] + log(Double(m - rank))))
        result[index] = greatest
      }
    case .benjaminiHochberg:
      var least = 0.0
      for (rank, index) in order.enumerated().reversed() {
        least = min(least, logP[index] + log(Double(m) / Double(rank + 1)))
        result[index] = least
      }
    }
    return result
  }
}
