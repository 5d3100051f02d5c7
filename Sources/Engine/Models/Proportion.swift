/// A share of counts.
public enum Proportion {
  /// The 95% score interval of Wilson (1927) for so many events among `n`, without continuity correction.
  ///
  /// It lies within 0 and 1 and is right for few events too. `nil` where `n` is 0 or less than the events.
  public static func wilson(_ events: Int, of n: Int) -> (low: Double, high: Double)? {
    guard n > 0, events >= 0, events <= n else { return nil }
    let (count, z) = (Double(n), Distributions.normal95)
    let share = Double(events) / count
    let spread = z * (share * (1 - share) / count + z * z / (4 * count * count)).squareRoot()
    let scale = 1 + z * z / count
    let middle = share + z * z / (2 * count)
    // At the ends the interval is exactly 0 or 1, which rounding would miss.
    return (
      events == 0 ? 0 : max(0, (middle - spread) / scale), events == n ? 1 : min(1, (middle + spread) / scale)
    )
  }

  /// The 95% interval of the difference of two shares, first less second, from their score intervals: Newcombe 1998,
  /// doi:10.1002/(SICI)1097-0258(19980430)17:8<873::AID-SIM779>3.0.CO;2-I, method 10.
  ///
  /// `nil` where either has no interval.
  public static func difference(
    _ first: Int, of n1: Int, _ second: Int, of n2: Int
  ) -> (low: Double, high: Double)? {
    guard let one = wilson(first, of: n1), let other = wilson(second, of: n2) else { return nil }
    let (p1, p2) = (Double(first) / Double(n1), Double(second) / Double(n2))
    func root(_ a: Double, _ b: Double) -> Double { (a * a + b * b).squareRoot() }
    return (
      p1 - p2 - root(p1 - one.low, other.high - p2), p1 - p2 + root(one.high - p1, p2 - other.low)
    )
  }
}
