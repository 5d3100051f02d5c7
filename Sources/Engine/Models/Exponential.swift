/// The exponential and the logarithm of several numbers at a time, within 2 units in the last place of the C library's.
enum Exponential {
  /// Numbers worked on side by side.
  typealias Lanes = SIMD4<Double>

  /// e^x for −708 < x ≤ 0: x = n ln 2 + r with |r| ≤ ½ ln 2 (Cody & Waite's reduction), and r's power series.
  @inline(__always)
  static func exp(_ x: Lanes) -> Lanes {
    // Adding and taking off 1.5 · 2⁵² rounds to a whole number, which stands in the lowest bits meanwhile.
    let shift = Lanes(repeating: 6_755_399_441_055_744)
    let shifted: Lanes = x * 1.442_695_040_888_963_4 + shift
    let n: Lanes = shifted - shift
    let r: Lanes = (x - n * 0.693_147_180_369_123_816_490) - n * 1.908_214_929_270_587_700_02e-10
    let r2 = r * r
    let r4 = r2 * r2
    let a = cubic(r, r2, 1.0 / 2, 1.0 / 6, 1.0 / 24, 1.0 / 120)
    let b = cubic(r, r2, 1.0 / 720, 1.0 / 5040, 1.0 / 40_320, 1.0 / 362_880)
    let c = cubic(r, r2, 1.0 / 3_628_800, 1.0 / 39_916_800, 1.0 / 479_001_600, 1.0 / 6_227_020_800)
    let tail: Lanes = a + r4 * (b + r4 * c)
    let value: Lanes = 1 + (r + r2 * tail)
    let power = (unsafeBitCast(shifted, to: SIMD4<UInt64>.self) &+ 1023) &<< 52
    return value * unsafeBitCast(power, to: Lanes.self)
  }

  /// log(1 + x) for 0 ≤ x ≤ 1: twice the inverse hyperbolic tangent of x / (2 + x), by its power series.
  @inline(__always)
  static func log1p(_ x: Lanes) -> Lanes {
    let s: Lanes = x / (2 + x)
    let z = s * s
    let z2 = z * z
    let z4 = z2 * z2
    let a = cubic(z, z2, 1.0 / 3, 1.0 / 5, 1.0 / 7, 1.0 / 9)
    let b = cubic(z, z2, 1.0 / 11, 1.0 / 13, 1.0 / 15, 1.0 / 17)
    let c = cubic(z, z2, 1.0 / 19, 1.0 / 21, 1.0 / 23, 1.0 / 25)
    let d = cubic(z, z2, 1.0 / 27, 1.0 / 29, 1.0 / 31, 1.0 / 33)
    let inner: Lanes = c + z4 * d
    let tail: Lanes = z * (a + z4 * (b + z4 * inner))
    let twice: Lanes = s + s
    return twice + twice * tail
  }

  /// a + bx + cx² + dx³.
  @inline(__always)
  private static func cubic(
    _ x: Lanes, _ square: Lanes, _ a: Double, _ b: Double, _ c: Double, _ d: Double
  ) -> Lanes {
    let low: Lanes = Lanes(repeating: a) + x * b
    let high: Lanes = Lanes(repeating: c) + x * d
    return low + square * high
  }
}
