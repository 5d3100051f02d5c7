/// Whole numbers from 0 on of which some weighted sums are known to lie within bounds.
struct WholeNumbers {
  /// A weighted sum and its bounds.
  struct Sum {
    var terms: [(place: Int, factor: Int)]
    var least: Int
    var most: Int
  }

  /// What can be said of a question.
  enum Answer { case possible, impossible, unknown }

  private var sums: [Sum] = []
  private let count: Int
  private let most: Int

  /// So many numbers, none above `most`.
  init(count: Int, most: Int) {
    self.count = count
    self.most = most
  }

  mutating func add(_ terms: [(place: Int, factor: Int)], _ range: ClosedRange<Int>) {
    sums.append(Sum(terms: terms, least: range.lowerBound, most: range.upperBound))
  }

  /// Whether there are numbers for which all this holds, and the sum over some places is a value. `guess`, a solution
  /// without that, says where to look first.
  func answer(_ places: [Int], is value: Int, guess: [Int]) -> Answer {
    var problem = self
    problem.add(places.map { ($0, 1) }, value...value)
    var budget = 100_000
    let start = [ClosedRange<Int>](repeating: 0...most, count: count)
    return problem.search(start, guess, &budget)
  }

  private func search(_ given: [ClosedRange<Int>], _ guess: [Int], _ budget: inout Int) -> Answer {
    guard let ranges = narrowed(given) else { return .impossible }
    let open = ranges.indices.filter { ranges[$0].count > 1 }
    guard let place = open.min(by: { (ranges[$0].count, $0) < (ranges[$1].count, $1) }) else {
      return .possible
    }
    var isUnknown = false
    for value in ranges[place].sorted(by: { (abs($0 - guess[place]), $0) < (abs($1 - guess[place]), $1) }) {
      budget -= 1
      if budget < 0 { return .unknown }
      var next = ranges
      next[place] = value...value
      switch search(next, guess, &budget) {
      case .possible: return .possible
      case .unknown: isUnknown = true
      case .impossible: break
      }
    }
    return isUnknown ? .unknown : .impossible
  }

  /// The ranges as far as each sum alone narrows them; `nil` where nothing is left.
  private func narrowed(_ given: [ClosedRange<Int>]) -> [ClosedRange<Int>]? {
    var low = given.map(\.lowerBound)
    var high = given.map(\.upperBound)
    var isMoving = true
    while isMoving {
      isMoving = false
      for sum in sums {
        var (least, most) = (0, 0)
        for (place, factor) in sum.terms {
          least += factor * (factor > 0 ? low[place] : high[place])
          most += factor * (factor > 0 ? high[place] : low[place])
        }
        if least > sum.most || most < sum.least { return nil }
        if least >= sum.least, most <= sum.most { continue }
        for (place, factor) in sum.terms {
          let own = (
            factor * (factor > 0 ? low[place] : high[place]), factor * (factor > 0 ? high[place] : low[place])
          )
          let (from, to) = (sum.least - (most - own.1), sum.most - (least - own.0))
          let ends =
            factor > 0
            ? (Self.up(from, factor), Self.down(to, factor)) : (Self.up(to, factor), Self.down(from, factor))
          if ends.0 > low[place] { (low[place], isMoving) = (ends.0, true) }
          if ends.1 < high[place] { (high[place], isMoving) = (ends.1, true) }
          if low[place] > high[place] { return nil }
        }
      }
    }
    return zip(low, high).map { $0...$1 }
  }

  /// The least whole number not below a / b, and the greatest not above.
  private static func up(_ a: Int, _ b: Int) -> Int { -down(-a, b) }
  private static func down(_ a: Int, _ b: Int) -> Int {
    let (quotient, rest) = a.quotientAndRemainder(dividingBy: b)
    return rest != 0 && (rest < 0) != (b < 0) ? quotient - 1 : quotient
  }
}
