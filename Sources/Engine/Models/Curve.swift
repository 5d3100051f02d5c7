import Foundation

/// A function of a number, as it stands in a design column.
enum Curve: Hashable, Sendable {
  /// The number itself.
  case identity
  /// Its natural logarithm.
  case log
  /// Its whole power.
  case power(Int)
  /// A piece of a restricted cubic spline but the first, which is the number itself; from 0.
  case spline(knots: [Double], piece: Int)

  /// The value at x. O(1).
  func callAsFunction(_ x: Double) -> Double {
    switch self {
    case .identity: x
    case .log: Foundation.log(x)
    case .power(let exponent): Curve.power(x, exponent)
    case .spline(let knots, let piece): Curve.Spline(knots, piece)?.value(x) ?? 0
    }
  }

  /// The derivative at x. O(1).
  func slope(_ x: Double) -> Double {
    switch self {
    case .identity: 1
    case .log: 1 / x
    case .power(let exponent): Double(exponent) * Curve.power(x, exponent - 1)
    case .spline(let knots, let piece): Curve.Spline(knots, piece)?.slope(x) ?? 0
    }
  }

  /// By multiplying: the same bits everywhere.
  private static func power(_ x: Double, _ exponent: Int) -> Double {
    (0..<max(0, exponent)).reduce(1) { result, _ in result * x }
  }
}

extension Curve {
  /// A piece of a restricted cubic spline: cubic between the knots, straight outside, divided by the squared distance of
  /// the outer knots. Stone & Koo (1985), as F. Harrell, Regression Modeling Strategies (2nd ed., 2.4.5) and R's
  /// `Hmisc::rcspline.eval` (norm = 2), hence `rms::rcs`, write it.
  struct Spline {
    /// The piece's own knot, the last but one and the last.
    private let own, inner, outer: Double
    private let norm: Double

    /// `nil` for fewer than three knots, or a piece that is not there.
    init?(_ knots: [Double], _ piece: Int) {
      guard knots.count >= 3, (0..<(knots.count - 2)).contains(piece) else { return nil }
      (own, inner, outer) = (knots[piece], knots[knots.count - 2], knots[knots.count - 1])
      norm = (outer - knots[0]) * (outer - knots[0])
    }

    func value(_ x: Double) -> Double {
      guard x > own else { return 0 }
      let reach = (inner - own) * (outer - own)
      // Behind the last knot the cubes cancel; what is left is this line.
      if x >= outer { return reach * (3 * (x - own) - (inner - own) - (outer - own)) / norm }
      let first = (x - own) * (x - own) * (x - own)
      guard x > inner else { return first / norm }
      let second = (x - inner) * (x - inner) * (x - inner)
      return (first - second * (outer - own) / (outer - inner)) / norm
    }

    func slope(_ x: Double) -> Double {
      guard x > own else { return 0 }
      if x >= outer { return 3 * (inner - own) * (outer - own) / norm }
      let first = (x - own) * (x - own)
      guard x > inner else { return 3 * first / norm }
      return 3 * (first - (x - inner) * (x - inner) * (outer - own) / (outer - inner)) / norm
    }
  }
}
