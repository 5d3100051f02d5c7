import Foundation
import Testing

@testable import Engine

@Suite struct CurveTests {
  /// `rcspline.eval(x, knots = c(18, 22, 26, 33), inclx = TRUE)` of R's Hmisc 4.8-0, at and around the knots.
  @Test func splineAgreesWithHmisc() {
    let expected: [(x: Double, first: Double, second: Double)] = [
      (10, 0, 0), (18, 0, 0), (20, 0.035555555555555569, 0), (22, 0.28444444444444456, 0),
      (24, 0.96000000000000052, 0.035555555555555569), (26, 2.2755555555555564, 0.28444444444444456),
      (30, 7.0704761904761941, 1.8285714285714292), (33, 11.733333333333334, 3.52),
      (45.5, 31.733333333333356, 10.853333333333339), (-100, 0, 0),
    ]
    let knots = [18.0, 22, 26, 33]
    for row in expected {
      #expect(abs(Curve.spline(knots: knots, piece: 0)(row.x) - row.first) <= 1e-14 * max(1, row.first))
      #expect(abs(Curve.spline(knots: knots, piece: 1)(row.x) - row.second) <= 1e-14 * max(1, row.second))
    }
  }

  /// The definition as it is printed, whatever that costs in digits.
  private func slow(_ x: Double, _ t: [Double], _ j: Int) -> Double {
    func cube(_ value: Double) -> Double { pow(max(0, value), 3) }
    let k = t.count
    let width = t[k - 1] - t[k - 2]
    let value =
      cube(x - t[j]) - cube(x - t[k - 2]) * (t[k - 1] - t[j]) / width
      + cube(x - t[k - 1]) * (t[k - 2] - t[j]) / width
    return value / pow(t[k - 1] - t[0], 2)
  }

  @Test func splinesAreTheirDefinition() {
    var random = SplitMix64(state: 7)
    for _ in 0..<500 {
      var knots = [random.unit() * 100 - 50]
      for _ in 0..<(2 + random.below(5)) { knots.append(knots[knots.count - 1] + 0.5 + random.unit() * 20) }
      let (first, last) = (knots[0], knots[knots.count - 1])
      for piece in 0..<(knots.count - 2) {
        let curve = Curve.spline(knots: knots, piece: piece)
        let x = first - 20 + random.unit() * (last - first + 40)
        let scale = (last - first + 40) / (last - first)
        #expect(abs(curve(x) - slow(x, knots, piece)) < 1e-8 * scale * scale * (last - first + 40))
        // Straight outside the outer knots, the second derivative having come to 0.
        #expect(curve(first - 1) == 0 && curve.slope(first - 1) == 0)
        let (a, b, c) = (curve(last + 1), curve(last + 2), curve(last + 3))
        #expect(abs(a - 2 * b + c) < 1e-12 * max(1, abs(b)))
      }
    }
  }

  @Test func slopesAreDerivatives() {
    var random = SplitMix64(state: 8)
    let curves: [Curve] =
      [.identity, .log] + (2...5).map(Curve.power)
      + (0..<3).map { .spline(knots: [2, 5, 6, 9.5, 14], piece: $0) }
    for curve in curves {
      for _ in 0..<200 {
        let x = 0.5 + random.unit() * 18
        let h = 1e-4
        let slope = (curve(x + h) - curve(x - h)) / (2 * h)
        #expect(abs(curve.slope(x) - slope) < 1e-5 * max(1, abs(slope)), "\(curve) \(x)")
      }
    }
  }
}
