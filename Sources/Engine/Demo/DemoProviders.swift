/// The organisations of the demo data: the fifteen that the 2022 project picked, and 143 others.
struct DemoProviders {
  /// Codes; the fifteen come first.
  let codes: [[UInt8]]
  /// What each adds to the log-odds of recovery, in 1/1000.
  let effects: [Int]
  /// One draw among this table's entries gives a provider in proportion to its size.
  private let lots: [UInt8]

  /// The fifteen providers of the 2022 project.
  static let fifteen = [
    "AM601", "TAF90", "TAF88", "AKR01", "DA1", "NWX08", "AM7", "ANV01", "RW5ME", "RDYLK", "RDYDL", "RAT",
    "NMQ", "RWX", "AME01",
  ]

  static let all = DemoProviders()

  /// Whether a provider is one of the fifteen.
  static func isFifteen(_ provider: Int) -> Bool { provider < fifteen.count }

  /// Whether a provider's economic data are nearly complete, as those of the fifteen and of some others are.
  static func isCareful(_ provider: Int) -> Bool { isFifteen(provider) || provider % 4 == 0 }

  /// Finished courses of a provider in a year by rank, smallest first; published: 5th percentile 119, median
  /// 3,270, 95th 11,890.
  private static let sizes = Line([
    (0, 40), (8, 119), (30, 900), (55, 1900), (79, 3270), (100, 4200), (120, 5300), (149, 11_500),
    (157, 16_000),
  ])
  /// Effects by the share of providers below; published recovery: 5th percentile 36%, median 51%, 95th 59%.
  private static let spread = Line([
    (0, -900), (50, -660), (250, -170), (500, 0), (750, 140), (950, 310), (1000, 450),
  ])

  private init() {
    let count = 158
    // The fifteen are among the larger third.
    let fifteenRanks = (0..<DemoProviders.fifteen.count).map { 98 + 2 * $0 }
    let ranks = fifteenRanks + (0..<count).filter { !fifteenRanks.contains($0) }
    codes =
      DemoProviders.fifteen.map { Array($0.utf8) }
      + (0..<count - fifteenRanks.count).map { Array("X\(String($0 + 100, radix: 10))".utf8) }
    // 61 and 158 have no common factor: size and effect go their own ways.
    effects = ranks.map { DemoProviders.spread[(2 * ($0 * 61 % count) + 1) * 500 / count] }
    let weights = ranks.map { DemoProviders.sizes[$0] }
    let total = weights.reduce(0, +)
    lots = weights.enumerated().flatMap { index, weight in
      Array(repeating: UInt8(index), count: max(1, weight * 65_536 / total))
    }
  }

  /// Draws a provider.
  func draw(_ stream: inout DemoStream) -> Int { Int(lots[stream.below(lots.count)]) }

  /// Straight lines between points of whole numbers.
  private struct Line {
    let points: [(x: Int, y: Int)]

    init(_ points: [(Int, Int)]) { self.points = points }

    subscript(_ x: Int) -> Int {
      for (left, right) in zip(points, points.dropFirst()) where x <= right.x {
        return left.y + (right.y - left.y) * (x - left.x) / (right.x - left.x)
      }
      return points.last?.y ?? 0
    }
  }
}
