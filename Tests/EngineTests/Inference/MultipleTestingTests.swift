import Foundation
import Testing

@testable import Engine

@Suite struct MultipleTestingTests {
  /// R: p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.5), "holm") and "BH".
  @Test func asInR() {
    let p = [0.01, 0.04, 0.03, 0.005, 0.5].map { log($0) }
    let holm = MultipleTesting.holm.adjusted(logP: p).map { exp($0) }
    let bh = MultipleTesting.benjaminiHochberg.adjusted(logP: p).map { exp($0) }
    for (actual, expected) in zip(holm, [0.04, 0.09, 0.09, 0.025, 0.5]) {
      #expect(abs(actual - expected) < 1e-14)
    }
    for (actual, expected) in zip(bh, [0.025, 0.05, 0.05, 0.025, 0.5]) {
      #expect(abs(actual - expected) < 1e-14)
    }
  }

  @Test func neverAboveOneNorBelowTheRaw() {
    let p = [-1000.0, -0.1, -0.1, 0]
    for method in MultipleTesting.allCases {
      let adjusted = method.adjusted(logP: p)
      #expect(zip(p, adjusted).allSatisfy { $0 <= $1 && $1 <= 0 })
      #expect(adjusted[0].isFinite)
    }
    #expect(MultipleTesting.holm.adjusted(logP: []).isEmpty)
  }
}
