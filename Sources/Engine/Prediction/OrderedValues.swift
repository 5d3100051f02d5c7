/// Values in rising order, each standing for so many rows: order statistics without the rows.
struct OrderedValues {
  private let values: [Double]
  /// Rows up to and with each value.
  private let ends: [Int64]

  /// Values that rise, and the rows of each.
  init(_ values: [Double], counts: [Int64]) {
    self.values = values
    var total: Int64 = 0
    ends = counts.map {
      total += $0
      return total
    }
  }

  /// The same of values in any order. O(n).
  init(unordered values: [Double], counts: [Int64], _ work: Work) throws(Cancelled) {
    let order = try KeyOrder.order(values.map { KeyOrder.rising(($0 + 0).bitPattern) }, work).map(Int.init)
    self.init(order.map { values[$0] }, counts: order.map { counts[$0] })
  }

  /// Rows in all.
  var total: Int64 { ends.last ?? 0 }

  /// The value of the row at a place, from 0. O(log n).
  func value(_ place: Int64) -> Double {
    var (low, high) = (0, ends.count - 1)
    while low < high {
      let middle = (low + high) / 2
      if ends[middle] > place { high = middle } else { low = middle + 1 }
    }
    return values[low]
  }

  /// The quantile `part` / `whole`, interpolated between order statistics (Hyndman & Fan's type 7, as R's default);
  /// 0 without rows.
  func quantile(_ part: Int64, of whole: Int64) -> Double {
    guard total > 0 else { return 0 }
    let (place, rest) = ((total - 1) * part).quotientAndRemainder(dividingBy: whole)
    let (low, high) = (value(place), value(min(place + 1, total - 1)))
    return low + Double(rest) / Double(whole) * (high - low)
  }
}
