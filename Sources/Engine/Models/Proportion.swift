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
}
