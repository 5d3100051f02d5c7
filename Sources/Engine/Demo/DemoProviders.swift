/// The organisations of the demo data: the fifteen that the 2022 project picked, and 158 others.
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

  private init() {
    let others = 158
    codes =
      DemoProviders.fifteen.map { Array($0.utf8) }
      + (0..<others).map { Array("X\(String($0 + 100, radix: 10))".utf8) }
    effects = (0..<codes.count).map {
      var stream = DemoStream(seed: 2022, index: $0, .provider)
      return stream.bell() * DemoModel.providerDeviation / 1000
    }
    // Finished courses of a provider, published for 2021-22: 5th percentile 119, median 3,270, 95th 11,890.
    let sizes = [40, 119, 900, 1900, 3270, 4300, 5900, 11_890, 22_000]
    let ranks = [0, 8, 30, 55, 79, 100, 120, 150, 158]
    var weights = Array(repeating: 5300, count: DemoProviders.fifteen.count)
    for (piece, start) in ranks.dropLast().enumerated() {
      let width = ranks[piece + 1] - start
      for rank in start..<ranks[piece + 1] {
        weights.append(sizes[piece] + (sizes[piece + 1] - sizes[piece]) * (rank - start) / width)
      }
    }
    let total = weights.reduce(0, +)
    lots = weights.enumerated().flatMap { index, weight in
      Array(repeating: UInt8(index), count: max(1, weight * 16_384 / total))
    }
  }

  /// Draws a provider.
  func draw(_ stream: inout DemoStream) -> Int { Int(lots[stream.below(lots.count)]) }
}
