/// Shares of a whole number in proportion to sizes.
public enum Quotas {
  /// Largest remainders: whole parts first, then one each to the largest remainders, ties to the earlier size.
  ///
  /// The parts add up to `total`, each within 1 of its exact share and never above its size; a `total` above the sum
  /// of sizes gives the sizes.
  public static func largestRemainder(_ total: Int, over sizes: [Int]) -> [Int] {
    let sum = sizes.reduce(0, +)
    let total = max(0, min(total, sum))
    guard sum > 0 else { return sizes.map { _ in 0 } }
    var parts: [Int] = []
    var remainders: [UInt] = []
    for size in sizes {
      let product = UInt(total).multipliedFullWidth(by: UInt(size))
      let (quotient, remainder) = UInt(sum).dividingFullWidth(product)
      parts.append(Int(quotient))
      remainders.append(remainder)
    }
    let left = total - parts.reduce(0, +)
    let order = sizes.indices.sorted {
      remainders[$0] == remainders[$1] ? $0 < $1 : remainders[$0] > remainders[$1]
    }
    for index in order.prefix(left) { parts[index] += 1 }
    return parts
  }
}
