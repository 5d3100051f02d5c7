import Foundation

/// How much the other terms inflate a term's uncertainty.
public struct Collinearity: Sendable, Hashable {
  /// The term as written.
  public var term: String
  /// Its estimated columns.
  public var df: Int
  /// det(R₁₁) det(R₂₂) / det(R), R being the correlation of the estimates but the intercept.
  public var gvif: Double
  /// GVIF^(1/(2 df)): on the scale of a standard error, comparable between terms.
  public var adjusted: Double { pow(gvif, 1 / (2 * Double(df))) }
}

extension Model {
  /// The generalised variance inflation factor of each term. Fox & Monette (1992), as R's `car::vif`.
  ///
  /// Of the correlation of the estimates by the information, whatever the standard errors rest on; empty with fewer than two terms. Throws ``InferenceError``.
  public func collinearity(_ work: Work = .unattended) throws -> [Collinearity] {
    guard let basis else { throw InferenceError.noMaximum }
    let covariance = try informationCovariance(work)
    let terms = basis.estimated.map { basis.design.columns[$0].term }
    let all = terms.indices.filter { terms[$0] != Design.interceptName }
    guard Set(all.map { terms[$0] }).count > 1 else { return [] }
    let whole = try logDeterminant(all, covariance)
    return try formula.terms.map(\.description).compactMap { term in
      let own = all.filter { terms[$0] == term }
      guard !own.isEmpty else { return nil }
      let rest = try logDeterminant(all.filter { terms[$0] != term }, covariance)
      return Collinearity(
        term: term, df: own.count, gvif: exp(try logDeterminant(own, covariance) + rest - whole))
    }
  }

  /// log det of the correlation of some of the estimates.
  private func logDeterminant(_ places: [Int], _ covariance: [Double]) throws -> Double {
    let k = places.count
    var matrix = Matrix(rows: k, columns: k)
    for (i, a) in places.enumerated() {
      for (j, b) in places.enumerated() {
        matrix[i, j] =
          covariance[a * rank + b] / (covariance[a * rank + a] * covariance[b * rank + b]).squareRoot()
      }
    }
    var result = 0.0
    for i in 0..<k {
      for column in i..<k {
        for j in 0..<i { matrix[i, column] -= matrix[j, i] * matrix[j, column] }
      }
      guard matrix[i, i] > 0 else { throw InferenceError.noMaximum }
      result += log(matrix[i, i])
      let pivot = matrix[i, i].squareRoot()
      for column in i..<k { matrix[i, column] /= pivot }
    }
    return result
  }
}
